import EvidenceDatabase
import GRDB
import Records

/// Tells of several mailboxes of one name whose a store is by the messages in it: those whose Message-IDs the logs name
/// in one of these mailboxes and in no other.
struct LoggedItems {
  private static let minimum = 2

  /// By logged mailbox.
  private let mailboxes: [Int64: Int]

  init(_ resolutions: [Int64: (mailbox: Int, basis: String)]) { mailboxes = resolutions.mapValues(\.mailbox) }

  /// The mailbox of which two messages or more, and more than two thirds of all that tell, lie in these exhibits. A
  /// message that lies in one of the mailbox's own (`owned`) as well tells nothing: several recipients may have it.
  func owner(
    of exhibits: [Int64], among candidates: [Int], owned: (Int) -> Set<Int64>, in db: Database
  ) throws -> (mailbox: Int, items: Int)? {
    let owned = Dictionary(uniqueKeysWithValues: candidates.map { ($0, owned($0)) })
    var seen: [Int64: Set<Int>] = [:]
    for exhibit in exhibits {
      let cursor = try Row.fetchCursor(
        db.cachedStatement(
          sql: """
            SELECT DISTINCT m.message_key, COALESCE(a.logged_mailbox_id, r.logged_mailbox_id)
            FROM stored_message AS m
            CROSS JOIN stored_mail_access AS a ON a.message_key = m.message_key
            CROSS JOIN stored_audit_record AS r ON r.audit_record_id = a.audit_record_id
            WHERE \(RowID.isOne("m.message_id", of: ":exhibit"))
              AND m.message_key IS NOT NULL AND m.parent_message_id IS NULL
            """), arguments: ["exhibit": exhibit])
      while let row = try cursor.next() {
        guard let logged = row[1] as Int64?, let mailbox = mailboxes[logged], candidates.contains(mailbox) else {
          continue
        }
        guard try !lies(row[0], in: owned[mailbox] ?? [], db) else { continue }
        seen[row[0], default: []].insert(mailbox)
      }
    }
    var counts: [Int: Int] = [:]
    for case let only? in seen.values.map({ $0.count == 1 ? $0.first : nil }) { counts[only, default: 0] += 1 }
    let total = counts.values.reduce(0, +)
    return counts.first { $0.value >= Self.minimum && $0.value * 3 > total * 2 }
      .map { (mailbox: $0.key, items: $0.value) }
  }

  private func lies(_ message: Int64, in exhibits: Set<Int64>, _ db: Database) throws -> Bool {
    guard !exhibits.isEmpty else { return false }
    return try Int64.fetchAll(
      db.cachedStatement(sql: "SELECT message_id >> 32 FROM stored_message WHERE message_key = ?"), arguments: [message]
    ).contains(where: exhibits.contains)
  }
}
