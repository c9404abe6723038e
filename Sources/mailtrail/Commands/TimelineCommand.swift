import ArgumentParser
import EvidenceDatabase
import Reports

struct TimelineCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "timeline", abstract: "What was done to each server of Exchange, in the order of time.")
  @OptionGroup var evidence: CaseArgument
  @Option(help: "Only this server, by any name or address that a log gives it.")
  var server: String?
  @Option(
    help: ArgumentHelp("Only acts from this day on (UTC).", valueName: "yyyy-mm-dd"), transform: day)
  var since: Int64 = ServerTimeline.usualSince

  func run() throws {
    let timeline = try openCase(evidence.file).read { try ServerTimeline($0, server: server, since: since) }
    try Terminal.say(evidence.json ? json(timeline) : timeline.text)
  }

  private static func day(_ text: String) throws -> Int64 {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
    guard parts.count == 3, let year = parts[0], let month = parts[1], let day = parts[2], text.utf8.count == 10,
      let start = Timestamp.startOfDay(year, month, day)
    else { throw ValidationError("'\(text)' is no day; write it as 2020-09-01") }
    return start
  }
}
