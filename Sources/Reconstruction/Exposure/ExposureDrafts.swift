import EvidenceDatabase
import GRDB
import Records

/// The certainty tiers, with their rank in `exposure.tier_rank`.
enum Tier: Int64, CaseIterable {
  case exported = 1
  case accessed = 2
  case synced = 3
  case unlogged = 4
  case reachable = 5
  case notIndicated = 6
  case unknown = 7

  var name: String {
    switch self {
    case .exported: "exported"
    case .accessed: "accessed"
    case .synced: "synced"
    case .unlogged: "unlogged"
    case .reachable: "reachable"
    case .notIndicated: "not_indicated"
    case .unknown: "unknown"
    }
  }

  /// SQL for the rank of the tier that `column` names.
  static func rank(of column: String) -> String {
    "CASE \(column) " + allCases.map { "WHEN '\($0.name)' THEN \($0.rawValue) " }.joined() + "END"
  }
}

/// One exposure before it is written.
struct ExposureDraft {
  var mailbox: Int64
  var tier: Tier
  var basis: String
  /// The records that it rests on, as `ExposureDrafts.ground` numbered them.
  var ground: Int64
  var message: Int64?
  var internetMessageID: String?
  var messageKey: Int64?
  var itemKey: String?
  var placement: String?
  var matchCount: Int64?
  var isCounted = true
  var folderName: String?
  var byteCount: Int64?
  var first: Microseconds?
  var last: Microseconds?
  var session: Int64?
  var exportJob: Int64?
}

/// A record that an exposure rests on, and its part in it.
struct Citation {
  var record: Int64?
  var access: Int64?
  var coverage: Int64?
  var role: String
}

/// Exposures in the making: each is written into `exposure` at once, as more than one where several things are said of a
/// message; which of them is the strongest, and the records that they rest on, are settled when all are there.
struct ExposureDrafts {
  let db: Database
  private var groundCount: Int64 = 0
  private let insertDraft: BulkStatement
  private let insertGround: BulkStatement

  init(_ db: Database) throws {
    self.db = db
    for table in ["exposure", "exposure_ground"] { try db.run("DELETE FROM \(table)") }
    try db.execute(
      sql: """
        DROP TABLE IF EXISTS temp.cited_ground;
        CREATE TEMP TABLE cited_ground (
          ground_id INTEGER NOT NULL, audit_record_id INTEGER, mail_access_id INTEGER, coverage_id INTEGER,
          role TEXT NOT NULL
        ) STRICT;

        -- Of the mailbox at hand: a statement that reads `exposure` while it writes it keeps all rows aside first.
        DROP TABLE IF EXISTS temp.covered_message;
        CREATE TEMP TABLE covered_message (message_id INTEGER PRIMARY KEY) STRICT;
        """)
    insertDraft = try BulkStatement(
      db,
      """
      INSERT INTO exposure (mailbox_id, message_id, internet_message_id, message_key, tier, tier_rank, basis, placement,
        match_count, is_counted, handled_by_actor, folder_name, byte_count, first_us, last_us, session_id,
        export_job_id, ground_id, is_strongest)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?, ?, ?, ?, ?, ?, 1)
      """)
    insertGround = try BulkStatement(db, insertInto: "cited_ground", values: 5)
  }

  /// A ground that records are cited under; several exposures may rest on one.
  mutating func newGround() -> Int64 {
    groundCount += 1
    return groundCount
  }

  mutating func ground(_ citations: [Citation]) throws -> Int64 {
    let ground = newGround()
    for citation in citations { try cite(citation, under: ground) }
    return ground
  }

  func cite(_ citation: Citation, under ground: Int64) throws {
    insertGround.bind(ground)
    insertGround.bind(citation.record)
    insertGround.bind(citation.access)
    insertGround.bind(citation.coverage)
    insertGround.bind(citation.role)
    try insertGround.run()
  }

  func add(_ draft: ExposureDraft) throws {
    insertDraft.bind(draft.mailbox)
    insertDraft.bind(draft.message)
    insertDraft.bind(draft.internetMessageID)
    insertDraft.bind(draft.messageKey)
    insertDraft.bind(draft.tier.name)
    insertDraft.bind(draft.tier.rawValue)
    insertDraft.bind(draft.basis)
    insertDraft.bind(draft.placement)
    insertDraft.bind(draft.matchCount)
    insertDraft.bind(draft.isCounted)
    insertDraft.bind(draft.folderName)
    insertDraft.bind(draft.byteCount)
    insertDraft.bind(draft.first)
    insertDraft.bind(draft.last)
    insertDraft.bind(draft.session)
    insertDraft.bind(draft.exportJob)
    insertDraft.bind(draft.ground)
    try insertDraft.run()
  }

  /// Every message of the mailbox received no later than `until`, in whatever folder and store; those without a
  /// received time too, their placement being unknown like that of recovered items, unless they were sent later. What
  /// the actor itself sent is counted apart and left out.
  ///
  /// `except` leaves out messages that have a counted row of one of these tiers already.
  func cover(_ whole: ExposureDraft, until: Microseconds?, except tiers: [Tier]) throws {
    let ranks = tiers.map { String($0.rawValue) }.joined(separator: ", ")
    try db.run("DELETE FROM covered_message")
    try db.run(
      """
      INSERT OR IGNORE INTO covered_message
      SELECT message_id FROM exposure
      WHERE mailbox_id = :mailbox AND message_id IS NOT NULL AND is_counted = 1 AND tier_rank IN (\(ranks))
        AND (tier_rank <> :rank OR tier_rank = \(Tier.reachable.rawValue) OR basis = :basis)
      """, ["mailbox": whole.mailbox, "rank": whole.tier.rawValue, "basis": whole.basis])
    try db.run(
      """
      INSERT INTO exposure (mailbox_id, message_id, internet_message_id, message_key, tier, tier_rank, basis, placement,
        is_counted, handled_by_actor, folder_name, byte_count, first_us, last_us, session_id, ground_id, is_strongest)
      SELECT :mailbox, m.message_id, m.internet_message_id, m.message_key, :tier, :rank, :basis,
        CASE WHEN m.received_at_us IS NULL OR m.is_recovered = 1 THEN 'unknown' ELSE :placement END, 1, 0,
        COALESCE(sf.path, ff.path), m.byte_count, :first, :last, :session, :ground, 1
      FROM exhibit_mailbox AS e
      CROSS JOIN stored_message AS m
        ON \(RowID.isOne("m.message_id", of: "e.exhibit_id"))
      LEFT JOIN stored_folder AS sf ON sf.folder_id = m.folder_id
      LEFT JOIN exhibit_folder AS ef ON ef.exhibit_id = e.exhibit_id
      LEFT JOIN file_folder AS ff ON ff.folder_id = ef.folder_id
      WHERE e.mailbox_id = :mailbox AND m.parent_message_id IS NULL AND m.is_associated = 0
        AND (:until IS NULL OR COALESCE(m.received_at_us, m.sent_at_us, :until) <= :until)
        AND NOT EXISTS (SELECT 1 FROM actor_sent AS s WHERE s.message_id = m.message_id)
        AND NOT EXISTS (SELECT 1 FROM covered_message AS d WHERE d.message_id = m.message_id)
      """,
      [
        "mailbox": whole.mailbox, "tier": whole.tier.name, "rank": whole.tier.rawValue, "basis": whole.basis,
        "first": whole.first, "last": whole.last, "session": whole.session, "ground": whole.ground, "until": until,
        "placement": whole.placement,
      ])
  }

  /// An embedded message shares what is said of the message that it is in, to any depth, and counts with it.
  func coverEmbedded() throws {
    try db.run(
      """
      INSERT INTO exposure (mailbox_id, message_id, internet_message_id, message_key, tier, tier_rank, basis, placement,
        match_count, is_counted, handled_by_actor, folder_name, byte_count, first_us, last_us, session_id, export_job_id,
        ground_id, is_strongest)
      WITH RECURSIVE inside (mailbox_id, outer_message_id, message_id, depth) AS (
        SELECT d.mailbox_id, d.message_id, m.message_id, 1
        FROM (SELECT DISTINCT mailbox_id, message_id FROM exposure WHERE message_id IS NOT NULL) AS d
        JOIN stored_message AS m ON m.parent_message_id = d.message_id
        UNION
        SELECT i.mailbox_id, i.outer_message_id, m.message_id, i.depth + 1
        FROM inside AS i
        JOIN stored_message AS m ON m.parent_message_id = i.message_id
        WHERE i.depth < 100
      )
      SELECT d.mailbox_id, m.message_id, m.internet_message_id, m.message_key, d.tier, d.tier_rank, d.basis, d.placement,
        CASE d.is_counted WHEN 0 THEN d.match_count END, 0, 0, d.folder_name, m.byte_count, d.first_us, d.last_us,
        d.session_id, d.export_job_id, d.ground_id, 1
      FROM inside AS i
      JOIN exposure AS d ON d.mailbox_id = i.mailbox_id AND d.message_id = i.outer_message_id
      JOIN stored_message AS m ON m.message_id = i.message_id
      """)
  }

  /// Of several rows of one message, or of one id of which no message is at hand, the strongest is the first that counts,
  /// else the first.
  func settleStrongest() throws {
    let order = "x.is_counted DESC, x.tier_rank, x.internet_message_id, x.basis, x.exposure_id"
    try db.execute(
      sql: """
        UPDATE exposure SET is_strongest = 0
        WHERE exposure_id IN (
          WITH several AS (
            SELECT mailbox_id, message_id FROM exposure
            WHERE message_id IS NOT NULL GROUP BY mailbox_id, message_id HAVING COUNT(*) > 1
          ), placed AS (
            SELECT x.exposure_id, ROW_NUMBER() OVER (PARTITION BY x.mailbox_id, x.message_id ORDER BY \(order)) AS place
            FROM several AS s
            CROSS JOIN exposure AS x ON x.mailbox_id = s.mailbox_id AND x.message_id = s.message_id
          )
          SELECT exposure_id FROM placed WHERE place > 1);

        UPDATE exposure SET is_strongest = 0
        WHERE exposure_id IN (
          WITH placed AS (
            SELECT x.exposure_id, ROW_NUMBER() OVER (PARTITION BY x.mailbox_id, x.message_key ORDER BY \(order)) AS place
            FROM exposure AS x
            WHERE x.message_id IS NULL AND x.message_key IS NOT NULL
          )
          SELECT exposure_id FROM placed WHERE place > 1);
        """)
  }

  /// Writes the records that exposures rest on, each once. To be called when all are cited.
  func writeGrounds() throws {
    try db.execute(
      sql: """
        INSERT INTO exposure_ground (ground_id, place, audit_record_id, mail_access_id, coverage_id, role)
        SELECT ground_id,
          ROW_NUMBER() OVER (
            PARTITION BY ground_id ORDER BY role, audit_record_id, mail_access_id, coverage_id) AS place,
          audit_record_id, mail_access_id, coverage_id, role
        FROM (SELECT DISTINCT ground_id, audit_record_id, mail_access_id, coverage_id, role FROM cited_ground)
        ORDER BY ground_id, place;
        DROP TABLE temp.cited_ground;
        DROP TABLE temp.covered_message;
        """)
  }
}
