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
    if case .refused(let why) = payload.withUTF8({ intake.take($0, at: row.location, repairing: true) }) {
      keep(row, why)
    }
    collector.note(
      build: build.text(row), of: row.text(server), record: collector.lastAuditRecord,
      at: intake.parser.rowTime?.microseconds)
  }

  private mutating func keep(_ row: FieldLogRow, _ problem: String) {
    row.tell("Data", problem, "record kept with what its other columns say", to: collector)
    guard var record = columns.record(of: row, kind: kind, operation: row.text(operation), collector) else { return }
    record.actor = row.text(user)
    collector.add(record)
  }
}
