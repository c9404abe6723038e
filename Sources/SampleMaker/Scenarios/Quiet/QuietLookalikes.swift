/// What looks like an attack and is none.
extension QuietStory {
  mutating func administer() {
    for record in handover.records(&builder, by: administrator, sessionID: dice.guid(), in: studio) {
      note(record.record, record.trace)
    }
  }

  /// Two mailboxes move to another database: cmdlets by day, the service's own after them, and Outlooks that fetch
  /// every folder anew.
  mutating func migrate() {
    let moved = [mailbox(.held), mailbox(.forwarder)]
    let at = day(25) + .hours(9)
    let done = day(32) + .hours(2)
    let act = studio.truth.act(
      .migration, "A migration batch moves two mailboxes; their Outlooks fetch everything anew.", by: .administrator,
      mailboxes: moved.map(\.number), from: at, to: done + .hours(10))
    let batch = ExchangeCmdlet(
      "New-MigrationBatch",
      ["Name": "Wave 3", "AutoStart": "True", "NotificationEmails": administrator.userID], on: "Wave 3")
    note(batchRecord(batch, at: at), act)
    for mailbox in moved {
      let name = builder.directoryName(of: mailbox)
      let request = ExchangeCmdlet(
        "New-MoveRequest", identity: name,
        ["BatchName": "MigrationService:Wave 3", "SuspendWhenReadyToComplete": "True"]
      )
      let service = AuditActor.service("Microsoft.Exchange.Management.Migration")
      note(builder.cmdlet(request, by: service, at: at + .minutes(7)), act, mailbox: mailbox)
    }
    note(batchRecord(ExchangeCmdlet("Complete-MigrationBatch", identity: "Wave 3", [:]), at: done), act)
    for mailbox in moved { fetchAnew(mailbox, after: done, act) }
  }

  private mutating func batchRecord(_ cmdlet: ExchangeCmdlet, at moment: Moment) -> UnifiedAuditRecord {
    builder.cmdlet(
      cmdlet, by: administrator, from: studio.world.organisation.publicAddress, sessionID: dice.guid(), at: moment)
  }

  private mutating func fetchAnew(_ mailbox: Mailbox, after moment: Moment, _ act: Act) {
    let session = MailboxSession(
      owner: mailbox, client: .outlook(),
      address: mailbox.clientAddresses.first ?? studio.world.organisation.publicAddress, sessionID: dice.guid())
    var at = moment + .hours(6) + .minutes(dice.below(60))
    for folder in mailbox.folders where folder.role != .recoverableItems && folder.role != .recoverableDeletions {
      note(builder.sync(session, folder, at: at), act, mailbox: mailbox)
      at = at + .seconds(dice.within(4...50))
    }
  }

  /// The compliance officer holds, searches, exports and fetches two mailboxes, because a court wants them.
  mutating func holdForCourt() {
    let officer = mailbox(.officer)
    let held = [mailbox(.held), mailbox(.alsoHeld)]
    let at = noon(40, of: officer)
    let act = studio.truth.act(
      .legalHold, "On order of the court two mailboxes are held, searched, exported and fetched.",
      by: .administrator, mailboxes: held.map(\.number), from: at, to: at + .hours(27))
    let search = ComplianceSearch(
      name: "Docket 4711", caseName: "Docket 4711", exchangeLocations: held.map(\.address),
      query: "sent>=\((from - .days(40)).isoDate)")
    let actor = AuditActor(officer)
    let address = officer.clientAddresses.first ?? studio.world.organisation.publicAddress
    var records = [
      builder.eDiscovery(.caseAdded, search, by: actor, from: address, at: at),
      builder.eDiscovery(.holdCreated, search, by: actor, from: address, at: at + .minutes(9)),
    ]
    records += builder.newComplianceSearch(search, by: actor, from: address, at: at + .minutes(20))
    records += builder.startComplianceSearch(search, by: actor, from: address, at: at + .minutes(21))
    for record in records { note(record, act) }
    let request = ExportRequest(
      job: search.exportName, service: .compliance, mailboxes: held.map(\.number), by: .administrator)
    for record in builder.exportComplianceSearch(search, by: actor, from: address, at: at + .minutes(90)) {
      let isTold = record.recordType == .discovery
      note(record, act, stating: isTold ? [.exportRequested(request), .exportCompleted(job: search.exportName)] : [])
    }
    note(
      builder.eDiscovery(.searchExportDownloaded, search, by: actor, from: address, at: at + .hours(21)), act,
      stating: [.exportDownloaded(job: search.exportName)])
  }

  /// Somebody forwards to a colleague, by rule and by setting.
  mutating func forwardWithin() {
    let forwarder = mailbox(.forwarder)
    let colleague = mailbox(.traveller)
    let at = noon(50, of: forwarder)
    let act = studio.truth.act(
      .forwarding, "Somebody on leave forwards to a colleague.", by: .owner, mailboxes: [forwarder.number], from: at,
      to: at + .minutes(4))
    let address = forwarder.clientAddresses.first ?? studio.world.organisation.publicAddress
    let session = MailboxSession(
      owner: forwarder, client: .owaViaProxy, address: address, sessionID: dice.guid())
    let rule = ExchangeCmdlet(
      "New-InboxRule",
      ["Name": "Holiday", "ForwardTo": colleague.address, "Force": "False", "AlwaysDeleteOutlookRulesBlob": "False"],
      on: builder.directoryName(of: forwarder) + "\\Holiday")
    note(
      builder.cmdlet(
        rule, by: session.actor, from: address, sessionID: session.sessionID,
        application: WellKnownApplication.exchangeOnline, at: at), act, mailbox: forwarder)
    note(
      builder.updateInboxRules(
        session, .forwarding(to: [colleague.address], name: "Holiday"), at: at + .seconds(3)), act, mailbox: forwarder)
    let setting = ExchangeCmdlet(
      "Set-Mailbox", identity: forwarder.guid.description,
      ["ForwardingSmtpAddress": "smtp:" + colleague.address, "DeliverToMailboxAndForward": "True"])
    note(
      builder.cmdlet(
        setting, by: session.actor, from: address, sessionID: session.sessionID,
        application: WellKnownApplication.exchangeOnline, at: at + .minutes(4)), act, mailbox: forwarder)
  }

  /// A phone on a train: one session, a new address every half hour.
  mutating func travel() {
    let traveller = mailbox(.traveller)
    let at = day(70) + .hours(6)
    let act = studio.truth.act(
      .deviceAddressChange, "A phone travels and changes its address all day, within one session.", by: .owner,
      mailboxes: [traveller.number], from: at, to: at + .hours(9))
    let sessionID = dice.guid()
    let items = mail(in: traveller, from: from - .days(30), to: at)
    guard !items.isEmpty else { return }
    var addresses: [String] = []
    while addresses.count < 18 {
      let address = ClientAddress.mobile(&dice)
      if !addresses.contains(address) { addresses.append(address) }
    }
    for (stop, address) in addresses.enumerated() {
      let session = MailboxSession(
        owner: traveller, client: .outlookMobile, address: address, sessionID: sessionID)
      let opened = (0..<dice.within(1...3)).map { _ in dice.pick(items) }.uniqueByMessageID()
      note(
        builder.bind(session, opened, at: at + .minutes(30 * stop + dice.below(20))), act, mailbox: traveller,
        stating: innocent(opened, in: traveller))
    }
  }
}

extension [AuditedItem] {
  fileprivate func uniqueByMessageID() -> [AuditedItem] {
    var unique: [AuditedItem] = []
    for item in self where !unique.contains(where: { $0.internetMessageID == item.internetMessageID }) {
      unique.append(item)
    }
    return unique
  }
}
