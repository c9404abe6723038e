import EvidenceDatabase
package import GRDB
package import Records

/// Sessions: the events of one actor, address, client, application and session key in one mailbox, without a long gap.
/// Fills `stored_session`, `session_record` and `access_hour`.
///
/// A session key alone is not a session: a stolen cookie shares the owner's. An address of Microsoft's own machines is
/// taken for none (`MicrosoftAddresses`): a service changes it from record to record. Every record belongs to one
/// session, those without a mailbox too; records without a time make one session of their own among their like.
package enum Sessions {
  /// Part of the step's fingerprint: to be raised with every change of what it concludes.
  package static let version = 2

  /// Records of one session key belong together over a day: the key outlives a night's pause of the client.
  package static let gapWithKey: Microseconds = 24 * microsecondsPerHour
  /// Without a key only nearness in time joins: Bind records come two minutes apart and repeats are left out for an hour.
  package static let gapWithoutKey: Microseconds = microsecondsPerHour

  package static func run(in db: Database) throws {
    try db.run("DELETE FROM stored_session")
    try db.run("DELETE FROM access_hour")
    // Its index is made after the rows are in: these are as many as there are records.
    try db.execute(sql: "DROP INDEX IF EXISTS session_record_by_record")
    try db.run("DELETE FROM session_record")
    try MicrosoftAddresses.make(in: db)
    try SessionAtoms.make(in: db)
    try cutSessions(in: db)
    try SessionAtoms.drop(in: db)
    try MicrosoftAddresses.drop(in: db)
    try db.execute(sql: "CREATE INDEX session_record_by_record ON session_record (audit_record_id)")
    try AccessHours.run(in: db)
  }

  /// One pass over all records, sorted by atom and time.
  private static func cutSessions(in db: Database) throws {
    var writer = try SessionWriter(db)
    let records = try BulkStatement(
      db,
      """
      SELECT t.atom, a.audit_record_id, a.occurred_at_us, a.item_count, a.byte_count, t.session_key_ref
      FROM stored_audit_record AS a
      LEFT JOIN logged_mailbox_resolution AS r ON r.logged_mailbox_id = a.logged_mailbox_id
      LEFT JOIN service_address AS m
        ON m.client_ip_ref = a.client_ip_ref AND m.client_info_ref = COALESCE(a.client_info_ref, 0)
      CROSS JOIN session_atom AS t
        ON t.mailbox_id = COALESCE(r.mailbox_id, 0) AND t.actor_ref = COALESCE(a.actor_ref, 0)
        AND t.client_ip_ref = CASE WHEN m.client_ip_ref IS NULL THEN COALESCE(a.client_ip_ref, 0) ELSE 0 END
        AND t.client_info_ref = COALESCE(a.client_info_ref, 0)
        AND t.app_id_ref = COALESCE(a.app_id_ref, 0) AND t.session_key_ref = COALESCE(a.session_key_ref, 0)
      ORDER BY t.atom, a.occurred_at_us NULLS LAST, a.audit_record_id
      """)
    while try records.next() {
      try writer.add(
        SessionEvent(
          atom: records.integer(0) ?? 0, record: records.integer(1) ?? 0, time: records.integer(2),
          itemCount: records.integer(3), byteCount: records.integer(4), hasKey: records.integer(5) != 0))
    }
    try writer.finish()
  }
}

/// What a session's records have in common, each combination once, numbered in the order of its texts.
enum SessionAtoms {
  static func make(in db: Database) throws {
    try drop(in: db)
    try db.execute(
      sql: """
        CREATE TEMP TABLE session_atom (
          mailbox_id INTEGER NOT NULL, actor_ref INTEGER NOT NULL, client_ip_ref INTEGER NOT NULL,
          client_info_ref INTEGER NOT NULL, app_id_ref INTEGER NOT NULL, session_key_ref INTEGER NOT NULL,
          atom INTEGER NOT NULL,
          PRIMARY KEY (mailbox_id, actor_ref, client_ip_ref, client_info_ref, app_id_ref, session_key_ref)
        ) STRICT, WITHOUT ROWID;

        INSERT INTO session_atom
        SELECT d.mailbox_id, d.actor_ref, d.client_ip_ref, d.client_info_ref, d.app_id_ref, d.session_key_ref,
          DENSE_RANK() OVER (ORDER BY d.mailbox_id, COALESCE(actor.value_lc, actor.value) NULLS FIRST,
            client_ip.value NULLS FIRST, client_info.value NULLS FIRST, app_id.value NULLS FIRST,
            session_key.value NULLS FIRST)
        FROM (
          SELECT DISTINCT COALESCE(r.mailbox_id, 0) AS mailbox_id, COALESCE(a.actor_ref, 0) AS actor_ref,
            CASE WHEN m.client_ip_ref IS NULL THEN COALESCE(a.client_ip_ref, 0) ELSE 0 END AS client_ip_ref,
            COALESCE(a.client_info_ref, 0) AS client_info_ref, COALESCE(a.app_id_ref, 0) AS app_id_ref,
            COALESCE(a.session_key_ref, 0) AS session_key_ref
          FROM stored_audit_record AS a
          LEFT JOIN logged_mailbox_resolution AS r ON r.logged_mailbox_id = a.logged_mailbox_id
          LEFT JOIN service_address AS m
            ON m.client_ip_ref = a.client_ip_ref AND m.client_info_ref = COALESCE(a.client_info_ref, 0)
        ) AS d
        LEFT JOIN text AS actor ON actor.text_id = d.actor_ref
        LEFT JOIN text AS client_ip ON client_ip.text_id = d.client_ip_ref
        LEFT JOIN text AS client_info ON client_info.text_id = d.client_info_ref
        LEFT JOIN text AS app_id ON app_id.text_id = d.app_id_ref
        LEFT JOIN text AS session_key ON session_key.text_id = d.session_key_ref;

        CREATE INDEX temp.session_atom_by_number ON session_atom (atom);
        """)
  }

  static func drop(in db: Database) throws { try db.execute(sql: "DROP TABLE IF EXISTS temp.session_atom") }
}

/// A record on its way into a session.
struct SessionEvent {
  let atom: Int64
  let record: Int64
  let time: Microseconds?
  let itemCount: Int64?
  let byteCount: Int64?
  let hasKey: Bool
}
