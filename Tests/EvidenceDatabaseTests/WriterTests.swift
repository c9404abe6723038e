import EvidenceDatabase
import GRDB
import Records
import Testing

@Suite("The evidence writer")
struct WriterTests {
  @Test("an id is exhibit number × 2³² + ordinal; accesses, defects and hints are counted per exhibit")
  func ids() async throws {
    let database = try EvidenceDatabase.inMemory()
    let acts = [
      Act(name: "a", batches: [batch(events: [event(1, id: "x", accesses: 2)]), batch(events: [event(2, id: "y")])]),
      Act(name: "b", batches: [batch(events: [event(1, id: "z")]), storeBatch(7)]),
    ]
    try await examine(acts, database)
    let first = Int64(1) << 32
    let second = Int64(2) << 32
    #expect(
      try rows(database, "SELECT audit_record_id FROM audit_record ORDER BY 1")
        == [first + 1, first + 2, second + 1].map(String.init))
    #expect(
      try rows(database, "SELECT mail_access_id, audit_record_id FROM mail_access ORDER BY 1") == [
        "\(first + 1)|\(first + 1)", "\(first + 2)|\(first + 1)", "\(first + 3)|\(first + 2)",
        "\(second + 1)|\(second + 1)",
      ])
    #expect(try rows(database, "SELECT message_id, folder_id FROM message") == ["\(second + 7)|\(second + 7)"])
    #expect(try rows(database, "SELECT defect_id FROM defect") == ["\(second + 1)"])
    #expect(try rows(database, "SELECT owner_hint_id FROM owner_hint") == ["\(second + 1)"])
  }

  @Test("what a record says comes back through the contract's names")
  func roundTrip() async throws {
    let database = try EvidenceDatabase.inMemory()
    var record = event(1, id: "x")
    record.operation = "Set-Mailbox"
    record.clientIP = "203.0.113.7"
    record.isSuccess = false
    record.target = ""
    record.cmdlet = Cmdlet(
      name: "Set-Mailbox", caller: nil, target: "alice",
      parameters: [
        .init(name: "ForwardingSmtpAddress", value: "SMTP:X@Evil.Example"), .init(name: "Force", value: nil),
      ])
    try await examine([Act(name: "a", batches: [batch(events: [record])])], database)
    #expect(
      try rows(
        database,
        "SELECT operation, operation_lc, actor, actor_lc, client_ip, is_success, target, user_agent, copies, source_offset, source_line FROM audit_record"
      ) == ["Set-Mailbox|set-mailbox|Alice@Corp.Example|alice@corp.example|203.0.113.7|0||NULL|1|1000|1"])
    #expect(try rows(database, "SELECT cmdlet_lc, target FROM cmdlet") == ["set-mailbox|alice"])
    #expect(
      try rows(database, "SELECT ordinal, name_lc, value, value_lc FROM cmdlet_parameter ORDER BY 1") == [
        "1|forwardingsmtpaddress|SMTP:X@Evil.Example|smtp:x@evil.example", "2|force|NULL|NULL",
      ])
    #expect(
      try rows(database, "SELECT access_type, folder_name, is_throttled FROM mail_access") == [#"bind|\Inbox|NULL"#])
  }

  @Test("a message comes back whole")
  func message() async throws {
    let database = try EvidenceDatabase.inMemory()
    try await examine([Act(name: "a", batches: [storeBatch(3)])], database)
    #expect(
      try rows(database, "SELECT subject, sender_address, is_associated, is_read, attachment_count FROM message") == [
        "Offer|bob@corp.example|0|NULL|NULL"
      ])
    #expect(try rows(database, "SELECT body_text, body_source FROM message_body") == ["Good day|plain"])
    #expect(try rows(database, "SELECT kind, address, display_name FROM recipient") == ["to|alice@corp.example|Alice"])
    #expect(try rows(database, "SELECT name FROM attachment") == ["offer.pdf"])
    #expect(try rows(database, "SELECT field, source_offset FROM defect") == ["BREF.ib|3"])
  }

  @Test("query_lc is the query as the server takes it, decoded and in small letters; query stays as it was logged")
  func query() async throws {
    let database = try EvidenceDatabase.inMemory()
    var batch = RecordBatch()
    let queries = ["a=B", "a=b", "@evil.example/%70ower%53hell%2500", "%25%37%30=1", "100%"]
    for (place, query) in queries.enumerated() {
      var request = WebRequest(
        ordinal: Ordinal(place + 1), location: SourceLocation(offset: UInt64(place * 10), length: 10),
        payloadKey: Int64(place), logKind: "iis", timeBasis: .utc)
      request.query = query
      batch.webRequests.append(request)
    }
    try await examine([Act(name: "a", batches: [batch])], database)
    #expect(
      try rows(database, "SELECT query, query_lc FROM web_request ORDER BY audit_record_id") == [
        "a=B|a=b", "a=b|a=b", "@evil.example/%70ower%53hell%2500|@evil.example/powershell%00", "%25%37%30=1|p=1",
        "100%|100%",
      ])
  }

  @Test("rows gathered from a large batch are those of its records one by one", arguments: [2, 200_000])
  func gathered(cachedTexts: Int) async throws {
    let events = (1...1500).map { number in
      var record = event(Ordinal(number), id: "id \(number % 700)", accesses: number % 3)
      record.operation = "Operation \(number % 40)"
      record.mailbox = LoggedMailbox(address: "mailbox\(number % 30)@corp.example")
      return record
    }
    var limits = EvidenceWriter.Limits()
    limits.cachedTexts = cachedTexts
    let (together, oneByOne) = (try EvidenceDatabase.inMemory(), try EvidenceDatabase.inMemory())
    try await examine([Act(name: "a", batches: [batch(events: events)])], together, limits: limits)
    try await examine([Act(name: "a", batches: events.map { batch(events: [$0]) })], oneByOne)
    for table in ["stored_audit_record", "stored_mail_access", "audit_record_copy", "text", "logged_mailbox"] {
      #expect(try rows(together, "SELECT * FROM \(table)") == rows(oneByOne, "SELECT * FROM \(table)"))
    }
    #expect(try count(together, "stored_audit_record") == 700)
    #expect(try count(together, "audit_record_copy") == 800)
  }

  @Test("a text longer than the buffer of a statement arrives whole")
  func longText() async throws {
    let database = try EvidenceDatabase.inMemory()
    let long = String(repeating: "ä", count: 100_000)
    try await examine([Act(name: "a", batches: [storeBatch(1, subject: long)])], database)
    #expect(try rows(database, "SELECT subject FROM message") == [long])
  }

  @Test("a NUL in a text, where SQL would end it, stands as U+FFFD")
  func nul() async throws {
    let database = try EvidenceDatabase.inMemory()
    try await examine([Act(name: "a", batches: [storeBatch(1, subject: "a\0b\0")])], database)
    #expect(try rows(database, "SELECT subject FROM message") == ["a\u{FFFD}b\u{FFFD}"])
  }

  @Test("members become exhibits by parent and place, once the parent is read")
  func children() async throws {
    var found = RecordBatch()
    found.children = [
      ChildExhibit(name: "two.eml", recipe: "2", offset: 200, length: 20),
      ChildExhibit(name: "one.eml", recipe: "1", offset: 100, length: nil),
    ]
    let acts = [
      Act(name: "a", batches: [found], children: [Act(name: "two.eml", batches: [storeBatch(1)])]),
      Act(name: "b", batches: [found]),
    ]
    let database = try EvidenceDatabase.inMemory()
    try await examine(acts, database, turns: { $0.reversed() })
    #expect(
      try rows(
        database, "SELECT exhibit_id, parent_exhibit_id, relative_path, child_recipe, child_offset, state FROM exhibit")
        == [
          "1|NULL|a|NULL|NULL|read", "2|NULL|b|NULL|NULL|read", "3|1|a/two.eml|2|200|read", "4|1|a/one.eml|1|100|read",
          "5|2|b/two.eml|2|200|read", "6|2|b/one.eml|1|100|read",
        ])
    #expect(try count(database, "found_child") == 0)
    #expect(try database.exhibit(3)?.child?.recipe == "2")
  }

  @Test("a file read before is known by size, hash and place; a member is not taken for it")
  func known() async throws {
    let database = try EvidenceDatabase.inMemory()
    try await examine([Act(name: "a", batches: [])], database)
    let sha256 = digest("content of a")
    #expect(try database.hasExhibit(byteCount: 1))
    #expect(try !database.hasExhibit(byteCount: 2))
    #expect(try database.exhibit(byteCount: 1, sha256: sha256, path: "/other/a", relativePath: "a")?.id == 1)
    #expect(try database.exhibit(byteCount: 1, sha256: sha256, path: "/evidence/a", relativePath: "x")?.id == 1)
    #expect(try database.exhibit(byteCount: 1, sha256: sha256, path: "/other/a", relativePath: "x") == nil)
    #expect(try database.exhibit(byteCount: 1, sha256: digest("else"), path: "/evidence/a", relativePath: "a") == nil)
  }

  @Test("look-ups and custody entries go beside a load that is under way, and see what it wrote")
  func besideLoad() async throws {
    let database = try EvidenceDatabase.inMemory()
    let writer = EvidenceWriter(database)
    let exhibits = try await writer.register(["a", "b"].map { NewExhibit(path: "/\($0)", relativePath: $0) })
    try await writer.write(storeBatch(1), exhibit: 1)
    try await writer.finish(1, ExhibitEnd(state: .read, byteCount: 3, sha256: digest("a")))
    #expect(try database.hasExhibit(byteCount: 3))
    try database.appendCustody("examine", detail: "/a")
    try await writer.write(storeBatch(1), exhibit: exhibits[1].id)
    try await writer.flush()
    #expect(try count(database, "message") == 2)
    #expect(try database.verifyCustody().count == 1)
  }

  @Test("a file that failed before is read again under its number")
  func reopened() async throws {
    let database = try EvidenceDatabase.inMemory()
    let writer = EvidenceWriter(database)
    let exhibits = try await writer.register(["a", "b"].map { NewExhibit(path: "/\($0)", relativePath: $0) })
    var batch = RecordBatch()
    batch.defects = [Defect(field: "file", problem: "no permission", consequence: "not read")]
    for exhibit in exhibits { try await writer.write(batch, exhibit: exhibit.id) }
    try await writer.finish(exhibits[0].id, ExhibitEnd(state: .failed, defectCount: 1))
    try await writer.finish(exhibits[1].id, ExhibitEnd(state: .partial, byteCount: 3, defectCount: 1))
    let failed = try database.failedExhibits()
    #expect(failed.map(\.path) == ["/a"])
    try await writer.reopen(failed)
    try await writer.write(storeBatch(1), exhibit: 1)
    try await writer.finish(
      1, ExhibitEnd(state: .read, byteCount: 3, recordCount: 1, defectCount: 1, note: "All is well."))
    try await writer.flush()
    #expect(try rows(database, "SELECT acquisition_note FROM exhibit ORDER BY exhibit_id") == ["All is well.", "NULL"])
    #expect(try rows(database, "SELECT exhibit_id, state FROM exhibit ORDER BY 1") == ["1|read", "2|partial"])
    #expect(try rows(database, "SELECT exhibit_id, field FROM defect ORDER BY 1") == ["1|BREF.ib", "2|file"])
  }

  @Test("a batch for an exhibit that is not being read is refused, and nothing is written after it")
  func misuse() async throws {
    let database = try EvidenceDatabase.inMemory()
    let writer = EvidenceWriter(database)
    let exhibits = try await writer.register([NewExhibit(path: "/a", relativePath: "a")])
    await #expect(throws: CaseError.self) { try await writer.write(storeBatch(1), exhibit: 99) }
    await #expect(throws: CaseError.self) { try await writer.write(storeBatch(1), exhibit: exhibits[0].id) }
    #expect(try count(database, "message") == 0)
  }
}

@Suite("Interned text")
struct InternedTextTests {
  @Test("each text stands once, however small the cache", arguments: [1, 2, 3, 1000])
  func once(cached: Int) async throws {
    let database = try EvidenceDatabase.inMemory()
    var limits = EvidenceWriter.Limits()
    limits.cachedTexts = cached
    let names = ["a", "B", "c", "a", "Ä", "", "B", "a", "ä", "c"]
    let events = names.enumerated().map { place, name in
      var record = event(Ordinal(place + 1), id: nil, accesses: 0)
      record.userAgent = name
      return record
    }
    try await examine([Act(name: "x", batches: [batch(events: events)])], database, limits: limits)
    #expect(try rows(database, "SELECT user_agent FROM audit_record ORDER BY audit_record_id") == names)
    #expect(
      try rows(database, "SELECT user_agent_lc FROM audit_record ORDER BY audit_record_id")
        == ["a", "b", "c", "a", "ä", "", "b", "a", "ä", "c"])
    #expect(
      try rows(database, "SELECT value, value_lc FROM text WHERE value IN ('a', 'B', 'Ä') ORDER BY value") == [
        "B|b", "a|NULL", "Ä|ä",
      ])
    #expect(try count(database, "logged_mailbox") == 1)
  }

  @Test("composed and decomposed letters stay two texts, as they were logged")
  func normalisation() async throws {
    let database = try EvidenceDatabase.inMemory()
    let events = ["caf\u{E9}", "cafe\u{301}", "caf\u{E9}"].enumerated().map { place, name in
      var record = event(Ordinal(place + 1), id: nil, accesses: 0)
      record.userAgent = name
      record.mailbox = LoggedMailbox(displayName: name)
      return record
    }
    try await examine([Act(name: "x", batches: [batch(events: events)])], database)
    #expect(
      try database.read {
        try String.fetchAll($0, sql: "SELECT hex(user_agent) FROM audit_record ORDER BY audit_record_id")
      }
        == ["636166C3A9", "63616665CC81", "636166C3A9"])
    #expect(try count(database, "logged_mailbox") == 2)
  }

  @Test("a mailbox whose parts read alike when joined is not taken for another")
  func fingerprint() async throws {
    let database = try EvidenceDatabase.inMemory()
    let mailboxes = [
      LoggedMailbox(address: "a", guid: "b"), LoggedMailbox(address: "a;1:b"), LoggedMailbox(address: "a", sid: "b"),
    ]
    let events = mailboxes.enumerated().map { place, mailbox in
      var record = event(Ordinal(place + 1), id: nil, accesses: 0)
      record.mailbox = mailbox
      return record
    }
    try await examine([Act(name: "x", batches: [batch(events: events)])], database)
    #expect(try count(database, "logged_mailbox") == 3)
  }
}
