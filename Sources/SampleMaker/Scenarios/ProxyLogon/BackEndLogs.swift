/// What the mailbox services of one server and its Windows wrote beside the front end: EWS, control panel, cmdlets,
/// message tracking, event logs; those of them that were kept and collected.
final class BackEndLogs {
  /// When each of them was kept.
  struct Kept: Sendable {
    /// EWS, the control panel and cmdlets.
    let services: ServerLogs.Kept
    /// An earlier copy of the EWS folder, by a backup of the machine.
    let servicesBackup: ServerLogs.Kept
    let tracking: ServerLogs.Kept
    /// Channel `MSExchange Management`.
    let management: ServerLogs.Kept
    let application: ServerLogs.Kept
  }

  private let kept: Kept
  private let fullName: String
  private let address: String
  private let ews: EWSLog
  private let ewsBackup: EWSLog
  private let controlPanel: ControlPanelLogs
  private let cmdlets: CmdletInfraLog
  private let tracking: MessageTrackingLog
  private let management: WindowsEventLog?
  private let application: WindowsEventLog?
  private var dice: Dice

  init(
    _ setting: ServerLogs.Setting, domain: String, build: ExchangeBuild, dice: Dice, on shelf: LogShelf
  ) throws(MakerError) {
    self.dice = dice
    (kept, address) = (setting.backEnd, setting.address)
    let computer = "\(setting.name).\(domain)"
    fullName = computer
    let folder = "evidence/logs/\(setting.name)"
    let name = setting.name
    ews = EWSLog(in: "\(folder)/Logging/Ews", serverName: name, build: build, on: shelf)
    ewsBackup = EWSLog(in: "\(folder)-backup/Logging/Ews", serverName: name, build: build, on: shelf)
    controlPanel = ControlPanelLogs(
      in: "\(folder)/Logging/ECP", serverName: name, fullServerName: computer, build: build, on: shelf)
    cmdlets = CmdletInfraLog(in: "\(folder)/Logging/CmdletInfra", serverName: name, build: build, on: shelf)
    tracking = MessageTrackingLog(
      in: "\(folder)/TransportRoles/Logs/MessageTracking", serverName: name, serverAddress: setting.address,
      build: build, on: shelf)
    var numbers = dice.stream("first event")
    func eventLog(_ channel: String, _ file: String, _ kept: ServerLogs.Kept) throws(MakerError) -> WindowsEventLog? {
      guard !kept.spans.isEmpty else { return nil }
      return try WindowsEventLog(
        at: "\(folder)/winevt/Logs/\(file).evtx", channel: channel, computer: computer,
        firstRecord: numbers.within(2000...90_000), on: shelf)
    }
    management = try eventLog(WindowsEvent.managementChannel, "MSExchange Management", kept.management)
    application = try eventLog("Application", "Application", kept.application)
  }

  func update(to build: ExchangeBuild) {
    (ews.build, ewsBackup.build, controlPanel.build, cmdlets.build) = (build, build, build, build)
  }

  func finish() throws(MakerError) {
    try ews.finish()
    try ewsBackup.finish()
    try controlPanel.finish()
    try cmdlets.finish()
    try tracking.finish()
    try management?.finish()
    try application?.finish()
  }

  /// The line of a call that the front end handed on; nil where its log was not kept.
  func append(_ call: EWSCall, of request: WebRequest) throws(MakerError) -> ServerLogs.Line? {
    let id = dice.guid()
    let record = EWSRecord(
      at: request.at, requestID: id, soapAction: call.action, user: call.user, actingAs: call.actingAs,
      userAgent: request.userAgent, clientAddress: request.address, frontEnd: fullName.uppercased(),
      requestBytes: request.receivedBytes, responseBytes: request.sentBytes, milliseconds: request.milliseconds)
    var places: [LogPlace] = []
    if kept.servicesBackup.contains(request.at) { places.append(try ewsBackup.append(record)) }
    if kept.services.contains(request.at) { places.append(try ews.append(record, isCopy: !places.isEmpty)) }
    guard let first = places.first else { return nil }
    return ServerLogs.Line(
      log: "ews", place: first, copy: places.dropFirst().first, operation: call.action, id: id.description)
  }

  /// The lines of a request to the control panel in its two logs.
  func append(_ call: ControlPanelCall, at moment: Moment) throws(MakerError) -> [ServerLogs.Line] {
    guard kept.services.contains(moment) else { return [] }
    let record = ControlPanelRecord(
      at: moment, url: call.url, command: call.command, user: call.user, sessionID: dice.guid(), activityID: dice.guid()
    )
    let (server, activity) = try controlPanel.append(record)
    let asked = ServerLogs.Line(log: "ecp_activity", place: activity, copy: nil, operation: "Request", id: nil)
    guard let server else { return [asked] }
    return [ServerLogs.Line(log: "ecp_server", place: server, copy: nil, operation: "ECP.Request", id: nil), asked]
  }

  /// A cmdlet that this server ran: an event of Windows, and a line in the log of cmdlets.
  func append(_ event: AdminAuditEvent, by caller: CmdletCaller, of domain: String) throws(MakerError)
    -> [ServerLogs.Line]
  {
    let host = CmdletHost(
      sid: caller.sid, application: caller.application, process: caller.process, domain: domain,
      domainController: "dc01.\(domain)", culture: "en-US", dice: &dice)
    let requestID = dice.guid()
    var lines: [ServerLogs.Line] = []
    if kept.management.contains(event.at), let management {
      let place = try management.append(.cmdlet(event, host))
      lines.append(Self.event(event.error == nil ? "MSExchange CmdletLogs 1" : "MSExchange CmdletLogs 6", place))
    }
    if kept.services.contains(event.at) {
      let place = try cmdlets.append(event, host, requestID: requestID)
      lines.append(
        ServerLogs.Line(
          log: "cmdlet_infra", place: place, copy: nil, operation: event.cmdlet, id: requestID.description)
      )
    }
    return lines
  }

  func append(_ event: WindowsEvent) throws(MakerError) -> ServerLogs.Line? {
    guard kept.application.contains(event.at), let application else { return nil }
    return Self.event("\(event.provider) \(event.id)", try application.append(event))
  }

  func append(_ record: MessageTrackingRecord) throws(MakerError) -> ServerLogs.Line? {
    guard kept.tracking.contains(record.at) else { return nil }
    return ServerLogs.Line(
      log: "message_tracking", place: try tracking.append(record), copy: nil, operation: record.step.rawValue,
      id: record.messageID)
  }

  private static func event(_ operation: String, _ place: LogPlace) -> ServerLogs.Line {
    ServerLogs.Line(
      log: "windows_event_log", place: place, copy: nil, operation: operation, id: nil)
  }
}

/// What the back end's EWS log tells of a request.
struct EWSCall: Sendable {
  let action: String
  let user: String
  /// Whose mailbox it was about, where the caller acted for somebody.
  var actingAs: String?
}

/// What the control panel's logs tell of a request.
struct ControlPanelCall: Sendable {
  let url: String
  let command: String?
  let user: String
}

/// Who a server takes the caller of a cmdlet for.
struct CmdletCaller: Sendable {
  let sid: String
  let application: String
  let process: String
}
