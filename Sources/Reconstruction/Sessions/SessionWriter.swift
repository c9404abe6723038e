import EvidenceDatabase
import GRDB
import Records

/// Cuts the sorted stream of records into sessions and writes them.
struct SessionWriter {
  private struct Session {
    let id: Int64
    let atom: Int64
    let first: Microseconds?
    var last: Microseconds?
    var eventCount: Int64 = 0
    var itemCount: Int64 = 0
    var byteCount: Int64?

    mutating func addBytes(_ bytes: Int64?) {
      if let bytes { byteCount = (byteCount ?? 0).sum(bytes) }
    }
  }

  private struct Atom {
    let refs: [Int64?]
    let texts: [String]
  }

  private let db: Database
  private let insertRecord: BulkStatement
  private let insertSession: BulkStatement
  private let selectAtom: Statement
  private let mailboxNames: [Int64: String]
  private var session: Session?
  private var atom: (number: Int64, value: Atom)?
  private var count: Int64 = 0

  init(_ db: Database) throws {
    self.db = db
    mailboxNames = try MailboxNames.fetch(db)
    insertRecord = try BulkStatement(db, "INSERT INTO session_record (session_id, audit_record_id) VALUES (?, ?)")
    insertSession = try BulkStatement(
      db,
      """
      INSERT INTO stored_session
        (session_id, fingerprint, mailbox_id, actor_ref, client_ip_ref, client_info_ref, app_id_ref,
         session_key_ref, first_us, last_us, event_count, item_count, byte_count)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """)
    // Of the spellings of one actor, the first in text order stands for all.
    selectAtom = try db.makeStatement(
      sql: """
        SELECT t.mailbox_id, t.actor_ref, t.client_ip_ref, t.client_info_ref, t.app_id_ref, t.session_key_ref,
          COALESCE(actor.value_lc, actor.value, CHAR(30)), COALESCE(client_ip.value, CHAR(30)),
          COALESCE(client_info.value, CHAR(30)), COALESCE(app_id.value, CHAR(30)),
          COALESCE(session_key.value, CHAR(30))
        FROM session_atom AS t
        LEFT JOIN text AS actor ON actor.text_id = t.actor_ref
        LEFT JOIN text AS client_ip ON client_ip.text_id = t.client_ip_ref
        LEFT JOIN text AS client_info ON client_info.text_id = t.client_info_ref
        LEFT JOIN text AS app_id ON app_id.text_id = t.app_id_ref
        LEFT JOIN text AS session_key ON session_key.text_id = t.session_key_ref
        WHERE t.atom = ?
        ORDER BY actor.value
        LIMIT 1
        """)
  }

  mutating func add(_ event: SessionEvent) throws {
    if !continues(event) {
      try finish()
      count += 1
      session = Session(id: count, atom: event.atom, first: event.time, last: event.time)
    }
    session?.last = event.time
    session?.eventCount += 1
    session?.itemCount.add(event.itemCount ?? 0)
    session?.addBytes(event.byteCount)
    insertRecord.bind(count)
    insertRecord.bind(event.record)
    try insertRecord.run()
  }

  private func continues(_ event: SessionEvent) -> Bool {
    guard let session, session.atom == event.atom else { return false }
    guard let last = session.last, let time = event.time else { return session.last == nil && event.time == nil }
    let gap = event.hasKey ? Sessions.gapWithKey : Sessions.gapWithoutKey
    return time.subtractingReportingOverflow(last).partialValue <= gap
  }

  mutating func finish() throws {
    guard let session else { return }
    let atom = try atomValue(session.atom)
    insertSession.bind(session.id)
    insertSession.bind(fingerprint(of: session, atom))
    for ref in atom.refs { insertSession.bind(ref) }
    for figure in [session.first, session.last, session.eventCount, session.itemCount, session.byteCount] {
      insertSession.bind(figure)
    }
    try insertSession.run()
    self.session = nil
  }

  private mutating func atomValue(_ number: Int64) throws -> Atom {
    if let atom, atom.number == number { return atom.value }
    guard let row = try Row.fetchOne(selectAtom, arguments: [number]) else { return Atom(refs: [], texts: []) }
    let refs = (0..<6).map { row[$0] as Int64 }.map { $0 == 0 ? nil : $0 }
    let value = Atom(refs: refs, texts: (6..<11).map { row[$0] as String })
    atom = (number, value)
    return value
  }

  private func fingerprint(of session: Session, _ atom: Atom) -> String {
    let mailbox = atom.refs.first.flatMap { $0 }.flatMap { mailboxNames[$0] }
    return SessionFingerprint.hex(mailbox: mailbox, atom.texts, refs: atom.refs, first: session.first)
  }
}

/// One name for each mailbox that no other has: its address, else its GUID or SID, else all it goes by.
enum MailboxNames {
  static func fetch(_ db: Database) throws -> [Int64: String] {
    let rows = try Row.fetchAll(
      db,
      sql: """
        SELECT m.mailbox_id, m.kind AS mailbox_kind, m.address, m.display_name, a.kind, a.value
        FROM mailbox AS m
        LEFT JOIN mailbox_alias AS a ON a.mailbox_id = m.mailbox_id
        ORDER BY m.mailbox_id, a.kind, a.value
        """)
    var candidates: [Int64: [String]] = [:]
    for (mailbox, rows) in Dictionary(grouping: rows, by: { $0["mailbox_id"] as Int64 }) {
      let names = rows.compactMap { row in
        (row["kind"] as String?).map { (kind: $0, value: row["value"] as String) }
      }
      let single = ["address", "guid", "sid"].compactMap { kind in names.first { $0.kind == kind }?.value }
      let kind: String = rows[0]["mailbox_kind"]
      let title: String = rows[0]["display_name"] ?? ""
      let whole = ([kind, title] + names.map(\.value)).joined(separator: "\u{1E}")
      // Names of a mailbox apart are those of others: none of them alone is its own.
      candidates[mailbox] = kind == "user" || kind == "shared" ? single + [whole] : [whole]
    }
    let uses = candidates.values.reduce(into: [String: Int]()) { uses, names in
      for name in names { uses[name, default: 0] += 1 }
    }
    return candidates.reduce(into: [:]) { chosen, entry in
      chosen[entry.key] =
        entry.value.first { uses[$0] == 1 } ?? "\(entry.value.last ?? "")\u{1E}\(entry.key)"
    }
  }
}

extension Int64 {
  /// Sums of figures from logs stop at the largest number instead of wrapping.
  func sum(_ other: Int64) -> Int64 {
    let (value, overflow) = addingReportingOverflow(other)
    return overflow ? (other > 0 ? .max : .min) : value
  }

  mutating func add(_ other: Int64) { self = sum(other) }
}
