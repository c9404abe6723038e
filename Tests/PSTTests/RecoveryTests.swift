import Bytes
import Readers
import Records
import Testing

@Suite("Recovery of deleted items")
struct RecoveryTests {
  static let message: UInt32 = 0x200024

  /// The store of the other tests, whose first message has recipients, attachments and an embedded message.
  static func whole() async throws -> Reading { try await Reading.of(SampleStore.builder().build()) }

  /// The message as it was before it was deleted, but for what no longer tells where it lay.
  static func expectMessage(
    _ reading: Reading, method: String, hasNode: Bool = true
  ) async throws {
    let whole = try await whole()
    #expect(reading.failure == nil)
    #expect(reading.items.map(\.subject) == ["deleted"])
    #expect(reading.recovered.map(\.subject) == ["Re: plans", "inside"])
    var expected = try #require(whole.items.first)
    var found = try #require(reading.recovered.first)
    #expect(found.recoveryMethod == method)
    #expect(hasNode || (found.sourceNode == nil && found.folder == nil && found.entryID == nil))
    (expected.ordinal, found.ordinal) = (0, 0)
    (expected.isRecovered, expected.recoveryMethod) = (true, method)
    if !hasNode { (expected.sourceNode, expected.folder, expected.entryID) = (nil, nil, nil) }
    #expect(found == expected)
    #expect(reading.batch.attachments.map(\.sha256) == whole.batch.attachments.map(\.sha256))
  }

  @Test("a node that its folder's table does not list is recovered, not live")
  func orphanedNode() async throws {
    var store = SampleStore.builder()
    // The folder says that it has none, and its table lists none.
    _ = store.removeNode(0x8042)
    store.addFolder(0x8042, name: "Inbox", parent: 0x8022, count: 0)
    store.addTable(0x804E, rows: [])
    let reading = try await Reading.of(store.build())
    try await Self.expectMessage(reading, method: "orphaned_node")
    #expect(reading.batch.folders.first { $0.name == "Inbox" }?.foundCount == 0)
  }

  @Test("a folder whose table lists fewer items than it says it has keeps them all, and that is told")
  func damagedTable() async throws {
    var store = SampleStore.builder()
    store.addTable(0x804E, rows: [])
    let reading = try await Reading.of(store.build())
    #expect(reading.recovered.isEmpty)
    #expect(reading.items.count == 2)
    #expect(reading.batch.defects.contains { $0.consequence.contains("does not list read all the same") })
  }

  @Test("a node that only an older page names is recovered into its folder", arguments: [false, true])
  func olderNode(areBlocksFreed: Bool) async throws {
    var store = SampleStore.builder()
    let removed = store.removeNode(Self.message)
    let node = try #require(removed)
    store.olderNodes = [node]
    if areBlocksFreed { store.freed = store.blocks(of: node) }
    try await Self.expectMessage(Reading.of(store.build()), method: "older_node")
  }

  @Test("blocks that nothing names any more are an item again, with its subnodes where their ids prove them")
  func unnamedBlocks() async throws {
    var store = SampleStore.builder()
    _ = store.removeNode(Self.message)
    let reading = try await Reading.of(store.build())
    // Nothing in its properties names a subnode, nor whom it is to: no recipients and attachments are guessed.
    #expect(reading.recovered.map(\.subject) == ["Re: plans", "inside"])
    #expect(reading.recovered.map(\.recoveryMethod) == ["unnamed_block", "unnamed_block"])
    #expect(reading.recovered[0].attachmentCount == 0)
  }

  @Test("what an item displays as recipients proves its subnodes, where one tree has them", arguments: [false, true])
  func matchedByRecipients(areBlocksFreed: Bool) async throws {
    var store = SampleStore.builder()
    let removed = store.removeNode(Self.message)
    let node = try #require(removed)
    let columns = [
      HeapBuilder.Column(id: 0x3001, type: 0x1F, size: 4), HeapBuilder.Column(id: 0x0C15, type: 3, size: 4),
    ]
    let name = store.addSubnodes([.init(id: 0x803F, data: store.addBlock(utf16("Carol")))])
    let table = HeapBuilder.tableContext(columns, rows: [(id: 1, cells: [u32(0x803F), u32(1)])])
    let subnodes = store.addSubnodes([.init(id: 0x692, data: store.addData(table.blocks), subnodes: name)])
    let data = store.addData(
      HeapBuilder.propertyContext([.text(0x1A, "IPM.Note"), .text(0x37, "to Carol"), .text(0x0E04, "Carol")]))
    if areBlocksFreed {
      store.freed = store.blocks(of: .init(id: 0, data: data, subnodes: subnodes)).union(store.blocks(of: node))
    }
    let found = try #require(try await Reading.of(store.build()).recovered.first { $0.subject == "to Carol" })
    #expect(found.recoveryMethod == (areBlocksFreed ? "freed_block" : "unnamed_block") + ", subnodes by recipients")
    #expect(found.recipients == [Recipient(kind: .to, address: nil, displayName: "Carol")])
  }

  @Test("freed blocks are not told where they were overwritten")
  func overwritten() async throws {
    var store = SampleStore.builder()
    let removed = store.removeNode(Self.message)
    let node = try #require(removed)
    store.olderNodes = [node]
    store.freed = store.blocks(of: node)
    var bytes = store.build()
    let place = try #require(try await Self.whole().items.first?.location)
    bytes[Int(place.offset) + 40] ^= 1
    let reading = try await Reading.of(bytes)
    #expect(!reading.recovered.contains { $0.subject == "Re: plans" })
    #expect(reading.items.count == 1)
    #expect(Set(reading.batch.defects.map(\.field)) == ["NID_NAME_TO_ID_MAP"])
  }

  @Test("an item whose attachment was overwritten is recovered as incomplete")
  func incomplete() async throws {
    var store = SampleStore.builder()
    let removed = store.removeNode(Self.message)
    let node = try #require(removed)
    store.olderNodes = [node]
    store.freed = store.blocks(of: node)
    var bytes = store.build()
    let big = try #require(try await Self.whole().batch.attachments.first { $0.name == "big.bin" }?.location)
    bytes[Int(big.offset)] ^= 1
    let reading = try await Reading.of(bytes)
    #expect(reading.recovered.first?.recoveryMethod == "older_node, incomplete")
    #expect(reading.recovered.first?.attachmentCount == 3)
    #expect(reading.batch.attachments.first { $0.name == "big.bin" }?.sha256 == nil)
  }

  @Test("an item that was moved is not told twice, though an older page names its former node")
  func moved() async throws {
    var store = SampleStore.builder()
    let removed = store.removeNode(Self.message)
    let node = try #require(removed)
    store.olderNodes = [node]
    store.addNode(0x2000A4, data: node.data, subnodes: node.subnodes, parent: 0x8062)
    let reading = try await Reading.of(store.build())
    #expect(reading.recovered.isEmpty)
    #expect(reading.items.count == 2)
  }

  @Test("a copy of what is there is not told again, another text of it is, as another version")
  func versions() async throws {
    func properties(_ body: String) -> [Property] {
      [.text(0x1A, "IPM.Note"), .text(0x37, "draft"), .text(0x1000, body), .binary(0x300B, [7, 7])]
    }
    var store = SampleStore.builder()
    store.addProperties(0x2000C4, properties("final"), parent: 0x8042)
    store.freed = [
      store.addData(HeapBuilder.propertyContext(properties("final"))),
      store.addData(HeapBuilder.propertyContext(properties("first"))),
      store.addData(HeapBuilder.propertyContext(properties("first"))),
    ]
    let reading = try await Reading.of(store.build())
    #expect(reading.recovered.map(\.body?.text) == ["first"])
    #expect(reading.recovered.map(\.recoveryMethod) == ["freed_block, other version"])
  }

  @Test("a row without its item is told with what the row says")
  func contentsRow() async throws {
    var store = SampleStore.builder()
    let columns = [
      HeapBuilder.Column(id: 0x67F2, type: 3, size: 4), HeapBuilder.Column(id: 0x0E08, type: 3, size: 4),
      HeapBuilder.Column(id: 0x0037, type: 0x1F, size: 4),
    ]
    let text = store.addSubnodes([.init(id: 0x801F, data: store.addBlock(utf16("gone")))])
    let table = HeapBuilder.tableContext(
      columns,
      rows: [
        (id: 0x2000E4, cells: [u32(0x2000E4), u32(1234), u32(0x801F)]), (id: 0x200024, cells: [nil, nil, nil]),
      ])
    store.addNode(0x804E, data: store.addData(table.blocks), subnodes: text)
    let reading = try await Reading.of(store.build())
    let found = try #require(reading.recovered.first)
    #expect(reading.recovered.count == 1)
    #expect(found.subject == "gone")
    #expect(found.byteCount == 1234)
    #expect(found.sourceNode == 0x2000E4)
    #expect(found.recoveryMethod == "contents_row")
    #expect(reading.batch.folders.first { $0.ordinal == found.folder }?.name == "Inbox")
  }

  @Test("a folder that only an older page names is recovered with what lay in it", arguments: [false, true])
  func formerFolder(areBlocksFreed: Bool) async throws {
    var store = SampleStore.builder()
    store.addFolder(0x80A2, name: "Old", parent: 0x8042, count: 3)
    store.addFolder(0x80C2, name: "Deals", parent: 0x80A2, count: 1)
    store.addProperties(0x2000A4, [.text(0x1A, "IPM.Note"), .text(0x37, "signed")], parent: 0x80C2)
    let removed = [0x80A2, 0x80C2, 0x2000A4].map { store.removeNode($0) }
    let nodes = try removed.map { try #require($0) }
    store.olderNodes = nodes
    if areBlocksFreed { store.freed = nodes.reduce(into: []) { $0.formUnion(store.blocks(of: $1)) } }
    let reading = try await Reading.of(store.build())
    let former = reading.batch.folders.filter { $0.recoveryMethod != nil }
    #expect(former.map(\.path) == ["\\Inbox\\Old", "\\Inbox\\Old\\Deals"])
    #expect(former.map(\.recoveryMethod) == ["older_node", "older_node"])
    #expect(former.map(\.declaredCount) == [3, 1] && former.map(\.foundCount) == [nil, nil])
    #expect(former.map(\.parent) == [reading.batch.folders.first { $0.name == "Inbox" }?.ordinal, former[0].ordinal])
    #expect(reading.recovered.map(\.subject) == ["signed"])
    #expect(reading.recovered.map(\.folder) == [former[1].ordinal])
    #expect(reading.notes.contains("Folders recovered: 2."))
  }

  @Test("items of a folder of which nothing is left stay together, below a name that says so")
  func namelessFormerFolder() async throws {
    var store = SampleStore.builder()
    let items = [(0x2000A4, "one"), (0x2000C4, "two")] as [(UInt32, String)]
    for (id, subject) in items {
      store.addProperties(id, [.text(0x1A, "IPM.Note"), .text(0x37, subject)], parent: 0x80A2)
    }
    let removed = items.map { store.removeNode($0.0) }
    store.olderNodes = try removed.map { try #require($0) }
    let reading = try await Reading.of(store.build())
    let former = try #require(reading.batch.folders.last)
    #expect(former.path == "\\(former folder 0x80a2)" && former.recoveryMethod == "item_parent")
    #expect(reading.recovered.map(\.subject) == ["one", "two"])
    #expect(reading.recovered.allSatisfy { $0.folder == former.ordinal })
  }

  @Test("former folders that lie in one another end the search, not the reading")
  func formerLoop() async throws {
    var store = SampleStore.builder()
    store.addFolder(0x80A2, name: "a", parent: 0x80C2)
    store.addFolder(0x80C2, name: "b", parent: 0x80A2)
    let removed = [0x80A2, 0x80C2].map { store.removeNode($0) }
    store.olderNodes = try removed.map { try #require($0) }
    let reading = try await Reading.of(store.build())
    #expect(reading.failure == nil)
    #expect(Set(reading.batch.folders.filter { $0.recoveryMethod != nil }.map(\.name)) == ["a", "b"])
  }

  @Test("without its node tree a store still gives its items, from their blocks", arguments: StoreVariant.allCases)
  func noNodeTree(variant: StoreVariant) async throws {
    let store = SampleStore.builder(variant).build()
    var bytes = store
    // The trees stand behind the blocks: cut, the store has neither.
    bytes.removeLast(2 * variant.pageSize)
    let reading = try await Reading.of(bytes)
    #expect(reading.failure == nil)
    #expect(Set(reading.recovered.map(\.subject)).isSuperset(of: ["Re: plans", "deleted", "inside"]))
    #expect(reading.live.isEmpty)
  }
}

extension StoreBuilder {
  /// All blocks of a node, by what the builder wrote.
  func blocks(of node: Entry) -> Set<UInt64> {
    var found: Set<UInt64> = []
    var waiting = [node.data, node.subnodes]
    while let id = waiting.popLast() {
      guard id != 0, found.insert(id).inserted, let data = data(of: id), id & 2 != 0 else { continue }
      let isLeaf = data[0] == 2 && data[1] == 0
      let width = data[0] == 1 ? 8 : isLeaf ? 24 : 16
      for entry in stride(from: 8, to: data.count, by: width) {
        let places = data[0] == 1 ? [0] : isLeaf ? [8, 16] : [8]
        waiting += places.map { place in
          data[entry + place..<entry + place + 8].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        }
      }
    }
    return found
  }
}
