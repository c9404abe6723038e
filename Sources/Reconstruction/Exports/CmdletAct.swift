import GRDB
import Records

/// One run of a cmdlet as all its records tell of it (`cmdlet_act`).
struct CmdletAct {
  let name: String
  private(set) var records: [Int64]
  let time: Microseconds?
  private(set) var caller: String?
  /// What the log says was changed.
  private(set) var target: String?
  private(set) var parameters: [String: [String]]
  private(set) var isSuccess: Bool?
  private(set) var server: String?
  /// The mailbox of the record itself, as of a rule made in Outlook.
  private(set) var mailbox: Int64?

  subscript(parameter: String) -> String? { parameters[parameter]?.first }

  func values(_ names: String...) -> [String] { names.flatMap { parameters[$0] ?? [] } }

  func isOn(_ parameter: String) -> Bool {
    guard let value = self[parameter]?.trimmed.lowercased() else { return false }
    return !["false", "$false", "0"].contains(value)
  }

  /// Clocks of servers, and of logs that round to seconds or minutes, lie this far apart at most.
  static let tolerance: Microseconds = 5 * 60 * 1_000_000

  /// All acts of these cmdlets (and operations that the readers keep as cmdlets), by time, those without one last.
  static func fetch(_ names: [String], _ db: Database) throws -> [CmdletAct] {
    var acts: [CmdletAct] = []
    try each(names, db) { acts.append($0) }
    return acts
  }

  /// The same one after the other: of settings that systems make all day, few are kept.
  static func each(_ names: [String], _ db: Database, _ take: (CmdletAct) throws -> Void) throws {
    let marks = names.map { _ in "?" }.joined(separator: ", ")
    let cursor = try Row.fetchCursor(
      db,
      sql: """
        SELECT r.audit_record_id, c.cmdlet_lc, r.cmdlet_act_id, stands.occurred_at_us,
          COALESCE(c.caller, a.actor) AS caller, COALESCE(c.target, a.target) AS target, a.is_success, a.server,
          a.mailbox_id
        FROM cmdlet AS c
        JOIN cmdlet_act_record AS r ON r.audit_record_id = c.audit_record_id
        JOIN stored_audit_record AS stands ON stands.audit_record_id = r.cmdlet_act_id
        JOIN audit_record AS a ON a.audit_record_id = c.audit_record_id
        WHERE c.cmdlet_lc IN (\(marks)) AND a.log_kind <> 'mailbox_state'
        ORDER BY stands.occurred_at_us NULLS LAST, r.cmdlet_act_id,
          CASE r.audit_record_id WHEN r.cmdlet_act_id THEN 0 ELSE 1 END, r.audit_record_id
        """, arguments: StatementArguments(names))
    var act: CmdletAct?
    var last: Int64?
    while let row = try cursor.next() {
      let told = CmdletAct(row, parameters: try parameters(of: row[0], db))
      if last != row[2], let whole = act {
        try take(whole)
        act = nil
      }
      act?.join(told)
      act = act ?? told
      last = row[2]
    }
    if let act { try take(act) }
  }

  private init(_ row: Row, parameters: [String: [String]]) {
    records = [row[0]]
    (name, time, caller, target) = (row[1], row[3], row[4], row[5])
    (isSuccess, server, mailbox) = (row[6], row[7], row[8])
    self.parameters = parameters
  }

  private static func parameters(of record: Int64, _ db: Database) throws -> [String: [String]] {
    let rows = try Row.fetchCursor(
      db.cachedStatement(sql: "SELECT name_lc, value FROM cmdlet_parameter WHERE audit_record_id = ? ORDER BY ordinal"),
      arguments: [record])
    var found: [String: [String]] = [:]
    while let row = try rows.next() {
      let (name, value): (String, String) = (row[0], row[1] ?? "")
      if found[name]?.contains(value) != true { found[name, default: []].append(value) }
    }
    return found
  }

  private mutating func join(_ other: CmdletAct) {
    records += other.records
    caller = caller ?? other.caller
    target = target ?? other.target
    server = server ?? other.server
    mailbox = mailbox ?? other.mailbox
    // A log that tells of a failure knows more than one that took the order.
    isSuccess = isSuccess == false || other.isSuccess == false ? false : isSuccess ?? other.isSuccess
    parameters.merge(other.parameters) { own, _ in own }
  }
}
