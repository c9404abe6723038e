import Records

/// Exchange's front end: every request of every protocol that it passed on (Logging\HttpProxy).
package enum HttpProxyReader: FieldLogReader {
  typealias Rows = HttpProxyRows

  package static let kind = "http_proxy"
  package static let summary = "Exchange HttpProxy logs, all protocols: requests, anchor mailboxes, back-end answers"

  static func reads(_ header: FieldLogHeader) -> Bool {
    header.dialect == .commas && header.has("DateTime", "AnchorMailbox", "UrlStem")
  }
}

/// One line as a request.
struct HttpProxyRows: FieldLogRows {
  private let kind: String
  private let collector: RecordCollector
  private var build: ServerBuild
  private var texts = RecentCells<String>()
  private var clients = RecentCells<String?>()
  private var anchored = RecentCells<LoggedMailbox?>()

  private let time, protocolName, action, host, path, query, user, anchor, agent, client, server, status: Int?
  private let backEndStatus, method, hint, requestBytes, responseBytes, duration: Int?

  init(_ header: FieldLogHeader, kind: String, _ collector: RecordCollector) {
    self.kind = kind
    self.collector = collector
    build = ServerBuild(header)
    time = header.column("DateTime")
    protocolName = header.column("Protocol")
    action = header.column("ProtocolAction")
    host = header.column("UrlHost")
    path = header.column("UrlStem")
    query = header.column("UrlQuery")
    user = header.column("AuthenticatedUser")
    anchor = header.column("AnchorMailbox")
    agent = header.column("UserAgent")
    client = header.column("ClientIpAddress")
    server = header.column("ServerHostName")
    status = header.column("HttpStatus")
    backEndStatus = header.column("BackEndStatus")
    method = header.column("Method")
    hint = header.column("RoutingHint")
    requestBytes = header.column("RequestBytes")
    responseBytes = header.column("ResponseBytes")
    duration = header.column("TotalRequestTime")
  }

  mutating func take(_ row: FieldLogRow) {
    guard let digest = row.digest else { return }
    let when = LoggedTime(row[time].trimmed, zoneless: .utc)
    if when == nil { row.tell("DateTime", "no time", "record kept, its time not known", to: collector) }
    var request = WebRequest(
      ordinal: collector.nextAuditRecord(), location: row.location, payloadKey: digest.key, logKind: kind,
      timeBasis: when?.basis ?? .utc)
    request.occurredAt = when?.microseconds
    request.actor = texts.text(row, user)
    request.anchorMailbox = texts.text(row, anchor)
    request.mailbox = anchored.value(of: row[anchor]) { _ in request.anchorMailbox.flatMap(AnchorMailbox.mailbox) }
    request.clientIP = clients.value(of: row[client]) { _ in row.address(client)?.address }
    request.userAgent = texts.text(row, agent)
    request.server = texts.text(row, server)
    request.method = texts.text(row, method)
    request.host = texts.text(row, host)
    request.path = texts.text(row, path)
    request.query = query(row)
    request.status = row.integer(status)
    request.backEndStatus = row.integer(backEndStatus)
    request.routingHint = texts.text(row, hint)
    if row[protocolName].equalsIgnoringCase("ews") { request.soapAction = texts.text(row, action) }
    request.requestBytes = row.integer(requestBytes)
    request.responseBytes = row.integer(responseBytes)
    request.durationMilliseconds = row.milliseconds(duration)
    request.serverBuild = build.text(row)
    collector.note(
      build: request.serverBuild, of: request.server, record: request.ordinal, at: request.occurredAt)
    collector.add(request)
  }

  /// Without its question mark, as IIS logs it.
  private func query(_ row: FieldLogRow) -> String? {
    guard let text = row.text(query), text != "?" else { return nil }
    return text.utf8.first == UInt8(ascii: "?") ? String(text.dropFirst()) : text
  }
}
