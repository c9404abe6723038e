import EvidenceDatabase
import GRDB
import Records
import Testing

/// Three exhibits with the event `x`: twice with one payload, once with another; and events of their own.
private let acts = [
  Act(name: "a", batches: [batch(events: [event(1, id: "x", payload: "one"), event(2, id: "only a")])]),
  Act(name: "b", batches: [batch(events: [event(1, id: "only b"), event(2, id: "x", payload: "two")])]),
  Act(name: "c", batches: [batch(events: [event(1, id: "x", payload: "one"), event(2, id: "only c", accesses: 2)])]),
]
private let orders = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]]

@Suite("Events that were exported more than once")
struct DeduplicationTests {
  @Test("the outcome is the same in every order of arrival", arguments: orders, [1 << 20, 0])
  func order(_ order: [Int], exactEvents: Int) async throws {
    let database = try EvidenceDatabase.inMemory()
    var limits = EvidenceWriter.Limits()
    limits.exactEvents = exactEvents
    try await examine(acts, database, limits: limits, turns: { _ in order })
    try expectOutcome(database)
    let straight = try EvidenceDatabase.inMemory()
    try await examine(acts, straight)
    #expect(try database.logicalContentHash() == straight.logicalContentHash())
  }

  @Test("the outcome is the same over several examinations", arguments: [1 << 20, 0])
  func severalRuns(exactEvents: Int) async throws {
    let database = try EvidenceDatabase.inMemory()
    var limits = EvidenceWriter.Limits()
    limits.exactEvents = exactEvents
    for last in 1...3 { try await examine(Array(acts.prefix(last)), database, limits: limits) }
    try expectOutcome(database)
  }

  private func expectOutcome(_ database: EvidenceDatabase) throws {
    #expect(
      try rows(database, "SELECT exhibit_id, external_id, copies FROM audit_record ORDER BY audit_record_id") == [
        "1|x|2", "1|only a|1", "2|only b|1", "2|x|1", "3|only c|1",
      ])
    #expect(
      try rows(
        database,
        "SELECT audit_record_id, exhibit_id, source_offset, source_line, payload_sha256 FROM audit_record_copy")
        == ["\(1 << 32 | 1)|3|1000|1|\(digest("one").hex)"])
    #expect(
      try rows(database, "SELECT mail_access_id >> 32, mail_access_id & 4294967295 FROM mail_access ORDER BY 1, 2") == [
        "1|1", "1|2", "2|1", "2|2", "3|2", "3|3",
      ])
    #expect(
      try rows(database, "SELECT exhibit_id, source_offset, field, problem FROM defect") == [
        "2|2000|Id|another record has this id and a different payload: a at byte 1000"
      ])
    #expect(try rows(database, "SELECT defect_count FROM exhibit ORDER BY exhibit_id") == ["0", "1", "0"])
    #expect(try count(database, "repeated_record") == 0)
  }

  @Test("copies of a record that becomes a copy itself go over to the record that stands before all")
  func copiesMove() async throws {
    let database = try EvidenceDatabase.inMemory()
    let writer = EvidenceWriter(database)
    let exhibits = try await writer.register(["a", "b", "c"].map { NewExhibit(path: "/\($0)", relativePath: $0) })
    let end = ExhibitEnd(state: .read, byteCount: 1, sha256: digest("x"), recordCount: 1)
    for exhibit in [exhibits[1], exhibits[2], exhibits[0]] {
      try await writer.write(batch(events: [event(1, id: "x"), event(2, id: "x")]), exhibit: exhibit.id)
      try await writer.finish(exhibit.id, end)
    }
    try await writer.flush()
    try database.completeEvidence()
    #expect(try rows(database, "SELECT exhibit_id, copies FROM audit_record") == ["1|6"])
    #expect(
      try rows(database, "SELECT exhibit_id, source_offset FROM audit_record_copy ORDER BY 1, 2") == [
        "1|2000", "2|1000", "2|2000", "3|1000", "3|2000",
      ])
    #expect(try count(database, "mail_access") == 1)
  }

  @Test("records without an id are all kept, and so are those of another log with the same id")
  func notCopies() async throws {
    let database = try EvidenceDatabase.inMemory()
    var other = event(4, id: "x")
    other.logKind = "mailbox_audit_log"
    let events = [event(1, id: nil), event(2, id: nil), event(3, id: "x"), other]
    try await examine([Act(name: "a", batches: [batch(events: events)])], database)
    #expect(try count(database, "audit_record") == 4)
    #expect(try count(database, "defect") == 0)
  }

  @Test("ids that are all the same cost no more than a bounded number of defects")
  func allTheSame() async throws {
    let database = try EvidenceDatabase.inMemory()
    let events = (1...10_500).map { event(Ordinal($0), id: "same", payload: "\($0)", accesses: 0) }
    try await examine([Act(name: "a", batches: [batch(events: events)])], database)
    #expect(try count(database, "audit_record") == 10_500)
    #expect(try count(database, "defect") == 10_001)
    #expect(
      try rows(database, "SELECT problem FROM defect ORDER BY defect_id DESC LIMIT 1") == [
        "499 further records have the id of another and a different payload"
      ])
  }

  @Test("many ids, many of them twice, over the bound of the exact filter", arguments: [100, 5000, 1 << 20])
  func many(exactEvents: Int) async throws {
    let database = try EvidenceDatabase.inMemory()
    var limits = EvidenceWriter.Limits()
    limits.exactEvents = exactEvents
    let events = (0..<20_000).map { event(Ordinal($0 + 1), id: "id \($0 % 12_000)", accesses: 1) }
    try await examine([Act(name: "a", batches: [batch(events: events)])], database, limits: limits)
    #expect(try count(database, "audit_record") == 12_000)
    #expect(try count(database, "mail_access") == 12_000)
    #expect(try count(database, "audit_record_copy") == 8_000)
    #expect(try rows(database, "SELECT MAX(audit_record_id & 4294967295) FROM audit_record") == ["12000"])
  }
}
