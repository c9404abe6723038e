package import GRDB

extension Detections {
  /// Asks every question anew, inside the caller's transaction: empties `detection_run`, `finding` and
  /// `finding_record` and fills them. The same evidence gives the same ids.
  package static func run(in db: Database) throws {
    try run(load(), in: db)
  }

  /// The same for chosen detections and parameters.
  package static func run(_ detections: [Detection], in db: Database) throws {
    for table in ["detection_run", "finding", "finding_record"] {
      try db.execute(sql: "DELETE FROM \(table)")
    }
    try AddressTables.fill(in: db)
    for detection in detections {
      let rows = try detection.supportingRecords(in: db)
      try detection.store(rowCount: rows.count, in: db)
      for finding in Finding.grouped(rows) {
        try finding.store(for: detection, in: db)
      }
    }
  }
}

/// One row of a detection's query: a record that supports a finding.
struct SupportingRecord: Equatable {
  var findingKey: String
  var mailboxID: Int64?
  var sessionID: Int64?
  var auditRecordID: Int64?
  var role: String
  var occurredAt: Int64?
  var detail: String
}

extension Detection {
  static let columns = [
    "finding_key", "mailbox_id", "session_id", "audit_record_id", "role", "occurred_at_us", "detail",
  ]

  func supportingRecords(in db: Database) throws -> [SupportingRecord] {
    let statement = try db.makeStatement(sql: sqlText)
    for column in Self.columns where !statement.columnNames.contains(column) {
      throw DetectionError(.missingColumn(column), in: name, line: nil)
    }
    let cursor = try Row.fetchCursor(statement, arguments: arguments)
    var records: [SupportingRecord] = []
    while let row = try cursor.next() {
      guard let key: String = row["finding_key"], let role: String = row["role"], let detail: String = row["detail"]
      else { throw DetectionError(.missingValue, in: name, line: nil) }
      guard ["actor", "target", "context"].contains(role) else {
        throw DetectionError(.badRole(role), in: name, line: nil)
      }
      let record = SupportingRecord(
        findingKey: key, mailboxID: row["mailbox_id"], sessionID: row["session_id"],
        auditRecordID: row["audit_record_id"], role: role, occurredAt: row["occurred_at_us"], detail: detail)
      records.append(record)
    }
    return records
  }

  private var arguments: StatementArguments {
    var values: [String: (any DatabaseValueConvertible)?] = [:]
    for parameter in parameters {
      values[parameter.name] =
        switch parameter.value {
        case .integer(let number): number
        case .text(let text): text
        }
    }
    return StatementArguments(values)
  }

  func store(rowCount: Int, in db: Database) throws {
    try db.execute(
      sql: """
        INSERT INTO detection_run
          (detection, title, severity, technique, innocent, sql_text, sql_sha256, parameters, row_count)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        name, title, severity.rawValue, technique, innocent.joined(separator: "\n"), sqlText, sqlSHA256,
        parametersText, rowCount,
      ])
  }

  /// As in the header, one `name = value` a line.
  package var parametersText: String {
    parameters.map { parameter in
      switch parameter.value {
      case .integer(let number): "\(parameter.name) = \(number)"
      case .text(let text): "\(parameter.name) = \(text)"
      }
    }.joined(separator: "\n")
  }
}
