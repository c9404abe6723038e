import EvidenceDatabase
package import GRDB
import Records

/// Which server a log means by a name or an address: fills `server_alias`.
///
/// Exchange's logs name servers, in full or by the first label; IIS logs give the address that was connected to. An
/// address is a server's where HttpProxy of that server and IIS at that address logged the same requests
/// (`same_requests`), else where its logs lie in a folder called like the server (`folder_name`). What is joined to
/// none stands for itself.
package enum ServerNames {
  /// Part of the step's fingerprint: to be raised with every change of what it concludes.
  package static let version = 1

  package static func run(in db: Database) throws {
    try db.run("DELETE FROM server_alias")
    let logged = try LoggedServers(db)
    var servers: [String: String] = [:]
    for name in logged.names { servers[firstLabel(of: name).lowercased()] = firstLabel(of: name).uppercased() }
    let insert = try db.makeStatement(sql: "INSERT OR IGNORE INTO server_alias VALUES (?, ?, ?)")
    for name in logged.names {
      let label = firstLabel(of: name)
      let basis = label.count == name.count ? "logged" : "first_label"
      try insert.execute(arguments: [name.lowercased(), label.uppercased(), basis])
    }
    for (address, ref) in logged.addresses {
      if let server = try sameRequests(address: ref, in: db) {
        try insert.execute(arguments: [address.lowercased(), firstLabel(of: server).uppercased(), "same_requests"])
      } else if let server = try folderName(of: ref, among: servers, in: db) {
        try insert.execute(arguments: [address.lowercased(), server, "folder_name"])
      } else {
        try insert.execute(arguments: [address.lowercased(), address, "logged"])
      }
    }
  }

  /// `ex01` of `ex01.corp.example`.
  static func firstLabel(of name: String) -> String { String(name.prefix { $0 != "." }) }

  /// How many requests of an address are compared at most.
  private static let sampleSize = 500

  /// The server whose HttpProxy log has requests of the same client for the same path within a second, nine in ten of
  /// three or more.
  private static func sameRequests(address: Int64, in db: Database) throws -> String? {
    let rows = try Row.fetchAll(
      db,
      sql: """
        WITH sample AS (
          SELECT w.occurred_at_us, w.client_ip_ref, w.path_ref
          FROM stored_web_request AS w
          WHERE w.server_ref = :address AND w.occurred_at_us IS NOT NULL AND w.client_ip_ref IS NOT NULL
            AND w.occurred_at_us >= (
              SELECT MIN(p.occurred_at_us) FROM stored_web_request AS p
              WHERE p.log_kind_ref = (SELECT text_id FROM text WHERE value = 'http_proxy'))
          ORDER BY w.occurred_at_us LIMIT \(sampleSize)
        )
        SELECT t.value, COUNT(*)
        FROM sample AS s
        CROSS JOIN stored_web_request AS p
        JOIN text AS t ON t.text_id = p.server_ref
        WHERE p.occurred_at_us BETWEEN s.occurred_at_us - 1000000 AND s.occurred_at_us + 2000000
          AND p.log_kind_ref + 0 = (SELECT text_id FROM text WHERE value = 'http_proxy')
          AND p.client_ip_ref = s.client_ip_ref AND p.path_ref = s.path_ref
        GROUP BY t.value ORDER BY COUNT(*) DESC, t.value
        """, arguments: ["address": address])
    let total = rows.reduce(0) { $0 + ($1[1] as Int) }
    guard let best = rows.first, (best[1] as Int) >= 3, (best[1] as Int) * 10 >= total * 9 else { return nil }
    return best[0]
  }

  /// The one server that folders of the logs of this address are called after.
  private static func folderName(of address: Int64, among servers: [String: String], in db: Database) throws -> String?
  {
    // Of each exhibit of requests its first row is looked at: a log is of one server.
    let paths = try String.fetchAll(
      db,
      sql: """
        SELECT e.relative_path
        FROM exhibit AS e
        WHERE e.kind = 'iis' AND (
          SELECT w.server_ref FROM stored_web_request AS w
          WHERE \(RowID.isOne("w.audit_record_id", of: "e.exhibit_id"))
          ORDER BY w.audit_record_id LIMIT 1) = ?
        ORDER BY e.relative_path
        """, arguments: [address])
    var found: Set<String> = []
    for path in paths {
      for part in path.split(separator: "/").dropLast() {
        if let server = servers[firstLabel(of: String(part)).lowercased()] { found.insert(server) }
      }
    }
    return found.count == 1 ? found.first : nil
  }
}

/// What logs call servers.
private struct LoggedServers {
  /// Names, in the order of text.
  private(set) var names: [String] = []
  /// Addresses, with the id of their text, in the order of text.
  private(set) var addresses: [(text: String, ref: Int64)] = []

  init(_ db: Database) throws {
    // Of requests only the first of each exhibit: a log is of one server.
    let rows = try Row.fetchAll(
      db,
      sql: """
        SELECT t.text_id, t.value FROM text AS t
        WHERE t.text_id IN (
          SELECT (
            SELECT w.server_ref FROM stored_web_request AS w
            WHERE \(RowID.isOne("w.audit_record_id", of: "e.exhibit_id"))
            ORDER BY w.audit_record_id LIMIT 1)
          FROM exhibit AS e WHERE e.kind IN ('iis', 'http_proxy', 'ews'))
        UNION
        SELECT NULL, b.server FROM logged_server_build AS b
        UNION
        SELECT NULL, t.value FROM text AS t
        WHERE t.text_id IN (
          SELECT a.server_ref FROM stored_cmdlet AS c
          JOIN stored_audit_record AS a ON a.audit_record_id = c.audit_record_id
          JOIN exhibit AS e ON e.exhibit_id = a.audit_record_id >> 32
          WHERE e.kind <> 'unified_audit_log')
        ORDER BY 2, 1
        """)
    for row in rows {
      let name: String = row[1]
      if name.isAddress {
        if let ref = row[0] as Int64?, addresses.last?.text != name { addresses.append((name, ref)) }
      } else if names.last != name, !name.isEmpty {
        names.append(name)
      }
    }
  }
}

extension String {
  /// An IPv4 or IPv6 address, not a name.
  fileprivate var isAddress: Bool {
    contains(":") || (!isEmpty && allSatisfy { $0 == "." || ($0.isASCII && $0.isNumber) })
  }
}
