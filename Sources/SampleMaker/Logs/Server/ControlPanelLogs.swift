/// A request to the Exchange control panel: what it ran, for whom.
package struct ControlPanelRecord: Sendable {
  package var at: Moment
  /// Path and query.
  package var url: String
  /// `Set-OabVirtualDirectory.ExternalUrl='http://…'&Identity='…'`; nil where nothing was run.
  package var command: String?
  package var user: String
  package var sessionID: GUID
  package var activityID: GUID
  package var milliseconds = 13
  /// What went wrong; empty where nothing did.
  package var problem = ""
}

/// The two logs of the Exchange control panel, a file of each a day: `Logging\ECP\Server`, what was run, and
/// `Logging\ECP\Activity`, who asked for what. Neither knows an address.
package final class ControlPanelLogs {
  private let server: RollingLog
  private let activity: RollingLog
  private let serverName: String
  private let fullServerName: String
  package var build: ExchangeBuild

  private static let fields = ["TimeStamp", "ServerName", "EventId", "EventData"]

  /// `folder` is that of the server's `ECP` logs, relative to the case folder.
  package init(
    in folder: String, serverName: String, fullServerName: String, build: ExchangeBuild, on shelf: LogShelf
  ) {
    (self.serverName, self.fullServerName, self.build) = (serverName, fullServerName, build)
    func shape(_ type: String, _ format: String, _ name: String) -> RollingLog.Shape {
      RollingLog.Shape(
        format: format, period: .day, path: { "\(folder)/\(name)\(RollingLog.Period.day.stamp($0))-1.LOG" },
        head: { ExchangeLogText.head(version: "15.0.0.0", logType: type, fields: Self.fields, at: $0) })
    }
    server = RollingLog(shape("ECP Server Log", "ecp-server", "Server/ECPServer"), on: shelf)
    activity = RollingLog(shape("ECP Activity Context Log", "ecp-activity", "Activity/ECPActivity_11500_"), on: shelf)
  }

  /// The place in the server's log, nil where nothing was run, and that in the activity log.
  package func append(_ record: ControlPanelRecord) throws(MakerError) -> (server: LogPlace?, activity: LogPlace) {
    var place: LogPlace?
    if let command = record.command {
      let data: KeyValuePairs<String, String> = [
        "TIME": "\(record.milliseconds)", "SID": record.sessionID.description, "CMD": command, "REQID": "",
        "URL": record.url, "REFERRER": "", "EX": record.problem, "ACTID": record.activityID.description, "RS": "0",
        "BLD": plainBuild, "TNAME": "<null>", "TID": "", "USID": record.sessionID.description, "EDOID": "", "ACID": "",
      ]
      place = try server.append(row("ECP.Request", Self.eventData(data), record.at), at: record.at)
    }
    let data: KeyValuePairs<String, String> = [
      "PSA": "<PII>\(record.user)</PII>", "URL": "https://\(fullServerName.lowercased()):444\(record.url)",
      "Bld": plainBuild, "ActID": record.activityID.description,
    ]
    let text = Self.eventData(data) + ";S:WLM.Bal=2.147484E+09;Dbl:WLM.TS=\(record.milliseconds)"
    return (place, try activity.append(row("Request", text, record.at), at: record.at))
  }

  package func finish() throws(MakerError) {
    try server.finish()
    try activity.finish()
  }

  private var plainBuild: String { "\(build.major).\(build.minor).\(build.build).\(build.revision)" }

  private func row(_ event: String, _ data: String, _ moment: Moment) -> String {
    ExchangeLogText.row([moment.isoMilliseconds, serverName, event, data])
  }

  /// `S:Key=value;…`, a value with a semicolon or an apostrophe in apostrophes of its own.
  private static func eventData(_ items: KeyValuePairs<String, String>) -> String {
    items.map { "S:\($0.key)=\(quoted($0.value))" }.joined(separator: ";")
  }

  private static func quoted(_ value: String) -> String {
    guard value.utf8.contains(where: { $0 == 0x27 || $0 == 0x3B }) else { return value }
    return "'"
      + value.utf8.split(separator: 0x27, omittingEmptySubsequences: false).map { String(Substring($0)) }
      .joined(separator: "''") + "'"
  }
}
