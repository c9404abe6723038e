import Records

/// The columns that most logs of Exchange have, each under the names that it goes by, as the beginning of a record.
struct ServerLogColumns {
  private let time, server, actor, client: Int?
  /// The column of the server that wrote the log; `server` may be one that a message went to.
  private let writer: Int?
  private var build: ServerBuild
  private let timeName: String
  /// The column of the date right before that of the time, in W3C logs.
  private let date: Int?
  /// Of a time that names no zone: Exchange writes UTC, other software may write what it likes.
  private let zoneless: TimeBasis

  init(_ header: FieldLogHeader) {
    time = header.column(
      "DateTime", "date-time", "Timestamp", "MyTimeStamp", "Time", "StartTime", "LogTime", "date-time-utc")
    timeName = time.map { header.fields[$0] } ?? "DateTime"
    date = header.column("date").flatMap { $0 + 1 == header.column("time") ? $0 : nil }
    zoneless = header.dialect == .commas ? .utc : .assumed
    server = header.column(
      "ServerHostName", "ServerName", "server-hostname", "Server", "MRSServerName", "MachineName", "server-name",
      "server-ip")
    writer = header.column("ServerHostName", "ServerName", "MRSServerName")
    build = ServerBuild(header)
    actor = header.column(
      "AuthenticatedUser", "ExecutingUserSid", "sender-address", "P1FromAddress", "client-name", "UserName", "User")
    client = header.column(
      "original-client-ip", "EnteredOrgFromIP", "ClientIpAddress", "client-ip", "ClientIP", "remote-endpoint",
      "RemoteEndpoint")
  }

  /// A record of the row with time, server, actor and client. `operation` is what the log calls what happened.
  mutating func record(
    of row: FieldLogRow, kind: String, operation: String?, _ collector: RecordCollector
  ) -> AuditRecord? {
    guard let digest = row.digest else { return nil }
    let when = LoggedTime(timeCell(row).trimmed, zoneless: zoneless)
    if when == nil {
      row.tell(
        timeName, time == nil ? "no column of a time" : "no time", "record kept, its time not known", to: collector)
    }
    var record = AuditRecord(
      ordinal: collector.nextAuditRecord(), location: row.location, payloadSHA256: digest, logKind: kind,
      timeBasis: when?.basis ?? .utc, operation: operation ?? "")
    record.occurredAt = when?.microseconds
    record.server = row.text(server)
    record.actor = row.text(actor)
    let address = row.address(client)
    record.clientIP = address?.address
    record.clientPort = address?.port
    collector.note(
      build: build.text(row), of: row.text(writer), record: record.ordinal,
      at: collector.placed(record.occurredAt, record.timeBasis))
    return record
  }

  private func timeCell(_ row: FieldLogRow) -> UnsafeBufferPointer<UInt8> {
    guard let date, date + 1 < row.cells.count,
      row.cells[date].range.upperBound <= row.cells[date + 1].range.lowerBound
    else { return row[time] }
    return UnsafeBufferPointer(
      rebasing: row.text[row.cells[date].range.lowerBound..<row.cells[date + 1].range.upperBound])
  }
}

extension FieldLogRow {
  /// A count or a size that an item can have.
  func size(_ column: Int?) -> Int64? { integer(column).flatMap { $0 >= 0 && $0 < 1 << 48 ? $0 : nil } }
}
