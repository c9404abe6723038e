import GRDB
import Records
import Testing

@testable import Reconstruction

@Suite("Builds of servers")
struct ServerBuildTests {
  @Test(
    "the builds of March 2021 and newer have the fixes, older ones and other lines have not",
    arguments: [
      ("15.0.1497.12", "build_fixed"), ("15.0.1497.2", "build_not_fixed"), ("15.0.1497.48", "build_fixed"),
      ("15.0.1473.6", "build_fixed"), ("15.0.1473.5", "build_not_fixed"), ("15.0.847.64", "build_fixed"),
      ("15.0.1367.3", "build_not_fixed"),
      ("15.1.2106.13", "build_fixed"), ("15.1.2106.2", "build_not_fixed"), ("15.1.2176.9", "build_fixed"),
      ("15.1.2176.8", "build_not_fixed"), ("15.1.2242.4", "build_fixed"), ("15.1.2375.7", "build_fixed"),
      ("15.1.1261.35", "build_not_fixed"), ("15.1.2176.14", "build_fixed"),
      ("15.2.721.13", "build_fixed"), ("15.2.792.3", "build_not_fixed"), ("15.2.792.10", "build_fixed"),
      ("15.2.858.5", "build_fixed"), ("15.2.196.0", "build_not_fixed"), ("15.2.221.18", "build_fixed"),
      ("14.3.513.0", "build_fixed"), ("14.3.509.0", "build_not_fixed"), ("14.2.600.0", "build_not_fixed"),
      ("8.3.83.6", "unknown"), ("15.3.1.1", "unknown"), ("15.1.2176", "unknown"), ("", "unknown"),
      ("a.b.c.d", "unknown"),
    ])
  func states(build: String, state: String) {
    #expect(FixedBuilds.state(of: build).rawValue == state)
  }

  /// Rows of `server_build` as text, times in hours.
  private func rows(_ stretches: [(server: String, build: String?, from: Double, to: Double)]) throws -> [String] {
    var evidence = Evidence()
    for stretch in stretches {
      let first = evidence.record(Evidence.Record(operation: "GET", at: stretch.from))
      let last = evidence.record(Evidence.Record(operation: "GET", at: stretch.to))
      evidence.serverBuild(stretch.server, stretch.build, first: first, last: last, from: stretch.from, to: stretch.to)
    }
    let queue = try evidence.reconstructed()
    try queue.write { try ServerBuilds.run(in: $0) }
    func hours(_ column: String) -> String { "(\(column) - \(Evidence.hour(0))) / 3600000000" }
    return try queue.lines(
      """
      SELECT server, build, \(hours("from_us")), \(hours("to_us")), state, basis, audit_record_id & 4294967295
      FROM server_build ORDER BY server_build_id
      """)
  }

  @Test("an update shows as a change of state; the time between the last and the first record belongs to neither")
  func update() throws {
    let found = try rows([
      ("EX01", "15.1.2176.2", 0, 10), ("ex01", "15.1.2176.2", 20, 30), ("EX01", "15.1.2176.9", 33, 40),
    ])
    #expect(
      found == [
        "EX01 - - 0 unknown before_first_record 1", "EX01 15.1.2176.2 0 30 build_not_fixed logged 1",
        "EX01 - 30 33 unknown between_builds 5", "EX01 15.1.2176.9 33 40 build_fixed logged 5",
        "EX01 - 40 - unknown after_last_record 5",
      ])
  }

  @Test("between two builds that both have the fixes, or both lack them, the state is theirs and the build not known")
  func between() throws {
    #expect(
      try rows([("EX01", "15.1.2176.9", 0, 1), ("EX01", "15.1.2242.4", 5, 6)])[2]
        == "EX01 - 1 5 build_fixed between_builds 3")
  }

  @Test("logs that name two builds at one time leave the state unknown where these differ in it")
  func disagreement() throws {
    let found = try rows([("EX01", "15.1.2176.2", 0, 10), ("EX01", "15.1.2176.9", 8, 20)])
    #expect(
      found[1...3] == [
        "EX01 15.1.2176.2 0 8 build_not_fixed logged 1", "EX01 - 8 10 unknown logs_disagree 1",
        "EX01 15.1.2176.9 10 20 build_fixed logged 3",
      ])
  }

  @Test("a server named without a build is unknown for ever; servers of Exchange Online are left out")
  func unknown() throws {
    let found = try rows([("EX02", nil, 1, 2), ("VI1PR04MB5056", "15.20.4129.32", 1, 2), ("EX02", nil, 3, 4)])
    #expect(found == ["EX02 - - - unknown no_build_logged 1"])
  }

  @Test("rows of a server follow each other without a gap, whatever overlaps")
  func tiling() throws {
    var stretches: [(String, String?, Double, Double)] = []
    for place in 0..<60 {
      let from = Double(place * 7 % 50)
      stretches.append(("EX01", "15.1.2176.\(place % 12)", from, from + Double(place % 5)))
    }
    let found = try rows(stretches).map { $0.split(separator: " ").map(String.init) }
    for (row, next) in zip(found, found.dropFirst()) { #expect(row[3] == next[2]) }
    #expect(found.first?[2] == "-")
    #expect(found.last?[3] == "-")
  }

  @Test("of a stretch whose records are another exhibit's lines, that exhibit's record is cited")
  func copies() throws {
    var evidence = Evidence()
    let first = evidence.record(Evidence.Record(operation: "GET", at: 0))
    let last = evidence.record(Evidence.Record(operation: "GET", at: 9))
    evidence.serverBuild("EX01", "15.1.2176.2", first: 7 << 32 + 1, last: 7 << 32 + 2, from: 0, to: 5)
    evidence.serverBuild("EX01", "15.1.2176.2", first: first, last: last, from: 0, to: 9)
    evidence.serverBuild("EX01", "15.1.2176.2", first: 8 << 32 + 1, last: last, from: 0, to: 9)
    let queue = try evidence.reconstructed()
    try queue.write { try ServerBuilds.run(in: $0) }
    #expect(
      try queue.lines("SELECT DISTINCT audit_record_id & 4294967295, audit_record_id >> 32 FROM server_build")
        == ["\(first & 0xFFFF_FFFF) 100"])
  }
}

extension Evidence {
  mutating func serverBuild(
    _ server: String, _ build: String?, first: Int64, last: Int64, from: Double, to: Double
  ) {
    add { db in
      try db.execute(
        sql: """
          INSERT INTO logged_server_build (server, build, first_record_id, last_record_id, first_us, last_us, record_count)
          VALUES (?, ?, ?, ?, ?, ?, 2)
          """, arguments: [server, build, first, last, Self.hour(from), Self.hour(to)])
    }
  }
}
