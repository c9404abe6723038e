import EvidenceDatabase
import GRDB
import Records

/// The messages at hand, by mailbox and Message-ID.
struct MessageStore {
  struct Message {
    let id: Int64
    let folderName: String?
    let folderPath: String?
    let folderKey: String?
    let byteCount: Int64?
    let received: Microseconds?
  }

  private let select: BulkStatement
  /// Logs name many mailboxes of which nothing is at hand.
  private let mailboxes: Set<Int64>

  init(_ db: Database) throws {
    mailboxes = Set(try Int64.fetchAll(db, sql: "SELECT DISTINCT mailbox_id FROM exhibit_mailbox"))
    select = try BulkStatement(
      db,
      """
      SELECT m.message_id, m.internet_message_id, m.byte_count, COALESCE(sf.name, ff.name),
        COALESCE(sf.path, ff.path), sf.folder_key, m.received_at_us
      FROM stored_message AS m
      JOIN exhibit_mailbox AS e ON e.exhibit_id = m.message_id >> 32
      LEFT JOIN exhibit_folder AS ef ON ef.exhibit_id = e.exhibit_id
      LEFT JOIN stored_folder AS sf ON sf.folder_id = m.folder_id
      LEFT JOIN file_folder AS ff ON ff.folder_id = ef.folder_id
      WHERE m.message_key = ? AND e.mailbox_id = ? AND m.parent_message_id IS NULL
      ORDER BY m.byte_count DESC NULLS LAST, m.message_id
      """)
  }

  /// All items of the mailbox with this Message-ID, the key confirmed by the text. An embedded copy is not the item that
  /// a log means. The largest first, so that no figure hangs on the order in which exhibits were given.
  func messages(mailbox: Int64, key: Int64, internetMessageID: String) throws -> [Message] {
    guard mailboxes.contains(mailbox) else { return [] }
    let wanted = normalisedMessageID(internetMessageID)
    select.bind(key)
    select.bind(mailbox)
    var found: [Message] = []
    while try select.next() {
      guard let id = select.integer(0), let text = select.text(1), normalisedMessageID(text) == wanted else { continue }
      found.append(
        Message(
          id: id, folderName: select.text(3), folderPath: select.text(4), folderKey: select.text(5),
          byteCount: select.integer(2), received: select.integer(6)))
    }
    return found
  }
}
