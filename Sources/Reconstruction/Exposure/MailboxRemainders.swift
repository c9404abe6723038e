import GRDB
import Records

/// What is said of those messages of a mailbox that no record speaks of: `reachable` where its server is under an
/// attacker's control (row 26), `not_indicated` on proven coverage only, else `unknown` with the first reason that holds.
/// Fills `mailbox_remainder`.
///
/// `not_indicated` asks of a mailbox, all of it:
/// - it is one of Exchange Online; of servers of one's own no log shows every access;
/// - an attacker is known to have acted, from when to when (``IncidentWindow``);
/// - its log is proven able to show an access all that time (``ProvenCoverage``);
/// - nothing was blind meanwhile, nor in the 24 hours after: no throttling, certain or possible, no auditing off, no
///   account exempted that could open it;
/// - nothing bears on the mailbox by another way: no forwarding out, no export or search, no finding, no session that is
///   proposed to be an attacker's or that somebody who was never in it before had meanwhile;
/// - no access of a suspect session remains that could have been in it: one that names no mailbox, or an item of it that
///   no Message-ID tells.
enum MailboxRemainders {
  static func run(in db: Database, notes: inout NoteBook) throws {
    try db.run("DELETE FROM mailbox_remainder")
    let window = try IncidentWindow(db)
    let covered = try ProvenCoverage(window, db)
    let bars = try RemainderBars(window, db)
    let controlled = Set(try ServerControl.mailboxes(in: db).filter { $0.until == nil }.map(\.mailbox))
    let mailboxes = try Row.fetchAll(db, sql: "SELECT mailbox_id, kind, location FROM mailbox ORDER BY mailbox_id")
    for row in mailboxes {
      let mailbox: Int64 = row[0]
      let remainder =
        controlled.contains(mailbox)
        ? Remainder(tier: .reachable, basis: "server_control")
        : remainder(row, window, covered, bars)
      try db.run(
        "INSERT INTO mailbox_remainder VALUES (?, ?, ?, ?, ?, ?)",
        [mailbox, remainder.tier.name, remainder.basis, remainder.coverage, window?.from, window?.to])
    }
    try tellUnseenWays(notes: &notes, db)
    if let whole = bars.wholeCase {
      try notes.write("not_indicated_barred", "not_indicated is said of no mailbox: \(whole.why)", in: db)
    }
  }

  /// A log of accesses alone shows no forwarding, exemption or search: that there was none rests on no record then.
  private static func tellUnseenWays(notes: inout NoteBook, _ db: Database) throws {
    let isUnseen = try Bool.fetchOne(
      db,
      sql: """
        SELECT EXISTS (SELECT 1 FROM mailbox_remainder WHERE tier = 'not_indicated')
          AND NOT EXISTS (SELECT 1 FROM coverage WHERE basis = '\(LogSpans.administration)')
        """)
    guard isUnseen == true else { return }
    try notes.write(
      "other_ways_unseen",
      "not_indicated rests on the log of accesses alone: no record of an administrator's cmdlets is at hand, in which a "
        + "forwarding, an account exempted from auditing or a search would stand", in: db)
  }

  private struct Remainder {
    let tier: Tier
    let basis: String
    var coverage: Int64?
  }

  private static func remainder(
    _ row: Row, _ window: IncidentWindow?, _ covered: ProvenCoverage, _ bars: RemainderBars
  ) -> Remainder {
    let mailbox: Int64 = row["mailbox_id"]
    let open = window == nil ? bars.reason(for: mailbox) : nil
    if let reason = open ?? reason(row, window, covered) ?? bars.reason(for: mailbox) {
      return Remainder(tier: .unknown, basis: reason)
    }
    guard let proof = covered.proofs[mailbox] else { return Remainder(tier: .unknown, basis: "log_incomplete") }
    return Remainder(tier: .notIndicated, basis: proof.basis, coverage: proof.coverage)
  }

  /// Nil where nothing of the mailbox's own stands against `not_indicated`.
  private static func reason(_ row: Row, _ window: IncidentWindow?, _ covered: ProvenCoverage) -> String? {
    switch (row["kind"] as String, row["location"] as String?) {
    case ("unknown_owner", _): return "owner_unknown"
    case ("ambiguous", _): return "mailbox_ambiguous"
    case (_, "on_premises"): return "on_premises"
    default: break
    }
    let mailbox: Int64 = row["mailbox_id"]
    guard covered.logged.contains(mailbox) else {
      return covered.loggedOfOthers.contains(mailbox) ? "delegates_alone" : "no_log"
    }
    guard let window else { return "no_window" }
    if window.to == nil { return "window_open" }
    return covered.proofs[mailbox] == nil ? "log_incomplete" : nil
  }
}

/// From when to when an attacker is known to have acted anywhere in the case: the hull of all compromise windows, and of
/// the requests and ends of the jobs that are an attacker's.
///
/// Control of a server has no end that a log shows, but ends no tenant's log either: of it, only its beginning is a known
/// act. Where nothing is known of the attacker in any mailbox, its doings have no end.
struct IncidentWindow {
  let from: Microseconds
  /// Nil where it is not known to have ended.
  let to: Microseconds?

  /// Nil where no attacker is known.
  init?(_ db: Database) throws {
    let row = try Row.fetchOne(
      db,
      sql: """
        WITH act AS (
          SELECT mailbox_id, server, from_us, to_us FROM compromise_window
          UNION ALL
          SELECT NULL, NULL, j.requested_us,
            MAX(j.requested_us, COALESCE(j.completed_us, j.requested_us), COALESCE(j.downloaded_us, j.requested_us))
          FROM export_job AS j
          WHERE j.requested_us IS NOT NULL AND j.export_job_id IN (SELECT export_job_id FROM export_job_suspicion)
        )
        SELECT MIN(from_us),
          CASE WHEN SUM(server IS NULL AND mailbox_id IS NOT NULL) > 0 AND SUM(server IS NULL AND to_us IS NULL) = 0
            THEN MAX(CASE WHEN server IS NULL THEN COALESCE(to_us, from_us) ELSE from_us END) END
        FROM act
        """)
    guard let from = row?[0] as Microseconds? else { return nil }
    let to: Microseconds? = try Self.hasUntimed(db) ? nil : row?[1]
    // A local time of an unknown zone is up to 14 hours ahead of UTC, or 12 behind.
    let isLocal = try Self.hasAssumedTimes(db)
    self.from = isLocal ? from.sum(-14 * microsecondsPerHour) : from
    self.to = isLocal ? to?.sum(12 * microsecondsPerHour) : to
  }

  /// Of an act without a time nobody can say that it was not the last.
  private static func hasUntimed(_ db: Database) throws -> Bool {
    try Bool.fetchOne(
      db,
      sql: """
        SELECT EXISTS (
          SELECT 1 FROM stored_session
          WHERE first_us IS NULL AND session_id IN (SELECT session_id FROM session_suspicion))
        """) ?? false
  }

  private static func hasAssumedTimes(_ db: Database) throws -> Bool {
    guard let basis = try Int64.fetchOne(db, sql: "SELECT text_id FROM text WHERE value = 'assumed'") else {
      return false
    }
    return try Bool.fetchOne(
      db,
      sql: """
        SELECT EXISTS (
          SELECT 1 FROM session_suspicion AS x
          CROSS JOIN session_record AS r ON r.session_id = x.session_id
          CROSS JOIN stored_audit_record AS a ON a.audit_record_id = r.audit_record_id
          WHERE a.time_basis_ref = ?)
        """, arguments: [basis]) ?? false
  }
}
