import Records

/// Message tracking: each step of each message through a server (Microsoft's documentation of the log's fields).
package enum MessageTrackingReader: FieldLogReader {
  typealias Rows = MessageTrackingRows

  package static let kind = "message_tracking"
  package static let summary = "Message tracking logs: submissions, deliveries and sendings with Message-ID"

  static func reads(_ header: FieldLogHeader) -> Bool {
    header.dialect == .commas && header.has("event-id", "message-id", "recipient-address")
  }
}

/// One line as a record; a submission and a delivery also as an access to the item in its mailbox.
struct MessageTrackingRows: FieldLogRows {
  private let kind: String
  private let collector: RecordCollector
  private var columns: ServerLogColumns
  private let event, source, sender, recipients, count, bytes, messageID, subject, client: Int?

  init(_ header: FieldLogHeader, kind: String, _ collector: RecordCollector) {
    self.kind = kind
    self.collector = collector
    columns = ServerLogColumns(header)
    event = header.column("event-id")
    source = header.column("source")
    sender = header.column("sender-address")
    recipients = header.column("recipient-address")
    count = header.column("recipient-count")
    bytes = header.column("total-bytes")
    messageID = header.column("message-id")
    subject = header.column("message-subject")
    client = header.column("client-ip")
  }

  mutating func take(_ row: FieldLogRow) {
    guard var record = columns.record(of: row, kind: kind, operation: row.text(event), collector) else { return }
    if record.clientIP == nil { record.clientIP = row.address(client)?.address }
    record.workload = row.text(source)
    record.target = row.text(recipients)
    record.itemCount = row.size(count).flatMap { $0 <= Int64(Ordinal.max) ? $0 : nil }
    record.byteCount = row.size(bytes)
    record.isSuccess = row[event].equalsIgnoringCase("fail") ? false : nil
    readAccess(row, into: &record)
    collector.add(record)
  }

  /// A message taken from a mailbox, or sent on, is the sender's; one put into a mailbox is that of its one recipient.
  private func readAccess(_ row: FieldLogRow, into record: inout AuditRecord) {
    let isStore = row[source].equalsIgnoringCase("storedriver")
    let type: MailAccess.AccessType
    switch record.operation.uppercased() {
    case "SUBMIT", "SEND", "SENDEXTERNAL": type = .send
    case "RECEIVE" where isStore: type = .send
    case "DELIVER",
      "DUPLICATEDELIVER" where isStore:
      type = .create
    default: return
    }
    let owner = type == .send ? row.text(sender) : record.target
    record.mailbox = owner.flatMap { AnchorMailbox.address($0[...]) }
    var access = MailAccess(type)
    access.internetMessageID = row.text(messageID)
    access.messageKey = access.internetMessageID.flatMap(messageKey(of:))
    access.subject = row.text(subject)
    access.byteCount = record.byteCount.flatMap { $0 < itemSizeLimit ? $0 : nil }
    record.accesses = [access]
  }
}
