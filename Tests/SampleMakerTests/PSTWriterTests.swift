import Foundation
import Testing

@testable import SampleMaker

@Suite("Stores written as PST")
struct PSTWriterTests {
  @Test("every encoding, with one item of each class", arguments: PSTEncoding.allCases)
  func everyClass(encoding: PSTEncoding) throws {
    let store = try WrittenStore("small.pst", encoding: encoding)
    let inbox = try store.addFolder("Posteingang", role: .inbox)
    let below = try store.addFolder("Ωmega 日本", in: inbox)
    try store.add(PSTItems.everyClass, to: inbox)
    try store.add([PSTItems.mail(40, isRead: false)], to: below)
    try store.finish()
    let walk = try store.walk()
    #expect(walk.faults == [])
    #expect(walk.encoding == Int(encoding.rawValue))
    #expect(walk.messages == 12)
    #expect(try store.pypff() == store.expected)
  }

  @Test("readpst finds each message but those of the classes that it passes over", arguments: PSTEncoding.allCases)
  func readpst(encoding: PSTEncoding) throws {
    let store = try WrittenStore("small.pst", encoding: encoding)
    let inbox = try store.addFolder("Inbox", role: .inbox)
    try store.add(PSTItems.everyClass, to: inbox)
    try store.finish()
    let skipped: Set = ["IPM.StickyNote", "IPM.Post", "IPM.DistList", "IPM.Task"]
    let found = try store.readpst().filter { $0.key.hasPrefix("Inbox/") && !$0.key.contains("-") }
    #expect(found.count == PSTItems.everyClass.count { !skipped.contains($0.letter.messageClass) })
    let text = found.values.map { String(decoding: $0, as: UTF8.self) }.joined()
    for item in PSTItems.everyClass where item.letter.kind == .mail && !item.letter.subject.isEmpty {
      #expect(text.contains(item.letter.subject))
    }
  }

  @Test("pffexport exports each item but the post, a class that it passes over")
  func pffexport() throws {
    let store = try WrittenStore("small.pst")
    let inbox = try store.addFolder("Inbox", role: .inbox)
    try store.add(PSTItems.everyClass, to: inbox)
    try store.finish()
    #expect(try store.pffexport().count == PSTItems.everyClass.count - 1)
  }

  @Test("a folder of thousands: rows, row index and heap over many blocks")
  func manyItems() throws {
    let store = try WrittenStore("folder.pst")
    let inbox = try store.addFolder("Inbox", role: .inbox)
    let other = try store.addFolder("Other")
    for number in 1...4000 {
      try store.add([PSTItems.mail(number, isRead: number % 3 == 0)], to: number % 8 == 0 ? other : inbox)
    }
    try store.finish()
    let walk = try store.walk()
    #expect(walk.faults == [])
    #expect(walk.messages == 4000)
    #expect(walk.deepestTreeOnHeap == 1)
    #expect(walk.tablesWithRowTrees == 2)
    #expect(try store.pypff() == store.expected)
    #expect(try store.readpst().keys.count { $0.hasSuffix(".eml") || !$0.contains("-") } == 4000)
  }

  @Test("an attachment over XXBLOCK, and others at the borders of blocks and heap")
  func largeAttachments() throws {
    let store = try WrittenStore("large.pst", encoding: .cyclic)
    let inbox = try store.addFolder("Inbox", role: .inbox)
    let sizes = [0, 1, 3580, 3581, 8176, 8177, 1021 * 8176, 1021 * 8176 + 1, 9_000_001]
    let files = sizes.enumerated().map { place, size in
      PSTItems.file("file \(place).bin", PSTItems.bytes(size, seed: UInt64(place)))
    }
    try store.add([PSTItems.mail(1, attachments: files)], to: inbox)
    try store.finish()
    #expect(try store.walk().faults == [])
    #expect(try store.pypff() == store.expected)
    let contents = try store.readpst().filter { $0.key.contains("file ") }.values
    #expect(Set(contents.map { $0.count }) == Set(sizes.filter { $0 > 0 }))
    for file in files {
      guard case .bytes(let bytes) = file.content, !bytes.isEmpty else { continue }
      #expect(contents.contains { $0.elementsEqual(bytes) }, "\(file.name)")
    }
  }

  @Test("six hundred attachments: subnodes over SIBLOCK, of which readpst reads none")
  func manyAttachments() throws {
    let store = try WrittenStore("siblock.pst")
    let inbox = try store.addFolder("Inbox", role: .inbox)
    let files = (0..<600).map { PSTItems.file("f\($0).txt", Array("attachment \($0)".utf8)) }
    try store.add([PSTItems.mail(1, attachments: files), PSTItems.mail(2)], to: inbox)
    try store.finish()
    let walk = try store.walk()
    #expect(walk.faults == [])
    #expect(walk.attachments == 600)
    #expect(walk.siblocks == 1)
    #expect(try store.pypff() == store.expected)
    #expect(try store.readpst().keys.count { $0.contains("-f") } == 0)
  }

  @Test("messages in messages, up to the depth that is allowed")
  func nested() throws {
    let store = try WrittenStore("nested.pst")
    let inbox = try store.addFolder("Inbox", role: .inbox)
    let inner = PSTItems.mail(3, subject: "Innermost", attachments: [PSTItems.file("chart.txt", Array("N".utf8))])
    let middle = PSTItems.mail(
      2, subject: "Fwd: Middle", body: PSTItems.both(2), attachments: [PSTItems.enclosed(inner)])
    let outer = PSTItems.mail(1, subject: "Outer", attachments: [PSTItems.enclosed(middle), PSTItems.enclosed(inner)])
    try store.add([outer], to: inbox)
    let deeps = [String](repeating: "Deep", count: MessageWriter.deepest)
    var deep = inner
    for _ in deeps { deep = PSTItems.mail(4, subject: "Deep", attachments: [PSTItems.enclosed(deep)]) }
    try store.add([deep], to: inbox)
    #expect(throws: MakerError.self) {
      try store.add([PSTItems.mail(5, attachments: [PSTItems.enclosed(deep)])], to: inbox)
    }
    try store.finish()
    #expect(try store.pypff() == store.expected)
    let walk = try store.walk()
    #expect(walk.faults == [])
    #expect(walk.embedded == 3 + MessageWriter.deepest)
    let subjects = try store.pffexport()
    #expect(subjects.sorted() == (["Outer", "Fwd: Middle"] + repeatElement("Innermost", count: 3) + deeps).sorted())
  }

  @Test("heaps over several blocks, long texts in tables, recipients in a subnode")
  func largeObjects() throws {
    let store = try WrittenStore("objects.pst")
    let inbox = try store.addFolder("Inbox", role: .inbox)
    let people = (0..<200).map { number in
      Recipient(
        kind: number % 2 == 0 ? .to : .cc,
        correspondent: Correspondent(name: "Pilot 🐙 \(number)", address: "pilot\(number)@reef.example"))
    }
    let long = String(repeating: "a🐙", count: 1100)
    let body = PSTItems.Body(
      plain: String(repeating: "Zeile ü\r\n", count: 150), html: String(repeating: "<p>日本</p>", count: 250),
      headers: String(repeating: "X: y\r\n", count: 280))
    try store.add(
      [
        PSTItems.mail(1, subject: long, body: body, to: people),
        PSTItems.mail(2, body: PSTItems.Body(plain: String(repeating: "🐙ü ", count: 40_000)), to: []),
      ], to: inbox)
    try store.finish()
    let walk = try store.walk()
    #expect(walk.faults == [])
    #expect(walk.heapsOfSeveralBlocks >= 2)
    #expect(walk.tablesWithRowTrees == 1)
    #expect(walk.recipients == 200)
    #expect(try store.pypff() == store.expected)
  }

  @Test("the same items give the same bytes, whose hash is told")
  func repeatable() throws {
    let stores = try (0..<2).map { _ in
      let store = try WrittenStore("same.pst")
      try store.add(PSTItems.everyClass, to: try store.addFolder("Inbox"))
      try store.finish()
      return store
    }
    let bytes = try stores.map { try Data(contentsOf: URL(filePath: $0.path)) }
    #expect(bytes[0] == bytes[1])
    #expect(stores[0].sha256 == PSTReading.digest(Array(bytes[0])))
    #expect(stores[0].byteCount == bytes[0].count)
  }

  @Test("a store without items has all nodes that a store needs")
  func empty() throws {
    let store = try WrittenStore("empty.pst")
    try store.finish()
    let walk = try store.walk()
    #expect(walk.faults == [])
    #expect(walk.folders == 4)
    #expect(try store.pypff() == store.expected)
    #expect(throws: MakerError.self) {
      try PSTWriter(
        creating: store.path, settings: PSTSettings(encoding: .none, displayName: "", storeUID: GUID(high: 1, low: 1)))
    }
  }

  /// What each byte belongs to: the header, the first allocation map, a page and a block behind it.
  @Test("the walk that these tests rest on finds a changed byte", arguments: [44, 300, 0x4410, 0x44A0, 0x4A00])
  func damage(offset: Int) throws {
    let store = try WrittenStore("damaged.pst")
    try store.add(PSTItems.everyClass, to: try store.addFolder("Inbox"))
    try store.finish()
    var bytes = try Data(contentsOf: URL(filePath: store.path))
    bytes[offset] ^= 0x10
    try bytes.write(to: URL(filePath: store.path))
    #expect(try !store.walk().faults.isEmpty)
  }
}
