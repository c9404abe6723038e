import GRDB
import Records

/// Of which mailboxes the log is proven able to show an access in the time in which an attacker could act.
///
/// MailItemsAccessed of the mailbox before that time (for the second proof a day before) proves that its licence, its
/// audit set and the log's retention let accesses of it be logged. That this stayed so until the end of the time is
/// proven
/// - by MailItemsAccessed of the mailbox after it, none missing between (`mail_items_accessed`);
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
  /// Mailboxes with any MailItemsAccessed.
  private(set) var logged: Set<Int64> = []
  private(set) var proofs: [Int64: Proof] = [:]

  init(_ window: IncidentWindow?, _ db: Database) throws {
    let spans = try Row.fetchAll(
      db,
      sql: """
        SELECT mailbox_id, coverage_id, from_us, to_us FROM coverage
        WHERE state = 'covered' AND basis = 'mail_items_accessed' AND mailbox_id IS NOT NULL ORDER BY coverage_id
        """)
    logged = Set(spans.map { $0[0] })
    guard let window, let end = window.to else { return }
    for row in spans where row[2] < window.from && end < row[3] && proofs[row[0]] == nil {
      proofs[row[0]] = Proof(coverage: row[1], basis: "mail_items_accessed")
    }
    guard let since = try Self.tenantIsProven(window.from, end, db) else { return }
    // The first act that is known of an attacker is seldom the first: the proof is to be a day older.
    let before = window.from.sum(-microsecondsPerDay)
    let opened = try Self.opened(since, before, db)
    for row in spans where row[2] < before && proofs[row[0]] == nil {
      let (mailbox, first, last): (Int64, Microseconds, Microseconds) = (row[0], row[2], row[3])
      guard first >= since || last >= since && last < before || opened.contains(mailbox) else { continue }
      proofs[mailbox] = Proof(coverage: row[1], basis: "unchanged_auditing")
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

  /// Mailboxes with accesses in this time. Hours of access stand without their minutes: a whole hour must lie in it.
  private static func opened(_ since: Microseconds, _ until: Microseconds, _ db: Database) throws -> Set<Int64> {
    try Int64.fetchSet(
      db,
      sql: """
        SELECT DISTINCT mailbox_id FROM access_hour
        WHERE mailbox_id IS NOT NULL AND access_type IN ('bind', 'sync') AND hour_us >= :since
          AND hour_us + \(microsecondsPerHour) <= :until
        """, arguments: ["since": since, "until": until])
  }
}
