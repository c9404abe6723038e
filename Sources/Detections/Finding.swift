import GRDB

/// Records of one detection that belong together.
struct Finding: Equatable {
  let records: [SupportingRecord]

  /// Findings in the order of their keys, records in the order of the query.
  static func grouped(_ rows: [SupportingRecord]) -> [Finding] {
    var byKey: [String: [SupportingRecord]] = [:]
    for row in rows { byKey[row.findingKey, default: []].append(row) }
    return byKey.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }.map { Finding(records: $0.value) }
  }

  /// The mailbox, where all records are about the same one.
  var mailboxID: Int64? {
    let mailboxes = Set(records.map(\.mailboxID))
    return mailboxes.count == 1 ? records.first?.mailboxID : nil
  }

  /// What the log says, in the query's own clauses; the first three that differ, and how many more.
  var summary: String {
    var details: [String] = []
    var seen: Set<String> = []
    for record in records where seen.insert(record.detail).inserted { details.append(record.detail) }
    let shown = details.prefix(3).joined(separator: "; ")
    return details.count > 3 ? "\(shown); and \(details.count - 3) more" : shown
  }

  func store(for detection: Detection, in db: Database) throws {
    let times = records.compactMap(\.occurredAt)
    try db.execute(
      sql: """
        INSERT INTO finding (detection, title, severity, technique, mailbox_id, first_us, last_us, summary)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        detection.name, detection.title, detection.severity.rawValue, detection.technique, mailboxID, times.min(),
        times.max(), summary,
      ])
    let findingID = db.lastInsertedRowID
    for record in records {
      try db.execute(
        sql: "INSERT INTO finding_record (finding_id, audit_record_id, session_id, role) VALUES (?, ?, ?, ?)",
        arguments: [findingID, record.auditRecordID, record.sessionID, record.role])
    }
  }
}
