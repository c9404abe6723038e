import EVTX
import Records

/// One event of Windows as an `AuditRecord`. What the kinds of events say beyond their System part is in the files
/// beside this one; of all others the System part is kept, and the place of the bytes.
struct EventMapping {
  static let logKind = "windows_event_log"

  private var record: AuditRecord
  private var defects: [Defect] = []
  /// Set where the record is a part of a PowerShell script block.
  private var scriptBlockPart: ScriptBlockPart?
  /// Whether the log was silent before it, or its times leap there, as the event itself tells.
  let explainsLeap: Bool

  /// `written` is when the log took the record, 100 ns since 1601: the time of an event that tells none.
  /// Nil where no digest of it can be made.
  init?(_ event: borrowing Event, written: UInt64, location: SourceLocation) {
    guard let identity = EventIdentity(event) else { return nil }
    let clockSetting = ClockSetting(event)
    explainsLeap = clockSetting != nil || Self.isStart(event)
    record = AuditRecord(
      ordinal: 0, location: location, payloadSHA256: identity.payload, logKind: Self.logKind, timeBasis: .utc,
      operation: Self.operation(of: event))
    record.externalID = identity.externalID
    record.recordType = event.eventID.flatMap(Int64.init(exactly:))
    record.workload = event.channel
    record.server = event.computer
    record.actor = event.userID
    if record.operation.isEmpty { tell("Provider", "absent", "record kept without it") }
    readTime(event, written)
    readKind(event)
    if let problem = clockSetting?.problem(of: event.computer, by: record.actor) {
      tell("NewTime", problem, ClockSetting.consequence)
    }
  }

  /// Whether a machine, or its log, began with it.
  private static func isStart(_ event: Event) -> Bool {
    switch (event.provider, event.eventID) {
    case ("EventLog", 6005), ("EventLog", 6009), ("Microsoft-Windows-Kernel-General", 12),
      ("Microsoft-Windows-Security-Auditing", 4608), ("Microsoft-Windows-Eventlog", 1102),
      ("Microsoft-Windows-Eventlog", 104):
      true
    default: false
    }
  }

  /// `MSExchange CmdletLogs 6`: provider and id, which together name the kind of event.
  static func operation(of event: Event) -> String {
    guard let id = event.eventID else { return event.provider ?? "" }
    return "\(event.provider ?? "unknown provider") \(id)"
  }

  /// UTC, whether a FILETIME or, in events written without a template, a text.
  static func microseconds(of time: Value) -> LoggedTime? {
    if let microseconds = time.microseconds { return LoggedTime(microseconds: microseconds, basis: .utc) }
    guard case .string(let text) = time else { return nil }
    return Array(text.utf8).withUnsafeBufferPointer { LoggedTime($0.trimmed, zoneless: .utc) }
  }

  private mutating func readTime(_ event: Event, _ written: UInt64) {
    if let time = Self.microseconds(of: event.timeCreated) {
      record.occurredAt = time.microseconds
      record.timeBasis = time.basis
      return
    }
    record.occurredAt = Value.fileTime(written).microseconds
    tell(
      "TimeCreated", event.timeCreated == .null ? "absent" : "no time",
      record.occurredAt == nil
        ? "record kept, its time not known" : "the time when the record was written stands for it")
  }

  private mutating func readKind(_ event: Event) {
    switch event.provider {
    case "MSExchange CmdletLogs": ExchangeManagementEvent.fill(&record, from: event)
    case "Microsoft-Windows-Security-Auditing": SecurityEvent.fill(&record, from: event)
    case "Microsoft-Windows-PowerShell", "PowerShellCore":
      scriptBlockPart = PowerShellEvent.fill(&record, from: event)
    case "PowerShell": PowerShellEvent.fillClassic(&record, from: event)
    default: if Self.keepsData(event) { record.keepData(of: event) }
    }
  }

  /// Events that bear on mail and are no cmdlets: those of Exchange; processes and files (Sysmon), a new service, a
  /// cleared log, a clock that was set; and those whose template, and with it their provider, is lost.
  private static func keepsData(_ event: Event) -> Bool {
    switch (event.provider, event.eventID) {
    case ("Microsoft-Windows-Sysmon", let id?): [1, 11, 23, 26].contains(id)
    case ("Service Control Manager", 7045), ("Microsoft-Windows-Eventlog", 104), ("Microsoft-Windows-Eventlog", 1102),
      ("Microsoft-Windows-Kernel-General", 1):
      true
    case (let provider?, _): provider.hasPrefix("MSExchange")
    case (nil, _): true
    }
  }

  consuming func finish() -> (AuditRecord, ScriptBlockPart?, [Defect]) { (record.moveOut(), scriptBlockPart, defects) }

  private mutating func tell(_ field: String, _ problem: String, _ consequence: String) {
    defects.append(
      Defect(
        field: field, problem: problem, consequence: consequence, offset: record.location.offset,
        length: record.location.length))
  }
}

extension AuditRecord {
  /// Keeps what an event says as parameters under their own names, `Data` where they have none, of a cmdlet that bears
  /// the name of the operation: there is no other place for text that detections ask for.
  mutating func keepData(of event: Event) {
    var parameters = event.data.map { Cmdlet.Parameter(name: $0.name ?? "Data", value: $0.value.text) }
    if let level = event.level { parameters.append(Cmdlet.Parameter(name: "Level", value: String(level))) }
    if let message = event.message { parameters.append(Cmdlet.Parameter(name: "Message", value: message)) }
    cmdlet = Cmdlet(name: operation, caller: actor, target: target, parameters: parameters)
  }
}
