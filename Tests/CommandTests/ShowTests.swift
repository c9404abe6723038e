import EvidenceDatabase
import Foundation
import GRDB
import Testing

/// What `mailtrail show --json` says of a record's source.
private struct Shown: Decodable {
  struct Record: Decodable {
    let record_id: Int64
    let line: Int?
  }
  struct Source: Decodable {
    let path: String
    let content: String
    let encoding: String
    let offset: Int
    let length: Int
    let is_verified: Bool
    let is_cut: Bool
    let decoded: String?
  }
  let record: Record
  let source: Source
}

@Suite("The source of a record, shown again")
struct ShowTests {
  private static let fieldLogs: Set = [
    "http_proxy", "ews", "ecp_server", "ecp_activity", "cmdlet_infra", "message_tracking", "mailbox_replication", "iis",
    "agent_log", "smtp_receive", "exchange_audit",
  ]

  private let place: Workplace

  init() throws { place = try Workplace() }

  @Test(
    "of each kind of log one record gives its bytes whole, and the exhibit's hash is right",
    arguments: [("proxylogon", 11), ("rogue-app", 1), ("insider-ediscovery", 1)])
  func samples(scenario: String, leastKinds: Int) throws {
    let kinds = try check(MadeCase(scenario: scenario).evidence, each: "")
    #expect(kinds.count >= leastKinds, "\(kinds)")
    if scenario == "proxylogon" {
      #expect(
        kinds.isSuperset(of: [
          "http_proxy", "ews", "ecp_server", "ecp_activity", "cmdlet_infra", "message_tracking", "mailbox_replication",
          "iis", "evtx", "admin_audit_log", "mailbox_audit_log",
        ]), "\(kinds)")
    }
  }

  @Test("every row of the real logs of servers, all of its columns")
  func corpus() throws {
    guard let corpus = Place.corpus else { return }
    let kinds = try check(corpus.appending(path: "logs/exchange_server").path, each: ", r.audit_record_id")
    #expect(kinds.isSuperset(of: ["http_proxy", "ews", "ecp_server", "cmdlet_infra", "message_tracking"]), "\(kinds)")
  }

  /// Shows records of all kinds, those of `each` group, and compares them with the files; gives the kinds.
  private func check(_ evidence: String, each: String) throws -> Set<String> {
    _ = try place.examine(evidence, "--case", "case.sqlite")
    let rows = try EvidenceDatabase.openForReading(place.path("case.sqlite")).read { db in
      try Row.fetchAll(
        db,
        sql: """
          SELECT e.kind, MAX(r.audit_record_id) FROM record AS r JOIN exhibit AS e ON e.exhibit_id = r.exhibit_id
          WHERE e.parent_exhibit_id IS NULL GROUP BY e.kind \(each) ORDER BY 1, 2
          """)
    }
    for row in rows {
      let (kind, id): (String, Int64) = (row[0], row[1])
      let result = try Tool.run(["show", "case.sqlite", "\(id)", "--json"], in: place.folder)
      #expect(result.status == 0, "\(kind): \(result.complaint)")
      let shown = try JSONDecoder().decode(Shown.self, from: Data(result.output.utf8))
      #expect(shown.record.record_id == id)
      try check(shown, of: kind)
    }
    return Set(rows.map { $0[0] as String })
  }

  private func check(_ shown: Shown, of kind: String) throws {
    let source = shown.source
    #expect(source.is_verified && !source.is_cut, "\(kind)")
    let file = try Data(contentsOf: URL(filePath: source.path))
    let bytes = Data(file.dropFirst(source.offset).prefix(source.length))
    let content =
      source.encoding == "utf-8" ? Data(source.content.utf8) : Data(bytes.isEmpty ? [] : Self.bytes(source.content))
    #expect(content == bytes, "\(kind)")
    if kind == "evtx" {
      // A record of an event log bears its length at both ends, after its signature.
      #expect(bytes.prefix(4).elementsEqual([0x2A, 0x2A, 0, 0]))
      #expect(Self.number(bytes.dropFirst(4).prefix(4)) == source.length)
      #expect(Self.number(bytes.suffix(4)) == source.length)
      #expect(source.decoded?.contains("Provider: ") == true && source.decoded?.contains("EventRecordID: ") == true)
    }
    if ["admin_audit_log", "mailbox_audit_log"].contains(kind) {
      let isWhole = source.content.hasSuffix("</Event>") || source.content.hasSuffix("/>")
      #expect(source.content.hasPrefix("<Event") && isWhole, "\(kind): \(source.content)")
    }
    guard Self.fieldLogs.contains(kind) else { return }
    let line = try #require(shown.record.line)
    let lines = String(decoding: file, as: UTF8.self).split(omittingEmptySubsequences: false) { $0.isNewline }
    #expect(source.content == lines[line - 1], "\(kind), line \(line)")
    guard kind != "iis", let header = lines.first(where: { $0.hasPrefix("#Fields: ") }) else { return }
    #expect(Self.cellCount(source.content) == Self.cellCount(String(header.dropFirst(9))), "\(kind), line \(line)")
  }

  @Test("an event of no use to the answer shows its data all the same; a record in UTF-16 is shown as text")
  func decoded() throws {
    let rows =
      "origin_timestamp_utc,sender_address,recipient_status,message_subject,message_id\r\n"
      + "2022-07-25T12:26:13Z,a@x.example,b@y.example##Receive Deliver,\"Größe 日本\",<a@x.example>\r\n"
    let utf16: [UInt8] = [0xFF, 0xFE] + rows.utf16.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] as [UInt8] }
    try Data(utf16).write(to: place.folder.appending(path: "trace.csv"))
    _ = try place.examine("trace.csv", "--case", "trace.sqlite")
    let shown = try show("trace.sqlite", "1:1")
    #expect(shown.source.encoding == "utf-16le" && shown.source.content.contains("\"Größe 日本\""))
    guard let corpus = Place.corpus else { return }
    let log = corpus.appending(path: "logs/evtx/mdecrevoisier/ID11-Exchange_transport_config_modified_sysmon.evtx")
    _ = try place.examine(log.path, "--case", "event.sqlite")
    let event = try show("event.sqlite", "1:1").source
    #expect(event.encoding == "hex" && event.is_verified)
    #expect(event.decoded?.contains("Provider: Microsoft-Windows-Sysmon") == true)
    #expect(event.decoded?.contains("TargetFilename: ") == true)
  }

  private func show(_ evidence: String, _ record: String) throws -> Shown {
    let result = try Tool.run(["show", evidence, record, "--json"], in: place.folder)
    #expect(result.status == 0, "\(result.complaint)")
    return try JSONDecoder().decode(Shown.self, from: Data(result.output.utf8))
  }

  private static func bytes(_ hexadecimal: String) -> [UInt8] {
    var rest = Substring(hexadecimal)
    var bytes: [UInt8] = []
    while let byte = UInt8(rest.prefix(2), radix: 16) {
      bytes.append(byte)
      rest = rest.dropFirst(2)
    }
    return bytes
  }

  private static func number(_ bytes: Data) -> Int { bytes.reversed().reduce(0) { $0 << 8 | Int($1) } }

  /// Cells of a line, of which some may stand in quotes.
  private static func cellCount(_ line: String) -> Int {
    var isQuoted = false
    return 1
      + line.count { character in
        if character == "\"" { isQuoted.toggle() }
        return character == "," && !isQuoted
      }
  }
}
