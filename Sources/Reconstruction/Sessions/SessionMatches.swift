import EvidenceDatabase
import GRDB

/// A list that the examiner gave, whose entries name sessions by address, application, user or client.
enum SessionList: String {
  case indicator, trusted

  var table: String { rawValue }
  var id: String { "\(rawValue)_id" }
}

/// Which sessions the entries of a list name.
enum SessionMatches {
  /// Makes the temporary table `session_match (entry_id, session_id)`.
  static func make(of list: SessionList, in db: Database) throws {
    try drop(in: db)
    try db.execute(
      sql: """
        CREATE TEMP TABLE session_match (
          entry_id INTEGER NOT NULL, session_id INTEGER NOT NULL, PRIMARY KEY (entry_id, session_id)
        ) STRICT, WITHOUT ROWID;
        """)
    try matchAddresses(list, in: db)
    try matchApplications(list, in: db)
    try matchUsers(list, in: db)
    try matchUserAgents(list, in: db)
  }

  static func drop(in db: Database) throws { try db.execute(sql: "DROP TABLE IF EXISTS temp.session_match") }

  private static func matchAddresses(_ list: SessionList, in db: Database) throws {
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
        INSERT OR IGNORE INTO session_match
        SELECT i.\(list.id), s.session_id
        FROM \(list.table) AS i
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

  private static func matchApplications(_ list: SessionList, in db: Database) throws {
    try db.run(
      """
      INSERT OR IGNORE INTO session_match
      SELECT i.\(list.id), s.session_id
      FROM \(list.table) AS i
      JOIN text AS t ON COALESCE(t.value_lc, t.value) = i.value_lc
      JOIN stored_session AS s ON s.app_id_ref = t.text_id
      WHERE i.kind = 'app' AND t.text_id IN (SELECT app_id_ref FROM stored_session)
      """)
  }

  /// A name without a domain is any account of that name: `alice` is `alice@corp.example` and `CORP\\alice`.
  private static func matchUsers(_ list: SessionList, in db: Database) throws {
    try db.run(
      """
      INSERT OR IGNORE INTO session_match
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
      SELECT i.\(list.id), s.session_id
      FROM \(list.table) AS i
      JOIN named AS n ON n.name = i.value_lc
      JOIN stored_session AS s ON s.actor_ref = n.text_id
      WHERE i.kind = 'user'
      """)
  }

  private static func matchUserAgents(_ list: SessionList, in db: Database) throws {
    try db.run(
      """
      INSERT OR IGNORE INTO session_match
      SELECT i.\(list.id), s.session_id
      FROM \(list.table) AS i
      JOIN text AS t ON INSTR(COALESCE(t.value_lc, t.value), i.value_lc) > 0
      JOIN stored_session AS s ON s.client_info_ref = t.text_id
      WHERE i.kind = 'user_agent' AND t.text_id IN (SELECT client_info_ref FROM stored_session)
      """)
    guard try Bool.fetchOne(db, sql: "SELECT EXISTS (SELECT 1 FROM \(list.table) WHERE kind = 'user_agent')") ?? false
    else { return }
    try db.run(
      """
      INSERT OR IGNORE INTO session_match
      WITH agent AS (SELECT DISTINCT user_agent_ref FROM stored_audit_record WHERE user_agent_ref IS NOT NULL),
      named AS (
        SELECT i.\(list.id), t.text_id
        FROM agent
        JOIN text AS t ON t.text_id = agent.user_agent_ref
        JOIN \(list.table) AS i ON i.kind = 'user_agent' AND INSTR(COALESCE(t.value_lc, t.value), i.value_lc) > 0
      )
      SELECT n.\(list.id), s.session_id
      FROM named AS n
      JOIN stored_audit_record AS a ON a.user_agent_ref = n.text_id
      JOIN session_record AS s ON s.audit_record_id = a.audit_record_id
      """)
  }
}
