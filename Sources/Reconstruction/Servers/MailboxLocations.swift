import EvidenceDatabase
package import GRDB
import Records

/// Which mailboxes are kept on servers of one's own: fills `mailbox_location` and `mailbox.location`.
///
/// A mailbox that Exchange Online's log has records of is `online`; where logs of a server that open mailboxes name it
/// before the first of them, it moved there (`moved`), and was on that server until then. Else one that a log of a server names, or that a
/// cmdlet of such a server was run on, is `on_premises`. Where no log of Exchange Online is at hand at all, so are
/// mailboxes at hand whose domain is that of mailboxes on these servers. Of the rest it is not known.
package enum MailboxLocations {
  /// Part of the step's fingerprint: to be raised with every change of what it concludes.
  package static let version = 2

  package static func run(in db: Database) throws {
    try db.run("DELETE FROM mailbox_location")
    try db.run("UPDATE mailbox SET location = NULL WHERE location = 'on_premises'")
    try db.run(
      """
      INSERT INTO mailbox_location
      SELECT mailbox_id, 'online', 'cloud_log', NULL, NULL FROM mailbox WHERE location = 'online'
      """)
    try tellMoves(in: db)
    try writeLogged(in: db)
    try writeByCmdlet(in: db)
    try writeByDomain(in: db)
    try db.run(
      """
      UPDATE mailbox SET location = 'on_premises'
      WHERE mailbox_id IN (SELECT mailbox_id FROM mailbox_location WHERE location = 'on_premises')
      """)
  }

  private static func writeLogged(in db: Database) throws {
    try db.run(
      """
      INSERT OR IGNORE INTO mailbox_location
      SELECT r.mailbox_id, 'on_premises', 'server_log', NULL, NULL
      FROM (
        SELECT logged_mailbox_id FROM request_account
        UNION
        SELECT a.logged_mailbox_id
        FROM exhibit AS e
        CROSS JOIN stored_audit_record AS a
          ON \(RowID.isOne("a.audit_record_id", of: "e.exhibit_id"))
        WHERE a.logged_mailbox_id IS NOT NULL
          -- Exchange Online's mailbox audit log is exported in the same form as a server's.
          AND (e.kind IN (\(openingLogs))
            OR e.kind = 'mailbox_audit_log' AND \(hasServers))
      ) AS l
      JOIN logged_mailbox_resolution AS r ON r.logged_mailbox_id = l.logged_mailbox_id
      GROUP BY r.mailbox_id ORDER BY r.mailbox_id
      """)
  }

  /// Requests are no proof: a server of a hybrid passes on those for mailboxes in the cloud.
  private static func tellMoves(in db: Database) throws {
    let before = try Row.fetchAll(
      db,
      sql: """
        SELECT r.mailbox_id, MIN(a.occurred_at_us), a.audit_record_id
        FROM exhibit AS e
        CROSS JOIN stored_audit_record AS a
          ON \(RowID.isOne("a.audit_record_id", of: "e.exhibit_id"))
        JOIN logged_mailbox_resolution AS r ON r.logged_mailbox_id = a.logged_mailbox_id
        JOIN mailbox_location AS l ON l.mailbox_id = r.mailbox_id
        WHERE e.kind IN (\(openingLogs)) AND a.occurred_at_us IS NOT NULL
        GROUP BY r.mailbox_id ORDER BY r.mailbox_id
        """)
    guard !before.isEmpty else { return }
    let since = try Row.fetchAll(
      db,
      sql: """
        SELECT r.mailbox_id, MIN(a.occurred_at_us)
        FROM stored_audit_record AS a
        JOIN logged_mailbox_resolution AS r ON r.logged_mailbox_id = a.logged_mailbox_id
        WHERE a.log_kind_ref = (SELECT text_id FROM text WHERE value = 'unified_audit_log')
        GROUP BY r.mailbox_id
        """)
    let moved = Dictionary(since.map { ($0[0] as Int64, $0[1] as Microseconds?) }) { first, _ in first }
    for row in before {
      guard let time = moved[row[0]] ?? nil, row[1] < time else { continue }
      try db.run(
        "UPDATE mailbox_location SET basis = 'moved', audit_record_id = ?, moved_us = ? WHERE mailbox_id = ?",
        [row[2] as Int64, time, row[0] as Int64])
    }
  }

  /// Logs of a server about the mailboxes that it keeps.
  private static let openingLogs =
    "'mapi_http', 'rpc_client_access', 'mailbox_replication', 'exchange_audit', 'pop3', 'imap4'"

  private static let hasServers =
    "EXISTS (SELECT 1 FROM exhibit WHERE kind IN ('http_proxy', 'iis', 'ews', 'mapi_http', 'mailbox_replication'))"

  private static func writeByCmdlet(in db: Database) throws {
    let directory = try MailboxDirectory(db)
    let rows = try Row.fetchCursor(
      db,
      sql: """
        SELECT c.audit_record_id, COALESCE(p.value, a.target)
        FROM exhibit AS e
        CROSS JOIN stored_cmdlet AS c
          ON \(RowID.isOne("c.audit_record_id", of: "e.exhibit_id"))
        JOIN stored_audit_record AS a ON a.audit_record_id = c.audit_record_id
        JOIN text AS t ON t.text_id = c.cmdlet_ref
        LEFT JOIN stored_cmdlet_parameter AS p ON p.audit_record_id = c.audit_record_id
          AND p.name_ref IN (SELECT text_id FROM text WHERE COALESCE(value_lc, value) IN ('identity', 'mailbox'))
        WHERE e.kind IN ('admin_audit_log', 'cmdlet_infra', 'ecp_server') AND \(hasServers)
          AND COALESCE(t.value_lc, t.value) LIKE '%mailbox%'
        ORDER BY c.audit_record_id, 2
        """)
    var found: [Int64: Int64] = [:]
    while let row = try rows.next() {
      guard let name: String = row[1], let mailbox = directory.mailbox(identity: name) else { continue }
      found[mailbox] = found[mailbox] ?? row[0]
    }
    for (mailbox, record) in found.sorted(by: { $0.key < $1.key }) {
      try db.run(
        "INSERT OR IGNORE INTO mailbox_location VALUES (?, 'on_premises', 'server_cmdlet', ?, NULL)", [mailbox, record])
    }
  }

  private static func writeByDomain(in db: Database) throws {
    try db.run(
      """
      INSERT OR IGNORE INTO mailbox_location
      SELECT m.mailbox_id, 'on_premises', 'domain_of_servers', NULL, NULL
      FROM mailbox AS m
      WHERE m.kind <> 'unknown_owner' AND INSTR(m.address, '@') > 0 AND \(hasServers)
        AND NOT EXISTS (SELECT 1 FROM exhibit WHERE kind = 'unified_audit_log')
        AND SUBSTR(m.address, INSTR(m.address, '@')) IN (
          SELECT SUBSTR(o.address, INSTR(o.address, '@'))
          FROM mailbox_location AS l JOIN mailbox AS o ON o.mailbox_id = l.mailbox_id
          WHERE l.location = 'on_premises' AND INSTR(o.address, '@') > 0)
      ORDER BY m.mailbox_id
      """)
  }
}
