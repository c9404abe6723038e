/// An event as a provider without a manifest reports it: strings in an order that only the provider knows.
package struct WindowsEvent: Sendable {
  package enum Level: UInt8, Sendable { case error = 2, warning = 3, information = 4 }

  package let provider: String
  package let id: UInt16
  package let level: Level
  package let task: UInt16
  package let at: Moment
  package let strings: [String]

  package init(provider: String, id: UInt16, level: Level, task: UInt16 = 1, at moment: Moment, strings: [String]) {
    (self.provider, self.id, self.level, self.task) = (provider, id, level, task)
    (at, self.strings) = (moment, strings)
  }

  /// The upper half of the message id, whose two highest bits are the severity (winnt.h): 1 information, 2 warning,
  /// 3 error.
  var qualifiers: UInt16 {
    switch level {
    case .information: 0x4000
    case .warning: 0x8000
    case .error: 0xC000
    }
  }

  /// The events of old-fashioned logs carry this keyword.
  static let classicKeyword: UInt64 = 0x0080_0000_0000_0000
}

extension WindowsEvent {
  /// One cmdlet as the channel `MSExchange Management` has it: event 1, or 6 where it failed, and 27 strings that only
  /// their places tell apart. The places are those of Exchange 2016; the log knows no address.
  package static func cmdlet(_ event: AdminAuditEvent, _ host: CmdletHost) -> WindowsEvent {
    let parameters = event.parameters.map { "-\($0.name) \"\($0.value)\"" }.joined(separator: " ")
    var strings = [
      event.cmdlet, parameters, event.caller, host.sid, host.sid, host.application, host.process, "", "\(host.thread)",
      "00:00:00.\(padded(host.microseconds, 6))0", host.scope, event.error ?? "",
    ]
    strings += event.error == nil ? ["", "", ""] : ["6", "", "NonLocalizedException"]
    strings += ["", "", "False", "", "0 objects execution has been proxied to remote server.", "", "", "0"]
    strings += ["ActivityId: \(host.activityID)", "ServicePlan:;IsAdmin:True;", "", host.culture]
    let hasFailed = event.error != nil
    return WindowsEvent(
      provider: "MSExchange CmdletLogs", id: hasFailed ? 6 : 1, level: hasFailed ? .error : .information, at: event.at,
      strings: strings)
  }

  package static let managementChannel = "MSExchange Management"
}

/// Where a cmdlet ran, and as whom.
package struct CmdletHost: Sendable {
  package let sid: String
  /// `Remote-ManagementShell-Unknown`, `Local-ManagementShell-Unknown`, `ECP-Unknown`…
  package let application: String
  /// Process id and name: `8372 w3wp#MSExchangePowerShellAppPool`.
  package let process: String
  package let thread: Int
  /// How long it took; less than a second.
  package let microseconds: Int
  package let domainController: String
  package let domain: String
  package let activityID: GUID
  package let culture: String

  package init(
    sid: String, application: String, process: String, domain: String, domainController: String, culture: String,
    dice: inout Dice
  ) {
    (self.sid, self.application, self.process) = (sid, application, process)
    (self.domain, self.domainController, self.culture) = (domain, domainController, culture)
    (thread, microseconds, activityID) = (dice.within(5...140), dice.within(8000...900_000), dice.guid())
  }

  /// The part of the directory that it saw.
  var scope: String {
    "View Entire Forest: 'False', Default Scope: '\(domain)', Configuration Domain Controller: '\(domainController)', "
      + "Preferred Global Catalog: '\(domainController)', Preferred Domain Controllers: '{ \(domainController) }'"
  }
}
