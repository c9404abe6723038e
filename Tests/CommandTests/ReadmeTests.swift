import Foundation
import Testing

@Suite("The README")
struct ReadmeTests {
  private let text: String

  init() throws {
    text = try String(contentsOf: Place.root.appending(path: "README.md"), encoding: .utf8)
  }

  @Test("names every command, every kind of exhibit and every detection")
  func names() throws {
    let help = try Tool.run(["--help"], in: Place.root).output
    let commands = help.split(separator: "\n").drop { !$0.hasPrefix("SUBCOMMANDS") }.dropFirst()
      .compactMap { $0.split(separator: " ").first }.filter { $0 != "See" && $0 != "more" }
    #expect(commands.count >= 7)
    for command in commands where help.contains("  \(command)  ") {
      #expect(text.contains("mailtrail \(command)"), "\(command)")
    }
    for (list, key) in [("formats", "kind"), ("detections", "name")] {
      let output = try Tool.run([list, "--json"], in: Place.root).output
      let entries = try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [[String: Any]] ?? []
      #expect(!entries.isEmpty)
      for entry in entries {
        let name = try #require(entry[key] as? String)
        #expect(text.contains("| `\(name)` |"), "\(name)")
      }
    }
  }

  @Test("says of every log what its times rest on, as `mailtrail formats` does")
  func times() throws {
    struct Format: Decodable {
      let kind: String
      let times: [String]?
    }
    let output = try Tool.run(["formats", "--json"], in: Place.root).output
    let formats = try JSONDecoder().decode([Format].self, from: Data(output.utf8))
    let plain = try Tool.run(["formats"], in: Place.root).output
    #expect(plain.split(separator: "\n").count { $0.hasPrefix("    times: ") } == formats.count { $0.times != nil })
    for format in formats {
      let row = try #require(text.split(separator: "\n").first { $0.hasPrefix("| `\(format.kind)` |") })
      let told = format.times.map { $0.isEmpty ? " none " : " \($0.joined(separator: ", ")) " } ?? " "
      #expect(row.split(separator: "|").dropFirst(2).first.map(String.init) == told, "\(format.kind)")
    }
  }

  @Test("shows what the sample case really prints")
  func output() throws {
    let place = try Workplace()
    let result = try Tool.run(
      ["examine", Place.sampleEvidence, "--case", "case.sqlite", "--indicators", Place.sampleIndicators],
      in: place.folder)
    let shown = result.output.split(separator: "\n", omittingEmptySubsequences: false)
      .map { $0.isEmpty ? "" : "    " + $0 }.joined(separator: "\n")
    #expect(text.contains(shown.trimmingCharacters(in: .newlines)))
  }
}
