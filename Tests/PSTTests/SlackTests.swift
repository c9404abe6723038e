import Bytes
import Readers
import Records
import Testing

@Suite("Recovery from the slack of heaps and from former tables")
struct SlackTests {
  /// A contents table with the columns that the tests look at: its heap, before it is built.
  struct Table {
    static let columns: [(id: UInt16, type: UInt16, size: Int)] = [
      (0x67F2, 3, 4), (0x67F3, 3, 4), (0x001A, 0x1F, 4), (0x0037, 0x1F, 4), (0x0E06, 0x40, 8),
    ]
    static let rowSize = 25
    static let time: UInt64 = 132_000_000_000_000_000
    var heap: HeapBuilder
    private(set) var root: UInt32 = 0

    init(_ variant: StoreVariant = .unicode) { heap = HeapBuilder(client: 0x7C, variant) }

    /// A row, whose texts become allocations.
    mutating func row(_ id: UInt32, _ subject: String, class: String = "IPM.Note") -> [UInt8] {
      let texts = [heap.add(utf16(`class`)), heap.add(utf16(subject))]
      return bytes(id) + u32(1) + bytes(texts[0]) + bytes(texts[1]) + u64(Self.time) + [0xF8]
    }

    /// The rows that the index leads to, of more that stand in the matrix; without `matrixNode` it is in the heap.
    mutating func finish(_ rows: [[UInt8]], indexed: Int? = nil, matrixNode: UInt32? = nil) {
      let variant = heap.variant
      let index = heap.addTree(
        keySize: 4, dataSize: variant == .ansi ? 2 : 4,
        rows.prefix(indexed ?? rows.count).enumerated().map { Array($1.prefix(4)) + variant.rowIndex($0) })
      let hnid = matrixNode ?? heap.add(rows.flatMap { $0 })
      var (place, descriptions) = (0, [UInt8]())
      for (bit, column) in Self.columns.enumerated() {
        descriptions += bytes(column.type) + bytes(column.id) + u16(place) + [UInt8(column.size), UInt8(bit)]
        place += column.size
      }
      root = heap.add(
        [0x7C, UInt8(Self.columns.count)] + u16(place) + u16(place) + u16(place) + u16(Self.rowSize) + bytes(index)
          + bytes(hnid) + u32(0) + descriptions)
    }

    var blocks: [[UInt8]] { heap.build(root: root) }
  }

  /// The sample store with `table` as that of the inbox, which holds 0x200024.
  static func read(
    _ table: Table, _ variant: StoreVariant = .unicode, _ change: (inout StoreBuilder) -> Void = { _ in }
  ) async throws -> Reading {
    var store = SampleStore.builder(variant)
    store.addNode(0x804E, data: store.addData(table.blocks))
    change(&store)
    return try await Reading.of(store.build())
  }

  static func table(_ variant: StoreVariant = .unicode) -> Table {
    var table = Table(variant)
    let live = table.row(0x200024, "Re: plans")
    table.finish([live])
    return table
  }

  static func expectGone(_ reading: Reading, method: String, isInInbox: Bool = true) throws {
    #expect(reading.failure == nil)
    #expect(reading.recovered.map(\.subject) == ["Deal with Fabrikam"])
    let found = try #require(reading.recovered.first)
    #expect(found.recoveryMethod == method && found.sourceNode == 0x2000E4)
    #expect(found.messageClass == "IPM.Note" && found.receivedAt == 1_555_526_400_000_000)
    let inbox = reading.batch.folders.first { $0.name == "Inbox" }
    #expect(found.folder == (isInInbox ? inbox?.ordinal : nil))
    #expect(reading.items.map(\.subject) == ["Re: plans", "deleted"])
    #expect(inbox?.foundCount == 1)
  }

  @Test(
    "a row whose allocations were given up at the end of their heap is told with its texts",
    arguments: [
      StoreVariant.unicode, .largePages,
    ])
  func freedAtTheEnd(variant: StoreVariant) async throws {
    var table = Self.table(variant)
    let row = table.row(0x2000E4, "Deal with Fabrikam")
    _ = table.heap.add(row)
    table.heap.freedAtEnd = 3
    try Self.expectGone(try await Self.read(table, variant), method: "heap_slack")
  }

  @Test("where nothing tells the bounds of what was freed, the row has no texts, and these stand alone")
  func withoutBounds() async throws {
    var table = Self.table()
    let row = table.row(0x2000E4, "Deal with Fabrikam")
    _ = table.heap.add(row)
    (table.heap.freedAtEnd, table.heap.mapIsCut) = (3, false)
    let reading = try await Self.read(table)
    #expect(reading.recovered.map(\.recoveryMethod) == ["heap_slack, incomplete", "heap_slack, texts only"])
    #expect(reading.recovered.first?.receivedAt == 1_555_526_400_000_000 && reading.recovered.first?.subject == nil)
    #expect(reading.recovered.last?.body?.text == "IPM.NoteDeal with Fabrikam")
    #expect(reading.recovered.last?.messageClass == nil)
  }

  @Test("a row of the matrix that the index does not name is told, with what no other row refers to")
  func unindexed() async throws {
    var table = Table()
    let rows = [table.row(0x200024, "Re: plans"), table.row(0x2000E4, "Deal with Fabrikam")]
    table.finish(rows, indexed: 1)
    try Self.expectGone(try await Self.read(table), method: "heap_slack")
  }

  @Test("a text that a row in use has by now is not given to a deleted one")
  func usedAgain() async throws {
    var table = Table()
    let live = table.row(0x200024, "Re: plans")
    var gone = bytes(UInt32(0x2000E4)) + Array(live.dropFirst(4))
    gone[16] ^= 1
    table.finish([live, gone], indexed: 1)
    let reading = try await Self.read(table)
    #expect(reading.recovered.map(\.recoveryMethod) == ["heap_slack, incomplete"])
    #expect(reading.recovered.map(\.subject) == [nil])
  }

  @Test("older rows of what is there, and rows of what is recovered otherwise, are not told")
  func known() async throws {
    var table = Self.table()
    let rows = [table.row(0x200024, "Former subject"), table.row(0x2000E4, "Deal with Fabrikam")]
    for row in rows { _ = table.heap.add(row) }
    table.heap.freedAtEnd = 6
    let reading = try await Self.read(table) { store in
      let properties: [Property] = [
        .text(0x1A, "IPM.Note"), .text(0x37, "Deal with Fabrikam"),
        Property(id: 0x0E06, type: 0x40, value: .heap(u64(Table.time))),
      ]
      store.freed = [store.addData(HeapBuilder.propertyContext(properties))]
    }
    #expect(reading.recovered.map(\.recoveryMethod) == ["freed_block"])
    #expect(reading.recovered.compactMap(\.body).isEmpty)
    #expect(reading.recovered.map(\.subject) == ["Deal with Fabrikam"])
  }

  @Test("of a table whose index is damaged nothing is called deleted")
  func damagedIndex() async throws {
    var table = Table()
    let rows = [table.row(0x200024, "Re: plans"), table.row(0x2000E4, "Deal with Fabrikam")]
    table.finish(rows)
    var blocks = table.blocks
    // The leaf of the index is its first record of the second allocation behind four texts.
    let index = try #require(blocks[0].firstRange(of: [0xB5, 4, 4, 0]))
    blocks[0][index.upperBound] ^= 0x40
    var store = SampleStore.builder()
    store.addNode(0x804E, data: store.addData(blocks))
    #expect(try await Reading.of(store.build()).recovered.isEmpty)
  }

  @Test("what an item said before is told beside it, as another version, and only what it no longer says")
  func formerText() async throws {
    var heap = HeapBuilder(client: 0xBC)
    let (klass, subject) = (heap.add(utf16("IPM.Note")), heap.add(utf16("quarterly figures")))
    let records: [[UInt8]] = [u16(0x1A) + u16(0x1F) + bytes(klass), u16(0x37) + u16(0x1F) + bytes(subject)]
    let root = heap.addTree(keySize: 2, dataSize: 6, records)
    _ = heap.add(utf16("to be sent to the press on Friday"))
    var slack = heap
    _ = slack.add(utf16("figures"))
    _ = slack.add(utf16("written before"))
    slack.freedAtEnd = 2
    var store = SampleStore.builder()
    store.addNode(0x2000C4, data: store.addData(slack.build(root: root)), parent: 0x8062)
    let reading = try await Reading.of(store.build())
    #expect(reading.items.map(\.subject).contains("quarterly figures"))
    let found = try #require(reading.recovered.first)
    #expect(reading.recovered.count == 1)
    #expect(found.recoveryMethod == "heap_slack, other version, texts only")
    #expect(found.sourceNode == 0x2000C4 && found.internetMessageID == nil)
    #expect(reading.batch.folders.first { $0.ordinal == found.folder }?.name == "Customers")
    #expect(found.body?.text == "to be sent to the press on Friday\nwritten before")
  }

  @Test(
    "a table as it was before, in freed blocks, tells the rows that it has no more",
    arguments: [
      (false, false), (false, true), (true, false),
    ])
  func formerTable(isNamed: Bool, hasOwnMatrix: Bool) async throws {
    var former = Table()
    let rows = [former.row(0x200024, "Re: plans"), former.row(0x2000E4, "Deal with Fabrikam")]
    former.finish(rows, matrixNode: hasOwnMatrix ? 0x803F : nil)
    let reading = try await Self.read(Self.table()) { store in
      let data = store.addData(former.blocks)
      store.freed = [data]
      if isNamed { store.olderNodes = [.init(id: 0x804E, data: data)] }
      if hasOwnMatrix { store.freed.insert(store.addBlock(rows.flatMap { $0 })) }
    }
    try Self.expectGone(reading, method: "former_row", isInInbox: isNamed)
  }

  @Test("rows in another block than the table's, of other nodes, are not taken for its own")
  func foreignRows() async throws {
    var former = Table()
    let rows = [former.row(0x200024, "Re: plans"), former.row(0x2000E4, "Deal with Fabrikam")]
    former.finish(rows, matrixNode: 0x803F)
    let reading = try await Self.read(Self.table()) { store in
      let other = rows[0] + bytes(UInt32(0x200104)) + rows[1].dropFirst(4)
      store.freed = [store.addData(former.blocks), store.addBlock(other)]
    }
    #expect(reading.recovered.isEmpty)
  }

  @Test("a deleted folder that a former table of folders names keeps its name and place")
  func formerFolder() async throws {
    let columns = [
      HeapBuilder.Column(id: 0x67F2, type: 3, size: 4), HeapBuilder.Column(id: 0x3602, type: 3, size: 4),
      HeapBuilder.Column(id: 0x3001, type: 0x1F, size: 4),
    ]
    var store = SampleStore.builder()
    let name = store.addSubnodes([.init(id: 0x801F, data: store.addBlock(utf16("Board")))])
    let table = HeapBuilder.tableContext(
      columns, rows: [(id: 0x80A2, cells: [u32(0x80A2), u32(7), u32(0x801F)])])
    let data = store.addData(table.blocks)
    store.addProperties(0x2000A4, [.text(0x1A, "IPM.Note"), .text(0x37, "signed")], parent: 0x80A2)
    let item = store.removeNode(0x2000A4)
    store.olderNodes = [.init(id: 0x804D, data: data, subnodes: name), try #require(item)]
    store.freed = [data]
    let reading = try await Reading.of(store.build())
    let folder = try #require(reading.batch.folders.first { $0.recoveryMethod != nil })
    #expect(folder.path == "\\Inbox\\Board" && folder.recoveryMethod == "former_row" && folder.declaredCount == 7)
    #expect(reading.recovered.map(\.subject) == ["signed"] && reading.recovered.first?.folder == folder.ordinal)
  }

  @Test("the verdict on the store counts what was recovered so")
  func verdict() async throws {
    var table = Self.table()
    let row = table.row(0x2000E4, "Deal with Fabrikam")
    _ = table.heap.add(row)
    table.heap.freedAtEnd = 3
    let reading = try await Self.read(table)
    #expect(reading.notes.contains("Items recovered: heap_slack 1."))
  }

  @Test("whatever bytes stand in the slack of a heap, reading goes on and the live items are the same")
  func anyBytes() async throws {
    var table = Self.table()
    let row = table.row(0x2000E4, "Deal with Fabrikam")
    _ = table.heap.add(row)
    table.heap.freedAtEnd = 3
    let blocks = table.blocks
    let end = blocks[0].count
    for place in stride(from: end - 140, to: end, by: 1) {
      for value: UInt8 in [0, 0x7F, 0xFF] {
        var changed = blocks
        changed[0][place] = value
        var store = SampleStore.builder()
        store.addNode(0x804E, data: store.addData(changed))
        let reading = try await Reading.of(store.build())
        #expect(reading.failure == nil)
        #expect(reading.items.map(\.subject) == ["Re: plans", "deleted"])
        #expect(reading.recovered.count <= 2)
      }
    }
  }
}
