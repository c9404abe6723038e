import Records

/// MAPI over HTTP as the mailbox server logs it (Logging\MapiHttp\Mailbox): one line an operation of a session.
package enum MapiHttpReader: FieldLogReader {
  typealias Rows = ClientAccessRows

  package static let kind = "mapi_http"
  package static let summary = "MapiHttp logs: sessions of Outlook, logons to mailboxes, client and version"

  static func reads(_ header: FieldLogHeader) -> Bool { ClientAccessRows.fits(header) && header.isOfType("MAPI") }
}

/// MAPI over RPC (Logging\RPC Client Access): the same columns, of the older protocol.
package enum RpcClientAccessReader: FieldLogReader {
  typealias Rows = ClientAccessRows

  package static let kind = "rpc_client_access"
  package static let summary = "RPC Client Access logs: sessions of Outlook, logons to mailboxes, client and version"

  static func reads(_ header: FieldLogHeader) -> Bool { ClientAccessRows.fits(header) && !header.isOfType("MAPI") }
}

/// One line of either log.
struct ClientAccessRows: FieldLogRows {
  private let kind: String
  private let collector: RecordCollector
  private var columns: ServerLogColumns
  private let operation, name, software, version, mode, session, status, specific, protocolName: Int?

  static func fits(_ header: FieldLogHeader) -> Bool {
    header.dialect == .commas && header.has("client-name", "client-software", "operation", "session-id")
  }

  init(_ header: FieldLogHeader, kind: String, _ collector: RecordCollector) {
    self.kind = kind
    self.collector = collector
    columns = ServerLogColumns(header)
    operation = header.column("operation")
    name = header.column("client-name")
    software = header.column("client-software")
    version = header.column("client-software-version")
    mode = header.column("client-mode")
    session = header.column("session-id")
    status = header.column("rpc-status")
    specific = header.column("operation-specific")
    protocolName = header.column("protocol")
  }

  mutating func take(_ row: FieldLogRow) {
    guard var record = columns.record(of: row, kind: kind, operation: row.text(operation), collector) else { return }
    record.actor = row.text(name)
    let client = [software, version, mode].compactMap { row.text($0) }
    record.clientInfo = client.isEmpty ? nil : client.joined(separator: " ")
    record.sessionKey = row.text(session)
    record.workload = row.text(protocolName)
    record.isSuccess = Self.isSuccess(row[status].trimmed)
    record.target = row.text(specific)
    if let logon = MapiLogon(row[specific]) {
      record.logonType = logon.type
      record.mailbox = LoggedMailbox(legacyDN: logon.mailbox)
    }
    collector.add(record)
  }

  /// Of `0`, and of what failed with its number and name: `1144 (rop::WrongServer)`, `0x6BA (rpc::ServerUnavailable)`.
  private static func isSuccess(_ status: UnsafeBufferPointer<UInt8>) -> Bool? {
    let text = String(decoding: status.prefix { $0 > 0x20 }, as: UTF8.self).lowercased()
    let number = text.hasPrefix("0x") ? Int64(text.dropFirst(2), radix: 16) : Int64(text)
    return number.map { $0 == 0 }
  }
}

/// Whose mailbox a session logged on to: `Logon: Owner, /o=…/cn=eva in database DB01 last mounted on …`.
struct MapiLogon {
  let type: String
  let mailbox: String

  init?(_ text: UnsafeBufferPointer<UInt8>) {
    guard let mark = text.firstRange(of: "Logon: "),
      let comma = text[mark.upperBound...].firstIndex(of: UInt8(ascii: ",")),
      let name = text.firstRange(of: "/o=", from: comma)?.lowerBound
    else { return nil }
    type = String(decoding: text[mark.upperBound..<comma], as: UTF8.self).lowercased()
    guard ["owner", "delegate", "admin"].contains(type) else { return nil }
    let end = text.firstRange(of: " in database ", from: name)?.lowerBound ?? text.count
    mailbox = FieldLogRow.text(UnsafeBufferPointer(rebasing: text[name..<end]))
  }
}
