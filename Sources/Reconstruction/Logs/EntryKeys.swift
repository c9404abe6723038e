package import GRDB
import Records

/// Compares the entry ids of logs with each other and with stores, by the keys in them: hexadecimal in the mailbox audit
/// log, base64 in the unified audit log. Fills `entry_key_candidate` for accesses that have no Message-ID.
///
/// That an export keeps the keys of the server is not proven, so what is found is a candidate and gives no tier. Where
/// records name messages at hand by Message-ID and by key, it is told how often both agree.
package enum EntryKeys {
  /// Part of the step's fingerprint: to be raised with every change of what it concludes.
  package static let version = 1

  /// Ids that are taken apart; what lies beyond is told.
  private static let limit = 2_000_000

  package static func run(in db: Database) throws {
    try db.run("DELETE FROM entry_key_candidate")
    var notes = try NoteBook(.entryKeys, in: db)
    try db.execute(
      sql: """
        DROP TABLE IF EXISTS temp.access_key;
        DROP TABLE IF EXISTS temp.source_key;
        DROP TABLE IF EXISTS temp.named_key;
        CREATE TEMP TABLE access_key (
          mail_access_id INTEGER PRIMARY KEY, mailbox_id INTEGER, entry_key TEXT NOT NULL, message_key INTEGER,
          internet_message_id TEXT
        ) STRICT;
        CREATE TEMP TABLE source_key (source_key TEXT NOT NULL, message_id INTEGER NOT NULL, mailbox_id INTEGER) STRICT;
        """)
    let isComplete = try takeApart(db)
    try db.execute(
      sql: """
        INSERT INTO source_key
        SELECT m.source_key, m.message_id, e.mailbox_id
        FROM stored_message AS m LEFT JOIN exhibit_mailbox AS e ON e.exhibit_id = m.message_id >> 32
        WHERE m.source_key IS NOT NULL AND length(m.source_key) = 44;
        CREATE INDEX temp.source_key_by_key ON source_key (source_key);

        INSERT INTO entry_key_candidate
        SELECT a.mail_access_id, a.entry_key, 'source_key', s.message_id, m.internet_message_id, NULL
        FROM access_key AS a
        JOIN source_key AS s ON s.source_key = a.entry_key
          AND (a.mailbox_id = s.mailbox_id OR a.mailbox_id IS NULL OR s.mailbox_id IS NULL)
        JOIN stored_message AS m ON m.message_id = s.message_id
        WHERE a.internet_message_id IS NULL
        ORDER BY a.mail_access_id, s.message_id;

        -- Each name of a key once: the same item is opened again and again.
        CREATE TEMP TABLE named_key AS
        SELECT entry_key, mailbox_id, internet_message_id, MIN(mail_access_id) AS mail_access_id
        FROM access_key WHERE internet_message_id IS NOT NULL
        GROUP BY entry_key, mailbox_id, internet_message_id;
        CREATE INDEX temp.named_key_by_key ON named_key (entry_key);

        INSERT INTO entry_key_candidate
        SELECT a.mail_access_id, a.entry_key, 'other_record', NULL, o.internet_message_id, MIN(o.mail_access_id)
        FROM access_key AS a
        JOIN named_key AS o ON o.entry_key = a.entry_key
          AND (a.mailbox_id = o.mailbox_id OR a.mailbox_id IS NULL OR o.mailbox_id IS NULL)
        WHERE a.internet_message_id IS NULL
        GROUP BY a.mail_access_id, a.entry_key, o.internet_message_id
        ORDER BY a.mail_access_id, MIN(o.mail_access_id);
        """)
    try tell(in: &notes, isComplete: isComplete, db)
    try db.execute(sql: "DROP TABLE temp.access_key; DROP TABLE temp.source_key; DROP TABLE temp.named_key")
  }

  /// Of messages the key that their entry id holds, in whichever form it is logged. False where there were too many.
  private static func takeApart(_ db: Database) throws -> Bool {
    let needed = try Bool.fetchOne(
      db,
      sql: """
        SELECT EXISTS (SELECT 1 FROM stored_mail_access WHERE item_key IS NOT NULL AND internet_message_id IS NULL)
        """)
    guard needed == true else { return true }
    let insert = try db.makeStatement(sql: "INSERT INTO access_key VALUES (?, ?, ?, ?, ?)")
    let rows = try Row.fetchCursor(
      db,
      sql: """
        SELECT m.mail_access_id, r.mailbox_id, m.item_key, m.message_key, m.internet_message_id
        FROM stored_mail_access AS m
        LEFT JOIN logged_mailbox_resolution AS r ON r.logged_mailbox_id = m.logged_mailbox_id
        WHERE m.item_key IS NOT NULL ORDER BY m.mail_access_id LIMIT ?
        """, arguments: [limit + 1])
    var count = 0
    while let row = try rows.next() {
      count += 1
      guard count <= limit else { return false }
      guard let key = EntryIdentifier(row[2])?.messageKey else { continue }
      let (access, mailbox, message, id): (Int64, Int64?, Int64?, String?) = (row[0], row[1], row[3], row[4])
      try insert.execute(arguments: [access, mailbox, key, message, id])
    }
    return true
  }

  private static func tell(in notes: inout NoteBook, isComplete: Bool, _ db: Database) throws {
    if !isComplete {
      try notes.write(
        "entry_keys", "the entry ids of the first \(limit) accesses were compared; later ones were not", in: db)
    }
    let found = try Row.fetchOne(
      db,
      sql: """
        SELECT COUNT(DISTINCT CASE basis WHEN 'source_key' THEN mail_access_id END),
          COUNT(DISTINCT CASE basis WHEN 'other_record' THEN mail_access_id END)
        FROM entry_key_candidate
        """)
    let (messages, records): (Int, Int) = (found?[0] ?? 0, found?[1] ?? 0)
    guard messages + records > 0 else { return }
    let proof = try Row.fetchOne(
      db,
      sql: """
        SELECT COUNT(*), COALESCE(SUM(is_same), 0) FROM (
          SELECT a.mail_access_id,
            MAX(CASE WHEN m.source_key = a.entry_key THEN 1 ELSE 0 END) AS is_same
          FROM access_key AS a
          JOIN stored_message AS m ON m.message_key = a.message_key AND m.internet_message_id = a.internet_message_id
            AND length(m.source_key) = 44
          GROUP BY a.mail_access_id)
        """)
    let (tried, agreed): (Int, Int) = (proof?[0] ?? 0, proof?[1] ?? 0)
    let agreement =
      tried == 0
      ? "no record names a message at hand both by Message-ID and by key, so nothing here shows that such keys agree"
      : "of \(tried) accesses that name a message at hand by Message-ID and by key, the keys agree in \(agreed)"
    try notes.write(
      "entry_keys",
      "accesses without a Message-ID whose entry id has the key of a message at hand: \(messages), of another record that "
        + "has a Message-ID: \(records); candidates in entry_key_candidate, no tier rests on them (\(agreement))",
      in: db)
  }
}
