/// One Exchange server with those of its logs that were kept and collected.
///
/// A log is kept for spans of time; what happens outside of them leaves no line, and the server says why not.
final class ServerLogs {
  /// When a log was kept, and why it was not else.
  struct Kept: Sendable {
    let spans: [Range<Moment>]
    let otherwise: Unseen
    /// What the intruders deleted of it.
    var cleared: [Range<Moment>] = []

    func contains(_ moment: Moment) -> Bool {
      spans.contains { $0.contains(moment) } && !cleared.contains { $0.contains(moment) }
    }

    /// Why a moment left no line.
    func reason(at moment: Moment) -> Unseen { cleared.contains { $0.contains(moment) } ? .cleared : otherwise }
  }

  /// What a server is set to and what became of its logs.
  struct Setting: Sendable {
    let name: String
    let address: String
    let logsByteCounts: Bool
    let iis: Kept
    let httpProxy: Kept
    /// An earlier copy of the HttpProxy folder, by a backup of the machine.
    let httpProxyBackup: Kept
    let replication: Kept
    let backEnd: BackEndLogs.Kept
  }

  /// A line that a log has of something.
  struct Line {
    let log: String
    let place: LogPlace
    /// Where the same line stands in a copy of the log.
    let copy: LogPlace?
    let operation: String
    let id: String?
  }

  let setting: Setting
  let backEnd: BackEndLogs
  private let fullName: String
  private let iis: IISLog
  private let httpProxy: HttpProxyLog
  private let backup: HttpProxyLog
  private let replication: MailboxReplicationLog
  private var dice: Dice

  init(
    _ setting: Setting, domain: String, build: ExchangeBuild, dice: Dice, on shelf: LogShelf
  ) throws(MakerError) {
    self.setting = setting
    backEnd = try BackEndLogs(setting, domain: domain, build: build, dice: dice.stream("back end"), on: shelf)
    self.dice = dice
    fullName = "\(setting.name).\(domain)".lowercased()
    let folder = "evidence/logs/\(setting.name)"
    iis = IISLog(
      in: "\(folder)/inetpub/logs/LogFiles/W3SVC1", serverAddress: setting.address,
      logsByteCounts: setting.logsByteCounts, on: shelf)
    httpProxy = HttpProxyLog(in: "\(folder)/Logging/HttpProxy", serverName: setting.name, build: build, on: shelf)
    backup = HttpProxyLog(
      in: "evidence/logs/\(setting.name)-backup/Logging/HttpProxy", serverName: setting.name, build: build, on: shelf)
    replication = MailboxReplicationLog(
      in: "\(folder)/Logging/MailboxReplicationService", serverName: setting.name, build: build, on: shelf)
  }

  func restart(at moment: Moment) throws(MakerError) {
    if setting.iis.contains(moment) { try iis.restart(at: moment) }
  }

  func update(to build: ExchangeBuild) {
    httpProxy.build = build
    backup.build = build
    backEnd.update(to: build)
  }

  /// The line that IIS has of a request, nil where its log was not kept; then that of HttpProxy. `publicHost` is what
  /// clients call the servers by.
  func append(_ request: WebRequest, publicHost: String) throws(MakerError) -> (iis: Line?, httpProxy: Line?) {
    let requestID = dice.guid()
    var iisLine: Line?
    if setting.iis.contains(request.at) {
      let place = try iis.append(iisRecord(request, requestID))
      iisLine = Line(log: "iis", place: place, copy: nil, operation: request.method, id: nil)
    }
    guard let access = request.access else { return (iisLine, nil) }
    let record = httpProxyRecord(request, requestID, publicHost)
    var places: [LogPlace] = []
    if setting.httpProxyBackup.contains(request.at) { places.append(try backup.append(record, to: access)) }
    if setting.httpProxy.contains(request.at) {
      places.append(try httpProxy.append(record, to: access, isCopy: !places.isEmpty))
    }
    guard let first = places.first else { return (iisLine, nil) }
    let line = Line(
      log: "http_proxy", place: first, copy: places.dropFirst().first, operation: request.method,
      id: requestID.description)
    return (iisLine, line)
  }

  func append(_ record: MailboxReplicationRecord) throws(MakerError) -> Line? {
    guard setting.replication.contains(record.at) else { return nil }
    let place = try replication.append(record)
    return Line(
      log: "mrs", place: place, copy: nil, operation: record.statusDetail, id: record.requestGUID.description)
  }

  func finish() throws(MakerError) {
    try iis.finish()
    try httpProxy.finish()
    try backup.finish()
    try replication.finish()
    try backEnd.finish()
  }

  /// The front end adds to the query by what number its own log knows the request.
  private func iisRecord(_ request: WebRequest, _ requestID: GUID) -> IISRecord {
    var record = IISRecord(
      at: request.at, stem: request.stem, clientAddress: request.address, userAgent: request.userAgent)
    record.method = request.method
    record.query = request.query
    if request.access != nil { record.query += "&CorrelationID=<empty>;&cafeReqId=\(requestID);" }
    record.user = request.user
    record.status = request.status
    record.sentBytes = request.sentBytes + 310
    record.receivedBytes = request.receivedBytes + 480
    record.milliseconds = request.milliseconds
    record.hasBlankBeforeUser = request.hasBlankBeforeUser
    return record
  }

  private func httpProxyRecord(_ request: WebRequest, _ requestID: GUID, _ publicHost: String) -> HttpProxyRecord {
    var record = HttpProxyRecord(
      at: request.at, requestID: requestID, urlHost: request.host ?? publicHost, urlStem: request.stem,
      userAgent: request.userAgent, clientAddress: request.address)
    record.method = request.method
    record.urlQuery = request.query.isEmpty ? "" : "?" + request.query
    record.protocolAction = request.protocolAction
    (record.clientRequestID, record.organization) = (request.clientRequestID, request.organization)
    (record.backEndCookie, record.databaseGUID) = (request.backEndCookie, request.databaseGUID)
    record.authenticationType = request.authenticationType
    record.authenticatedUser = request.user
    record.anchorMailbox = request.anchorMailbox
    record.routingHint = request.routingHint
    (record.status, record.backEndStatus) = (request.status, request.backEndStatus)
    record.targetServer = request.backEndStatus == nil ? "" : fullName
    (record.requestBytes, record.responseBytes) = (request.receivedBytes, request.sentBytes)
    record.milliseconds = request.milliseconds
    (record.extraInfo, record.genericErrors) = (request.extraInfo, request.genericErrors)
    return record
  }
}
