import Reconstruction
import Records
import Testing

@Suite("What a suspect session could reach")
struct ReachableTests {
  @Test("a sign-in by a suspect session makes the account's mailbox reachable until then; a failed one does not")
  func signIn() throws {
    for (operation, isSuccess, expected) in [
      ("UserLoggedIn", true, ["1 reachable session 1"]), ("UserLoginFailed", true, []), ("UserLoggedIn", false, []),
    ] as [(String, Bool, [String])] {
      var evidence = TierTests.aliceCase()
      evidence.message(1, 1, "<one@mail.example>", folder: 1, received: 0)
      evidence.message(1, 2, "<two@mail.example>", folder: 1, received: 48)
      evidence.record(
        Evidence.Record(operation: operation, at: 24, ip: TierTests.attacker, isSuccess: isSuccess))
      #expect(try TierTests.exposures(evidence) == expected)
      let windows = try evidence.reconstructed().lines("SELECT mailbox_id, basis FROM compromise_window")
      #expect(windows == (expected.isEmpty ? [] : ["1 suspect_account"]))
    }
  }

  @Test("beside what was accessed, the rest of the mailbox is reachable; what was received later is not")
  func session() throws {
    var evidence = TierTests.aliceCase()
    evidence.message(1, 1, "<one@mail.example>", folder: 1, received: 0)
    evidence.message(1, 2, "<two@mail.example>", folder: 2, received: 0)
    evidence.message(1, 3, "<three@mail.example>", folder: 2, received: 48)
    let record = evidence.record(TierTests.bind(["<one@mail.example>"]))
    #expect(try TierTests.exposures(evidence) == ["1 accessed bind 1", "2 reachable session 1"])
    #expect(
      try evidence.reconstructed().lines(
        """
        SELECT r.audit_record_id, r.role FROM exposure_record AS r JOIN exposure AS e ON e.exposure_id = r.exposure_id
        WHERE e.tier = 'reachable'
        """) == ["\(record) session"])
  }

  @Test("25: a mailbox that the actor could open is told where none of its messages is at hand")
  func withoutMessages() throws {
    for (grantee, mailboxes) in [
      ("corp.example/Users/eve", "2 (alice@corp.example, bob@corp.example)"),
      ("corp.example/Users/carol", "1 (alice@corp.example)"),
    ] {
      var evidence = Evidence()
      evidence.indicator("ip", TierTests.attacker)
      evidence.record(Evidence.Record(at: 1, mailbox: .bob, actor: "bob@corp.example", ip: TierTests.home))
      evidence.record(TierTests.bind([]))
      evidence.record(
        Evidence.Record(operation: "UserLoggedIn", at: 24, actor: "eve@corp.example", ip: TierTests.attacker))
      evidence.record(
        Evidence.Record(
          operation: "Add-MailboxPermission", at: 2, actor: "admin@corp.example", ip: TierTests.home,
          cmdlet: ["Identity": "bob", "User": grantee, "AccessRights": "FullAccess"]))
      let notes = try evidence.reconstructed().lines("SELECT topic, note FROM reconstruction_note")
      #expect(notes.count == 1)
      #expect(notes.first?.hasPrefix("reachable_without_messages") == true)
      #expect(notes.first?.hasSuffix(mailboxes) == true)
    }
  }

  @Test("25: full access for a suspect account to a mailbox that nothing names is told; for another account it is not")
  func unknownMailbox() throws {
    for (grantee, topics) in [("alice", ["permission_on_unknown_mailbox"]), ("carol", [])] {
      var evidence = TierTests.aliceCase()
      evidence.message(1, 1, "<one@mail.example>", folder: 1)
      evidence.record(TierTests.bind([]))
      evidence.record(
        Evidence.Record(
          operation: "Add-MailboxPermission", at: 2, actor: "admin@corp.example", ip: TierTests.home,
          cmdlet: ["Identity": "corp.example/Users/henrietta", "User": grantee, "AccessRights": "FullAccess"]))
      #expect(try evidence.reconstructed().lines("SELECT topic FROM reconstruction_note") == topics)
    }
  }

  @Test(
    "34: an attachment logged by an item key is of the message that any record of the mailbox gives that key; another is a candidate",
    arguments: [TierTests.attacker, TierTests.home])
  func row34(namedFrom ip: String) throws {
    var evidence = TierTests.aliceCase()
    evidence.message(1, 1, "<one@mail.example>", folder: 1, received: TierTests.byOtherClock)
    var named = TierTests.bind(["<one@mail.example>"], ip: ip)
    named.accesses[0].itemKey = "RgAAAA1"
    evidence.record(named)
    var attachment = TierTests.bind([])
    attachment.accesses = ["RgAAAA1", "RgAAAA2"].map {
      Evidence.Access(type: .attachment, messageID: nil, itemKey: $0)
    }
    evidence.record(attachment)
    let queue = try evidence.reconstructed()
    #expect(
      try queue.lines(
        "SELECT message_id & 4294967295, tier, is_counted FROM exposed WHERE basis = 'attachment' ORDER BY 1 DESC")
        == ["1 accessed 1", "- accessed 0"])
    #expect(try queue.lines("SELECT tier, SUM(is_counted) FROM exposure_strongest GROUP BY tier") == ["accessed 1"])
    #expect(try queue.lines("SELECT topic FROM reconstruction_note") == ["item_without_message_id"])
  }

  @Test("34: a key that records give two Message-IDs proves neither; in another mailbox it proves nothing")
  func row34Unproven() throws {
    var evidence = TierTests.aliceCase()
    evidence.message(1, 1, "<one@mail.example>", folder: 1, received: 48)
    evidence.message(1, 2, "<two@mail.example>", folder: 1, received: 48)
    var named = TierTests.bind(["<one@mail.example>", "<two@mail.example>"], ip: TierTests.home)
    named.accesses[0].itemKey = "RgAAAA1"
    named.accesses[1].itemKey = "RgAAAA1"
    evidence.record(named)
    var other = TierTests.bind(["<one@mail.example>"], ip: TierTests.home)
    other.mailbox = .bob
    other.accesses[0].itemKey = "RgAAAA2"
    evidence.record(other)
    var attachment = TierTests.bind([])
    attachment.accesses = ["RgAAAA1", "RgAAAA2"].map {
      Evidence.Access(type: .attachment, messageID: nil, itemKey: $0)
    }
    evidence.record(attachment)
    #expect(try TierTests.exposures(evidence) == ["- accessed attachment 0", "- accessed attachment 0"])
  }

  @Test("an item that a Bind logs by its key alone is counted, though nobody can say which it is")
  func bindByKey() throws {
    var evidence = TierTests.aliceCase()
    var bind = TierTests.bind([])
    bind.accesses = [.attachment, .bind].map { Evidence.Access(type: $0, messageID: nil, itemKey: "RgAAAA1") }
    evidence.record(bind)
    #expect(try TierTests.exposures(evidence) == ["- accessed bind 1"])
  }

  @Test("a sign-in to an account whose mailbox's log runs on before and after without it: told, and not reachable")
  func signInWithoutAccess() throws {
    for (after, expected) in [(72.0, "0 1"), (20.0, "1 0")] {
      var evidence = TierTests.aliceCase()
      evidence.message(1, 1, "<one@mail.example>", folder: 1, received: 0)
      for hours in [1.0, after] {
        evidence.record(TierTests.bind(["<one@mail.example>"], at: hours, ip: TierTests.home))
      }
      evidence.record(
        Evidence.Record(operation: "UserLoggedIn", at: 24, actor: "alice@corp.example", ip: TierTests.attacker))
      #expect(
        try evidence.reconstructed().lines(
          """
          SELECT (SELECT COUNT(*) FROM exposed),
            (SELECT COUNT(*) FROM reconstruction_note WHERE topic = 'sign_in_without_access')
          """) == [expected])
    }
  }

  @Test(
    "messages fetched by POP3 make the mailbox reachable, as no number names one; by a bare account name that is told")
  func mailProtocols() throws {
    for (actor, isSuccess, expected) in [
      (#"CORP\alice"#, true, ["1 reachable session 1"]), ("alice@corp.example", true, ["1 reachable session 1"]),
      ("bob", true, []), (#"CORP\alice"#, false, []),
    ] {
      var evidence = TierTests.aliceCase()
      evidence.message(1, 1, "<one@mail.example>", folder: 1, received: 0)
      evidence.message(1, 2, "<two@mail.example>", folder: 1, received: 48)
      evidence.record(
        Evidence.Record(
          operation: "RETR", at: 24, actor: actor, ip: TierTests.attacker, client: "POP3", logon: nil, logKind: "pop3",
          isSuccess: isSuccess, accesses: [Evidence.Access(type: .folderBind, folder: "INBOX", byteCount: 4711)]))
      #expect(try TierTests.exposures(evidence) == expected)
      let notes = try evidence.reconstructed().lines("SELECT topic FROM reconstruction_note")
      #expect(notes == (actor.contains("@") || expected.isEmpty ? [] : ["account_by_name"]))
    }
  }

  @Test("auditing of the mailbox switched off within the window: unlogged as far as the window reaches")
  func auditDisabled() throws {
    var evidence = TierTests.aliceCase()
    evidence.message(1, 1, "<one@mail.example>", folder: 1, received: 27)
    evidence.message(1, 2, "<two@mail.example>", folder: 1, received: 29)
    evidence.record(TierTests.bind([], at: 24))
    evidence.record(TierTests.bind([], at: 28))
    for (at, isOn) in [(26.0, "False"), (30.0, "True")] {
      evidence.record(
        Evidence.Record(
          operation: "Set-Mailbox", at: at, actor: "admin@corp.example",
          cmdlet: ["Identity": "corp.example/Users/alice", "AuditEnabled": isOn]))
    }
    #expect(try TierTests.exposures(evidence) == ["1 unlogged audit_disabled 1"])
  }
}
