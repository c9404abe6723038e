import Records

/// The queue of audit records on a server (Logging\…\audit): each row holds one in JSON of the unified audit log's shape.
package enum ExchangeAuditReader: FieldLogReader {
  typealias Rows = ExchangeAuditRows

  package static let kind = "exchange_audit"
  package static let summary = "Audit queue of an Exchange server: events in the unified audit log's shape"

  static func reads(_ header: FieldLogHeader) -> Bool {
    header.dialect == .commas && header.has("Data", "RecordType", "Operation", "RecordId")
  }
}

/// One row: the event in its column Data, at the time of its column Timestamp, for CreationTime is the server's local time
/// here.
struct ExchangeAuditRows: FieldLogRows {
  private let kind: String
  private let collector: RecordCollector
  private var columns: ServerLogColumns
  private let intake: UnifiedAuditLogIntake
  private var build: ServerBuild
  private let data, operation, user, time, server: Int?
  /// How far ahead of UTC the server's own clock was seen to be, in minutes.
  private var zones: Set<Int64> = []

  init(_ header: FieldLogHeader, kind: String, _ collector: RecordCollector) {
    self.kind = kind
    self.collector = collector
    columns = ServerLogColumns(header)
    intake = UnifiedAuditLogIntake(collector)
    build = ServerBuild(header)
    server = header.column("Server")
    data = header.column("Data")
    operation = header.column("Operation")
    user = header.column("UserKey")
    time = header.column("Timestamp")
  }

  mutating func take(_ row: FieldLogRow) {
    intake.parser.rowTime = LoggedTime(row[time].trimmed, zoneless: .utc)
    var payload = row.text(data) ?? ""
    noteZone(row, payload)
    if case .refused(let why) = payload.withUTF8({ intake.take($0, at: row.location, repairing: true) }) {
      keep(row, why)
    }
    collector.note(
      build: build.text(row), of: row.text(server), record: collector.lastAuditRecord,
      at: intake.parser.rowTime?.microseconds)
  }

  /// The event's CreationTime is the server's local time, and the row is written within seconds of it: what they differ by
  /// is its zone.
  private mutating func noteZone(_ row: FieldLogRow, _ payload: String) {
    guard let written = intake.parser.rowTime?.microseconds, let mark = payload.firstRange(of: "\"CreationTime\":\"")
    else {
      return
    }
    var created = String(payload[mark.upperBound...].prefix { $0 != "\"" })
    guard let local = created.withUTF8({ LoggedTime($0, zoneless: .assumed) }), local.basis == .assumed else { return }
    let (ahead, overflow) = local.microseconds.subtractingReportingOverflow(written)
    guard !overflow, (-Self.day...Self.day).contains(ahead) else { return }
    let quarter: Microseconds = 15 * 60_000_000
    let zone = ((ahead + (ahead < 0 ? -quarter : quarter) / 2) / quarter) * 15
    guard abs(ahead - zone * 60_000_000) < 120_000_000, zones.count < 4, zones.insert(zone).inserted else { return }
    let digits = [abs(zone) / 60, abs(zone) % 60].map { ($0 < 10 ? "0" : "") + "\($0)" }.joined(separator: ":")
    let name = row.text(server).map { ", \($0)," } ?? ""
    collector.note(
      ExhibitNote.serverZone
        + "\(name) was at \(zone < 0 ? "-" : "+")\(digits) to UTC, by its events and the rows that hold them.")
  }

  private static let day: Microseconds = 86_400_000_000

  private mutating func keep(_ row: FieldLogRow, _ problem: String) {
    row.tell("Data", problem, "record kept with what its other columns say", to: collector)
    guard var record = columns.record(of: row, kind: kind, operation: row.text(operation), collector) else { return }
    record.actor = row.text(user)
    collector.add(record)
  }
}
