import GRDB
import Records

/// A stretch of a mailbox's log of accesses, from the first to the last that its owner made.
struct LoggedAccesses {
  /// Bases in `coverage`: accesses of whomever; those of the owner among them, where they reach less far; of delegates
  /// and administrators alone.
  static let basis = "mail_items_accessed"
  static let ownersBasis = "owner_accesses"
  static let othersBasis = "delegate_accesses"

  let mailbox: Int64
  let coverage: Int64
  let from: Microseconds
  let to: Microseconds

  /// In the order of `coverage`.
  static func fetch(_ db: Database) throws -> [LoggedAccesses] {
    try Row.fetchAll(
      db,
      sql: """
        SELECT c.mailbox_id, c.coverage_id, COALESCE(own.from_us, c.from_us), COALESCE(own.to_us, c.to_us)
        FROM coverage AS c
        LEFT JOIN coverage AS own ON own.mailbox_id = c.mailbox_id AND own.log_kind = c.log_kind
          AND own.basis = '\(ownersBasis)' AND own.from_us >= c.from_us AND own.to_us <= c.to_us
        WHERE c.state = 'covered' AND c.basis = '\(basis)' AND c.mailbox_id IS NOT NULL
        ORDER BY c.coverage_id
        """
    ).map { LoggedAccesses(mailbox: $0[0], coverage: $0[1], from: $0[2], to: $0[3]) }
  }

  /// Mailboxes with accesses of delegates alone, at some time.
  static func ofOthers(_ db: Database) throws -> Set<Int64> {
    try Int64.fetchSet(
      db, sql: "SELECT mailbox_id FROM coverage WHERE basis = '\(othersBasis)' AND mailbox_id IS NOT NULL")
  }
}
