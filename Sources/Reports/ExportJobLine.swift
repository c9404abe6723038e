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

  /// Which jobs a report holds: a case may have a hundred thousand.
  enum Choice {
    case all
    case of(Set<Int64>)
    /// An attacker's before others.
    case first(Int)

    /// A query of numbers of jobs.
    fileprivate var sql: String {
      switch self {
      case .all: "SELECT export_job_id FROM export_job"
      case .of(let ids): "SELECT value FROM json_each('\(ids.sorted())')"
      case .first(let count):
        """
        SELECT export_job_id FROM export_job
        ORDER BY export_job_id NOT IN (SELECT export_job_id FROM export_job_suspicion), requested_us, export_job_id
        LIMIT \(count)
        """
      }
    }
  }

  /// By time.
  static func fetch(_ db: Database, _ labels: MailboxLabels, _ choice: Choice) throws -> [ExportJobLine] {
    guard try db.tableExists("export_job") else { return [] }
    let (files, reasons) = (try File.ofJobs(choice, db), try reasons(choice, db))
    let judgements = try Judgement.ofJobs(db)
    let rows = try Row.fetchCursor(
      db,
      sql: "SELECT * FROM export_job WHERE export_job_id IN (\(choice.sql)) ORDER BY requested_us, export_job_id")
    var lines: [ExportJobLine] = []
    while let row = try rows.next() {
      let id: Int64 = row["export_job_id"]
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

  private static func reasons(_ choice: Choice, _ db: Database) throws -> [Int64: [String]] {
    let rows = try Row.fetchCursor(
      db,
      sql: """
        SELECT DISTINCT export_job_id, reason FROM export_job_suspicion WHERE export_job_id IN (\(choice.sql))
        ORDER BY export_job_id, reason
        """)
    var found: [Int64: [String]] = [:]
    while let row = try rows.next() { found[row[0], default: []].append(row[1]) }
    return found
  }
}

/// How many export jobs there are, and how far those came that are an attacker's.
struct ExportJobCounts {
  let all: Int
  /// By state, in the order of its name; writes of web shells, which take no mail, are not among them.
  let theirs: [(state: String, count: Int)]

  init(_ db: Database) throws {
    guard try db.tableExists("export_job") else {
      (all, theirs) = (0, [])
      return
    }
    all = try Int.fetchOne(db, sql: "SELECT COUNT(*) FROM export_job") ?? 0
    theirs = try Row.fetchAll(
      db,
      sql: """
        SELECT state, COUNT(*) FROM export_job
        WHERE is_webshell_write = 0 AND export_job_id IN (SELECT export_job_id FROM export_job_suspicion)
        GROUP BY state ORDER BY state
        """
    ).map { ($0[0], $0[1]) }
  }
}

extension ExportJobLine.File {
  fileprivate static func ofJobs(_ choice: ExportJobLine.Choice, _ db: Database) throws -> [Int64: [Self]] {
    let rows = try Row.fetchCursor(
      db,
      sql: """
        SELECT f.*, e.relative_path FROM export_file AS f LEFT JOIN exhibit AS e ON e.exhibit_id = f.exhibit_id
        WHERE f.export_job_id IN (\(choice.sql))
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
