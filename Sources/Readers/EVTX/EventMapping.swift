import EVTX
import Records

/// One event of Windows as an `AuditRecord`, and what is to be told of it.
struct EventMapping: Sendable {
  var record: AuditRecord
  fileprivate(set) var defects: [Defect] = []
  /// Set where the record is a part of a PowerShell script block.
  fileprivate(set) var scriptBlockPart: ScriptBlockPart?
  /// Whether the log was silent before it, or its times leap there, as the event itself tells.
  let explainsLeap: Bool
  /// When it occurred, as it tells itself.
  let toldAt: Microseconds?

  fileprivate mutating func tell(_ field: String, _ problem: String, _ consequence: String) {
    defects.append(
      Defect(
        field: field, problem: problem, consequence: consequence, offset: record.location.offset,
        length: record.location.length))
  }
}

/// Makes records of events one after another; what comes again in event after event is made once. What the kinds of
/// events say beyond their System part is in the files beside this one; of all others the System part is kept, and the
/// place of the bytes.
struct EventMapper {
  static let logKind = "windows_event_log"

  private var provider: (name: String?, kind: EventProvider) = (nil, .unknown)
  private var operation: (id: UInt64?, text: String) = (nil, "")
  private var room = PlainText()
  private var management = ExchangeManagementEvents()

  /// `written` is when the log took the record, 100 ns since 1601: the time of an event that tells none.
  /// Nil where no digest of it can be made.
  mutating func map(_ event: Event, written: UInt64, location: SourceLocation) -> EventMapping? {
    let time = Self.time(of: event)
    guard let identity = EventIdentity(event, at: time?.microseconds, in: &room) else { return nil }
    takeProvider(of: event)
    let clockSetting = ClockSetting(event, provider.kind)
    var record = AuditRecord(
      ordinal: 0, location: location, payloadSHA256: identity.payload, logKind: Self.logKind,
      timeBasis: time?.basis ?? .utc, operation: operation.text)
    record.externalID = identity.externalID
    record.recordType = event.eventID.flatMap(Int64.init(exactly:))
    record.workload = event.channel
    record.server = event.computer
    record.actor = event.userID
    record.occurredAt = time?.microseconds ?? Value.fileTime(written).microseconds
    var mapping = EventMapping(
      record: record, explainsLeap: clockSetting != nil || isStart(event), toldAt: time?.microseconds)
    if operation.text.isEmpty { mapping.tell("Provider", "absent", "record kept without it") }
    if time == nil {
      mapping.tell(
        "TimeCreated", event.timeCreated == .null ? "absent" : "no time",
        mapping.record.occurredAt == nil
          ? "record kept, its time not known" : "the time when the record was written stands for it")
    }
    fill(&mapping, from: event)
    if let problem = clockSetting?.problem(of: event.computer, by: mapping.record.actor) {
      mapping.tell("NewTime", problem, ClockSetting.consequence)
    }
    return mapping
  }

  private mutating func takeProvider(of event: Event) {
    if event.provider != provider.name {
      provider = (event.provider, EventProvider(event.provider))
    } else if event.eventID == operation.id {
      return
    }
    operation = (event.eventID, Self.operation(of: event))
  }

  /// Whether a machine, or its log, began with it.
  private func isStart(_ event: Event) -> Bool {
    switch (provider.kind, event.eventID) {
    case (.classicEventLog, 6005), (.classicEventLog, 6009), (.kernel, 12), (.security, 4608), (.eventLog, 1102),
      (.eventLog, 104):
      true
    default: false
    }
  }

  /// `MSExchange CmdletLogs 6`: provider and id, which together name the kind of event.
  private static func operation(of event: Event) -> String {
    guard let id = event.eventID else { return event.provider ?? "" }
    return "\(event.provider ?? "unknown provider") \(id)"
  }

  /// UTC, whether a FILETIME or, in events written without a template, a text.
  static func time(of event: Event) -> LoggedTime? {
    if let microseconds = event.timeCreated.microseconds { return LoggedTime(microseconds: microseconds, basis: .utc) }
    guard case .string(let text) = event.timeCreated else { return nil }
    return LoggedTime(eventTime: text)
  }

  private mutating func fill(_ mapping: inout EventMapping, from event: Event) {
    switch provider.kind {
    case .exchangeCmdlets: management.fill(&mapping.record, from: event)
    case .security: SecurityEvent.fill(&mapping.record, from: event)
    case .powerShell: mapping.scriptBlockPart = PowerShellEvent.fill(&mapping.record, from: event)
    case .classicPowerShell: PowerShellEvent.fillClassic(&mapping.record, from: event)
    default: if keepsData(event) { mapping.record.keepData(of: event) }
    }
  }

  /// Events that bear on mail and are no cmdlets: those of Exchange; processes and files (Sysmon), a new service, a
  /// cleared log, a clock that was set; and those whose template, and with it their provider, is lost.
  private func keepsData(_ event: Event) -> Bool {
    switch (provider.kind, event.eventID) {
    case (.sysmon, let id): id.map { [1, 11, 23, 26].contains($0) } ?? false
    case (.serviceControl, 7045), (.eventLog, 104), (.eventLog, 1102), (.kernel, 1): true
    case (.exchange, _), (.unknown, _): true
    default: false
    }
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
