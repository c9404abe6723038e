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

  package func append(_ record: HttpProxyRecord, to access: Access) throws(MakerError) -> LogPlace {
    let cells = cells(of: record, access: access)
    return try log(of: access).append(ExchangeLogText.row(Self.fields.map { cells[$0] ?? "" }), at: record.at)
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
    ]
  }

  private func routeCells(of record: HttpProxyRecord) -> [String: String] {
    [
      "ProxyAction": "Proxy", "TargetServer": record.targetServer,
      "TargetServerVersion": ExchangeBuild(build.major, build.minor, build.build, 0).text, "RoutingType": "IntraForest",
      "RoutingHint": record.routingHint, "BackEndCookie": record.backEndCookie, "RoutingStatus": "CafeV1",
    ]
  }

  /// The request's time laid out on the steps that Exchange measures, in milliseconds.
  private func latencyCells(of record: HttpProxyRecord) -> [String: String] {
    let total = record.milliseconds
    guard record.backEndStatus != nil else {
      return [
        "TargetOutstandingRequests": "0", "CoreLatency": "0", "HttpProxyOverhead": "0", "TotalRequestTime": "\(total)",
      ]
    }
    let backEnd = max(0, total - 3)
    var cells = ["TargetOutstandingRequests": "0", "HttpPipelineLatency": "0", "CalculateTargetBackEndLatency": "0"]
    for name in ["TotalGlsLatency", "TotalAccountForestLatency", "TotalResourceForestLatency", "ADLatency"] {
      cells[name] = "0"
    }
    cells["ActivityContextLifeTime"] = "\(total)"
    cells["ModuleToHandlerSwitchingLatency"] = "0"
    cells["BackendProcessingLatency"] = "\(backEnd)"
    cells["HandlerCompletionLatency"] = "0"
    cells["RequestHandlerLatency"] = "\(total)"
    cells["ProxyTime"] = "\(backEnd)"
    cells["CoreLatency"] = "\(min(total, 2))"
    cells["RoutingLatency"] = "\(min(total, 3))"
    cells["HttpProxyOverhead"] = "\(min(total, 3))"
    cells["TotalRequestTime"] = "\(total)"
    return cells
  }

  private func genericInfo(of record: HttpProxyRecord) -> String {
    let begin = record.at - .milliseconds(record.milliseconds)
    let answered = record.at - .milliseconds(min(record.milliseconds, 1))
    var notes = ["BeginRequest=\(begin.isoMilliseconds)", "CorrelationID=<empty>"]
    if record.backEndStatus != nil {
      notes += ["ProxyState-Run=None", "FEAuth=BEVersion-\(build.packed)"] + record.extraInfo
      notes.append("BeginGetResponse=\((begin + .milliseconds(min(record.milliseconds, 2))).isoMilliseconds)")
      notes += ["OnResponseReady=\(answered.isoMilliseconds)", "EndGetResponse=\(answered.isoMilliseconds)"]
      notes.append("ProxyState-Complete=ProxyResponseData")
    } else {
      notes += record.extraInfo
    }
    notes += ["SharedCacheGuard=0", "EndRequest=\(record.at.isoMilliseconds)"]
    return notes.joined(separator: ";") + ";"
  }
}
