import GRDB
import Records
import Testing

/// Evidence that seems to say more than it does: an independent review built each of these.
@Suite("What the evidence does not say")
struct OverclaimTests {
  /// What the attacker did with an inbox rule of Alice's, hour by hour.
  private static func rule(_ steps: [(at: Double, cmdlet: String)], in evidence: inout Evidence) {
    for (at, cmdlet) in steps {
      let parameters =
        cmdlet == "New-InboxRule"
        ? ["Name": "r", "Mailbox": "alice@corp.example", "ForwardTo": "drop@evil.example"]
        : ["Identity": "alice@corp.example\\r"]
      evidence.record(
        Evidence.Record(
          operation: cmdlet, at: at, mailbox: .alice, ip: TierTests.attacker, logon: nil, cmdlet: parameters))
    }
  }

  /// The attacker sets that Alice's mail goes on to `partner@out.example`, in hour 0.
  private static func forward(in evidence: inout Evidence) {
    evidence.record(
      Evidence.Record(
        operation: "Set-Mailbox", at: 0, actor: "alice@corp.example", ip: TierTests.attacker, logon: nil,
        cmdlet: ["Identity": "alice@corp.example", "ForwardingSmtpAddress": "partner@out.example"]))
  }

  @Test("a message that came in after the last access is not the one that was opened under its Message-ID")
  func receivedLater() throws {
    var evidence = TierTests.aliceCase()
    evidence.message(1, 1, "<one@mail.example>", folder: 1, received: 480)
    evidence.record(TierTests.bind(["<one@mail.example>"], at: 24))
    #expect(try evidence.reconstructed().lines("SELECT message_id FROM exposed WHERE tier = 'accessed'") == ["-"])
  }

  @Test("a search known by its download alone: what came in before that may have come after the export")
  func downloadOnly() throws {
    var evidence = Evidence.aliceStore(received: [-30, 71])
    evidence.search("SearchCreated", at: -0.5, query: "")
    evidence.search("SearchExportDownloaded", at: 72, query: "")
    evidence.indicator("ip", TierTests.attacker)
    let rows = try evidence.reconstructed().exposures()
    #expect(rows == ["<0@mail.example> exported download", "<1@mail.example> reachable export_requested"])
  }

  @Test(
    "a right denied, or one whose giving was only tried out, is none given: nothing is reachable by it",
    arguments: [["Deny": "True"], ["Deny": ""], ["WhatIf": "True"], ["WhatIf": ""]])
  func denied(by parameter: [String: String]) throws {
    var evidence = TierTests.aliceCase()
    evidence.message(1, 1, "<one@mail.example>", folder: 1)
    evidence.record(
      Evidence.Record(
        operation: "Add-MailboxPermission", at: 1, actor: "admin@corp.example", logon: nil,
        cmdlet: ["Identity": "alice@corp.example", "User": "eve@corp.example", "AccessRights": "FullAccess"]
          .merging(parameter) { own, _ in own }))
    // Eve is the attacker, seen in her own mailbox; alice's is named by the owner's records.
    evidence.record(TierTests.bind(["<one@mail.example>"], at: 20, ip: TierTests.home))
    evidence.record(
      Evidence.Record(
        operation: "UserLoggedIn", at: 24, actor: "eve@corp.example", ip: TierTests.attacker, logon: nil))
    let rows = try evidence.reconstructed().lines("SELECT tier, basis FROM exposed")
    #expect(rows == [], "\(rows)")
  }

  @Test("mail that came in after a rule was removed was not sent on by it, whatever is delivered to that address")
  func afterRemoval() throws {
    var evidence = Evidence.aliceStore(received: [20])
    evidence.indicator("ip", TierTests.attacker)
    Self.rule([(0.0, "New-InboxRule"), (5.0, "Remove-InboxRule")], in: &evidence)
    evidence.trace("Delivered", "<0@mail.example>", at: 20.1, isSuccess: true, to: "drop@evil.example")
    let rows = try evidence.reconstructed().exposures()
    #expect(!rows.contains("<0@mail.example> exported delivery"), "\(rows)")
  }

  @Test("mail sent by others straight to where mail is forwarded is none of the mailbox's")
  func direct() throws {
    var evidence = Evidence.aliceStore(received: [5])
    evidence.indicator("ip", TierTests.attacker)
    Self.forward(in: &evidence)
    evidence.trace("Delivered", "<hello@bob.example>", at: 6, isSuccess: true, to: "partner@out.example")
    evidence.insert { db in
      try db.execute(
        sql: "UPDATE stored_audit_record SET actor_ref = ? WHERE log_kind_ref = ?",
        arguments: [try Evidence.ref("bob@corp.example", db), try Evidence.ref("message_trace", db)])
    }
    let rows = try evidence.reconstructed().exposures()
    #expect(!rows.contains("<hello@bob.example> exported delivery"), "\(rows)")
  }

  @Test("a message at hand that names the address itself is no more than reachable by the forwarding, and that is told")
  func addressed() throws {
    var evidence = Evidence.aliceStore(received: [])
    evidence.message(
      1, 1, "<both@mail.example>", folder: 1, received: 5, to: ["alice@corp.example", "Partner@out.example"])
    evidence.indicator("ip", TierTests.attacker)
    Self.forward(in: &evidence)
    evidence.trace("Delivered", "<both@mail.example>", at: 5.1, isSuccess: true, to: "partner@out.example")
    let queue = try evidence.reconstructed()
    #expect(
      try queue.lines("SELECT tier, basis FROM exposed WHERE basis IN ('delivery', 'forwarding')")
        == ["reachable forwarding"])
    #expect(
      try queue.lines("SELECT COUNT(*) FROM reconstruction_note WHERE topic = 'forwarding_of_others'") == ["1"])
  }

  @Test("of mail that others sent, a trace of its delivery to the mailbox shows that it was sent on from there")
  func cameIn() throws {
    var evidence = Evidence.aliceStore(received: [])
    evidence.indicator("ip", TierTests.attacker)
    Self.forward(in: &evidence)
    for (at, name) in [(-3.0, "before"), (6, "during")] {
      evidence.trace("Delivered", "<\(name)@mail.example>", at: at, isSuccess: true, to: "alice@corp.example")
      evidence.trace("Delivered", "<\(name)@mail.example>", at: 6.1, isSuccess: true, to: "partner@out.example")
    }
    #expect(
      try evidence.reconstructed().lines("SELECT internet_message_id FROM exposed WHERE basis = 'delivery'")
        == ["<during@mail.example>"])
  }

  @Test("a forwarding taken back by an empty Set-InboxRule does not go on")
  func cleared() throws {
    var evidence = Evidence.aliceStore(received: [20])
    evidence.indicator("ip", TierTests.attacker)
    for (at, name, value) in [(0.0, "New-InboxRule", "drop@evil.example"), (5.0, "Set-InboxRule", "")] {
      evidence.record(
        Evidence.Record(
          operation: name, at: at, mailbox: .alice, ip: TierTests.attacker, logon: nil,
          cmdlet: ["Name": "r", "Mailbox": "alice@corp.example", "ForwardTo": value]))
    }
    let rows = try evidence.reconstructed().exposures()
    #expect(!rows.contains("<0@mail.example> reachable forwarding"), "\(rows)")
  }

  @Test("a transport rule in test mode sends nothing: no message is reachable by it")
  func testMode() throws {
    var evidence = Evidence.aliceStore(received: [5])
    evidence.indicator("ip", TierTests.attacker)
    evidence.record(TierTests.bind(["<x>"], at: 1, ip: TierTests.home))
    evidence.record(
      Evidence.Record(
        operation: "New-TransportRule", at: 0, actor: "admin@corp.example", ip: TierTests.attacker, logon: nil,
        cmdlet: ["Name": "t", "BlindCopyTo": "drop@evil.example", "Mode": "Audit"]))
    let rows = try evidence.reconstructed().exposures()
    #expect(!rows.contains("<0@mail.example> reachable forwarding"), "\(rows)")
  }

  @Test("a rule switched off and on again forwards again: a delivery afterwards is exported")
  func reenabled() throws {
    var evidence = Evidence.aliceStore(received: [40])
    evidence.indicator("ip", TierTests.attacker)
    Self.rule([(0.0, "New-InboxRule"), (5.0, "Disable-InboxRule"), (10.0, "Enable-InboxRule")], in: &evidence)
    evidence.trace("Delivered", "<0@mail.example>", at: 40.1, isSuccess: true, to: "drop@evil.example")
    let rows = try evidence.reconstructed().exposures()
    #expect(rows.contains("<0@mail.example> exported delivery"), "\(rows)")
  }

  @Test("a folder of the archive's store is not the folder of that name in the mailbox that was synchronised")
  func archiveFolder() throws {
    var evidence = TierTests.aliceCase()
    evidence.message(1, 1, "<one@mail.example>", folder: 1)
    evidence.exhibit(2, "alice@corp.example/archive.pst", assigned: "alice@corp.example")
    evidence.folder(2, 1, "\\Inbox")
    evidence.message(2, 1, "<old@mail.example>", folder: 1)
    evidence.insert { db in
      try db.execute(
        sql: "UPDATE stored_message SET store_area = 'archive' WHERE message_id = ?", arguments: [Evidence.id(2, 1)])
    }
    evidence.record(TierTests.sync("\\Inbox"))
    let rows = try evidence.reconstructed().lines(
      "SELECT internet_message_id, tier FROM exposed WHERE tier = 'synced'")
    #expect(rows == ["<one@mail.example> synced"])
  }

  @Test("an export ordered at a time without a zone: what came in within the hours of a zone before is undetermined")
  func assumedRequest() throws {
    var evidence = Evidence.aliceStore(received: [-30, -3])
    evidence.exportRequest(logKind: "powershell_transcript")
    evidence.insert { db in
      try db.execute(
        sql: "UPDATE stored_audit_record SET time_basis_ref = ?", arguments: [try Evidence.ref("assumed", db)])
    }
    evidence.file(50, "wwwroot/aspnet_client/system_web/a.pst", kind: "pst", bytes: 100)
    let queue = try evidence.reconstructed()
    let rows = try queue.exposures()
    let jobs = try queue.jobs()
    #expect(!rows.contains("<1@mail.example> exported export_file"), "\(rows) \(jobs)")
  }

  @Test("a rule narrowed later took everything before: each condition holds for its own time")
  func narrowed() throws {
    var evidence = Evidence.aliceStore(received: [5, 15, 25])
    evidence.indicator("ip", TierTests.attacker)
    let steps: [(at: Double, cmdlet: String, parameters: [String: String])] = [
      (0, "New-InboxRule", ["Name": "r", "Mailbox": "alice@corp.example", "ForwardTo": "drop@evil.example"]),
      (10, "Set-InboxRule", ["Identity": "alice@corp.example\\r", "SubjectContainsWords": "invoice"]),
      // What a change does not name stays as it was.
      (20, "Set-InboxRule", ["Identity": "alice@corp.example\\r", "StopProcessingRules": "True"]),
    ]
    for step in steps {
      evidence.record(
        Evidence.Record(
          operation: step.cmdlet, at: step.at, actor: "admin@corp.example", ip: TierTests.attacker, logon: nil,
          cmdlet: step.parameters))
    }
    evidence.insert { try $0.execute(sql: "UPDATE stored_message SET subject = 'minutes of the board'") }
    let queue = try evidence.reconstructed()
    #expect(
      try queue.lines(
        """
        SELECT filter, (requested_us - \(Evidence.hour(0))) / 3600000000,
          (removed_us - \(Evidence.hour(0))) / 3600000000 FROM export_job ORDER BY export_job_id
        """) == ["- 0 10", "(subject:\"invoice*\") 10 -"])
    #expect(try queue.lines("SELECT message_id & 4294967295 FROM exposed WHERE basis = 'forwarding'") == ["1"])
  }

  @Test("a rule set at a time without a zone may have stood since the hours of a zone before: reachable")
  func zonelessRule() throws {
    var evidence = Evidence.aliceStore(received: [-30, -3, 5])
    evidence.indicator("ip", TierTests.attacker)
    evidence.record(
      Evidence.Record(
        operation: "New-InboxRule", at: 0, actor: "admin@corp.example", ip: TierTests.attacker, logon: nil,
        cmdlet: ["Name": "r", "Mailbox": "alice@corp.example", "ForwardTo": "drop@evil.example"]))
    evidence.insert { db in
      try db.execute(
        sql: "UPDATE stored_audit_record SET time_basis_ref = ?", arguments: [try Evidence.ref("assumed", db)])
    }
    #expect(
      try evidence.reconstructed().exposures() == [
        "<1@mail.example> reachable forwarding", "<2@mail.example> reachable forwarding",
      ])
  }

  @Test(
    "an anchor mailbox is the client's own text: another account that names it is not in that mailbox, and that is told"
  )
  func anchor() throws {
    for (actor, path, expected) in [
      (#"CORP\mallory"#, "/autodiscover/autodiscover.xml", "0 1"), (#"CORP\mallory"#, "/ews/exchange.asmx", "0 1"),
      (#"CORP\alice"#, "/ews/exchange.asmx", "1 0"), ("", "/autodiscover/autodiscover.xml", "0 0"),
    ] {
      var evidence = TierTests.aliceCase()
      evidence.message(1, 1, "<one@mail.example>", folder: 1)
      evidence.request(
        Evidence.Request(
          at: 24, ip: TierTests.attacker, actor: actor.isEmpty ? nil : actor,
          mailbox: LoggedMailbox(address: "alice@corp.example"), path: path, status: 200,
          anchor: "Smtp~alice@corp.example"))
      let told = try evidence.reconstructed().lines(
        """
        SELECT (SELECT COUNT(*) FROM exposed),
          (SELECT COUNT(*) FROM reconstruction_note WHERE topic = 'mailbox_claimed')
        """)
      #expect(told == [expected], "\(actor) \(path)")
    }
  }

  @Test("mail that came minutes before the service began, or after it ended, by another server's clock: undetermined")
  func clocksOfServers() throws {
    // Two servers log one request minutes apart; the mail came in between: nobody can say whether it was in it.
    var evidence = Evidence.aliceStore(received: [-30, 0.05, 1.05, 2])
    evidence.exportRequest(at: 0)
    evidence.replication([("Queued", 0.1), ("CopyingMessages", 0.1), ("Completed", 1)], items: 2)
    #expect(
      try evidence.reconstructed().exposures().filter { !$0.hasSuffix("server_control") } == [
        "<0@mail.example> exported export_file", "<1@mail.example> reachable export_requested",
        "<2@mail.example> reachable export_requested",
      ])
  }

  @Test(
    "a mailbox that a log names by a display name alone is taken for the one whose address begins so, and that is told")
  func displayNameAlone() throws {
    var evidence = TierTests.aliceCase()
    evidence.message(1, 1, "<one@mail.example>", folder: 1)
    var record = TierTests.bind(["<one@mail.example>"], at: 24)
    record.mailbox = LoggedMailbox(displayName: "Alice")
    evidence.record(record)
    let queue = try evidence.reconstructed()
    #expect(try queue.lines("SELECT topic FROM reconstruction_note") == ["mailbox_by_display_name"])
    #expect(try queue.lines("SELECT COUNT(*) FROM exposed WHERE tier = 'accessed'") == ["1"])
  }

  /// Alice's store, whose times are those of the server but for one message, made at some hour.
  private static func madeLater(_ hour: Double, in evidence: inout Evidence) {
    evidence.insert { db in
      try db.execute(sql: "UPDATE stored_message SET created_at_us = received_at_us")
      try db.execute(
        sql: "UPDATE stored_message SET created_at_us = ? WHERE message_id = ?",
        arguments: [Evidence.hour(hour), Evidence.id(1, 2)])
    }
  }

  @Test(
    "14: a message that its store made long after the export may have come in by import: undetermined; not where all are so",
    arguments: [true, false])
  func imported(isStoreOfServer: Bool) throws {
    var evidence = Evidence.aliceStore(received: [-30, -20, -10])
    evidence.exportRequest(at: 0)
    evidence.replication([("CopyingMessages", 0.1), ("Completed", 1)])
    Self.madeLater(500, in: &evidence)
    if !isStoreOfServer {
      evidence.insert {
        try $0.execute(sql: "UPDATE stored_message SET created_at_us = ?", arguments: [Evidence.hour(500)])
      }
    }
    let rows = try evidence.reconstructed().exposures()
    #expect(
      rows.contains("<1@mail.example> " + (isStoreOfServer ? "reachable export_requested" : "exported export_file")))
    #expect(rows.contains("<2@mail.example> exported export_file"))
  }

  @Test("7: the same of a synchronised folder: where it lay then is not known")
  func importedLater() throws {
    var evidence = TierTests.aliceCase()
    for ordinal in 1...3 { evidence.message(1, Int64(ordinal), "<\(ordinal)@mail.example>", folder: 1) }
    evidence.record(TierTests.sync("\\Inbox"))
    Self.madeLater(500, in: &evidence)
    #expect(
      try evidence.reconstructed().lines("SELECT tier, placement FROM exposed ORDER BY message_id") == [
        "synced by_current_folder", "synced unknown", "synced by_current_folder",
      ])
  }

  @Test("a suspect session without any time: what it could reach has no certain placement")
  func untimedReach() throws {
    var evidence = TierTests.aliceCase()
    evidence.message(1, 1, "<one@mail.example>", folder: 1, received: 90_000)
    var record = TierTests.bind(["<x@mail.example>"], at: 0)
    record.at = nil
    evidence.record(record)
    let rows = try evidence.reconstructed().lines(
      "SELECT tier, basis, placement FROM exposed WHERE message_id IS NOT NULL")
    #expect(rows == ["reachable session unknown"])
  }

  @Test("a Bind covers two minutes: what came in within them may have been opened, and could be reached")
  func bindWindow() throws {
    for (received, expected) in [(24 + 0.03, "1 reachable"), (24 + 0.04, "")] {
      var evidence = TierTests.aliceCase()
      evidence.message(1, 1, "<one@mail.example>", folder: 1, received: received)
      evidence.record(TierTests.bind(["<two@mail.example>"]))
      evidence.insert {
        try $0.execute(sql: "UPDATE stored_audit_record SET occurred_to_us = occurred_at_us + 120000000")
      }
      let rows = try evidence.reconstructed().lines(
        "SELECT message_id & 4294967295, tier FROM exposed WHERE message_id IS NOT NULL")
      #expect(rows == (expected.isEmpty ? [] : [expected]))
    }
    // Its clock is granted what clocks are granted, from the end on.
    for (received, expected) in [(24 + 0.1, ["1"]), (24 + 0.13, ["-"])] {
      var evidence = TierTests.aliceCase()
      evidence.message(1, 1, "<one@mail.example>", folder: 1, received: received)
      evidence.record(TierTests.bind(["<one@mail.example>"]))
      evidence.insert {
        try $0.execute(sql: "UPDATE stored_audit_record SET occurred_to_us = occurred_at_us + 120000000")
      }
      #expect(
        try evidence.reconstructed().lines("SELECT message_id & 4294967295 FROM exposed WHERE tier = 'accessed'")
          == expected)
    }
  }
}
