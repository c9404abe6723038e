/// Compliance searches: one fetched, one never fetched, one whose query has a part that nobody can evaluate offline.
extension InsiderStory {
  mutating func search() throws {
    let partner = correspondent(of: .searched)
    let since = (from - .days(30)).isoDate
    let sinceMoment = Moment(microseconds: (from - .days(30)).startOfDay.microseconds)
    export(
      .searched, on: 64, query: "(from:\(partner) OR to:\(partner)) AND sent>=\(since)", isFetched: true,
      reading: { letter in
        let isWith = letter.sender.address == partner || letter.isTo(partner)
        return isWith && letter.sentAt >= sinceMoment ? .inside(row: nil) : .outside
      },
      concluding: { item in
        let letter = item.letter
        guard letter.sender.address == partner || letter.isTo(partner) else { return .outside }
        if item.isSentShown || item.isInResults { return letter.sentAt >= sinceMoment ? .inside(row: nil) : .outside }
        // It came in no sooner than it was sent, as far as clocks go right to a day.
        return item.receivedAt + .days(1) < sinceMoment ? .outside : .undetermined(row: 33)
      })
    export(.searchedOnly, on: 69, query: "", isFetched: false, reading: { _ in .inside(row: nil) })
    let other = correspondent(of: .searchedInPart)
    export(
      .searchedInPart, on: 74, query: "from:\(other) OR SensitiveType:\"Credit Card Number\"", isFetched: true,
      reading: { $0.sender.address == other ? .inside(row: nil) : .undetermined(row: 33) })
  }

  private mutating func export(
    _ role: Role, on percent: Int, query: String, isFetched: Bool,
    reading: @escaping @Sendable (Letter) -> ScopeReading,
    concluding: (@Sendable (ItemFacts) -> ScopeReading)? = nil
  ) {
    let at = day(percent) + .hours(20) + .minutes(dice.below(30))
    let mailbox = mailbox(role)
    let search = ComplianceSearch(
      name: "Review \(at.compactDate)", caseName: "Internal review", exchangeLocations: [mailbox.address], query: query)
    order(search, of: mailbox, at: at, concluding: concluding ?? { reading($0.letter) })
    guard isFetched else { return }
    fetch(search, of: mailbox, at: at + .hours(2), exportedAt: at + .minutes(30), reading: reading)
    // Of a query that nobody can evaluate offline the results would answer what it took.
    guard role == .searched else { return }
    found[mailbox.number] = SearchExport(
      name: search.exportName, query: query, exportedAt: at + .minutes(30),
      holds: { reading($0) == .inside(row: nil) })
  }

  private mutating func order(
    _ search: ComplianceSearch, of mailbox: Mailbox, at moment: Moment,
    concluding: @escaping @Sendable (ItemFacts) -> ScopeReading
  ) {
    let act = studio.truth.act(
      .search, "He searches a colleague's mailbox in the compliance centre.", by: .attacker,
      mailboxes: [mailbox.number], from: moment, to: moment + .minutes(5))
    let exported = studio.truth.act(
      .searchExported, "He has the results exported.", by: .attacker, mailboxes: [mailbox.number],
      from: moment + .minutes(30))
    let asked =
      builder.newComplianceSearch(search, by: insider, from: Self.address, at: moment)
      + builder.startComplianceSearch(search, by: insider, from: Self.address, at: moment + .minutes(2))
    for record in asked { note(record, act, mailbox: mailbox.number) }
    let request = ExportRequest(
      job: search.exportName, service: .compliance, mailboxes: [mailbox.number], scope: concluding)
    let export = builder.exportComplianceSearch(search, by: insider, from: Self.address, at: exported.from)
    for record in export {
      let isTold = record.recordType == .discovery
      note(
        record, exported, mailbox: mailbox.number,
        stating: isTold ? [.exportRequested(request), .exportCompleted(job: search.exportName)] : [])
    }
  }

  private mutating func fetch(
    _ search: ComplianceSearch, of mailbox: Mailbox, at moment: Moment, exportedAt: Moment,
    reading: (Letter) -> ScopeReading
  ) {
    let act = studio.truth.act(
      .searchDownloaded, "He fetches the results.", by: .attacker, mailboxes: [mailbox.number], from: moment)
    note(
      builder.eDiscovery(.searchExportDownloaded, search, by: insider, from: Self.address, at: moment), act,
      mailbox: mailbox.number, stating: [.exportDownloaded(job: search.exportName)])
    for copy in studio.world.copies(in: mailbox.number) where copy.arrivedAt <= exportedAt {
      guard let letter = studio.world.letter(copy.reference) else { continue }
      // Who evaluates the query offline cannot say which messages have card numbers; the service could.
      let hasCardNumber = dice.chance(perMille: 120)
      let isIn = reading(letter) == .inside(row: nil) || (reading(letter) != .outside && hasCardNumber)
      if isIn { studio.truth.take(copy, by: act, at: moment, how: .download) }
    }
  }

  /// Whom most mail of a mailbox comes from.
  private func correspondent(of role: Role) -> String {
    let mailbox = mailbox(role)
    var counts: [String: Int] = [:]
    for copy in studio.world.copies(in: mailbox.number) where copy.arrivedAt < from {
      guard let letter = studio.world.letter(copy.reference), letter.internetMessageID != nil else { continue }
      if letter.sender.address != mailbox.address { counts[letter.sender.address, default: 0] += 1 }
    }
    let most = counts.max { ($0.value, $1.key) < ($1.value, $0.key) }
    return most?.key ?? mailbox.address
  }
}

extension Letter {
  fileprivate func isTo(_ address: String) -> Bool {
    recipients.contains { $0.kind == .to && $0.correspondent.address == address }
  }
}
