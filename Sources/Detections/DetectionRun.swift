import EvidenceDatabase
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
    let insert = try BulkStatement(
      db,
      "INSERT INTO finding_record (finding_id, audit_record_id, session_id, export_job_id, role) VALUES (?, ?, ?, ?, ?)"
    )
    var findingID: Int64 = 0
    for detection in detections {
      let rowCount = try detection.storeFindings(after: &findingID, insert, in: db)
      try detection.store(rowCount: rowCount, in: db)
    }
  }
}

extension Detection {
  /// Rows come ordered by key, so that one finding at a time is in memory.
  fileprivate func storeFindings(
    after findingID: inout Int64, _ insert: BulkStatement, in db: Database
  ) throws -> Int {
    let rows = try supportingRows(in: db)
    let columns = try SupportingRecord.Columns(rows.columnNames, of: name)
    var rowCount = 0
    var finding: Finding?
    while try rows.next() {
      let record = try SupportingRecord(rows, columns, of: name)
      if finding?.key != record.findingKey {
        try finding?.store(for: self, in: db)
        findingID += 1
        finding = Finding(findingID, key: record.findingKey)
      }
      finding?.add(record)
      insert.bind(findingID)
      insert.bind(record.auditRecordID)
      insert.bind(record.sessionID)
      insert.bind(record.exportJobID)
      insert.bind(record.role)
      try insert.run()
      rowCount += 1
    }
    try finding?.store(for: self, in: db)
    return rowCount
  }

  private func supportingRows(in db: Database) throws -> BulkStatement {
    let statement = try BulkStatement(db, sqlText)
    let names = statement.parameterNames
    for parameter in parameters where !names.contains(parameter.name) {
      throw DetectionError(.unusedParameter(parameter.name), in: name, line: nil)
    }
    for parameter in names {
      switch parameters.first(where: { $0.name == parameter })?.value {
      case .integer(let number): statement.bind(number)
      case .text(let text): statement.bind(text)
      case nil: throw DetectionError(.unknownParameter(parameter), in: name, line: nil)
      }
    }
    return statement
  }

  fileprivate func store(rowCount: Int, in db: Database) throws {
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
