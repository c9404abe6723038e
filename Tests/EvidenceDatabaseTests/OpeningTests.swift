import EvidenceDatabase
import Foundation
import GRDB
import Testing

@Suite("Opening a case")
struct OpeningTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func kind(_ path: String, toWrite: Bool = true) -> CaseError.Kind? {
    do {
      _ = try toWrite ? EvidenceDatabase.openForWriting(path) : EvidenceDatabase.openForReading(path)
      return nil
    } catch {
      return (error as? CaseError)?.kind
    }
  }

  private func bytes(_ path: String) throws -> Data { try Data(contentsOf: URL(filePath: path)) }

  @Test("what is not ours is refused and stays as it is, byte for byte", arguments: [true, false])
  func notOurs(toWrite: Bool) throws {
    let text = folder.path("notes.txt")
    try Data(repeating: 0x41, count: 5000).write(to: URL(filePath: text))
    let short = folder.path("short")
    try Data("SQLite format 3\0".utf8).write(to: URL(filePath: short))
    let foreign = folder.path("foreign.sqlite")
    do { try DatabaseQueue(path: foreign).write { try $0.execute(sql: "CREATE TABLE t (x)") } }
    for (path, expected) in [(text, CaseError.Kind.notADatabase), (short, .notADatabase), (foreign, .notACase)] {
      let before = try bytes(path)
      #expect(kind(path, toWrite: toWrite) == expected)
      #expect(try bytes(path) == before)
    }
    #expect(try folder.names() == ["foreign.sqlite", "notes.txt", "short"])
  }

  @Test("garbage behind a header of ours is told as damage")
  func garbage() throws {
    let path = folder.path("case.sqlite")
    do { _ = try EvidenceDatabase.openForWriting(path) }
    var content = try bytes(path)
    for place in 100..<content.count { content[place] = UInt8(truncatingIfNeeded: place &* 31) }
    try content.write(to: URL(filePath: path))
    #expect(kind(path) == .damaged)
    #expect(kind(path, toWrite: false) == .damaged)
  }

  @Test("a case whose making was killed before its first commit is made anew, and is ours")
  func killedAtBirth() throws {
    let path = folder.path("case.sqlite")
    do { _ = try EvidenceDatabase.openForWriting(path) }
    // The first page is written, and the journal that takes it back (an empty database before) still there.
    var page = try bytes(path).prefix(8192)
    page[18] = 1
    page[19] = 1
    try page.write(to: URL(filePath: path))
    var journal = Data([0xD9, 0xD5, 0x05, 0xF9, 0x20, 0xA1, 0x63, 0xD7])
    journal += [0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0x20, 0]
    journal += Data(count: 512 - journal.count)
    try journal.write(to: URL(filePath: path + "-journal"))
    do { _ = try EvidenceDatabase.openForWriting(path) }
    #expect(kind(path) == nil)
    #expect(kind(path, toWrite: false) == nil)
  }

  @Test("a newer schema is refused")
  func newer() throws {
    let path = folder.path("case.sqlite")
    do {
      let database = try EvidenceDatabase.openForWriting(path)
      try database.write { try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('99')") }
    }
    #expect(kind(path) == .newerSchema)
    #expect(kind(path, toWrite: false) == .newerSchema)
    #expect(try folder.names() == ["case.sqlite"])
  }

  @Test("a folder, a folder that is not there, a case that is not there")
  func places() throws {
    #expect(kind(folder.path("")) == .directory)
    #expect(kind(folder.path("none/case.sqlite")) == .missing)
    #expect(kind(folder.path("none.sqlite"), toWrite: false) == .missing)
    #expect(try folder.names().isEmpty)
  }

  @Test("without permission", .enabled(if: geteuid() != 0, "root may do anything"))
  func permission() throws {
    let path = folder.path("case.sqlite")
    do { _ = try EvidenceDatabase.openForWriting(path) }
    try FileManager.default.setAttributes([.posixPermissions: 0o000], ofItemAtPath: path)
    #expect(kind(path) == .noPermission)
    #expect(kind(path, toWrite: false) == .noPermission)
  }

  @Test("one writer at a time; whoever comes second is told")
  func locked() throws {
    let path = folder.path("case.sqlite")
    do {
      let first = try EvidenceDatabase.openForWriting(path)
      #expect(kind(path) == .inUse)
      #expect(kind(path) == .inUse)
      try first.write { try $0.execute(sql: "DELETE FROM case_step") }
    }
    #expect(kind(path) == nil)
    #expect(try folder.names() == ["case.sqlite"])
  }

  @Test("a command sees what is committed while an examination goes on with a case")
  func besideWriter() async throws {
    let path = folder.path("case.sqlite")
    do { _ = try EvidenceDatabase.openForWriting(path) }
    let database = try EvidenceDatabase.openForWriting(path)
    let writer = EvidenceWriter(database)
    let exhibits = try await writer.register([NewExhibit(path: "/a", relativePath: "a")])
    let reader = try EvidenceDatabase.openForReading(path)
    #expect(try reader.exhibits().count == 1)
    try await writer.write(storeBatch(1), exhibit: exhibits[0].id)
    #expect(try count(reader, "message") == 0)
    try await writer.flush()
    #expect(try count(reader, "message") == 1)
    #expect(throws: CaseError.self) { try reader.write { try $0.execute(sql: "DELETE FROM exhibit") } }
  }

  @Test("a case that is being made is nobody else's, and is told so at once")
  func beingMade() async throws {
    let path = folder.path("case.sqlite")
    do {
      let database = try EvidenceDatabase.openForWriting(path)
      _ = try await EvidenceWriter(database).register([NewExhibit(path: "/a", relativePath: "a")])
      #expect(kind(path, toWrite: false) == .inUse)
    }
    #expect(try EvidenceDatabase.openForReading(path).exhibits().count == 1)
    #expect(try folder.names() == ["case.sqlite"])
  }

  @Test("a command leaves a finished case as it was, with nothing beside it")
  func readingLeavesNothing() async throws {
    let path = folder.path("case.sqlite")
    do {
      let database = try EvidenceDatabase.openForWriting(path)
      try await examine([Act(name: "a", batches: [storeBatch(1)])], database)
    }
    let before = try bytes(path)
    do {
      let reader = try EvidenceDatabase.openForReading(path)
      #expect(try count(reader, "message") == 1)
      #expect(try folder.names() == ["case.sqlite"])
      #expect(throws: CaseError.self) { try reader.write { try $0.execute(sql: "DELETE FROM exhibit") } }
    }
    #expect(try bytes(path) == before)
    #expect(try folder.names() == ["case.sqlite"])
  }

  @Test(
    "a name with signs that mean something in a URI is a name",
    arguments: ["a?b.sqlite", "50%41.sqlite", "ä #1.sqlite"])
  func strangeNames(name: String) throws {
    do { _ = try EvidenceDatabase.openForWriting(folder.path(name)) }
    _ = try EvidenceDatabase.openForReading(folder.path(name))
    #expect(try folder.names() == [name])
  }

  @Test("an empty file becomes a case; one that is no file yet is not left behind when it cannot be made")
  func empty() throws {
    let path = folder.path("case.sqlite")
    try Data().write(to: URL(filePath: path))
    #expect(kind(path, toWrite: false) == .unfinished)
    #expect(try EvidenceDatabase.openForWriting(path).isNew)
    #expect(try !EvidenceDatabase.openForWriting(path).isNew)
  }

  @Test("a message names the file, the trouble and the remedy")
  func message() {
    let path = folder.path("none/case.sqlite")
    let error = #expect(throws: CaseError.self) { try EvidenceDatabase.openForWriting(path) }
    #expect(error?.description == "\(path): the folder of the case does not exist; create it, or name another")
  }
}
