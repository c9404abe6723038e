import GRDB
import Records

/// Times of records that tell no zone, taken for UTC: late by as much as their zone is ahead of it, and early by as much
/// as it is behind.
enum AssumedTimes {
  static let ahead: Microseconds = 14 * microsecondsPerHour
  static let behind: Microseconds = 12 * microsecondsPerHour

  /// Whether no record among these tells its zone; false without any record.
  static func areAll(of records: [Int64], _ db: Database) throws -> Bool {
    let select = try db.cachedStatement(
      sql: """
        SELECT b.value = 'assumed' FROM stored_audit_record AS a
        JOIN text AS b ON b.text_id = a.time_basis_ref
        WHERE a.audit_record_id = ? AND a.occurred_at_us IS NOT NULL
        """)
    var isAssumed = false
    for record in records {
      guard let known = try Bool.fetchOne(select, arguments: [record]) else { continue }
      if !known { return false }
      isAssumed = true
    }
    return isAssumed
  }
}
