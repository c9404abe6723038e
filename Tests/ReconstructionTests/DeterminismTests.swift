import EvidenceDatabase
import GRDB
import Reconstruction
import Records
import Testing

@Suite("The same evidence gives the same conclusions")
struct DeterminismTests {
  /// Each derived table as lines; interned texts by their value.
  private func derived(_ queue: DatabaseQueue) throws -> [String: [String]] {
    let views = ["stored_session": "SELECT * FROM access_session"]
    var content: [String: [String]] = [:]
    for table in derivedTables { content[table] = try queue.lines(views[table] ?? "SELECT * FROM \(table)") }
    return content
  }

  private func wholeCase() -> Evidence {
    var evidence = TierTests.aliceCase()
    evidence.exhibit(2, "mail/1.eml", kind: "eml")
    evidence.exhibit(3, "mail/2.eml", kind: "eml")
    evidence.exhibit(4, "backup.pst")
    for exhibit in 2...4 as ClosedRange<Int64> { evidence.message(exhibit, 1, "<one@mail.example>") }
    for place in 1...20 as ClosedRange<Int64> {
      evidence.message(1, place, "<\(place)@mail.example>", folder: place % 2 + 1, received: Double(place * 4))
    }
    evidence.message(1, 21, "<inner@mail.example>", parent: 3)
    evidence.message(1, 22, "<5@mail.example>", folder: 1)
    for place in 1...20 {
      var record = TierTests.bind(
        ["<\(place)@mail.example>", "<5@mail.example>", "<gone\(place % 3)@mail.example>"], at: Double(place))
      record.actor = place % 2 == 0 ? "Alice@Corp.example" : "alice@corp.example"
      record.client = ["Client=OWA", "Client=REST", nil][place % 3]
      record.ip = place % 4 == 0 ? TierTests.home : TierTests.attacker
      record.accesses[0].isThrottled = place == 12
      evidence.record(record)
      var other = record
      other.mailbox = .bob
      evidence.record(other)
    }
    evidence.record(TierTests.sync("Inbox", at: 30))
    evidence.record(TierTests.sync("Nowhere", at: 31))
    evidence.record(Evidence.Record(operation: "UserLoggedIn", at: nil, ip: TierTests.attacker))
    evidence.indicator("app", "unheard of")
    return evidence
  }

  @Test("in whatever order the rows were written")
  func insertionOrder() throws {
    let forward = try derived(wholeCase().reconstructed())
    let backward = try derived(wholeCase().reconstructed(reversed: true))
    for table in derivedTables { #expect(forward[table] == backward[table], "\(table)") }
    #expect((forward["exposure"]?.count ?? 0) > 30)
  }

  @Test("and once more on the same database")
  func again() throws {
    let queue = try wholeCase().reconstructed()
    let before = try derived(queue)
    try queue.write { db in try Evidence.reconstruct(db) }
    #expect(try derived(queue) == before)
    #expect(try queue.lines("SELECT name FROM temp.sqlite_master WHERE type = 'table'").isEmpty)
  }

  @Test("every exposure cites at least one record; none is not_indicated; every message has a strongest tier")
  func cited() throws {
    let queue = try wholeCase().reconstructed()
    #expect(
      try queue.lines(
        "SELECT COUNT(*) FROM exposed WHERE exposure_id NOT IN (SELECT exposure_id FROM exposure_record)") == ["0"])
    #expect(try queue.lines("SELECT COUNT(*) FROM exposure WHERE tier = 'not_indicated'") == ["0"])
    #expect(
      try queue.lines(
        "SELECT COUNT(*) FROM stored_message WHERE message_id NOT IN (SELECT message_id FROM exposure_strongest)")
        == ["0"])
  }

  @Test("each message, tier and basis has one row")
  func oneRow() throws {
    let queue = try wholeCase().reconstructed()
    #expect(
      try queue.lines(
        """
        SELECT mailbox_id, message_id, tier, basis FROM exposed WHERE message_id IS NOT NULL
        GROUP BY mailbox_id, message_id, tier, basis HAVING COUNT(*) > 1
        """
      ).isEmpty)
  }
}
