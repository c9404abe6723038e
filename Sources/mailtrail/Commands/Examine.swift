import ArgumentParser
import EvidenceDatabase
import Exhibits
import Foundation
import Readers
import Records
import Reports

struct Examine: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Reads exhibits into a case, and answers from all that the case holds.",
    discussion: """
      Can be run again on the same case with more paths: what was read is not read twice, what was cut short is read
      again, and all conclusions are drawn anew. Sources are never written to.
      """)

  @Argument(help: "Files and folders: mailboxes, logs, and whatever lies beside them.", completion: .file())
  var paths: [String] = []
  @Option(name: .customLong("case"), help: "The evidence database; made where it is not there.")
  var caseFile: String
  @Option(help: ArgumentHelp("Whose mailbox a file or folder is.", valueName: "FILE=ADDRESS"))
  var mailbox: [String] = []
  @Option(help: ArgumentHelp("Two names of one mailbox: address, GUID, SID, legacy DN.", valueName: "NAME=NAME"))
  var sameMailbox: [String] = []
  @Option(help: ArgumentHelp("Two names that are not one mailbox's, whatever the logs join.", valueName: "NAME=NAME"))
  var otherMailbox: [String] = []
  @Option(
    help: ArgumentHelp(
      "A CSV with the columns type,value,note (type: ip, app, user, user_agent, domain, url, hash), or a STIX 2.1 bundle.",
      valueName: "FILE"))
  var indicators: [String] = []
  @Option(
    help: ArgumentHelp(
      "A CSV like that of --indicators, of what is known to be in order: offices, backup and other products.",
      valueName: "FILE"))
  var trusted: [String] = []
  @Option(
    name: .customLong("time-zone"),
    help: ArgumentHelp(
      "Where local times without an offset are: an offset such as +01:00, or a name such as Europe/Berlin.",
      valueName: "ZONE"))
  var timeZone: String?
  @Flag(help: "MD5 of every exhibit too.")
  var md5 = false
  @Option(help: "Exhibits read at the same time; as many as there are cores.")
  var jobs = ProcessInfo.processInfo.activeProcessorCount
  @Flag(help: "Print everything as JSON.")
  var json = false

  func validate() throws {
    guard jobs > 0 else { throw ValidationError("--jobs takes a number from 1 up") }
    if let timeZone, LocalZone(argument: timeZone) == nil {
      throw ValidationError(
        "--time-zone takes an offset such as +01:00 or a name such as Europe/Berlin, not '\(timeZone)'")
    }
    for assignment in mailbox where MailboxAssignment(assignment) == nil {
      throw ValidationError("--mailbox takes FILE=ADDRESS, not '\(assignment)'")
    }
  }

  /// What was said of the names of mailboxes.
  private func decisions() throws -> [MailboxDecision] {
    try [(MailboxDecision.Relation.same, sameMailbox), (.different, otherMailbox)].flatMap { relation, pairs in
      try pairs.map { pair in
        guard let decision = MailboxDecision(relation, pair) else {
          throw ValidationError("two different names are given as NAME=NAME, not '\(pair)'")
        }
        return decision
      }
    }
  }

  func run() async throws {
    let decided = try decisions()
    let handedOver = try EvidenceWalk.files(under: paths)
    let assignments = try mailbox.compactMap(MailboxAssignment.init).map { try $0.resolved() }
    let given = try indicators.flatMap { try IndicatorFile.read($0) }
    let trust = try trusted.flatMap {
      try IndicatorFile.read($0, kinds: Indicator.Kind.allCases.filter(\.namesSessions))
    }
    let database = try EvidenceDatabase.openForWriting(caseFile)
    let found = try without(caseFile, handedOver)
    let foundCount = found.count
    if !given.isEmpty { try database.addIndicators(given) }
    try database.decide(decided)
    if !trust.isEmpty {
      try database.addTrusted(trust)
      try database.appendCustody(
        "trust", detail: trust.map { "\($0.kind.rawValue) \($0.value)" }.joined(separator: ", "))
    }

    let intake = try await Intake(of: found, assignments: assignments, into: database)
    for assignment in intake.unusedAssignments {
      Terminal.complain("mailtrail: --mailbox \(assignment) fits no exhibit of the case")
    }
    let progress = Progress(totalBytes: intake.byteCount, exhibits: intake.exhibits.count)
    defer { progress.end() }
    let reading = ExhibitReading(withMD5: md5) { progress.read($0) }
    try await Examination(
      database: database, writer: intake.writer, reading: reading, progress: progress, jobs: jobs,
      localZone: timeZone.flatMap { LocalZone(argument: $0) },
      refused: intake.refused
    ).run(intake.exhibits)

    progress.enter("drawing conclusions")
    try Conclusions.draw(in: database)
    try database.appendCustody(
      "examine",
      detail:
        "\(foundCount) files handed over, \(foundCount - intake.skipped) read, \(intake.skipped) known from before"
        + (timeZone.map { ", local times taken to be \($0)" } ?? "") + ", by \(Program.shown)")
    try database.truncateLog()
    progress.end()

    let summary = try database.read { try Summary($0, isWhole: json) }
    try Terminal.say(json ? Reports.json(summary) : summary.text)
    if summary.hasDefects { throw ExitCode.doneWithDefects }
  }

  /// The case may lie in a folder that is examined; it is no exhibit of itself, and opening it here would take away
  /// SQLite's lock on it.
  private func without(_ caseFile: String, _ files: [FoundFile]) throws -> [FoundFile] {
    let path = try EvidenceWalk.shownPath(of: caseFile)
    let own = Set(["", "-wal", "-shm", "-journal"].map { path + $0 })
    if files.contains(where: { own.contains($0.path) }) {
      Terminal.complain("mailtrail: \(caseFile) lies among what is examined; it is the case itself and was left out")
    }
    return files.filter { !own.contains($0.path) }
  }
}

/// Says whose mailbox a file, or all files below a folder, are.
struct MailboxAssignment {
  let path: String
  let address: String

  init?(_ argument: String) {
    // An address holds no '=' in practice; a file name may.
    guard let split = argument.lastIndex(of: "="), split > argument.startIndex else { return nil }
    path = String(argument[..<split])
    address = String(argument[argument.index(after: split)...])
    guard !address.isEmpty else { return nil }
  }

  private init(path: String, address: String) {
    self.path = path
    self.address = address
  }

  /// The same with the path as the walk shows it.
  func resolved() throws -> MailboxAssignment {
    MailboxAssignment(path: try EvidenceWalk.shownPath(of: path), address: address)
  }
}
