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

/// One exposure before it has a number.
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

/// Exposures in the making, in temporary tables: they get their numbers when all are there, in the order of content.
struct ExposureDrafts {
  let db: Database
  private var groundCount: Int64 = 0
  private let insertDraft: BulkStatement
  private let insertGround: BulkStatement

  init(_ db: Database) throws {
    self.db = db
    try Self.drop(db)
    try db.execute(
      sql: """
        CREATE TEMP TABLE exposure_draft (
          draft_id INTEGER PRIMARY KEY, mailbox_id INTEGER NOT NULL, message_id INTEGER, internet_message_id TEXT,
          message_key INTEGER, item_key TEXT, tier TEXT NOT NULL, tier_rank INTEGER NOT NULL, basis TEXT NOT NULL,
          placement TEXT, match_count INTEGER, is_counted INTEGER NOT NULL, handled_by_actor INTEGER NOT NULL DEFAULT 0,
          folder_name TEXT, byte_count INTEGER, first_us INTEGER, last_us INTEGER, session_id INTEGER,
          export_job_id INTEGER, ground_id INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX temp.exposure_draft_by_message ON exposure_draft (message_id);
        CREATE TEMP TABLE exposure_ground (
          ground_id INTEGER NOT NULL, audit_record_id INTEGER, mail_access_id INTEGER, coverage_id INTEGER,
          role TEXT NOT NULL
        ) STRICT;
        """)
    insertDraft = try BulkStatement(
      db,
      """
      INSERT INTO exposure_draft (mailbox_id, message_id, internet_message_id, message_key, item_key, tier, tier_rank,
        basis, placement, match_count, is_counted, folder_name, byte_count, first_us, last_us, session_id,
        export_job_id, ground_id)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """)
    insertGround = try BulkStatement(db, insertInto: "exposure_ground", values: 5)
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
    insertDraft.bind(draft.itemKey)
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
    try db.run(
      """
      INSERT INTO exposure_draft (mailbox_id, message_id, internet_message_id, message_key, tier, tier_rank, basis,
        placement, is_counted, folder_name, byte_count, first_us, last_us, session_id, ground_id)
      SELECT :mailbox, m.message_id, m.internet_message_id, m.message_key, :tier, :rank, :basis,
        CASE WHEN m.received_at_us IS NULL OR m.is_recovered = 1 THEN 'unknown' ELSE :placement END, 1,
        COALESCE(sf.path, ff.path), m.byte_count, :first, :last, :session, :ground
      FROM exhibit_mailbox AS e
      CROSS JOIN stored_message AS m
        ON \(RowID.isOne("m.message_id", of: "e.exhibit_id"))
      LEFT JOIN stored_folder AS sf ON sf.folder_id = m.folder_id
      LEFT JOIN exhibit_folder AS ef ON ef.exhibit_id = e.exhibit_id
      LEFT JOIN file_folder AS ff ON ff.folder_id = ef.folder_id
      WHERE e.mailbox_id = :mailbox AND m.parent_message_id IS NULL AND m.is_associated = 0
        AND (:until IS NULL OR COALESCE(m.received_at_us, m.sent_at_us, :until) <= :until)
        AND NOT EXISTS (SELECT 1 FROM actor_sent AS s WHERE s.message_id = m.message_id)
        AND NOT EXISTS (
          SELECT 1 FROM exposure_draft AS d
          WHERE d.message_id = m.message_id AND d.is_counted = 1 AND d.tier_rank IN (\(ranks))
            AND (d.tier_rank <> :rank OR d.tier_rank = \(Tier.reachable.rawValue) OR d.basis = :basis))
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
      INSERT INTO exposure_draft (mailbox_id, message_id, internet_message_id, message_key, tier, tier_rank, basis,
        placement, is_counted, folder_name, byte_count, first_us, last_us, session_id, export_job_id, ground_id)
      WITH RECURSIVE inside (outer_message_id, message_id, depth) AS (
        SELECT d.message_id, m.message_id, 1
        FROM (SELECT DISTINCT message_id FROM exposure_draft WHERE is_counted = 1 AND message_id IS NOT NULL) AS d
        JOIN stored_message AS m ON m.parent_message_id = d.message_id
        UNION
        SELECT i.outer_message_id, m.message_id, i.depth + 1
        FROM inside AS i
        JOIN stored_message AS m ON m.parent_message_id = i.message_id
        WHERE i.depth < 100
      )
      SELECT d.mailbox_id, m.message_id, m.internet_message_id, m.message_key, d.tier, d.tier_rank, d.basis, d.placement,
        0, d.folder_name, m.byte_count, d.first_us, d.last_us, d.session_id, d.export_job_id, d.ground_id
      FROM inside AS i
      JOIN exposure_draft AS d ON d.message_id = i.outer_message_id AND d.is_counted = 1
      JOIN stored_message AS m ON m.message_id = i.message_id
      """)
  }

  /// Numbers the drafts by mailbox, tier, message and key, and writes them with their records.
  func write() throws {
    try db.execute(
      sql: """
        DROP TABLE IF EXISTS temp.exposure_number;
        CREATE TEMP TABLE exposure_number (
          exposure_id INTEGER PRIMARY KEY, draft_id INTEGER NOT NULL, is_strongest INTEGER NOT NULL
        ) STRICT;
        """)
    try number()
    try db.execute(
      sql: """
        -- Made anew behind the rows: kept up meanwhile it takes half as long again.
        DROP INDEX IF EXISTS exposure_by_message;
        INSERT INTO exposure (exposure_id, mailbox_id, message_id, internet_message_id, message_key, tier, tier_rank,
          basis, placement, match_count, is_counted, handled_by_actor, folder_name, byte_count, first_us, last_us,
          session_id, export_job_id, is_strongest)
        SELECT n.exposure_id, d.mailbox_id, d.message_id, d.internet_message_id, d.message_key, d.tier, d.tier_rank,
          d.basis, d.placement, d.match_count, d.is_counted, d.handled_by_actor, d.folder_name, d.byte_count,
          d.first_us, d.last_us, d.session_id, d.export_job_id, n.is_strongest
        FROM exposure_number AS n
        JOIN exposure_draft AS d ON d.draft_id = n.draft_id
        ORDER BY n.exposure_id;
        CREATE INDEX exposure_by_message ON exposure (mailbox_id, message_id);

        -- Sorted and rid of repeats once for each ground, not for each exposure that rests on it.
        CREATE TEMP TABLE exposure_citation (
          citation_id INTEGER PRIMARY KEY, ground_id INTEGER NOT NULL, audit_record_id INTEGER, mail_access_id INTEGER,
          coverage_id INTEGER, role TEXT NOT NULL
        ) STRICT;
        INSERT INTO exposure_citation (ground_id, audit_record_id, mail_access_id, coverage_id, role)
        SELECT DISTINCT ground_id, audit_record_id, mail_access_id, coverage_id, role
        FROM exposure_ground
        ORDER BY ground_id, role, audit_record_id, mail_access_id, coverage_id;
        CREATE INDEX temp.exposure_citation_by_ground ON exposure_citation (ground_id);

        INSERT INTO exposure_record (exposure_id, audit_record_id, mail_access_id, coverage_id, role)
        SELECT n.exposure_id, g.audit_record_id, g.mail_access_id, g.coverage_id, g.role
        FROM exposure_number AS n
        CROSS JOIN exposure_draft AS d ON d.draft_id = n.draft_id
        CROSS JOIN exposure_citation AS g ON g.ground_id = d.ground_id
        ORDER BY n.exposure_id, g.citation_id;
        """)
  }

  /// What has one strongest row: a message, or an id of which no message is at hand.
  private struct Subject: Hashable {
    let isMessage: Bool
    let id: Int64
  }

  /// Fills `exposure_number`, mailbox by mailbox, in one sort. Within a mailbox the stronger tiers come first: the
  /// strongest row of a message is the first that counts, else the first.
  private func number() throws {
    let rows = try BulkStatement(
      db,
      """
      SELECT draft_id, mailbox_id, message_id, message_key, is_counted
      FROM exposure_draft
      ORDER BY mailbox_id, tier_rank, message_id NULLS LAST, message_key NULLS LAST, internet_message_id, item_key, basis,
        draft_id
      """)
    let insert = try BulkStatement(db, insertInto: "exposure_number", values: 3)
    var mailbox: Int64?
    var drafts: [(id: Int64, isStrongest: Bool)] = []
    var strongest: [Subject: (place: Int, isCounted: Bool)] = [:]
    var count: Int64 = 0
    func writeMailbox() throws {
      for draft in drafts {
        count += 1
        insert.bind(count)
        insert.bind(draft.id)
        insert.bind(draft.isStrongest)
        try insert.run()
      }
      drafts.removeAll(keepingCapacity: true)
      strongest.removeAll(keepingCapacity: true)
    }
    while try rows.next() {
      guard let draft = rows.integer(0) else { continue }
      if rows.integer(1) != mailbox {
        try writeMailbox()
        mailbox = rows.integer(1)
      }
      drafts.append((draft, true))
      guard
        let subject = rows.integer(2).map({ Subject(isMessage: true, id: $0) })
          ?? rows.integer(3).map({ Subject(isMessage: false, id: $0) })
      else { continue }
      let (place, isCounted) = (drafts.count - 1, rows.integer(4) == 1)
      if let known = strongest[subject], known.isCounted || !isCounted {
        drafts[place].isStrongest = false
      } else {
        if let known = strongest[subject] { drafts[known.place].isStrongest = false }
        strongest[subject] = (place, isCounted)
      }
    }
    try writeMailbox()
  }

  func drop() throws { try Self.drop(db) }

  private static func drop(_ db: Database) throws {
    for table in ["exposure_draft", "exposure_ground", "exposure_number", "exposure_citation"] {
      try db.execute(sql: "DROP TABLE IF EXISTS temp.\(table)")
    }
  }
}
