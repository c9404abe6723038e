import ArgumentParser
import EvidenceDatabase
import GRDB
import Reports

struct Judge: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "An examiner's decision on sessions or jobs: the attacker's, or legitimate.",
    discussion: """
      Kept with examiner, reason, time and the records that it was made on, and entered into the chain of custody. What \
      depends on it is drawn anew at once. Where a later examination finds other records in the session or job, the \
      decision is shown as to be confirmed, and not applied until it is given again. The last decision on each counts.
      """)

  enum Decision: EnumerableFlag {
    case attacker, legitimate, withdrawn

    static func help(for value: Decision) -> ArgumentHelp? {
      switch value {
      case .attacker: "It is the attacker's: tiers follow from it."
      case .legitimate: "It is not the attacker's: no tier follows from it, whatever made it suspect."
      case .withdrawn: "Takes back what was decided; the evidence alone says what it is."
      }
    }

    var kept: JudgementDecision {
      switch self {
      case .attacker: .attacker
      case .legitimate: .legitimate
      case .withdrawn: .withdrawn
      }
    }
  }

  @Argument(help: "The evidence database.", completion: .file(extensions: ["sqlite"]))
  var file: String
  @Argument(help: "Beginnings of the fingerprints of sessions, as `mailtrail sessions` shows them, or their numbers.")
  var sessions: [String] = []
  @Option(
    name: .customLong("job"),
    help: ArgumentHelp(
      "Number of an export, search or forwarding as `mailtrail summary` shows it.", valueName: "number"))
  var jobs: [Int64] = []
  @Flag(help: "What is decided.")
  var decision: Decision
  @Option(help: ArgumentHelp("Why.", valueName: "text"))
  var because: String
  @Option(help: ArgumentHelp("Who decides.", valueName: "name"))
  var examiner: String
  @Flag(help: "Print everything as JSON.")
  var json = false

  func validate() throws {
    if sessions.isEmpty, jobs.isEmpty { throw ValidationError("give a session, or --job, that is decided on") }
    for (option, text) in [("--because", because), ("--examiner", examiner)] where text.allSatisfy(\.isWhitespace) {
      throw ValidationError("\(option) must say something: a decision without it cannot be defended")
    }
  }

  func run() throws {
    let database = try EvidenceDatabase.openForWriting(file)
    try Conclusions.require(in: database)
    let ids = try database.read { db in try sessions.map { try session(named: $0, in: db) } }
    try database.read { db in
      for job in jobs {
        let known = try Int64.fetchOne(
          db, sql: "SELECT export_job_id FROM export_job WHERE export_job_id = ?", arguments: [job])
        if known != nil { continue }
        throw CommandError("there is no job \(job) in \(file); `mailtrail summary \(file)` lists them")
      }
    }
    for id in ids { try database.judge(session: id, as: decision.kept, because: because, examiner: examiner) }
    for job in jobs { try database.judge(job: job, as: decision.kept, because: because, examiner: examiner) }
    try Conclusions.draw(in: database)
    try database.truncateLog()
    let decided = try database.read { try DecidedList($0, sessions: ids, jobs: jobs) }
    try Terminal.say(json ? Reports.json(decided) : decided.text)
  }

  private func session(named name: String, in db: Database) throws -> Int64 {
    let found = try SessionList.ids(named: name, db)
    if let only = found.first, found.count == 1 { return only }
    throw CommandError(
      found.isEmpty
        ? "there is no session '\(name)' in \(file); `mailtrail sessions \(file)` lists them"
        : "\(found.count) sessions have a fingerprint that begins with '\(name)'; `mailtrail sessions --json` has them whole"
    )
  }
}
