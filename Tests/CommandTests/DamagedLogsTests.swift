import EvidenceDatabase
import Foundation
import GRDB
import Testing

@Suite("Damaged logs, to the end of the conclusions")
struct DamagedLogsTests {
  /// The logs of the samples, one of each folder and kind of name.
  private static func logs() throws -> [Data] {
    var seen: Set<String> = []
    var found: [Data] = []
    for scenario in ["proxylogon", "rogue-app", "insider-ediscovery"] {
      let folder = Place.root.appending(path: "Samples/\(scenario)/evidence")
      for name in try FileManager.default.subpathsOfDirectory(atPath: folder.path).sorted() {
        let url = folder.appending(path: name)
        let kind = url.deletingLastPathComponent().path + url.pathExtension
        guard !name.hasPrefix("mail"), try url.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile == true,
          seen.insert(kind).inserted
        else { continue }
        found.append(try Data(contentsOf: url))
      }
    }
    return found
  }

  @Test("cut, with bits turned, NULs put in, parts in UTF-16, taken out or doubled: the case is concluded all the same")
  func everything() throws {
    let place = try Workplace()
    var dice = Dice()
    let logs = try Self.logs()
    #expect(logs.count > 15)
    for (number, log) in logs.enumerated() {
      for damage in 0..<10 {
        let at = dice.next(log.count)
        var (before, after) = (log[..<at], log[at...])
        switch damage {
        case 0, 1: after = Data()
        case 2, 3: after = after.dropFirst() + [after.first.map { $0 ^ 1 << UInt8(dice.next(8)) } ?? 0]
        case 4, 5: before += Data(repeating: 0, count: [1, 7, 5000][dice.next(3)])
        case 6: before += Data(after.prefix(400).flatMap { [$0, 0] })
        case 7: before += Data("Müller \u{1F}\u{1E}".utf8) + [0xE9, 0xFF]
        case 8: after = after.dropFirst(300)
        default: before = log + before
        }
        try place.write(before + after, to: "logs/\(number)-\(damage)")
      }
    }
    let result = try place.examine("logs", "--case", "case.sqlite")
    #expect(result.status == 3, "\(result.complaint)")
    let database = try EvidenceDatabase.openForReading(place.path("case.sqlite"))
    let unread = try database.read { try Int.fetchOne($0, sql: "SELECT COUNT(*) FROM exhibit WHERE state = 'reading'") }
    #expect(unread == 0)
  }

  @Test("texts that SQL and our own keys would take for ends: each of them a value of its own")
  func marks() throws {
    let place = try Workplace()
    let marks = ["\\u0000", "\\u0000a", "\\u0000b", "\\u001e", "\\u001f", "\\u001fa", "\\ufffd", "'", "%", "\\\\", ""]
    var lines = ""
    for (number, mark) in marks.enumerated() {
      for field in ["UserId", "SessionId", "ClientInfoString", "MailboxOwnerUPN", "ClientAppId"] {
        lines +=
          "{\"CreationTime\":\"2021-05-18T10:00:00\",\"Id\":\"\(number)-\(field)\",\"Operation\":\"MailItemsAccessed\","
          + "\"\(field)\":\"x\(mark)\",\"ClientIP\":\"c\(mark)\",\"MailboxGuid\":\"g\(mark)\",\"Folders\":[]}\n"
      }
    }
    try place.write(lines.utf8, to: "log.jsonl")
    let result = try place.examine("log.jsonl", "--case", "case.sqlite")
    #expect([0, 3].contains(result.status), "\(result.complaint)")
    let database = try EvidenceDatabase.openForReading(place.path("case.sqlite"))
    #expect(try database.read { try Int.fetchOne($0, sql: "SELECT COUNT(*) FROM audit_record") } == marks.count * 5)
  }
}

/// Numbers that are the same in every run.
private struct Dice {
  private var state: UInt64 = 0x9E37_79B9_7F4A_7C15

  mutating func next(_ bound: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int(state >> 33) % max(1, bound)
  }
}
