import ArgumentParser
import Readers
import Records
import Reports

struct Formats: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: "What mailtrail reads, told by content, never by name.")
  @Flag(help: "Print everything as JSON.")
  var json = false

  private struct Format: Encodable {
    let kind: String
    let summary: String
    let times: [String]?
  }

  private static let basisTexts: [TimeBasis: String] = [
    .utc: "UTC, as the format says", .offset: "with the offset that the record carries",
    .assumed: "local, `assumed`: give --time-zone",
  ]

  func run() throws {
    let formats = allReaders.map { reader in
      Format(kind: reader.kind, summary: reader.summary, times: reader.timeBases?.map(\.rawValue))
    }
    if json {
      try Terminal.say(Reports.json(formats))
      return
    }
    for reader in allReaders {
      try Terminal.say("\(reader.kind)\n    \(reader.summary)")
      guard let bases = reader.timeBases else { continue }
      let times = bases.compactMap { Self.basisTexts[$0] }
      try Terminal.say("    times: " + (times.isEmpty ? "none" : times.joined(separator: "; or ")))
    }
  }
}
