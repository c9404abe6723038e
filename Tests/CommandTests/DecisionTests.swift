import EvidenceDatabase
import Foundation
import GRDB
import Testing

/// A decision makes anew only what depends on it: what is there then must be what all steps make of the same evidence and
/// the same decisions from the beginning.
@Suite("What a decision leaves as it is")
struct DecisionTests {
  private let place: Workplace

  init() throws { place = try Workplace() }

  @Test("after each decision a case says what one says that is concluded from the beginning", arguments: MadeCase.all)
  func sameAsFromTheBeginning(made: MadeCase) throws {
    #expect(try [0, 3].contains(made.examine(in: place).status))
    let quiet = try sessions("is_suspect = 0 AND item_count > 0 AND mailbox_id IS NOT NULL")
    let suspect = try sessions("is_suspect = 1")
    let opened = try #require(quiet.first)
    var decisions = [["judge", "case.sqlite", opened, "--attacker"]]
    if let known = suspect.first { decisions.append(["judge", "case.sqlite", known, "--legitimate"]) }
    // All that one address opened, in whatever mailbox.
    decisions.append(["judge", "case.sqlite"] + (try sessionsBeside(opened)) + ["--attacker"])
    decisions.append(["judge", "case.sqlite", opened, "--withdrawn"])
    if let job = try rows("SELECT export_job_id FROM export_job ORDER BY 1 DESC").first {
      decisions.append(["judge", "case.sqlite", "--job", job, "--attacker"])
      decisions.append(["judge", "case.sqlite", "--job", job, "--legitimate"])
    }
    for decision in decisions {
      let result = try Tool.run(decision + ["--because", "asked", "--examiner", "Kim"], in: place.folder)
      #expect(result.status == 0, "\(decision): \(result.complaint)")
      try expectSame("\(decision)")
    }
    try place.write("type,value,note\n\(try trusted())".utf8, to: "trusted.csv")
    let result = try Tool.run(["examine", "--case", "case.sqlite", "--trusted", "trusted.csv"], in: place.folder)
    #expect([0, 3].contains(result.status), "\(result.complaint)")
    try expectSame("trusted")
  }

  private func expectSame(_ decision: String) throws {
    let whole = place.path("whole.sqlite")
    for ending in ["", "-wal", "-shm"] where FileManager.default.fileExists(atPath: whole + ending) {
      try FileManager.default.removeItem(atPath: whole + ending)
    }
    try FileManager.default.copyItem(atPath: place.path("case.sqlite"), toPath: whole)
    try EvidenceDatabase.openForWriting(whole).write { db in
      try db.execute(sql: "DELETE FROM case_step WHERE step NOT IN ('deduplicate', 'indexes', 'custody')")
    }
    let result = try Tool.run(["examine", "--case", "whole.sqlite"], in: place.folder)
    #expect([0, 3].contains(result.status), "\(result.complaint)")
    #expect(
      try EvidenceDatabase.openForReading(place.path("case.sqlite")).logicalContentHash()
        == EvidenceDatabase.openForReading(whole).logicalContentHash(), "\(decision)")
  }

  private func sessions(_ condition: String) throws -> [String] {
    try rows("SELECT fingerprint FROM access_session WHERE \(condition) ORDER BY item_count DESC, fingerprint")
  }

  private func sessionsBeside(_ session: String) throws -> [String] {
    try rows(
      """
      SELECT other.fingerprint FROM access_session AS own
      JOIN access_session AS other ON other.client_ip IS own.client_ip
      WHERE own.fingerprint = '\(session)' ORDER BY other.fingerprint LIMIT 20
      """)
  }

  /// The address and the application that most sessions have.
  private func trusted() throws -> String {
    try [("ip", "client_ip"), ("app", "app_id")].flatMap { kind, column in
      try rows(
        """
        SELECT '\(kind),' || \(column) || ',ours' FROM access_session
        WHERE \(column) IS NOT NULL GROUP BY \(column) ORDER BY COUNT(*) DESC, \(column) LIMIT 1
        """)
    }.joined(separator: "\n")
  }

  private func rows(_ sql: String) throws -> [String] {
    try EvidenceDatabase.openForReading(place.path("case.sqlite")).read { db in
      try Row.fetchAll(db, sql: sql).map { row in
        row.databaseValues.map { String.fromDatabaseValue($0) ?? "\($0)" }.joined(separator: " ")
      }
    }
  }
}
