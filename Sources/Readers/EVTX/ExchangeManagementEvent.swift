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
    var data: [String?] = []
    for datum in event.data where datum.name == nil {
      data.append(datum.value.text)
      if data.count > Slot.hostApplication.rawValue { break }
    }
    func text(_ slot: Slot) -> String? {
      guard slot.rawValue < data.count, let text = data[slot.rawValue], !text.isEmpty else { return nil }
      return text
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
    let parts = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
    return parts.count == 2
      && parts.allSatisfy { part in
        !part.isEmpty && part.allSatisfy { (0x61...0x7A).contains($0.lowercasedASCII) || $0.isASCIIDigit }
      }
  }
}
