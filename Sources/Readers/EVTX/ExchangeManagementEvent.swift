import EVTX
import Records

/// The cmdlet log of an Exchange server: channel `MSExchange Management`, provider `MSExchange CmdletLogs`. Its data is
/// known by place only, in all languages: 27 values in Exchange 2013 to 2019.
enum ExchangeManagementEvent {
  private enum Slot: Int {
    case cmdlet, parameters, caller, callerSID
    case hostApplication = 5
  }

  static func fill(_ record: inout AuditRecord, from event: Event) {
    func text(_ slot: Slot) -> String? {
      var before = 0
      for place in event.data.indices where event.data[place].name == nil {
        if before == slot.rawValue { return event.data[place].value.text.flatMap { $0.isEmpty ? nil : $0 } }
        before += 1
      }
      return nil
    }
    guard let cmdlet = text(.cmdlet), isCmdlet(cmdlet) else { return record.keepData(of: event) }
    var parameters = text(.parameters).map { CommandLine.parameters(of: $0) } ?? []
    record.actor = text(.caller) ?? text(.callerSID) ?? event.userID
    record.clientInfo = text(.hostApplication)
    record.isSuccess = event.eventID == 1 ? true : event.eventID == 6 ? false : nil
    record.target = target(of: parameters)
    parameters += parameters.flatMap(\.plainRecipients)
    record.cmdlet = Cmdlet(name: cmdlet, caller: record.actor, target: record.target, parameters: parameters)
  }

  /// What a cmdlet works on; new things have no identity yet.
  static func target(of parameters: [Cmdlet.Parameter]) -> String? {
    for name in ["identity", "mailbox", "user", "name"] {
      if let value = parameters.first(where: { $0.name.isSameName(as: name) })?.value { return value }
    }
    return nil
  }

  /// Verb and noun.
  private static func isCmdlet(_ text: String) -> Bool {
    let dash = UInt8(ascii: "-")
    var (dashes, last) = (0, dash)
    for byte in text.utf8 {
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
