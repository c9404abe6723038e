package import GRDB
import Records

/// What speaks for and against a session being an attacker's, from what its mailbox, its address and its application are
/// used to: fills `session_trait` and `application_baseline`. Detections of volume leave out sessions that have the trait
/// `trusted` or `established_application`; nothing else follows from a trait.
///
/// For: `new_address`, `new_application`, `new_mail_protocol` (POP3, IMAP4; first seen in the mailbox when its log had run
/// for a week), `application_granted` (given rights within the logs). Against: `usual_address`, `usual_application` (three days or
/// more, from the log's first week on), `shared_address` (so in three mailboxes: an office, a gateway),
/// `established_application`, `microsoft_service`, `microsoft_address` (no end client's address is logged),
/// `mailbox_moved` (clients fetch everything anew after a move), `trusted`.
package enum SessionTraits {
  /// Part of the step's fingerprint: to be raised with every change of what it concludes.
  package static let version = 3

  private static let baseline = 7 * microsecondsPerDay
  private static let usualDays: Int64 = 3
  private static let afterMove = 14 * microsecondsPerDay

  package static func run(in db: Database) throws {
    try db.run("DELETE FROM session_trait")
    try db.run("DELETE FROM application_baseline")
    try makeUses(in: db)
    try writeAddresses(in: db)
    try writeApplications(in: db)
    try writeMailProtocols(in: db)
    try writeServices(in: db)
    try writeMoves(in: db)
    try writeTrusted(in: db)
    try ApplicationBaselines.drop(in: db)
    try dropUses(in: db)
  }

  /// The hours in which sessions read mail.
  private static func makeUses(in db: Database) throws {
    try dropUses(in: db)
    try db.execute(
      sql: """
        CREATE TEMP TABLE session_use (
          session_id INTEGER NOT NULL, mailbox_id INTEGER NOT NULL, client_ip_ref INTEGER, app_id_ref INTEGER,
          hour_us INTEGER NOT NULL, day_us INTEGER NOT NULL, item_count INTEGER NOT NULL
        ) STRICT;
        INSERT INTO session_use
        SELECT s.session_id, s.mailbox_id, s.client_ip_ref, s.app_id_ref, h.hour_us,
          h.hour_us - h.hour_us % \(microsecondsPerDay), SUM(h.item_count)
        FROM access_hour AS h
        JOIN stored_session AS s ON s.session_id = h.session_id
        WHERE s.mailbox_id IS NOT NULL AND h.access_type IN ('bind', 'sync', 'attachment', 'folder_bind')
        GROUP BY s.session_id, h.hour_us;
        CREATE INDEX temp.session_use_by_application ON session_use (app_id_ref, hour_us);

        CREATE TEMP TABLE mailbox_use (mailbox_id INTEGER PRIMARY KEY, first_us INTEGER NOT NULL) STRICT;
        INSERT INTO mailbox_use SELECT mailbox_id, MIN(hour_us) FROM session_use GROUP BY mailbox_id;
        """)
  }

  private static func dropUses(in db: Database) throws {
    for table in ["session_use", "mailbox_use"] { try db.execute(sql: "DROP TABLE IF EXISTS temp.\(table)") }
  }

  // MARK: What the mailbox is used to

  private static func writeAddresses(in db: Database) throws {
    try writeUsual("address", of: "client_ip_ref", in: db)
    try db.run(
      """
      INSERT INTO session_trait (session_id, speaks, trait, reason)
      WITH owner_use AS (
        SELECT u.client_ip_ref, u.mailbox_id, COUNT(DISTINCT u.day_us) AS days
        FROM session_use AS u
        JOIN mailbox_use AS m ON m.mailbox_id = u.mailbox_id
        WHERE u.client_ip_ref IS NOT NULL
        GROUP BY u.client_ip_ref, u.mailbox_id
        HAVING COUNT(DISTINCT u.day_us) >= :days AND MIN(u.hour_us) - MIN(m.first_us) < :baseline
      ), shared AS (
        SELECT client_ip_ref, COUNT(*) AS mailboxes FROM owner_use GROUP BY client_ip_ref HAVING COUNT(*) >= 3
      )
      SELECT s.session_id, 'against', 'shared_address',
        'the address is a usual one of ' || shared.mailboxes || ' mailboxes: an office or a gateway'
      FROM stored_session AS s
      JOIN shared ON shared.client_ip_ref = s.client_ip_ref
      """, ["days": usualDays, "baseline": baseline])
  }

  /// `usual_…` and `new_…` of one column; what came between is neither.
  private static func writeUsual(
    _ name: String, of column: String, except condition: String = "", in db: Database
  ) throws {
    try db.run(
      """
      INSERT INTO session_trait (session_id, speaks, trait, reason)
      WITH used AS (
        SELECT u.mailbox_id, u.\(column) AS value_ref, COUNT(DISTINCT u.day_us) AS days,
          MIN(u.hour_us) - MIN(m.first_us) AS after_us
        FROM session_use AS u
        JOIN mailbox_use AS m ON m.mailbox_id = u.mailbox_id
        WHERE u.\(column) IS NOT NULL \(condition)
        GROUP BY u.mailbox_id, u.\(column)
      )
      SELECT s.session_id, CASE WHEN used.after_us < :baseline THEN 'against' ELSE 'for' END,
        CASE WHEN used.after_us < :baseline THEN 'usual_' ELSE 'new_' END || '\(name)',
        CASE WHEN used.after_us < :baseline
          THEN 'the \(name) read this mailbox on ' || used.days || ' days, from the first week of its log on'
          ELSE 'the \(name) first read this mailbox '
            || ((used.after_us - used.after_us % \(microsecondsPerDay)) / \(microsecondsPerDay))
            || ' days after its log begins' END
      FROM stored_session AS s
      JOIN used ON used.mailbox_id = s.mailbox_id AND used.value_ref = s.\(column)
      WHERE used.after_us >= :baseline OR used.days >= :days
      """, ["days": usualDays, "baseline": baseline])
  }

  /// POP3 and IMAP4 fetch whole messages, and sign in without a second factor where basic authentication is left on.
  private static func writeMailProtocols(in db: Database) throws {
    try db.run(
      """
      INSERT INTO session_trait (session_id, speaks, trait, reason)
      WITH client AS (
        SELECT text_id FROM text
        WHERE text_id IN (SELECT client_info_ref FROM stored_session)
          AND (COALESCE(value_lc, value) LIKE 'client=pop3/imap4%' OR value IN ('POP3', 'IMAP4'))
      ), used AS (
        SELECT u.mailbox_id, MIN(u.hour_us) - MIN(m.first_us) AS after_us
        FROM stored_session AS s
        JOIN session_use AS u ON u.session_id = s.session_id
        JOIN mailbox_use AS m ON m.mailbox_id = u.mailbox_id
        WHERE s.client_info_ref IN (SELECT text_id FROM client)
        GROUP BY u.mailbox_id
      )
      SELECT s.session_id, 'for', 'new_mail_protocol',
        'POP3 or IMAP4, which fetch whole messages, first read this mailbox '
          || ((used.after_us - used.after_us % \(microsecondsPerDay)) / \(microsecondsPerDay))
          || ' days after its log begins'
      FROM stored_session AS s
      JOIN used ON used.mailbox_id = s.mailbox_id
      WHERE s.client_info_ref IN (SELECT text_id FROM client) AND used.after_us >= ?
      """, [baseline])
  }

  // MARK: What the application is used to

  private static func writeApplications(in db: Database) throws {
    try ApplicationBaselines.make(in: db)
    let shared = SharedClients.ids.sorted().map { "'\($0)'" }.joined(separator: ", ")
    try writeUsual(
      "application", of: "app_id_ref",
      except: "AND u.app_id_ref IN (SELECT app_ref FROM application_spelling WHERE app_id NOT IN (\(shared)))", in: db)
    try db.run(
      """
      INSERT INTO session_trait (session_id, speaks, trait, reason)
      SELECT s.session_id, 'against', 'established_application', 'the application is established: ' || b.reason
      FROM application_address AS a
      JOIN application_spelling AS spelling ON spelling.app_ref = a.app_ref
      JOIN application_baseline AS b ON b.app_id = spelling.app_id
      JOIN stored_session AS s ON s.app_id_ref = a.app_ref AND COALESCE(s.client_ip_ref, 0) = a.client_ip_ref
      WHERE NOT EXISTS (
        SELECT 1 FROM application_busy_day AS d
        JOIN access_hour AS h ON h.hour_us - h.hour_us % :day = d.day_us
        WHERE d.app_ref = a.app_ref AND h.session_id = s.session_id)
      """, ["day": microsecondsPerDay])
    let insert = try db.makeStatement(
      sql: """
        INSERT INTO session_trait (session_id, speaks, trait, reason, audit_record_id)
        SELECT s.session_id, 'for', 'application_granted', ?, ?
        FROM application_spelling AS a
        JOIN stored_session AS s ON s.app_id_ref = a.app_ref
        WHERE a.app_id = ? AND (s.last_us IS NULL OR ? IS NULL OR s.last_us >= ?)
        """)
    for (app, grant) in try GrantedApplications.fetch(db).sorted(by: { $0.key < $1.key }) {
      try insert.execute(arguments: [
        "the application was given rights within the logs: \(grant.operation)", grant.record, app, grant.time,
        grant.time,
      ])
    }
  }

  // MARK: Services

  /// Ids of Microsoft's services count only under the client name that the service front end writes for them.
  private static func writeServices(in db: Database) throws {
    try db.run(
      """
      INSERT INTO session_trait (session_id, speaks, trait, reason)
      SELECT s.session_id, 'against', 'microsoft_service', 'one of Microsoft''s services under the name that it has in the log'
      FROM stored_session AS s
      JOIN text AS client ON client.text_id = s.client_info_ref
      JOIN text AS app ON app.text_id = s.app_id_ref
      WHERE COALESCE(client.value_lc, client.value) LIKE 'client=rest;client=restsystem%'
        AND COALESCE(app.value_lc, app.value) IN ('3c8e478f-21ca-493a-b87c-c7366d664d54',
          'f3f64fec-ecee-4e9a-9eed-a36a5e421300', '7a5fbd1c-3e6d-461a-9075-83049393b3a7')
      """)
    try db.run(
      """
      INSERT INTO session_trait (session_id, speaks, trait, reason, audit_record_id)
      SELECT s.session_id, 'against', 'microsoft_address',
        'logged with an address of Microsoft''s own machines: where the client was is not in the log',
        MIN(a.audit_record_id)
      FROM stored_session AS s
      JOIN session_record AS r ON r.session_id = s.session_id
      JOIN stored_audit_record AS a ON a.audit_record_id = r.audit_record_id
      WHERE s.client_ip_ref IS NULL AND a.client_ip_ref IS NOT NULL
      GROUP BY s.session_id
      """)
  }

  private static func writeMoves(in db: Database) throws {
    let directory = try MailboxDirectory(db)
    let moves = try CmdletAct.fetch(
      done: ["new-moverequest", "set-moverequest", "resume-moverequest", "complete-moverequest"], with: ["identity"], db
    )
    let insert = try db.makeStatement(
      sql: """
        INSERT OR IGNORE INTO session_trait (session_id, speaks, trait, reason, audit_record_id)
        SELECT session_id, 'against', 'mailbox_moved',
          'the mailbox was being moved: clients fetch its folders anew after that', ?
        FROM stored_session WHERE mailbox_id = ? AND first_us BETWEEN ? AND ?
        """)
    for move in moves {
      guard let time = move.time, let mailbox = directory.mailbox(of: move) else {
        continue
      }
      try insert.execute(arguments: [move.record, mailbox, time, time.sum(afterMove)])
    }
  }

  private static func writeTrusted(in db: Database) throws {
    try SessionMatches.make(of: .trusted, in: db)
    try db.run(
      """
      INSERT INTO session_trait (session_id, speaks, trait, reason)
      SELECT m.session_id, 'against', 'trusted',
        MIN('trusted ' || t.kind || ' ' || t.value || COALESCE(' (' || t.note || ')', ''))
      FROM session_match AS m
      JOIN trusted AS t ON t.trusted_id = m.entry_id
      GROUP BY m.session_id
      """)
    try SessionMatches.drop(in: db)
  }
}
