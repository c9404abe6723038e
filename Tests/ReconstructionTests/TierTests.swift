import GRDB
import Reconstruction
import Records
import Testing

/// The rows of tier-decisions, each beside what looks like it and is not.
@Suite("Tier decisions")
struct TierTests {
  static let attacker = "203.0.113.66"
  static let home = "192.0.2.10"

  /// Alice's store with two folders, and the attacker's address as indicator.
  static func aliceCase() -> Evidence {
    var evidence = Evidence()
    evidence.exhibit(Evidence.log, "ual.csv", kind: "ual_csv")
    evidence.exhibit(1, "alice@corp.example.pst")
    evidence.folder(1, 1, "\\Inbox")
    evidence.folder(1, 2, "\\Archive")
    evidence.indicator("ip", attacker)
    return evidence
  }

  /// A message that was opened in hour 24 came in before it, by a clock that lies behind: so nothing but the access itself
  /// reaches it.
  static let byOtherClock = 24.05

  static func bind(_ ids: [String], at: Double = 24, ip: String = attacker, folder: String? = nil) -> Evidence.Record {
    Evidence.Record(at: at, mailbox: .alice, ip: ip, accesses: ids.map { .bind($0, folder: folder) })
  }

  static func sync(_ folder: String, at: Double = 24, key: String? = nil) -> Evidence.Record {
    Evidence.Record(at: at, mailbox: .alice, ip: attacker, accesses: [.sync(folder, key: key)])
  }

  /// Ordinal of the message, tier, basis, and whether it counts.
  static func exposures(_ evidence: Evidence, where condition: String = "1 = 1") throws -> [String] {
    try evidence.reconstructed().lines(
      """
      SELECT message_id & 4294967295, tier, basis, is_counted FROM exposed WHERE \(condition)
      ORDER BY tier_rank, message_id, basis
      """)
  }

  @Test("1: a Bind by a suspect session makes the message accessed, and no other one")
  func row1() throws {
    var evidence = Self.aliceCase()
    evidence.message(1, 1, "<one@mail.example>", folder: 1)
    evidence.message(1, 2, "<two@mail.example>", folder: 1, received: 48)
    let record = evidence.record(Self.bind([" one@mail.example"]))
    let queue = try evidence.reconstructed()
    #expect(
      try queue.lines("SELECT message_id & 4294967295, tier, basis, is_counted FROM exposed") == ["1 accessed bind 1"])
    #expect(try queue.lines("SELECT audit_record_id, role FROM exposure_record") == ["\(record) access"])
  }

  @Test("1: a key that collides with another Message-ID is no match")
  func row1Collision() throws {
    var evidence = Self.aliceCase()
    evidence.message(1, 1, "<one@mail.example>", folder: 1)
    evidence.record(Self.bind(["<two@mail.example>"]))
    let made = try evidence.reconstructed()
    try made.write { db in
      try db.execute(sql: "UPDATE stored_mail_access SET message_key = (SELECT message_key FROM stored_message)")
      try Evidence.reconstruct(db)
    }
    #expect(
      try made.lines("SELECT message_id, internet_message_id FROM exposed WHERE tier = 'accessed'")
        == ["- <two@mail.example>"])
  }

  @Test("1: a Bind that failed accessed nothing")
  func row1Failed() throws {
    var evidence = Self.aliceCase()
    evidence.message(1, 1, "<one@mail.example>", folder: 1)
    var record = Self.bind(["<one@mail.example>"])
    record.isSuccess = false
    evidence.record(record)
    #expect(try Self.exposures(evidence).isEmpty)
    evidence.record(Self.bind(["<gone@mail.example>"], at: 24.1))
    #expect(try Self.exposures(evidence, where: "tier = 'accessed'") == ["- accessed bind 1"])
  }

  @Test("2: an id found twice is told twice and counted once, in the logged folder where that decides")
  func row2() throws {
    for (folder, counted) in [(nil, 1), ("\\Archive", 2), ("\\Boîte de réception", 1)] as [(String?, Int)] {
      var evidence = Self.aliceCase()
      evidence.message(1, 1, "<one@mail.example>", folder: 1, received: Self.byOtherClock)
      evidence.message(1, 2, "<one@mail.example>", folder: 2, received: Self.byOtherClock)
      evidence.record(Self.bind(["<one@mail.example>"], folder: folder))
      let queue = try evidence.reconstructed()
      #expect(
        try queue.lines("SELECT message_id & 4294967295, match_count, is_counted FROM exposed ORDER BY 1")
          == ["1 2 \(counted == 1 ? 1 : 0)", "2 2 \(counted == 2 ? 1 : 0)"])
      #expect(try queue.lines("SELECT tier, SUM(is_counted) FROM exposure_strongest GROUP BY tier") == ["accessed 1"])
    }
  }

  @Test("2: of copies in two exports the largest counts, in whatever order they were given", arguments: [1, 2])
  func row2Exports(largest: Int64) throws {
    var evidence = Self.aliceCase()
    evidence.exhibit(2, "mail/alice@corp.example.pst")
    for exhibit in 1...2 as ClosedRange<Int64> {
      evidence.message(
        exhibit, 1, "<one@mail.example>", received: Self.byOtherClock, bytes: exhibit == largest ? 5000 : 300)
    }
    evidence.record(Self.bind(["<one@mail.example>"]))
    #expect(
      try evidence.reconstructed().lines("SELECT message_id >> 32, byte_count FROM exposed WHERE is_counted = 1")
        == ["\(largest) 5000"])
  }

  @Test("2: Binds in both folders count both copies")
  func row2Both() throws {
    var evidence = Self.aliceCase()
    evidence.message(1, 1, "<one@mail.example>", folder: 1)
    evidence.message(1, 2, "<one@mail.example>", folder: 2)
    evidence.record(Self.bind(["<one@mail.example>"], folder: "\\Inbox"))
    evidence.record(Self.bind(["<one@mail.example>"], at: 24.1, folder: "\\Archive"))
    #expect(try Self.exposures(evidence) == ["1 accessed bind 1", "2 accessed bind 1"])
  }

  @Test("3: an id that no store holds is accessed without a message, folder and size from the log")
  func row3() throws {
    var evidence = Self.aliceCase()
    evidence.message(1, 1, "<one@mail.example>", folder: 1, received: 48)
    evidence.message(1, 2, "<gone@mail.example>", parent: 1)
    var record = Self.bind([])
    record.accesses = [.bind("<gone@mail.example>", folder: "\\Inbox", bytes: 4711)]
    evidence.record(record)
    #expect(
      try evidence.reconstructed().lines(
        "SELECT message_id, internet_message_id, tier, folder_name, byte_count, is_counted FROM exposed")
        == ["- <gone@mail.example> accessed \\Inbox 4711 1"])
  }

  @Test("3: an id that differs from that of a message at hand in capital letters alone is another's, and that is told")
  func row3OtherCase() throws {
    var evidence = Self.aliceCase()
    evidence.message(1, 1, "<One@mail.example>", folder: 1)
    evidence.record(Self.bind(["<one@mail.example>"], at: 24))
    let queue = try evidence.reconstructed()
    #expect(
      try queue.lines("SELECT message_id, internet_message_id, tier FROM exposed ORDER BY tier_rank") == [
        "- <one@mail.example> accessed", "\(Evidence.id(1, 1)) <One@mail.example> reachable",
      ])
    #expect(
      try queue.lines("SELECT COUNT(*) FROM reconstruction_note WHERE topic = 'message_id_other_case'") == ["1"])
  }

  @Test("4: a record and its copies are one exposure; two records are one exposure that cites both")
  func row4() throws {
    var evidence = Self.aliceCase()
    evidence.message(1, 1, "<one@mail.example>", folder: 1)
    let record = evidence.record(Self.bind(["<one@mail.example>"]))
    let queue = try evidence.reconstructed()
    try queue.write { db in
      for offset in 1...3 {
        try db.execute(
          sql: "INSERT INTO audit_record_copy VALUES (?, 100, ?, 1, NULL, '')", arguments: [record, offset])
      }
      try Evidence.reconstruct(db)
    }
    #expect(try queue.lines("SELECT COUNT(*) FROM exposed") == ["1"])
    #expect(try queue.lines("SELECT COUNT(*) FROM exposure_record") == ["1"])

    evidence.record(Self.bind(["<one@mail.example>"], at: 25))
    let twice = try evidence.reconstructed()
    #expect(try twice.lines("SELECT COUNT(*), MAX(last_us - first_us) FROM exposed") == ["1 3600000000"])
    #expect(try twice.lines("SELECT COUNT(*) FROM exposure_record") == ["2"])
  }

  @Test("5: the owner's phone exposes nothing")
  func row5() throws {
    var evidence = Self.aliceCase()
    evidence.message(1, 1, "<one@mail.example>", folder: 1)
    evidence.record(Self.bind(["<one@mail.example>"], ip: Self.home))
    #expect(try Self.exposures(evidence).isEmpty)
  }

  @Test("6: owner and attacker share a session key; only what came from the suspect address counts")
  func row6() throws {
    var evidence = Self.aliceCase()
    evidence.message(1, 1, "<one@mail.example>", folder: 1, received: Self.byOtherClock)
    evidence.message(1, 2, "<two@mail.example>", folder: 1, received: Self.byOtherClock)
    var stolen = Self.bind(["<one@mail.example>"])
    stolen.key = "cookie"
    stolen.client = "Client=OWA"
    var own = Self.bind(["<two@mail.example>"], ip: Self.home)
    own.key = "cookie"
    own.client = "Client=MSExchangeRPC"
    evidence.record(stolen)
    evidence.record(own)
    let queue = try evidence.reconstructed()
    #expect(try queue.lines("SELECT COUNT(*), SUM(is_suspect) FROM access_session") == ["2 1"])
    #expect(try queue.lines("SELECT message_id & 4294967295, tier FROM exposed") == ["1 accessed"])
  }

  @Test(
    "7: what lay in a synchronised folder is synced, by current folder; without a received time the place is unknown")
  func row7() throws {
    var evidence = Self.aliceCase()
    evidence.message(1, 1, "<one@mail.example>", folder: 1, received: 0)
    evidence.message(1, 2, "<draft@mail.example>", folder: 1, received: nil)
    evidence.message(1, 3, "<view>", folder: 1, received: 0, isAssociated: true)
    let record = evidence.record(Self.sync("Inbox"))
    let queue = try evidence.reconstructed()
    #expect(
      try queue.lines("SELECT message_id & 4294967295, tier, basis, placement FROM exposed ORDER BY 1")
        == ["1 synced sync by_current_folder", "2 synced sync unknown"])
    #expect(try queue.lines("SELECT DISTINCT audit_record_id, role FROM exposure_record") == ["\(record) sync"])
  }

  @Test("8: a message received after the Sync is not exposed by it, but by a later one")
  func row8() throws {
    var evidence = Self.aliceCase()
    evidence.message(1, 1, "<one@mail.example>", folder: 1, received: 48)
    evidence.record(Self.sync("Inbox"))
    #expect(try Self.exposures(evidence).isEmpty)
    let later = evidence.record(Self.sync("Inbox", at: 72))
    let queue = try evidence.reconstructed()
    #expect(try queue.lines("SELECT tier FROM exposed") == ["synced"])
    #expect(try queue.lines("SELECT audit_record_id FROM exposure_record") == ["\(later)"])
  }

  @Test("9: the other folders of a synchronised mailbox are reachable, up to the Sync")
  func row9() throws {
    var evidence = Self.aliceCase()
    evidence.message(1, 1, "<one@mail.example>", folder: 1, received: 0)
    evidence.message(1, 2, "<two@mail.example>", folder: 2, received: 0)
    evidence.message(1, 3, "<three@mail.example>", folder: 2, received: 48)
    evidence.record(Self.sync("Inbox"))
    #expect(try Self.exposures(evidence) == ["1 synced sync 1", "2 reachable sync_context 1"])
  }

  @Test("10: of two folders of one name none is synced; both are reachable and the ambiguity is told")
  func row10() throws {
    var evidence = Self.aliceCase()
    evidence.folder(1, 3, "\\Archive\\Inbox")
    evidence.message(1, 1, "<one@mail.example>", folder: 1, received: 0)
    evidence.message(1, 2, "<two@mail.example>", folder: 3, received: 0)
    evidence.record(Self.sync("Inbox"))
    let queue = try evidence.reconstructed()
    #expect(
      try queue.lines("SELECT message_id & 4294967295, tier, basis FROM exposed ORDER BY 1")
        == ["1 reachable sync_context", "2 reachable sync_context"])
    #expect(try queue.lines("SELECT topic FROM reconstruction_note") == ["sync_folder_ambiguous"])
  }

  @Test("7: a Sync in a mailbox of single messages, which have no folders, is told; they are reachable")
  func row7SingleMessages() throws {
    var evidence = Evidence()
    evidence.exhibit(Evidence.log, "ual.csv", kind: "ual_csv")
    evidence.exhibit(1, "alice@corp.example/1.eml", kind: "eml")
    evidence.message(1, 1, "<one@mail.example>")
    evidence.indicator("ip", Self.attacker)
    evidence.record(Self.sync("\\Inbox"))
    let queue = try evidence.reconstructed()
    #expect(try queue.lines("SELECT tier, basis FROM exposed") == ["reachable sync_context"])
    #expect(try queue.lines("SELECT topic FROM reconstruction_note") == ["sync_without_folders"])
  }

  @Test(
    "2: messages of one mailbox with one Message-ID that both count are told: as copies where their content agrees too",
    arguments: [
      (["a", "a", "a"], ["message_copies 1"]), (["a", "b", "a"], ["message_id_shared 1"]),
      ([nil, nil, nil], ["message_id_shared 1"]), (["a", nil, "a"], ["message_id_shared 1"]),
    ])
  func row2Copies(contents: [String?], expected: [String]) throws {
    var evidence = Self.aliceCase()
    for (place, content) in contents.enumerated() {
      let id = place < 2 ? "<one@mail.example>" : "<two@mail.example>"
      evidence.message(1, Int64(place) + 1, id, folder: 1, content: content)
    }
    evidence.record(Self.bind([]))
    let notes = try evidence.reconstructed().lines("SELECT topic, note LIKE '%: 1;%' FROM reconstruction_note")
    #expect(notes == expected)
  }

  @Test(
    "7 and 9: a mailbox exported twice is counted once where both hashes agree; a second copy in one store counts too",
    arguments: [("same", "synced 2"), ("other", "synced 3"), (nil, "synced 3")])
  func row7ExportedTwice(content: String?, expected: String) throws {
    var evidence = Self.aliceCase()
    evidence.exhibit(2, "again/alice@corp.example.pst")
    evidence.folder(2, 1, "\\Inbox")
    for place in 1...2 as ClosedRange<Int64> {
      evidence.message(1, place, "<one@mail.example>", folder: 1, received: 0, content: "same")
    }
    evidence.message(2, 1, "<one@mail.example>", folder: 1, received: 0, content: content)
    evidence.record(Self.sync("Inbox"))
    let queue = try evidence.reconstructed()
    #expect(try queue.lines("SELECT tier, SUM(is_counted) FROM exposure_strongest GROUP BY tier") == [expected])
    #expect(try queue.lines("SELECT COUNT(*) FROM exposure") == ["3"])
  }

  @Test("10: a path or an id tells two folders of one name apart", arguments: [("\\Inbox", nil), ("Inbox", "id")])
  func row10Told(name: String, key: String?) throws {
    let folderID = String(repeating: "ab", count: 16) + "00000000010c"
    let entryID = "2e00000000" + String(repeating: "cd", count: 16) + "0100" + folderID + "000001"
    var evidence = Self.aliceCase()
    evidence.folder(1, 3, "\\Archive\\Inbox", key: key == nil ? nil : folderID)
    evidence.folder(1, 4, "\\Other", key: String(repeating: "00", count: 24))
    evidence.message(1, 1, "<one@mail.example>", folder: 1, received: 0)
    evidence.message(1, 2, "<two@mail.example>", folder: 3, received: 0)
    evidence.record(Self.sync(name, key: key == nil ? nil : base64(entryID)))
    let synced = key == nil ? 1 : 2
    #expect(try Self.exposures(evidence, where: "tier = 'synced'") == ["\(synced) synced sync 1"])
  }

  private func base64(_ hexadecimal: String) -> String {
    let digits = Array(hexadecimal.utf8)
    let bytes = stride(from: 0, to: digits.count, by: 2).map {
      UInt8(String(decoding: digits[$0...$0 + 1], as: UTF8.self), radix: 16) ?? 0
    }
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    var text: [UInt8] = []
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let word = (0..<3).reduce(0) { $0 << 8 | Int(start + $1 < bytes.count ? bytes[start + $1] : 0) }
      text += (0..<4).map { alphabet[word >> (18 - 6 * $0) & 63] }
    }
    return String(decoding: text, as: UTF8.self)
  }

  @Test("11: throttled inside the compromise window, the whole mailbox up to the end of the 24 hours is unlogged")
  func row11() throws {
    var evidence = Self.aliceCase()
    evidence.message(1, 1, "<one@mail.example>", folder: 1, received: 0)
    evidence.message(1, 2, "<two@mail.example>", folder: 2, received: 47)
    evidence.message(1, 3, "<three@mail.example>", folder: 2, received: 49)
    evidence.record(Self.bind(["<one@mail.example>"], at: 23))
    evidence.record(Self.bind([], at: 30))
    var owner = Self.bind(["<x@mail.example>"], at: 24, ip: Self.home)
    owner.accesses[0].isThrottled = true
    let throttled = evidence.record(owner)
    let queue = try evidence.reconstructed()
    #expect(
      try queue.lines("SELECT message_id & 4294967295, tier, basis FROM exposed ORDER BY tier_rank, message_id")
        == ["1 accessed bind", "1 unlogged throttled", "2 unlogged throttled"])
    #expect(
      try queue.lines(
        "SELECT DISTINCT audit_record_id, role, coverage_id IS NOT NULL FROM exposure_record WHERE role = 'throttle'")
        == ["\(throttled) throttle 1"])
    #expect(
      try queue.lines("SELECT (to_us - from_us) / 3600000000 FROM coverage WHERE state = 'throttled'") == ["24"])
  }

  @Test("11: throttled after the actor's last record, no message is stated as unlogged, and the gap is told")
  func row11After() throws {
    for (hours, topics) in [(25.0, ["throttled_after_window"]), (49, [])] {
      var evidence = Self.aliceCase()
      evidence.message(1, 1, "<one@mail.example>", folder: 1, received: 0)
      evidence.record(Self.bind(["<one@mail.example>"], at: 24))
      var owner = Self.bind(["<x@mail.example>"], at: hours, ip: Self.home)
      owner.accesses[0].isThrottled = true
      evidence.record(owner)
      let queue = try evidence.reconstructed()
      #expect(try queue.lines("SELECT tier FROM exposed") == ["accessed"])
      #expect(try queue.lines("SELECT topic FROM reconstruction_note") == topics)
    }
  }

  @Test("12: throttled before the compromise window exposes nothing")
  func row12() throws {
    var evidence = Self.aliceCase()
    evidence.message(1, 1, "<one@mail.example>", folder: 1, received: 0)
    var owner = Self.bind(["<x@mail.example>"], at: 0, ip: Self.home)
    owner.accesses[0].isThrottled = true
    evidence.record(owner)
    evidence.record(Self.bind(["<one@mail.example>"], at: 24.1))
    #expect(try Self.exposures(evidence) == ["1 accessed bind 1"])
  }

  @Test("23: mail that the actor sent is handled, and no exposure")
  func row23() throws {
    var evidence = Self.aliceCase()
    evidence.message(1, 1, "<phish@corp.example>", folder: 2, received: 24)
    evidence.message(1, 2, "<one@mail.example>", folder: 1, received: 10)
    evidence.record(
      Evidence.Record(
        operation: "Send", at: 24, mailbox: .alice, ip: Self.attacker, accesses: [.on(.send, "<phish@corp.example>")]))
    evidence.record(
      Evidence.Record(
        operation: "Send", at: 24, mailbox: .alice, ip: Self.home, accesses: [.on(.send, "<one@mail.example>")]))
    let queue = try evidence.reconstructed()
    #expect(try queue.lines("SELECT message_id & 4294967295, access_type FROM actor_handling") == ["1 send"])
    #expect(try queue.lines("SELECT message_id & 4294967295, tier FROM exposed") == ["2 reachable"])
  }

  @Test("23: a Bind of what the actor itself sent exposes nothing of the owner's, and is told")
  func row23Opened() throws {
    var evidence = Self.aliceCase()
    evidence.message(1, 1, "<phish@corp.example>", folder: 2, received: 24)
    evidence.record(
      Evidence.Record(
        operation: "Send", at: 24, mailbox: .alice, ip: Self.attacker, accesses: [.on(.send, "<phish@corp.example>")]))
    evidence.record(
      Evidence.Record(
        operation: "Send", at: 24, mailbox: .alice, ip: Self.home, accesses: [.on(.send, "<own@corp.example>")]))
    evidence.record(Self.bind(["phish@corp.example", "<own@corp.example>"], at: 25))
    let queue = try evidence.reconstructed()
    #expect(
      try queue.lines("SELECT internet_message_id, tier FROM exposed") == ["<own@corp.example> accessed"])
    #expect(try queue.lines("SELECT topic FROM reconstruction_note") == ["actor_mail_opened"])
  }

  @Test("23: SendAs needs no right to read: nothing becomes reachable by it")
  func row23SendAs() throws {
    var evidence = Self.aliceCase()
    evidence.message(1, 1, "<one@mail.example>", folder: 1)
    evidence.record(
      Evidence.Record(
        operation: "SendAs", at: 24, mailbox: .alice, actor: "eve@corp.example", ip: Self.attacker, logon: "delegate",
        accesses: [.on(.send, "<phish@corp.example>")]))
    #expect(try Self.exposures(evidence).isEmpty)
  }

  @Test("24: a deletion raises no tier; a Bind of the same message does, and is marked as handled")
  func row24() throws {
    var evidence = Self.aliceCase()
    evidence.message(1, 1, "<one@mail.example>", folder: 1, received: 48)
    evidence.record(
      Evidence.Record(
        operation: "HardDelete", at: 24, mailbox: .alice, ip: Self.attacker,
        accesses: [.on(.delete, "<one@mail.example>"), .on(.delete, "<gone@mail.example>")]))
    let queue = try evidence.reconstructed()
    #expect(try queue.lines("SELECT COUNT(*) FROM exposed") == ["0"])
    #expect(try queue.lines("SELECT COUNT(*) FROM actor_handling") == ["2"])

    evidence.record(Self.bind(["<one@mail.example>", "<gone@mail.example>"]))
    #expect(
      try evidence.reconstructed().lines("SELECT tier, handled_by_actor FROM exposed")
        == ["accessed 1", "accessed 1"])
  }

  @Test("30: a message attached to an accessed one shares its tier, to any depth, and counts with it")
  func row30() throws {
    var evidence = Self.aliceCase()
    evidence.message(1, 1, "<outer@mail.example>", folder: 1, received: Self.byOtherClock)
    evidence.message(1, 2, "<inner@mail.example>", received: nil, parent: 1)
    evidence.message(1, 3, "<innermost@mail.example>", received: nil, parent: 2)
    evidence.message(1, 4, "<other@mail.example>", folder: 1, received: Self.byOtherClock)
    evidence.message(1, 5, "<inother@mail.example>", received: nil, parent: 4)
    evidence.record(Self.bind(["<outer@mail.example>"]))
    #expect(try Self.exposures(evidence) == ["1 accessed bind 1", "2 accessed bind 0", "3 accessed bind 0"])
  }

  @Test("30: what is attached to the copy that is not counted of an id found twice is told with it")
  func row30Copies() throws {
    var evidence = Self.aliceCase()
    for folder in 1...2 as ClosedRange<Int64> {
      evidence.message(1, folder, "<outer@mail.example>", folder: folder, received: Self.byOtherClock)
      evidence.message(1, folder + 2, "<inner@mail.example>", received: nil, parent: folder)
    }
    evidence.record(Self.bind(["<outer@mail.example>"]))
    let told = try evidence.reconstructed().lines(
      "SELECT message_id & 4294967295, tier, match_count, is_counted FROM exposed ORDER BY 1")
    #expect(told == ["1 accessed 2 1", "2 accessed 2 0", "3 accessed - 0", "4 accessed 2 0"])
  }

  @Test(
    "31: ids that lie in a store which no log names are told, not concluded; in a logged mailbox's they are not told")
  func row31Elsewhere() throws {
    for (logsBob, topics) in [(false, ["id_in_other_store"]), (true, [])] {
      var evidence = Self.aliceCase()
      evidence.exhibit(2, "bob@corp.example.pst")
      evidence.message(2, 1, "<one@mail.example>")
      evidence.record(Self.bind(["<one@mail.example>"]))
      if logsBob {
        var bob = Self.bind(["<x@mail.example>"], ip: Self.home)
        bob.mailbox = .bob
        evidence.record(bob)
      }
      let queue = try evidence.reconstructed()
      #expect(try queue.lines("SELECT message_id, tier FROM exposed") == ["- accessed"])
      #expect(try queue.lines("SELECT topic FROM reconstruction_note") == topics)
    }
  }

  @Test("31: the same message in another mailbox is not exposed there")
  func row31() throws {
    var evidence = Self.aliceCase()
    evidence.exhibit(2, "bob@corp.example.pst")
    evidence.message(1, 1, "<one@mail.example>", folder: 1)
    evidence.message(2, 1, "<one@mail.example>")
    evidence.record(Self.bind(["<one@mail.example>"]))
    var bob = Self.bind(["<one@mail.example>"], ip: Self.home)
    bob.mailbox = .bob
    evidence.record(bob)
    #expect(try evidence.reconstructed().lines("SELECT message_id >> 32, tier FROM exposed") == ["1 accessed"])
  }
}
