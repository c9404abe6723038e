/// A call of Exchange Web Services as the back end logs it. A cell that is not named here stays empty.
package struct EWSRecord: Sendable {
  /// The end of the call, which is what `DateTime` says.
  package var at: Moment
  package var requestID: GUID
  /// `FindItem`, `GetItem`, `SyncFolderItems`…
  package var soapAction: String
  /// The caller: an address, or the account of a server.
  package var user: String
  /// Whose mailbox the caller acted in, where it was not its own.
  package var actingAs: String?
  package var userAgent: String
  package var clientAddress: String
  package var frontEnd: String
  package var status = 200
  package var requestBytes = 0
  package var responseBytes = 0
  package var milliseconds = 12
  package var organization = ""
}

/// The `Logging\Ews` folder of one server: a file for each hour.
///
/// Columns and values as in the logs of Exchange 2016 build 15.1.2375; earlier builds of 15.1 are taken to be alike.
package final class EWSLog {
  private var log: RollingLog?
  private let folder: String
  private let serverName: String
  private let shelf: LogShelf
  /// It changes when an update is installed.
  package var build: ExchangeBuild

  package init(in folder: String, serverName: String, build: ExchangeBuild, on shelf: LogShelf) {
    (self.folder, self.serverName, self.build, self.shelf) = (folder, serverName, build, shelf)
  }

  /// `isCopy` says that another copy of this log has the record as well.
  package func append(_ record: EWSRecord, isCopy: Bool = false) throws(MakerError) -> LogPlace {
    let cells = cells(of: record)
    return try openLog().append(
      ExchangeLogText.row(Self.fields.map { cells[$0] ?? "" }), at: record.at, isCopy: isCopy)
  }

  package func finish() throws(MakerError) { try log?.finish() }

  private func openLog() -> RollingLog {
    if let log { return log }
    let shape = RollingLog.Shape(
      format: "ews", period: .hour, path: { [folder] in "\(folder)/Ews_\(RollingLog.Period.hour.stamp($0))-1.LOG" },
      head: { [unowned self] in
        ExchangeLogText.head(version: build.text, logType: "EWS Logs", fields: Self.fields, at: $0)
      })
    let log = RollingLog(shape, on: shelf)
    self.log = log
    return log
  }

  private func cells(of record: EWSRecord) -> [String: String] {
    let begun = record.at - .milliseconds(record.milliseconds)
    return [
      "DateTime": record.at.isoMilliseconds, "RequestId": record.requestID.description,
      "MajorVersion": "\(build.major)",
      "MinorVersion": "\(build.minor)", "BuildVersion": "\(build.build)", "RevisionVersion": "\(build.revision)",
      "Ring": "Unknown", "AuthenticationType": "Kerberos", "IsAuthenticated": "true", "AuthenticatedUser": record.user,
      "Organization": record.organization, "UserAgent": ExchangeLogText.withoutCommas(record.userAgent),
      "VersionInfo": "Target=None;Req=Exchange2013_SP1/Exchange2013_SP1;", "ClientIpAddress": record.clientAddress,
      "ServerHostName": serverName, "FrontEndServer": record.frontEnd, "SoapAction": record.soapAction,
      "HttpStatus": "\(record.status)", "RequestSize": "\(record.requestBytes)",
      "ResponseSize": "\(record.responseBytes)",
      "ActAsUser": record.actingAs ?? "", "PrimaryOrProxyServer": "PrimaryServer", "TaskType": "LocalTask",
      "RemoteBackendCount": "0", "LocalMailboxCount": "1", "RemoteMailboxCount": "0", "LocalIdCount": "1",
      "RemoteIdCount": "0", "ThrottlingPolicy": "[C]", "ThrottlingDelay": "0",
      "TotalRequestTime": "\(record.milliseconds)",
      "GenericInfo": "BackEndAuthenticator=WindowsAuthenticator;S:ActivityStandardMetadata.Component=Ews;"
        + "S:WLM.BT=Ews;Dbl:WLM.TS=\(record.milliseconds)",
      "StartTime": begun.isoMilliseconds,
    ]
  }

  /// In the order of build 15.1.2375.
  private static let fields = [
    "DateTime", "RequestId", "MajorVersion", "MinorVersion", "BuildVersion", "RevisionVersion", "Ring",
    "ClientRequestId", "AuthenticationType", "IsAuthenticated", "AuthenticatedUser", "Organization", "UserAgent",
    "VersionInfo", "ClientIpAddress", "ServerHostName", "FrontEndServer", "SoapAction", "HttpStatus", "RequestSize",
    "ResponseSize", "ErrorCode", "ImpersonatedUser", "ProxyAsUser", "ActAsUser", "Cookie", "CorrelationGuid",
    "PrimaryOrProxyServer", "TaskType", "RemoteBackendCount", "LocalMailboxCount", "RemoteMailboxCount",
    "LocalIdCount", "RemoteIdCount", "BeginBudgetConnections", "EndBudgetConnections", "BeginBudgetHangingConnections",
    "EndBudgetHangingConnections", "BeginBudgetAD", "EndBudgetAD", "BeginBudgetCAS", "EndBudgetCAS", "BeginBudgetRPC",
    "EndBudgetRPC", "BeginBudgetFindCount", "EndBudgetFindCount", "BeginBudgetSubscriptions", "EndBudgetSubscriptions",
    "MDBResource", "MDBHealth", "MDBHistoricalLoad", "ThrottlingPolicy", "ThrottlingDelay", "ThrottlingRequestType",
    "TotalDCRequestCount", "TotalDCRequestLatency", "TotalMBXRequestCount", "TotalMBXRequestLatency",
    "RecipientLookupLatency", "ExchangePrincipalLatency", "HttpPipelineLatency", "CheckAccessCoreLatency",
    "AuthModuleLatency", "CallContextInitLatency", "PreExecutionLatency", "CoreExecutionLatency", "TotalRequestTime",
    "DetailedExchangePrincipalLatency", "ClientStatistics", "GenericInfo", "AuthenticationErrors", "GenericErrors",
    "Puid", "StartTime", "ProcessId", "TimeInGC", "StartTotalMemory", "EndTotalMemory", "StartGCCounts", "EndGCCounts",
    "TokenBasedThrottlingPolicy", "BudgetKey", "CoinsCharged", "CoinsChargedMethod", "SidBudgetInfo", "AppBudgetInfo",
    "TenantBudgetInfo", "ResourceAccessed", "ResourceHealthBasedThreshold", "ThrottledBy", "BackoffHint",
    "WorkClassification",
  ]
}
