import EvidenceDatabase
import GRDB

/// Addresses of Microsoft's own machines, which stand in a record where a service opened the mailbox for somebody: not
/// the end client's.
///
/// The networks are those that Microsoft publishes for Exchange Online (Office 365 endpoints, id 1 and 8). Its mailbox
/// servers name themselves by addresses beyond that list (2603:10a6:…, seen in a tenant of 2021); Azure rents out
/// neighbours of those, so that they are taken for Microsoft's only where the client is the REST front end.
enum MicrosoftAddresses {
  private static let exchangeOnline = [
    "13.107.6.152/31", "13.107.18.10/31", "13.107.128.0/22", "23.103.160.0/20", "40.96.0.0/13", "40.104.0.0/15",
    "52.96.0.0/14", "131.253.33.215/32", "132.245.0.0/16", "150.171.32.0/22", "204.79.197.215/32", "2603:1006::/40",
    "2603:1016::/36", "2603:1026::/36", "2603:1036::/36", "2603:1046::/36", "2603:1056::/36", "2620:1ec:4::152/128",
    "2620:1ec:4::153/128", "2620:1ec:c::10/128", "2620:1ec:c::11/128", "2620:1ec:d::10/128", "2620:1ec:d::11/128",
    "2620:1ec:8f0::/46", "2620:1ec:900::/46", "2620:1ec:a92::152/128", "2620:1ec:a92::153/128",
  ].compactMap { IPRange($0) }
  private static let allOfMicrosoft = ["2603:1000::/24"].compactMap { IPRange($0) }

  enum Use { case exchangeOnline, restFrontEnd }

  static func use(of address: String) -> Use? {
    guard let range = IPRange(address) else { return nil }
    if exchangeOnline.contains(where: { $0.from <= range.from && range.to <= $0.to }) { return .exchangeOnline }
    return allOfMicrosoft.contains { $0.from <= range.from && range.to <= $0.to } ? .restFrontEnd : nil
  }

  /// Makes the temporary table `service_address` of the addresses, with the clients they were used by, that stand for no
  /// end client.
  static func make(in db: Database) throws {
    try drop(in: db)
    try db.execute(
      sql: """
        CREATE TEMP TABLE service_address (
          client_ip_ref INTEGER NOT NULL, client_info_ref INTEGER NOT NULL, PRIMARY KEY (client_ip_ref, client_info_ref)
        ) STRICT, WITHOUT ROWID;
        """)
    let insert = try db.makeStatement(sql: "INSERT INTO service_address VALUES (?, ?)")
    let rows = try Row.fetchAll(
      db,
      sql: """
        SELECT d.client_ip_ref, d.client_info_ref, ip.value, COALESCE(client.value_lc, client.value, '')
        FROM (
          SELECT DISTINCT client_ip_ref, COALESCE(client_info_ref, 0) AS client_info_ref FROM stored_audit_record
          WHERE client_ip_ref IS NOT NULL
        ) AS d
        JOIN text AS ip ON ip.text_id = d.client_ip_ref
        LEFT JOIN text AS client ON client.text_id = d.client_info_ref
        """)
    for row in rows {
      let client: String = row[3]
      switch use(of: row[2]) {
      case nil: continue
      case .restFrontEnd? where !client.hasPrefix("client=rest"): continue
      default: try insert.execute(arguments: [row[0] as Int64, row[1] as Int64])
      }
    }
  }

  static func drop(in db: Database) throws { try db.execute(sql: "DROP TABLE IF EXISTS temp.service_address") }
}
