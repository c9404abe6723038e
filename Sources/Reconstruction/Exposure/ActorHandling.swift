import GRDB
import Records

/// What the actor itself did to messages: sent, moved, deleted. It raises no tier; it is told beside the tiers that other
/// records give. What the actor sent is no exposure of the owner's mail and is counted apart.
enum ActorHandling {
  /// Fills `actor_handling`, and the temporary tables `actor_handled` and `actor_sent`.
  static func run(in db: Database) throws {
    try drop(in: db)
    try db.execute(
      sql: """
        CREATE TEMP TABLE actor_handled (
          mail_access_id INTEGER NOT NULL, mailbox_id INTEGER NOT NULL, message_id INTEGER NOT NULL,
          access_type TEXT NOT NULL, PRIMARY KEY (mail_access_id, message_id)
        ) STRICT, WITHOUT ROWID;
        CREATE TEMP TABLE actor_sent (message_id INTEGER PRIMARY KEY) STRICT;
        """)
    try match(in: db)
    try db.execute(
      sql: """
        CREATE INDEX temp.actor_handled_by_message ON actor_handled (message_id);
        -- The client chooses the Message-ID: what lay there before it was sent under that id is another message.
        INSERT INTO actor_sent
        SELECT DISTINCT h.message_id
        FROM actor_handled AS h
        JOIN suspect_access AS x ON x.mail_access_id = h.mail_access_id
        JOIN stored_message AS m ON m.message_id = h.message_id
        WHERE h.access_type = 'send'
          AND COALESCE(m.received_at_us, m.sent_at_us, x.time_us, 0)
            >= COALESCE(x.time_us, 0) - \(CmdletAct.tolerance);

        INSERT INTO actor_handling
          (mailbox_id, session_id, access_type, mail_access_id, message_id, internet_message_id)
        SELECT x.mailbox_id, x.session_id, x.access_type, x.mail_access_id,
          (SELECT CASE COUNT(*) WHEN 1 THEN MIN(h.message_id) END FROM actor_handled AS h
            WHERE h.mail_access_id = x.mail_access_id),
          m.internet_message_id
        FROM suspect_access AS x
        CROSS JOIN stored_mail_access AS m ON m.mail_access_id = x.mail_access_id
        WHERE x.access_type IN ('send', 'move', 'delete') AND x.mailbox_id IS NOT NULL
        ORDER BY x.mailbox_id, x.mail_access_id;
        """)
  }

  private static func match(in db: Database) throws {
    let store = try MessageStore(db)
    let insert = try db.makeStatement(sql: "INSERT OR IGNORE INTO actor_handled VALUES (?, ?, ?, ?)")
    let cursor = try Row.fetchCursor(
      db,
      sql: """
        SELECT x.mail_access_id, x.mailbox_id, x.access_type, m.message_key, m.internet_message_id
        FROM suspect_access AS x
        CROSS JOIN stored_mail_access AS m ON m.mail_access_id = x.mail_access_id
        WHERE x.access_type IN ('send', 'move', 'delete') AND x.mailbox_id IS NOT NULL
          AND m.message_key IS NOT NULL AND m.internet_message_id IS NOT NULL
        """)
    while let row = try cursor.next() {
      let mailbox: Int64 = row[1]
      for hit in try store.messages(mailbox: mailbox, key: row[3], internetMessageID: row[4]) {
        try insert.execute(arguments: [row[0] as Int64, mailbox, hit.id, row[2] as String])
      }
    }
  }

  /// A message that the actor sent from a mailbox, by its normalised Message-ID; not where one that lay there before has
  /// the same.
  struct Sent: Hashable {
    let mailbox: Int64
    let messageID: String
  }

  static func sent(in db: Database) throws -> Set<Sent> {
    let rows = try Row.fetchAll(
      db,
      sql: """
        SELECT DISTINCT a.mailbox_id, a.internet_message_id FROM actor_handling AS a
        WHERE a.access_type = 'send' AND NOT EXISTS (
          SELECT 1 FROM actor_handled AS h
          WHERE h.mail_access_id = a.mail_access_id AND h.message_id NOT IN (SELECT message_id FROM actor_sent))
        """)
    return Set(
      rows.compactMap { row in
        (row[1] as String?).map { Sent(mailbox: row[0], messageID: String(normalisedMessageID($0))) }
      })
  }

  /// Sets `handled_by_actor` on the exposures of messages, and of known ids, that the actor handled.
  static func mark(in db: Database) throws {
    try db.execute(
      sql: """
        UPDATE exposure SET handled_by_actor = 1
        WHERE (mailbox_id, message_id) IN (SELECT mailbox_id, message_id FROM actor_handled);

        UPDATE exposure SET handled_by_actor = 1
        WHERE message_id IS NULL AND (mailbox_id, message_key) IN (
          SELECT x.mailbox_id, m.message_key
          FROM suspect_access AS x
          CROSS JOIN stored_mail_access AS m ON m.mail_access_id = x.mail_access_id
          WHERE x.access_type IN ('send', 'move', 'delete') AND m.message_key IS NOT NULL);
        """)
  }

  static func drop(in db: Database) throws {
    try db.execute(sql: "DROP TABLE IF EXISTS temp.actor_handled; DROP TABLE IF EXISTS temp.actor_sent")
  }
}
