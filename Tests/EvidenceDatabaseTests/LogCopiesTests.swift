import EvidenceDatabase
import GRDB
import Records
import Testing

@Suite("Copies of growing logs")
struct LogCopiesTests {

  /// An exhibit whose lines are the numbers given, each ten bytes long and a line of the log `name` says.
  private func log(_ exhibit: String, of name: String, _ lines: [Int64]) -> Act {
    var batch = RecordBatch()
    batch.logIdentity = LogIdentity(digest("log \(name)"))
    for (place, line) in lines.enumerated() {
      var request = WebRequest(
        ordinal: Ordinal(place + 1), location: SourceLocation(offset: UInt64(place * 10), length: 10), payloadKey: line,
        logKind: "iis", timeBasis: .utc)
      request.path = "/owa/\(line)"
      batch.webRequests.append(request)
    }
    return Act(name: exhibit, batches: [batch])
  }

  private func settled(_ acts: [[Act]]) async throws -> EvidenceDatabase {
    let database = try EvidenceDatabase.inMemory()
    for act in acts {
      try await examine(act, database)
      try database.completeEvidence()
    }
    return database
  }

  private func paths(_ database: EvidenceDatabase) throws -> [String] {
    try database.read { try String.fetchAll($0, sql: "SELECT path FROM web_request ORDER BY audit_record_id") }
  }

  private func copies(_ database: EvidenceDatabase) throws -> [String] {
    try database.read { db in
      try Row.fetchAll(db, sql: "SELECT * FROM log_copy ORDER BY 1").map { row in
        row.databaseValues.map { "\($0)" }.joined(separator: " ")
      }
    }
  }

  @Test("the noon copy and the midnight copy share their beginning; each line is one record")
  func grown() async throws {
    let database = try await settled([[log("noon", of: "a", [1, 2]), log("midnight", of: "a", [1, 2, 3, 4])]])
    #expect(try paths(database) == ["/owa/1", "/owa/2", "/owa/3", "/owa/4"])
    #expect(try copies(database) == ["2 1 11 2"])
  }

  @Test("the same lines in another log are records of their own")
  func otherLog() async throws {
    let database = try await settled([[log("one", of: "a", [1, 2]), log("two", of: "b", [1, 2])]])
    #expect(try paths(database).count == 4)
    #expect(try copies(database).isEmpty)
  }

  @Test("where copies differ, all that follows stays")
  func forked() async throws {
    let database = try await settled([[log("one", of: "a", [1, 2, 3]), log("two", of: "a", [1, 9, 3])]])
    #expect(try paths(database) == ["/owa/1", "/owa/2", "/owa/3", "/owa/9", "/owa/3"])
    #expect(try copies(database) == ["2 1 1 1"])
  }

  @Test("a third copy is compared with the second as it was, whenever it comes", arguments: [false, true])
  func third(comesLater: Bool) async throws {
    let first = [log("noon", of: "a", [1, 2]), log("midnight", of: "a", [1, 2, 3])]
    let again = log("again", of: "a", [1, 2, 3, 4])
    let database = try await settled(comesLater ? [first, first + [again]] : [first + [again]])
    #expect(try paths(database) == ["/owa/1", "/owa/2", "/owa/3", "/owa/4"])
    #expect(try copies(database) == ["2 1 11 2", "3 2 21 3"])
  }

  @Test("settled once, a case stays as it is")
  func twice() async throws {
    let acts = [log("noon", of: "a", [1, 2]), log("midnight", of: "a", [1, 2, 3, 4])]
    let once = try await settled([acts])
    let twice = try await settled([acts, acts])
    #expect(try once.logicalContentHash() == twice.logicalContentHash())
  }

  @Test("a request is a record like any other")
  func record() async throws {
    let database = try await settled([[log("one", of: "a", [7])]])
    let kinds = try database.read { try String.fetchAll($0, sql: "SELECT log_kind FROM record") }
    #expect(kinds == ["iis"])
  }
}
