import Reconstruction
import Records
import Testing

@Suite("Proposed actors")
struct ProposedActorTests {
  private static let app = "b7669f5f-4e66-439a-92ab-6fa13b5c4e51"

  private static func read(
    _ mailbox: LoggedMailbox, by actor: String, ip: String, app: String? = nil, at: Double = 24, key: String? = nil
  ) -> Evidence.Record {
    Evidence.Record(
      at: at, mailbox: mailbox, actor: actor, ip: ip, app: app, key: key, accesses: [.bind("<\(at)@mail.example>")])
  }

  private func actors(_ records: [Evidence.Record], _ indicators: [(String, String)]) throws -> [String] {
    var evidence = Evidence()
    for record in records { evidence.record(record) }
    for (kind, value) in indicators { evidence.indicator(kind, value) }
    return try evidence.reconstructed().lines(
      """
      SELECT p.proposed_actor_id, s.actor, s.client_ip, p.is_suspect, p.basis
      FROM proposed_actor_session AS p JOIN access_session AS s ON s.session_id = p.session_id
      ORDER BY 1, 2, 3, 5
      """)
  }

  @Test("suspect sessions of one application are one actor's, whatever the address and the account")
  func application() throws {
    let found = try actors(
      [
        Self.read(.alice, by: "alice", ip: "203.0.113.1", app: Self.app),
        Self.read(.bob, by: "bob", ip: "203.0.113.2", app: Self.app),
      ], [("app", Self.app)])
    #expect(found == ["1 alice 203.0.113.1 1 same_application", "1 bob 203.0.113.2 1 same_application"])
  }

  @Test("what shares nothing is two actors'; a program that everybody uses is nothing to share")
  func apart() throws {
    let outlook = "D3590ED6-52B3-4102-AEFF-AAD2292AB01C"
    let found = try actors(
      [
        Self.read(.alice, by: "alice", ip: "203.0.113.1", app: outlook),
        Self.read(.bob, by: "bob", ip: "203.0.113.2", app: outlook, at: 25),
      ], [("ip", "203.0.113.0/24")])
    #expect(found == ["1 alice 203.0.113.1 1 alone", "2 bob 203.0.113.2 1 alone"])
  }

  @Test("a session that is not suspect is proposed by the actor's address, and neither suspect nor exposing for that")
  func proposed() throws {
    var evidence = TierTests.aliceCase()
    evidence.message(1, 1, "<24.0@mail.example>", folder: 1, received: 0)
    evidence.indicator("app", Self.app)
    evidence.record(Self.read(.bob, by: "bob@corp.example", ip: "203.0.113.1", app: Self.app))
    evidence.record(Self.read(.alice, by: "alice@corp.example", ip: "203.0.113.1"))
    let queue = try evidence.reconstructed()
    #expect(
      try queue.lines("SELECT is_suspect, basis FROM proposed_actor_session ORDER BY 1")
        == ["0 address_of_actor", "1 alone"])
    #expect(try queue.lines("SELECT session_count, suspect_count FROM proposed_actor") == ["2 1"])
    #expect(try queue.lines("SELECT COUNT(*) FROM exposed WHERE message_id IS NOT NULL") == ["0"])
  }

  @Test("suspicion spreads to the same key from the same address under the same account, and no further")
  func sameToken() throws {
    var evidence = Evidence()
    let admin = "admin@corp.example"
    let grant = evidence.record(
      Evidence.Record(operation: "New-RoleGroup", at: 1, actor: admin, ip: TierTests.attacker, key: "token"))
    evidence.record(Self.read(.alice, by: "Admin@corp.example", ip: TierTests.attacker, at: 2, key: "token"))
    evidence.record(Self.read(.alice, by: admin, ip: TierTests.home, at: 3, key: "token"))
    evidence.record(Self.read(.alice, by: "other@corp.example", ip: TierTests.attacker, at: 4, key: "token"))
    evidence.record(Self.read(.alice, by: admin, ip: TierTests.attacker, at: 5, key: "another"))
    evidence.finding(severity: "high", role: "actor", record: grant)
    let suspect = try evidence.reconstructed().lines(
      """
      SELECT (s.first_us - 1620000000000000) / 3600000000, x.basis, x.reason LIKE '%suspect by finding some-question%'
      FROM session_suspicion AS x JOIN stored_session AS s ON s.session_id = x.session_id ORDER BY 1
      """)
    #expect(suspect == ["1 finding 0", "2 same_token 1"])
  }
}
