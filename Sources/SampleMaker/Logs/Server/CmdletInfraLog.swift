/// The log of cmdlets that a server ran: `Logging\CmdletInfra`, a file for each hour, those that came over the network
/// apart from those of a shell on the server itself.
///
/// Columns and values as in the log of build 15.1.2375; that local shells have a folder and file names of their own is
/// known, their columns are taken to be the same.
package final class CmdletInfraLog {
  package enum Origin: String, Sendable, CaseIterable {
    case remote = "Powershell-Proxy", local = "LocalPowerShell"
  }

  private let folder: String
  private let serverName: String
  private let shelf: LogShelf
  package var build: ExchangeBuild
  private var logs: [Origin: RollingLog] = [:]

  /// `folder` is that of the server's `CmdletInfra` logs, relative to the case folder.
  package init(in folder: String, serverName: String, build: ExchangeBuild, on shelf: LogShelf) {
    (self.folder, self.serverName, self.build, self.shelf) = (folder, serverName, build, shelf)
  }

  /// `sid` is the caller's.
  package func append(
    _ event: AdminAuditEvent, _ host: CmdletHost, requestID: GUID
  ) throws(MakerError) -> LogPlace {
    let origin: Origin = host.application.hasPrefix("Local") ? .local : .remote
    let cells = cells(of: event, host, requestID)
    return try log(of: origin).append(ExchangeLogText.row(Self.fields.map { cells[$0] ?? "" }), at: event.at)
  }

  package func finish() throws(MakerError) {
    for origin in Origin.allCases { try logs[origin]?.finish() }
  }

  private func log(of origin: Origin) -> RollingLog {
    if let log = logs[origin] { return log }
    let prefix = origin == .local ? "LocalPowerShell_Cmdlet_" : "Rps_Cmdlet_"
    let shape = RollingLog.Shape(
      format: "cmdlet-infra", period: .hour,
      path: { [folder] in "\(folder)/\(origin.rawValue)/Cmdlet/\(prefix)\(RollingLog.Period.hour.stamp($0))-1.LOG" },
      head: { [unowned self] in
        ExchangeLogText.head(version: build.text, logType: "Rps Cmdlet Logs", fields: Self.fields, at: $0)
      })
    let log = RollingLog(shape, on: shelf)
    logs[origin] = log
    return log
  }

  private func cells(of event: AdminAuditEvent, _ host: CmdletHost, _ requestID: GUID) -> [String: String] {
    let parameters = event.parameters.map { "-\($0.name) \"\($0.value)\"" }.joined(separator: " ")
    let process = host.process.split(separator: " ", maxSplits: 1).map(String.init)
    let begun = event.at - .milliseconds(host.microseconds / 1000)
    return [
      "DateTime": event.at.isoMilliseconds, "StartTime": begun.isoMilliseconds, "RequestId": requestID.description,
      "MajorVersion": "\(build.major)", "MinorVersion": "\(build.minor)", "BuildVersion": "\(build.build)",
      "RevisionVersion": "\(build.revision)", "ServerHostName": serverName, "ProcessId": process.first ?? "",
      "ProcessName": process.last ?? "", "ThreadId": "\(host.thread)", "AuthenticatedUser": event.caller,
      "ExecutingUserSid": host.sid, "IsAdmin": "True", "ClientApplication": host.application, "Cmdlet": event.cmdlet,
      "Parameters": parameters, "CmdletUniqueId": host.activityID.description, "ADViewEntireForest": "False",
      "ADRecipientViewRoot": host.domain, "ADConfigurationDomainControllers": host.domainController,
      "ADPreferredGlobalCatalogs": host.domainController, "ADPreferredDomainControllers": host.domainController,
      "OutputObjectCount": event.error == nil ? "1" : "0", "TotalTime": "\(host.microseconds / 1000)",
      "ErrorType": event.error == nil ? "" : "NonLocalizedException",
      "ExecutionResult": event.error == nil ? "Success" : "Error", "GenericErrors": event.error ?? "",
      "CultureInfo": host.culture, "NonPiiParameters": parameters,
    ]
  }

  private static let fields = [
    "DateTime", "StartTime", "RequestId", "ClientRequestId", "MajorVersion", "MinorVersion", "BuildVersion",
    "RevisionVersion", "ServerHostName", "ProcessId", "ProcessName", "ThreadId", "CultureInfo", "Organization",
    "AuthenticatedUser", "ExecutingUserSid", "EffectiveOrganization", "UserServicePlan", "IsAdmin",
    "ClientApplication", "Cmdlet", "Parameters", "CmdletUniqueId", "UserBudgetOnStart", "ContributeToFailFast",
    "RunspaceSettingsCreationHint", "ADViewEntireForest", "ADRecipientViewRoot", "ADConfigurationDomainControllers",
    "ADPreferredGlobalCatalogs", "ADPreferredDomainControllers", "ADUserConfigurationDomainController",
    "ADUserPreferredGlobalCatalog", "ADuserPreferredDomainControllers", "ThrottlingInfo", "DelayInfo",
    "ThrottlingDelay", "IsOutputObjectRedacted", "CmdletProxyStage", "CmdletProxyRemoteServer",
    "CmdletProxyRemoteServerVersion", "CmdletProxyMethod", "ProxiedObjectCount", "CmdletProxyLatency",
    "OutputObjectCount", "ParameterBinding", "BeginProcessing", "ProcessRecord", "EndProcessing", "StopProcessing",
    "BizLogic", "PowerShellLatency", "UserInteractionLatency", "ProvisioningLayerLatency", "ActivityContextLifeTime",
    "TotalTime", "ErrorType", "ExecutionResult", "CacheHitCount", "CacheMissCount", "GenericLatency", "GenericInfo",
    "GenericErrors", "ObjectGuid", "ExternalDirectoryOrganizationId", "ExternalDirectoryObjectId", "NonPiiParameters",
  ]
}
