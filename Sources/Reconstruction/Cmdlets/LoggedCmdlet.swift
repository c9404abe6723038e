import GRDB
import Records

/// A cmdlet as one record tells of it, with what it takes to say whether another record tells of the same act.
struct LoggedCmdlet {
  let record: Int64
  /// The log: its kind, of event logs with the channel. One log tells of an act once.
  let source: String
  /// Which record stands for an act: the lowest, of those whose time is known.
  let rank: Int
  let time: Microseconds?
  /// In lower case.
  let actor: String?
  let server: String?
  let isSuccess: Bool?
  /// Whether the examiner gave the zone of a time that is local.
  let isZoneGiven: Bool

  /// Columns: record, kind, workload, time, actor, server, success, whether the zone was given.
  init(_ row: Row) {
    record = row[0]
    let kind: String = row[1]
    let workload: String? = row[2]
    source = kind == "windows_event_log" ? "\(kind) \(workload ?? "")" : kind
    rank = Self.ranks.firstIndex(of: kind) ?? Self.ranks.count
    time = row[3]
    actor = (row[4] as String?)?.lowercased()
    let server: String? = kind == "ecp_server" || kind.hasPrefix("powershell") ? nil : row[5]
    self.server = server.map { Self.host($0.lowercased()) }
    isSuccess = row[6]
    isZoneGiven = row[7]
  }

  /// Logs by how much they say of a cmdlet, the fullest first.
  private static let ranks = [
    "admin_audit_log", "unified_audit_log", "exchange_audit", "windows_event_log", "cmdlet_infra", "ecp_server",
    "powershell_transcript", "powershell_history",
  ]

  /// `ex01` of `ex01.corp.example` and of `ex01 (15.01.2176.002)`; an address stays whole.
  private static func host(_ name: String) -> String {
    let name = name.prefix { $0 != " " }
    return name.allSatisfy { $0.isNumber || $0 == "." || $0 == ":" } ? String(name) : String(name.prefix { $0 != "." })
  }
}

/// The parameters of a cmdlet, by lower-case name, their values as they compare.
struct ComparableParameters: Equatable {
  private(set) var values: [String: Set<String>] = [:]

  init(of record: Int64, _ db: Database) throws {
    let rows = try Row.fetchCursor(
      db.cachedStatement(
        sql: "SELECT name_lc, value_lc FROM cmdlet_parameter WHERE audit_record_id = ? ORDER BY ordinal"),
      arguments: [record])
    while let row = try rows.next() { add(row[0], row[1]) }
  }

  init(_ parameters: [(String, String?)]) {
    for (name, value) in parameters { add(name.lowercased(), value?.lowercased()) }
  }

  private mutating func add(_ name: String, _ value: String?) {
    guard !name.hasPrefix("modifiedproperties"), !Self.beside.contains(name) else { return }
    values[name, default: []].insert(Self.plain(value))
  }

  /// What logs add to the parameters, and common parameters that some logs leave out.
  private static let beside: Set<String> = [
    "", "error", "level", "message", "payload", "parameters", "cmdletparameters", "confirm", "whatif", "verbose",
    "debug",
    "erroraction", "warningaction", "domaincontroller", "erroractionpreference", "warningvariable", "errorvariable",
    "outvariable", "outbuffer", "organization",
  ]

  /// A switch without a value is on; items of a list in whichever order and separated by whichever sign.
  private static func plain(_ value: String?) -> String {
    guard let value = value?.trimmed else { return "true" }
    guard value.contains(where: { $0 == ";" || $0 == "," }) else { return value }
    return value.split { $0 == ";" || $0 == "," }.map { String($0).trimmed }.sorted().joined(separator: ";")
  }
}
