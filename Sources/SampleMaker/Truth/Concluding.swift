/// Where the rows are silent, the examiner goes by these:
/// - Nothing reaches a message before it lies in the mailbox: what came in after the last moment at which the actor could
///   act (the last suspect record, or as stated by `Statement.compromised`, or while a right stood) is not reachable,
///   and a synchronisation, an export or a blind span takes only what had come in by then.
/// - The 24 hours after a throttled record count whole, also where the last suspect record lies within them: that it is
///   the last seen is no proof while nobody looks.
/// - A Bind names an item of the mailbox, so a message attached to another is never matched by its own Message-ID; it goes
///   with the one that holds it.
/// - An item that has its own date and shows no arrival can have lain there since that date: it is reachable, or was
///   synchronised, with that said; that an export took it nobody can say.
/// - Control of a server has no end that a log shows (row 26), not even where the servers are said to be cut off.
/// - Of several grounds for `reachable` the first of these is told as basis: sync_context, export_requested, session,
///   permission, forwarding, server_control.
/// - A message that came in after the end of the window of a mailbox that is covered before and after is `not_indicated`
///   like those of a mailbox nobody was in; where an export, a forwarding or a blind span bears on the mailbox it is not.
/// - Where somebody who had an order to exported a mailbox within that time, it is not `not_indicated` either: no
///   MailItemsAccessed tells of an export, and that there was an order stands in no log.
extension Examiner {
  /// What can be concluded for an item of a store that is given.
  package func conclude(_ item: ItemFacts) -> Conclusion {
    let facts = mailboxes[item.mailbox]
    let key = item.letter.internetMessageID.map { MessageKey($0) }
    if let key, facts.sent.contains(key) { return Conclusion(tier: nil, isHandledByActor: true, rows: [23]) }
    var conclusion =
      exported(item, key, facts) ?? accessed(item, key, facts) ?? synced(item, facts) ?? unlogged(item, facts)
      ?? reachable(item, facts) ?? untouched(item, key, facts)
    if let key, facts.deleted.contains(key) {
      conclusion.isHandledByActor = true
      conclusion.rows.append(24)
    }
    conclusion.rows.sort()
    return conclusion
  }

  /// What can be concluded for a message of which no store at hand holds a copy: only a record that names it tells.
  package func concludeMissing(messageID: String?, in mailbox: Int) -> Conclusion? {
    guard let key = messageID.map({ MessageKey($0) }) else { return nil }
    let facts = mailboxes[mailbox]
    if let delivery = facts.deliveries[key] {
      return Conclusion(tier: .exported, basis: .delivery, rows: [3, 21], places: places(from: delivery))
    }
    guard let bind = facts.binds[key] ?? facts.attachments[key] else { return nil }
    let rows = [3] + (facts.exportedAgain.contains(key) ? [4] : [])
    return Conclusion(tier: .accessed, basis: .bind, rows: rows, places: places(from: bind))
  }

  /// Of a message attached to another (row 30).
  package static func conclude(attachedTo parent: Conclusion) -> Conclusion {
    var conclusion = parent
    conclusion.matchCount = nil
    guard let tier = parent.tier, tier > .notIndicated else { return conclusion }
    conclusion.rows = (parent.rows.filter { $0 != 2 } + [30]).sorted()
    return conclusion
  }

  /// Whether a log that is given names a message as taken.
  package func names(_ messageID: String?, in mailbox: Int) -> Bool {
    guard let key = messageID.map({ MessageKey($0) }) else { return false }
    let facts = mailboxes[mailbox]
    return facts.binds[key] != nil || facts.attachments[key] != nil || facts.deliveries[key] != nil
  }

  func namesAny(in mailbox: Int) -> Bool {
    let facts = mailboxes[mailbox]
    return !(facts.binds.isEmpty && facts.attachments.isEmpty && facts.deliveries.isEmpty)
  }

  private func exported(_ item: ItemFacts, _ key: MessageKey?, _ facts: MailboxFacts) -> Conclusion? {
    if let key, let delivery = facts.deliveries[key] {
      return Conclusion(tier: .exported, basis: .delivery, rows: [21], places: places(from: delivery))
    }
    let taking = facts.jobs.map { jobs[$0] }.filter { $0.isFinished && $0.held(item) }
    guard let job = taking.max(by: { $0.state.reach < $1.state.reach }) else { return nil }
    var rows = [job.state == .downloaded ? 16 : 15]
    if case .inside(let row?) = job.request.scope(item) { rows.append(row) }
    return Conclusion(
      tier: .exported, basis: job.state == .downloaded ? .download : .exportFile, state: job.state, rows: rows,
      places: job.places)
  }

  private func accessed(_ item: ItemFacts, _ key: MessageKey?, _ facts: MailboxFacts) -> Conclusion? {
    guard let key else { return nil }
    if let bind = facts.binds[key] {
      var rows = [item.matchCount > 1 ? 2 : 1]
      if facts.exportedAgain.contains(key) { rows.append(4) }
      if facts.innocentInSharedSession.contains(key) { rows.append(6) }
      return Conclusion(
        tier: .accessed, basis: .bind, matchCount: item.matchCount, rows: rows, places: places(from: bind))
    }
    guard let opened = facts.attachments[key] else { return nil }
    return Conclusion(
      tier: .accessed, basis: .attachmentAccess, matchCount: item.matchCount, rows: [34], places: places(from: opened))
  }

  private func synced(_ item: ItemFacts, _ facts: MailboxFacts) -> Conclusion? {
    guard item.isFolderNameUnique else { return nil }
    let syncs = facts.syncs.filter { $0.folderName == item.folder.name && item.receivedAt <= $0.at }
    guard !syncs.isEmpty else { return nil }
    return Conclusion(
      tier: .synced, basis: .sync, placement: item.isArrivalShown ? .byCurrentFolder : .unknown, rows: [7],
      places: syncs.compactMap(\.place))
  }

  private func unlogged(_ item: ItemFacts, _ facts: MailboxFacts) -> Conclusion? {
    let bypass = facts.bypasses.filter { item.receivedAt <= $0.to }
    if !bypass.isEmpty {
      return Conclusion(tier: .unlogged, basis: .auditBypassed, rows: [13], places: bypass.compactMap(\.place))
    }
    guard let window = facts.window else { return nil }
    let throttles = facts.throttles.filter { $0.overlaps(window) && item.receivedAt <= $0.to }
    if !throttles.isEmpty {
      return Conclusion(tier: .unlogged, basis: .throttled, rows: [11], places: throttles.compactMap(\.place))
    }
    let blind = facts.blind.filter { $0.overlaps(window) && item.receivedAt <= min($0.to, window.to) }
    return blind.isEmpty ? nil : Conclusion(tier: .unlogged, basis: .blind, places: blind.compactMap(\.place))
  }

  private func untouched(_ item: ItemFacts, _ key: MessageKey?, _ facts: MailboxFacts) -> Conclusion {
    var conclusion = Conclusion(tier: .unknown)
    if let key, bound.contains(key) { conclusion.rows.append(31) }
    if let key, facts.innocent.contains(key) { conclusion.rows.append(5) }
    if facts.syncs.contains(where: { $0.folderName == item.folder.name && item.receivedAt > $0.at }) {
      conclusion.rows.append(8)
    }
    if facts.isForwardingRefused { conclusion.rows.append(22) }
    conclusion.rows += Set(facts.jobs.compactMap { jobs[$0].fruitlessRow }).sorted()
    if isProvenQuiet(item, facts) {
      conclusion.tier = .notIndicated
      conclusion.rows.append(27)
    } else if facts.isOnPremises {
      conclusion.rows.append(29)
    } else if let span = facts.window ?? incident, !facts.covered.contains(where: { $0.overlaps(span) }) {
      conclusion.rows.append(28)
    }
    return conclusion
  }

  /// Row 27: covered from before to after the time in which an attacker could act, and nothing blind within. That a log is
  /// there says of a mailbox that its accesses were logged only where it has one of its owner's from before that time:
  /// whether they are depends on its licence and its audit set, and the log tells when these change; over a hole in the log
  /// before that time another access after it tells the same.
  private func isProvenQuiet(_ item: ItemFacts, _ facts: MailboxFacts) -> Bool {
    guard let incident, !facts.isOnPremises, facts.bypasses.isEmpty, facts.forwardings.isEmpty else { return false }
    guard !facts.hasOpenAttachment, facts.jobs.allSatisfy({ jobs[$0].fruitlessRow != nil }) else { return false }
    guard !facts.lawfulJobs.contains(where: { bears(jobs[$0], on: incident) }) else { return false }
    guard !(facts.throttles + facts.blind).contains(where: { $0.overlaps(incident) }) else { return false }
    let logged = facts.accesses.values
    let isLoggedAfter = logged.contains { incident.to < $0.to }
    return facts.covered.contains { span in
      span.from < incident.from && incident.to < span.to
        && logged.contains { (isLoggedAfter || span.from <= $0.from) && $0.from < incident.from }
    }
  }

  /// An export within the time asked about, whoever ordered it.
  private func bears(_ job: ExportJob, on incident: MailboxFacts.Event) -> Bool {
    job.fruitlessRow == nil && job.requestedAt <= incident.to && incident.from <= (job.ranAt ?? job.requestedAt)
  }
}

extension ExportJob {
  /// What it holds is in a file; of a compliance search only a download counts (row 32).
  var isFinished: Bool {
    guard !request.isWebShellWrite else { return false }
    return request.service == .compliance ? state == .downloaded : state.reach >= ExportState.completed.reach
  }

  /// The row by which it took nothing.
  var fruitlessRow: Int? {
    if request.isWebShellWrite { return 18 }
    return state == .failed ? 17 : nil
  }

  func held(_ item: ItemFacts) -> Bool {
    guard let ranAt, item.isArrivalShown, item.receivedAt <= ranAt, case .inside = request.scope(item) else {
      return false
    }
    return true
  }
}

extension ExportState {
  /// How far it came.
  var reach: Int {
    switch self {
    case .requested: 0
    case .failed: 1
    case .completed: 2
    case .staged: 3
    case .downloaded: 4
    }
  }
}
