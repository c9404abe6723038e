import EVTX
import Records

/// One event of Windows as an `AuditRecord`, and what is to be told of it. What the kinds of events say beyond their
/// System part is in the files beside this one; of all others the System part is kept, and the place of the bytes.
struct EventMapping: Sendable {
  static let logKind = "windows_event_log"

  var record: AuditRecord
  private(set) var defects: [Defect] = []
  /// Set where the record is a part of a PowerShell script block.
  private(set) var scriptBlockPart: ScriptBlockPart?
  /// Whether the log was silent before it, or its times leap there, as the event itself tells.
  let explainsLeap: Bool
  /// When it occurred, as it tells itself.
  let toldAt: Microseconds?

  /// `written` is when the log took the record, 100 ns since 1601: the time of an event that tells none.
  /// Nil where no digest of it can be made.
  init?(_ event: borrowing Event, written: UInt64, location: SourceLocation, after recent: inout RecentEvents) {
    let time = Self.time(of: event)
    guard let identity = EventIdentity(event, at: time?.microseconds, in: &recent.room) else { return nil }
    recent.take(event)
    let clockSetting = ClockSetting(event, recent.provider)
    explainsLeap = clockSetting != nil || Self.isStart(recent.provider, event.eventID)
    toldAt = time?.microseconds
    record = AuditRecord(
      ordinal: 0, location: location, payloadSHA256: identity.payload, logKind: Self.logKind,
      timeBasis: time?.basis ?? .utc, operation: recent.operation)
    record.externalID = identity.externalID
    record.recordType = event.eventID.flatMap(Int64.init(exactly:))
    record.workload = event.channel
    record.server = event.computer
    record.actor = event.userID
    record.occurredAt = time?.microseconds ?? Value.fileTime(written).microseconds
    if record.operation.isEmpty { tell("Provider", "absent", "record kept without it") }
    if time == nil {
      tell(
        "TimeCreated", event.timeCreated == .null ? "absent" : "no time",
        record.occurredAt == nil
          ? "record kept, its time not known" : "the time when the record was written stands for it")
    }
    fill(event, &recent)
    if let problem = clockSetting?.problem(of: event.computer, by: record.actor) {
      tell("NewTime", problem, ClockSetting.consequence)
    }
  }

  /// Whether a machine, or its log, began with it.
  private static func isStart(_ provider: EventProvider, _ eventID: UInt64?) -> Bool {
    switch (provider, eventID) {
    case (.classicEventLog, 6005), (.classicEventLog, 6009), (.kernel, 12), (.security, 4608), (.eventLog, 1102),
      (.eventLog, 104):
      true
    default: false
    }
  }

  /// UTC, whether a FILETIME or, in events written without a template, a text.
  static func time(of event: borrowing Event) -> LoggedTime? {
    if let microseconds = event.timeCreated.microseconds { return LoggedTime(microseconds: microseconds, basis: .utc) }
    guard case .string(let text) = event.timeCreated else { return nil }
    return LoggedTime(eventTime: text)
  }

  private mutating func fill(_ event: borrowing Event, _ recent: inout RecentEvents) {
    switch recent.provider {
    case .exchangeCmdlets: recent.cmdlets.fill(&record, from: event)
    case .security: SecurityEvent.fill(&record, from: event)
    case .powerShell: scriptBlockPart = PowerShellEvent.fill(&record, from: event)
    case .classicPowerShell: PowerShellEvent.fillClassic(&record, from: event)
    default: if Self.keepsData(recent.provider, event.eventID) { record.keepData(of: event) }
    }
  }

  /// Events that bear on mail and are no cmdlets: those of Exchange; processes and files (Sysmon), a new service, a
  /// cleared log, a clock that was set; and those whose template, and with it their provider, is lost.
  private static func keepsData(_ provider: EventProvider, _ eventID: UInt64?) -> Bool {
    switch (provider, eventID) {
    case (.sysmon, let id): id.map { [1, 11, 23, 26].contains($0) } ?? false
    case (.serviceControl, 7045), (.eventLog, 104), (.eventLog, 1102), (.kernel, 1): true
    case (.exchange, _), (.unknown, _): true
    default: false
    }
  }

  private mutating func tell(_ field: String, _ problem: String, _ consequence: String) {
    defects.append(
      Defect(
        field: field, problem: problem, consequence: consequence, offset: record.location.offset,
        length: record.location.length))
  }
}

extension LoggedTime {
  /// A time that an event tells as text.
  init?(eventTime text: String) {
    var text = text
    guard let time = text.withUTF8({ LoggedTime($0.trimmed, zoneless: .utc) }) else { return nil }
    self = time
  }
}

extension AuditRecord {
  /// Keeps what an event says as parameters under their own names, `Data` where they have none, of a cmdlet that bears
  /// the name of the operation: there is no other place for text that detections ask for.
  mutating func keepData(of event: Event) {
    var parameters: [Cmdlet.Parameter] = []
    parameters.reserveCapacity(event.data.count + 2)
    for index in event.data.indices {
      let datum = event.data[index]
      parameters.append(Cmdlet.Parameter(name: datum.name ?? "Data", value: datum.text))
    }
    if let level = event.level { parameters.append(Cmdlet.Parameter(name: "Level", value: String(level))) }
    if let message = event.message { parameters.append(Cmdlet.Parameter(name: "Message", value: message)) }
    cmdlet = Cmdlet(name: operation, caller: actor, target: target, parameters: parameters)
  }
}
