import GRDB
import Records

/// A cmdlet that did not fail, with its parameters by lower-case name.
struct CmdletCall {
  let record: Int64
  let time: Microseconds?
  let name: String
  let target: String?
  let parameters: [String: String]

  /// What it was called on: its identity, else what the log says was changed.
  var identity: String? { parameters["identity"] ?? target }

  func isOn(_ parameter: String) -> Bool? {
    guard let value = parameters[parameter]?.trimmed.lowercased() else { return nil }
    if ["true", "$true", "1"].contains(value) { return true }
    return ["false", "$false", "0"].contains(value) ? false : nil
  }

  /// All calls of these cmdlets with one of these parameters, by time. Most calls of Set-Mailbox are about other things
  /// and stay where they are.
  static func fetch(_ names: [String], with parameters: [String], _ db: Database) throws -> [CmdletCall] {
    let rows = try Row.fetchCursor(
      db,
      sql: """
        SELECT c.audit_record_id, a.occurred_at_us, c.cmdlet_lc, c.target
        FROM cmdlet AS c
        JOIN stored_audit_record AS a ON a.audit_record_id = c.audit_record_id
        WHERE c.cmdlet_lc IN (\(marks(names))) AND COALESCE(a.is_success, 1) = 1
          AND EXISTS (
            SELECT 1 FROM stored_cmdlet_parameter AS p
            WHERE p.audit_record_id = c.audit_record_id
              AND p.name_ref IN (SELECT text_id FROM text WHERE COALESCE(value_lc, value) IN (\(marks(parameters)))))
        ORDER BY a.occurred_at_us NULLS LAST, c.audit_record_id
        """, arguments: StatementArguments(names + parameters))
    var calls: [CmdletCall] = []
    while let row = try rows.next() {
      let record: Int64 = row[0]
      calls.append(
        CmdletCall(record: record, time: row[1], name: row[2], target: row[3], parameters: try values(of: record, db)))
    }
    return calls
  }

  private static func marks(_ values: [String]) -> String { values.map { _ in "?" }.joined(separator: ", ") }

  private static func values(of record: Int64, _ db: Database) throws -> [String: String] {
    let rows = try Row.fetchAll(
      db.cachedStatement(sql: "SELECT name_lc, value FROM cmdlet_parameter WHERE audit_record_id = ? ORDER BY ordinal"),
      arguments: [record])
    return rows.reduce(into: [:]) { found, row in
      if let value = row[1] as String? { found[row[0]] = value }
    }
  }
}
