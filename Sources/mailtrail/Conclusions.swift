import Crypto
import Detections
import EvidenceDatabase
import GRDB
import Reconstruction
import Records

/// The steps from evidence to answer, each done again only where what it rests on has changed.
enum Conclusions {
  private struct Step {
    let name: String
    /// Changes when the step's own work does, or what it reads beside the evidence and the steps before it.
    let version: String
    let run: (Database) throws -> Void

    init(_ name: String, _ version: String, _ run: @escaping (Database) throws -> Void) {
      self.name = name
      self.version = version
      self.run = run
    }
  }

  static func draw(in database: EvidenceDatabase) throws {
    try database.perform(planned(for: database))
  }

  /// Refuses a case whose answer is not drawn from all that it holds.
  static func require(in database: EvidenceDatabase) throws {
    try database.requireFresh(planned(for: database))
  }

  /// Judgements come in as late as they can: what does not depend on who is suspect stands before `suspicion`, and a
  /// decision leaves it as it is.
  private static func steps(for database: EvidenceDatabase) throws -> [Step] {
    let judgements = try database.judgementFingerprint()
    let jobJudgements = try database.jobJudgementFingerprint()
    let trusted = try database.trustedFingerprint()
    let decisions = try database.mailboxDecisionFingerprint()
    let questions = try Detections.load().map { "\($0.sqlSHA256) \($0.parametersText)" }.joined(separator: "\n")
    return [
      Step("cmdlet_acts", "\(CmdletActs.version)") { try CmdletActs.run(in: $0) },
      Step("mailboxes", "\(MailboxIdentity.version) \(decisions)") { try MailboxIdentity.run(in: $0) },
      Step("server_names", "\(ServerNames.version)") { try ServerNames.run(in: $0) },
      Step("mailbox_locations", "\(MailboxLocations.version)") { try MailboxLocations.run(in: $0) },
      Step("requests", "\(RequestTables.version)") { try RequestTables.run(in: $0) },
      Step("sessions", "\(Sessions.version)") { try Sessions.run(in: $0) },
      Step("session_traits", "\(SessionTraits.version) \(trusted)") { try SessionTraits.run(in: $0) },
      Step("server_builds", "\(ServerBuilds.version)") { try ServerBuilds.run(in: $0) },
      Step("entry_keys", "\(EntryKeys.version)") { try EntryKeys.run(in: $0) },
      Step("log_notes", "\(LogNotes.version)") { try LogNotes.run(in: $0) },
      Step("exports", "\(ExportJobs.version)") { try ExportJobs.run(in: $0) },
      Step("indicator_matches", "\(IndicatorMatches.version)") { try IndicatorMatches.run(in: $0) },
      Step("detections", questions) { try Detections.run(in: $0) },
      Step("request_sessions", "\(RequestSessions.version)") { try RequestSessions.run(in: $0) },
      Step("indicator_sessions", "\(IndicatorSessions.version)") { try IndicatorSessions.run(in: $0) },
      Step("coverage", "\(Coverage.version)") { try Coverage.run(in: $0) },
      Step("suspicion", "\(Suspicion.version) \(judgements)") { try Suspicion.run(in: $0) },
      Step("proposed_actors", "\(ProposedActors.version)") { try ProposedActors.run(in: $0) },
      Step("compromise_windows", "\(CompromiseWindows.version)") { try CompromiseWindows.run(in: $0) },
      Step("export_suspicion", "\(ExportSuspicion.version) \(jobJudgements)") { try ExportSuspicion.run(in: $0) },
      Step("server_events", "\(ServerEvents.version)") { try ServerEvents.run(in: $0) },
      Step("exposure", "\(Exposures.version)") { try Exposures.run(in: $0) },
    ]
  }

  /// Each step's fingerprint covers those before it, so that one done anew makes all that follow stale. What comes before
  /// the sessions of requests sees none of an earlier run.
  private static func planned(for database: EvidenceDatabase) throws -> [PlannedStep] {
    var fingerprint = try database.evidenceFingerprint()
    let steps = try steps(for: database)
    let requests = steps.firstIndex { $0.name == "request_sessions" } ?? 0
    let conclusions = steps.enumerated().map { place, step in
      let text = "\(fingerprint)\n\(step.name)\n\(step.version)"
      fingerprint = hexadecimal(Array(SHA256.hash(data: Array(text.utf8))))
      return PlannedStep(CaseStep(step.name), fingerprint: fingerprint) { db in
        if place < requests { try RequestSessions.clear(in: db) }
        try step.run(db)
      }
    }
    return try database.evidenceSteps() + conclusions
  }
}
