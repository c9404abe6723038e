import ArgumentParser
import EvidenceDatabase
import Reports

struct TimelineCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "timeline", abstract: "What was done to each server of Exchange, in the order of time.")
  @OptionGroup var evidence: CaseArgument
  @Option(help: "Only this server, by any name or address that a log gives it.")
  var server: String?

  func run() throws {
    let timeline = try openCase(evidence.file).read { try ServerTimeline($0, server: server) }
    try Terminal.say(evidence.json ? json(timeline) : timeline.text)
  }
}
