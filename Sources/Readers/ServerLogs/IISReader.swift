package import Records

/// Logs of requests that Internet Information Services writes: W3C with any field list, also without its head, and the
/// Microsoft IIS log file format.
package enum IISReader: FieldLogReader {
  typealias Rows = IISRows

  package static let kind = "iis"
  package static let summary = "IIS logs (W3C with any fields, or without header; native IIS format): requests"
  /// W3C logs say UTC; the native format has the local times of the server.
  package static let timeBases: [TimeBasis]? = [.utc, .assumed]

  static func reads(_ header: FieldLogHeader) -> Bool {
    guard header.dialect != .commas else { return false }
    return header.has("time", "cs-method") || header.has("time", "cs-uri-stem") || header.has("time", "cs-uri")
  }
}

/// One line as a request.
struct IISRows: FieldLogRows {
  private let kind: String
  private let collector: RecordCollector
  private let isNative: Bool
  private var clock: IISClock
  private var hasToldDates = false
  private var texts = RecentCells<String>()
  private var clients = RecentCells<String?>()
  private var agents = RecentCells<String>()

  private let date, time, method, path, query, user, client, agent, host, server, status: Int?
  private let requestBytes, responseBytes, duration: Int?

  init(_ header: FieldLogHeader, kind: String, _ collector: RecordCollector) {
    self.kind = kind
    self.collector = collector
    isNative = header.dialect == .native
    clock = IISClock(headerDate: header.date, isDayFirst: header.isDayFirst)
    date = header.column("date")
    time = header.column("time")
    method = header.column("cs-method")
    path = header.column("cs-uri-stem", "cs-uri")
    query = header.column("cs-uri-query")
    user = header.column("cs-username")
    client = header.column("c-ip")
    agent = header.column("cs(User-Agent)")
    host = header.column("cs-host")
    server = header.column("s-computername", "s-ip")
    status = header.column("sc-status")
    requestBytes = header.column("cs-bytes")
    responseBytes = header.column("sc-bytes")
    duration = header.column("time-taken")
  }

  mutating func take(_ row: FieldLogRow) {
    guard let digest = row.digest else { return }
    var request = WebRequest(
      ordinal: collector.nextAuditRecord(), location: row.location, payloadKey: digest.key, logKind: kind,
      timeBasis: isNative ? .assumed : .utc)
    request.occurredAt = occurredAt(row)
    request.actor = repeated(row, user)
    request.clientIP = clients.value(of: row[client]) { _ in
      row.address(client).flatMap { $0.address == "-" ? nil : $0.address }
    }
    request.userAgent = agentName(row)
    request.server = repeated(row, server)
    request.method = repeated(row, method)
    request.host = repeated(row, host)
    readTarget(row, into: &request)
    request.mailbox = request.query.flatMap { AnchorMailbox.mailbox(query: $0[...]) }
    request.status = row.integer(status)
    request.requestBytes = row.integer(requestBytes)
    request.responseBytes = row.integer(responseBytes)
    request.durationMilliseconds = row.milliseconds(duration)
    collector.add(request)
  }

  /// What the field holds; nil where it is empty, which W3C logs write as `-`.
  private func cell(_ row: FieldLogRow, _ column: Int?) -> UnsafeBufferPointer<UInt8>? {
    let cell = row[column].trimmed
    return cell.isEmpty || cell.equals("-") ? nil : cell
  }

  /// A text that is the same in many rows.
  private mutating func repeated(_ row: FieldLogRow, _ column: Int?) -> String? {
    cell(row, column).map { texts.value(of: $0, FieldLogRow.text) }
  }

  /// The path, and the query where it has a field of its own or stands behind the path.
  private mutating func readTarget(_ row: FieldLogRow, into request: inout WebRequest) {
    request.path = repeated(row, path)
    request.query = cell(row, query).map(FieldLogRow.text)
    guard query == nil, let target = request.path, let mark = target.firstIndex(of: "?") else { return }
    request.path = String(target[..<mark])
    request.query = String(target[target.index(after: mark)...])
  }

  private mutating func occurredAt(_ row: FieldLogRow) -> Microseconds? {
    guard let timeOfDay = IISClock.timeOfDay(row[time].trimmed) else {
      row.tell("time", "no time", "record kept, its time not known", to: collector)
      return nil
    }
    let days = date == nil ? clock.daysOfHeader(at: timeOfDay) : clock.days(of: row[date].trimmed)
    guard let days else {
      row.tell("date", "no date, in the line or in #Date", "record kept, its time not known", to: collector)
      return nil
    }
    if isNative, clock.isDayFirst == nil, !hasToldDates, IISClock.isAmbiguous(row[date].trimmed) {
      hasToldDates = true
      row.tell("date", "no date so far says whether day or month is first", "the month is taken to be", to: collector)
    }
    return days * 86_400_000_000 + timeOfDay
  }

  /// The client's name for itself, in which IIS writes a blank as `+`.
  private mutating func agentName(_ row: FieldLogRow) -> String? {
    cell(row, agent).map { cell in
      agents.value(of: cell) { name in
        name.map { $0 == UInt8(ascii: "+") ? 0x20 : $0 }.withUnsafeBufferPointer(FieldLogRow.text)
      }
    }
  }
}
