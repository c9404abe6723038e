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
    let audit = try Row.fetchOne(db, sql: "SELECT * FROM audit_record WHERE audit_record_id = ?", arguments: [id])
    let message =
      audit == nil
      ? try Row.fetchOne(
        db,
        sql: """
          SELECT m.*, f.path AS folder_path, b.body_source, b.headers, b.body_text
          FROM message AS m
          LEFT JOIN folder AS f ON f.folder_id = m.folder_id
          LEFT JOIN message_body AS b ON b.message_id = m.message_id
          WHERE m.message_id = ?
          """, arguments: [id]) : nil
    guard let row = audit ?? message else { return nil }
    recordID = id
    type = audit == nil ? "message" : "audit_record"
    exhibitID = row["exhibit_id"]
    let exhibitRow = try Row.fetchOne(
      db, sql: "SELECT relative_path, sha256 FROM exhibit WHERE exhibit_id = ?", arguments: [exhibitID])
    exhibit = exhibitRow?["relative_path"] ?? "(unknown)"
    exhibitSHA256 = exhibitRow?["sha256"]
    offset = row["source_offset"]
    length = row["source_length"]
    line = audit?["source_line"]
    let mailboxes = try Row.fetchAll(
      db, sql: "SELECT mailbox_id, COALESCE(address, display_name, '(unknown)') FROM mailbox"
    ).reduce(into: [Int64: String]()) { $0[$1[0]] = $1[1] }
    fields = Self.fields(row, of: mailboxes)
    let details = message == nil ? "mail_access" : "attachment"
    let key = message == nil ? "audit_record_id" : "message_id"
    accesses = try Row.fetchAll(
      db, sql: "SELECT * FROM \(details) WHERE \(key) = ? ORDER BY 1", arguments: [id]
    ).map { Self.fields($0, of: mailboxes) }
    parameters = try Row.fetchAll(
      db, sql: "SELECT name_lc, value FROM cmdlet_parameter WHERE audit_record_id = ? ORDER BY ordinal",
      arguments: [audit == nil ? nil : id]
    ).map { Field(name: $0["name_lc"], value: $0["value"] ?? "(none)") }
    copies = try Row.fetchAll(
      db,
      sql: """
        SELECT e.relative_path, c.source_offset, c.source_length, c.source_line
        FROM audit_record_copy AS c JOIN exhibit AS e ON e.exhibit_id = c.exhibit_id
        WHERE c.audit_record_id = ? ORDER BY c.exhibit_id, c.source_offset
        """, arguments: [audit == nil ? nil : id]
    ).map { Copy(exhibit: $0[0], offset: $0[1], length: $0[2], line: $0[3]) }
    findings = try Int64.fetchAll(
      db,
      sql: "SELECT DISTINCT finding_id FROM finding_record WHERE audit_record_id = :a OR message_id = :m ORDER BY 1",
      arguments: ["a": audit == nil ? nil : id, "m": message == nil ? nil : id])
  }

  /// The columns that say something, in the table's order; times written out. Lower-cased copies and keys for joins say
  /// nothing of their own.
  private static func fields(_ row: Row, of mailboxes: [Int64: String]) -> [Field] {
    row.compactMap { column, value in
      guard !value.isNull, !column.hasSuffix("_lc"), !["payload_key", "message_key"].contains(column) else {
        return nil
      }
      let number = Int64.fromDatabaseValue(value)
      if column.hasSuffix("_us"), let number {
        return Field(name: String(column.dropLast(3)), value: Timestamp.text(number))
      }
      if column == "mailbox_id", let number { return Field(name: "mailbox", value: mailboxes[number] ?? "\(number)") }
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

  private static func line(_ field: Field, indent: String) -> String {
    "\(indent)\(field.name): \(TerminalText.safeLines(field.value))\n"
  }
}
