package import GRDB

/// The one-page answer: for every mailbox what was exposed, how surely, when and to whom.
package struct Summary: Encodable {
  package struct Tier: Encodable {
    let tier: String
    let basis: String
    /// Messages at hand, each counted once; those embedded in them; ids that no store at hand holds.
    let messages: Int
    let embeddedMessages: Int
    /// Messages that the same log entry fits as well, for which another one is counted, and of which nothing else is
    /// stated.
    let alternatives: Int
    let withoutContent: Int
    /// Of messages at hand and of logged sizes; nil where not one size is known.
    let bytes: Int64?
    let sizeUnknown: Int
    let first: String?
    let last: String?
  }
  package struct Session: Encodable {
    let actor: String?
    let clientIP: String?
    let appID: String?
    let clientInfo: String?
    let sessionKey: String?
    let first: String?
    let last: String?
    let events: Int
    let reasons: [String]
  }
  package struct Handling: Encodable {
    let accessType: String
    let items: Int
  }
  package struct Mailbox: Encodable {
    let mailbox: String
    let kind: String
    /// Items in the stores at hand, embedded and associated ones not counted.
    let messages: Int
    let tiers: [Tier]
    /// Of `messages`, those that the actor itself sent and about which no tier is stated: no exposure of the owner's mail.
    let sentByActor: Int
    /// Of the other `messages`, those about which no tier is stated.
    let notStated: Int
    let handledByActor: [Handling]
    let suspectSessions: [Session]
  }
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
  let mailboxes: [Mailbox]
  /// Suspect sessions that are in no one mailbox: sign-ins, administration.
  let suspectSessionsElsewhere: [Session]
  let findings: [FindingLine]
  let notes: [Note]

  /// Whether something handed over could not be read as its format says.
  package var hasDefects: Bool { contents.defects > 0 }

  package init(_ db: Database) throws {
    contents = try CaseContents(db)
    let labels = try MailboxLabels(db)
    mailboxes = try Row.fetchAll(db, sql: "SELECT mailbox_id, kind FROM mailbox ORDER BY mailbox_id").map {
      try Self.mailbox(db, id: $0["mailbox_id"], name: labels[$0["mailbox_id"]], kind: $0["kind"])
    }
    suspectSessionsElsewhere = try Self.sessions(db, mailbox: nil)
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

  private static func mailbox(_ db: Database, id: Int64, name: String, kind: String) throws -> Mailbox {
    let messages =
      try Int.fetchOne(
        db,
        sql: """
          SELECT COUNT(*) FROM exhibit_mailbox AS x
          JOIN stored_message AS m
            ON m.message_id > x.exhibit_id * 4294967296 AND m.message_id < (x.exhibit_id + 1) * 4294967296
          WHERE x.mailbox_id = ? AND m.parent_message_id IS NULL AND m.is_associated = 0
          """, arguments: [id]) ?? 0
    let (sent, notStated) = try withoutTier(db, mailbox: id)
    return Mailbox(
      mailbox: name, kind: kind, messages: messages, tiers: try tiers(db, mailbox: id), sentByActor: sent,
      notStated: notStated, handledByActor: try handling(db, mailbox: id),
      suspectSessions: try sessions(db, mailbox: id))
  }

  /// Messages of the mailbox about which no tier is stated: those that the actor itself sent, and the others.
  private static func withoutTier(_ db: Database, mailbox: Int64) throws -> (sent: Int, others: Int) {
    let row = try Row.fetchOne(
      db,
      sql: """
        WITH sent AS (
          SELECT a.message_key FROM actor_handling AS h
          JOIN stored_mail_access AS a ON a.mail_access_id = h.mail_access_id
          WHERE h.mailbox_id = :mailbox AND h.access_type = 'send' AND a.message_key IS NOT NULL
        )
        SELECT COUNT(*) AS messages, COALESCE(SUM(m.message_key IN (SELECT message_key FROM sent)), 0) AS sent
        FROM exhibit_mailbox AS x
        JOIN stored_message AS m
          ON m.message_id > x.exhibit_id * 4294967296 AND m.message_id < (x.exhibit_id + 1) * 4294967296
        WHERE x.mailbox_id = :mailbox AND m.parent_message_id IS NULL AND m.is_associated = 0
          AND NOT EXISTS (SELECT 1 FROM exposure AS e WHERE e.mailbox_id = :mailbox AND e.message_id = m.message_id)
        """, arguments: ["mailbox": mailbox])
    let sent: Int = row?["sent"] ?? 0
    return (sent, (row?["messages"] ?? 0) - sent)
  }

  private static func handling(_ db: Database, mailbox: Int64) throws -> [Handling] {
    try Row.fetchAll(
      db,
      sql: """
        SELECT access_type, COUNT(DISTINCT mail_access_id) AS items FROM actor_handling
        WHERE mailbox_id = ? GROUP BY access_type ORDER BY access_type
        """, arguments: [mailbox]
    ).map { Handling(accessType: $0[0], items: $0[1]) }
  }

  private static func tiers(_ db: Database, mailbox: Int64) throws -> [Tier] {
    try Row.fetchAll(
      db,
      sql: """
        SELECT x.tier, x.basis,
          SUM(CASE WHEN x.message_id IS NOT NULL AND m.parent_message_id IS NULL THEN x.is_counted ELSE 0 END)
            AS messages,
          SUM(CASE WHEN m.parent_message_id IS NULL THEN 1 - x.is_counted ELSE 0 END) AS alternatives,
          SUM(CASE WHEN m.parent_message_id IS NOT NULL THEN 1 ELSE 0 END) AS embedded,
          SUM(CASE WHEN x.message_id IS NULL THEN x.is_counted ELSE 0 END) AS without_content,
          SUM(CASE WHEN x.is_counted = 1 THEN COALESCE(m.byte_count, x.byte_count) END) AS bytes,
          SUM(CASE WHEN x.is_counted = 1 AND COALESCE(m.byte_count, x.byte_count) IS NULL THEN 1 ELSE 0 END)
            AS size_unknown,
          MIN(x.first_us) AS first_us, MAX(x.last_us) AS last_us
        FROM exposure_strongest AS x LEFT JOIN stored_message AS m ON m.message_id = x.message_id
        WHERE x.mailbox_id = ?
        GROUP BY x.tier_rank, x.tier, x.basis ORDER BY x.tier_rank, x.basis
        """, arguments: [mailbox]
    ).map {
      Tier(
        tier: $0["tier"], basis: $0["basis"], messages: $0["messages"], embeddedMessages: $0["embedded"],
        alternatives: $0["alternatives"],
        withoutContent: $0["without_content"], bytes: $0["bytes"], sizeUnknown: $0["size_unknown"],
        first: Timestamp.text($0["first_us"] as Int64?), last: Timestamp.text($0["last_us"] as Int64?))
    }
  }

  private static func sessions(_ db: Database, mailbox: Int64?) throws -> [Session] {
    try Row.fetchAll(
      db,
      sql: """
        SELECT * FROM access_session WHERE is_suspect = 1 AND mailbox_id IS ? ORDER BY first_us, session_id
        """, arguments: [mailbox]
    ).map { row in
      Session(
        actor: row["actor"], clientIP: row["client_ip"], appID: row["app_id"], clientInfo: row["client_info"],
        sessionKey: row["session_key"], first: Timestamp.text(row["first_us"] as Int64?),
        last: Timestamp.text(row["last_us"] as Int64?), events: row["event_count"],
        reasons: try String.fetchAll(
          db, sql: "SELECT DISTINCT reason FROM session_suspicion WHERE session_id = ? ORDER BY reason",
          arguments: [row["session_id"] as Int64]))
    }
  }
}
