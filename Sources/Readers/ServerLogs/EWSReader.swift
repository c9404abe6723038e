import Records

/// Exchange Web Services as the mailbox server logs them (Logging\Ews): one line a call, with the SOAP action.
package enum EWSReader: FieldLogReader {
  typealias Rows = EWSRows

  package static let kind = "ews"
  package static let summary = "Exchange Web Services logs: calls with SOAP action, caller and impersonated mailbox"

  static func reads(_ header: FieldLogHeader) -> Bool {
    header.dialect == .commas && header.has("DateTime", "SoapAction", "ImpersonatedUser")
  }
}

/// One line as a request.
struct EWSRows: FieldLogRows {
  private let kind: String
  private let collector: RecordCollector
  private var build: ServerBuild
  private var texts = RecentCells<String>()
  private var clients = RecentCells<String?>()

  private let time, user, impersonated, actAs, proxyAs, agent, client, server, action, status: Int?
  private let requestBytes, responseBytes, duration: Int?

  init(_ header: FieldLogHeader, kind: String, _ collector: RecordCollector) {
    self.kind = kind
    self.collector = collector
    build = ServerBuild(header)
    time = header.column("DateTime")
    user = header.column("AuthenticatedUser")
    impersonated = header.column("ImpersonatedUser")
    actAs = header.column("ActAsUser")
    proxyAs = header.column("ProxyAsUser")
    agent = header.column("UserAgent")
    client = header.column("ClientIpAddress")
    server = header.column("ServerHostName")
    action = header.column("SoapAction")
    status = header.column("HttpStatus")
    requestBytes = header.column("RequestSize")
    responseBytes = header.column("ResponseSize")
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
    request.mailbox = mailbox(row)
    request.clientIP = clients.value(of: row[client]) { _ in row.address(client)?.address }
    request.userAgent = texts.text(row, agent)
    request.server = texts.text(row, server)
    request.soapAction = texts.text(row, action)
    request.status = row.integer(status)
    request.requestBytes = row.integer(requestBytes)
    request.responseBytes = row.integer(responseBytes)
    request.durationMilliseconds = row.milliseconds(duration)
    request.serverBuild = build.text(row)
    collector.note(
      build: request.serverBuild, of: request.server, record: request.ordinal, at: request.occurredAt)
    collector.add(request)
  }

  /// Whom the caller acted as; a call in the caller's own name does not say whose mailbox it opened.
  private func mailbox(_ row: FieldLogRow) -> LoggedMailbox? {
    guard let text = row.text(impersonated) ?? row.text(actAs) ?? row.text(proxyAs) else { return nil }
    if text.hasPrefix("S-1-") { return LoggedMailbox(sid: text) }
    return AnchorMailbox.address(text[...]) ?? LoggedMailbox(displayName: text)
  }
}
