import Foundation
import Testing

@Suite("Text and JSON of the same answer")
struct TextAndJSONTests {
  private static let scenarios = ["proxylogon", "rogue-app", "sync", "insider-ediscovery", "quiet"]
  private static let commands = ["summary", "findings", "exposure", "sessions", "coverage", "timeline"]

  private func examined(_ scenario: String) throws -> Workplace {
    let place = try Workplace()
    let sample = Place.root.appending(path: "Samples/\(scenario)")
    let result = try place.examine(
      sample.appending(path: "evidence").path(percentEncoded: false), "--case", "case.sqlite")
    #expect(result.status == 0 || result.status == 3, "\(result.complaint)")
    return place
  }

  /// By the names and properties of the characters, where the reports go by their numbers.
  private func columns(_ line: Substring) -> Int {
    line.reduce(0) { sum, character in
      guard let properties = character.unicodeScalars.first?.properties else { return sum }
      let scripts = ["CJK", "HIRAGANA", "KATAKANA", "HANGUL", "FULLWIDTH", "IDEOGRAPHIC"]
      let isWide =
        properties.isIdeographic || properties.isEmojiPresentation
        || scripts.contains { properties.name?.hasPrefix($0) == true }
      return sum + (isWide ? 2 : 1)
    }
  }

  @Test("no line is wider than 100 columns, of no command and no mailbox", arguments: scenarios)
  func width(scenario: String) throws {
    let place = try examined(scenario)
    let summary = try JSONSerialization.jsonObject(
      with: Data(Tool.run(["summary", "case.sqlite", "--json"], in: place.folder).output.utf8))
    let mailboxes = try #require((summary as? [String: Any])?["mailboxes"] as? [[String: Any]])
      .compactMap { $0["mailbox"] as? String }
    #expect(mailboxes.count >= 7)
    let narrowed = mailboxes.flatMap { [["exposure", "--mailbox", $0], ["coverage", "--mailbox", $0]] }
    for command in Self.commands.map({ [$0] }) + narrowed {
      let output = try Tool.run([command[0], "case.sqlite"] + command.dropFirst(), in: place.folder).output
      #expect(!output.isEmpty)
      // A word that is longer stands alone, to be copied whole.
      let wide = output.split(separator: "\n").filter { $0.contains(" ") && columns($0) > 100 }
        .filter { $0.trimmingPrefix { $0 == " " }.contains(" ") }
      #expect(wide == [], "\(command)")
    }
  }

  @Test("every time, address, account, GUID and session of the text is in the JSON", arguments: scenarios)
  func complete(scenario: String) throws {
    let place = try examined(scenario)
    let fact =
      /\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ|[\w.'-]+@[\w-]+\.[\w.-]*\w|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|\d{1,3}(?:\.\d{1,3}){3}|\[[0-9a-f]{8}\]/
    var facts = 0
    for command in Self.commands {
      let text = try Tool.run([command, "case.sqlite"], in: place.folder).output
      let json = try Tool.run([command, "case.sqlite", "--json"], in: place.folder).output
        .replacing("\\/", with: "/")
      // A line break of the text stands where the JSON has a space.
      let flowing = text.replacing(/\n +/, with: " ")
      let told = Set(flowing.matches(of: fact).filter { !flowing[$0.range.upperBound...].hasPrefix("…") }.map(\.output))
      let missing = told.filter { !json.contains($0.trimmingCharacters(in: ["[", "]"])) }
      #expect(missing == [], "\(command)")
      facts += told.count
    }
    #expect(facts > 40)
  }
}
