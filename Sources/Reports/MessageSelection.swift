package import GRDB

/// Messages to be handed on, each with all that is needed to find it again in its exhibit.
package struct MessageSelection {
  package struct Item: Sendable {
    package let messageID: Int64
    package let mailboxID: Int64?
    package let mailbox: String?
    package let tier: String?
    package let internetMessageID: String?
    package let messageClass: String?
    package let contentSHA256: String?
    package let messageIDHash: String?
    package let exhibitID: Int64
    /// The item of a folder or file that this message is or lies in, and where that stands.
    package let topID: Int64
    package let node: Int64?
    package let offset: Int64?
    package let length: Int64?
    package let isRecovered: Bool
    package let recoveryMethod: String?
    /// From there down: the place of each attachment among those of its message.
    package let way: [Int]
  }

  /// By exhibit, and by message in it.
  package private(set) var items: [Item] = []
  /// Exposed messages that logs know by their Message-ID alone: mailbox, tier and id.
  package private(set) var absent: [(mailbox: String, tier: String, internetMessageID: String?)] = []

  /// Those whose strongest tier is this one, in all mailboxes or in those that go by a name.
  package init(_ db: Database, tier: String, mailbox: String?) throws {
    let labels = try MailboxLabels(db)
    let mailboxes = mailbox.map { "x.mailbox_id IN (\(labels.mailboxes(named: $0)))" } ?? "1 = 1"
    let rows = try Row.fetchAll(
      db,
      sql: """
        SELECT x.message_id, x.mailbox_id, x.internet_message_id FROM exposure_strongest AS x
        WHERE x.tier = ? AND \(mailboxes)
        ORDER BY x.message_id, x.mailbox_id, x.message_key NULLS LAST, x.internet_message_id, x.basis, x.exposure_id
        """, arguments: [tier])
    for row in rows {
      if let id = row[0] as Int64? {
        if items.last?.messageID != id { try add(id, tier: tier, labels, db) }
      } else {
        absent.append((labels[row[1]], tier, row[2]))
      }
    }
  }

  /// These messages; those that there are none of are left out.
  package init(_ db: Database, messages ids: some Sequence<Int64>) throws {
    let labels = try MailboxLabels(db)
    let tiers = try Row.fetchAll(
      db, sql: "SELECT message_id, tier FROM exposure_strongest WHERE message_id IS NOT NULL ORDER BY tier_rank DESC")
    let strongest = Dictionary(tiers.map { ($0[0] as Int64, $0[1] as String) }) { _, later in later }
    for id in Set(ids).sorted() { try add(id, tier: strongest[id], labels, db) }
  }

  private mutating func add(_ id: Int64, tier: String?, _ labels: MailboxLabels, _ db: Database) throws {
    guard let row = try Self.row(id, db) else { return }
    var (top, way): (Row, [Int]) = (row, [])
    while let parent = top["parent_message_id"] as Int64?, way.count < 256, let next = try Self.row(parent, db) {
      let child: Int64 = top["message_id"]
      let attachments = try Int64?.fetchAll(
        db,
        sql: "SELECT embedded_message_id FROM attachment WHERE message_id = ? ORDER BY attachment_id",
        arguments: [parent])
      way.insert(attachments.firstIndex(of: child) ?? -1, at: 0)
      top = next
    }
    let mailbox: Int64? = row["mailbox_id"]
    items.append(
      Item(
        messageID: id, mailboxID: mailbox, mailbox: mailbox.map { labels[$0] }, tier: tier,
        internetMessageID: row["internet_message_id"], messageClass: row["message_class"],
        contentSHA256: row["content_sha256"], messageIDHash: row["message_id_hash"], exhibitID: row["exhibit_id"],
        topID: top["message_id"], node: top["source_node"], offset: top["source_offset"],
        length: top["source_length"], isRecovered: top["is_recovered"], recoveryMethod: top["recovery_method"],
        way: way))
  }

  private static func row(_ id: Int64, _ db: Database) throws -> Row? {
    try Row.fetchOne(
      db.cachedStatement(
        sql: """
          SELECT message_id, exhibit_id, mailbox_id, parent_message_id, source_node, source_offset, source_length,
            message_class, internet_message_id, is_recovered, recovery_method, content_sha256, message_id_hash
          FROM message WHERE message_id = ?
          """), arguments: [id])
  }
}
