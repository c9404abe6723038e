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

  // MARK: Overlaps

  /// An exhibit of its own log, a line a second from `first` on.
  private func part(
    _ exhibit: String, _ lines: [Int64], payloads: [Int64: Int64] = [:], server: String = "EX01", lineEnd: Int = 0,
    cut: Int64? = nil
  ) -> Act {
    var batch = RecordBatch()
    batch.logIdentity = LogIdentity(digest("log \(exhibit)"))
    for (place, line) in lines.enumerated() {
      var request = WebRequest(
        ordinal: Ordinal(place + 1),
        location: SourceLocation(offset: UInt64(100 + place * (10 + lineEnd)), length: line == cut ? 7 : 10),
        payloadKey: payloads[line] ?? (line == cut ? -line : line), logKind: "http_proxy", timeBasis: .utc)
      request.occurredAt = 1_614_000_000_000_000 + line * 1_000_000
      request.server = server
      request.path = "/owa/\(line)"
      batch.webRequests.append(request)
    }
    return Act(name: exhibit, batches: [batch])
  }

  private func overlaps(_ database: EvidenceDatabase) throws -> [String] {
    try rows(database, "SELECT * FROM log_overlap ORDER BY 1, 2").map { $0.replacing("|", with: " ") }
  }

  @Test("exports that overlap at either end, and a part of a log, are records once")
  func overlapping() async throws {
    let behind = try await settled([[part("a", [1, 2, 3, 4]), part("b", [3, 4, 5])]])
    #expect(try paths(behind) == [1, 2, 3, 4, 5].map { "/owa/\($0)" })
    #expect(try overlaps(behind) == ["2 100 120 1 120 2"])
    let before = try await settled([[part("a", [3, 4, 5]), part("b", [1, 2, 3, 4])]])
    #expect(try paths(before) == [3, 4, 5, 1, 2].map { "/owa/\($0)" })
    #expect(try overlaps(before) == ["2 120 140 1 100 2"])
    let inside = try await settled([[part("a", [1, 2, 3, 4]), part("b", [2, 3])]])
    #expect(try paths(inside) == [1, 2, 3, 4].map { "/owa/\($0)" })
    let around = try await settled([[part("a", [2, 3]), part("b", [1, 2, 3, 4])]])
    #expect(try paths(around) == [2, 3, 1, 4].map { "/owa/\($0)" })
  }

  @Test("a copy with other ends of lines is a copy; lines that something else stands between are not")
  func lineEnds() async throws {
    let copy = try await settled([[part("a", [1, 2, 3], lineEnd: 1), part("b", [1, 2, 3], lineEnd: 2)]])
    #expect(try paths(copy) == [1, 2, 3].map { "/owa/\($0)" })
    let between = try await settled([[part("a", [1, 2, 3], lineEnd: 1), part("b", [1, 2, 3], lineEnd: 30)]])
    #expect(try paths(between).count == 6)
  }

  @Test("a log that ends within a line shares those before it; a line of another time in its place is a fork")
  func cutLine() async throws {
    for acts in [
      [part("a", [1, 2, 3, 4]), part("b", [2, 3, 4], cut: 4)],
      [part("a", [2, 3, 4], cut: 4), part("b", [1, 2, 3, 4, 5])],
    ] {
      let database = try await settled([acts])
      #expect(try overlaps(database).count == 1)
      #expect(try paths(database).count { $0 == "/owa/3" } == 1)
      #expect(try paths(database).count { $0 == "/owa/4" } == 2)
    }
    let goesOn = try await settled([[part("a", [1, 2, 3, 4, 5], cut: 4), part("b", [2, 3, 4, 5])]])
    #expect(try overlaps(goesOn).isEmpty)
    let otherTime = try await settled([[part("a", [1, 2, 3, 9], cut: 9), part("b", [2, 3, 4])]])
    #expect(try overlaps(otherTime).isEmpty)
  }

  @Test("an export over two parts of a log shares lines with both")
  func twoParts() async throws {
    let database = try await settled([[part("a", [1, 2, 3]), part("b", [4, 5, 6]), part("c", [2, 3, 4, 5])]])
    #expect(try paths(database) == [1, 2, 3, 4, 5, 6].map { "/owa/\($0)" })
    #expect(try overlaps(database) == ["3 100 120 1 110 2", "3 120 140 2 100 2"])
  }

  @Test("lines of another server, and a run that ends before either log does, stay records of their own")
  func noOverlap() async throws {
    let servers = try await settled([[part("a", [1, 2, 3]), part("b", [2, 3, 4], server: "EX02")]])
    #expect(try paths(servers).count == 6)
    let fork = try await settled([[part("a", [1, 2, 3, 4]), part("b", [2, 3, 4, 5], payloads: [4: 99])]])
    #expect(try paths(fork).count == 8)
    #expect(try overlaps(fork).isEmpty)
  }

  @Test("settled once, overlaps stay as they are, and a later export is settled with all before it")
  func overlapsLater() async throws {
    let acts = [part("a", [1, 2, 3]), part("b", [3, 4])]
    let more = part("c", [4, 5])
    let once = try await settled([acts + [more]])
    let later = try await settled([acts, acts, acts + [more]])
    #expect(try paths(once) == [1, 2, 3, 4, 5].map { "/owa/\($0)" })
    #expect(try once.logicalContentHash() == later.logicalContentHash())
  }
}
