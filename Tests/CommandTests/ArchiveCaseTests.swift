import Foundation
import GRDB
import Testing

@Suite("Evidence in archives")
struct ArchiveCaseTests {
  private let place: Workplace

  init() throws {
    place = try Workplace()
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "make_archives.py")
    process.arguments = ["python3", script.path(percentEncoded: false), Place.sampleEvidence, place.path("")]
    try process.run()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0)
  }

  /// The rows of a question as text, their columns joined.
  private func rows(_ sql: String, of name: String) throws -> [String] {
    let database = try DatabaseQueue(path: place.path(name))
    return try database.read { db in
      try Row.fetchAll(db, sql: sql).map { row in
        row.databaseValues.map { String.fromDatabaseValue($0) ?? "\($0)" }.joined(separator: "|")
      }
    }
  }

  /// What a case holds of one kind of exhibit: hashes and records, whatever the path was.
  private func contents(_ evidence: String) throws -> [String] {
    let name = URL(filePath: evidence).lastPathComponent + ".sqlite"
    let result = try Tool.run(["examine", evidence, "--case", name], in: place.folder)
    #expect(result.status == 0, "\(result.complaint)")
    return try rows(
      """
      SELECT kind, sha256, state, record_count, byte_count FROM exhibit
      WHERE kind NOT IN ('zip', 'tar', 'gzip') ORDER BY sha256, kind
      """, of: name)
  }

  @Test(
    "hold what the folder holds: same members, same hashes, same records",
    arguments: ["plain.zip", "zip64.zip", "plain.tar", "packed.tar.gz", "nested.zip"])
  func sameAsFolder(archive: String) throws {
    let expected = try contents(Place.sampleEvidence)
    #expect(expected.count > 90)
    #expect(try contents(place.path(archive)) == expected)
  }

  @Test("a record in an archive in an archive is shown from its bytes and checked")
  func show() throws {
    _ = try contents(place.path("nested.zip"))
    let record = try rows("SELECT MIN(audit_record_id) FROM audit_record", of: "nested.zip.sqlite")[0]
    let shown = try Tool.run(["show", "nested.zip.sqlite", record], in: place.folder)
    #expect(shown.status == 0, "\(shown.complaint)")
    #expect(shown.output.contains("verified: SHA-256"))
  }

  @Test("a member that unpacks without measure is told and left out")
  func bomb() throws {
    let result = try place.examine("bomb.zip", "--case", "bomb.sqlite")
    #expect(result.status == 3)
    #expect(try rows("SELECT state FROM exhibit", of: "bomb.sqlite") == ["partial"])
    #expect(try rows("SELECT problem FROM defect", of: "bomb.sqlite")[0].contains("bytes unpacked"))
  }

  @Test("an encrypted member is an exhibit that failed, with the reason, and costs no other")
  func encrypted() throws {
    let result = try place.examine("locked.zip", "--case", "locked.sqlite")
    #expect(result.status == 3)
    let members = try rows(
      "SELECT relative_path, state FROM exhibit WHERE parent_exhibit_id IS NOT NULL ORDER BY 1", of: "locked.sqlite")
    #expect(members.count == 2)
    #expect(members.contains { $0.contains("locked.eml") && $0.hasSuffix("|failed") })
    #expect(members.contains { $0.contains("open.eml") && $0.hasSuffix("|read") })
    #expect(try rows("SELECT problem FROM defect", of: "locked.sqlite").contains { $0.contains("encrypted") })
  }

  @Test("names of members are shown, and lead nowhere")
  func names() throws {
    let result = try place.examine("names.zip", "--case", "names.sqlite")
    #expect(result.status == 0, "\(result.complaint)")
    let names = try rows("SELECT relative_path FROM exhibit WHERE kind = 'eml' ORDER BY 1", of: "names.sqlite")
    #expect(names.count == 4)
    #expect(names.contains { $0.hasSuffix("日本/手紙.eml") })
    let outside = place.folder.deletingLastPathComponent().appending(path: "outside.eml").path(percentEncoded: false)
    #expect(!FileManager.default.fileExists(atPath: outside))
  }
}
