/// A forwarding that the service refused, with the message trace that shows it.
struct RefusedForwarding {
  let events: [(event: MessageTraceEvent, trace: Trace)]

  func deliver(in studio: Studio) throws {
    let path = "evidence/logs/message-trace-detail.csv"
    _ = try studio.folder.path(path)
    let file = try MessageTraceDetail(creating: path, inCase: studio.folder.staging)
    for (event, trace) in events {
      try studio.truth.note(
        WrittenRecord(
          place: try file.append(event), log: "message_trace", id: event.traceID.description, at: event.at,
          operation: event.event, trace: trace))
    }
    let sha256 = try file.finish()
    studio.truth.deliver(
      EvidenceFile(
        path: path, format: "message-trace", byteCount: file.byteCount, sha256: sha256, count: file.rowCount))
  }
}

extension InsiderStory {
  /// A week or so of mail was to go out, and did not.
  mutating func forward() throws -> RefusedForwarding {
    let mailbox = mailbox(.forwarded)
    let set = day(50) + .hours(21)
    let removed = day(84) + .hours(20)
    let sessionID = dice.guid()
    let act = studio.truth.act(
      .forwarding, "He has a colleague's mail forwarded to an address outside.", by: .attacker,
      mailboxes: [mailbox.number], from: set, to: removed)
    note(
      forwarding(of: mailbox, to: "smtp:" + Self.outside, sessionID: sessionID, at: set), act, mailbox: mailbox.number,
      stating: [.forwardingSet(mailbox: mailbox.number, until: removed)])
    note(forwarding(of: mailbox, to: "", sessionID: dice.guid(), at: removed), act, mailbox: mailbox.number)
    let refused = studio.truth.act(
      .forwardingRefused, "Exchange Online refuses each of these mails: forwarding outside is not allowed.",
      by: .service, mailboxes: [mailbox.number], from: set, to: removed)
    return RefusedForwarding(events: refusals(mailbox, from: set, to: removed, refused))
  }

  private mutating func forwarding(
    of mailbox: Mailbox, to address: String, sessionID: GUID, at moment: Moment
  ) -> UnifiedAuditRecord {
    let identity = builder.directoryName(of: mailbox)
    return cmdlet(
      ExchangeCmdlet(
        "Set-Mailbox",
        ["Identity": identity, "ForwardingSmtpAddress": address, "DeliverToMailboxAndForward": "True"],
        on: mailbox.guid.description), sessionID: sessionID, at: moment)
  }

  private mutating func refusals(
    _ mailbox: Mailbox, from set: Moment, to removed: Moment, _ act: Act
  ) -> [(event: MessageTraceEvent, trace: Trace)] {
    var events: [(event: MessageTraceEvent, trace: Trace)] = []
    for copy in studio.world.copies(in: mailbox.number, from: set, to: removed) {
      guard !copy.flags.contains(.isSecondCopy), let letter = studio.world.letter(copy.reference),
        let id = letter.internetMessageID, letter.sender.address != mailbox.address
      else { continue }
      let event = MessageTraceEvent(
        messageID: id, traceID: dice.guid(), at: copy.arrivedAt + .seconds(2), sender: letter.sender.address,
        recipient: Self.outside, event: "Fail", detail: MessageTraceEvent.forwardingRefused)
      events.append((event, Trace(act, mailbox: mailbox.number, stating: [.deliveryRefused(mailbox: mailbox.number)])))
    }
    return events
  }
}
