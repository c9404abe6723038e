import Reconstruction
import Records
import Testing

@Suite("Sessions")
struct SessionTests {
  private func sessions(_ records: [Evidence.Record]) throws -> [String] {
    var evidence = Evidence()
    for record in records { evidence.record(record) }
    return try evidence.reconstructed().lines(
      "SELECT event_count, item_count, byte_count FROM access_session ORDER BY session_id")
  }

  @Test("without a session key a pause of more than an hour ends the session", arguments: [(1.0, 1), (1.01, 2)])
  func gap(pause: Double, count: Int) throws {
    let records = [0, pause].map { Evidence.Record(at: $0, mailbox: .alice, ip: TierTests.home) }
    #expect(try sessions(records).count == count)
  }

  @Test("with a session key a pause of a day does not", arguments: [(24.0, 1), (24.1, 2)])
  func gapWithKey(pause: Double, count: Int) throws {
    let records = [0, pause].map { Evidence.Record(at: $0, mailbox: .alice, ip: TierTests.home, key: "k") }
    #expect(try sessions(records).count == count)
  }

  @Test("actor, address, client, application, key and mailbox each make another session; the actor's case does not")
  func atoms() throws {
    let base = Evidence.Record(
      mailbox: .alice, actor: "a@corp.example", ip: TierTests.home, client: "c", app: "p", key: "k")
    var others = [base, base, base, base, base, base, base]
    others[0].actor = "A@CORP.example"
    others[1].actor = "b@corp.example"
    others[2].ip = TierTests.attacker
    others[3].client = nil
    others[4].app = "q"
    others[5].key = nil
    others[6].mailbox = .bob
    #expect(try sessions([base] + others).map { $0.prefix(1) }.sorted() == ["1", "1", "1", "1", "1", "1", "2"])
  }

  @Test("records without a mailbox, and without a time, are in sessions of their own")
  func untimed() throws {
    var evidence = Evidence()
    evidence.record(Evidence.Record(operation: "UserLoggedIn", at: 1))
    evidence.record(Evidence.Record(operation: "UserLoggedIn", at: nil))
    evidence.record(Evidence.Record(operation: "UserLoggedIn", at: nil))
    #expect(
      try evidence.reconstructed().lines(
        "SELECT mailbox_id, first_us IS NULL, event_count FROM access_session ORDER BY session_id")
        == ["- 0 1", "- 1 2"])
  }

  @Test("items are those named, or those counted; bytes are unknown where no record has them")
  func counts() throws {
    var first = TierTests.bind(["<a>", "<b>"])
    first.itemCount = 2
    var second = TierTests.bind([], at: 24.5)
    second.itemCount = 3
    #expect(try sessions([first]) == ["1 2 -"])
    #expect(try sessions([first, second]) == ["2 5 -"])
    first.accesses[0].byteCount = 700
    #expect(try sessions([first, second]) == ["2 5 700"])
  }

  @Test("hours sum the items of one session and type")
  func hours() throws {
    var evidence = Evidence()
    evidence.record(TierTests.bind(["<a>", "<b>"], at: 24.1))
    evidence.record(TierTests.bind(["<c>"], at: 24.5))
    evidence.record(TierTests.bind(["<d>"], at: 25.3))
    evidence.record(TierTests.sync("Inbox", at: 25.3))
    #expect(
      try evidence.reconstructed().lines(
        "SELECT session_id, access_type, item_count FROM access_hour ORDER BY access_type, hour_us")
        == ["1 bind 3", "1 bind 1", "1 sync 0"])
  }

  @Test("texts that hold what parts them in a fingerprint make sessions of their own, as do those that look like none")
  func separators() throws {
    let found = try sessions([
      Evidence.Record(actor: "a\u{1F}b", ip: "c"), Evidence.Record(actor: "a", ip: "b\u{1F}c"),
      Evidence.Record(actor: "a\u{1E}1Fb", ip: "c"), Evidence.Record(actor: "\u{1E}", ip: "c"),
      Evidence.Record(actor: nil, ip: "c"),
    ])
    #expect(found.count == 5)
  }

  @Test("a fingerprint survives other exhibits, and differs between sessions")
  func fingerprints() throws {
    var evidence = Evidence()
    evidence.record(TierTests.bind(["<a>"], at: 24))
    evidence.record(TierTests.bind(["<a>"], at: 48))
    let before = try evidence.reconstructed().lines("SELECT fingerprint FROM access_session ORDER BY first_us")
    #expect(Set(before).count == 2)
    var other = TierTests.bind(["<z>"], at: 1)
    other.mailbox = LoggedMailbox(address: "aaron@corp.example")
    evidence.record(other)
    let after = try evidence.reconstructed().lines(
      "SELECT fingerprint FROM access_session WHERE mailbox_id = 2 ORDER BY first_us")
    #expect(before == after)
  }
}
