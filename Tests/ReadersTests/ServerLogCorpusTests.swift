import Foundation
import Records
import Testing

@testable import Readers

/// One row as the plain Python reader beside this file sees it.
private struct PlainRow: Decodable {
  let line: UInt64
  let cells: [String: String]
  let count: Int
  let fields: Int
}

@Suite("Logs of servers: real files", .enabled(if: Corpus.isThere))
struct ServerLogCorpusTests {
  private static let exchange = "logs/exchange_server/artefacts.help/"

  private func plainRows(_ path: String) throws -> [PlainRow] {
    let root = try #require(Corpus.root)
    let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "field_log_rows.py")
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["python3", script.path, root.appending(path: path).path]
    process.standardOutput = output
    try process.run()
    let text = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    return try text.split(separator: 0x0A).map { try JSONDecoder().decode(PlainRow.self, from: $0) }
  }

  private func filled(_ cell: String?) -> String? { cell.flatMap { $0.isEmpty || $0 == "-" ? nil : $0 } }

  @Test(
    "every HttpProxy row is there, cell by cell",
    arguments: ["Autodiscover", "Eas", "Ecp", "Ews", "Mapi", "Owa", "PowerShell", "RpcHttp"])
  func httpProxy(protocolName: String) async throws {
    let path = try #require(
      try Corpus.files(under: String(Self.exchange.dropLast())).first { $0.contains("__\(protocolName)_HttpProxy") })
    let bytes = try Corpus.bytes(path)
    #expect(LogReading.kind(bytes) == "http_proxy")
    let reading = try await LogReading.of(bytes, with: HttpProxyReader.self)
    let plain = try plainRows(path)
    #expect(reading.defects.isEmpty)
    #expect(reading.requests.count == plain.count)
    for (request, row) in zip(reading.requests, plain) {
      let cells = row.cells
      #expect(request.location.line == row.line)
      #expect(request.occurredAt == microseconds(cells["DateTime"] ?? ""))
      #expect(request.actor == filled(cells["AuthenticatedUser"]))
      #expect(request.anchorMailbox == filled(cells["AnchorMailbox"]))
      #expect(request.routingHint == filled(cells["RoutingHint"]))
      #expect(request.userAgent == filled(cells["UserAgent"]))
      #expect(request.server == filled(cells["ServerHostName"]))
      #expect(request.host == filled(cells["UrlHost"]))
      #expect(request.path == filled(cells["UrlStem"]))
      #expect(request.query ?? "" == cells["UrlQuery"]?.drop { $0 == "?" } ?? "")
      #expect(request.method == filled(cells["Method"]))
      #expect(request.status == cells["HttpStatus"].flatMap { Int64($0) })
      #expect(request.backEndStatus == cells["BackEndStatus"].flatMap { Int64($0) })
      #expect(request.requestBytes == cells["RequestBytes"].flatMap { Int64($0) })
      #expect(request.responseBytes == cells["ResponseBytes"].flatMap { Int64($0) })
      #expect(request.durationMilliseconds == cells["TotalRequestTime"].flatMap { Int64($0) })
      #expect(request.serverBuild == "15.1.2375.7")
    }
  }

  @Test("every EWS row is there, with its SOAP action")
  func ews() async throws {
    let path = Self.exchange + "EWS_Logs__Ews_2023010616-1.LOG"
    let bytes = try Corpus.bytes(path)
    #expect(LogReading.kind(bytes) == "ews")
    let reading = try await LogReading.of(bytes, with: EWSReader.self)
    let plain = try plainRows(path)
    #expect(!plain.isEmpty)
    #expect(reading.defects.isEmpty)
    #expect(reading.requests.map(\.soapAction) == plain.map { filled($0.cells["SoapAction"]) })
    #expect(reading.requests.map(\.actor) == plain.map { filled($0.cells["AuthenticatedUser"]) })
    #expect(reading.requests.map { $0.mailbox?.address } == plain.map { filled($0.cells["ImpersonatedUser"]) })
    #expect(reading.requests.map(\.durationMilliseconds) == plain.map { Int64($0.cells["TotalRequestTime"] ?? "") })
  }

  @Test("every IIS line is there, cell by cell", arguments: ["iis10", "iis10_cookies", "iis10_edge_cases", "iis7_owa"])
  func iis(name: String) async throws {
    let path = "logs/iis/plaso/\(name).log"
    let bytes = try Corpus.bytes(path)
    #expect(LogReading.kind(bytes) == "iis")
    let reading = try await LogReading.of(bytes, with: IISReader.self)
    let plain = try plainRows(path)
    #expect(!plain.isEmpty)
    #expect(plain.allSatisfy { $0.count == $0.fields })
    // The lines of iis10_edge_cases were gathered from several logs.
    #expect(reading.defects.allSatisfy { $0.problem.contains("goes back by") && name == "iis10_edge_cases" })
    #expect(reading.requests.map(\.location.line) == plain.map(\.line))
    for (request, row) in zip(reading.requests, plain) {
      let cells = row.cells
      #expect(request.occurredAt == microseconds("\(cells["date"] ?? "")T\(cells["time"] ?? "")Z"))
      #expect(request.path == filled(cells["cs-uri-stem"]))
      #expect(request.query == filled(cells["cs-uri-query"]))
      #expect(request.method == filled(cells["cs-method"]))
      #expect(request.actor == filled(cells["cs-username"]))
      #expect(request.clientIP == filled(cells["c-ip"]))
      #expect(request.userAgent == filled(cells["cs(User-Agent)"])?.replacing("+", with: " "))
      #expect(request.status == cells["sc-status"].flatMap { Int64($0) })
      #expect(request.durationMilliseconds == cells["time-taken"].flatMap { Int64($0) })
    }
  }

  private static let kinds = [
    ("Agent_Log__AgentLog20220913-1.LOG", "agent_log"),
    ("ECP_Activity_Context_Log__ECPActivity_11500_20230111-1.LOG", "ecp_activity"),
    ("ECP_Server_Log__ECPServer20230111-1.LOG", "ecp_server"),
    ("Message_Tracking_Log__MSGTRKMS2022091915-1.LOG", "message_tracking"),
    ("Rps_Cmdlet_Logs__Rps_Cmdlet_2023011116-1.LOG", "cmdlet_infra"),
    ("SMTP_Receive_Protocol_Log__RECV2023011116-1.LOG", "smtp_receive"),
    ("audit__audit20230111-1.LOG", "exchange_audit"),
  ]

  @Test("every row of the other logs is a record at its time, with no defect", arguments: kinds)
  func others(name: String, kind: String) async throws {
    let bytes = try Corpus.bytes(Self.exchange + name)
    let found = reader(for: Opening(bytes, isWhole: true))
    #expect(found?.kind == kind)
    let reading = try await LogReading.of(bytes, with: try #require(found as? any FieldLogReader.Type))
    let plain = try plainRows(Self.exchange + name)
    #expect(!plain.isEmpty)
    #expect(plain.allSatisfy { $0.count == $0.fields })
    #expect(reading.defects.isEmpty)
    #expect(reading.records.map(\.location.line) == plain.map(\.line))
    let times = plain.map { row in
      ["DateTime", "TimeStamp", "Timestamp", "date-time"].compactMap { row.cells[$0] }.first.flatMap(microseconds)
    }
    #expect(reading.records.map(\.occurredAt) == times)
    #expect(reading.records.allSatisfy { !$0.operation.isEmpty && $0.location.length > 0 })
  }

  @Test("what the columns of those logs say stands in the records")
  func columns() async throws {
    func read(_ index: Int) async throws -> ([AuditRecord], [PlainRow]) {
      let name = Self.exchange + Self.kinds[index].0
      let bytes = try Corpus.bytes(name)
      let found = try #require(reader(for: Opening(bytes, isWhole: true)) as? any FieldLogReader.Type)
      return (try await LogReading.of(bytes, with: found).records, try plainRows(name))
    }
    let (tracked, tracking) = try await read(3)
    #expect(tracked.map(\.target) == tracking.map { filled($0.cells["recipient-address"]) })
    #expect(tracked.map(\.byteCount) == tracking.map { Int64($0.cells["total-bytes"] ?? "") })
    #expect(tracked.map(\.accesses.first?.internetMessageID) == tracking.map { filled($0.cells["message-id"]) })
    let (ran, cmdlets) = try await read(4)
    #expect(ran.map(\.cmdlet?.name) == cmdlets.map { filled($0.cells["Cmdlet"]) })
    #expect(ran.map(\.actor) == cmdlets.map { filled($0.cells["AuthenticatedUser"]) })
    #expect(ran.first?.cmdlet?.parameters == [Cmdlet.Parameter(name: "ResultSize", value: "1")])
    let (said, smtp) = try await read(5)
    #expect(said.map(\.target) == smtp.map { filled($0.cells["data"]) })
    #expect(
      said.map(\.clientIP) == smtp.map { $0.cells["remote-endpoint"]?.split(separator: ":").first.map(String.init) })
    let (activity, _) = try await read(1)
    #expect(activity.first?.actor == "HealthMailboxXXX@domain.com")
    let (audit, _) = try await read(6)
    #expect(audit.first?.cmdlet?.name == "Set-Mailbox")
  }
}
