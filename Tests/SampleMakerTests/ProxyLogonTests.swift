import Foundation
import Testing

@testable import SampleMaker

@Suite("The scenario proxylogon")
struct ProxyLogonTests {
  private struct Row: Decodable {
    let file: String
    let line: Int
    let row: [String: String]
  }

  private struct TruthRecord: Decodable {
    let file: String
    let line: Int
    let log: String
    let hand: String
    let act: String?
  }

  /// The case as it is made when the order says nothing else, and how Python reads its logs.
  private struct Made {
    let place: Workplace
    let rows: [Row]
    let records: [TruthRecord]
    var root: URL { place.folder.appending(path: "case") }

    init() async throws {
      place = try Workplace()
      try await makeCase(Order(scenario: "proxylogon"), at: place.path("case"))
      let read = try Peer.python("server_logs.py", place.path("case"), in: place.folder)
      try #require(read.status == 0, "\(read.complaint)")
      rows = try read.lines.map { try JSONDecoder().decode(Row.self, from: Data($0.utf8)) }
      let truth = try String(contentsOfFile: place.path("case/truth/records.jsonl"), encoding: .utf8)
      records = try truth.split(separator: "\n").map {
        try JSONDecoder().decode(TruthRecord.self, from: Data($0.utf8))
      }
    }

    func size(_ path: String) -> Int {
      let attributes = try? FileManager.default.attributesOfItem(atPath: root.appending(path: path).path)
      return attributes?[.type] as? FileAttributeType == .typeRegular ? attributes?[.size] as? Int ?? 0 : 0
    }

    func files(_ folder: String) -> [String] {
      FileManager.default.enumerator(atPath: root.appending(path: folder).path)?.compactMap { $0 as? String } ?? []
    }
  }

  @Test("every line of the servers' logs stands in the truth, where Python finds it")
  func places() async throws {
    let made = try await Made()
    let lines = Set(made.rows.map { "\($0.file):\($0.line)" })
    let other = ["admin_audit", "mailbox_audit", "windows_event_log"]
    let told = made.records.filter { !other.contains($0.log) }.map { "\($0.file):\($0.line)" }
    #expect(told.count > 800)
    let kinds = Set(made.records.map(\.log))
    for log in ["ews", "ecp_server", "ecp_activity", "cmdlet_infra", "message_tracking", "windows_event_log"] {
      #expect(kinds.contains(log), "\(log)")
    }
    #expect(Set(told) == lines)
    #expect(Set(told).count == told.count)
  }

  @Test("xmllint finds both audit logs well-formed, with the events of the truth on their lines")
  func auditLogs() async throws {
    let made = try await Made()
    for (log, file) in [("admin_audit", "AdminAuditLog"), ("mailbox_audit", "MailboxAuditLog")] {
      let path = "evidence/logs/audit/\(file)/SearchResult.xml"
      let check = try Peer.run("xmllint", ["--noout", made.root.appending(path: path).path], in: made.place.folder)
      #expect(check.status == 0, "\(check.complaint)")
      let text = try String(contentsOf: made.root.appending(path: path), encoding: .utf8)
      let lines = text.components(separatedBy: "\r\n")
      let records = made.records.filter { $0.log == log }
      #expect(records.count == lines.count { $0.hasPrefix("  <Event ") })
      #expect(records.allSatisfy { $0.file == path && lines[$0.line - 1].hasPrefix("  <Event ") })
    }
  }

  @Test("every event of the servers' event logs stands in the truth, where pyevtx-rs reads it")
  func eventLogs() async throws {
    struct Event: Decodable {
      let file: String
      let number: Int
      let id: Int
      let provider: String
      let data: [String]
    }
    let made = try await Made()
    let read = try Peer.python("event_log.py", made.root.path, in: made.place.folder)
    try #require(read.status == 0, "\(read.complaint)")
    let events = try read.lines.map { try JSONDecoder().decode(Event.self, from: Data($0.utf8)) }
    let told = made.records.filter { $0.log == "windows_event_log" }
    #expect(Set(events.map { "\($0.file):\($0.number)" }) == Set(told.map { "\($0.file):\($0.line)" }))
    #expect(events.count == told.count && events.count > 40)
    let mine = Set(told.filter { $0.hand == "attacker" }.map { "\($0.file):\($0.line)" })
    let attacks = events.filter { mine.contains("\($0.file):\($0.number)") }
    #expect(attacks.contains { $0.id == 6 && $0.data[0] == "New-MailboxExportRequest" && $0.data.count == 27 })
    #expect(attacks.contains { $0.id == 1 && $0.data[1].contains("http://f/<script") && $0.data.count == 27 })
    #expect(
      attacks.contains {
        $0.provider == "MSExchange Unified Messaging" && $0.data[1].contains("System.InvalidCastException")
      })
    // Unified Messaging says other things too.
    #expect(
      events.contains { $0.provider == "MSExchange Unified Messaging" && !mine.contains("\($0.file):\($0.number)") })
  }

  @Test("what was read over the forged request stands in EWS with its action, by the server's account")
  func webServices() async throws {
    let made = try await Made()
    let calls = made.rows.filter { $0.file.contains("/Ews_") }
    let forged = calls.filter { $0.row["ActAsUser"]?.isEmpty == false }
    #expect(forged.count > 8 && forged.allSatisfy { $0.row["AuthenticatedUser"]?.hasSuffix("-EX01$") == true })
    #expect(Set(forged.compactMap { $0.row["SoapAction"] }) == ["FindItem", "GetItem"])
    let times = Set(
      made.rows.filter { $0.row["AnchorMailbox"]?.hasSuffix("/ews/exchange.asmx?#") == true }.map {
        $0.row["DateTime"]
      })
    #expect(forged.allSatisfy { times.contains($0.row["DateTime"]) })
  }

  @Test("the web shell that the control panel wrote shows in its own log")
  func controlPanel() async throws {
    let data = try await Made().rows.filter { $0.file.contains("/ECPServer") }.compactMap { $0.row["EventData"] }
    let expression = /Set-.+VirtualDirectory.+?(?=Url).+<\w+.*>(.*?)<\/\w+>.+?(?=VirtualDirectory)/
    #expect(data.filter { $0.firstMatch(of: expression) != nil }.count == 1)
    #expect(data.count > 6)
  }

  @Test("the ladder of the forged request stands in HttpProxy of the first server, strangers' failures apart from it")
  func ladder() async throws {
    let made = try await Made()
    let forged = made.rows.filter { $0.row["RoutingHint"] == "X-BEResource-Cookie" }
    let mine = Set(made.records.filter { $0.hand == "attacker" }.map { "\($0.file):\($0.line)" })
    let ladder = forged.filter {
      mine.contains("\($0.file):\($0.line)") && ($0.row["DateTime"] ?? "").hasPrefix("2021-02-27")
    }.compactMap { row in
      row.row["AnchorMailbox"].map { ($0.split(separator: "444").last ?? "") + " " + (row.row["HttpStatus"] ?? "") }
    }
    #expect(ladder.count == 7)
    #expect(ladder.first == "/autodiscover/autodiscover.xml?# 200")
    #expect(ladder.contains("/ecp/proxyLogon.ecp?# 241"))
    #expect(ladder.contains { $0.hasSuffix("schema=ResetOABVirtualDirectory# 200") })
    #expect(forged.contains { ($0.row["AnchorMailbox"] ?? "").hasSuffix(":444/ews/exchange.asmx?#") })
    #expect(forged.contains { $0.row["HttpStatus"] == "500" && !mine.contains("\($0.file):\($0.line)") })
  }

  @Test("the logs have the holes that the story says")
  func holes() async throws {
    let made = try await Made()
    let logs = made.files("evidence/logs")
    let second = logs.filter { $0.contains("-EX02/") }
    #expect(second.contains { $0.hasSuffix("u_ex210302.log") })
    #expect(!second.contains { $0.hasSuffix("u_ex210228.log") || $0.hasSuffix("u_ex210301.log") })
    #expect(!second.contains { $0.contains("HttpProxy") || $0.contains("MRS_") })
    let first = logs.filter { $0.contains("-EX01/") && $0.contains("HttpProxy/") && $0.hasSuffix(".LOG") }
    #expect(first.allSatisfy { ($0.split(separator: "_").last ?? "") >= "20210207" })
    #expect(logs.contains { $0.contains("/u_ex2009") })
    let unseen = try String(contentsOf: made.root.appending(path: "truth/unseen.jsonl"), encoding: .utf8)
    #expect(unseen.contains(#""why":"server_without_logging""#) && unseen.contains(#""why":"retention""#))
  }

  @Test("IIS of the second server sent as many bytes as the archive in its web root has, and the headers")
  func archive() async throws {
    let made = try await Made()
    let path = try #require(made.files("evidence/files").first { $0.hasSuffix("lgnleft.png") })
    let bytes = try Data(contentsOf: made.root.appending(path: "evidence/files/\(path)"))
    #expect(bytes.prefix(6) == Data([0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C]))
    let check = """
      import struct, sys, zlib
      data = open(sys.argv[1], "rb").read()
      start, offset, size, header = struct.unpack("<IQQI", data[8:32])
      assert zlib.crc32(data[12:32]) == start and 32 + offset + size == len(data)
      assert zlib.crc32(data[32 + offset:]) == header and data[32 + offset] == 0x17
      """
    let archive = made.root.appending(path: "evidence/files/\(path)").path
    let checked = try Peer.run("python3", ["-c", check, archive], in: made.place.folder)
    #expect(checked.status == 0, "\(checked.complaint)")
    let get = try #require(made.rows.first { ($0.row["cs-uri-stem"] ?? "").hasSuffix("/lgnleft.png") })
    #expect(get.row["sc-status"] == "200" && get.row["sc-bytes"] == String(bytes.count + 310))
    let plain = try #require(made.rows.first { ($0.row["cs-uri-stem"] ?? "").hasSuffix("/lgnbotm.png") })
    #expect(plain.row["sc-status"] == "200" && plain.row["sc-bytes"] == nil)
  }

  @Test("an export that ran was completed, one that was taken back and one that failed were not")
  func exports() async throws {
    let ends = try await Made().rows.filter { $0.file.contains("MRS_Request") }.reduce(into: [String: String]()) {
      $0[$1.row["FilePath"]?.split(separator: "\\").last.map(String.init) ?? ""] = $1.row["StatusDetail"]
    }
    #expect(ends["a.pst"] == "Completed" && ends["b.pst"] == "Completed" && ends["f.pst"] == "Completed")
    #expect(ends["errorFE.aspx"] == "Completed" && ends["c.pst"] == "Removed" && ends["e.pst"] == "Failed")
    #expect(ends["d.pst"] == nil)
  }

  @Test("of an on-premises mailbox nobody can say that it was not touched; exports are told by the rows they are for")
  func conclusions() async throws {
    struct Message: Decodable {
      struct Conclusion: Decodable {
        let tier: String?
        let basis: String?
        let state: String?
        let rows: [Int]
      }
      let concludable: Conclusion
    }
    let made = try await Made()
    let text = try String(contentsOf: made.root.appending(path: "truth/messages.jsonl"), encoding: .utf8)
    let found = try text.split(separator: "\n").map {
      try JSONDecoder().decode(Message.self, from: Data($0.utf8)).concludable
    }
    #expect(Set(found.map(\.tier)) == ["exported", "reachable"])
    #expect(Set(found.map(\.basis)) == ["download", "export_file", "export_requested", "session", "server_control"])
    for row in [14, 15, 16, 19, 20, 26] { #expect(found.contains { $0.rows.contains(row) }, "row \(row)") }
    #expect(found.contains { $0.rows == [15] && $0.state == "staged" })
    #expect(found.contains { $0.rows == [16, 20] && $0.state == "downloaded" })
  }

  @Test("the same seed gives the same bytes, and the case is small")
  func same() async throws {
    let made = try await Made()
    let again = try Workplace()
    try await makeCase(Order(scenario: "proxylogon"), at: again.path("case"))
    let difference = try Peer.run("diff", ["-r", made.root.path, again.path("case")], in: again.folder)
    #expect(difference.status == 0, "\(difference.text.prefix(500))")
    // Of an event log no less than 69,632 bytes can be given.
    #expect(made.files("").reduce(0) { $0 + made.size($1) } < 3_200_000)
  }

  @Test("logs of two weeks say nothing of January, and the truth says so")
  func short() async throws {
    let place = try Workplace()
    try await makeCase(Order(scenario: "proxylogon", mailboxes: 6, messages: 130, days: 14), at: place.path("case"))
    let unseen = try String(contentsOfFile: place.path("case/truth/unseen.jsonl"), encoding: .utf8)
    #expect(unseen.contains(#""from":"2021-01-14T21:40:00"#))
    let read = try Peer.python("server_logs.py", place.path("case"), in: place.folder)
    #expect(read.status == 0 && !read.text.contains("2021-01-"))
  }
}
