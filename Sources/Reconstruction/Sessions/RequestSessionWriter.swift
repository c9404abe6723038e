import GRDB
import Records

/// Cuts the sorted stream of named requests into sessions and writes them.
struct RequestSessionWriter {
  private struct Session {
    let refs: [Int64?]
    let texts: [String]
    let first: Microseconds?
    var last: Microseconds?
    var eventCount: Int64 = 0
    var bytes: [Int64: Int64] = [:]
  }

  private let mailboxNames: [Int64: String]
  private let insertRecord: Statement
  private let insertSession: Statement
  private var session: Session?
  private var id = RequestSessions.firstID

  init(_ db: Database) throws {
    mailboxNames = try MailboxNames.fetch(db)
    insertRecord = try db.makeStatement(sql: "INSERT INTO session_record (session_id, audit_record_id) VALUES (?, ?)")
    insertSession = try db.makeStatement(
      sql: """
        INSERT INTO stored_session
          (session_id, fingerprint, mailbox_id, actor_ref, client_ip_ref, client_info_ref, first_us, last_us, event_count,
           item_count, byte_count)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?)
        """)
  }

  mutating func add(_ row: Row) throws {
    let time: Microseconds? = row[1]
    let refs: [Int64?] = [row[2], row[3], row[4], row[5]]
    let texts: [String] = [row[8], row[9], row[10]]
    if !continues(refs, texts, time) {
      try finish()
      session = Session(refs: refs, texts: texts, first: time, last: time)
    }
    session?.last = time
    session?.eventCount += 1
    if let bytes: Int64 = row[7] { session?.bytes[row[6], default: 0].add(bytes) }
    try insertRecord.execute(arguments: [id, row[0] as Int64])
  }

  private func continues(_ refs: [Int64?], _ texts: [String], _ time: Microseconds?) -> Bool {
    guard let session, session.refs[0] == refs[0], session.texts == texts else { return false }
    guard let last = session.last, let time else { return session.last == nil && time == nil }
    return time.sum(-last) <= Sessions.gapWithoutKey
  }

  mutating func finish() throws {
    guard let session else { return }
    try insertSession.execute(arguments: [
      id, fingerprint(of: session), session.refs[0], session.refs[1], session.refs[2], session.refs[3], session.first,
      session.last, session.eventCount, session.bytes.values.max(),
    ])
    id += 1
    self.session = nil
  }

  private func fingerprint(of session: Session) -> String {
    let mailbox = session.refs[0].flatMap { mailboxNames[$0] }
    return SessionFingerprint.hex(
      ["requests"], mailbox: mailbox, session.texts, refs: session.refs, first: session.first)
  }
}
