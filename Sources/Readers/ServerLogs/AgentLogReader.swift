import Records

/// What transport agents did to messages (TransportRoles\Logs\…\AgentLog).
package enum AgentLogReader: FieldLogReader {
  typealias Rows = AgentLogRows

  package static let kind = "agent_log"
  package static let summary = "Transport agent logs: what agents did to which messages"

  static func reads(_ header: FieldLogHeader) -> Bool {
    header.dialect == .commas && header.has("P1FromAddress", "Agent", "Action")
  }
}

/// One action of an agent.
struct AgentLogRows: FieldLogRows {
  private let kind: String
  private let collector: RecordCollector
  private var columns: ServerLogColumns
  private let event, agent, action, recipient, session, remote, count: Int?

  init(_ header: FieldLogHeader, kind: String, _ collector: RecordCollector) {
    self.kind = kind
    self.collector = collector
    columns = ServerLogColumns(header)
    event = header.column("Event")
    agent = header.column("Agent")
    action = header.column("Action")
    recipient = header.column("Recipient")
    session = header.column("SessionId")
    remote = header.column("RemoteEndpoint")
    count = header.column("NumRecipients")
  }

  mutating func take(_ row: FieldLogRow) {
    guard var record = columns.record(of: row, kind: kind, operation: row.text(action), collector) else { return }
    if record.clientIP == nil { record.clientIP = row.address(remote)?.address }
    record.clientInfo = row.text(agent)
    record.workload = row.text(event)
    record.sessionKey = row.text(session)
    record.target = row.text(recipient)
    record.itemCount = row.size(count).flatMap { $0 <= Int64(Ordinal.max) ? $0 : nil }
    collector.add(record)
  }
}
