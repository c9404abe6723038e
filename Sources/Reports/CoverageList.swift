package import GRDB

/// What the logs can and cannot show: by log, server and mailbox, and time.
package struct CoverageList: Encodable {
  package struct Span: Encodable {
    let coverageID: Int64
    let logKind: String
    let server: String?
    let mailbox: String?
    let state: String
    let basis: String
    let from: String?
    let to: String?
    let records: Int64?
    let note: String?
    /// The record that says so, where one does.
    let recordID: Int64?
  }
  /// Of the mailboxes that were asked for, else empty.
  let mailboxes: [MailboxStanding]
  package let spans: [Span]

  /// All of it, or what bears on one mailbox, by any name that it goes by: its own spans and those of whole logs.
  package init(_ db: Database, mailbox: String? = nil) throws {
    let labels = try MailboxLabels(db)
    let ids = mailbox.map { labels.mailboxes(named: $0) }
    mailboxes = try ids.map { try MailboxStanding.fetch($0, labels, db) } ?? []
    spans = try Self.fetch(
      db, labels, ids.map { "WHERE c.mailbox_id IN (\($0)) OR c.mailbox_id IS NULL AND c.server IS NULL" } ?? "")
  }

  /// Where logs are silent, throttled or off within the time in which an attacker could act.
  init(_ db: Database, holesIn window: IncidentSpan) throws {
    let to = window.toMicroseconds ?? .max
    mailboxes = []
    spans = try Self.fetch(
      db, MailboxLabels(db),
      """
      WHERE c.state NOT IN ('covered', 'outside') AND c.basis <> 'no_mail_items_accessed'
        AND COALESCE(c.from_us, \(window.fromMicroseconds)) <= \(to)
        AND COALESCE(c.to_us, \(to)) >= \(window.fromMicroseconds)
      """)
  }

  private static func fetch(_ db: Database, _ labels: MailboxLabels, _ condition: String) throws -> [Span] {
    try Row.fetchAll(db, sql: "SELECT c.* FROM coverage AS c \(condition) ORDER BY c.coverage_id").map { row in
      Span(
        coverageID: row["coverage_id"], logKind: row["log_kind"], server: row["server"],
        mailbox: (row["mailbox_id"] as Int64?).map { labels[$0] }, state: row["state"], basis: row["basis"],
        from: Timestamp.text(row["from_us"] as Int64?), to: Timestamp.text(row["to_us"] as Int64?),
        records: row["record_count"], note: row["note"], recordID: row["audit_record_id"])
    }
  }

  /// For a terminal of 100 columns: each log or mailbox with its spans by time.
  package var text: String {
    var result = mailboxes.map(\.text).joined() + (mailboxes.isEmpty ? "" : "\n")
    if spans.isEmpty {
      return result + "No log with times is in the case: nothing can be shown, and nothing excluded.\n"
    }
    var subject: String?
    for span in spans {
      if span.subject != subject {
        result += (subject == nil ? "" : "\n") + TerminalText.wrapped(span.subject, first: "", hanging: "  ")
        subject = span.subject
      }
      result += span.line
    }
    return result + Self.reading
  }

  private static let reading = """

    How to read this
      covered: there are records; that each access is among them is not said (counts are lower bounds).
      silent: none, for longer than usual. throttled: no Bind is recorded. disabled: not audited.
      outside: the log given does not reach there. What is not covered is not thereby harmless.

    """
}

extension CoverageList.Span {
  /// What it is about.
  var subject: String { ([logKind, server, mailbox] as [String?]).compactMap { $0 }.joined(separator: " · ") }

  var line: String {
    let name = state.replacing("_", with: " ")
    let state = name + String(repeating: " ", count: max(0, 17 - name.count))
    let (from, to) = (from ?? "…                   ", to ?? "…                   ")
    var about = basis.replacing("_", with: " ")
    if let records, records > 0 { about += ", \(counted(Int(clamping: records), "record"))" }
    if let recordID { about += ", record \(recordName(recordID))" }
    let head = "  \(state) \(from)  \(to)  "
    var text = TerminalText.wrapped(about, first: head, hanging: String(repeating: " ", count: head.count))
    if let note { text += TerminalText.wrapped(note, first: "      ", hanging: "      ") }
    return text
  }
}
