import Records

/// What the Exchange Control Panel ran for whom (Logging\ECP\Server): the log in which CVE-2021-27065 shows.
package enum ECPServerReader: FieldLogReader {
  typealias Rows = ECPRows

  package static let kind = "ecp_server"
  package static let summary = "ECP Server logs: cmdlets that the control panel ran, with parameters and addresses"

  static func reads(_ header: FieldLogHeader) -> Bool {
    header.dialect == .commas && header.has("EventId", "EventData") && header.isOfType("ECP Server")
  }
}

/// The requests that the Exchange Control Panel served (Logging\ECP\Activity).
package enum ECPActivityReader: FieldLogReader {
  typealias Rows = ECPRows

  package static let kind = "ecp_activity"
  package static let summary = "ECP Activity logs: requests to the control panel and who made them"

  static func reads(_ header: FieldLogHeader) -> Bool {
    header.dialect == .commas && header.has("EventId", "EventData") && header.isOfType("ECP Activity")
  }
}

/// One line of either log; its substance is in the items of EventData.
struct ECPRows: FieldLogRows {
  private let kind: String
  private let collector: RecordCollector
  private var columns: ServerLogColumns
  private let event, data: Int?

  init(_ header: FieldLogHeader, kind: String, _ collector: RecordCollector) {
    self.kind = kind
    self.collector = collector
    columns = ServerLogColumns(header)
    event = header.column("EventId")
    data = header.column("EventData")
  }

  mutating func take(_ row: FieldLogRow) {
    guard var record = columns.record(of: row, kind: kind, operation: row.text(event), collector) else { return }
    let data = EventData(row.text(data) ?? "")
    collector.note(
      build: data.filled("BLD").flatMap(ServerBuild.plain), of: record.server, record: record.ordinal,
      at: record.occurredAt)
    record.actor = data.filled("PSA").map(Self.plain) ?? record.actor
    record.target = data.filled("URL")
    record.sessionKey = data.filled("SID")
    record.isSuccess = data["EX"].map(\.isEmpty)
    if let command = data.filled("CMD") {
      let cmdlet = ECPCommand(command)
      record.cmdlet = Cmdlet(
        name: cmdlet.name, caller: record.actor, target: cmdlet.identity,
        parameters: cmdlet.parameters + cmdlet.parameters.flatMap(\.plainRecipients))
    }
    collector.add(record)
  }

  /// Without the marks that the log puts around personal data: `<PII>user@domain</PII>`.
  private static func plain(_ name: String) -> String {
    guard name.hasPrefix("<PII>"), name.hasSuffix("</PII>"), name.utf8.count >= 11 else { return name }
    return String(name.dropFirst(5).dropLast(6))
  }
}

/// A command as the control panel logs it: `Set-OabVirtualDirectory.ExternalUrl='http://…'&Identity='…'`.
struct ECPCommand {
  let name: String
  private(set) var parameters: [Cmdlet.Parameter] = []

  init(_ text: String) {
    let end = text.utf8.firstIndex { !($0.isASCIIDigit || (0x61...0x7A).contains($0.lowercasedASCII) || $0 == 0x2D) }
    name = String(text[..<(end ?? text.endIndex)])
    guard let end, text.utf8[end] == UInt8(ascii: ".") else {
      let rest = text[(end ?? text.endIndex)...]
      if !rest.isEmpty { parameters = [Cmdlet.Parameter(name: "Parameters", value: String(rest))] }
      return
    }
    var part: [UInt8] = []
    var isQuoted = false
    for byte in text.utf8[text.utf8.index(after: end)...] {
      if byte == UInt8(ascii: "'") { isQuoted.toggle() }
      if byte == UInt8(ascii: "&"), !isQuoted {
        add(part)
        part = []
      } else {
        part.append(byte)
      }
    }
    add(part)
  }

  var identity: String? { parameters.first { $0.name == "Identity" }?.value }

  private mutating func add(_ part: [UInt8]) {
    guard !part.isEmpty else { return }
    let text = String(decoding: part, as: UTF8.self)
    guard let equals = text.firstIndex(of: "=") else {
      return parameters.append(Cmdlet.Parameter(name: text, value: nil))
    }
    var value = text[text.index(after: equals)...]
    if value.count > 1, value.first == "'", value.last == "'" { value = value.dropFirst().dropLast() }
    parameters.append(Cmdlet.Parameter(name: String(text[..<equals]), value: String(value)))
  }
}
