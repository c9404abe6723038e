import GRDB
import Records
import Testing

@testable import Reconstruction

@Suite("Cmdlets that several logs tell of")
struct CmdletActTests {
  private static let export = ["Mailbox": "ann", "FilePath": #"\\ex01\c$\inetpub\a.pst"#]

  private struct Call {
    var kind: String
    /// Seconds.
    var at: Double?
    var parameters: [String: String] = CmdletActTests.export
    var name = "New-MailboxExportRequest"
    var actor: String? = "corp.example/Users/Administrator"
    var server: String?
    var basis = "utc"
    var isSuccess: Bool? = true
  }

  /// Rows of `cmdlet_act_record` with more than one record an act, as text: act, record, basis.
  private func joined(_ calls: [Call], note: String? = nil) throws -> [String] {
    var evidence = Evidence()
    if note != nil { evidence.exhibit(Evidence.log, "transcript.txt", kind: "powershell_transcript") }
    for call in calls {
      let id = evidence.record(
        Evidence.Record(
          operation: call.name, at: call.at.map { $0 / 3600 }, actor: call.actor, logKind: call.kind,
          isSuccess: call.isSuccess, cmdlet: call.parameters))
      evidence.set(server: call.server, basis: call.basis, of: id)
    }
    let queue = try evidence.reconstructed()
    try queue.write { db in
      try db.execute(sql: "UPDATE exhibit SET acquisition_note = ?", arguments: [note])
      try CmdletActs.run(in: db)
    }
    let counts = try queue.lines("SELECT SUM(record_count) FROM cmdlet_act")
    #expect(counts == ["\(calls.count)"])
    return try queue.lines(
      """
      SELECT cmdlet_act_id & 4294967295, audit_record_id & 4294967295, basis FROM cmdlet_act_record
      WHERE cmdlet_act_id IN (SELECT cmdlet_act_id FROM cmdlet_act_record GROUP BY 1 HAVING COUNT(*) > 1)
      ORDER BY 1, 2
      """)
  }

  @Test("event log, CmdletInfra, administrator audit log: one act, for which the fullest log stands")
  func oneAct() throws {
    #expect(
      try joined([
        Call(kind: "cmdlet_infra", at: 1, actor: "CORP\\Administrator", server: "EX01"),
        Call(kind: "windows_event_log", at: 0.5, server: "EX01.corp.example"),
        Call(kind: "admin_audit_log", at: 0, server: "EX01"),
      ]) == ["3 1 same_parameters", "3 2 same_parameters", "3 3 itself"])
  }

  @Test("a cmdlet run twice is two acts, each with the records nearest to it")
  func twice() throws {
    #expect(
      try joined([
        Call(kind: "windows_event_log", at: 0), Call(kind: "windows_event_log", at: 10),
        Call(kind: "cmdlet_infra", at: 0.4), Call(kind: "cmdlet_infra", at: 10.4),
      ]) == ["1 1 itself", "1 3 same_parameters", "2 2 itself", "2 4 same_parameters"])
  }

  @Test(
    "other parameters, another server, another caller of the same form, another minute: another act",
    arguments: [
      Call(
        kind: "cmdlet_infra", at: 1,
        parameters: ["Mailbox": "bob", "FilePath": CmdletActTests.export["FilePath"] ?? ""]),
      Call(kind: "cmdlet_infra", at: 1, parameters: ["Mailbox": "ann", "IsArchive": "True"]),
      Call(kind: "cmdlet_infra", at: 1, server: "EX02"),
      Call(kind: "cmdlet_infra", at: 1, actor: "corp.example/Users/Eve"), Call(kind: "cmdlet_infra", at: 62),
    ])
  private func apart(call: Call) throws {
    #expect(try joined([Call(kind: "windows_event_log", at: 0, server: "EX01"), call]).isEmpty)
  }

  @Test("spelling, order of lists, what a log adds, and how it names a mailbox do not part one act")
  func spelling() throws {
    let long = String(repeating: "x", count: 80)
    let logged = [
      "mailbox": "Corp.example/Users/Ann Other", "FilePath": #"\\EX01\C$\inetpub\a.pst"#,
      "IncludeFolders": "#Inbox#;#Sent#",
      "Confirm": "False", "Error": "x", "ModifiedProperties.A": "b", "ContentFilter": long + "tail", "Force": "True",
    ]
    let entered = [
      "Mailbox": "ann", "FilePath": #"\\ex01\c$\inetpub\a.pst"#, "IncludeFolders": "#Sent#, #Inbox#",
      "ContentFilter": long,
    ]
    #expect(
      try joined([
        Call(kind: "admin_audit_log", at: 0, parameters: logged),
        Call(kind: "cmdlet_infra", at: 3, parameters: entered, actor: "S-1-5-21-1-2-3-500"),
      ]) == ["1 1 itself", "1 2 shared_parameters"])
  }

  @Test("with nothing to compare, the same caller within five seconds has to do")
  func nothingToCompare() throws {
    let call = Call(kind: "admin_audit_log", at: 0, parameters: [:], name: "Get-MailboxExportRequest")
    func other(_ at: Double, _ actor: String) -> Call {
      Call(kind: "cmdlet_infra", at: at, parameters: [:], name: call.name, actor: actor)
    }
    #expect(try joined([call, other(4, "CORP\\Administrator")]) == ["1 1 itself", "1 2 no_parameters"])
    #expect(try joined([call, other(6, "CORP\\Administrator")]).isEmpty)
    #expect(try joined([call, other(1, "S-1-5-21-1-2-3-500")]).isEmpty)
    let named = Call(kind: "admin_audit_log", at: 0, parameters: ["Identity": "corp.example/U/Ann Other"])
    let alias = Call(kind: "cmdlet_infra", at: 1, parameters: ["Identity": "ann"])
    #expect(try joined([named, alias]) == ["1 1 itself", "1 2 same_caller"])
  }

  @Test("a transcript in local time is joined by a whole number of quarters of an hour, where one act alone fits")
  func localTime() throws {
    let local = Call(kind: "powershell_transcript", at: -5 * 3600 + 20, actor: "CORP\\Administrator", basis: "assumed")
    #expect(
      try joined([Call(kind: "admin_audit_log", at: 0), local])
        == ["1 1 itself", "1 2 same_parameters_offset_assumed"])
    #expect(try joined([Call(kind: "admin_audit_log", at: 300), local]).isEmpty)
    #expect(try joined([Call(kind: "admin_audit_log", at: 0), Call(kind: "admin_audit_log", at: 3600), local]).isEmpty)
  }

  @Test("where the zone was given, the act at that time goes before those that other zones would make of it")
  func givenZone() throws {
    let calls = [
      Call(kind: "cmdlet_infra", at: 0), Call(kind: "cmdlet_infra", at: 3600), Call(kind: "cmdlet_infra", at: 7200),
      Call(kind: "powershell_transcript", at: 3599, actor: nil, basis: "assumed", isSuccess: nil),
    ]
    let note = LocalZone.noteStart + "1 records: "
    #expect(try joined(calls, note: note + LocalZone.unknown + ".").isEmpty)
    #expect(
      try joined(calls, note: note + "taken to be +01:00, as --time-zone says.")
        == ["2 2 itself", "2 4 same_parameters_offset_assumed"])
  }

  @Test("an order that failed, and the one given anew that worked, are two acts")
  func givenAnew() throws {
    #expect(
      try joined([
        Call(kind: "windows_event_log", at: 0, isSuccess: false), Call(kind: "admin_audit_log", at: 30),
        Call(kind: "windows_event_log", at: 30.2),
      ]) == ["2 2 itself", "2 3 same_parameters"])
  }

  @Test("a console's history, which has no times, is joined where one act alone fits")
  func noTime() throws {
    let entered = Call(kind: "powershell_history", at: nil, actor: nil, basis: "assumed")
    let found = try joined([Call(kind: "admin_audit_log", at: 0), Call(kind: "cmdlet_infra", at: 1), entered])
    #expect(found == ["1 1 itself", "1 2 same_parameters", "1 3 same_parameters_no_time"])
    #expect(
      try joined([Call(kind: "admin_audit_log", at: 0), Call(kind: "admin_audit_log", at: 600), entered]).isEmpty)
  }

  @Test("what is no cmdlet, and the state of mailboxes, is no act of others")
  func others() throws {
    #expect(
      try joined([
        Call(kind: "unified_audit_log", at: 0, name: "UpdateInboxRules"),
        Call(kind: "mailbox_audit_log", at: 0, name: "UpdateInboxRules"),
        Call(kind: "mailbox_state", at: 0, name: "Get-InboxRule"),
        Call(kind: "cmdlet_infra", at: 0, name: "Get-InboxRule"),
      ]).isEmpty)
  }

  @Test("the same acts, in whichever order the records were written")
  func order() throws {
    var evidence = Evidence()
    for place in 0..<40 {
      evidence.record(
        Evidence.Record(
          operation: "Set-Mailbox", at: Double(place % 13) / 400, actor: "CORP\\Administrator",
          logKind: ["cmdlet_infra", "windows_event_log", "admin_audit_log"][place % 3],
          cmdlet: ["Identity": "m\(place % 4)", "AuditEnabled": "False"]))
    }
    let answers = try [false, true].map { reversed in
      let queue = try evidence.reconstructed(reversed: reversed)
      try queue.write { try CmdletActs.run(in: $0) }
      return try queue.lines("SELECT * FROM cmdlet_act_join ORDER BY 1")
    }
    #expect(answers[0] == answers[1])
    #expect(answers[0].count > 10)
  }
}

extension Evidence {
  /// Sets what `Record` has no place for.
  mutating func set(server: String?, basis: String, of record: Int64) {
    add { db in
      try db.execute(
        sql: "UPDATE stored_audit_record SET server_ref = ?, time_basis_ref = ? WHERE audit_record_id = ?",
        arguments: [try Self.ref(server, db), try Self.ref(basis, db), record])
    }
  }
}
