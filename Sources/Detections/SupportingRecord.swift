import GRDB

/// One row of a detection's query: a record that supports a finding.
struct SupportingRecord {
  let findingKey: String
  let mailboxID: Int64?
  let sessionID: Int64?
  let auditRecordID: Int64?
  /// Where the query has such a column.
  let exportJobID: Int64?
  let role: String
  let occurredAt: Int64?
  let detail: String

  static let columns = [
    "finding_key", "mailbox_id", "session_id", "audit_record_id", "role", "occurred_at_us", "detail",
  ]

  init(_ row: Row, of detection: String) throws {
    guard let key: String = row["finding_key"], let role: String = row["role"], let detail: String = row["detail"]
    else { throw DetectionError(.missingValue, in: detection, line: nil) }
    guard ["actor", "target", "context"].contains(role) else {
      throw DetectionError(.badRole(role), in: detection, line: nil)
    }
    findingKey = key
    mailboxID = row["mailbox_id"]
    sessionID = row["session_id"]
    auditRecordID = row["audit_record_id"]
    exportJobID = row.hasColumn("export_job_id") ? row["export_job_id"] : nil
    self.role = role
    occurredAt = row["occurred_at_us"]
    self.detail = detail
  }
}
