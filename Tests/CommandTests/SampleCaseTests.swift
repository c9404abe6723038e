import EvidenceDatabase
import Foundation
import GRDB
import Testing

@Suite("The sample case")
struct SampleCaseTests {
  private func examine(_ place: Workplace, _ name: String, _ more: String...) throws -> Tool.Result {
    try Tool.run(
      ["examine", Place.sampleEvidence, "--case", name, "--indicators", Place.sampleIndicators] + more, in: place.folder
    )
  }

  @Test("the same input a second time adds nothing")
  func again() throws {
    let place = try Workplace()
    _ = try examine(place, "case.sqlite")
    let first = try contentHash(place, "case.sqlite")
    let second = try examine(place, "case.sqlite")
    #expect(second.status == 0)
    #expect(try contentHash(place, "case.sqlite") == first)
  }

  @Test("one core and eight give the same content")
  func cores() throws {
    let place = try Workplace()
    _ = try examine(place, "one.sqlite", "--jobs", "1")
    _ = try examine(place, "eight.sqlite", "--jobs", "8")
    let (one, eight) = try (contentHash(place, "one.sqlite"), contentHash(place, "eight.sqlite"))
    #expect(one == eight)
  }

  @Test("two parts one after the other hold the same evidence as both at once")
  func parts() throws {
    let place = try Workplace()
    _ = try examine(place, "whole.sqlite")
    let mail = Place.sampleEvidence + "/mail"
    let logs = Place.sampleEvidence + "/logs"
    for part in [logs, mail] {
      let result = try Tool.run(
        ["examine", part, "--case", "parts.sqlite", "--indicators", Place.sampleIndicators], in: place.folder)
      #expect(result.status == 0, "\(result.complaint)")
    }
    let summaries = try ["whole.sqlite", "parts.sqlite"].map {
      try Tool.run(["summary", $0, "--json"], in: place.folder).output
    }
    #expect(summaries[0] == summaries[1])
  }

  @Test("killed at any moment, the case opens, and the next run completes it to the same content")
  func killed() throws {
    let place = try Workplace()
    // A longer log, so that there is something to interrupt.
    let log = try String(contentsOfFile: Place.sampleLog, encoding: .utf8)
    let lines = log.split(separator: "\n", omittingEmptySubsequences: true)
    var long = lines[0] + "\n"
    for round in 0..<25 {
      for line in lines.dropFirst() { long += renumbered(line, round) + "\n" }
    }
    try place.write(long.utf8, to: "evidence/logs/long.csv")
    try FileManager.default.copyItem(
      atPath: Place.sampleEvidence + "/mail", toPath: place.path("evidence/mail"))
    let whole = try Tool.run(["examine", "evidence", "--case", "whole.sqlite"], in: place.folder)
    #expect(whole.status == 0, "\(whole.complaint)")
    let expected = try contentHash(place, "whole.sqlite")
    var interrupted = 0
    for delay in [10, 40, 90, 160, 300, 600] {
      let name = "killed-\(delay).sqlite"
      let (process, _, _) = try Tool.start(["examine", "evidence", "--case", name], in: place.folder)
      Thread.sleep(forTimeInterval: Double(delay) / 1000)
      if process.isRunning {
        kill(process.processIdentifier, SIGKILL)
        interrupted += 1
      }
      process.waitUntilExit()
      let completed = try Tool.run(["examine", "evidence", "--case", name], in: place.folder)
      #expect(completed.status == 0, "after \(delay) ms: \(completed.complaint)")
      #expect(try contentHash(place, name) == expected, "after \(delay) ms")
    }
    #expect(interrupted > 0)
  }

  @Test("a record is shown with its source bytes, and a changed exhibit is noticed")
  func show() throws {
    let place = try Workplace()
    try FileManager.default.copyItem(atPath: Place.sampleEvidence, toPath: place.path("evidence"))
    _ = try Tool.run(["examine", "evidence", "--case", "case.sqlite"], in: place.folder)
    let (record, path) = try EvidenceDatabase.openForReading(place.path("case.sqlite")).anyRecord()
    let shown = try Tool.run(["show", "case.sqlite", "\(record)"], in: place.folder)
    #expect(shown.status == 0)
    #expect(shown.output.contains("verified: SHA-256"))
    #expect(shown.output.contains("CreationTime"))
    try place.write("tampered".utf8, to: path)
    let tampered = try Tool.run(["show", "case.sqlite", "\(record)"], in: place.folder)
    #expect(tampered.status == 3)
    #expect(tampered.output.contains("NOT VERIFIED"))
  }

  @Test("lines of a message are shown as lines, and a cut inside a character leaves the text readable")
  func shownMessage() throws {
    let place = try Workplace()
    try place.write("From: a@b.example\r\nSubject: one\r\n\r\nÄÄÄ\r\n".utf8, to: "one.eml")
    _ = try place.examine("one.eml", "--case", "case.sqlite")
    let whole = try Tool.run(["show", "case.sqlite", "1:1"], in: place.folder).output
    #expect(whole.contains("\nFrom: a@b.example\nSubject: one\n\nÄÄÄ\n"))
    #expect(whole.contains("\n  headers: From: a@b.example\n      Subject: one\n"))
    #expect(!whole.contains("\u{FFFD}"))
    let cut = try Tool.run(["show", "case.sqlite", "1:1", "--bytes", "37"], in: place.folder).output
    #expect(cut.contains("Subject: one\n\nÄ\n… cut"))
  }

  @Test("on a terminal one line renews itself with exhibits, bytes, rate and defects; in a pipe nothing is overwritten")
  func progress() throws {
    let place = try Workplace()
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/script")
    process.arguments = [
      "-qec", "'\(Tool.binary.path)' examine '\(Place.sampleEvidence)' --case terminal.sqlite >/dev/null", "/dev/null",
    ]
    process.currentDirectoryURL = place.folder
    let shown = Pipe()
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = shown
    try process.run()
    let text = String(decoding: try shown.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    let line = try #require(text.split(separator: "\r").last { $0.contains("drawing conclusions") })
    #expect(line.hasPrefix("\u{1B}[K"))
    let database = try EvidenceDatabase.openForReading(place.path("terminal.sqlite"))
    let count = try database.read { try Int.fetchOne($0, sql: "SELECT COUNT(*) FROM exhibit") ?? 0 }
    for part in ["\(count) of \(count) exhibits", " of 2.4 MB", "/s", "0 defects"] {
      #expect(line.contains(part), "\(line)")
    }
    let piped = try examine(place, "piped.sqlite")
    #expect(piped.complaint == "" && !piped.output.contains("\u{1B}"))
  }

  @Test("sources are left as they were")
  func untouched() throws {
    let place = try Workplace()
    try FileManager.default.copyItem(atPath: Place.sampleEvidence, toPath: place.path("evidence"))
    let before = try listing(place.folder.appending(path: "evidence"))
    _ = try Tool.run(["examine", "evidence", "--case", "case.sqlite"], in: place.folder)
    #expect(try listing(place.folder.appending(path: "evidence")) == before)
  }

  private func contentHash(_ place: Workplace, _ name: String) throws -> String {
    try EvidenceDatabase.openForReading(place.path(name)).logicalContentHash()
  }

  /// The same row with an event id of its own.
  private func renumbered(_ line: Substring, _ round: Int) -> String {
    guard let id = line.range(of: "\"\"Id\"\":\"\"") else { return String(line) }
    let tag = String(round, radix: 16)
    let start = id.upperBound
    let end = line.index(start, offsetBy: tag.count)
    return line[..<start] + tag + line[end...]
  }

  private func listing(_ folder: URL) throws -> [String] {
    let keys: Set<URLResourceKey> = [.contentModificationDateKey, .fileSizeKey]
    let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: Array(keys))
    return try (files?.compactMap { $0 as? URL } ?? []).map { file in
      let values = try file.resourceValues(forKeys: keys)
      let time = values.contentModificationDate?.timeIntervalSince1970 ?? 0
      return "\(file.path) \(values.fileSize ?? -1) \(time)"
    }.sorted()
  }
}

extension EvidenceDatabase {
  /// The first record of a log, and the path of its exhibit.
  fileprivate func anyRecord() throws -> (Int64, String) {
    try read { db in
      let row = try Row.fetchOne(
        db,
        sql: """
          SELECT MIN(a.audit_record_id), e.relative_path
          FROM audit_record AS a JOIN exhibit AS e ON e.exhibit_id = a.exhibit_id
          """)
      return (row?[0] ?? 0, row?[1] ?? "")
    }
  }
}
