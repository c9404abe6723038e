import Foundation
import Testing

@testable import SampleMaker

/// What is true of Unicode stores (`PSTWriterTests`) of the other variants too, and what only these have.
@Suite("Stores of every variant")
struct StoreVariantTests {
  static let others: [PSTVersion] = [.ansi14, .ansi15, .largePages]

  /// A name that Windows-1252 holds: that of a folder tells no code page.
  static let folder = "Übersicht"

  static func small(_ version: PSTVersion, encoding: PSTEncoding = .permute) throws -> WrittenStore {
    let store = try WrittenStore(version == .largePages ? "small.ost" : "small.pst", version, encoding: encoding)
    let inbox = try store.addFolder("Posteingang", role: .inbox)
    try store.add(PSTItems.everyClass, to: inbox)
    let below = try store.addFolder(folder, in: inbox)
    let files = [PSTItems.file("Plan.bin", PSTItems.bytes(200_001, seed: 3)), PSTItems.enclosed(PSTItems.mail(41))]
    try store.add([PSTItems.mail(40, attachments: files, isRead: false)], to: below)
    try store.finish()
    return store
  }

  @Test("one item of each class, with attachments, in every encoding", arguments: others, PSTEncoding.allCases)
  func everyClass(version: PSTVersion, encoding: PSTEncoding) throws {
    let store = try Self.small(version, encoding: encoding)
    let walk = try store.walk()
    #expect(walk.faults == [])
    #expect(walk.version == Int(version.rawValue))
    #expect(walk.encoding == Int(encoding.rawValue))
    #expect(walk.messages == 12 && walk.embedded == 1)
    #expect((walk.deflatedBlocks > 10) == (version == .largePages && encoding == .none))
    #expect(try store.pypff() == store.expected)
  }

  @Test("readpst reads each message but those of the classes that it passes over", arguments: others)
  func readpst(version: PSTVersion) throws {
    let files = try Self.small(version, encoding: .none).readpst()
    let skipped: Set = ["IPM.StickyNote", "IPM.Post", "IPM.DistList", "IPM.Task"]
    let expected = PSTItems.everyClass.count { !skipped.contains($0.letter.messageClass) }
    #expect(files.keys.count { $0.hasPrefix("Posteingang/") && !$0.contains("-") && !$0.contains("Ü") } >= expected)
    let bytes = PSTItems.bytes(200_001, seed: 3)
    #expect(files.values.contains { $0.elementsEqual(bytes) })
  }

  @Test(
    "pffexport exports each item, the one enclosed too, but the post, a class that it passes over", arguments: others)
  func pffexport(version: PSTVersion) throws {
    let subjects = try Self.small(version, encoding: .none).pffexport()
    #expect(subjects.count == PSTItems.everyClass.count - 1 + 2)
  }

  @Test("thousands of items and attachments over many blocks", arguments: others)
  func large(version: PSTVersion) throws {
    let store = try WrittenStore("large.pst", version, encoding: .none)
    let inbox = try store.addFolder("Inbox", role: .inbox)
    for number in 1...1500 { try store.add([PSTItems.mail(number)], to: inbox) }
    let capacity = StoreLayout.of(version).blockCapacity
    let sizes = [0, 1, 3580, 3581, capacity, capacity + 1, 1_300_000]
    let files = sizes.enumerated().map { PSTItems.file("file \($0).bin", PSTItems.bytes($1, seed: UInt64($0))) }
    try store.add([PSTItems.mail(1501, attachments: files)], to: inbox)
    let many = (0..<600).map { PSTItems.file("f\($0).txt", Array("attachment \($0)".utf8)) }
    try store.add([PSTItems.mail(1502, attachments: many)], to: inbox)
    try store.finish()
    let walk = try store.walk()
    #expect(walk.faults == [])
    #expect(walk.messages == 1502 && walk.attachments == 607)
    #expect(try store.pypff() == store.expected)
  }

  @Test("8-bit text is in the code page that holds it, and names it")
  func codePages() {
    #expect(CodePage.holding(["Zwölf – “Bö”"]) == .western)
    #expect(CodePage.holding(["Привет", "x"]) == .cyrillic)
    #expect(CodePage.holding(["שלום"]) == .hebrew)
    #expect(CodePage.holding(["Привет", "Ärger"]) == .utf8)
    #expect(CodePage.western.encode("日ä") == [0x3F, 0xE4])
    var bytes = TextForm.codePage(.utf8).bytes(of: String(repeating: "日", count: 100))
    TextForm.codePage(.utf8).cut(&bytes, units: 255)
    #expect(bytes.count == 255 && String(validating: bytes, as: UTF8.self) != nil)
  }

  @Test("bodies in RTF alone: compressed, with the right checksum", arguments: [PSTVersion.unicode, .ansi15])
  func rtf(version: PSTVersion) throws {
    let store = try WrittenStore("rtf.pst", version, bodies: .rtf)
    let inbox = try store.addFolder("Inbox", role: .inbox)
    try store.add(PSTItems.everyClass, to: inbox)
    try store.finish()
    #expect(try store.walk().faults == [])
    #expect(try store.pypff() == store.expected)
    #expect(try store.pffexport().count == PSTItems.everyClass.count - 1)
  }

  @Test("what was deleted is in no peer's list, and in nothing that the trees lead to")
  func deleted() throws {
    let store = try WrittenStore("deleted.pst")
    let inbox = try store.addFolder("Inbox", role: .inbox)
    let files = [PSTItems.file("Plan.bin", PSTItems.bytes(20_000, seed: 3))]
    for number in 1...60 {
      try store.add([PSTItems.mail(number)], to: inbox)
      let ways: [Deletion] = [.nodeGone, .pageFreed, .blocksFreed]
      try store.addDeleted([(PSTItems.mail(1000 + number, attachments: files), ways[number % 3])], to: inbox)
    }
    try store.finish()
    let walk = try store.walk()
    #expect(walk.faults == [])
    #expect(walk.messages == 60)
    #expect(try store.pypff() == store.expected)
    #expect(try store.readpst().keys.count { !$0.contains("-") } == 60)
    #expect(try store.pffexport().count == 60)
  }

  @Test("an item without its row is in the node tree, and in no folder")
  func rowGone() throws {
    let store = try WrittenStore("deleted.pst")
    let inbox = try store.addFolder("Inbox", role: .inbox)
    try store.add([PSTItems.mail(1)], to: inbox)
    try store.addDeleted([(PSTItems.mail(2), .rowGone)], to: inbox)
    try store.finish()
    #expect(try store.walk().faults.allSatisfy { $0.contains("belongs to nothing") || $0.contains("cRef 2, but 0") })
    #expect(try store.pypff() == store.expected)
  }
}
