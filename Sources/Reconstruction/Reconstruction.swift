import GRDB

/// What an examiner has to know beside the tiers, in `reconstruction_note`. Each step owns a range of ids, so that a
/// step made anew gives the same ids whatever ran before.
struct NoteBook {
  enum Step: Int64 {
    case mailboxIdentity = 1
    case suspicion = 2
    case coverage = 3
    case exposures = 4
    case proposedActors = 5
    case logs = 8
    case entryKeys = 9
    case requestSessions = 10
    case exportSuspicion = 11
    case indicatorMatches = 12
  }

  private let step: Step
  private var count: Int64 = 0

  /// Empties the notes of the step.
  init(_ step: Step, in db: Database) throws {
    self.step = step
    try db.execute(
      sql: "DELETE FROM reconstruction_note WHERE reconstruction_note_id >> 32 = ?", arguments: [step.rawValue])
  }

  /// To be called in an order that depends on content alone.
  mutating func write(
    _ topic: String, _ note: String, mailbox: Int64? = nil, exhibit: Int64? = nil, record: Int64? = nil,
    in db: Database
  ) throws {
    count += 1
    try db.cachedStatement(
      sql: """
        INSERT INTO reconstruction_note
          (reconstruction_note_id, topic, mailbox_id, exhibit_id, audit_record_id, note)
        VALUES (?, ?, ?, ?, ?, ?)
        """
    ).execute(arguments: [step.rawValue << 32 + count, topic, mailbox, exhibit, record, note])
  }
}

extension Database {
  /// Runs a statement with its parameters by name.
  func run(_ sql: String, _ arguments: StatementArguments = StatementArguments()) throws {
    try cachedStatement(sql: sql).execute(arguments: arguments)
  }
}

let microsecondsPerHour: Int64 = 3_600_000_000
let microsecondsPerDay: Int64 = 86_400_000_000
