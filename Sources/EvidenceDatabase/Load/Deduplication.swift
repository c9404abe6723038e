import GRDB

/// Settles which of the records with one event id is the record, and which are copies: with one payload, the lowest id
/// is the record; with several payloads, the lowest of each is one, and all but the first get a defect.
///
/// Only events noted in `repeated_record` are looked at; a record alone with its event stays as it is. The outcome
/// depends on what the exhibits hold, not on the order in which they arrived.
struct Deduplication {
  private let db: Database
  private var conflicts: IdentityConflicts

  static func settle(_ db: Database) throws {
    guard try Bool.fetchOne(db, sql: "SELECT EXISTS (SELECT 1 FROM repeated_record)") == true else { return }
    try db.execute(
      sql: """
        CREATE TEMP TABLE settled_copy (audit_record_id INTEGER PRIMARY KEY, original INTEGER NOT NULL,
          payload_sha256 TEXT NOT NULL)
        """)
    var settling = Deduplication(db: db, conflicts: IdentityConflicts(db))
    try settling.decide()
    try settling.apply()
    try db.execute(sql: "DROP TABLE temp.settled_copy; DELETE FROM main.repeated_record")
  }

  private mutating func decide() throws {
    let rows = try Row.fetchCursor(
      db,
      sql: """
        SELECT a.event_key, a.log_kind_ref, a.external_id, a.payload_key, a.audit_record_id, r.payload_sha256
        FROM stored_audit_record AS a
        LEFT JOIN repeated_record AS r ON r.audit_record_id = a.audit_record_id
        WHERE a.event_key IN (SELECT event_key FROM repeated_record)
        ORDER BY a.event_key, a.log_kind_ref, a.external_id, a.payload_key, a.audit_record_id
        """)
    let insert = try db.makeStatement(sql: "INSERT INTO temp.settled_copy VALUES (?, ?, ?)")
    var event = Event()
    while let row = try rows.next() {
      let record = Candidate(row)
      if !event.isSame(record) {
        conflicts.add(event.records)
        event = Event(record)
      }
      if let original = event.original(of: record) {
        // Of two records with one payload at least the later found was noted, with its hash.
        try insert.execute(arguments: [record.id, original.id, record.payloadSHA256 ?? original.payloadSHA256 ?? ""])
      }
    }
    conflicts.add(event.records)
    try conflicts.write()
  }

  private func apply() throws {
    try db.execute(
      sql: """
        INSERT OR IGNORE INTO audit_record_copy
        SELECT s.original, a.audit_record_id >> 32, a.source_offset, a.source_length, a.source_line, s.payload_sha256
        FROM temp.settled_copy AS s JOIN stored_audit_record AS a ON a.audit_record_id = s.audit_record_id
        ORDER BY s.original, a.audit_record_id;

        INSERT OR IGNORE INTO audit_record_copy
        SELECT s.original, c.exhibit_id, c.source_offset, c.source_length, c.source_line, c.payload_sha256
        FROM temp.settled_copy AS s JOIN audit_record_copy AS c ON c.audit_record_id = s.audit_record_id;
        """)
    let owners = ["audit_record_copy", "stored_mail_access", "stored_cmdlet", "stored_cmdlet_parameter"]
    for table in owners + ["stored_audit_record"] {
      try db.execute(
        sql: "DELETE FROM \(table) WHERE audit_record_id IN (SELECT audit_record_id FROM temp.settled_copy)")
    }
  }
}

/// A record whose event perhaps stands more than once.
private struct Candidate {
  let eventKey: Int64
  let logKind: Int64
  let externalID: String
  let payloadKey: Int64
  let id: Int64
  let payloadSHA256: String?

  init(_ row: Row) {
    eventKey = row[0]
    logKind = row[1]
    externalID = row[2]
    payloadKey = row[3]
    id = row[4]
    payloadSHA256 = row[5]
  }
}

/// The records of one event, by payload.
private struct Event {
  /// The lowest of each payload.
  private(set) var records: [Int64] = []
  private var current: Candidate?

  init() {}

  init(_ first: Candidate) {
    current = first
    records = [first.id]
  }

  func isSame(_ other: Candidate) -> Bool {
    guard let current else { return false }
    return current.eventKey == other.eventKey && current.logKind == other.logKind
      && ExactText.isSame(current.externalID, other.externalID)
  }

  /// The record that `candidate` is a copy of; nil where it is one itself. Candidates come by payload, then id.
  mutating func original(of candidate: Candidate) -> Candidate? {
    guard let current, current.id != candidate.id else { return nil }
    if current.payloadKey == candidate.payloadKey { return current }
    self.current = candidate
    records.append(candidate.id)
    return nil
  }
}
