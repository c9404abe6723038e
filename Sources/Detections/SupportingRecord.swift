import EvidenceDatabase

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

  /// Reads the rows of a query by the places of its columns.
  struct Columns {
    let findingKey, mailboxID, sessionID, auditRecordID, role, occurredAt, detail: Int32
    let exportJobID: Int32?

    init(_ names: [String], of detection: String) throws(DetectionError) {
      func place(_ name: String) throws(DetectionError) -> Int32 {
        guard let place = names.firstIndex(of: name) else {
          throw DetectionError(.missingColumn(name), in: detection, line: nil)
        }
        return Int32(place)
      }
      findingKey = try place("finding_key")
      mailboxID = try place("mailbox_id")
      sessionID = try place("session_id")
      auditRecordID = try place("audit_record_id")
      role = try place("role")
      occurredAt = try place("occurred_at_us")
      detail = try place("detail")
      exportJobID = names.firstIndex(of: "export_job_id").map { Int32($0) }
    }
  }

  init(_ row: BulkStatement, _ columns: Columns, of detection: String) throws {
    guard let key = row.text(columns.findingKey), let role = row.text(columns.role),
      let detail = row.text(columns.detail)
    else { throw DetectionError(.missingValue, in: detection, line: nil) }
    guard ["actor", "target", "context"].contains(role) else {
      throw DetectionError(.badRole(role), in: detection, line: nil)
    }
    findingKey = key
    mailboxID = row.integer(columns.mailboxID)
    sessionID = row.integer(columns.sessionID)
    auditRecordID = row.integer(columns.auditRecordID)
    exportJobID = columns.exportJobID.flatMap { row.integer($0) }
    self.role = role
    occurredAt = row.integer(columns.occurredAt)
    self.detail = detail
  }
}
