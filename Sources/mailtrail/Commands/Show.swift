import ArgumentParser
import EvidenceDatabase
import Exhibits
import Reports

struct Show: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "One record with its source bytes, read again from the exhibit and checked.")
  @OptionGroup var evidence: CaseArgument
  @Argument(help: "The record's id, or exhibit:ordinal.")
  var record: String
  @Option(help: "Show at most this many bytes of the source.")
  var bytes = 65_536

  private struct Shown: Encodable {
    let record: RecordView
    let source: SourceExcerpt
  }

  func run() throws {
    let database = try openCase(evidence.file)
    guard let id = recordID(record) else {
      throw ValidationError("'\(record)' is neither a record's id nor exhibit:ordinal")
    }
    guard let view = try database.read({ try RecordView($0, id: id) }) else {
      throw CommandError("there is no record \(record) in \(evidence.file); findings and exposure name records")
    }
    let excerpt = try SourceExcerpt(of: view, in: database, limit: bytes)
    if evidence.json {
      try Terminal.say(json(Shown(record: view, source: excerpt)))
    } else {
      try Terminal.say(view.text + excerpt.text)
    }
    if !excerpt.isVerified { throw ExitCode.doneWithDefects }
  }
}
