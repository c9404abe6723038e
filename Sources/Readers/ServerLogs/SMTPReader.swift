import Records

/// What servers said to ours by SMTP (TransportRoles\Logs\…\ProtocolLog\SmtpReceive).
package enum SMTPReceiveReader: FieldLogReader {
  typealias Rows = SMTPRows

  package static let kind = "smtp_receive"
  package static let summary = "SMTP receive protocol logs: connections and what was said in them"

  static func reads(_ header: FieldLogHeader) -> Bool {
    SMTPRows.fits(header) && !header.isOfType("Send", "POP3", "IMAP4")
  }
}

/// What our servers said to others by SMTP (TransportRoles\Logs\…\ProtocolLog\SmtpSend).
package enum SMTPSendReader: FieldLogReader {
  typealias Rows = SMTPRows

  package static let kind = "smtp_send"
  package static let summary = "SMTP send protocol logs: connections and what was said in them"

  static func reads(_ header: FieldLogHeader) -> Bool { SMTPRows.fits(header) && header.isOfType("Send") }
}

/// One line of a session.
struct SMTPRows: FieldLogRows {
  private let kind: String
  private let collector: RecordCollector
  private var columns: ServerLogColumns
  private let connector, session, event, data, context: Int?

  static func fits(_ header: FieldLogHeader) -> Bool {
    header.dialect == .commas && header.has("connector-id", "session-id", "sequence-number", "event")
  }

  init(_ header: FieldLogHeader, kind: String, _ collector: RecordCollector) {
    self.kind = kind
    self.collector = collector
    columns = ServerLogColumns(header)
    connector = header.column("connector-id")
    session = header.column("session-id")
    event = header.column("event")
    data = header.column("data")
    context = header.column("context")
  }

  mutating func take(_ row: FieldLogRow) {
    let operation = row.text(event).map { Self.events[$0] ?? $0 }
    guard var record = columns.record(of: row, kind: kind, operation: operation, collector) else { return }
    let connector = row.text(connector)
    // A receive connector is named SERVER\CONNECTOR.
    if let connector, let mark = connector.firstIndex(of: "\\") { record.server = String(connector[..<mark]) }
    record.workload = connector
    record.sessionKey = row.text(session)
    record.target = row.text(data)
    record.clientInfo = row.text(context)
    collector.add(record)
  }

  /// Microsoft's documentation of protocol logging, field `event`.
  private static let events = [
    "+": "connect", "-": "disconnect", ">": "sent", "<": "received", "*": "information",
  ]
}
