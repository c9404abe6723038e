import EvidenceDatabase
import GRDB
import Reconstruction
import Records
import Testing

/// What keeps `not_indicated` away although records of the mailbox are there, and what Message-IDs that a client chose do
/// not do: an independent review built each of these.
@Suite("No false all-clear")
struct FalseAllClearTests {
  private func first(_ evidence: Evidence) throws -> String {
    try evidence.reconstructed().lines(
      "SELECT tier, basis FROM exposure WHERE message_id & 4294967295 = 1 AND is_strongest = 1 ORDER BY mailbox_id"
    ).first ?? "nothing"
  }

  @Test("a mail sent by the actor under the Message-ID of one it opened does not take that one out of all tiers")
  func sentUnderTheSameID() throws {
    var evidence = TierTests.aliceCase()
    evidence.message(1, 1, "<one@mail.example>", folder: 1, received: -200, from: "ceo@corp.example")
    evidence.record(TierTests.bind(["<one@mail.example>"], at: 24))
    evidence.record(
      Evidence.Record(
        operation: "Send", at: 25, mailbox: .alice, ip: TierTests.attacker,
        accesses: [.on(.send, "<one@mail.example>")]))
    let told = try first(evidence)
    #expect(told == "accessed bind", "\(told)")
  }

  @Test("a judgement `attacker` that is to be confirmed keeps not_indicated from the mailbox of that session")
  func unconfirmedAttacker() throws {
    let queue = try RemainderTests.quiet().reconstructed()
    try queue.write { db in
      // Alice's own sessions, from another address, of which one was judged the attacker's; a record more came since.
      try db.execute(
        sql: """
          INSERT INTO judgement
            (session_fingerprint, decision, reason, examiner, judged_at_us, record_count, records_sha256)
          SELECT s.fingerprint, 'attacker', 'her phone was stolen', 'Kim', 0, s.event_count + 1, ''
          FROM access_session AS s JOIN mailbox AS m ON m.mailbox_id = s.mailbox_id
          WHERE m.address = 'alice@corp.example' AND s.first_us = ?;
          INSERT INTO judgement_record
          SELECT (SELECT MAX(judgement_id) FROM judgement), r.audit_record_id
          FROM session_record AS r JOIN access_session AS s ON s.session_id = r.session_id
          WHERE s.fingerprint = (SELECT session_fingerprint FROM judgement);
          """, arguments: [Evidence.hour(9 * 24 + 8)])
      try Evidence.reconstruct(db)
    }
    #expect(try queue.lines("SELECT state FROM judgement_state") == ["to_be_confirmed"])
    #expect(
      try queue.lines("SELECT DISTINCT tier FROM exposure WHERE message_id & 4294967295 = 1") == ["unknown"])
  }

  @Test("Set-OrganizationConfig -AuditDisabled $true while the attacker acted: mailbox auditing was off: unknown")
  func organisationAuditOff() throws {
    let evidence = RemainderTests.quiet {
      for (at, value) in [(239.0, "True"), (242.0, "False")] {
        $0.record(
          Evidence.Record(
            operation: "Set-OrganizationConfig", at: at, actor: "bob@corp.example", ip: TierTests.attacker,
            logon: nil, cmdlet: ["AuditDisabled": value]))
      }
    }
    let told = try first(evidence)
    #expect(told.hasPrefix("unknown"), "\(told)")
  }

  @Test(
    "Get-InboxRule and Get-Mailbox at hand show forwarding out, or auditing off: unknown",
    arguments: [
      (
        "Get-InboxRule",
        ["MailboxOwnerId": "alice@corp.example", "ForwardTo": "\"x\" [SMTP:drop@evil.example]", "Enabled": "True"]
      ),
      (
        "Get-Mailbox",
        [
          "PrimarySmtpAddress": "alice@corp.example", "Identity": "alice@corp.example",
          "ForwardingSmtpAddress": "smtp:drop@evil.example",
        ]
      ),
      (
        "Get-Mailbox",
        ["PrimarySmtpAddress": "alice@corp.example", "Identity": "alice@corp.example", "AuditEnabled": "False"]
      ),
    ])
  func state(_ name: String, _ values: [String: String]) throws {
    let evidence = RemainderTests.quiet {
      $0.record(
        Evidence.Record(
          operation: name, at: nil, mailbox: .alice, actor: nil, logon: nil, logKind: "mailbox_state", cmdlet: values))
    }
    let told = try first(evidence)
    #expect(told.hasPrefix("unknown"), "\(told)")
  }

  @Test("a mailbox's log of two days long before and two long after the attacker's time proves nothing of it: unknown")
  func hole() throws {
    let evidence = RemainderTests.quiet(0..<0) {
      for day in [0, 1, 200, 201] {
        for place in 0..<40 {
          $0.record(
            TierTests.bind(["<one@mail.example>"], at: Double(day) * 24 + Double(place) / 10, ip: TierTests.home))
        }
      }
    }
    let told = try first(evidence)
    #expect(told.hasPrefix("unknown"), "\(told)")
  }

  @Test(
    "`only the owner in it`: a stranger's session in the mailbox meanwhile, or one that a finding of medium severity cites: unknown",
    arguments: [true, false])
  func stranger(isFound: Bool) throws {
    let evidence = RemainderTests.quiet {
      var record = TierTests.bind(["<one@mail.example>"], at: 240.5, ip: "198.51.100.77")
      (record.actor, record.logon, record.app) = (
        "eve@corp.example", "delegate", "0b5e1d6f-7a3c-4f58-9c2d-6e4a8b1f3d20"
      )
      let id = $0.record(record)
      if isFound {
        $0.finding(severity: "medium", role: "actor", record: id, detection: "mailbox-unfamiliar-application")
      }
    }
    let told = try first(evidence)
    #expect(told.hasPrefix("unknown"), "\(told)")
  }

  @Test("a session that shares the attacker's application, a proposed actor's: not_indicated of no mailbox it was in")
  func proposed() throws {
    var evidence = TierTests.aliceCase()
    evidence.message(1, 1, "<one@mail.example>", folder: 1)
    for day in 0..<30 {
      evidence.record(TierTests.bind(["<one@mail.example>"], at: Double(day) * 24 + 8, ip: TierTests.home))
    }
    for (at, mailbox, ip) in [
      (240.0, LoggedMailbox.bob, TierTests.attacker), (241, .bob, TierTests.attacker), (240.5, .alice, "198.51.100.77"),
    ] {
      var record = TierTests.bind(["<one@mail.example>"], at: at, ip: ip)
      record.mailbox = mailbox
      record.actor = mailbox.address
      record.app = "0b5e1d6f-7a3c-4f58-9c2d-6e4a8b1f3d20"
      evidence.record(record)
    }
    let queue = try evidence.reconstructed()
    let told = try queue.lines("SELECT tier FROM exposure WHERE message_id & 4294967295 = 1")
    let actors = try queue.lines(
      "SELECT m.address, p.reason FROM proposed_actor_session AS p JOIN access_session AS s USING (session_id) JOIN mailbox AS m USING (mailbox_id)"
    )
    #expect(told == ["unknown"], "\(told) \(actors)")
  }

  @Test("the actor's account exempted from auditing, its older rights in no log: no mailbox is not_indicated")
  func exemptedActor() throws {
    let evidence = RemainderTests.quiet {
      $0.record(
        Evidence.Record(
          operation: "Set-MailboxAuditBypassAssociation", at: 239, actor: "bob@corp.example", ip: TierTests.attacker,
          logon: nil, cmdlet: ["Identity": "bob@corp.example", "AuditBypassEnabled": "True"]))
    }
    let told = try first(evidence)
    #expect(told.hasPrefix("unknown"), "\(told)")
  }

  @Test("a suspect session whose records have no time leaves the attacker's time open: unknown")
  func untimed() throws {
    let evidence = RemainderTests.quiet {
      var record = TierTests.bind(["<theirs@mail.example>"], at: 0)
      record.at = nil
      record.mailbox = .bob
      record.actor = "bob@corp.example"
      record.client = "other"
      $0.record(record)
    }
    let told = try first(evidence)
    #expect(told.hasPrefix("unknown"), "\(told)")
  }

  @Test(
    "the fetch of an exported file is an act of the attacker's: where it comes after the end of a mailbox's log, unknown",
    arguments: [(300.0, "not_indicated mail_items_accessed"), (710.0, "unknown log_incomplete")])
  func fetchedLast(at hour: Double, expected: String) throws {
    let evidence = RemainderTests.quiet {
      $0.exhibit(9, "mail/carol@corp.example.pst")
      $0.message(9, 1, "<hers@mail.example>")
      $0.exportRequest(at: 240.5, ["Mailbox": "carol@corp.example"])
      $0.fetched("/aspnet_client/system_web/a.pst", at: hour)
    }
    let told = try first(evidence)
    #expect(told == expected, "\(told)")
  }

  @Test("an export of the log that says its search failed, and has no record, proves no coverage: unknown")
  func failedSearch() throws {
    let evidence = RemainderTests.quiet {
      $0.exhibit(300, "ual-2.json", kind: "unified_audit_log")
      $0.insert { db in
        try db.execute(
          sql: """
            INSERT INTO log_gap (log_gap_id, exhibit_id, basis, missing_count, note)
            VALUES (?, 300, 'failed', NULL, 'the search failed')
            """, arguments: [Evidence.id(300, 1)])
      }
    }
    let told = try first(evidence)
    #expect(told.hasPrefix("unknown"), "\(told)")
  }

  @Test("times without a zone, taken for UTC, leave the attacker's time open by the hours of a zone: unknown")
  func assumedTimes() throws {
    let evidence = RemainderTests.quiet(0..<11) {
      $0.record(TierTests.bind(["<one@mail.example>"], at: 244, ip: TierTests.home))
      $0.insert { db in
        try db.execute(
          sql: """
            UPDATE stored_audit_record SET time_basis_ref = ?
            WHERE client_ip_ref = (SELECT text_id FROM text WHERE value = ?)
            """, arguments: [try Evidence.ref("assumed", db), TierTests.attacker])
      }
    }
    let told = try first(evidence)
    #expect(told.hasPrefix("unknown"), "\(told)")
  }

  @Test("a Bind that names neither Message-ID nor item leaves open which one: later mail is not not_indicated")
  func bindWithoutItem() throws {
    let evidence = RemainderTests.quiet {
      var record = TierTests.bind([], at: 240.5)
      record.accesses = [Evidence.Access(type: .bind)]
      $0.record(record)
      $0.message(1, 3, "<later@mail.example>", folder: 1, received: 240.6)
    }
    let rows = try evidence.reconstructed().lines(
      "SELECT tier FROM exposure WHERE message_id & 4294967295 = 3")
    #expect(rows != ["not_indicated"], "\(rows)")
  }

  @Test("a log that has accesses of delegates alone shows no owner's, and so no stolen password's: unknown")
  func delegatesOnly() throws {
    let evidence = RemainderTests.quiet(0..<0) {
      for day in 0..<30 {
        var record = TierTests.bind(["<one@mail.example>"], at: Double(day) * 24 + 8, ip: TierTests.home)
        (record.actor, record.logon) = ("assistant@corp.example", "delegate")
        $0.record(record)
      }
    }
    #expect(try first(evidence) == "unknown delegates_alone")
  }

  @Test("the owner's accesses before alone, a delegate's before and after: unknown", arguments: [0..<9, 0..<30])
  func ownerBefore(ownDays: Range<Int>) throws {
    let evidence = RemainderTests.quiet(ownDays) {
      for day in 0..<30 {
        var record = TierTests.bind(["<one@mail.example>"], at: Double(day) * 24 + 9, ip: TierTests.home)
        (record.actor, record.logon) = ("assistant@corp.example", "delegate")
        $0.record(record)
      }
    }
    let told = try first(evidence)
    #expect(told == (ownDays == 0..<30 ? "not_indicated mail_items_accessed" : "unknown log_incomplete"))
  }

  @Test("a sign-in to an account of whose mailbox delegates' accesses alone are logged reaches the mailbox")
  func signInBesideDelegates() throws {
    var evidence = TierTests.aliceCase()
    evidence.message(1, 1, "<one@mail.example>", folder: 1, received: 0)
    for day in 0..<4 {
      var record = TierTests.bind(["<one@mail.example>"], at: Double(day) * 24 + 1, ip: TierTests.home)
      (record.actor, record.logon) = ("assistant@corp.example", "delegate")
      evidence.record(record)
    }
    evidence.record(
      Evidence.Record(operation: "UserLoggedIn", at: 24, actor: "alice@corp.example", ip: TierTests.attacker))
    #expect(try first(evidence) == "reachable session")
  }

  @Test("a licence whose advanced auditing was off while the attacker acted logs no access: unknown")
  func licence() throws {
    let evidence = RemainderTests.quiet {
      $0.record(
        Evidence.Record(
          operation: "Update user.", at: 239, actor: "bob@corp.example", ip: TierTests.attacker, logon: nil,
          target: "alice@corp.example",
          cmdlet: ["AssignedLicense.NewValue": "[SkuName=E5, DisabledPlans=[M365_ADVANCED_AUDITING]]"]))
    }
    #expect(try first(evidence) == "unknown licence_changed")
  }

  @Test("of so few days that the longest pause would explain itself, it does not; a weekend does")
  func shortLog() throws {
    for (days, expected) in [
      ([4, 5, 6, 7, 8, 14, 15, 16], "unknown log_incomplete"),
      ([4, 5, 6, 7, 8, 11, 12, 13], "not_indicated mail_items_accessed"),
    ] {
      let evidence = RemainderTests.quiet(0..<0) {
        for day in days {
          for place in 0..<5 {
            $0.record(
              TierTests.bind(["<one@mail.example>"], at: Double(day) * 24 + Double(place), ip: TierTests.home))
          }
        }
      }
      #expect(try first(evidence) == expected)
    }
  }

  /// The records of this account go to an exhibit of their own.
  private static func part(_ account: String, into exhibit: Int64, of evidence: inout Evidence) {
    evidence.exhibit(exhibit, "ual-\(exhibit).csv", kind: "unified_audit_log")
    evidence.insert { db in
      try db.execute(
        sql: """
          INSERT OR IGNORE INTO exhibit (exhibit_id, path, relative_path, kind, state)
          VALUES (\(Evidence.log), '/ual.csv', 'ual.csv', 'unified_audit_log', 'read');
          UPDATE exhibit SET kind = 'unified_audit_log' WHERE exhibit_id = \(Evidence.log);
          """)
      let ids = try Int64.fetchAll(
        db,
        sql: """
          SELECT audit_record_id FROM stored_audit_record
          WHERE actor_ref = (SELECT text_id FROM text WHERE value = ?) ORDER BY 1
          """, arguments: [account])
      for id in ids {
        let new = Evidence.id(exhibit, id & 0xFFFF_FFFF)
        try db.execute(
          sql: "UPDATE stored_audit_record SET audit_record_id = ? WHERE audit_record_id = ?", arguments: [new, id])
        try db.execute(
          sql: "UPDATE stored_mail_access SET audit_record_id = ? WHERE audit_record_id = ?", arguments: [new, id])
      }
    }
  }

  @Test(
    "a log searched by the owner's account has nothing of what others did in the mailbox: unknown, unless another log has",
    arguments: [
      (false, "unknown one_account_exported"), (true, "not_indicated mail_items_accessed"),
    ])
  func searchedByUser(isShownBesides: Bool, expected: String) throws {
    var evidence = RemainderTests.quiet()
    Self.part("alice@corp.example", into: 300, of: &evidence)
    if isShownBesides {
      // The same records stood in the log of everybody too.
      evidence.insert { db in
        try db.execute(
          sql: """
            INSERT INTO audit_record_copy (audit_record_id, exhibit_id, source_offset, source_length, payload_sha256)
            SELECT audit_record_id, \(Evidence.log), 0, 0, '' FROM stored_audit_record WHERE audit_record_id >> 32 = 300
            """)
      }
      evidence.record(Evidence.Record(operation: "Send", at: 239, actor: "carol@corp.example"))
    }
    #expect(try first(evidence) == expected)
  }

  @Test("not_indicated on a log of accesses alone tells that no record would show a forwarding or an exemption")
  func accessesAlone() throws {
    let count = "SELECT COUNT(*) FROM reconstruction_note WHERE topic = 'other_ways_unseen'"
    #expect(try RemainderTests.quiet().reconstructed().lines(count) == ["1"])
    let administered = RemainderTests.quiet {
      $0.record(Evidence.Record(operation: "Set-CASMailbox", at: 100, actor: "admin@corp.example", recordType: 1))
    }
    #expect(try administered.reconstructed().lines(count) == ["0"])
  }
}
