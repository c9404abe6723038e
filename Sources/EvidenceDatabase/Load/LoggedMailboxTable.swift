import GRDB
import Records

/// The table `logged_mailbox`: each combination of names that a log gave a mailbox, once.
final class LoggedMailboxTable {
  private var recent: RecentTexts
  private var last: (mailbox: LoggedMailbox, id: Int64)?
  private var nextID: Int64
  private let select: BulkStatement
  private let insert: BulkStatement

  init(_ db: Database, entryLimit: Int = 100_000, byteLimit: Int = 16 << 20) throws {
    recent = RecentTexts(entryLimit: entryLimit, byteLimit: byteLimit)
    nextID = try (Int64.fetchOne(db, sql: "SELECT MAX(logged_mailbox_id) FROM logged_mailbox") ?? 0) + 1
    select = try BulkStatement(db, "SELECT logged_mailbox_id FROM logged_mailbox WHERE fingerprint = ?")
    insert = try BulkStatement(db, insertInto: "logged_mailbox", values: 7)
  }

  func id(_ mailbox: LoggedMailbox?) throws -> Int64? {
    guard let mailbox, !mailbox.isEmpty else { return nil }
    if let last, Self.isSame(last.mailbox, mailbox) { return last.id }
    let id = try find(ExactText(Self.fingerprint(mailbox)), mailbox)
    last = (mailbox, id)
    return id
  }

  private func find(_ fingerprint: ExactText, _ mailbox: LoggedMailbox) throws -> Int64 {
    if let id = recent.find(fingerprint) { return id }
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
    try insert.run()
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
