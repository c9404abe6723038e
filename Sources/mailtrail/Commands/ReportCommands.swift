import ArgumentParser
import EvidenceDatabase
import Reports

struct SummaryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "summary", abstract: "The one-page answer: mailbox × tier × messages × bytes × window × actor.")
  @OptionGroup var evidence: CaseArgument

  func run() throws {
    let summary = try openCase(evidence.file).read { try Summary($0, isWhole: evidence.json) }
    try Terminal.say(evidence.json ? json(summary) : summary.text)
  }
}

struct FindingsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "findings", abstract: "What was found; with a finding's number, the records that it rests on.")
  @OptionGroup var evidence: CaseArgument
  @Argument(help: "Number of one finding.")
  var id: Int64?

  func run() throws {
    let list = try openCase(evidence.file).read { try FindingList($0, only: id) }
    if let id, list.findings.isEmpty {
      throw CommandError(
        "there is no finding \(id) in \(evidence.file); `mailtrail findings \(evidence.file)` lists them")
    }
    try Terminal.say(evidence.json ? json(list) : list.text)
  }
}

struct ExposureCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "exposure", abstract: "How surely each message was exposed, with the records that it rests on.")
  @OptionGroup var evidence: CaseArgument
  @Option(help: "Only this mailbox, by its address.")
  var mailbox: String?
  @Option(help: "Only this tier: exported, accessed, synced, unlogged, reachable, not_indicated or unknown.")
  var tier: String?

  func validate() throws {
    if let tier, !ExposureList.tiers.contains(tier) {
      throw ValidationError("there is no tier '\(tier)'; tiers are \(ExposureList.tiers.joined(separator: ", "))")
    }
  }

  func run() throws {
    let database = try openCase(evidence.file)
    try requireMailbox(mailbox, in: database, evidence.file)
    let list = try database.read { try ExposureList($0, mailbox: mailbox, tier: tier) }
    try Terminal.say(evidence.json ? json(list) : list.text)
  }
}

struct SessionsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sessions", abstract: "Who was in which mailbox, and what makes a session suspect.")
  @OptionGroup var evidence: CaseArgument
  @Flag(help: "Only suspect sessions.")
  var suspect = false
  @Option(help: "Only this mailbox, by its address.")
  var mailbox: String?

  func run() throws {
    let database = try openCase(evidence.file)
    try requireMailbox(mailbox, in: database, evidence.file)
    let list = try database.read { try SessionList($0, suspectOnly: suspect, mailbox: mailbox) }
    try Terminal.say(evidence.json ? json(list) : list.text)
  }
}

struct CoverageCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "coverage", abstract: "What the logs can and cannot show: by log, server, mailbox and time.")
  @OptionGroup var evidence: CaseArgument
  @Option(help: "Only what bears on this mailbox, by its address.")
  var mailbox: String?

  func run() throws {
    let database = try openCase(evidence.file)
    try requireMailbox(mailbox, in: database, evidence.file)
    let list = try database.read { try CoverageList($0, mailbox: mailbox) }
    try Terminal.say(evidence.json ? json(list) : list.text)
  }
}

/// A mistyped mailbox must not read as an all-clear.
func requireMailbox(_ mailbox: String?, in database: EvidenceDatabase, _ file: String) throws {
  guard let mailbox, try !database.read({ try ExposureList.hasMailbox(mailbox, $0) }) else { return }
  throw CommandError("there is no mailbox '\(mailbox)' in \(file); `mailtrail summary --json` names those there are")
}

/// A command that cannot do what was asked: what is wrong and what to do next.
struct CommandError: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}

/// Opens a case to look at; refuses one whose last examination is not complete.
func openCase(_ path: String) throws -> EvidenceDatabase {
  let database = try EvidenceDatabase.openForReading(path)
  try Conclusions.require(in: database)
  return database
}
