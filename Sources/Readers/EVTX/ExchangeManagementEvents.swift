import EVTX
import Records

/// The cmdlet log of an Exchange server: channel `MSExchange Management`, provider `MSExchange CmdletLogs`. Its data is
/// known by place only, in all languages: 27 values in Exchange 2013 to 2019.
struct ExchangeManagementEvents {
  private enum Slot: Int {
    case cmdlet, parameters, caller, callerSID
    case hostApplication = 5
  }

  private var recent = RecentTexts(count: 1 + Slot.hostApplication.rawValue)

  mutating func fill(_ record: inout AuditRecord, from event: Event) {
    guard let cmdlet = Self.place(of: .cmdlet, in: event.data), event.data.plain.withBytes(cmdlet, Self.isCmdlet) else {
      return record.keepData(of: event)
    }
    var parameters: [Cmdlet.Parameter] = []
    if let place = Self.place(of: .parameters, in: event.data) {
      parameters = event.data.plain.withBytes(place) { CommandLine.parameters(of: $0) }
    }
    record.actor = text(.caller, event.data) ?? text(.callerSID, event.data) ?? event.userID
    record.clientInfo = text(.hostApplication, event.data)
    record.isSuccess = event.eventID == 1 ? true : event.eventID == 6 ? false : nil
    record.target = Self.target(of: parameters)
    for index in parameters.indices { parameters += parameters[index].plainRecipients }
    record.cmdlet = Cmdlet(
      name: recent.text(Slot.cmdlet.rawValue, event.data.plain, cmdlet), caller: record.actor, target: record.target,
      parameters: parameters)
  }

  private mutating func text(_ slot: Slot, _ data: Event.Data) -> String? {
    Self.place(of: slot, in: data).map { recent.text(slot.rawValue, data.plain, $0) }
  }

  /// Where the text of that place among the values without a name stands; nil where it is empty.
  private static func place(of slot: Slot, in data: Event.Data) -> Range<Int>? {
    var before = 0
    for index in data.indices where data.name(index) == nil {
      if before == slot.rawValue { return data.text(index).flatMap { $0.isEmpty ? nil : $0 } }
      before += 1
    }
    return nil
  }

  /// What a cmdlet works on; new things have no identity yet.
  static func target(of parameters: [Cmdlet.Parameter]) -> String? {
    for name in ["identity", "mailbox", "user", "name"] {
      for index in parameters.indices where parameters[index].name.isSameName(as: name) {
        if let value = parameters[index].value { return value }
        break
      }
    }
    return nil
  }

  /// Verb and noun.
  private static func isCmdlet(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    let dash = UInt8(ascii: "-")
    var (dashes, last) = (0, dash)
    for byte in text {
      if byte == dash {
        guard last != dash else { return false }
        dashes += 1
      } else {
        guard (0x61...0x7A).contains(byte.lowercasedASCII) || byte.isASCIIDigit else { return false }
      }
      last = byte
    }
    return dashes == 1 && last != dash
  }
}
