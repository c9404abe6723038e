import Bytes
import Readers
import Records
import Testing

/// One row of `expected.tsv`: what an independent walk of the node tree counted.
struct ExpectedStore: CustomTestStringConvertible {
  let name: String
  let version: Int
  let folders: Int
  let searchFolders: Int
  let messages: Int
  let associated: Int
  let attachments: Int
  let embedded: Int

  var testDescription: String { name }

  static let all: [ExpectedStore] = {
    guard Corpus.isThere, let bytes = try? Corpus.bytes("expected.tsv") else { return [] }
    return String(decoding: bytes, as: UTF8.self).split(separator: "\n").dropFirst().compactMap { line in
      let fields = line.split(separator: "\t")
      let numbers = fields.dropFirst().compactMap { Int($0) }
      guard fields.count == 8, numbers.count == 7 else { return nil }
      return ExpectedStore(
        name: String(fields[0]), version: numbers[0], folders: numbers[1], searchFolders: numbers[2],
        messages: numbers[3], associated: numbers[4], attachments: numbers[5], embedded: numbers[6])
    }
  }()
}

@Suite("Real stores", .enabled(if: Corpus.isThere, "no corpus"))
struct CorpusTests {
  static let damaged = "aspose-email__Aspose.Email-for-.NET__AddingBulkMessagesWithImprovedPerformance.pst"

  static func read(_ name: String) async throws -> Reading {
    let path = Corpus.path(name)
    return try await Reading.of(
      Source(openStream: { try StoreStream(FileStore(path: path)) }, openStore: { try FileStore(path: path) }))
  }

  @Test(
    "every store gives all that its node tree has", arguments: ExpectedStore.all)
  func counts(expected: ExpectedStore) async throws {
    let reading = try await Self.read(expected.name)
    #expect(reading.failure == nil)
    #expect(reading.items.count == expected.messages)
    #expect(reading.associated.count == expected.associated)
    #expect(reading.embedded.count == expected.embedded)
    #expect(reading.liveAttachments.count == expected.attachments)
    let folders = reading.batch.folders.filter { $0.recoveryMethod == nil }
    #expect(folders.filter { !$0.isSearchFolder }.count == expected.folders)
    #expect(reading.batch.folders.filter(\.isSearchFolder).count == expected.searchFolders)
    if expected.name != Self.damaged { #expect(reading.batch.defects.isEmpty) }
    for folder in folders where !folder.isSearchFolder && expected.name != Self.damaged {
      #expect(folder.declaredCount == folder.foundCount, "\(folder.path)")
    }
  }

  @Test("the damaged store opens, with its checksums and lost pages told, and its folders named")
  func damagedStore() async throws {
    let reading = try await Self.read(Self.damaged)
    let fields = Set(reading.batch.defects.map(\.field))
    #expect(fields.isSuperset(of: ["HEADER.dwCRCPartial", "HEADER.dwCRCFull", "BTPAGE"]))
    #expect(reading.batch.folders.count == 6)
    #expect(reading.batch.folders.map(\.name).contains("Deleted Items"))
    #expect(reading.isPartial)
  }

  @Test("a task is found in the damaged store that no tree leads to")
  func recoveredTask() async throws {
    let recovered = try await Self.read(Self.damaged).recovered
    #expect(recovered.map(\.subject) == ["Task with attacment"])
    #expect(recovered.map(\.recoveryMethod) == ["older_node"])
    #expect(recovered.map(\.attachmentCount) == [1])
  }

  @Test("other versions of items are told as such, and copies of what is there are not told")
  func otherVersions() async throws {
    let recovered = try await Self.read("aspose-email__Aspose.Email-for-.NET__passwordprotectedPST.pst").recovered
    #expect(recovered.filter { $0.parent == nil }.allSatisfy { $0.recoveryMethod?.contains("other version") == true })
    #expect(try await Self.read("aspose-email__Aspose.Email-for-.NET__Outlook.pst").recovered.isEmpty)
  }

  @Test(
    "another encoding changes nothing of the content",
    arguments: [
      ("dist-list", "rjohnsondev__java-libpst__dist-list.pst"), ("submessage", "farnulfo__pst-exp__submessage.pst"),
      ("unicode_sample1", "farnulfo__pst-exp__sample1.pst"),
    ], ["none", "cyclic"])
  func encodings(store: (name: String, base: String), encoding: String) async throws {
    let base = try await Self.read(store.base)
    let derived = try await Self.read("_derived/\(store.name)__crypt-\(encoding).pst")
    #expect(derived.batch.defects.isEmpty)
    #expect(derived.batch.folders == base.batch.folders)
    #expect(derived.batch.messages == base.batch.messages)
    #expect(derived.batch.attachments == base.batch.attachments)
    #expect(derived.batch.ownerHints == base.batch.ownerHints)
  }

  @Test(
    "4 KB pages, deflated or encoded blocks change nothing of the content",
    arguments: [
      ("dist-list__4k-wver36", "rjohnsondev__java-libpst__dist-list.pst"),
      ("submessage__4k-wver36", "farnulfo__pst-exp__submessage.pst"),
      ("submessage__4k-wver36-permute", "farnulfo__pst-exp__submessage.pst"),
      ("submessage__4k-wver36-zlib", "farnulfo__pst-exp__submessage.pst"),
      ("testPST__4k-wver36-zlib", "apache__tika__testPST.pst"),
    ])
  func largePages(name: String, base: String) async throws {
    let base = try await Self.read(base)
    let derived = try await Self.read("_derived/\(name).ost")
    #expect(derived.failure == nil)
    #expect(derived.batch.defects.isEmpty)
    #expect(derived.batch.folders == base.batch.folders)
    #expect(derived.withoutPlaces.messages == base.withoutPlaces.messages)
    #expect(derived.withoutPlaces.attachments == base.withoutPlaces.attachments)
    #expect(derived.batch.ownerHints == base.batch.ownerHints)
  }

  @Test("another encoding changes nothing of an ANSI store", arguments: ["none", "cyclic"])
  func ansiEncodings(encoding: String) async throws {
    let base = try await Self.read("farnulfo__pst-exp__sample2.pst")
    let derived = try await Self.read("_derived/ansi_sample2__crypt-\(encoding).pst")
    #expect(derived.batch.defects.isEmpty)
    #expect(derived.batch.messages == base.batch.messages)
    #expect(derived.batch.attachments == base.batch.attachments)
  }

  @Test(
    "damage outside the content costs no item and no field",
    arguments: [
      ("all_block_crc_bad", "BLOCKTRAILER.dwCRC"), ("block_trailers_zero", "BLOCKTRAILER.bid"),
      ("btree_page_crc_bad", "PAGETRAILER.dwCRC"), ("fAMapValid0", nil), ("hdr_crc_full_bad", "HEADER.dwCRCFull"),
      ("hdr_crc_partial_bad", "HEADER.dwCRCPartial"), ("no_amap_pmap_fmap_dlist", nil),
      ("no_contents_TC", "NBTENTRY.bidData"),
      ("no_hierarchy_TC", "NBTENTRY.bidData"), ("nulled_node_name_to_id_map", "NBTENTRY.bidData"),
      ("nulled_node_message_store", "NBTENTRY.bidData"), ("nulled_node_root_folder", "NBTENTRY.bidData"),
    ] as [(String, String?)])
  func mutations(name: String, field: String?) async throws {
    let base = try await Self.read("rjohnsondev__java-libpst__dist-list.pst")
    let reading = try await Self.read("_mutations/\(name).pst")
    #expect(reading.failure == nil)
    var expected = base.batch.messages
    if name == "nulled_node_message_store" {
      // Without the store's record key there is nothing to make an entry id from.
      for index in expected.indices { expected[index].entryID = nil }
    }
    var found = reading.batch.messages
    if name == "nulled_node_name_to_id_map" {
      expected = expected.map(\.withoutPropertyNames)
      found = found.map(\.withoutPropertyNames)
    }
    #expect(found == expected)
    #expect(reading.batch.attachments == base.batch.attachments)
    #expect(reading.batch.folders.count == base.batch.folders.count)
    if let field {
      #expect(reading.batch.defects.contains { $0.field == field })
    } else {
      #expect(reading.batch.defects.isEmpty)
    }
  }

  @Test("a store whose root pages are gone is read whole", arguments: ["nbt_root_zero", "bbt_root_zero"])
  func zeroedTrees(name: String) async throws {
    let base = try await Self.read("rjohnsondev__java-libpst__dist-list.pst")
    let reading = try await Self.read("_mutations/\(name).pst")
    #expect(reading.batch.messages == base.batch.messages)
    #expect(reading.batch.attachments == base.batch.attachments)
    #expect(reading.batch.folders == base.batch.folders)
    #expect(reading.batch.defects.map(\.field) == ["PAGETRAILER.ptype"])
  }

  @Test("known text comes out as it was written")
  func knownText() async throws {
    let messages = try await Self.read("apache__tika__testPST.pst").items
    #expect(messages.map(\.senderName).first == "Jörn Kottmann")
    #expect(messages.map(\.subject).first == "Re: Feature Generators")
    #expect(messages.first?.internetMessageID == "<530D9CAC.5080901@gmail.com>")
    #expect(messages.allSatisfy { !($0.subject ?? "").unicodeScalars.contains("\u{1}") })
  }

  @Test("each byte changed in turn, a real store is read or refused, never crashed on", arguments: 0..<4)
  func changed(part: Int) async throws {
    let store = try Corpus.bytes("rjohnsondev__java-libpst__dist-list.pst")
    var random = FixedRandom(seed: UInt64(part))
    for _ in 0..<40 {
      var bytes = store
      for _ in 0..<20 {
        bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
      }
      let reading = try await Reading.of(bytes)
      #expect(reading.failure != nil || reading.batch.messages.count < 10_000)
    }
  }
}
