import GRDB
import Reconstruction
import Records
import Testing

@Suite("Indicators that name no session")
struct IndicatorMatchTests {
  /// Kind and value of the indicator, the place, and the last part of the id that it was found at.
  private func matches(_ evidence: Evidence) throws -> [String] {
    try evidence.reconstructed().lines(
      """
      SELECT i.kind, i.value, m.place,
        COALESCE(m.message_id, m.audit_record_id, m.exhibit_id, m.export_job_id) & 4294967295
      FROM indicator_match AS m JOIN indicator AS i USING (indicator_id) ORDER BY 1, 2, 3, 4
      """)
  }

  private static func body(_ text: String, of message: Int64, in evidence: inout Evidence) {
    evidence.insert {
      try $0.execute(
        sql: "INSERT INTO message_body (message_id, body_text) VALUES (?, ?)",
        arguments: [Evidence.id(1, message), text])
    }
  }

  @Test("a domain is itself and all below it, in senders, recipients and links; never one that only ends alike")
  func domains() throws {
    var evidence = TierTests.aliceCase()
    evidence.indicator("domain", "Evil.example")
    evidence.message(1, 1, "<1@x>", folder: 1, from: "ceo@mail.evil.example")
    evidence.message(1, 2, "<2@x>", folder: 1, to: ["drop@evil.example"], from: "alice@corp.example")
    evidence.message(1, 3, "<3@x>", folder: 1, from: "a@notevil.example")
    evidence.message(1, 4, "<4@x>", folder: 1, from: "evil.example@corp.example")
    Self.body("see <https://user@Login.EVIL.example:8443/a?b=c>.", of: 3, in: &evidence)
    Self.body("evil.example, https://corp.example/?u=evil.example https://evil.example.org", of: 4, in: &evidence)
    #expect(
      try matches(evidence) == [
        "domain Evil.example link 3", "domain Evil.example recipient 2", "domain Evil.example sender 1",
      ])
    let queue = try evidence.reconstructed()
    #expect(
      try queue.lines("SELECT note FROM reconstruction_note WHERE topic = 'indicator_matched'") == [
        "the indicator domain Evil.example stands in (`indicator_match`): link 1, recipient 1, sender 1"
      ])
    #expect(try queue.lines("SELECT COUNT(*) FROM session_suspicion") == ["0"])
  }

  @Test("a link is compared as a whole, but for its scheme, the case of its host and what ends the sentence")
  func links() throws {
    var evidence = TierTests.aliceCase()
    evidence.indicator("url", "https://evil.example/Login")
    for (ordinal, text) in [
      "Sign in at http://EVIL.example/Login.", "https://evil.example/login", "https://evil.example/Login/other",
      "(https://evil.example/Login)",
    ].enumerated() {
      evidence.message(1, Int64(ordinal) + 1, "<\(ordinal)@x>", folder: 1)
      Self.body(text, of: Int64(ordinal) + 1, in: &evidence)
    }
    #expect(
      try matches(evidence) == [
        "url https://evil.example/Login link 1", "url https://evil.example/Login link 4",
      ])
  }

  @Test("hashes are those of exhibits and attachments; what nothing in the case has is told")
  func hashes() throws {
    var evidence = TierTests.aliceCase()
    let (known, other, absent) = (
      String(repeating: "a", count: 64), String(repeating: "b", count: 64), String(repeating: "c", count: 32)
    )
    for hash in [known.uppercased(), other, absent] { evidence.indicator("hash", hash) }
    evidence.message(1, 1, "<1@x>", folder: 1)
    evidence.insert { db in
      try db.execute(sql: "UPDATE exhibit SET sha256 = ? WHERE exhibit_id = 1", arguments: [known])
      try db.execute(
        sql: "INSERT INTO attachment (attachment_id, message_id, sha256) VALUES (?, ?, ?)",
        arguments: [Evidence.id(1, 1), Evidence.id(1, 1), other])
    }
    #expect(
      try matches(evidence) == ["hash \(known.uppercased()) exhibit 1", "hash \(other) attachment 1"])
    #expect(
      try evidence.reconstructed().lines(
        "SELECT note FROM reconstruction_note WHERE topic = 'indicator_unmatched' AND note LIKE '%hash%'") == [
          "nothing in the case has the indicator hash \(absent)"
        ])
  }

  @Test("a forwarding to an address or a domain of the indicators is an attacker's job; mail from there is not")
  func forwarding() throws {
    for (kind, value, expected) in [
      ("domain", "evil.example", ["<0@mail.example> reachable forwarding"]),
      ("user", "drop@evil.example", ["<0@mail.example> reachable forwarding"]), ("user", "other@evil.example", []),
      ("domain", "drop.evil.example", []),
    ] {
      var evidence = Evidence.aliceStore(received: [5])
      evidence.indicator(kind, value)
      evidence.record(
        Evidence.Record(
          operation: "Set-Mailbox", at: 0, actor: "admin@corp.example", ip: "192.0.2.99", logon: nil,
          cmdlet: ["Identity": "alice@corp.example", "ForwardingSmtpAddress": "smtp:drop@evil.example"]))
      #expect(try evidence.reconstructed().exposures() == expected, "\(kind) \(value)")
      #expect(
        try matches(evidence)
          == (expected.isEmpty ? [] : ["\(kind) \(value) cmdlet 1", "\(kind) \(value) forwarding 1"]))
    }
  }
}
