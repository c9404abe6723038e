import EvidenceDatabase
import Foundation
import GRDB
import Testing

@Suite("The answer, its coverage and its verification")
struct AnswerTests {
  private let place: Workplace

  init() throws {
    place = try Workplace()
    try FileManager.default.copyItem(atPath: Place.sampleEvidence, toPath: place.path("evidence"))
    _ = try Tool.run(
      ["examine", "evidence", "--case", "case.sqlite", "--indicators", Place.sampleIndicators], in: place.folder)
  }

  private func run(_ arguments: String...) throws -> Tool.Result { try Tool.run(arguments, in: place.folder) }

  @Test("the summary begins with the answer, the worst mailbox comes first, and nothing is wider than 100 columns")
  func answer() throws {
    let text = try run("summary", "case.sqlite").output
    let lines = text.split(separator: "\n")
    #expect(lines[0] == "The answer")
    #expect(lines[1].hasPrefix("  Messages of 4 mailboxes out of 7: ") && lines[1].contains(" accessed, 77 unlogged"))
    let worst = try #require(lines.firstIndex { $0.hasPrefix("  mailbox ") }).advanced(by: 1)
    #expect(lines[worst].contains("lukas.eichholz@"))
    for command in [["summary"], ["exposure"], ["sessions"], ["coverage"], ["findings"]] {
      let output = try Tool.run(command + ["case.sqlite"], in: place.folder).output
      #expect(output.split(separator: "\n").filter { $0.count > 100 } == [], "\(command)")
    }
  }

  @Test("every message at hand has one strongest tier, but for what the actor sent")
  func everyMessage() throws {
    let counts = try EvidenceDatabase.openForReading(place.path("case.sqlite")).read { db in
      try Row.fetchOne(
        db,
        sql: """
          SELECT COUNT(*), COUNT(DISTINCT x.message_id), COUNT(*) - COUNT(x.message_id)
          FROM stored_message AS m LEFT JOIN exposure_strongest AS x ON x.message_id = m.message_id
          WHERE m.is_associated = 0
          """)
    }
    let row = try #require(counts)
    #expect((row[0] as Int) == (row[1] as Int) + (row[2] as Int))
    #expect((row[2] as Int) == 1)
  }

  @Test("coverage of one mailbox tells its own log, the tenant's, and when it was throttled")
  func coverage() throws {
    let text = try run("coverage", "case.sqlite", "--mailbox", "lukas.eichholz@atelier-vasseur.example").output
    #expect(text.contains("throttled") && text.contains("2023-05-24 08:06:00Z"))
    #expect(text.contains("unified_audit_log\n") && !text.contains("noah.ashdown"))
    #expect(try run("coverage", "case.sqlite", "--mailbox", "nobody@nowhere.example").status == 1)
  }

  @Test("coverage of a mailbox that no record is of says so before it shows what the tenant's log covers")
  func nothingOfIt() throws {
    let text = try run("coverage", "case.sqlite", "--mailbox", "megan.larkin@atelier-vasseur.example").output
    let lines = text.split(separator: "\n")
    #expect(
      lines[0].hasPrefix("megan.larkin@atelier-vasseur.example: of messages that no record speaks of, unknown (no_log)")
    )
    #expect(lines[0...2].joined().contains("shows nothing of it"))
  }

  @Test("a case as it was made verifies, with its exhibits hashed again where they lie")
  func verified() throws {
    for folder in [".", "evidence", place.path("")] {
      let result = try run("verify", "case.sqlite", "--exhibits", folder)
      #expect(result.status == 0, "\(result.output)")
      #expect(result.output.contains("2 entries, each follows") && !result.output.contains("MISSING"))
      // The case was made by this very program, which says so of itself and of the case.
      let program = try #require(result.output.firstMatch(of: /this program: (mailtrail of SHA-256 [0-9a-f]{64})\n/))
      #expect(result.output.contains("by \(program.1)\n"))
    }
  }

  @Test("a changed exhibit, a missing one, and a changed custody entry are told")
  func tampered() throws {
    let log = "evidence/logs/unified-audit-2.csv"
    try place.write("tampered".utf8, to: log)
    try FileManager.default.removeItem(atPath: place.path("evidence/logs/unified-audit-1.csv"))
    let result = try run("verify", "case.sqlite", "--exhibits", ".")
    #expect(result.status == 3)
    #expect(
      result.output.contains("CHANGED \(log)") && result.output.contains("MISSING evidence/logs/unified-audit-1.csv"))
    let queue = try DatabaseQueue(path: place.path("case.sqlite"))
    try queue.write { try $0.execute(sql: "UPDATE custody_entry SET detail = 'nothing'") }
    try queue.close()
    let broken = try run("verify", "case.sqlite")
    #expect(broken.status == 3 && broken.output.contains("CHAIN OF CUSTODY BROKEN"))
  }

  @Test("a STIX bundle gives the indicators that map, and tells what does not")
  func stix() throws {
    let bundle = """
      {"type": "bundle", "id": "bundle--1", "objects": [
        {"type": "indicator", "name": "guesser", "pattern": "[ipv4-addr:value = '203.0.113.77' OR ipv4-addr:value = '203.0.113.78']"},
        {"type": "indicator", "pattern": "[file:hashes.'SHA-256' = 'aa']"},
        {"type": "indicator", "pattern": "[ipv4-addr:value = '198.51.100.1' AND url:value = 'x']"},
        {"type": "indicator", "pattern": "[email-addr:value = 'eve@evil.example']"},
        {"type": "indicator", "pattern": "[network-traffic:extensions.'http-request-ext'.request_header.'User-Agent' = 'curl/7 (it\\\\'s)']"},
        {"type": "ipv6-addr", "value": "2001:db8::7"}, {"type": "domain-name", "value": "evil.example"},
        {"type": "file", "name": "x.exe"}, {"type": "url", "value": "https://evil.example/a?b"},
        {"type": "indicator", "pattern": "[file:hashes.'SHA-256' = '\(String(repeating: "aB", count: 32))']"},
        {"type": "indicator", "pattern": "[file:hashes.'SHA-1' = 'aa']"},
        {"type": "indicator", "pattern": "[ipv4-addr:value ISSUBSET '198.51.100.0/25']"},
        {"type": "indicator", "pattern": "[domain-name:value IN ('a.example', 'b.example')]"},
        {"type": "x-tool", "value": {"a": 1}, "name": 5, "hashes": [1]},
        {"type": "identity", "name": "CERT"}]}
      """
    try place.write(bundle.utf8, to: "bundle.json")
    let result = try run("examine", "evidence", "--case", "stix.sqlite", "--indicators", "bundle.json")
    #expect(result.status == 0)
    #expect(result.complaint.contains("indicators taken: 11"))
    for left in [
      "file:hashes.'SHA-256' without a usable value 1", "file:hashes.'SHA-1' 1", "file without SHA-256 or MD5 1",
      "pattern of several conditions 1", "x-tool 1",
    ] {
      #expect(result.complaint.contains(left), "\(result.complaint)")
    }
    let rows = try EvidenceDatabase.openForReading(place.path("stix.sqlite")).read {
      try String.fetchAll($0, sql: "SELECT kind || ' ' || value FROM indicator ORDER BY 1")
    }
    #expect(
      rows == [
        "domain a.example", "domain b.example", "domain evil.example", "hash \(String(repeating: "aB", count: 32))",
        "ip 198.51.100.0/25",
        "ip 2001:db8::7", "ip 203.0.113.77", "ip 203.0.113.78", "url https://evil.example/a?b",
        "user eve@evil.example", "user_agent curl/7 (it's)",
      ])
    #expect(
      try run("examine", "--case", "other.sqlite", "--indicators", "evidence/logs/unified-audit-4.json").status == 1)
  }

  private struct Exposures: Decodable {
    struct Exposure: Decodable {
      let tier: String
      let export_job_id: Int64?
    }
    struct Job: Decodable {
      struct File: Decodable {
        let role: String
        let path: String
        let record_id: Int64?
        let is_complete: Bool?
      }
      let export_job_id: Int64
      let state: String
      let state_reason: String
      let files: [File]
    }
    let exposures: [Exposure]
    let export_jobs: [Job]
  }

  @Test("16: exposure tells the job of what was exported, and that its file left only where all bytes were sent")
  func exportedJobs() throws {
    let place = try Workplace()
    _ = try MadeCase(scenario: "proxylogon").examine(in: place)
    let output = try Tool.run(["exposure", "case.sqlite", "--json"], in: place.folder).output
    let list = try JSONDecoder().decode(Exposures.self, from: Data(output.utf8))
    let exported = list.exposures.filter { $0.tier == "exported" }
    let jobs = list.export_jobs.filter { job in exported.contains { $0.export_job_id == job.export_job_id } }
    #expect(exported.count > 10 && exported.allSatisfy { $0.export_job_id != nil })
    #expect(Set(jobs.map(\.state)) == ["staged", "downloaded"])
    for job in jobs {
      let isWhole = job.files.contains { $0.role == "fetched" && $0.is_complete == true }
      #expect(job.state_reason.contains(" left: ") == isWhole)
      #expect(!job.files.isEmpty)
    }
    let text = try Tool.run(["exposure", "case.sqlite", "--tier", "exported"], in: place.folder).output
    let file = try #require(jobs.flatMap(\.files).first { $0.role == "fetched" })
    #expect(text.contains("= fetched as \(file.path) by 203.0.113.71 on "))
    #expect(text.split(separator: "\n").filter { $0.count > 100 } == [])
    for record in list.export_jobs.flatMap(\.files).compactMap(\.record_id) {
      let shown = try Tool.run(["show", "case.sqlite", "\(record)"], in: place.folder)
      #expect(shown.status == 0 && shown.output.contains("web_request"), "\(shown.complaint)")
    }
  }

  @Test("how to read it: a line for each tier that is told, none for others")
  func meanings() throws {
    let text = try run("summary", "case.sqlite").output
    let meanings = try #require(text.range(of: "How to read this")).lowerBound
    for tier in ["accessed", "unlogged", "reachable", "not_indicated", "unknown"] {
      #expect(text[meanings...].contains("\n  \(tier): "), "\(tier)")
    }
    for tier in ["exported", "synced"] { #expect(!text[meanings...].contains("\n  \(tier): "), "\(tier)") }
  }
}
