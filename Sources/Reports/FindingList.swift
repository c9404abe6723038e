package import GRDB

/// What the detections found, each with the records that it rests on.
package struct FindingList: Encodable {
  package struct Record: Encodable {
    let role: String
    let recordID: Int64?
    let messageID: Int64?
    let time: String?
    let operation: String?
    let actor: String?
    let clientIP: String?
    let exhibit: String?
    let line: Int64?
    let offset: Int64?
  }
  package struct Finding: Encodable {
    package let findingID: Int64
    package let detection: String
    package let severity: String
    let technique: String
    let title: String
    /// As the table has it; behind the GUID or SID of a mailbox stands whose it is.
    let summary: String
    let mailbox: String?
    let first: String?
    let last: String?
    let recordCount: Int
    let innocent: String
    let sqlSHA256: String
    let parameters: String
    /// Filled when one finding is asked for, else nil.
    let records: [Record]?
  }
  package let findings: [Finding]

  /// All findings, the most severe first; or one, with its records.
  package init(_ db: Database, only id: Int64? = nil) throws {
    let labels = try MailboxLabels(db)
    findings = try Row.fetchAll(
      db,
      sql: """
        SELECT f.*, r.innocent, r.sql_sha256, r.parameters,
          (SELECT COUNT(*) FROM finding_record AS x WHERE x.finding_id = f.finding_id) AS record_count
        FROM finding AS f
        JOIN detection_run AS r ON r.detection = f.detection
        WHERE :id IS NULL OR f.finding_id = :id
        ORDER BY CASE f.severity WHEN 'high' THEN 0 WHEN 'medium' THEN 1 ELSE 2 END, f.finding_id
        """, arguments: ["id": id]
    ).map { row in
      Finding(
        findingID: row["finding_id"], detection: row["detection"], severity: row["severity"],
        technique: row["technique"], title: row["title"], summary: labels.naming(row["summary"]),
        mailbox: (row["mailbox_id"] as Int64?).map { labels[$0] },
        first: Timestamp.text(row["first_us"] as Int64?), last: Timestamp.text(row["last_us"] as Int64?),
        recordCount: row["record_count"], innocent: row["innocent"], sqlSHA256: row["sql_sha256"],
        parameters: row["parameters"], records: id == nil ? nil : try Self.records(db, of: row["finding_id"]))
    }
  }

  private static func records(_ db: Database, of finding: Int64) throws -> [Record] {
    try Row.fetchAll(
      db,
      sql: """
        SELECT x.role, x.audit_record_id, x.message_id, a.occurred_at_us, a.operation, a.actor, a.client_ip,
          e.relative_path, a.source_line, a.source_offset
        FROM finding_record AS x
        LEFT JOIN record AS a ON a.audit_record_id = x.audit_record_id
        LEFT JOIN exhibit AS e ON e.exhibit_id = a.exhibit_id
        WHERE x.finding_id = ? ORDER BY x.role, a.occurred_at_us, x.audit_record_id, x.message_id
        """, arguments: [finding]
    ).map {
      Record(
        role: $0["role"], recordID: $0["audit_record_id"], messageID: $0["message_id"],
        time: Timestamp.text($0["occurred_at_us"] as Int64?), operation: $0["operation"], actor: $0["actor"],
        clientIP: $0["client_ip"], exhibit: $0["relative_path"], line: $0["source_line"], offset: $0["source_offset"])
    }
  }

  package var text: String {
    if findings.isEmpty { return "No findings.\n" }
    return findings.map(Self.text).joined(separator: "\n")
  }

  private static func text(_ finding: Finding) -> String {
    let number = "[\(finding.findingID)] "
    var result = TerminalText.wrapped(
      "\(finding.severity.uppercased()) \(finding.title) (\(finding.detection))", first: number, hanging: "    ")
    for line in paragraphs(of: finding) { result += TerminalText.wrapped(line, first: "    ", hanging: "      ") }
    return result + (finding.records.map(text) ?? "")
  }

  private static func paragraphs(of finding: Finding) -> [String] {
    let cited = counted(finding.recordCount, "record")
    let mailbox = finding.mailbox.map { "mailbox \($0), " } ?? ""
    var lines = [
      finding.summary,
      "\(mailbox)\(finding.first ?? "-") to \(finding.last ?? "-"), \(cited) cited, ATT&CK \(finding.technique)",
    ]
    lines += finding.innocent.split(separator: "\n").map { "innocent causes: \($0)" }
    if finding.records != nil {
      lines.append("query with SHA-256 \(finding.sqlSHA256)")
      lines += finding.parameters.split(separator: "\n").map { "parameter: \($0)" }
    }
    return lines
  }

  private static func text(_ records: [Record]) -> String {
    var table = TextTable([
      ("role", .left), ("record", .right), ("time", .left), ("operation", .left), ("actor", .left),
      ("from", .left), ("line", .right),
    ])
    for record in records {
      table.add([
        record.role, record.recordID.map(recordName), record.time,
        record.operation.map { TerminalText.cut($0, to: 24) }, record.actor.map { TerminalText.cut($0, to: 32) },
        record.clientIP, record.line.map(String.init),
      ])
    }
    return table.text(indent: "    ")
  }
}
