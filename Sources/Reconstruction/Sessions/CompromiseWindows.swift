package import GRDB

/// From when to when an attacker was in a mailbox, as far as records show: the first record of its suspect sessions to
/// the end of what the last covers (basis `suspect_session`), or of suspect sessions of its account that name no mailbox, such as sign-ins
/// (basis `suspect_account`). What suspect sessions did that are in no mailbox, such as administration, stands without one
/// (`suspect_actor`): the attacker was there, wherever that was.
///
/// A server is the attacker's from the first code execution on it (`code_execution`, without a mailbox); from the first on
/// any server, every mailbox kept on premises is open to whoever runs code as SYSTEM (`server_control`). No log shows when
/// that ends. Fills `compromise_window`.
package enum CompromiseWindows {
  /// Part of the step's fingerprint: to be raised with every change of what it concludes.
  package static let version = 5

  package static func run(in db: Database) throws {
    try db.run("DELETE FROM compromise_window")
    try SuspectSessions.make(in: db)
    try db.run(
      """
      INSERT INTO compromise_window (compromise_window_id, mailbox_id, server, from_us, to_us, basis)
      SELECT ROW_NUMBER() OVER (ORDER BY mailbox_id, is_account), mailbox_id, NULL, MIN(first_us), MAX(until_us),
        CASE WHEN mailbox_id IS NULL THEN 'suspect_actor' WHEN is_account = 1 THEN 'suspect_account'
          ELSE 'suspect_session' END
      FROM suspect_session
      WHERE first_us IS NOT NULL
      GROUP BY mailbox_id, is_account
      ORDER BY mailbox_id, is_account
      """)
    try SuspectSessions.drop(in: db)
    try writeServers(in: db)
  }

  private static func writeServers(in db: Database) throws {
    let controls = try ServerControl.fetch(in: db)
    guard let first = controls.first else { return }
    let last = try Int64.fetchOne(db, sql: "SELECT MAX(compromise_window_id) FROM compromise_window") ?? 0
    let insert = try db.makeStatement(
      sql: """
        INSERT INTO compromise_window (compromise_window_id, mailbox_id, server, from_us, to_us, basis)
        VALUES (?, ?, ?, ?, ?, ?)
        """)
    var id = last
    for control in controls {
      id += 1
      try insert.execute(arguments: [id, nil, control.server, control.from, nil, "code_execution"])
    }
    for open in try ServerControl.mailboxes(in: db) {
      id += 1
      try insert.execute(arguments: [id, open.mailbox, first.server, first.from, open.until, "server_control"])
    }
  }
}
