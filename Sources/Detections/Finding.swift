import GRDB

/// Records of one detection and one key, gathered as the query gives them.
struct Finding {
  let findingID: Int64
  let key: String
  private var firstAt: Int64?
  private var lastAt: Int64?
  private var mailboxes: Set<Int64?> = []
  private var shownDetails: [String] = []
  private var details: Set<String> = []

  init(_ findingID: Int64, key: String) {
    self.findingID = findingID
    self.key = key
  }

  mutating func add(_ record: SupportingRecord) {
    if let time = record.occurredAt {
      firstAt = min(firstAt ?? time, time)
      lastAt = max(lastAt ?? time, time)
    }
    mailboxes.insert(record.mailboxID)
    if details.insert(record.detail).inserted, shownDetails.count < 3 { shownDetails.append(record.detail) }
  }

  /// The mailbox, where all records are about the same one.
  private var mailboxID: Int64? {
    guard mailboxes.count == 1, let only = mailboxes.first else { return nil }
    return only
  }

  /// What the log says, in the query's own clauses: the first three that differ, and how many more.
  private var summary: String {
    let shown = shownDetails.joined(separator: "; ")
    return details.count > shownDetails.count ? "\(shown); and \(details.count - shownDetails.count) more" : shown
  }

  func store(for detection: Detection, in db: Database) throws {
    try db.execute(
      sql: """
        INSERT INTO finding
          (finding_id, detection, title, severity, technique, mailbox_id, first_us, last_us, summary)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        findingID, detection.name, detection.title, detection.severity.rawValue, detection.technique, mailboxID,
        firstAt, lastAt, summary,
      ])
  }
}
