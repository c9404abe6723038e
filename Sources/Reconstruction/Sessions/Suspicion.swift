import EvidenceDatabase
package import GRDB
import Records

/// Which sessions are suspect, and why: an indicator names the session, a finding of severity high cites a record of its
/// own as the actor's, or an examiner judged it so. Fills `session_suspicion`. Never spreads from session to session.
package enum Suspicion {
  /// Part of the step's fingerprint: to be raised with every change of what it concludes.
  package static let version = 2

  package static func run(in db: Database) throws {
    try db.run("DELETE FROM session_suspicion")
    try makeMatches(in: db)
    try matchAddresses(in: db)
    try matchApplications(in: db)
    try matchUsers(in: db)
    try matchUserAgents(in: db)
    try writeIndicators(in: db)
    try writeFindings(in: db)
    var notes = try NoteBook(.suspicion, in: db)
    try tellUnmatched(to: &notes, in: db)
    try Judgements.apply(in: db, notes: &notes)
    try db.execute(sql: "DROP TABLE temp.indicator_match")
  }

  private static func makeMatches(in db: Database) throws {
    try db.execute(
      sql: """
        DROP TABLE IF EXISTS temp.indicator_match;
        CREATE TEMP TABLE indicator_match (
          indicator_id INTEGER NOT NULL, session_id INTEGER NOT NULL, PRIMARY KEY (indicator_id, session_id)
        ) STRICT, WITHOUT ROWID;
        """)
  }

  private static func matchAddresses(in db: Database) throws {
    try db.execute(
      sql: """
        DROP TABLE IF EXISTS temp.session_address;
        CREATE TEMP TABLE session_address (digits TEXT NOT NULL, text_id INTEGER NOT NULL) STRICT;
        """)
    let insert = try db.cachedStatement(sql: "INSERT INTO session_address VALUES (?, ?)")
    let cursor = try Row.fetchCursor(
      db,
      sql: """
        SELECT t.text_id, t.value
        FROM (SELECT DISTINCT client_ip_ref FROM stored_session WHERE client_ip_ref IS NOT NULL) AS s
        JOIN text AS t ON t.text_id = s.client_ip_ref
        """)
    while let row = try cursor.next() {
      guard let digits = Self.digits(ofAddress: row[1]) else { continue }
      try insert.execute(arguments: [digits, row[0] as Int64])
    }
    try db.execute(
      sql: """
        CREATE INDEX temp.session_address_by_digits ON session_address (digits);
        INSERT OR IGNORE INTO indicator_match
        SELECT i.indicator_id, s.session_id
        FROM indicator AS i
        JOIN session_address AS a ON a.digits BETWEEN i.ip_from AND i.ip_to
        JOIN stored_session AS s ON s.client_ip_ref = a.text_id
        WHERE i.kind = 'ip';
        DROP TABLE temp.session_address;
        """)
  }

  /// Nil where the text is no address. Behind a `%` stands a link of the client's own.
  private static func digits(ofAddress text: String) -> String? {
    text.contains("/") ? nil : IPRange(String(text.prefix { $0 != "%" }))?.from
  }

  private static func matchApplications(in db: Database) throws {
    try db.run(
      """
      INSERT OR IGNORE INTO indicator_match
      SELECT i.indicator_id, s.session_id
      FROM indicator AS i
      JOIN text AS t ON COALESCE(t.value_lc, t.value) = i.value_lc
      JOIN stored_session AS s ON s.app_id_ref = t.text_id
      WHERE i.kind = 'app' AND t.text_id IN (SELECT app_id_ref FROM stored_session)
      """)
  }

  /// A name without a domain is any account of that name: `alice` is `alice@corp.example` and `CORP\\alice`.
  private static func matchUsers(in db: Database) throws {
    try db.run(
      """
      INSERT OR IGNORE INTO indicator_match
      WITH actor AS (
        SELECT t.text_id, COALESCE(t.value_lc, t.value) AS name
        FROM text AS t
        WHERE t.text_id IN (SELECT actor_ref FROM stored_session)
      ), named AS (
        SELECT text_id, name FROM actor
        UNION
        SELECT text_id, SUBSTR(name, 1, INSTR(name, '@') - 1) FROM actor WHERE INSTR(name, '@') > 1
        UNION
        SELECT text_id, SUBSTR(name, INSTR(name, '\\') + 1) FROM actor WHERE INSTR(name, '\\') > 0
      )
      SELECT i.indicator_id, s.session_id
      FROM indicator AS i
      JOIN named AS n ON n.name = i.value_lc
      JOIN stored_session AS s ON s.actor_ref = n.text_id
      WHERE i.kind = 'user'
      """)
  }

  private static func matchUserAgents(in db: Database) throws {
    try db.run(
      """
      INSERT OR IGNORE INTO indicator_match
      SELECT i.indicator_id, s.session_id
      FROM indicator AS i
      JOIN text AS t ON INSTR(COALESCE(t.value_lc, t.value), i.value_lc) > 0
      JOIN stored_session AS s ON s.client_info_ref = t.text_id
      WHERE i.kind = 'user_agent' AND t.text_id IN (SELECT client_info_ref FROM stored_session)
      """)
    guard try Bool.fetchOne(db, sql: "SELECT EXISTS (SELECT 1 FROM indicator WHERE kind = 'user_agent')") ?? false
    else { return }
    try db.run(
      """
      INSERT OR IGNORE INTO indicator_match
      WITH agent AS (SELECT DISTINCT user_agent_ref FROM stored_audit_record WHERE user_agent_ref IS NOT NULL),
      named AS (
        SELECT i.indicator_id, t.text_id
        FROM agent
        JOIN text AS t ON t.text_id = agent.user_agent_ref
        JOIN indicator AS i ON i.kind = 'user_agent' AND INSTR(COALESCE(t.value_lc, t.value), i.value_lc) > 0
      )
      SELECT n.indicator_id, s.session_id
      FROM named AS n
      JOIN stored_audit_record AS a ON a.user_agent_ref = n.text_id
      JOIN session_record AS s ON s.audit_record_id = a.audit_record_id
      """)
  }

  private static func writeIndicators(in db: Database) throws {
    try db.run(
      """
      INSERT INTO session_suspicion (session_id, basis, indicator_id, finding_id, reason)
      SELECT m.session_id, 'indicator', i.indicator_id, NULL,
        'indicator ' || i.kind || ' ' || i.value || COALESCE(' (' || i.note || ')', '')
      FROM indicator_match AS m
      JOIN indicator AS i ON i.indicator_id = m.indicator_id
      ORDER BY m.session_id, i.kind, i.value_lc
      """)
  }

  private static func writeFindings(in db: Database) throws {
    try db.run(
      """
      INSERT INTO session_suspicion (session_id, basis, indicator_id, finding_id, reason)
      SELECT DISTINCT own.session_id, 'finding', NULL, f.finding_id, 'finding ' || f.detection || ': ' || f.title
      FROM finding AS f
      JOIN (
        SELECT r.finding_id, s.session_id
        FROM finding_record AS r
        JOIN session_record AS s ON s.audit_record_id = r.audit_record_id
        WHERE r.role = 'actor'
        UNION
        SELECT r.finding_id, r.session_id
        FROM finding_record AS r
        WHERE r.role = 'actor' AND r.audit_record_id IS NULL AND r.session_id IS NOT NULL
      ) AS own ON own.finding_id = f.finding_id
      WHERE f.severity = 'high'
      ORDER BY own.session_id, f.finding_id
      """)
  }

  private static func tellUnmatched(to notes: inout NoteBook, in db: Database) throws {
    let unmatched = try Row.fetchAll(
      db,
      sql: """
        SELECT i.kind, i.value FROM indicator AS i
        WHERE NOT EXISTS (SELECT 1 FROM indicator_match AS m WHERE m.indicator_id = i.indicator_id)
        ORDER BY i.kind, i.value_lc
        """)
    for row in unmatched {
      let kind: String = row["kind"]
      let value: String = row["value"]
      try notes.write("indicator_unmatched", "no session matches the indicator \(kind) \(value)", in: db)
    }
  }
}
