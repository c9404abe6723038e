import Foundation
import Testing

@testable import SampleMaker

@Suite("The unified audit log that the maker writes")
struct UnifiedAuditTests {
  @Test("Python's csv and json read every shape: each record once, on the line that the writer named")
  func readBack() throws {
    let place = try Workplace()
    let records = AuditSchema.allCases.flatMap { AuditFixture.everyRecord($0) }
    for (name, shape) in shapes {
      let export = try UnifiedAuditExport(
        creating: name, inCase: place.path("."), shape, order: .unsorted, dice: Dice(seed: 1))
      let places = try export.append(search: records)
      _ = try export.finish()
      let rows = try read(name, in: place)
      #expect(rows.count == records.count)
      #expect(places.allSatisfy { $0.count == 1 && $0[0].file == name })
      let lines = Dictionary(uniqueKeysWithValues: rows.map { ($0.id, $0.line) })
      for (record, place) in zip(records, places) { #expect(lines[record.id.description] == place.first?.line) }
    }
  }

  @Test("a search numbers its rows from the newest on, and each row says how many there were")
  func numbering() throws {
    let place = try Workplace()
    let records = AuditFixture.everyRecord(.year2023)
    let export = try UnifiedAuditExport(
      creating: "search.csv", inCase: place.path("."), .search(.american), dice: Dice(seed: 1))
    _ = try export.append(search: Array(records.prefix(4)))
    _ = try export.append(search: Array(records.suffix(3)))
    _ = try export.finish()
    let rows = try read("search.csv", in: place)
    #expect(rows.map(\.index) == [1, 2, 3, 4, 1, 2, 3])
    #expect(rows.map(\.count) == [4, 4, 4, 4, 3, 3, 3])
    #expect(rows.prefix(4).map(\.id) == records.prefix(4).reversed().map(\.id.description))
  }

  @Test("an answer cut short keeps its count, and what was cut has no place")
  func truncated() throws {
    let place = try Workplace()
    let records = AuditFixture.everyRecord(.year2023)
    let export = try UnifiedAuditExport(
      creating: "search.csv", inCase: place.path("."), .search(.german), dice: Dice(seed: 1))
    let places = try export.append(search: records, keeping: 5)
    _ = try export.finish()
    let rows = try read("search.csv", in: place)
    #expect(rows.count == 5)
    #expect(rows.allSatisfy { $0.count == records.count })
    #expect(places.filter(\.isEmpty).count == records.count - 5)
  }

  @Test("repeated rows hold the same record, and both places are told")
  func repeated() throws {
    let place = try Workplace()
    let records = AuditSchema.allCases.flatMap { AuditFixture.everyRecord($0) }
    let export = try UnifiedAuditExport(
      creating: "lines.jsonl", inCase: place.path("."), .lines, repeatedPerMille: 300, dice: Dice(seed: 1))
    let places = try export.append(search: records)
    _ = try export.finish()
    let rows = try read("lines.jsonl", in: place)
    #expect(rows.count > records.count)
    #expect(Set(rows.map(\.id)).count == records.count)
    #expect(places.joined().count == rows.count)
    for (record, found) in zip(records, places) {
      #expect(rows.filter { $0.id == record.id.description }.map(\.line) == found.map(\.line))
    }
  }

  @Test("an empty export is an empty table or array")
  func empty() throws {
    let place = try Workplace()
    for (name, shape) in shapes {
      _ = try UnifiedAuditExport(creating: name, inCase: place.path("."), shape, dice: Dice(seed: 1)).finish()
      #expect(try read(name, in: place).isEmpty)
    }
  }

  @Test("the same seed gives the same bytes")
  func deterministic() throws {
    let place = try Workplace()
    let hashes = try ["a", "b"].map { name in
      let export = try UnifiedAuditExport(
        creating: name, inCase: place.path("."), .portal, order: .unsorted, repeatedPerMille: 100, dice: Dice(seed: 3))
      _ = try export.append(search: AuditFixture.everyRecord(.year2025))
      return try export.finish()
    }
    #expect(hashes[0] == hashes[1])
  }

  @Test("records of 2021 have the members of a real tenant's, in their order and of their types")
  func likeReal() throws {
    let real = URL(filePath: "/work/shared/corpus/logs/ual/tenant-spring-2021.csv.gz")
    guard FileManager.default.fileExists(atPath: real.path) else {
      print("skipped: no corpus at hand")
      return
    }
    let place = try Workplace()
    let export = try UnifiedAuditExport(
      creating: "lines.jsonl", inCase: place.path("."), .lines, dice: Dice(seed: 1))
    _ = try export.append(search: AuditFixture.everyRecord(.year2021))
    _ = try export.finish()
    let found = try Peer.python("unified_audit.py", "compare", "lines.jsonl", real.path, in: place.folder)
    #expect(found.text == "compared 18\n", "\(found.complaint)")
  }

  private let shapes: [(String, UnifiedAuditExport.Shape)] = [
    ("search.csv", .search(.american)), ("portal.csv", .portal), ("lines.jsonl", .lines), ("array.json", .array),
  ]

  private struct Row: Decodable {
    let line: Int
    let id: String
    let index: Int?
    let count: Int?
  }

  private func read(_ name: String, in place: Workplace) throws -> [Row] {
    let shape = String(name.prefix { $0 != "." })
    let result = try Peer.python("unified_audit.py", "rows", shape, name, in: place.folder)
    try #require(result.status == 0, "\(result.complaint)")
    return try result.lines.map { try JSONDecoder().decode(Row.self, from: Data($0.utf8)) }
  }
}
