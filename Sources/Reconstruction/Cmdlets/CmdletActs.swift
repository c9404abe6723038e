package import GRDB
import Records

/// Which records of several logs tell of one act: the administrator audit log, the unified audit log, the event log of
/// Exchange's cmdlets, CmdletInfra, the control panel's log, PowerShell's own logs, transcripts. Fills `cmdlet_act_join`,
/// on which the views `cmdlet_act` and `cmdlet_act_record` stand.
///
/// Two records are joined where cmdlet, parameters and, as far as they can be compared, caller and server agree and their
/// clocks are no more than a minute apart. Two records of one log are two acts: a cmdlet run twice stays two.
package enum CmdletActs {
  /// Part of the step's fingerprint: to be raised with every change of what it concludes.
  package static let version = 2

  package static func run(in db: Database) throws {
    try db.run("DELETE FROM cmdlet_act_join")
    for name in try names(db) {
      var placed: [(time: Microseconds, call: LoggedCmdlet)] = []
      let unplacedCount = try count(of: name, isPlaced: false, db)
      var open = OpenActs()
      let rows = try calls(of: name, isPlaced: true, db)
      while let row = try rows.next() {
        let call = LoggedCmdlet(row)
        guard let time = call.time else { continue }
        if unplacedCount > 0, placed.count < placedLimit { placed.append((time, call)) }
        for act in try open.take(call, at: time, db) { try write(act, db) }
      }
      for act in open.finish() { try write(act, db) }
      if unplacedCount > 0 { try join(unplaced: name, among: placed, db) }
    }
  }

  /// Records of one cmdlet that are looked through for one without a known time.
  private static let placedLimit = 1_000_000

  /// Cmdlets, verb and noun, that more than one log tells of; in the order of their names.
  private static func names(_ db: Database) throws -> [String] {
    let names = try String.fetchAll(
      db,
      sql: """
        SELECT COALESCE(t.value_lc, t.value) AS name
        FROM stored_cmdlet AS c
        JOIN text AS t ON t.text_id = c.cmdlet_ref
        JOIN stored_audit_record AS a ON a.audit_record_id = c.audit_record_id
        GROUP BY name
        HAVING MIN(a.log_kind_ref * 4294967296 + COALESCE(a.workload_ref, 0))
          < MAX(a.log_kind_ref * 4294967296 + COALESCE(a.workload_ref, 0))
        ORDER BY name
        """)
    return names.filter { name in
      let parts = name.split(separator: "-", omittingEmptySubsequences: false)
      return parts.count == 2 && parts.allSatisfy { !$0.isEmpty && $0.allSatisfy { $0.isLetter || $0.isNumber } }
    }
  }

  private static let from = """
    FROM stored_cmdlet AS c
    JOIN stored_audit_record AS a ON a.audit_record_id = c.audit_record_id
    JOIN text AS k ON k.text_id = a.log_kind_ref
    JOIN text AS b ON b.text_id = a.time_basis_ref
    LEFT JOIN text AS w ON w.text_id = a.workload_ref
    LEFT JOIN text AS u ON u.text_id = COALESCE(c.caller_ref, a.actor_ref)
    LEFT JOIN text AS s ON s.text_id = a.server_ref
    LEFT JOIN exhibit AS e ON e.exhibit_id = a.audit_record_id >> 32
    WHERE c.cmdlet_ref IN (SELECT text_id FROM text WHERE COALESCE(value_lc, value) = :name)
      AND k.value <> 'mailbox_state' AND (a.occurred_at_us IS NOT NULL AND b.value <> 'assumed') = :is_placed
    """

  private static func calls(of name: String, isPlaced: Bool, _ db: Database) throws -> RowCursor {
    try Row.fetchCursor(
      db,
      sql: """
        SELECT a.audit_record_id, k.value, w.value, a.occurred_at_us, u.value, s.value, a.is_success,
          COALESCE(substr(e.acquisition_note, 1, :length) = :local AND instr(e.acquisition_note, :unknown) = 0, 0)
        \(from) ORDER BY a.occurred_at_us, a.audit_record_id
        """,
      arguments: [
        "name": name, "is_placed": isPlaced, "length": LocalZone.noteStart.count, "local": LocalZone.noteStart,
        "unknown": LocalZone.unknown,
      ])
  }

  private static func count(of name: String, isPlaced: Bool, _ db: Database) throws -> Int {
    try Int.fetchOne(db, sql: "SELECT COUNT(*) \(from)", arguments: ["name": name, "is_placed": isPlaced]) ?? 0
  }

  private static func write(_ act: OpenActs.Act, _ db: Database) throws {
    guard act.members.count > 1, let leader = act.leader else { return }
    let parameters = try ComparableParameters(of: leader.record, db)
    for member in act.members where member.call.record != leader.record {
      let apart = (member.call.time ?? 0) - (leader.time ?? 0)
      let own = try ComparableParameters(of: member.call.record, db)
      let match = CmdletComparison(member.call, own, leader, parameters, apart: abs(apart)) ?? member.match
      try insert(
        member.call.record, act: leader.record, match?.basis ?? "shared_parameters", match?.equalCount ?? 0, apart, db)
    }
  }

  private static func join(
    unplaced name: String, among placed: [(time: Microseconds, call: LoggedCmdlet)], _ db: Database
  ) throws {
    let search = UnplacedCmdlets(placed, db)
    // An act takes one record of a log.
    var taken = Set<String>()
    let rows = try calls(of: name, isPlaced: false, db)
    while let row = try rows.next() {
      let call = LoggedCmdlet(row)
      var hits: [Int64: UnplacedCmdlets.Hit] = [:]
      for hit in try search.hits(for: call) {
        let act = try act(of: hit.call.record, db)
        guard !taken.contains("\(act) \(call.source)") else { continue }
        if hit.call.record == act || hits[act] == nil { hits[act] = hit }
      }
      if call.isZoneGiven {
        // What the zone makes of the time goes before what another would.
        let near = hits.filter { abs($0.value.apart ?? .max) <= OpenActs.tolerance }
        if !near.isEmpty { hits = near }
      }
      guard hits.count == 1, let (act, hit) = hits.first else { continue }
      taken.insert("\(act) \(call.source)")
      let basis = hit.match.basis + (hit.apart == nil ? "_no_time" : "_offset_assumed")
      try insert(call.record, act: act, basis, hit.match.equalCount, hit.apart, db)
    }
  }

  private static func act(of record: Int64, _ db: Database) throws -> Int64 {
    try Int64.fetchOne(
      db.cachedStatement(sql: "SELECT cmdlet_act_id FROM cmdlet_act_join WHERE audit_record_id = ?"),
      arguments: [record]) ?? record
  }

  private static func insert(
    _ record: Int64, act: Int64, _ basis: String, _ equalCount: Int, _ apart: Microseconds?, _ db: Database
  ) throws {
    try db.run("INSERT INTO cmdlet_act_join VALUES (?, ?, ?, ?, ?)", [record, act, basis, equalCount, apart])
  }
}
