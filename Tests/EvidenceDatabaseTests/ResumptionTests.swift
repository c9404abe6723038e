import EvidenceDatabase
import Foundation
import GRDB
import Records
import Testing

private let acts: [Act] = {
  var found = storeBatch(3)
  found.children = [ChildExhibit(name: "log.csv", recipe: "1", offset: 7, length: 70)]
  let log = Act(name: "log.csv", batches: [batch(events: [event(1, id: "x"), event(2, id: "z", payload: "other")])])
  return [
    Act(
      name: "a", batches: [batch(events: [event(1, id: "x"), event(2, id: "y")]), batch(events: [event(3, id: "z")])]),
    Act(name: "b", batches: [storeBatch(1), storeBatch(2), found], children: [log]),
    Act(
      name: "c", batches: [batch(events: [event(1, id: "y"), event(2, id: "w")]), batch(events: [event(3, id: "x")])]),
  ]
}()

@Suite("A run that was cut short")
struct ResumptionTests {
  @Test(
    "killed at any moment, the case opens and the next run completes it to the same content", arguments: [1, 4, 1000])
  func killed(rowsPerCommit: Int) async throws {
    let folder = try TemporaryFolder()
    let straight = try EvidenceDatabase.inMemory()
    try await examine(acts, straight)
    let expected = try straight.logicalContentHash()

    var limits = EvidenceWriter.Limits()
    limits.rowsPerCommit = rowsPerCommit
    var images: [String] = []
    let original = folder.path("case.sqlite")
    do {
      let database = try EvidenceDatabase.openForWriting(original)
      try await examine(acts, database, limits: limits, turns: { $0.reversed() }) {
        images.append(folder.path("image-\(images.count).sqlite"))
        try copyCase(original, to: images[images.count - 1])
      }
      #expect(try database.logicalContentHash() == expected)
    }
    #expect(images.count > 15)
    for image in images {
      let database = try EvidenceDatabase.openForWriting(image)
      try await examine(acts, database)
      #expect(try database.logicalContentHash() == expected, "\(image)")
      try database.requireFresh()
    }
  }

  @Test("half of an exhibit is deleted, its number stays, and what others hold stays")
  func cleared() async throws {
    let folder = try TemporaryFolder()
    let path = folder.path("case.sqlite")
    do {
      let database = try EvidenceDatabase.openForWriting(path)
      let writer = EvidenceWriter(database)
      let exhibits = try await writer.register(["a", "b"].map { NewExhibit(path: "/\($0)", relativePath: $0) })
      var full = storeBatch(1)
      full.auditRecords = [event(1, id: "x"), event(2, id: "x")]
      full.auditRecords[0].cmdlet = Cmdlet(
        name: "n", caller: nil, target: nil, parameters: [.init(name: "p", value: "v")])
      full.children = [ChildExhibit(name: "m", recipe: "1", offset: 0, length: nil)]
      for exhibit in exhibits { try await writer.write(full, exhibit: exhibit.id) }
      try await writer.finish(exhibits[1].id, ExhibitEnd(state: .read, byteCount: 1, sha256: digest("b")))
      try await writer.flush()
    }
    let database = try EvidenceDatabase.openForWriting(path)
    #expect(throws: CaseError.self) { try database.requireFresh() }
    let again = try await EvidenceWriter(database).resumable()
    #expect(again.map(\.id) == [1])
    for (table, id) in [
      ("stored_message", "message_id"), ("stored_folder", "folder_id"), ("message_body", "message_id"),
      ("stored_recipient", "message_id"), ("attachment", "attachment_id"), ("defect", "defect_id"),
      ("owner_hint", "owner_hint_id"), ("stored_mail_access", "mail_access_id"), ("stored_cmdlet", "audit_record_id"),
      ("stored_cmdlet_parameter", "audit_record_id"), ("stored_audit_record", "audit_record_id"),
      ("logged_server_build", "logged_server_build_id"),
      ("log_gap", "log_gap_id"),
      ("load_item", "load_item_id"),
      ("item_property", "message_id"),
    ] {
      #expect(try rows(database, "SELECT DISTINCT \(id) >> 32 FROM \(table)") == ["2"], "\(table)")
    }
    #expect(try rows(database, "SELECT audit_record_id >> 32 FROM repeated_record") == ["2", "2"])
    #expect(try count(database, "audit_record_copy") == 0)
    #expect(try rows(database, "SELECT exhibit_id FROM found_child") == ["2"])
    #expect(try rows(database, "SELECT exhibit_id, state FROM exhibit") == ["1|reading", "2|read"])
  }

  @Test("the same input twice adds nothing")
  func twice() async throws {
    let database = try EvidenceDatabase.inMemory()
    try await examine(acts, database)
    let before = try database.logicalContentHash()
    try await examine(acts, database)
    #expect(try database.logicalContentHash() == before)
  }

  @Test("a full disk is told, and what was committed stays and can be completed")
  func fullDisk() async throws {
    let folder = try TemporaryFolder()
    let path = folder.path("case.sqlite")
    let many = (0..<40).map { round in
      Act(name: "e\(round)", batches: [storeBatch(1, subject: String(repeating: "s", count: 20_000))])
    }
    var limits = EvidenceWriter.Limits()
    limits.rowsPerCommit = 1
    do {
      let database = try EvidenceDatabase.openForWriting(path)
      let pages = try rows(database, "SELECT * FROM pragma_page_count")
      try database.write { try $0.execute(sql: "PRAGMA max_page_count = \((Int(pages[0]) ?? 0) + 60)") }
      let error = await #expect(throws: CaseError.self) { try await examine(many, database, limits: limits) }
      #expect(error?.kind == .diskFull)
      #expect(error?.path == path)
    }
    let database = try EvidenceDatabase.openForWriting(path)
    #expect(try count(database, "message") > 0)
    try await examine(many, database)
    let straight = try EvidenceDatabase.inMemory()
    try await examine(many, straight)
    #expect(try database.logicalContentHash() == straight.logicalContentHash())
  }
}

/// What a kill at this moment would leave: the database and its log as they lie, without the shared memory.
private func copyCase(_ path: String, to copy: String) throws {
  for end in ["", "-wal"] where FileManager.default.fileExists(atPath: path + end) {
    try FileManager.default.copyItem(atPath: path + end, toPath: copy + end)
  }
}
