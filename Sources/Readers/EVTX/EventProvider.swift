/// The providers whose events say more than that they happened.
enum EventProvider {
  case exchangeCmdlets, exchange
  case security, sysmon, serviceControl
  case powerShell, classicPowerShell
  case kernel, eventLog, classicEventLog
  case other
  /// Its template, and with it its name, is lost.
  case unknown

  init(_ name: String?) {
    self =
      switch name {
      case "MSExchange CmdletLogs": .exchangeCmdlets
      case "Microsoft-Windows-Security-Auditing": .security
      case "Microsoft-Windows-Sysmon": .sysmon
      case "Service Control Manager": .serviceControl
      case "Microsoft-Windows-PowerShell", "PowerShellCore": .powerShell
      case "PowerShell": .classicPowerShell
      case "Microsoft-Windows-Kernel-General": .kernel
      case "Microsoft-Windows-Eventlog": .eventLog
      case "EventLog": .classicEventLog
      case let name?: name.hasPrefix("MSExchange") ? .exchange : .other
      case nil: .unknown
      }
  }
}
