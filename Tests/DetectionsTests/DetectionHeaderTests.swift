import Foundation
import Testing

@testable import Detections

@Suite("Header of a detection")
struct DetectionHeaderTests {
  private static let lines = [
    "-- Detection: example", "-- Title:     A title", "-- Severity:  high", "-- Technique: T1114.002 Remote Email",
    "-- Parameter: minimum_items = 100", "-- Parameter: word = two words", "-- Innocent:  a phone;",
    "--            a migration", "-- Source:    here", "-- Source:    there", "-- A remark: not of the header",
    "SELECT :minimum_items",
  ]

  private static func detection(replacing line: Int? = nil, with text: String? = nil) throws -> Detection {
    var lines = lines
    if let line {
      if let text { lines[line] = text } else { lines.remove(at: line) }
    }
    return try Detection(sqlText: lines.joined(separator: "\n"))
  }

  @Test("gives every field; what is indented further goes on")
  func fields() throws {
    let detection = try Self.detection()
    #expect(detection.name == "example")
    #expect(detection.title == "A title")
    #expect(detection.severity == .high)
    #expect(detection.technique == "T1114.002 Remote Email")
    #expect(detection.innocent == ["a phone; a migration"])
    #expect(detection.sources == ["here", "there"])
    #expect(detection.parametersText == "minimum_items = 100\nword = two words")
    #expect(detection.parameters[0].value == .integer(100))
    #expect(detection.parameters[1].value == .text("two words"))
  }

  @Test("a field that lacks is named", arguments: [0, 1, 2, 3, 8])
  func missing(line: Int) throws {
    var lines = Self.lines
    let field = try #require(lines[line].split(separator: " ").dropFirst().first?.dropLast())
    lines.removeAll { $0.hasPrefix("-- \(field):") }
    #expect {
      try Detection(sqlText: lines.joined(separator: "\n"))
    } throws: { ($0 as? DetectionError)?.problem == .missing(String(field)) }
  }

  @Test(
    "what is wrong is told with its line",
    arguments: [
      (1, "-- Titel: x", DetectionError.Problem.unknownField("Titel"), 2),
      (1, "-- Severity: low", .missing("Title"), nil),
      (9, "-- Severity: low", .repeated("Severity"), 10),
      (2, "-- Severity: grave", .unknownSeverity("grave"), nil),
      (4, "-- Parameter: 100", .badParameter("100"), 5),
      (4, "-- Parameter: Items = 100", .badParameter("Items = 100"), 5),
      (5, "-- Parameter: minimum_items = 1", .repeatedParameter("minimum_items"), 6),
    ] as [(Int, String, DetectionError.Problem, Int?)])
  func wrong(line: Int, text: String, problem: DetectionError.Problem, at place: Int?) {
    #expect {
      try Self.detection(replacing: line, with: text)
    } throws: { error in
      guard let error = error as? DetectionError else { return false }
      return error.problem == problem && error.line == place
    }
  }

  @Test("the hash is that of the bytes")
  func hash() throws {
    let detection = try Self.detection()
    #expect(detection.sqlSHA256.count == 64)
    #expect(try Self.detection(replacing: 1, with: "-- Title: B").sqlSHA256 != detection.sqlSHA256)
  }

  @Test("every SQL file is in the build as it stands, and its header has its name")
  func embedded() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let folder = root.appending(path: "Sources/Detections/SQL")
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    let detections = try Detections.load()
    #expect(detections.map { $0.name + ".sql" }.sorted() == files)
    for detection in detections {
      let file = folder.appending(path: detection.name + ".sql")
      #expect(try String(contentsOf: file, encoding: .utf8) == detection.sqlText)
    }
  }
}
