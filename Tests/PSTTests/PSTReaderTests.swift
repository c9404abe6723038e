import Bytes
import Readers
import Records
import Testing

@Suite("PSTReader")
struct PSTReaderTests {
  static let store = SampleStore.builder().build()

  @Test("tells folders with the paths that audit logs write")
  func folders() async throws {
    let reading = try await Reading.of(Self.store)
    #expect(reading.failure == nil)
    #expect(
      reading.batch.folders.map(\.path) == [
        "\\", "\\Top of Personal Folders", "\\Inbox", "\\Inbox\\Customers", "\\Recoverable Items",
      ])
    #expect(reading.batch.folders.map(\.parent) == [nil, 1, 2, 3, 1])
    #expect(reading.batch.folders.map(\.foundCount) == [0, 0, 1, 0, 1])
    #expect(reading.batch.folders.map(\.declaredCount) == [0, 0, 1, 0, 1])
  }

  @Test("knows the top folder by its name where the store does not say which it is")
  func unnamedTop() async throws {
    var store = StoreBuilder()
    store.addFolder(0x122, name: "", parent: 0x122)
    store.addFolder(0x8022, name: "IPM_SUBTREE", parent: 0x122)
    store.addFolder(0x8042, name: "Inbox", parent: 0x8022)
    let folders = try await Reading.of(store.build()).batch.folders
    #expect(folders.map(\.path) == ["\\", "\\IPM_SUBTREE", "\\Inbox"])
  }

  @Test("tells a message with all that it says")
  func message() async throws {
    let reading = try await Reading.of(Self.store)
    let message = try #require(reading.items.first)
    #expect(message.subject == "Re: plans")
    #expect(message.messageClass == "IPM.Note")
    #expect(message.senderAddress == "bob@example.org")
    #expect(message.senderName == "Bob")
    #expect(message.sentAt == 1_000_000)
    #expect(message.receivedAt == nil)
    #expect(message.isRead == true)
    #expect(message.body == MessageBody(text: "body text", source: .plain, headers: nil))
    #expect(message.internetMessageID == "<one@example.org>")
    #expect(message.messageKey == messageKey(of: "one@example.org"))
    #expect(message.searchKey == "ab01")
    #expect(message.entryID == "00000000" + "0102030405060708090a0b0c0d0e0f10" + "24002000")
    #expect(message.sourceNode == 0x200024)
    #expect(message.attachmentCount == 3)
    #expect(
      message.recipients == [
        Recipient(kind: .from, address: "bob@example.org", displayName: "Bob"),
        Recipient(kind: .cc, address: "carol@example.net", displayName: nil),
      ])
  }

  /// `{\rtf1\ansi\ansicpg1252\pard hello world}`, the example of [MS-OXRTFCP] 3.1.1.
  static let compressedRTF: [UInt8] =
    u32(0x2D) + u32(0x2B) + Array("LZFu".utf8) + u32(0xA7C7_C5F1) + [
      0x03, 0, 0x0A, 0, 0x72, 0x63, 0x70, 0x67, 0x31, 0x32, 0x35, 0x42, 0x32, 0x0A, 0xF3, 0x20, 0x68, 0x65, 0x6C, 0x09,
      0, 0x20, 0x62, 0x77, 0x05, 0xB0, 0x6C, 0x64, 0x7D, 0x0A, 0x80, 0x0F, 0xA0,
    ]

  static func reading(rtf: [UInt8]) async throws -> Reading {
    var store = SampleStore.builder()
    store.addProperties(0x2000A4, [.text(0x001A, "IPM.Note"), .binary(0x1009, rtf)], parent: 0x8042)
    return try await Reading.of(store.build())
  }

  @Test("an RTF body gives the text where there is no other, also where its checksum is wrong")
  func rtfBody() async throws {
    let message = try #require(try await Self.reading(rtf: Self.compressedRTF).items.last)
    #expect(message.body == MessageBody(text: "hello world", source: .rtf, headers: nil))
    var wrong = Self.compressedRTF
    wrong[12] ^= 0xFF
    let reading = try await Self.reading(rtf: wrong)
    #expect(reading.items.last?.body == message.body)
    let defect = try #require(reading.batch.defects.first { $0.field == "CRC" })
    #expect(defect.consequence == "nothing: read all the same")
  }

  @Test("HTML that is encapsulated in RTF is HTML")
  func htmlInRTF() async throws {
    let rtf = Array("{\\rtf1\\ansi\\fromhtml1 {\\*\\htmltag84 <b>}x}".utf8)
    let stream = u32(rtf.count + 12) + u32(rtf.count) + Array("MELA".utf8) + u32(0) + rtf
    let message = try #require(try await Self.reading(rtf: stream).items.last)
    #expect(message.body == MessageBody(text: "<b>x", source: .html, headers: nil))
  }

  @Test("an RTF body that is none costs itself only, and is told")
  func noRTF() async throws {
    let reading = try await Self.reading(rtf: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16])
    #expect(reading.items.last?.body == MessageBody(text: nil, source: .rtf, headers: nil))
    #expect(reading.items.last?.messageClass == "IPM.Note")
    #expect(reading.batch.defects.contains { $0.field == "COMPTYPE" && $0.consequence.contains("0x2000a4") })
  }

  @Test("a message's location holds its property context")
  func location() async throws {
    let message = try #require(try await Reading.of(Self.store).items.first)
    let location = try #require(message.location)
    let block = Self.store[Int(location.offset)..<Int(location.offset + location.length)]
    #expect(Array(block.dropFirst(2).prefix(2)) == [0xEC, 0xBC])
    #expect(String(decoding: block, as: UTF8.self).contains("o\0n\0e\0@\0"))
  }

  @Test("hashes attachments, over one block or many")
  func attachments() async throws {
    let attachments = try await Reading.of(Self.store).batch.attachments
    #expect(attachments.map(\.name) == ["short.txt", "big.bin", nil])
    #expect(attachments.map(\.byteCount) == [5, 3500, nil])
    #expect(
      attachments[0].sha256?.hex == "f9b0078b5df596d2ea19010c001bbd009e651de2c57e8fb7e355f31eb9d3f739")
    #expect(
      attachments[1].sha256?.hex == "fb57a3ce86ac5fffe33fa0383f96ad25000082b9748ba3d7d53f62e69ba5cfc9")
  }

  @Test("numbers an embedded message behind its parent, and says which attachment it is")
  func embedded() async throws {
    let reading = try await Reading.of(Self.store)
    let inner = try #require(reading.embedded.first)
    #expect(reading.embedded.count == 1)
    #expect(inner.subject == "inside")
    #expect(inner.parent == 1)
    #expect(inner.ordinal == 2)
    #expect(inner.folder == reading.items[0].folder)
    #expect(inner.sourceNode == 0x200084)
    #expect(inner.entryID == nil)
    #expect(reading.batch.attachments[2].embeddedMessage == inner.ordinal)
  }

  @Test("marks associated contents, and what lay in Recoverable Items")
  func areas() async throws {
    let reading = try await Reading.of(Self.store)
    #expect(reading.associated.map(\.messageClass) == ["IPM.Configuration.Calendar"])
    #expect(reading.items.map(\.storeArea) == [.primary, .recoverable])
  }

  @Test("the store of an archive, and a folder called after one, are told apart from the mailbox itself")
  func archives() async throws {
    var store = SampleStore.builder()
    store.addFolder(0x80A2, name: "Online Archive - Ada", parent: 0x8022)
    store.addFolder(0x80C2, name: "Inbox", parent: 0x80A2, count: 1)
    store.addProperties(0x200064, [.text(0x001A, "IPM.Note"), .text(0x0037, "old")], parent: 0x80C2)
    #expect(try await Reading.of(store.build()).items.map(\.storeArea) == [.primary, .recoverable, .archive])
    var whole = StoreBuilder(.unicode)
    whole.addProperties(0x21, [.text(0x3001, "In-Place Archive - ada@example.com")])
    whole.addFolder(0x122, name: "", parent: 0x122)
    whole.addFolder(0x8042, name: "Inbox", parent: 0x122, count: 1)
    whole.addProperties(0x200044, [.text(0x001A, "IPM.Note")], parent: 0x8042)
    let reading = try await Reading.of(whole.build())
    #expect(reading.items.map(\.storeArea) == [.archive])
    #expect(
      reading.batch.ownerHints == [
        OwnerHint(kind: .address, value: "ada@example.com", basis: "store_display_name")
      ])
  }

  @Test("says whose store it is, with how often")
  func owners() async throws {
    let hints = try await Reading.of(Self.store).batch.ownerHints
    #expect(hints.contains(OwnerHint(kind: .address, value: "ada@example.com", basis: "received_by", count: 1)))
    #expect(hints.contains(OwnerHint(kind: .address, value: "ada@example.com", basis: "store_display_name")))
  }

  @Test("a property of type 0 costs nothing but itself, and is the only defect")
  func badProperty() async throws {
    let reading = try await Reading.of(Self.store)
    #expect(reading.batch.defects.map(\.field) == ["PCBTH.wPropType", "NID_NAME_TO_ID_MAP"])
    #expect(reading.isPartial)
  }

  @Test("an attachment that is a store becomes a child exhibit and opens again, also from an embedded message")
  func children() async throws {
    var store = StoreBuilder()
    let inside = SampleStore.builder().build()
    let pieces = stride(from: 0, to: inside.count, by: 4000).map { Array(inside[$0..<min($0 + 4000, inside.count)]) }
    let data = store.addSubnodes([.init(id: 0x8041, data: store.addData(pieces))])
    let properties: [Property] = [.text(0x3707, "old.pst"), .integer(0x3705, 1), .subnode(0x3701, 0x8041)]
    func attachment() -> StoreBuilder.Entry {
      .init(id: 0x8025, data: store.addData(HeapBuilder.propertyContext(properties)), subnodes: data)
    }
    let inner = StoreBuilder.Entry(
      id: 0x200084, data: store.addData(HeapBuilder.propertyContext([.text(0x37, "inner")])),
      subnodes: store.addSubnodes([attachment()]))
    let outer = StoreBuilder.Entry(
      id: 0x8045,
      data: store.addData(HeapBuilder.propertyContext([.integer(0x3705, 5), .object(0x3701, node: 0x200084)])),
      subnodes: store.addSubnodes([inner]))
    store.addProperties(0x200024, [.text(0x37, "outer")], subnodes: store.addSubnodes([attachment(), outer]))
    let source = Source(store.build())

    let children = try await Reading.of(source).batch.children
    #expect(children.map(\.recipe) == ["attachment:200024/8025", "attachment:200024/8045/200084/8025"])
    for child in children {
      let stream = try PSTReader.open(child, in: source)
      var bytes: [UInt8] = []
      while let piece = try stream.next() { bytes += piece }
      #expect(bytes == inside)
      #expect(child.name == "old.pst")
      #expect(child.length == UInt64(inside.count))
    }
  }

  @Test("a recipe that leads nowhere is refused", arguments: ["", "attachment:", "attachment:1/2", "attachment:zz"])
  func badRecipe(recipe: String) {
    let child = ChildExhibit(name: "x", recipe: recipe, offset: 0, length: nil)
    #expect(throws: FormatError.self) { try PSTReader.open(child, in: Source(Self.store)) }
  }

  @Test("a message embedded in itself is told and left out")
  func loop() async throws {
    var store = StoreBuilder()
    let message = store.addData(HeapBuilder.propertyContext([.text(0x37, "again")]))
    let attachment = store.addData(
      HeapBuilder.propertyContext([.integer(0x3705, 5), .object(0x3701, node: 0x200084)]))
    // The subnodes of the attachment are to name the subnodes of the message, whose block comes later.
    let messageNodes: UInt64 = attachment + 4 + 2 + 4
    let attachmentNodes = store.addSubnodes([.init(id: 0x200084, data: message, subnodes: messageNodes)])
    let real = store.addSubnodes([.init(id: 0x8025, data: attachment, subnodes: attachmentNodes)])
    #expect(real == messageNodes)
    store.addNode(0x200024, data: message, subnodes: real)

    let reading = try await Reading.of(store.build())
    #expect(reading.batch.messages.count == 1)
    #expect(reading.batch.defects.contains { $0.problem == "the message is embedded in itself" })
  }

  @Test("messages embedded deeper than the limit are told, those above it read")
  func depth() async throws {
    var store = StoreBuilder()
    var subnodes: UInt64 = 0
    for level in 0..<40 {
      let message = StoreBuilder.Entry(
        id: 0x200084, data: store.addData(HeapBuilder.propertyContext([.text(0x37, "level \(level)")])),
        subnodes: subnodes)
      let attachment = StoreBuilder.Entry(
        id: 0x8025,
        data: store.addData(HeapBuilder.propertyContext([.integer(0x3705, 5), .object(0x3701, node: 0x200084)])),
        subnodes: store.addSubnodes([message]))
      subnodes = store.addSubnodes([attachment])
    }
    store.addProperties(0x200024, [.text(0x37, "top")], subnodes: subnodes)
    let reading = try await Reading.of(store.build())
    #expect(reading.batch.messages.count == 1 + 32)
    #expect(reading.batch.defects.contains { $0.problem == "limit exceeded: 33, at most 32 allowed" })
  }

  @Test("folders that lie below themselves are told, and their items kept")
  func folderLoop() async throws {
    var store = StoreBuilder()
    store.addFolder(0x8022, name: "A", parent: 0x8042)
    store.addFolder(0x8042, name: "B", parent: 0x8022)
    store.addProperties(0x200024, [.text(0x37, "kept")], parent: 0x8042)
    let reading = try await Reading.of(store.build())
    #expect(reading.batch.folders.map(\.path) == ["\\A", "\\A\\B"])
    #expect(reading.items.map(\.folder) == [2])
    #expect(reading.batch.defects.contains { $0.problem == "folder 0x8022 lies below itself" })
  }

  @Test("an item without folder or properties is an item all the same")
  func bareItem() async throws {
    var store = StoreBuilder()
    store.addNode(0x200024, data: 0x4444, parent: 0x9999)
    let reading = try await Reading.of(store.build())
    #expect(reading.items.map(\.sourceNode) == [0x200024])
    #expect(reading.batch.defects.contains { $0.consequence == "properties of node 0x200024 left out" })
    #expect(reading.batch.defects.contains { $0.consequence == "node 0x200024 without folder" })
  }

  @Test("records come in the same order every time")
  func order() async throws {
    let (first, second) = (try await Reading.of(Self.store), try await Reading.of(Self.store))
    #expect(first.batch.messages == second.batch.messages)
    #expect(first.batch.folders == second.batch.folders)
    #expect(first.batch.defects == second.batch.defects)
    #expect(first.batch.ownerHints == second.batch.ownerHints)
  }

  @Test("every variant of the format gives the same records", arguments: StoreVariant.allCases)
  func variants(variant: StoreVariant) async throws {
    let reading = try await Reading.of(SampleStore.builder(variant).build())
    let base = try await Reading.of(Self.store)
    #expect(reading.failure == nil)
    #expect(reading.batch.folders == base.batch.folders)
    #expect(reading.withoutPlaces.messages == base.withoutPlaces.messages)
    #expect(reading.withoutPlaces.attachments == base.withoutPlaces.attachments)
    #expect(reading.batch.ownerHints == base.batch.ownerHints)
    #expect(reading.batch.defects.map(\.field) == base.batch.defects.map(\.field))
  }

  @Test("a store whose version is wrong is read as what its pages say, and that is told")
  func wrongVersion() async throws {
    for (variant, version) in [
      (StoreVariant.unicode, 14), (.unicode, 36), (.unicode, 37), (.ansi, 23), (.largePages, 23), (.unicode, 20),
      (.unicode, 22), (.unicode, 24), (.largePages, 21),
    ] {
      let reading = try await Reading.of(SampleStore.builder(variant).build(version: version))
      #expect(reading.failure == nil)
      #expect(reading.items.count == 2)
      let isTold = reading.batch.defects.contains { $0.field == "HEADER.wVer" }
      #expect(isTold == (version != 37))
    }
  }

  @Test("Windows Information Protection is named, whatever the version", arguments: [23, 36, 37])
  func protected(version: Int) async throws {
    let bytes = SampleStore.builder().build(version: version, method: 0x10)
    #expect(PSTReader.recognises(Opening(bytes, isWhole: true)))
    let failure = try #require(try await Reading.of(bytes).failure)
    #expect(failure.field == "HEADER.bCryptMethod")
    #expect(failure.description.contains("Windows Information Protection"))
  }

  @Test("a version nobody knows is refused")
  func unknownVersion() async throws {
    let failure = try #require(try await Reading.of(SampleStore.builder().build(version: 99)).failure)
    #expect(failure.description.contains("unsupported version 99"))
  }

  @Test("knows a store by its two magics, and by nothing less")
  func recognises() {
    #expect(PSTReader.recognises(Opening(Self.store, isWhole: true)))
    for length in 0..<10 { #expect(!PSTReader.recognises(Opening(Array(Self.store.prefix(length)), isWhole: true))) }
    for index in [0, 1, 2, 3, 9] {
      var other = Self.store
      other[index] ^= 0x20
      #expect(!PSTReader.recognises(Opening(other, isWhole: true)))
    }
  }
}

@Suite("A damaged store")
struct DamagedStoreTests {
  @Test("is read or refused, never crashed on, wherever it is cut", arguments: [0, 1, 2, 3], StoreVariant.allCases)
  func cut(part: Int, variant: StoreVariant) async throws {
    let store = SampleStore.builder(variant).build()
    for length in stride(from: part, to: store.count, by: variant.isLarge ? 4 * 131 : 4 * 13) {
      let reading = try await Reading.of(Array(store.prefix(length)))
      #expect(reading.failure != nil || !reading.batch.defects.isEmpty)
    }
  }

  @Test(
    "is read or refused, never crashed on, whatever byte is changed", arguments: 0..<4, StoreVariant.allCases)
  func changed(part: Int, variant: StoreVariant) async throws {
    let store = SampleStore.builder(variant).build()
    var random = FixedRandom(seed: UInt64(part))
    for index in stride(from: part, to: store.count, by: variant.isLarge ? 64 : 4) {
      var bytes = store
      bytes[index] ^= UInt8.random(in: 1...255, using: &random)
      let reading = try await Reading.of(bytes)
      #expect(reading.failure != nil || reading.batch.messages.count <= 100)
    }
  }

  @Test("a changed byte of a block's data is told with its place, and the data kept")
  func blockChecksum() async throws {
    let message = try #require(try await Reading.of(PSTReaderTests.store).items.first)
    let location = try #require(message.location)
    var bytes = PSTReaderTests.store
    let text = try #require(
      (Int(location.offset)..<Int(location.offset + location.length)).first {
        Array(bytes[$0..<$0 + 4]) == Array("o\0n\0".utf8)
      })
    bytes[text] = UInt8(ascii: "O")
    let reading = try await Reading.of(bytes)
    #expect(reading.items.first?.internetMessageID == "<One@example.org>")
    let defect = try #require(reading.batch.defects.first { $0.field == "BLOCKTRAILER.dwCRC" })
    #expect(defect.consequence == "nothing: read all the same")
    #expect(defect.problem.hasPrefix("checksum mismatch: stored 0x"))
    #expect(reading.batch.defects.filter { $0.field == "BLOCKTRAILER.dwCRC" }.count == 1)
  }
}

@Suite("A store read in parts")
struct PartsTests {
  static let messageCount = 1300

  static func store() -> StoreBuilder {
    var store = SampleStore.builder()
    for index in 0..<UInt32(messageCount) {
      let inner = StoreBuilder.Entry(
        id: 0x200084, data: store.addData(HeapBuilder.propertyContext([.text(0x37, "inside \(index)")])))
      let attachment = StoreBuilder.Entry(
        id: 0x8025,
        data: store.addData(
          HeapBuilder.propertyContext([.integer(0x3705, 5), .object(0x3701, node: 0x200084)])),
        subnodes: store.addSubnodes([inner]))
      store.addProperties(
        0x300004 + index << 5,
        [.text(0x1A, "IPM.Note"), .text(0x37, "number \(index)"), .text(0x0076, "eve@example.com")],
        subnodes: index % 7 == 0 ? store.addSubnodes([attachment]) : 0, parent: 0x8062)
    }
    return store
  }

  @Test("numbers its records through, each with its parent, message and attachment")
  func numbered() async throws {
    let reading = try await Reading.of(Self.store().build())
    #expect(reading.failure == nil)
    #expect(reading.batch.messages.map(\.ordinal) == (1...UInt32(reading.batch.messages.count)).map { $0 })
    #expect(reading.batch.attachments.map(\.ordinal) == (1...UInt32(reading.batch.attachments.count)).map { $0 })
    let byOrdinal = Dictionary(uniqueKeysWithValues: reading.batch.messages.map { ($0.ordinal, $0) })
    let inside = reading.embedded.filter { $0.subject?.hasPrefix("inside ") == true }
    #expect(inside.count == (Self.messageCount + 6) / 7)
    for message in inside {
      let parent = try #require(message.parent.flatMap { byOrdinal[$0] })
      #expect(parent.subject == message.subject?.replacing("inside ", with: "number "))
      #expect(
        reading.batch.attachments.contains { $0.message == parent.ordinal && $0.embeddedMessage == message.ordinal })
    }
    let hint = OwnerHint(kind: .address, value: "eve@example.com", basis: "received_by", count: Self.messageCount)
    #expect(reading.batch.ownerHints.contains(hint))
    #expect(reading.recovered.isEmpty)
    #expect(reading.notes[1] == "Every checksum, signature and id is right.")
  }

  @Test("tells damage once and in its place, whichever part meets it")
  func damaged() async throws {
    let whole = Self.store().build()
    let places = try await Reading.of(whole).items.compactMap(\.location)
    var bytes = whole
    for index in [3, 700, 701, 1299] { bytes[Int(places[index].offset) + 30] ^= 1 }
    let readings = [try await Reading.of(bytes), try await Reading.of(bytes)]
    #expect(readings[0].batch.defects == readings[1].batch.defects)
    #expect(readings[0].batch.messages == readings[1].batch.messages)
    #expect(readings[0].batch.defects.filter { $0.field == "BLOCKTRAILER.dwCRC" }.count == 4)
    #expect(readings[0].batch.defects.filter { $0.field == "NID_NAME_TO_ID_MAP" }.count == 1)
  }
}
