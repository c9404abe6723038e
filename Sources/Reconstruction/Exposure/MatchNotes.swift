import EvidenceDatabase
import GRDB
import Records

/// What the figures hide: messages that are counted several times as copies, ids that lie in a store taken for
/// somebody else's, and logging that stopped just after the actor's last record.
enum MatchNotes {
  static func write(to notes: inout NoteBook, in db: Database) throws {
    try tellCopies(to: &notes, in: db)
    try tellElsewhere(to: &notes, in: db)
    try tellOtherCase(to: &notes, in: db)
    try tellThrottledAfter(to: &notes, in: db)
  }

  /// One message twice where both its hashes agree; what shares the Message-ID alone is another message, or one whose
  /// content could not be compared.
  private static func tellCopies(to notes: inout NoteBook, in db: Database) throws {
    let rows = try Row.fetchAll(
      db,
      sql: """
        WITH repeated AS (
          SELECT message_key FROM stored_message WHERE message_key IS NOT NULL GROUP BY message_key HAVING COUNT(*) > 1
        ),
        several AS (
          SELECT e.mailbox_id, r.message_key
          FROM repeated AS r
          CROSS JOIN stored_message AS m ON m.message_key = r.message_key
          CROSS JOIN exhibit_mailbox AS e ON e.exhibit_id = m.message_id >> 32
          GROUP BY e.mailbox_id, r.message_key HAVING COUNT(*) > 1
        ),
        identified AS (
          -- Of a counted message the strongest row is a counted one, and the only one of its kind.
          SELECT x.mailbox_id, s.message_key, m.message_id_hash || ' ' || m.content_sha256 AS identity
          FROM several AS s
          CROSS JOIN stored_message AS m ON m.message_key = s.message_key
          CROSS JOIN exposure AS x ON x.mailbox_id = s.mailbox_id AND x.message_id = m.message_id
          WHERE x.is_strongest = 1 AND x.is_counted = 1
        ),
        shared AS (
          SELECT mailbox_id, COUNT(*) AS message_count,
            COUNT(DISTINCT identity) + SUM(CASE WHEN identity IS NULL THEN 1 ELSE 0 END) AS identity_count
          FROM identified
          GROUP BY mailbox_id, message_key HAVING COUNT(*) > 1
        )
        SELECT mailbox_id, SUM(message_count - identity_count), SUM(identity_count - 1)
        FROM shared GROUP BY mailbox_id ORDER BY mailbox_id
        """)
    for row in rows {
      try tell(copies: row[1], sharing: row[2], of: row[0], to: &notes, in: db)
    }
  }

  private static func tell(
    copies: Int64, sharing: Int64, of mailbox: Int64, to notes: inout NoteBook, in db: Database
  ) throws {
    if copies > 0 {
      try notes.write(
        "message_copies",
        "messages counted that are copies of another one counted (same Message-ID, same content), as in another folder "
          + "or export: \(copies); a log entry counts one of them, all other figures count each",
        mailbox: mailbox, in: db)
    }
    if sharing > 0 {
      try notes.write(
        "message_id_shared",
        "messages counted that have the Message-ID of another one counted, and other content, or content that cannot be "
          + "compared: \(sharing); they are not taken for copies; a log entry counts one of them, all other figures count "
          + "each",
        mailbox: mailbox, in: db)
    }
  }

  /// A store that no log names may be that of a mailbox under another of its names.
  private static func tellElsewhere(to notes: inout NoteBook, in db: Database) throws {
    let rows = try Row.fetchAll(
      db,
      sql: """
        SELECT e.mailbox_id, COALESCE(o.address, o.display_name, '(unknown)'), COUNT(DISTINCT e.message_key)
        FROM exposure AS e
        JOIN stored_message AS m ON m.message_key = e.message_key AND m.internet_message_id IS NOT NULL
        JOIN exhibit_mailbox AS x ON x.exhibit_id = m.message_id >> 32
        JOIN mailbox AS o ON o.mailbox_id = x.mailbox_id
        WHERE e.tier = 'accessed' AND e.message_id IS NULL AND m.parent_message_id IS NULL
          AND x.mailbox_id NOT IN (SELECT mailbox_id FROM logged_mailbox_resolution)
        GROUP BY e.mailbox_id, o.mailbox_id ORDER BY e.mailbox_id, o.mailbox_id
        """)
    for row in rows {
      try notes.write(
        "id_in_other_store",
        "accessed messages known by id alone whose ids lie in the store of \(row[1] as String), which no log names: "
          + "\(row[2] as Int64); if that store is this mailbox's, --mailbox FILE=ADDRESS (or its GUID) settles it",
        mailbox: row[0], in: db)
    }
  }

  /// The left part of a Message-ID may differ in letter case alone and be another's (RFC 5322 3.6.4): such a message at
  /// hand is a candidate, and nothing is concluded of it.
  private static func tellOtherCase(to notes: inout NoteBook, in db: Database) throws {
    let plain = "LOWER(TRIM(internet_message_id, ' <>' || CHAR(9, 10, 13)))"
    try db.execute(
      sql: """
        DROP TABLE IF EXISTS temp.absent_id;
        CREATE TEMP TABLE absent_id (
          mailbox_id INTEGER NOT NULL, id_lc TEXT NOT NULL, PRIMARY KEY (mailbox_id, id_lc)
        ) STRICT, WITHOUT ROWID;
        INSERT OR IGNORE INTO absent_id
        SELECT mailbox_id, \(plain) FROM exposure
        WHERE message_id IS NULL AND tier = 'accessed' AND internet_message_id IS NOT NULL;
        """)
    let rows = try Row.fetchAll(
      db,
      sql: """
        WITH held AS (
          SELECT e.mailbox_id, \(plain) AS id_lc
          FROM (SELECT DISTINCT mailbox_id FROM absent_id) AS a
          CROSS JOIN exhibit_mailbox AS e ON e.mailbox_id = a.mailbox_id
          CROSS JOIN stored_message AS m ON \(RowID.isOne("m.message_id", of: "e.exhibit_id"))
          WHERE m.internet_message_id IS NOT NULL AND m.parent_message_id IS NULL
        )
        SELECT h.mailbox_id, COUNT(DISTINCT h.id_lc)
        FROM held AS h CROSS JOIN absent_id AS a ON a.mailbox_id = h.mailbox_id AND a.id_lc = h.id_lc
        GROUP BY h.mailbox_id ORDER BY h.mailbox_id
        """)
    for row in rows {
      try notes.write(
        "message_id_other_case",
        "ids of accessed messages that no message at hand has, and one has in other capital letters: \(row[1] as Int64); "
          + "such a message is a candidate, and is not stated as accessed", mailbox: row[0], in: db)
    }
    try db.execute(sql: "DROP TABLE temp.absent_id")
  }

  private static func tellThrottledAfter(to notes: inout NoteBook, in db: Database) throws {
    let rows = try Row.fetchAll(
      db,
      sql: """
        SELECT c.mailbox_id, MIN(c.audit_record_id)
        FROM (SELECT mailbox_id, MAX(to_us) AS to_us FROM compromise_window GROUP BY mailbox_id) AS w
        JOIN coverage AS c ON c.mailbox_id = w.mailbox_id
        WHERE c.state = 'throttled' AND c.from_us > w.to_us AND c.from_us - w.to_us <= ?
        GROUP BY c.mailbox_id ORDER BY c.mailbox_id
        """, arguments: [microsecondsPerDay])
    for row in rows {
      try notes.write(
        "throttled_after_window",
        "logging was throttled for 24 hours within a day after the last record of a suspect session: what the actor may "
          + "have opened from then on is in no record, and is not stated as unlogged",
        mailbox: row[0], record: row[1], in: db)
    }
  }
}
