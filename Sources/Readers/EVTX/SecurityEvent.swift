import EVTX
import Records

/// The security log: logons and processes. Names of the values as in the provider's manifest.
enum SecurityEvent {
  static func fill(_ record: inout AuditRecord, from event: Event) {
    record.isSuccess = isSuccess(event)
    switch event.eventID {
    case 4624, 4625: fillLogon(&record, from: event)
    case 4648:
      fillSubject(&record, from: event)
      fillAddress(&record, from: event)
      record.target = account(event, "Target")
      record.keepData(of: event)
    case 4616:
      fillSubject(&record, from: event)
      record.keepData(of: event)
    case 4672: fillSubject(&record, from: event)
    // Logoffs, and what a domain controller says of logons elsewhere: Kerberos and NTLM.
    case 4634, 4647, 4768, 4769, 4770, 4771, 4772, 4776: fillAccount(&record, from: event)
    case 4688:
      fillSubject(&record, from: event)
      record.target = text(event, "NewProcessName")
      record.keepData(of: event)
    default: record.actor = account(event, "Subject") ?? event.userID
    }
  }

  /// The two keywords of auditing (Winmeta.xml: win:AuditSuccess, win:AuditFailure).
  private static func isSuccess(_ event: Event) -> Bool? {
    guard let keywords = event.keywords else { return nil }
    if keywords & 0x0020_0000_0000_0000 != 0 { return true }
    return keywords & 0x0010_0000_0000_0000 != 0 ? false : nil
  }

  /// Who logged on, or failed to: the subject is the service that asked for it.
  private static func fillLogon(_ record: inout AuditRecord, from event: Event) {
    record.logonType = event["LogonType"]?.number.map { logonTypes[$0] ?? String($0) }
    fillAccount(&record, from: event)
  }

  private static func fillAccount(_ record: inout AuditRecord, from event: Event) {
    record.actor = account(event, "Target")
    record.sessionKey = text(event, "TargetLogonId")
    record.clientInfo = text(event, "WorkstationName") ?? text(event, "Workstation")
    fillAddress(&record, from: event)
  }

  private static func fillSubject(_ record: inout AuditRecord, from event: Event) {
    record.actor = account(event, "Subject") ?? event.userID
    record.sessionKey = text(event, "SubjectLogonId")
  }

  private static func fillAddress(_ record: inout AuditRecord, from event: Event) {
    guard let text = text(event, "IpAddress"),
      let address = Array(text.utf8).withUnsafeBufferPointer({ LoggedAddress($0) })
    else { return }
    record.clientIP = address.address
    record.clientPort = event["IpPort"]?.number.flatMap { (1...65_535).contains($0) ? Int64($0) : nil }
  }

  /// `DOMAIN\user`, or `user@domain` where the name is written so; else the SID.
  private static func account(_ event: Event, _ role: String) -> String? {
    guard let name = text(event, role + "UserName") else {
      return text(event, role + "UserSid").flatMap { $0 == nobody ? nil : $0 }
    }
    if name.contains("@") { return name }
    return text(event, role + "DomainName").map { "\($0)\\\(name)" } ?? name
  }

  /// A dash says that there is nothing.
  private static func text(_ event: Event, _ name: String) -> String? {
    guard let text = event[name]?.text, !text.isEmpty, text != "-" else { return nil }
    return text
  }

  private static let nobody = "S-1-0-0"

  /// SECURITY_LOGON_TYPE.
  private static let logonTypes: [UInt64: String] = [
    0: "system", 2: "interactive", 3: "network", 4: "batch", 5: "service", 7: "unlock", 8: "network_cleartext",
    9: "new_credentials", 10: "remote_interactive", 11: "cached_interactive", 12: "cached_remote_interactive",
    13: "cached_unlock",
  ]
}
