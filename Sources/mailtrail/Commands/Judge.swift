import ArgumentParser
import EvidenceDatabase
import GRDB
import Reports

struct Judge: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "An examiner's decision on sessions: the attacker's, or legitimate.",
    discussion: """
      Kept with examiner, reason, time and the records that it was made on, and entered into the chain of custody. What \
      depends on it is drawn anew at once. Where a later examination finds other records in the session, the decision \
      is shown as to be confirmed, and not applied until it is given again. The last decision on a session counts.
      """)

  enum Decision: EnumerableFlag {
    case attacker, legitimate, withdrawn

    static func help(for value: Decision) -> ArgumentHelp? {
      switch value {
      case .attacker: "The session is the attacker's: tiers follow from it."
      case .legitimate: "The session is not the attacker's: no tier follows from it, whatever made it suspect."
      case .withdrawn: "Takes back what was decided; the evidence alone says what the session is."
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
  @Argument(help: "Numbers of sessions, or beginnings of their fingerprints, as `mailtrail sessions` shows them.")
  var sessions: [String]
  @Flag(help: "What is decided.")
  var decision: Decision
  @Option(help: ArgumentHelp("Why.", valueName: "text"))
  var because: String
  @Option(help: ArgumentHelp("Who decides.", valueName: "name"))
  var examiner: String
  @Flag(help: "Print everything as JSON.")
  var json = false

  func validate() throws {
    for (option, text) in [("--because", because), ("--examiner", examiner)] where text.allSatisfy(\.isWhitespace) {
      throw ValidationError("\(option) must say something: a decision without it cannot be defended")
    }
  }

  func run() throws {
    let database = try EvidenceDatabase.openForWriting(file)
    try Conclusions.require(in: database)
    let ids = try database.read { db in try sessions.map { try session(named: $0, in: db) } }
    for id in ids { try database.judge(session: id, as: decision.kept, because: because, examiner: examiner) }
    try Conclusions.draw(in: database)
    try database.truncateLog()
    let list = try database.read { try SessionList($0, ids: ids) }
    try Terminal.say(json ? Reports.json(list) : list.text)
  }

  private func session(named name: String, in db: Database) throws -> Int64 {
    let found = try SessionList.ids(named: name, db)
    if let only = found.first, found.count == 1 { return only }
    throw CommandError(
      found.isEmpty
        ? "there is no session '\(name)' in \(file); `mailtrail sessions \(file)` lists them"
        : "\(found.count) sessions have a fingerprint that begins with '\(name)'; give more of it")
  }
}
