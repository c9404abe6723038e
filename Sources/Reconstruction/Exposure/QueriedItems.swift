import EvidenceDatabase
import GRDB
import Queries
import Records

/// The messages of a mailbox's stores, one after the other, with what a query asks about them.
struct QueriedItems {
  struct Item {
    let id: Int64
    let place: ExportScope.Place
    /// When it came into the mailbox: what the owner wrote lies there since it was sent or made. Nil where the file does
    /// not show it.
    let arrived: Microseconds?
    /// When it was sent or made: not before that it came in.
    let written: Microseconds?
    /// When its store made it, where the store keeps the times of the server (``StoreTimes``).
    let made: Microseconds?
    let exhibit: Int64
    let internetMessageID: String?
    let messageKey: Int64?
    let folderPath: String?
    let byteCount: Int64?
    let isAssociated: Bool
    /// Found in what the store had freed: nobody can say until when it was in the mailbox.
    let isRecovered: Bool
  }

  private let db: Database
  private let recipients: Statement
  private let attachments: Statement
  private let body: Statement

  init(_ db: Database) throws {
    self.db = db
    recipients = try db.makeStatement(
      sql: "SELECT kind, address, display_name FROM recipient WHERE message_id = ? ORDER BY ordinal")
    attachments = try db.makeStatement(
      sql: "SELECT name, media_type FROM attachment WHERE message_id = ? ORDER BY attachment_id")
    body = try db.makeStatement(sql: "SELECT body_text FROM message_body WHERE message_id = ?")
  }

  private static let select = """
    SELECT m.message_id, COALESCE(f.path, ff.path), COALESCE(m.store_area, ff.store_area),
      COALESCE(m.received_at_us, CASE WHEN m.sender_address_ref IS NULL AND m.sender_name_ref IS NULL OR EXISTS (
          SELECT 1 FROM text AS t
          JOIN mailbox_alias AS own ON own.value = COALESCE(t.value_lc, t.value)
          WHERE t.text_id = m.sender_address_ref AND own.mailbox_id = e.mailbox_id AND own.kind = 'address')
        THEN COALESCE(m.sent_at_us, m.created_at_us) END),
      COALESCE(m.sent_at_us, m.created_at_us), e.exhibit_id, m.internet_message_id, m.message_key, m.byte_count,
      m.is_associated, m.is_recovered, CASE WHEN k.exhibit_id IS NOT NULL THEN m.created_at_us END
    FROM exhibit_mailbox AS e
    CROSS JOIN stored_message AS m
      ON \(RowID.isOne("m.message_id", of: "e.exhibit_id"))
    LEFT JOIN stored_folder AS f ON f.folder_id = m.folder_id
    LEFT JOIN exhibit_folder AS ef ON ef.exhibit_id = e.exhibit_id
    LEFT JOIN file_folder AS ff ON ff.folder_id = ef.folder_id
    LEFT JOIN store_of_server_times AS k ON k.exhibit_id = e.exhibit_id
    WHERE e.mailbox_id = ? AND m.parent_message_id IS NULL
      AND NOT EXISTS (SELECT 1 FROM actor_sent AS s WHERE s.message_id = m.message_id)
    ORDER BY m.message_id
    """

  func forEach(in mailbox: Int64, _ body: (Item) throws -> Void) throws {
    let cursor = try Row.fetchCursor(db, sql: Self.select, arguments: [mailbox])
    while let row = try cursor.next() { try body(Self.item(row)) }
  }

  private static func item(_ row: Row) -> Item {
    Item(
      id: row[0], place: ExportScope.Place(path: row[1], area: row[2]), arrived: row[3], written: row[4],
      made: row[11], exhibit: row[5], internetMessageID: row[6], messageKey: row[7], folderPath: row[1],
      byteCount: row[8],
      isAssociated: row[9], isRecovered: row[10])
  }

  /// The places that its items lie in.
  func places(in mailbox: Int64) throws -> Set<ExportScope.Place> {
    var places: Set<ExportScope.Place> = []
    try forEach(in: mailbox) { places.insert($0.place) }
    return places
  }

  /// What is at hand of an item.
  func mail(_ id: Int64, withBody: Bool) throws -> MailItem {
    var mail = MailItem()
    let row = try Row.fetchOne(
      db.cachedStatement(
        sql: """
          SELECT subject, sender_address, sender_name, sent_at_us, received_at_us, byte_count, attachment_count,
            message_class, exhibit_id FROM message WHERE message_id = ?
          """), arguments: [id])
    guard let row else { return mail }
    mail.subject = row[0]
    if row[1] != nil || row[2] != nil { mail.senders = [MailItem.Correspondent(address: row[1], name: row[2])] }
    (mail.sentAt, mail.byteCount) = (row[3], row[5])
    // A sent item's time of receipt is when it was sent; exports leave it out.
    mail.receivedAt = row[4] ?? row[3]
    mail.messageClass = row[7]
    try addPeople(id, to: &mail)
    try addAttachments(id, count: row[6], to: &mail)
    if withBody { mail.body = try String.fetchOne(body, arguments: [id]) }
    return mail
  }

  private func addPeople(_ id: Int64, to mail: inout MailItem) throws {
    let cursor = try Row.fetchCursor(recipients, arguments: [id])
    while let row = try cursor.next() {
      let person = MailItem.Correspondent(address: row[1], name: row[2])
      switch row[0] as String {
      case "to": mail.to.append(person)
      case "cc": mail.cc.append(person)
      case "bcc": mail.bcc.append(person)
      case "from", "sender": if !mail.senders.contains(person) { mail.senders.append(person) }
      default: break
      }
    }
  }

  /// Pictures alone may be parts of the text, which Exchange does not call attachments.
  private func addAttachments(_ id: Int64, count: Int64?, to mail: inout MailItem) throws {
    var isPicturesOnly = true
    var found = 0
    let cursor = try Row.fetchCursor(attachments, arguments: [id])
    while let row = try cursor.next() {
      found += 1
      if let name = row[0] as String? { mail.attachmentNames.append(name) }
      if (row[1] as String?)?.hasPrefix("image/") != true { isPicturesOnly = false }
    }
    if found == 0, count == nil || count == 0 { mail.hasAttachment = count == nil ? nil : false }
    if found > 0, !isPicturesOnly { mail.hasAttachment = true }
  }
}
