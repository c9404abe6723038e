import Bytes
import Readers
import Records

/// A small store with one of everything that the tests look at.
enum SampleStore {
  static let recordKey: [UInt8] = (1...16).map { UInt8($0) }
  static let bigAttachment: [[UInt8]] = (0..<5).map { [UInt8](repeating: UInt8(0x41 + $0), count: 700) }

  /// Store, folders `\Inbox` and `\Recoverable Items` below the top, two messages and an associated one.
  static func builder(_ variant: StoreVariant = .unicode) -> StoreBuilder {
    var store = StoreBuilder(variant)
    store.addProperties(
      0x21,
      [
        .text(0x3001, "ada@example.com"), .binary(0x0FF9, recordKey),
        .binary(0x35E0, [0, 0, 0, 0] + recordKey + u32(0x8022)),
      ])
    store.addFolder(0x122, name: "", parent: 0x122)
    store.addFolder(0x8022, name: "Top of Personal Folders", parent: 0x122)
    store.addFolder(0x8042, name: "Inbox", parent: 0x8022, count: 1)
    store.addFolder(0x8062, name: "Customers", parent: 0x8042)
    store.addFolder(0x8082, name: "Recoverable Items", parent: 0x122, count: 1)
    store.addMessage(0x200024, parent: 0x8042)
    store.addProperties(0x200044, [.text(0x001A, "IPM.Note"), .text(0x0037, "deleted")], parent: 0x8082)
    store.addProperties(0x200068, [.text(0x001A, "IPM.Configuration.Calendar")], parent: 0x8042)
    return store
  }
}

extension StoreBuilder {
  mutating func addProperties(
    _ id: UInt32, _ properties: [Property], subnodes: UInt64 = 0, parent: UInt32 = 0
  ) {
    let data = addData(HeapBuilder.propertyContext(properties, variant))
    addNode(id, data: data, subnodes: subnodes, parent: parent)
  }

  mutating func addFolder(_ id: UInt32, name: String, parent: UInt32, count: UInt32 = 0) {
    addProperties(id, [.text(0x3001, name), .integer(0x3602, count)], parent: parent)
  }

  /// A message with a recipient in copy, a short and a long attachment, and a message embedded in it.
  mutating func addMessage(_ id: UInt32, parent: UInt32) {
    let big = addData(SampleStore.bigAttachment, perXBlock: 2)
    let bigNodes = addSubnodes([Entry(id: 0x8041, data: big)])
    let inner = addData(
      HeapBuilder.propertyContext(
        [.text(0x001A, "IPM.Note"), .text(0x0037, "inside"), .text(0x1000, "inner text")], variant))
    let innerNodes = addSubnodes([Entry(id: 0x200084, data: inner)])
    let attachments = [
      Entry(
        id: 0x8025,
        data: addData(
          HeapBuilder.propertyContext([
            .text(0x3707, "short.txt"), .integer(0x3705, 1), .binary(0x3701, Array("short".utf8)),
          ]))),
      Entry(
        id: 0x8045,
        data: addData(
          HeapBuilder.propertyContext(
            [.text(0x3704, "big.bin"), .integer(0x3705, 1), .subnode(0x3701, 0x8041)], variant)),
        subnodes: bigNodes),
      Entry(
        id: 0x8065,
        data: addData(
          HeapBuilder.propertyContext([.integer(0x3705, 5), .object(0x3701, node: 0x200084)], variant)),
        subnodes: innerNodes),
    ]
    let subnodes = addSubnodes([addRecipientTable()] + attachments)
    addProperties(
      id,
      [
        .text(0x001A, "IPM.Note"), .text(0x0037, "\u{1}\u{5}Re: plans"), .text(0x1000, "body text"),
        .text(0x0C1A, "Bob"), .text(0x5D01, "bob@example.org"), .integer(0x0E07, 1),
        .text(0x1035, "<one@example.org>"), .binary(0x300B, [0xAB, 0x01]), .text(0x0076, "ada@example.com"),
        Property(id: 0x0039, type: 0x40, value: .heap(u64(116_444_736_000_000_000 + 10_000_000))),
        Property(id: 0x7777, type: 0x0000, value: .inline(0)),
      ], subnodes: subnodes, parent: parent)
  }

  private mutating func addRecipientTable() -> Entry {
    let text = HeapBuilder.Column(id: 0x39FE, type: 0x1F, size: 4)
    let type = HeapBuilder.Column(id: 0x0C15, type: 3, size: 4)
    // The address stands in a subnode of the table.
    let address = addData([utf16("carol@example.net")])
    let table = HeapBuilder.tableContext([text, type], rows: [(id: 1, cells: [u32(0x803F), u32(2)])], variant)
    return Entry(
      id: 0x692, data: addData(table.blocks), subnodes: addSubnodes([Entry(id: 0x803F, data: address)]))
  }
}

/// What a reading of a store gave, its records in the order of their ordinals, whatever order they were handed over in.
struct Reading {
  var batch = RecordBatch()
  var failure: FormatError?
  var isPartial = false
  var notes: [String] = []

  var live: [Message] { batch.messages.filter { !$0.isRecovered } }
  var liveAttachments: [Attachment] {
    let ordinals = Set(live.map(\.ordinal))
    return batch.attachments.filter { ordinals.contains($0.message) }
  }
  var recovered: [Message] { batch.messages.filter(\.isRecovered) }
  var items: [Message] { live.filter { $0.parent == nil && !$0.isAssociated } }
  var embedded: [Message] { live.filter { $0.parent != nil } }
  var associated: [Message] { live.filter(\.isAssociated) }

  /// Messages and attachments without what names their place in the file.
  var withoutPlaces: (messages: [Message], attachments: [Attachment]) {
    var (messages, attachments) = (batch.messages, batch.attachments)
    for index in messages.indices { messages[index].location = nil }
    for index in attachments.indices { attachments[index].location = nil }
    return (messages, attachments)
  }

  static func of(_ bytes: [UInt8]) async throws -> Reading { try await of(Source(bytes)) }

  static func of(_ source: Source, by reader: any Reader.Type = PSTReader.self) async throws -> Reading {
    let gathered = Gathered()
    let collector = RecordCollector { await gathered.add($0) }
    var reading = Reading()
    do {
      try await reader.read(source, into: collector)
    } catch let error as FormatError {
      reading.failure = error
    }
    try await collector.finish()
    reading.batch = await gathered.batch
    reading.batch.messages.sort { $0.ordinal < $1.ordinal }
    reading.batch.attachments.sort { $0.ordinal < $1.ordinal }
    reading.isPartial = collector.isPartial
    reading.notes = collector.notes
    return reading
  }

  private actor Gathered {
    var batch = RecordBatch()

    func add(_ further: RecordBatch) {
      batch.folders += further.folders
      batch.messages += further.messages
      batch.attachments += further.attachments
      batch.ownerHints += further.ownerHints
      batch.children += further.children
      batch.defects += further.defects
    }
  }
}

/// A generator of the same numbers in every run.
struct FixedRandom: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return mixed ^ mixed >> 31
  }
}
