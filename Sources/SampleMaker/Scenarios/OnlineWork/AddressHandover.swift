/// An address that passes from one who leaves to another of the same name: the world's second and fourth user.
struct AddressHandover: Sendable {
  let leaver: Mailbox
  let successor: Mailbox
  /// Midnight of the day; the cmdlets run in its morning.
  let day: Moment

  init(in world: World, on day: Moment) {
    (leaver, successor, self.day) = (world.mailboxes[1], world.mailboxes[3], day.startOfDay)
  }

  /// How ordinary work goes on.
  var changes: [OrdinaryOnlineWork.Change] {
    [
      .init(mailbox: leaver.number, from: day, address: nil),
      .init(mailbox: successor.number, from: day, address: leaver.address),
    ]
  }

  /// Tells the act and returns its records.
  func records(
    _ builder: inout UnifiedAuditBuilder, by administrator: AuditActor, sessionID: GUID, in studio: Studio
  ) -> [TracedRecord] {
    let at = day + .hours(7)
    let act = studio.truth.act(
      .addressReassigned, "A colleague leaves; his address goes to another.", by: .administrator,
      mailboxes: [leaver.number, successor.number], from: at, to: at + .minutes(3))
    let changes = [
      [
        "EmailAddresses": "SMTP:left-\(leaver.address)", "AccountDisabled": "True",
      ] as KeyValuePairs, ["EmailAddresses": "SMTP:\(leaver.address);smtp:\(successor.address)"],
    ]
    return zip([leaver, successor], changes).enumerated().map { number, change in
      let (mailbox, parameters) = change
      let record = builder.cmdlet(
        ExchangeCmdlet("Set-Mailbox", identity: mailbox.guid.description, parameters), by: administrator,
        from: studio.world.organisation.publicAddress, sessionID: sessionID, at: at + .minutes(3 * number))
      return TracedRecord(record, Trace(act, mailbox: mailbox.number))
    }
  }

  /// The stores as they are handed over: the leaver's mailbox has another name by now, and got no mail since.
  func stores(of world: World, _ order: Order, exports: [Int: SearchExport] = [:]) -> [StoreOrder] {
    world.mailboxes.map { mailbox in
      let format = order.mailFormat(ofStore: mailbox.number)
      switch mailbox.number {
      case leaver.number:
        return StoreOrder(
          mailbox: mailbox.number, format: format, name: "left-\(mailbox.address)", holds: { $0.arrivedAt < day })
      case successor.number: return StoreOrder(mailbox: mailbox.number, format: format, name: leaver.address)
      default: return StoreOrder(mailbox: mailbox.number, format: format, export: exports[mailbox.number])
      }
    }
  }
}
