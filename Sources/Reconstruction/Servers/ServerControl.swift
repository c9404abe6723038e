import GRDB
import Records

/// From when on an attacker ran code on a server of Exchange: from there on it can read databases, act as any mailbox's
/// owner and edit logs, so that silence proves nothing.
struct ServerControl {
  let server: String
  let from: Microseconds
  /// The record that shows it first.
  let record: Int64

  /// Detections whose records show code that ran, not only a try or a file written.
  static let detections = [
    "web-shell-used", "web-server-child-process", "unified-messaging-child-process", "system-account-mail-cmdlet",
  ]

  /// One for each server, the earliest first.
  static func fetch(in db: Database) throws -> [ServerControl] {
    let names = detections.map { "'\($0)'" }.joined(separator: ", ")
    let rows = try Row.fetchAll(
      db,
      sql: """
        SELECT COALESCE(n.server, r.server, '(no server named)') AS server, r.occurred_at_us, r.audit_record_id
        FROM finding AS f
        JOIN finding_record AS x ON x.finding_id = f.finding_id AND x.role = 'actor'
        JOIN record AS r ON r.audit_record_id = x.audit_record_id
        LEFT JOIN server_alias AS n ON n.alias_lc = LOWER(r.server)
        WHERE f.detection IN (\(names)) AND r.occurred_at_us IS NOT NULL
        ORDER BY r.occurred_at_us, r.audit_record_id
        """)
    var found: [ServerControl] = []
    for row in rows where !found.contains(where: { $0.server == row[0] as String }) {
      found.append(ServerControl(server: row[0], from: row[1], record: row[2]))
    }
    return found
  }

  /// A mailbox that whoever controls a server can open; of one that moved to Exchange Online, until then.
  struct Mailbox {
    let mailbox: Int64
    let until: Microseconds?
  }

  /// None where no server is under control.
  static func mailboxes(in db: Database) throws -> [Mailbox] {
    guard let first = try fetch(in: db).first else { return [] }
    return try Row.fetchAll(
      db,
      sql: """
        SELECT mailbox_id, moved_us FROM mailbox_location
        WHERE location = 'on_premises' OR moved_us > ? ORDER BY mailbox_id
        """, arguments: [first.from]
    ).map { Mailbox(mailbox: $0[0], until: $0[1]) }
  }
}
