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
    let id = try recordID()
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

  private func recordID() throws -> Int64 {
    let parts = record.split(separator: ":", omittingEmptySubsequences: false).map { Int64($0) }
    if parts.count == 1, let id = parts[0] { return id }
    if parts.count == 2, let exhibit = parts[0], let ordinal = parts[1], (1..<1 << 31).contains(exhibit),
      (0..<1 << 32).contains(ordinal)
    {
      return exhibit << 32 | ordinal
    }
    throw ValidationError("'\(record)' is neither a record's id nor exhibit:ordinal")
  }
}
