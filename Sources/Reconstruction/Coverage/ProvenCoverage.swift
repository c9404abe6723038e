import GRDB
import Records

/// Of which mailboxes the log is proven able to show an access in the time in which an attacker could act.
///
/// MailItemsAccessed by the mailbox's owner before that time (for the second proof a day before) proves that its licence,
/// its audit set and the log's retention let accesses of it be logged; those of delegates are audited apart and prove
/// nothing of a stolen password. That this stayed so until the end of the time is proven
/// - by MailItemsAccessed of the owner after it, none missing between (`mail_items_accessed`);
/// - or, where nobody opened the mailbox any more, by the tenant's log: it goes on without a gap, with accesses of other
///   mailboxes, and with the records among which a change of auditing or of licences would stand; and none is there
///   (`unchanged_auditing`; a change that is there is a span of `coverage` that is blind).
///
/// A mailbox without any MailItemsAccessed before has nothing that proves that one would be logged, however long the
/// tenant's log.
struct ProvenCoverage {
  struct Proof {
    let coverage: Int64
    let basis: String
  }
  /// Mailboxes with any MailItemsAccessed of their owner.
  private(set) var logged: Set<Int64> = []
  /// Those with MailItemsAccessed of others alone.
  private(set) var loggedOfOthers: Set<Int64> = []
  private(set) var proofs: [Int64: Proof] = [:]

  init(_ window: IncidentWindow?, _ db: Database) throws {
    let spans = try LoggedAccesses.fetch(db)
    logged = Set(spans.map(\.mailbox))
    loggedOfOthers = try LoggedAccesses.ofOthers(db).subtracting(logged)
    guard let window, let end = window.to else { return }
    for span in spans where span.from < window.from && end < span.to && proofs[span.mailbox] == nil {
      proofs[span.mailbox] = Proof(coverage: span.coverage, basis: "mail_items_accessed")
    }
    guard let since = try Self.tenantIsProven(window.from, end, db) else { return }
    // The first act that is known of an attacker is seldom the first: the proof is to be a day older.
    let before = window.from.sum(-microsecondsPerDay)
    let opened = try Self.opened(since, before, db)
    for span in spans where span.from < before && proofs[span.mailbox] == nil {
      guard span.from >= since || span.to >= since && span.to < before || opened.contains(span.mailbox) else {
        continue
      }
      proofs[span.mailbox] = Proof(coverage: span.coverage, basis: "unchanged_auditing")
    }
  }

  /// Since when the tenant's log is without a gap, to after the end of the window; nil where it proves nothing.
  private static func tenantIsProven(
    _ from: Microseconds, _ to: Microseconds, _ db: Database
  ) throws -> Microseconds? {
    let row = try Row.fetchOne(
      db,
      sql: """
        WITH tenant AS (
          SELECT from_us, to_us, basis FROM coverage
          WHERE log_kind = 'unified_audit_log' AND mailbox_id IS NULL AND state = 'covered'
            AND from_us < :from AND to_us > :to
        ), blind AS (
          SELECT from_us, to_us FROM coverage
          WHERE mailbox_id IS NULL AND log_kind = 'unified_audit_log' AND state IN ('silent', 'disabled')
        )
        SELECT MAX((SELECT MIN(from_us) FROM tenant WHERE basis = 'records'),
          COALESCE((SELECT MAX(to_us) FROM blind WHERE to_us <= :from), 0))
        WHERE (SELECT COUNT(DISTINCT basis) FROM tenant
            WHERE basis IN ('records', 'administration_records', 'directory_records')) = 3
          AND EXISTS (
            SELECT 1 FROM coverage
            WHERE basis = 'mail_items_accessed' AND state = 'covered' AND to_us > :to)
          -- Auditing switched off for a name that is no mailbox at hand may be any one's.
          AND NOT EXISTS (
            SELECT 1 FROM coverage
            WHERE state = 'disabled' AND mailbox_id IS NULL AND basis IN ('audit_disabled', 'audit_set_reduced')
              AND from_us <= :to)
        """, arguments: ["from": from, "to": to])
    return row?[0]
  }

  /// Mailboxes with accesses by their own account in this time. Hours of access stand without their minutes: a whole hour must lie in it.
  private static func opened(_ since: Microseconds, _ until: Microseconds, _ db: Database) throws -> Set<Int64> {
    let directory = try MailboxDirectory(db)
    let rows = try Row.fetchCursor(
      db,
      sql: """
        SELECT DISTINCT h.mailbox_id, t.value
        FROM access_hour AS h
        JOIN stored_session AS s ON s.session_id = h.session_id
        JOIN text AS t ON t.text_id = s.actor_ref
        WHERE h.mailbox_id IS NOT NULL AND h.access_type IN ('bind', 'sync') AND h.hour_us >= :since
          AND h.hour_us + \(microsecondsPerHour) <= :until
        """, arguments: ["since": since, "until": until])
    var opened: Set<Int64> = []
    while let row = try rows.next() {
      if directory.mailbox(ofAccount: row[1]) == row[0] as Int64 { opened.insert(row[0]) }
    }
    return opened
  }
}
