import GRDB
import Records

/// The table `logged_mailbox`: each combination of names that a log gave a mailbox, once.
final class LoggedMailboxTable {
  private typealias Entry = (mailbox: LoggedMailbox, id: Int64)

  /// One place for each quick hash of a part, taken by the last mailbox that had it.
  private var latest: [Entry?] = Array(repeating: nil, count: 1 << 10)
  private var recent: RecentTexts
  /// Longer fingerprints are not kept in `latest`.
  private static let latestLength = 1024
  private var nextID: Int64
  private let select: BulkStatement
  private let insert: BulkInsert

  init(_ db: Database, entryLimit: Int = 100_000, byteLimit: Int = 16 << 20) throws {
    recent = RecentTexts(entryLimit: entryLimit, byteLimit: byteLimit)
    nextID = try (Int64.fetchOne(db, sql: "SELECT MAX(logged_mailbox_id) FROM logged_mailbox") ?? 0) + 1
    select = try BulkStatement(db, "SELECT logged_mailbox_id FROM logged_mailbox WHERE fingerprint = ?")
    insert = try BulkInsert(db, into: "logged_mailbox", columns: 7)
  }

  func id(_ mailbox: LoggedMailbox?) throws -> Int64? {
    guard let mailbox, !mailbox.isEmpty else { return nil }
    let place = Self.place(of: mailbox) & (latest.count - 1)
    if let entry = latest[place], Self.isSame(entry.mailbox, mailbox) { return entry.id }
    let fingerprint = Self.fingerprint(mailbox)
    let id = try find(ExactText(fingerprint), mailbox)
    if fingerprint.utf8.count <= Self.latestLength { latest[place] = (mailbox, id) }
    return id
  }

  /// By the part that tells most mailboxes apart.
  private static func place(of mailbox: LoggedMailbox) -> Int {
    var part = mailbox.address ?? mailbox.guid ?? mailbox.sid ?? mailbox.legacyDN ?? mailbox.displayName ?? ""
    return Int(truncatingIfNeeded: part.withUTF8 { quickHash(UnsafeRawBufferPointer($0)) })
  }

  /// Writes what was added: only then is it in the table.
  func flush() throws { try insert.flush() }

  /// What was added and not flushed is among the recent ones, as long as none is forgotten.
  private func find(_ fingerprint: ExactText, _ mailbox: LoggedMailbox) throws -> Int64 {
    if let id = recent.find(fingerprint) { return id }
    if recent.takeHasForgotten() { try insert.flush() }
    select.bind(fingerprint.text)
    let id = try select.firstInteger() ?? add(mailbox, fingerprint.text)
    recent.keep(fingerprint, id)
    return id
  }

  private func add(_ mailbox: LoggedMailbox, _ fingerprint: String) throws -> Int64 {
    let id = nextID
    insert.bind(id)
    for part in Self.parts(mailbox) { insert.bind(part) }
    insert.bind(fingerprint)
    try insert.endRow()
    nextID += 1
    return id
  }

  /// Each part with its length in front, so that no two combinations read alike.
  private static func fingerprint(_ mailbox: LoggedMailbox) -> String {
    var result = ""
    for part in parts(mailbox) {
      guard let part else {
        result += "-;"
        continue
      }
      result += "\(part.utf8.count):"
      result += part
      result += ";"
    }
    return result
  }

  private static func isSame(_ a: LoggedMailbox, _ b: LoggedMailbox) -> Bool {
    ExactText.isSame(a.address, b.address) && ExactText.isSame(a.guid, b.guid) && ExactText.isSame(a.sid, b.sid)
      && ExactText.isSame(a.legacyDN, b.legacyDN) && ExactText.isSame(a.displayName, b.displayName)
  }

  private static func parts(_ mailbox: LoggedMailbox) -> [String?] {
    [mailbox.address, mailbox.guid, mailbox.sid, mailbox.legacyDN, mailbox.displayName]
  }
}
