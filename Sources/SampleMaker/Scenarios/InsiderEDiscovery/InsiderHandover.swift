/// What the examiner is given.
extension InsiderStory {
  /// The administrator's work by day, and an address that passes from one colleague to another of the same name.
  mutating func ordinaryAdministration() {
    noteAll(
      handover.records(&builder, by: account("it-desk", 3), sessionID: dice.guid(), in: studio))
    let office = studio.world.organisation.publicAddress
    for percent in [15, 40, 66, 90] {
      let quota = ExchangeCmdlet(
        "Set-Mailbox",
        [
          "Identity": mailbox(.granted).address, "IssueWarningQuota": "90 GB (96,636,764,160 bytes)",
        ], on: builder.directoryName(of: mailbox(.granted)))
      noteOrdinary(
        builder.cmdlet(
          quota, by: insider, from: mailbox(.insider).clientAddresses.first ?? office, sessionID: dice.guid(),
          at: day(percent) + .hours(9) + .minutes(dice.below(60))))
    }
  }

  /// Writes the tenant's log. The search of one day was answered in part: what was oldest in it is missing.
  func deliver() throws {
    let truncated = try records(on: truncatedDay)
    let attack = truncated.filter { $0.trace.act != nil }.map(\.record.createdAt).max() ?? truncatedDay
    let kept = truncated.count { $0.record.createdAt > attack }
    let delivery = UnifiedAuditDelivery(from: from, to: to, truncated: (truncatedDay, kept))
    let lost = try delivery.write(in: studio, records: records)
    if let act = lost.compactMap({ $0.trace.act }).first {
      try studio.truth.hide(
        act, "SearchQueryInitiatedExchange, MailItemsAccessed", because: .truncatedExport, from: act.from, to: act.to,
        mailboxes: act.mailboxes)
    }
    let everybody = Array(studio.world.mailboxes.indices)
    let seen = trail.filter { $0.trace.hand == .attacker && $0.record.createdAt >= truncatedDay + .day }
    let times = seen.map(\.record.createdAt)
    if let first = times.min(), let last = times.max() { studio.truth.state(.incident(from: first, to: last)) }
    let complete = delivery.incomplete(files: studio.order.auditShapes.count)?.to ?? from
    studio.truth.state(.covered(mailboxes: everybody, from: complete, to: to))
  }

  private func records(on day: Moment) throws -> [TracedRecord] {
    work.records(on: day) + trail.filter { day <= $0.record.createdAt && $0.record.createdAt < day + .day }
  }

  var stores: [StoreOrder] { handover.stores(of: studio.world, studio.order, exports: found) }

  var holes: [LogHole] {
    let finance = mailbox(.finance).number
    return [
      LogHole(
        log: "unified_audit_log", reason: .retention, from: from - .days(12), to: from, mailboxes: [finance]),
      LogHole(
        log: "unified_audit_log", reason: .truncatedExport, from: truncatedDay, to: truncatedDay + .day),
      LogHole(
        log: "unified_audit_log", reason: .bypass, from: exemptedAt, to: to,
        mailboxes: [mailbox(.director).number, mailbox(.bypassed).number]),
    ]
  }

  var indicators: [Indicator] {
    [
      Indicator(type: "ip", value: Self.address, note: "the administrator's line at home"),
      Indicator(type: "user", value: account("svc-report", 7).userID, note: "an account that nobody knows the use of"),
    ]
  }

  var readme: String {
    let organisation = studio.world.organisation
    return """
      # Insider and eDiscovery

      An invented case, made by `mailtrail-samples make \(InsiderEDiscovery.name)`: \(organisation.name), wholly on
      Exchange Online, in the summer of 2023. The logs reach from \(from.isoDate) to \(to.isoDate).

      What happened: an administrator, \(mailbox(.insider).address), reads what is not his. Before the logs begin he gives
      himself full access to the shared mailbox \(mailbox(.finance).address) and reads in it. Later he does the same with
      the director (\(mailbox(.director).address)) and a colleague (\(mailbox(.leaver).address)); the right that he also
      takes on \(mailbox(.granted).address) he never uses. He exempts \(account("svc-report", 7).userID) from auditing, and
      what it reads in the mailboxes of the director and of \(mailbox(.bypassed).address) leaves no record. In the
      compliance centre he searches \(mailbox(.searched).address) and fetches the results, searches
      \(mailbox(.searchedOnly).address) and never fetches them, and searches \(mailbox(.searchedInPart).address) with a
      query that cannot be evaluated offline in full. A forwarding from \(mailbox(.forwarded).address) to outside is
      refused by the service.

      On \(handover.day.isoDate) \(mailbox(.leaver).address) leaves, and the address goes to the colleague who was
      \(mailbox(.successor).address) until then: `evidence/mail` has the old mailbox as
      `left-\(mailbox(.leaver).address)` (mailbox \(mailbox(.leaver).guid)) and the new
      owner's as `\(mailbox(.leaver).address)` (mailbox \(mailbox(.successor).guid)). Nobody
      touched the latter.

      `evidence/ediscovery` has the results of the search of \(mailbox(.searched).address) as they were found on the
      administrator's workstation: a second copy of what they hold, beside the mailbox itself.

      Missing: everything before \(from.isoDate) (retention), the oldest records of \(truncatedDay.isoDate) (a search that
      was answered in part), and whatever the exempted account did. `truth/` tells all of it.

      """
  }
}
