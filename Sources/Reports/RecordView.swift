package import GRDB

/// One record with everything that the database knows of it, and where its source bytes stand.
package struct RecordView: Encodable {
  package struct Field: Encodable {
    let name: String
    let value: String
  }
  package struct Copy: Encodable {
    let exhibit: String
    let offset: Int64
    let length: Int64
    let line: Int64?
  }
  package let recordID: Int64
  package let type: String
  package let exhibitID: Int64
  package let exhibit: String
  package let exhibitSHA256: String?
  package let offset: Int64?
  package let length: Int64?
  package let line: Int64?
  let fields: [Field]
  let accesses: [[Field]]
  let parameters: [Field]
  let copies: [Copy]
  let findings: [Int64]

  /// Nil where the case has neither an audit record nor a message of that id.
  package init?(_ db: Database, id: Int64) throws {
    let audit = try Self.auditRecord(db, id: id)
    let request = try audit == nil ? Self.webRequest(db, id: id) : nil
    guard let row = try audit ?? request ?? Self.message(db, id: id) else { return nil }
    let isAudit = audit != nil || request != nil
    recordID = id
    type = audit != nil ? "audit_record" : request != nil ? "web_request" : "message"
    exhibitID = row["exhibit_id"]
    let exhibitRow = try Row.fetchOne(
      db, sql: "SELECT relative_path, sha256 FROM exhibit WHERE exhibit_id = ?", arguments: [exhibitID])
    exhibit = exhibitRow?["relative_path"] ?? "(unknown)"
    exhibitSHA256 = exhibitRow?["sha256"]
    offset = row["source_offset"]
    length = row["source_length"]
    line = (audit ?? request)?["source_line"]
    let labels = try MailboxLabels(db)
    fields = Self.fields(row, labels)
    let (details, key) = isAudit ? ("mail_access", "audit_record_id") : ("attachment", "message_id")
    accesses = try Row.fetchAll(
      db, sql: "SELECT * FROM \(details) WHERE \(key) = ? ORDER BY 1", arguments: [id]
    ).map { Self.fields($0, labels) }
    parameters = isAudit ? try Self.parameters(db, of: id) : []
    copies = isAudit ? try Self.copies(db, of: id) : []
    findings = try Int64.fetchAll(
      db, sql: "SELECT DISTINCT finding_id FROM finding_record WHERE \(key) = ? ORDER BY 1", arguments: [id])
  }

  private static func auditRecord(_ db: Database, id: Int64) throws -> Row? {
    try Row.fetchOne(db, sql: "SELECT * FROM audit_record WHERE audit_record_id = ?", arguments: [id])
  }

  private static func webRequest(_ db: Database, id: Int64) throws -> Row? {
    try Row.fetchOne(db, sql: "SELECT * FROM web_request WHERE audit_record_id = ?", arguments: [id])
  }

  private static func message(_ db: Database, id: Int64) throws -> Row? {
    try Row.fetchOne(
      db,
      sql: """
        SELECT m.*, f.path AS folder_path, b.body_source, b.headers, b.body_text
        FROM message AS m
        LEFT JOIN folder AS f ON f.folder_id = m.folder_id
        LEFT JOIN message_body AS b ON b.message_id = m.message_id
        WHERE m.message_id = ?
        """, arguments: [id])
  }

  private static func parameters(_ db: Database, of record: Int64) throws -> [Field] {
    try Row.fetchAll(
      db, sql: "SELECT name_lc, value FROM cmdlet_parameter WHERE audit_record_id = ? ORDER BY ordinal",
      arguments: [record]
    ).map { Field(name: $0["name_lc"], value: $0["value"] ?? "(none)") }
  }

  /// Further places of the same event, and of the same line in copies of a log.
  private static func copies(_ db: Database, of record: Int64) throws -> [Copy] {
    try Row.fetchAll(
      db,
      sql: """
        WITH RECURSIVE line AS (
          SELECT exhibit_id, source_offset, source_length, source_line FROM record WHERE audit_record_id = :record
        ),
        place AS (
          SELECT exhibit_id, source_offset, source_length, source_line, 0 AS is_other FROM line
          UNION
          SELECT c.exhibit_id, p.source_offset, p.source_length, p.source_line, 1
          FROM place AS p JOIN log_copy AS c ON c.of_exhibit_id = p.exhibit_id AND c.to_offset > p.source_offset
          UNION
          SELECT o.exhibit_id, o.from_offset + p.source_offset - o.of_from_offset, p.source_length, NULL, 1
          FROM place AS p JOIN log_overlap AS o ON o.of_exhibit_id = p.exhibit_id
            AND p.source_offset BETWEEN o.of_from_offset AND o.of_from_offset + o.to_offset - o.from_offset - 1
        )
        SELECT e.relative_path, c.source_offset, c.source_length, c.source_line
        FROM (
          SELECT exhibit_id, source_offset, source_length, source_line FROM audit_record_copy
          WHERE audit_record_id = :record
          UNION ALL
          SELECT exhibit_id, source_offset, source_length, source_line FROM place WHERE is_other = 1
        ) AS c
        JOIN exhibit AS e ON e.exhibit_id = c.exhibit_id
        ORDER BY c.exhibit_id, c.source_offset
        """, arguments: ["record": record]
    ).map { Copy(exhibit: $0[0], offset: $0[1], length: $0[2], line: $0[3]) }
  }

  /// The columns that say something, in the table's order; times written out. Lower-cased copies and keys for joins say
  /// nothing of their own.
  private static func fields(_ row: Row, _ labels: MailboxLabels) -> [Field] {
    row.compactMap { column, value in
      guard !value.isNull, !column.hasSuffix("_lc"), !["payload_key", "message_key"].contains(column) else {
        return nil
      }
      let number = Int64.fromDatabaseValue(value)
      if column.hasSuffix("_us"), let number {
        return Field(name: String(column.dropLast(3)), value: Timestamp.text(number))
      }
      if column == "mailbox_id", let number { return Field(name: "mailbox", value: labels[number]) }
      return Field(name: column, value: String.fromDatabaseValue(value) ?? number.map { "\($0)" } ?? "")
    }
  }

  package var text: String {
    var result = "\(type) \(recordName(recordID))\n"
    for field in fields { result += Self.line(field, indent: "  ") }
    if !parameters.isEmpty { result += "parameters\n" + parameters.map { Self.line($0, indent: "  ") }.joined() }
    for (index, access) in accesses.enumerated() {
      result += "\(type == "message" ? "attachment" : "access") \(index + 1)\n"
      result += access.map { Self.line($0, indent: "  ") }.joined()
    }
    for copy in copies {
      result += "also exported in \(TerminalText.safe(copy.exhibit)) at offset \(copy.offset), \(copy.length) bytes\n"
    }
    if !findings.isEmpty {
      result += "cited by finding \(findings.map(String.init).joined(separator: ", "))\n"
    }
    return result
  }

  /// Further lines of a value are indented more than any name, so that text from evidence cannot pass for a field.
  private static func line(_ field: Field, indent: String) -> String {
    let lines = TerminalText.safeLines(field.value).split(separator: "\n", omittingEmptySubsequences: false)
    return "\(indent)\(field.name): \(lines.joined(separator: "\n\(indent)    "))\n"
  }
}
