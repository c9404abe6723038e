import GRDB

/// The suspect sessions that did something, each with the mailbox that it opens, its first and last record, and the end
/// of the time that its records cover: a Bind gathers two minutes.
///
/// A record that failed, a request without a 2xx or 3xx answer, did nothing. A session without a mailbox (a sign-in, an
/// admin's cmdlets) opens the mailbox of its account, where that is one. Sending as somebody, or on behalf, needs no
/// right to read: a session of nothing else opens nothing.
enum SuspectSessions {
  /// Makes the temporary table `suspect_session`.
  static func make(in db: Database) throws {
    try db.execute(
      sql: """
        DROP TABLE IF EXISTS temp.suspect_session;
        CREATE TEMP TABLE suspect_session (
          session_id INTEGER PRIMARY KEY, mailbox_id INTEGER, is_account INTEGER NOT NULL, opens INTEGER NOT NULL,
          is_by_name INTEGER NOT NULL DEFAULT 0, first_us INTEGER, last_us INTEGER, until_us INTEGER, first_record INTEGER NOT NULL,
          last_record INTEGER NOT NULL
        ) STRICT;

        INSERT INTO suspect_session (session_id, mailbox_id, is_account, opens, first_us, last_us, until_us,
          first_record, last_record)
        WITH done AS (
          SELECT r.session_id, a.audit_record_id, a.occurred_at_us, a.occurred_to_us, t.value AS operation
          FROM (SELECT DISTINCT session_id FROM session_suspicion) AS x
          JOIN session_record AS r ON r.session_id = x.session_id
          JOIN stored_audit_record AS a ON a.audit_record_id = r.audit_record_id
          JOIN text AS t ON t.text_id = a.operation_ref
          WHERE COALESCE(a.is_success, 1) = 1 AND LOWER(t.value) <> 'userloginfailed'
          UNION ALL
          SELECT r.session_id, w.audit_record_id, w.occurred_at_us, NULL, 'request'
          FROM (SELECT DISTINCT session_id FROM session_suspicion) AS x
          JOIN session_record AS r ON r.session_id = x.session_id
          JOIN stored_web_request AS w ON w.audit_record_id = r.audit_record_id
          LEFT JOIN text AS path ON path.text_id = w.path_ref
          -- The form to sign in by answers those whom it sends away with 302 too.
          WHERE w.status BETWEEN 200 AND 399 AND COALESCE(path.value_lc, path.value, '') NOT LIKE '/owa/auth%'
        ), act AS (
          SELECT d.session_id, d.audit_record_id, d.occurred_at_us, d.occurred_to_us, d.operation,
            ROW_NUMBER() OVER (PARTITION BY d.session_id
              ORDER BY d.occurred_at_us NULLS LAST, d.audit_record_id) AS from_start,
            ROW_NUMBER() OVER (PARTITION BY d.session_id
              ORDER BY d.occurred_at_us DESC NULLS LAST, d.audit_record_id DESC) AS from_end
          FROM done AS d
        )
        SELECT s.session_id, s.mailbox_id, 0,
          MAX(CASE WHEN LOWER(act.operation) IN ('sendas', 'sendonbehalf') THEN 0 ELSE 1 END),
          MIN(act.occurred_at_us), MAX(act.occurred_at_us), MAX(COALESCE(act.occurred_to_us, act.occurred_at_us)),
          MAX(CASE WHEN act.from_start = 1 THEN act.audit_record_id END),
          MAX(CASE WHEN act.from_end = 1 THEN act.audit_record_id END)
        FROM act
        JOIN stored_session AS s ON s.session_id = act.session_id
        GROUP BY s.session_id, s.mailbox_id;
        """)
    try resolveAccounts(in: db)
  }

  private static func resolveAccounts(in db: Database) throws {
    let mailboxes = try AccountMailboxes(db)
    let rows = try Row.fetchAll(
      db,
      sql: """
        SELECT x.session_id, t.value, COALESCE(client.value, '') IN ('POP3', 'IMAP4')
        FROM suspect_session AS x
        JOIN stored_session AS s ON s.session_id = x.session_id
        JOIN text AS t ON t.text_id = s.actor_ref
        LEFT JOIN text AS client ON client.text_id = s.client_info_ref
        WHERE x.mailbox_id IS NULL
        """)
    for row in rows {
      guard let found = mailboxes.mailbox(of: row[1]) else { continue }
      // The log of POP and IMAP calls accounts by their bare name; others that open a mailbox have it whole.
      let isByName = found.basis == .localPart
      guard !isByName || row[2] as Bool else { continue }
      try db.run(
        "UPDATE suspect_session SET mailbox_id = ?, is_account = 1, is_by_name = ? WHERE session_id = ?",
        [found.mailbox, isByName, row[0] as Int64])
    }
  }

  static func drop(in db: Database) throws { try db.execute(sql: "DROP TABLE IF EXISTS temp.suspect_session") }
}
