import EvidenceDatabase
package import GRDB
import Records

/// Sessions of requests to servers: those of the hands that a finding of severity high or an indicator names, and of
/// nobody else. Owners make millions of requests a day, which stay where they are.
///
/// A finding cites single requests; to its session belong all requests of the same address, client and account. An
/// indicator names all requests of an address, client or account. Within that, a session is what other sessions are:
/// one account, address and client in one mailbox without a long gap. A request is told by several logs; the bytes of a
/// session are those of the log that has most. Which mailbox a request goes to is the client's own text: it counts where it
/// is that of the account that is signed in. Where a request to a service of mail names no mailbox, it is in that of its
/// account (``AccountMailboxes``), as the log has it or, of phones, as the query has it.
package enum RequestSessions {
  /// Part of the step's fingerprint: to be raised with every change of what it concludes.
  package static let version = 4

  /// Sessions of requests are numbered from here on, those of other records below.
  static let firstID: Int64 = 1 << 40

  /// Takes away those of an earlier run. They rest on findings: what is made before them must not see them.
  package static func clear(in db: Database) throws {
    try db.run("DELETE FROM stored_session WHERE session_id >= ?", [firstID])
    try db.run("DELETE FROM session_record WHERE session_id >= ?", [firstID])
  }

  package static func run(in db: Database) throws {
    try clear(in: db)
    var notes = try NoteBook(.requestSessions, in: db)
    try NamedRequests.make(in: db, notes: &notes)
    try cutSessions(in: db)
    try NamedRequests.drop(in: db)
  }

  private static func cutSessions(in db: Database) throws {
    var writer = try RequestSessionWriter(db)
    let cursor = try Row.fetchCursor(
      db,
      sql: """
        SELECT n.audit_record_id, n.occurred_at_us, n.mailbox_id, n.actor_ref, n.client_ip_ref, n.user_agent_ref,
          n.log_kind_ref, n.response_bytes,
          COALESCE(actor.value_lc, actor.value, CHAR(30)), COALESCE(client_ip.value, CHAR(30)),
          COALESCE(agent.value, CHAR(30))
        FROM named_request AS n
        LEFT JOIN text AS actor ON actor.text_id = n.actor_ref
        LEFT JOIN text AS client_ip ON client_ip.text_id = n.client_ip_ref
        LEFT JOIN text AS agent ON agent.text_id = n.user_agent_ref
        ORDER BY n.mailbox_id NULLS FIRST, 9, 10, 11, n.occurred_at_us NULLS LAST, n.audit_record_id
        """)
    while let row = try cursor.next() { try writer.add(row) }
    try writer.finish()
  }
}

/// The requests that become records of sessions, in the temporary table `named_request`.
enum NamedRequests {
  /// Requests over a forged target follow the one that names the mailbox closely.
  private static let lookUpGap: Microseconds = 10 * 60_000_000

  static func make(in db: Database, notes: inout NoteBook) throws {
    try drop(in: db)
    try makeHands(in: db)
    try db.execute(
      sql: """
        CREATE TEMP TABLE named_request (
          audit_record_id INTEGER PRIMARY KEY, occurred_at_us INTEGER, mailbox_id INTEGER, actor_ref INTEGER,
          client_ip_ref INTEGER, user_agent_ref INTEGER, log_kind_ref INTEGER NOT NULL, response_bytes INTEGER,
          server_ref INTEGER, forged_target TEXT
        ) STRICT;

        INSERT OR IGNORE INTO named_request
        SELECT w.audit_record_id, w.occurred_at_us, r.mailbox_id, w.actor_ref, w.client_ip_ref, w.user_agent_ref,
          w.log_kind_ref, CASE WHEN w.response_bytes >= 0 THEN w.response_bytes END, w.server_ref,
          (SELECT f.target_lc FROM forged_anchor AS f WHERE f.anchor_id = w.anchor_mailbox_ref)
        FROM stored_web_request AS w
        LEFT JOIN logged_mailbox_resolution AS r ON r.logged_mailbox_id = w.logged_mailbox_id
        WHERE w.client_ip_ref IN (SELECT ref FROM named_text WHERE kind = 'ip')
          OR w.user_agent_ref IN (SELECT ref FROM named_text WHERE kind = 'user_agent')
          OR w.actor_ref IN (SELECT ref FROM named_text WHERE kind = 'user')
          OR (w.client_ip_ref, w.user_agent_ref, COALESCE(w.actor_ref, 0)) IN (SELECT * FROM hand)
          OR w.audit_record_id IN (SELECT audit_record_id FROM cited_request);
        """)
    try carryMailboxes(in: db)
    guard try Bool.fetchOne(db, sql: "SELECT EXISTS (SELECT 1 FROM named_request)") ?? false else { return }
    let accounts = try AccountMailboxes(db)
    try leaveClaims(accounts, in: db, notes: &notes)
    try nameAccounts(accounts, in: db, notes: &notes)
  }

  static func drop(in db: Database) throws {
    for table in ["named_request", "named_text", "hand", "cited_request"] {
      try db.execute(sql: "DROP TABLE IF EXISTS temp.\(table)")
    }
  }

  private static func makeHands(in db: Database) throws {
    try db.execute(
      sql: """
        CREATE TEMP TABLE cited_request (audit_record_id INTEGER PRIMARY KEY) STRICT;
        INSERT OR IGNORE INTO cited_request
        SELECT r.audit_record_id
        FROM finding AS f
        JOIN finding_record AS r ON r.finding_id = f.finding_id
        JOIN stored_web_request AS w ON w.audit_record_id = r.audit_record_id
        WHERE f.severity = 'high' AND r.role = 'actor';

        CREATE TEMP TABLE hand (
          client_ip_ref INTEGER NOT NULL, user_agent_ref INTEGER NOT NULL, actor_ref INTEGER NOT NULL,
          PRIMARY KEY (client_ip_ref, user_agent_ref, actor_ref)
        ) STRICT, WITHOUT ROWID;
        INSERT OR IGNORE INTO hand
        SELECT w.client_ip_ref, w.user_agent_ref, COALESCE(w.actor_ref, 0)
        FROM cited_request AS c
        JOIN stored_web_request AS w ON w.audit_record_id = c.audit_record_id
        WHERE w.client_ip_ref IS NOT NULL AND w.user_agent_ref IS NOT NULL;

        CREATE TEMP TABLE named_text (kind TEXT NOT NULL, ref INTEGER NOT NULL, PRIMARY KEY (kind, ref))
          STRICT, WITHOUT ROWID;
        """)
    guard try Bool.fetchOne(db, sql: "SELECT EXISTS (SELECT 1 FROM indicator WHERE kind <> 'app')") ?? false,
      try Bool.fetchOne(db, sql: "SELECT EXISTS (SELECT 1 FROM stored_web_request)") ?? false
    else { return }
    let names = try IndicatorNames(db)
    let insert = try db.makeStatement(sql: "INSERT OR IGNORE INTO named_text VALUES (?, ?)")
    let texts = try Row.fetchCursor(db, sql: "SELECT text_id, COALESCE(value_lc, value) FROM text")
    while let row = try texts.next() {
      for kind in names.kinds(of: row[1]) { try insert.execute(arguments: [kind, row[0] as Int64]) }
    }
  }

  /// Who asks by a forged target for a mailbox goes on in it until another is asked for: the requests to services of mail
  /// that follow within minutes, from the same address to the same server, name none.
  private static func carryMailboxes(in db: Database) throws {
    let update = try db.makeStatement(sql: "UPDATE named_request SET mailbox_id = ? WHERE audit_record_id = ?")
    let rows = try Row.fetchCursor(
      db,
      sql: """
        SELECT audit_record_id, occurred_at_us, client_ip_ref, server_ref, mailbox_id,
          forged_target LIKE '/ews/%' OR forged_target LIKE '/mapi/%' OR forged_target LIKE '/owa/%'
        FROM named_request
        WHERE forged_target IS NOT NULL AND occurred_at_us IS NOT NULL AND client_ip_ref IS NOT NULL
        ORDER BY client_ip_ref, server_ref, occurred_at_us, audit_record_id
        """)
    var last: (client: Int64, server: Int64?, time: Microseconds, mailbox: Int64)?
    while let row = try rows.next() {
      let (client, server, time): (Int64, Int64?, Microseconds) = (row[2], row[3], row[1])
      if let mailbox: Int64 = row[4] {
        last = (client, server, time, mailbox)
      } else if row[5] as Bool, let known = last, known.client == client, known.server == server,
        time.sum(-known.time) <= lookUpGap
      {
        try update.execute(arguments: [known.mailbox, row[0] as Int64])
        last?.time = time
      } else {
        last = nil
      }
    }
  }
}
