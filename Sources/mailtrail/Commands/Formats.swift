import ArgumentParser
import Readers
import Reports

struct Formats: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: "What mailtrail reads, told by content, never by name.")
  @Flag(help: "Print everything as JSON.")
  var json = false

  private struct Format: Encodable {
    let kind: String
    let summary: String
  }

  func run() throws {
    let formats = allReaders.map { Format(kind: $0.kind, summary: $0.summary) }
    if json {
      try Terminal.say(Reports.json(formats))
      return
    }
    for format in formats { try Terminal.say("\(format.kind)\n    \(format.summary)") }
  }
}
