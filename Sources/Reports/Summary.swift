package import GRDB

/// The one-page answer: how many mailboxes and messages, how surely, when and by whom; then the mailboxes, worst first,
/// and all that the answer rests on.
package struct Summary: Encodable {
  package struct FindingLine: Encodable {
    let findingID: Int64
    let severity: String
    let detection: String
    let title: String
    let mailbox: String?
    let summary: String
  }
  /// What an examiner has to know beside the figures. JSON has it as one text.
  package struct Note: Encodable {
    let topic: String
    let text: String

    package init(topic: String, text: String) {
      self.topic = topic
      self.text = text
    }

    package func encode(to encoder: any Encoder) throws {
      var container = encoder.singleValueContainer()
      try container.encode("\(topic): \(text)")
    }
  }
  let contents: CaseContents
  /// Those with the strongest tiers first.
  let mailboxes: [MailboxSummary]
  /// Suspect sessions that are in no one mailbox: sign-ins, administration.
  let suspectSessionsElsewhere: [SessionList.Session]
  /// All of them, or as many as the text shows.
  let exportJobs: [ExportJobLine]
  let jobCounts: ExportJobCounts
  let servers: [ServerLine]
  let proposedActors: [ActorLine]
  let judgements: [JudgementLine]
  /// What the logs cannot show of the time in which an attacker could act.
  let holes: [CoverageList.Span]
  let window: IncidentSpan?
  let findings: [FindingLine]
  let notes: [Note]

  /// How many export jobs the text shows.
  static let jobLimit = 20

  private enum CodingKeys: CodingKey {
    case contents, mailboxes, suspectSessionsElsewhere, exportJobs, servers, proposedActors, judgements, holes, window
    case findings, notes
  }

  /// Whether something handed over could not be read as its format says.
  package var hasDefects: Bool { contents.defects > 0 }

  /// With `isWhole`, it holds all export jobs, as JSON has them; else those alone that ``text`` shows.
  package init(_ db: Database, isWhole: Bool) throws {
    contents = try CaseContents(db)
    let labels = try MailboxLabels(db)
    let suspect = try SessionList(db, suspectOnly: true).sessions
    mailboxes = try MailboxSummary.fetch(db, labels, suspect)
    suspectSessionsElsewhere = suspect.filter { $0.mailbox == nil }
    exportJobs = try ExportJobLine.fetch(db, labels, isWhole ? .all : .first(Self.jobLimit))
    jobCounts = try ExportJobCounts(db)
    servers = try ServerLine.fetch(db)
    proposedActors = try ActorLine.fetch(db)
    judgements = try JudgementLine.fetch(db)
    window = try IncidentSpan(db)
    holes = try window.map { try CoverageList(db, holesIn: $0).spans } ?? []
    findings = try FindingList(db).findings.map {
      FindingLine(
        findingID: $0.findingID, severity: $0.severity, detection: $0.detection, title: $0.title, mailbox: $0.mailbox,
        summary: $0.summary)
    }
    notes = try Row.fetchAll(
      db,
      sql: """
        SELECT topic, note, mailbox_id, audit_record_id FROM reconstruction_note ORDER BY reconstruction_note_id
        """
    ).map { row in
      let mailbox = (row["mailbox_id"] as Int64?).map { "\(labels[$0]): " } ?? ""
      let record = (row["audit_record_id"] as Int64?).map { " (record \(recordName($0)))" } ?? ""
      return Note(topic: row["topic"], text: "\(mailbox)\(row["note"] as String)\(record)")
    }
  }
}

/// From when to when an attacker is known to have acted anywhere in the case: in a mailbox, on a server, or by an export,
/// search or forwarding.
package struct IncidentSpan: Encodable {
  let first: String
  /// Nil where it is not known to have ended.
  let last: String?
  let fromMicroseconds: Int64
  let toMicroseconds: Int64?

  /// Nil where no attacker is known.
  init?(_ db: Database) throws {
    let row = try Row.fetchOne(
      db,
      sql: """
        WITH act AS (
          SELECT from_us, to_us FROM compromise_window
          UNION ALL
          SELECT requested_us, MAX(requested_us, COALESCE(completed_us, requested_us)) FROM export_job
          WHERE requested_us IS NOT NULL AND export_job_id IN (SELECT export_job_id FROM export_job_suspicion)
        )
        SELECT MIN(from_us), CASE WHEN COUNT(*) = COUNT(to_us) THEN MAX(to_us) END FROM act
        """)
    guard let from = row?[0] as Int64? else { return nil }
    (fromMicroseconds, toMicroseconds) = (from, row?[1])
    (first, last) = (Timestamp.text(from), Timestamp.text(toMicroseconds))
  }
}
