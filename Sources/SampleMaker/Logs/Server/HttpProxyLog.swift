/// The `Logging\HttpProxy` folder of one server: a folder for each protocol, a file for each hour.
///
/// Columns and values as in the logs of Exchange 2016 build 15.1.2375; earlier builds of 15.1 are taken to be alike.
package final class HttpProxyLog {
  package enum Access: String, Sendable, CaseIterable {
    case autodiscover = "Autodiscover", eas = "Eas", ecp = "Ecp", ews = "Ews", mapi = "Mapi", oab = "Oab"
    case owa = "Owa", powerShell = "PowerShell", rpcHttp = "RpcHttp"
  }

  package let serverName: String
  /// It changes when an update is installed; the next file says so at its head, the next record in its cells.
  package var build: ExchangeBuild
  private let folder: String
  private let shelf: LogShelf
  private var logs: [Access: RollingLog] = [:]

  /// `folder` is that of the server's `HttpProxy` logs, relative to the case folder.
  package init(
    in folder: String, serverName: String, build: ExchangeBuild, on shelf: LogShelf
  ) {
    (self.folder, self.serverName, self.build, self.shelf) = (folder, serverName, build, shelf)
  }

  /// `isCopy` says that another copy of this log has the record as well.
  package func append(
    _ record: HttpProxyRecord, to access: Access, isCopy: Bool = false
  ) throws(MakerError) -> LogPlace {
    let cells = cells(of: record, access: access)
    return try log(of: access).append(
      ExchangeLogText.row(Self.fields.map { cells[$0] ?? "" }), at: record.at, isCopy: isCopy)
  }

  package func finish() throws(MakerError) {
    for access in Access.allCases { try logs[access]?.finish() }
  }

  private func log(of access: Access) -> RollingLog {
    if let log = logs[access] { return log }
    let shape = RollingLog.Shape(
      format: "http-proxy", period: .hour,
      path: { [folder] in "\(folder)/\(access.rawValue)/HttpProxy_\(RollingLog.Period.hour.stamp($0))-1.LOG" },
      head: { [unowned self] in
        ExchangeLogText.head(version: build.text, logType: "HttpProxy Logs", fields: Self.fields, at: $0)
      })
    let log = RollingLog(shape, on: shelf)
    logs[access] = log
    return log
  }

  private func cells(of record: HttpProxyRecord, access: Access) -> [String: String] {
    var cells = requestCells(of: record)
    cells["Protocol"] = access.rawValue
    if record.backEndStatus != nil || !record.targetServer.isEmpty {
      cells.merge(routeCells(of: record)) { $1 }
    }
    cells.merge(latencyCells(of: record)) { $1 }
    cells["GenericInfo"] = genericInfo(of: record)
    cells["GenericErrors"] = record.genericErrors
    if let database = record.databaseGUID { cells["DatabaseGuid"] = "|RoutingDB:\(database)" }
    return cells
  }

  private func requestCells(of record: HttpProxyRecord) -> [String: String] {
    [
      "DateTime": record.at.isoMilliseconds, "RequestId": record.requestID.description,
      "MajorVersion": "\(build.major)", "MinorVersion": "\(build.minor)", "BuildVersion": "\(build.build)",
      "RevisionVersion": "\(build.revision)", "ClientRequestId": record.clientRequestID, "UrlHost": record.urlHost,
      "UrlStem": record.urlStem, "ProtocolAction": record.protocolAction,
      "AuthenticationType": record.authenticationType,
      "IsAuthenticated": record.authenticatedUser == nil ? "false" : "true",
      "AuthenticatedUser": record.authenticatedUser ?? "", "Organization": record.organization,
      "AnchorMailbox": record.anchorMailbox, "UserAgent": ExchangeLogText.withoutCommas(record.userAgent),
      "ClientIpAddress": record.clientAddress, "ServerHostName": serverName, "HttpStatus": "\(record.status)",
      "BackEndStatus": record.backEndStatus.map(String.init) ?? "", "ErrorCode": record.errorCode,
      "Method": record.method, "RequestBytes": record.requestBytes.map(String.init) ?? "",
      "ResponseBytes": record.responseBytes.map(String.init) ?? "", "UrlQuery": record.urlQuery,
      "RoutingHint": record.routingHint,
    ]
  }

  private func routeCells(of record: HttpProxyRecord) -> [String: String] {
    [
      "ProxyAction": "Proxy", "TargetServer": record.targetServer,
      "TargetServerVersion": ExchangeBuild(build.major, build.minor, build.build, 0).text, "RoutingType": "IntraForest",
      "BackEndCookie": record.backEndCookie, "RoutingStatus": "CafeV1",
    ]
  }

  /// The request's time laid out on the steps that Exchange measures, in milliseconds. Requests without a body skip
  /// those of sending it on.
  private func latencyCells(of record: HttpProxyRecord) -> [String: String] {
    let total = record.milliseconds
    guard record.backEndStatus != nil else {
      return [
        "ActivityContextLifeTime": "0", "CoreLatency": "0", "HttpProxyOverhead": "0", "TotalRequestTime": "\(total)",
      ]
    }
    var cells: [String: String] = [:]
    for name in Self.unmeasured + (record.hasBody ? Self.unmeasuredOfBody : []) { cells[name] = "0" }
    for name in ["ActivityContextLifeTime", "RequestHandlerLatency", "TotalRequestTime"] { cells[name] = "\(total)" }
    for name in ["BackendProcessingLatency", "ProxyTime"] { cells[name] = "\(max(0, total - 3))" }
    for name in ["CoreLatency", "RoutingLatency", "HttpProxyOverhead"] { cells[name] = "\(min(total, 3))" }
    return cells
  }

  private static let unmeasured = [
    "HttpPipelineLatency", "CalculateTargetBackEndLatency", "TotalGlsLatency", "TotalAccountForestLatency",
    "TotalResourceForestLatency", "ADLatency", "TotalSharedCacheLatency", "ModuleToHandlerSwitchingLatency",
    "BackendRespInitLatency", "BackendRespStreamLatency", "ClientRespStreamLatency", "HandlerCompletionLatency",
    "HandlerToModuleSwitchingLatency",
  ]
  private static let unmeasuredOfBody = [
    "ClientReqStreamLatency", "BackendReqInitLatency", "BackendReqStreamLatency", "KerberosAuthHeaderLatency",
  ]

  private func genericInfo(of record: HttpProxyRecord) -> String {
    let begin = record.at - .milliseconds(record.milliseconds)
    var notes = ["BeginRequest=\(begin.isoMilliseconds)", "CorrelationID=<empty>"]
    notes += record.backEndStatus == nil ? record.extraInfo : proxyNotes(of: record, begin: begin)
    notes += ["SharedCacheGuard=0", "EndRequest=\(record.at.isoMilliseconds)"]
    return notes.joined(separator: ";") + ";"
  }

  private func proxyNotes(of record: HttpProxyRecord, begin: Moment) -> [String] {
    let asked = (begin + .milliseconds(min(record.milliseconds, 2))).isoMilliseconds
    let answered = (record.at - .milliseconds(min(record.milliseconds, 1))).isoMilliseconds
    let body = record.hasBody ? ["BeginGetRequestStream=\(asked)", "OnRequestStreamReady=\(asked)"] : []
    return ["ProxyState-Run=None", "FEAuth=BEVersion-\(build.packed)"] + record.extraInfo + body + [
      "BeginGetResponse=\(asked)", "OnResponseReady=\(answered)", "EndGetResponse=\(answered)",
      "ProxyState-Complete=ProxyResponseData",
    ]
  }
}

extension HttpProxyRecord {
  fileprivate var hasBody: Bool { (requestBytes ?? 0) > 0 }
}
