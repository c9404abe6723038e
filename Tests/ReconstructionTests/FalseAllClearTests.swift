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
}
