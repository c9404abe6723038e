import GRDB

/// A mailbox export, a search, a forwarding: how far it came and what became of it.
package struct ExportJobLine: Encodable {
  /// A file that the job wrote, or that it may have become, or that was fetched.
  package struct File: Encodable {
    let role: String
    let path: String
    /// The exhibit, where the file is at hand.
    let exhibit: String?
    /// Of its fetch; `mailtrail show` takes it.
    let recordID: Int64?
    let bytes: Int64?
    let time: String?
    let clientIP: String?
    /// Whether the bytes sent are as many as the file at hand has; nil where one of the two is not known.
    let isComplete: Bool?
    /// Why it is taken for the job's.
    let basis: String
  }
  let exportJobID: Int64
  let kind: String
  let mailbox: String?
  let state: String
  let stateReason: String
  let requester: String?
  let destination: String?
  let filter: String?
  let requested: String?
  let completed: String?
  let items: Int64?
  let bytes: Int64?
  let isWebshellWrite: Bool
  let files: [File]
  /// Why it is taken for an attacker's; empty for one that is not.
  let reasons: [String]
  let judgements: [Judgement]

  /// All jobs, or those of `ids`, by time.
  static func fetch(_ db: Database, _ labels: MailboxLabels, ids: Set<Int64>? = nil) throws -> [ExportJobLine] {
    guard try db.tableExists("export_job") else { return [] }
    let (files, reasons, judgements) = (try File.ofJobs(db), try reasons(db), try Judgement.ofJobs(db))
    let rows = try Row.fetchCursor(db, sql: "SELECT * FROM export_job ORDER BY requested_us, export_job_id")
    var lines: [ExportJobLine] = []
    while let row = try rows.next() {
      let id: Int64 = row["export_job_id"]
      if let ids, !ids.contains(id) { continue }
      lines.append(
        ExportJobLine(
          exportJobID: id, kind: row["kind"],
          mailbox: (row["mailbox_id"] as Int64?).map { labels[$0] } ?? row["mailbox_name"], state: row["state"],
          stateReason: row["state_reason"], requester: row["requester"], destination: row["destination"],
          filter: row["filter"], requested: Timestamp.text(row["requested_us"] as Int64?),
          completed: Timestamp.text(row["completed_us"] as Int64?), items: row["item_count"], bytes: row["byte_count"],
          isWebshellWrite: row["is_webshell_write"], files: files[id] ?? [], reasons: reasons[id] ?? [],
          judgements: judgements[id] ?? []))
    }
    return lines
  }

  private static func reasons(_ db: Database) throws -> [Int64: [String]] {
    let rows = try Row.fetchCursor(
      db, sql: "SELECT DISTINCT export_job_id, reason FROM export_job_suspicion ORDER BY export_job_id, reason")
    var found: [Int64: [String]] = [:]
    while let row = try rows.next() { found[row[0], default: []].append(row[1]) }
    return found
  }
}

extension ExportJobLine.File {
  fileprivate static func ofJobs(_ db: Database) throws -> [Int64: [Self]] {
    let rows = try Row.fetchCursor(
      db,
      sql: """
        SELECT f.*, e.relative_path FROM export_file AS f LEFT JOIN exhibit AS e ON e.exhibit_id = f.exhibit_id
        ORDER BY f.export_file_id
        """)
    var found: [Int64: [Self]] = [:]
    while let row = try rows.next() {
      found[row["export_job_id"], default: []].append(
        Self(
          role: row["role"], path: row["path"], exhibit: row["relative_path"], recordID: row["audit_record_id"],
          bytes: row["byte_count"], time: Timestamp.text(row["at_us"] as Int64?), clientIP: row["client_ip"],
          isComplete: row["is_complete"], basis: row["basis"]))
    }
    return found
  }
}

extension ExportJobLine {
  /// What it is and how far it came, who ordered it, its files; lines of at most 100 columns.
  var text: String {
    var text = TerminalText.wrapped(
      "\(kind.replacing("_", with: " ")) of \(mailbox ?? "(no mailbox named)"): \(state), \(stateReason)"
        + (isWebshellWrite ? "; a web shell, no export of mail" : ""), first: "  [\(exportJobID)] ", hanging: "      ")
    let when = [requester.map { "by \($0)" }, requested.map { "on \($0)" }, destination.map { "to \($0)" }]
      .compactMap { $0 }.joined(separator: " ")
    if !when.isEmpty { text += TerminalText.wrapped(when, first: "      ", hanging: "        ") }
    for file in files { text += TerminalText.wrapped(file.line, first: "      = ", hanging: "        ") }
    return text
  }
}

extension ExportJobLine {
  /// With what makes it an attacker's, and what examiners decided of it.
  var judgedText: String {
    var text = text
    for reason in reasons { text += TerminalText.wrapped(reason, first: "      ! ", hanging: "        ") }
    if reasons.isEmpty { text += "      nothing makes it an attacker's\n" }
    for judgement in judgements where judgement.state != "superseded" {
      text += TerminalText.wrapped(
        "judged \(judgement.decision) by \(judgement.examiner), \(judgement.judgedAt), "
          + "\(judgement.state.replacing("_", with: " ")): \(judgement.reason)", first: "      = ", hanging: "        ")
    }
    return text
  }
}

extension ExportJobLine.File {
  fileprivate var line: String {
    var parts = [role == "target" ? "its file" : role == "packed" ? "may have become" : "fetched as"]
    parts.append(path)
    if let clientIP { parts.append("by \(clientIP)") }
    if let time { parts.append("on \(time)") }
    if let bytes { parts.append("(\(bytes) bytes)") }
    var line = parts.joined(separator: " ")
    if let isComplete {
      line += isComplete ? ", all bytes of the file at hand" : ", fewer bytes than the file at hand has"
    }
    if let exhibit, exhibit != path { line += "; at hand as \(exhibit)" }
    if let recordID { line += "; record \(recordName(recordID))" }
    return line + "; " + basis
  }
}
