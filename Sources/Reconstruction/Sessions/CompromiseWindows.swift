package import GRDB

/// From when to when an attacker was in a mailbox, as far as records show: the first to the last record of its suspect
/// sessions (basis `suspect_session`), or of suspect sessions of its account that name no mailbox, such as sign-ins
/// (basis `suspect_account`). Fills `compromise_window`.
package enum CompromiseWindows {
  /// Part of the step's fingerprint: to be raised with every change of what it concludes.
  package static let version = 1

  package static func run(in db: Database) throws {
    try db.run("DELETE FROM compromise_window")
    try SuspectSessions.make(in: db)
    try db.run(
      """
      INSERT INTO compromise_window (compromise_window_id, mailbox_id, server, from_us, to_us, basis)
      SELECT ROW_NUMBER() OVER (ORDER BY mailbox_id, is_account), mailbox_id, NULL, MIN(first_us), MAX(last_us),
        CASE is_account WHEN 1 THEN 'suspect_account' ELSE 'suspect_session' END
      FROM suspect_session
      WHERE mailbox_id IS NOT NULL AND first_us IS NOT NULL
      GROUP BY mailbox_id, is_account
      ORDER BY mailbox_id, is_account
      """)
    try SuspectSessions.drop(in: db)
  }
}
