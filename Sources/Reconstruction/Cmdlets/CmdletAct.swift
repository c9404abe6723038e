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

  /// The record that stands for it.
  var record: Int64 { records[0] }

  /// What it was called on: its identity, else what the log says was changed.
  var identity: String? { given("identity") ?? target }

  /// The first value of a parameter, empty where it was given without one.
  subscript(parameter: String) -> String? { parameters[parameter]?.first }

  /// The same, nil where it is empty.
  func given(_ parameter: String) -> String? { self[parameter].flatMap { $0.isEmpty ? nil : $0 } }

  func values(_ names: String...) -> [String] { names.flatMap { parameters[$0] ?? [] } }

  /// Of a switch, which is on where it stands without a value.
  func isOn(_ parameter: String) -> Bool { self[parameter] != nil && setting(parameter) != false }

  /// Of a setting; nil where the act leaves it as it is, or says neither.
  func setting(_ parameter: String) -> Bool? {
    guard let value = self[parameter]?.trimmed.lowercased() else { return nil }
    if ["true", "$true", "1"].contains(value) { return true }
    return ["false", "$false", "0"].contains(value) ? false : nil
  }

  /// Clocks of servers, and of logs that round to seconds or minutes, lie this far apart at most.
  static let tolerance: Microseconds = 5 * 60 * 1_000_000

  /// All acts of these cmdlets (and operations that the readers keep as cmdlets), by time, those without one last.
  static func fetch(_ names: [String], _ db: Database) throws -> [CmdletAct] {
    var acts: [CmdletAct] = []
    try each(names, db) { acts.append($0) }
    return acts
  }

  /// Those that are not known to have failed and that give one of these parameters. Most calls of Set-Mailbox are about
  /// other things and stay where they are.
  static func fetch(done names: [String], with parameters: [String], _ db: Database) throws -> [CmdletAct] {
    var acts: [CmdletAct] = []
    try each(names, with: parameters, db) { if $0.isSuccess != false { acts.append($0) } }
    return acts
  }

  /// All of them one after the other: of settings that systems make all day, few are kept. What was only tried out
  /// (`-WhatIf`) is no act.
  static func each(
    _ names: [String], with parameters: [String] = [], _ db: Database, _ take: (CmdletAct) throws -> Void
  ) throws {
    let condition =
      parameters.isEmpty
      ? ""
      : """
      AND EXISTS (
        SELECT 1 FROM stored_cmdlet_parameter AS p
        WHERE p.audit_record_id = c.audit_record_id
          AND p.name_ref IN (SELECT text_id FROM text WHERE COALESCE(value_lc, value) IN (\(marks(parameters)))))
      """
    let cursor = try Row.fetchCursor(
      db,
      sql: """
        WITH chosen AS MATERIALIZED (
          SELECT DISTINCT COALESCE(j.cmdlet_act_id, c.audit_record_id) AS cmdlet_act_id
          FROM cmdlet AS c LEFT JOIN cmdlet_act_join AS j ON j.audit_record_id = c.audit_record_id
          WHERE c.cmdlet_lc IN (\(marks(names))) \(condition)
        ), told AS (
          SELECT cmdlet_act_id, cmdlet_act_id AS audit_record_id FROM chosen
          UNION ALL
          SELECT cmdlet_act_id, audit_record_id FROM cmdlet_act_join
          WHERE cmdlet_act_id IN (SELECT cmdlet_act_id FROM chosen)
        )
        SELECT r.audit_record_id, c.cmdlet_lc, r.cmdlet_act_id, stands.occurred_at_us,
          COALESCE(c.caller, a.actor) AS caller, COALESCE(c.target, a.target) AS target, a.is_success, a.server,
          a.mailbox_id
        FROM told AS r
        CROSS JOIN cmdlet AS c ON c.audit_record_id = r.audit_record_id
        CROSS JOIN stored_audit_record AS stands ON stands.audit_record_id = r.cmdlet_act_id
        CROSS JOIN audit_record AS a ON a.audit_record_id = c.audit_record_id
        WHERE a.log_kind <> 'mailbox_state'
        ORDER BY stands.occurred_at_us NULLS LAST, r.cmdlet_act_id,
          CASE r.audit_record_id WHEN r.cmdlet_act_id THEN 0 ELSE 1 END, r.audit_record_id
        """, arguments: StatementArguments(names + parameters))
    var act: CmdletAct?
    var last: Int64?
    while let row = try cursor.next() {
      let told = CmdletAct(row, parameters: try values(of: row[0], db))
      if last != row[2], let whole = act {
        if !whole.isOn("whatif") { try take(whole) }
        act = nil
      }
      act?.join(told)
      act = act ?? told
      last = row[2]
    }
    if let act, !act.isOn("whatif") { try take(act) }
  }

  private static func marks(_ values: [String]) -> String { values.map { _ in "?" }.joined(separator: ", ") }

  private init(_ row: Row, parameters: [String: [String]]) {
    records = [row[0]]
    (name, time, caller, target) = (row[1], row[3], row[4], row[5])
    (isSuccess, server, mailbox) = (row[6], row[7], row[8])
    self.parameters = parameters
  }

  private static func values(of record: Int64, _ db: Database) throws -> [String: [String]] {
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
