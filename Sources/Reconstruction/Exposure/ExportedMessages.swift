import GRDB
import Queries
import Records

/// `exported`: messages that a suspect job took, its scope and filter evaluated on the mailbox as of execution; and what
/// it may have taken, kept for `reachable` with basis `export_requested`.
///
/// A mailbox export counts as soon as it is finished, a compliance search only when it is downloaded. Undetermined is
/// never `exported`.
struct ExportedMessages {
  /// Of the messages of one job in one mailbox.
  private struct Tally {
    var taken = 0
    /// Of those, what lies in the job's own file.
    var own = 0
    var open = 0
    var parts: [String] = []
    /// Message-IDs of what was concluded to be taken, and is not held by the job's own file: one more than the service copied
    /// at most.
    var keys: Set<Int64> = []
  }

  private let jobs: [SuspectJob]
  private let items: QueriedItems

  /// Makes the temporary table `export_reach`.
  static func run(_ drafts: inout ExposureDrafts, notes: inout NoteBook) throws -> ExportedMessages {
    let exported = ExportedMessages(jobs: try SuspectJob.fetch(drafts.db), items: try QueriedItems(drafts.db))
    try drafts.db.execute(
      sql: """
        DROP TABLE IF EXISTS temp.export_reach;
        CREATE TEMP TABLE export_reach (
          message_id INTEGER NOT NULL, export_job_id INTEGER NOT NULL, mailbox_id INTEGER NOT NULL,
          ground_id INTEGER NOT NULL, is_placed INTEGER NOT NULL, PRIMARY KEY (message_id, export_job_id)
        ) STRICT, WITHOUT ROWID;
        """)
    for job in exported.jobs where job.takesAway { try exported.evaluate(job, &drafts, notes: &notes) }
    for job in exported.jobs where job.isForwarding {
      try ForwardedMessages.deliver(
        job, exported.items, try exported.predicateOfRule(job), &drafts, notes: &notes)
    }
    return exported
  }

  // MARK: One job

  private func evaluate(_ job: SuspectJob, _ drafts: inout ExposureDrafts, notes: inout NoteBook) throws {
    if job.isFruitless { return try tellFruitless(job, notes: &notes, drafts.db) }
    let predicate = try predicate(job, notes: &notes, drafts.db)
    let ground = try drafts.ground(job.citations)
    for mailbox in job.mailboxes {
      var tally = Tally()
      try evaluate(job, predicate, in: mailbox, ground, drafts, &tally)
      try withdraw(job, mailbox, &tally, notes: &notes, drafts.db)
      try tell(job, mailbox, tally, notes: &notes, drafts.db)
    }
    if job.mailboxes.isEmpty {
      try notes.write(
        "export_of_unknown_mailbox",
        "\(job.title): no mailbox at hand goes by \(job.mailboxName ?? "a name that is not logged")",
        record: job.firstRecord, in: drafts.db)
    }
  }

  private func predicate(_ job: SuspectJob, notes: inout NoteBook, _ db: Database) throws -> Predicate {
    guard let filter = job.filter, !filter.isEmpty else {
      return job.filter == nil && job.mustHaveFilter ? .unreadable("a query that is not logged") : .everything
    }
    do {
      return try job.isKeywordQuery ? KeywordQuery.predicate(filter) : ContentFilter.predicate(filter)
    } catch {
      try notes.write(
        "export_filter_unreadable",
        "\(job.title): its filter does not parse, \(error): which messages it takes is not known",
        record: job.firstRecord, in: db)
      return .unreadable("filter that does not parse: \(filter.prefix(200))")
    }
  }

  private func evaluate(
    _ job: SuspectJob, _ predicate: Predicate, in mailbox: Int64, _ ground: Int64, _ drafts: ExposureDrafts,
    _ tally: inout Tally
  ) throws {
    let scope = job.scope
    let knows = scope.asksForFolders ? scope.knowsFolders(of: try items.places(in: mailbox)) : true
    let reach = try drafts.db.makeStatement(sql: "INSERT OR IGNORE INTO export_reach VALUES (?, ?, ?, ?, ?)")
    let matches = try FileMatches.items(of: mailbox, alsoIn: job.ownStores, drafts.db)
    var counted = tally
    try items.forEach(in: mailbox) { item in
      let isHeld = job.isOwn(item) || matches.contains(item.id)
      guard let verdict = isHeld ? .inside : try verdict(job, predicate, item, knows) else { return }
      if verdict == .inside, job.isTaken || isHeld && job.kind == "mailbox_export" {
        counted.taken += item.isAssociated ? 0 : 1
        counted.own += !item.isAssociated && job.isOwn(item) ? 1 : 0
        if let count = job.itemCount, let key = item.messageKey, !item.isAssociated, !isHeld,
          counted.keys.count <= count
        {
          counted.keys.insert(key)
        }
        try drafts.add(draft(job, item, isHeld: isHeld, mailbox, ground))
      } else if !item.isAssociated {
        counted.open += 1
        if case .undetermined(let parts) = verdict, counted.parts.count < 10 {
          for part in parts where !counted.parts.contains(part) { counted.parts.append(part) }
        }
        try reach.execute(arguments: [item.id, job.id, mailbox, ground, item.arrived != nil && !item.isRecovered])
      }
    }
    tally = counted
  }

  /// More messages at hand that fit than the service copied: one of them at least it did not take, and which nobody can
  /// say. What lies in the job's own file stays.
  private func withdraw(
    _ job: SuspectJob, _ mailbox: Int64, _ tally: inout Tally, notes: inout NoteBook, _ db: Database
  ) throws {
    guard let count = job.itemCount, tally.keys.count > count else { return }
    let arguments: StatementArguments = [job.id, mailbox]
    let taken = "export_job_id = ? AND mailbox_id = ? AND placement IS NOT 'proven'"
    try db.execute(
      sql: """
        INSERT OR IGNORE INTO export_reach
        SELECT message_id, export_job_id, mailbox_id, ground_id, 1 FROM exposure WHERE is_counted = 1 AND \(taken)
        """, arguments: arguments)
    let open = db.changesCount
    try db.execute(sql: "DELETE FROM exposure WHERE \(taken)", arguments: arguments)
    (tally.taken, tally.open) = (tally.taken - open, tally.open + open)
    try notes.write(
      "export_count_contradicted",
      "\(job.title): \(open) messages at hand fit what was asked for, and the service copied \(count) items: which of "
        + "them it took is not known, and none is stated as exported", mailbox: mailbox, record: job.firstRecord, in: db
    )
  }

  /// Nil for what is outside.
  private func verdict(
    _ job: SuspectJob, _ predicate: Predicate, _ item: QueriedItems.Item, _ knowsFolders: Bool
  ) throws -> Verdict? {
    var verdicts = [job.presence(of: item)]
    guard verdicts[0] != .outside else { return nil }
    if !job.open.isEmpty { verdicts.append(.undetermined(parts: job.open)) }
    if item.isAssociated, !job.scope.copiesAssociated || job.isKeywordQuery { return nil }
    verdicts.append(job.scope.verdict(item.place, knowsFolders: knowsFolders))
    guard verdicts.last != .outside else { return nil }
    if !predicate.takesEverything, !item.isAssociated {
      verdicts.append(predicate.verdict(on: try items.mail(item.id, withBody: predicate.needsBody)))
    }
    if verdicts.contains(.outside) { return nil }
    var parts: [String] = []
    for case .undetermined(let open) in verdicts { parts += open }
    return verdicts.allSatisfy { $0 == .inside } ? .inside : .undetermined(parts: parts)
  }

  private func draft(
    _ job: SuspectJob, _ item: QueriedItems.Item, isHeld: Bool, _ mailbox: Int64, _ ground: Int64
  ) -> ExposureDraft {
    ExposureDraft(
      mailbox: mailbox, tier: .exported, basis: job.state == "downloaded" ? "download" : "export_file", ground: ground,
      message: item.id, internetMessageID: item.internetMessageID, messageKey: item.messageKey,
      placement: isHeld ? "proven" : job.scope.asksForFolders ? "by_current_folder" : nil,
      isCounted: !item.isAssociated, folderName: item.folderPath, byteCount: item.byteCount, first: job.requested,
      last: job.downloaded ?? job.completed, session: job.session, exportJob: job.id)
  }

  // MARK: Reachable

  /// What a job may have taken, of messages that nothing stronger is said of; the first job in time is told.
  func coverRequested(_ drafts: ExposureDrafts) throws {
    try cover("export_requested", drafts)
    try drafts.db.execute(sql: "DELETE FROM temp.export_reach")
  }

  /// What came in while mail was forwarded, without a trace of its delivery.
  func coverForwarded(_ drafts: inout ExposureDrafts) throws {
    for job in jobs where job.isForwarding && job.state != "failed" {
      try ForwardedMessages.reach(job, items, try predicateOfRule(job), &drafts)
    }
    try cover("forwarding", drafts)
    try drafts.db.execute(sql: "DROP TABLE temp.export_reach")
  }

  /// A condition that cannot be said leaves everything open, which is no more than reachable.
  private func predicateOfRule(_ job: SuspectJob) throws -> Predicate {
    guard let filter = job.filter, !filter.isEmpty else { return .everything }
    do { return try KeywordQuery.predicate(filter) } catch { return .unreadable("\(error)") }
  }

  private func cover(_ basis: String, _ drafts: ExposureDrafts) throws {
    try drafts.db.run(
      """
      INSERT INTO exposure (mailbox_id, message_id, internet_message_id, message_key, tier, tier_rank, basis, placement,
        is_counted, handled_by_actor, folder_name, byte_count, first_us, last_us, session_id, export_job_id, ground_id,
        is_strongest)
      SELECT r.mailbox_id, m.message_id, m.internet_message_id, m.message_key, 'reachable', \(Tier.reachable.rawValue), :basis,
        CASE r.is_placed WHEN 0 THEN 'unknown' END, 1, 0, COALESCE(f.path, ff.path), m.byte_count, j.requested_us,
        COALESCE(j.downloaded_us, j.completed_us, j.removed_us, j.requested_us),
        (SELECT MIN(s.session_id) FROM export_job_suspicion AS s WHERE s.export_job_id = j.export_job_id),
        j.export_job_id, r.ground_id, 1
      FROM export_reach AS r
      JOIN stored_message AS m ON m.message_id = r.message_id
      JOIN export_job AS j ON j.export_job_id = r.export_job_id
      LEFT JOIN stored_folder AS f ON f.folder_id = m.folder_id
      LEFT JOIN exhibit_folder AS ef ON ef.exhibit_id = m.message_id >> 32
      LEFT JOIN file_folder AS ff ON ff.folder_id = ef.folder_id
      WHERE r.export_job_id = (SELECT MIN(x.export_job_id) FROM export_reach AS x WHERE x.message_id = r.message_id)
        AND NOT EXISTS (
          SELECT 1 FROM exposure AS d
          WHERE d.mailbox_id = r.mailbox_id AND d.message_id = m.message_id AND d.is_counted = 1
            AND d.tier_rank <= \(Tier.reachable.rawValue))
      """, ["basis": basis])
  }

  // MARK: Notes

  private func tellFruitless(_ job: SuspectJob, notes: inout NoteBook, _ db: Database) throws {
    let reason = job.isWebShellWrite ? "its target is a page of a web server: a web shell, no theft" : job.stateReason
    try notes.write(
      "export_took_nothing", "\(job.title): \(reason)", mailbox: job.mailboxes.first, record: job.firstRecord, in: db)
  }

  private func tell(
    _ job: SuspectJob, _ mailbox: Int64, _ tally: Tally, notes: inout NoteBook, _ db: Database
  ) throws {
    var text = "\(job.title): \(job.stateReason); messages at hand that it took: \(tally.taken)"
    if tally.own > 0 { text += ", \(tally.own) of them in its own file" }
    if let count = job.itemCount { text += " (the service copied \(count) items)" }
    if tally.open > 0 {
      text += job.isTaken ? ", that nobody can say of: \(tally.open)" : ", that it may have taken: \(tally.open)"
    }
    if !tally.parts.isEmpty { text += "; open: \(tally.parts.joined(separator: "; "))" }
    try notes.write("export_job", text, mailbox: mailbox, record: job.firstRecord, in: db)
  }
}
