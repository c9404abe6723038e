package import GRDB

/// Which messages were exposed, how surely, and on what records that rests. Fills `exposure`, `exposure_ground` and
/// `actor_handling`, from suspect sessions only.
///
/// A message has one row for each tier and basis that applies: `exported` (`download`, `export_file`, `delivery`),
/// `accessed` (`bind`, `attachment`), `synced` (`sync`), `unlogged` (`throttled`, `log_gap`, `audit_disabled`,
/// `audit_set_reduced`, `organization_audit_disabled`, `ingestion_disabled`, `audit_bypassed`). `reachable` is said of
/// what nothing stronger is said of, with the first of the bases `sync_context`, `export_requested`, `session`,
/// `permission`, `forwarding`, `server_control` that holds; `not_indicated` or `unknown` of every message at hand that
/// no other row is of, but for what the actor sent itself. Folder-associated items are no mail: they are exposed only
/// where a record names them, or an export took them.
package enum Exposures {
  /// Part of the step's fingerprint: to be raised with every change of what it concludes.
  package static let version = 26

  package static func run(in db: Database) throws {
    try db.run("DELETE FROM actor_handling")
    var notes = try NoteBook(.exposures, in: db)
    try SuspectSessions.make(in: db)
    try SuspectAccesses.make(in: db)
    try StoreTimes.make(in: db)
    var drafts = try ExposureDrafts(db)

    try ActorHandling.run(in: db)
    let exported = try ExportedMessages.run(&drafts, notes: &notes)
    try AccessedMessages.run(&drafts, notes: &notes)
    let synced = try SyncedFolders.run(&drafts, notes: &notes)
    try UnloggedMessages.run(&drafts)
    try ReachableMessages.run(&drafts, synced: synced, exported: exported, notes: &notes)
    try drafts.coverEmbedded()
    try MessageCopies.discount(in: db)
    try ActorHandling.mark(in: db)
    try drafts.settleStrongest()
    try MatchNotes.write(to: &notes, in: db)
    try MailboxRemainders.run(in: db, notes: &notes)
    try RemainingMessages.run(&drafts)
    try drafts.writeGrounds()

    try ActorHandling.drop(in: db)
    try StoreTimes.drop(in: db)
    try SuspectAccesses.drop(in: db)
    try SuspectSessions.drop(in: db)
  }
}

/// The accesses of suspect sessions in records that did not fail, with the mailbox that they were in, and when: a Bind
/// gathers two minutes, of which the record tells the beginning.
enum SuspectAccesses {
  /// Makes the temporary table `suspect_access`.
  static func make(in db: Database) throws {
    try drop(in: db)
    try db.execute(
      sql: """
        CREATE TEMP TABLE suspect_access (
          mail_access_id INTEGER PRIMARY KEY, audit_record_id INTEGER NOT NULL, session_id INTEGER NOT NULL,
          mailbox_id INTEGER, time_us INTEGER, end_us INTEGER, access_type TEXT NOT NULL
        ) STRICT;

        INSERT INTO suspect_access
        SELECT m.mail_access_id, m.audit_record_id, x.session_id,
          COALESCE(r.mailbox_id, CASE x.is_account WHEN 0 THEN x.mailbox_id END),
          COALESCE(m.occurred_at_us, a.occurred_at_us),
          COALESCE(a.occurred_to_us, m.occurred_at_us, a.occurred_at_us), t.value
        FROM suspect_session AS x
        CROSS JOIN session_record AS s ON s.session_id = x.session_id
        CROSS JOIN stored_audit_record AS a ON a.audit_record_id = s.audit_record_id
        CROSS JOIN stored_mail_access AS m ON m.audit_record_id = a.audit_record_id
        JOIN text AS t ON t.text_id = m.access_type_ref
        LEFT JOIN logged_mailbox_resolution AS r ON r.logged_mailbox_id = m.logged_mailbox_id
        WHERE COALESCE(a.is_success, 1) = 1;
        CREATE INDEX temp.suspect_sync_by_mailbox ON suspect_access (mailbox_id) WHERE access_type = 'sync';
        """)
  }

  static func drop(in db: Database) throws { try db.execute(sql: "DROP TABLE IF EXISTS temp.suspect_access") }
}
