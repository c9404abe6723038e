import Bytes
import MAPI
import Testing

@testable import PST

@Suite("HeapOnNode")
struct HeapOnNodeTests {
  @Test("finds allocations in each of its blocks")
  func blocks() throws {
    var heap = HeapBuilder(client: 0xBC)
    let first = heap.add([1, 2, 3])
    heap.startBlock()
    let second = heap.add([])
    let third = heap.add([4, 5])
    var store = StoreBuilder()
    store.addNode(0x24, data: store.addData(heap.build(root: first)))
    let database = try NodeDatabaseTests.open(store)
    let read = try HeapOnNode(try #require(database.node(NodeID(0x24))), in: database, for: .propertyContext)
    #expect(read.root == HeapID(first))
    #expect(Array(try read.item(HeapID(first)).slice) == [1, 2, 3])
    #expect(try read.item(HeapID(second)).count == 0)
    #expect(Array(try read.item(HeapID(third)).slice) == [4, 5])
    #expect(try read.item(HeapID(0)).count == 0)
    for wrong in [first + 32, third + 32, third + 0x10000] {
      #expect(throws: FormatError.self) { try read.item(HeapID(wrong)) }
    }
  }

  @Test("a heap for another purpose is refused")
  func client() throws {
    var store = StoreBuilder()
    store.addNode(0x24, data: store.addData(HeapBuilder.propertyContext([])))
    let database = try NodeDatabaseTests.open(store)
    let node = try #require(database.node(NodeID(0x24)))
    #expect(throws: FormatError.self) { try HeapOnNode(node, in: database, for: .tableContext) }
  }
}

@Suite("BTreeOnHeap")
struct BTreeOnHeapTests {
  static func tree(_ heap: HeapBuilder, _ root: UInt32) throws -> (tree: BTreeOnHeap, damage: [Damage]) {
    var store = StoreBuilder()
    store.addNode(0x24, data: store.addData(heap.build(root: root)))
    let database = try NodeDatabaseTests.open(store)
    let node = try #require(database.node(NodeID(0x24)))
    let read = try HeapOnNode(node, in: database, for: .propertyContext)
    return (try BTreeOnHeap(read.root, in: read, consequence: "lost"), database.damage.take())
  }

  @Test("gives its leaves in order, of one level or of two", arguments: [400, 3])
  func levels(perLeaf: Int) throws {
    var heap = HeapBuilder(client: 0xBC)
    let records = (0..<10).map { u16($0) + u32($0 * 7) }
    let root = heap.addTree(keySize: 2, dataSize: 4, records, perLeaf: perLeaf)
    let (tree, damage) = try Self.tree(heap, root)
    #expect(tree.leaves.flatMap { Array($0.slice) } == records.flatMap { $0 })
    #expect(tree.recordSize == 6)
    #expect(damage.isEmpty)
  }

  @Test("an index that leads to itself is told and passed over")
  func loop() throws {
    var heap = HeapBuilder(client: 0xBC)
    let index: UInt32 = 1 << 5
    #expect(heap.add(u16(1) + bytes(index)) == index)
    let root = heap.add([0xB5, 2, 6, 5] + bytes(index))
    let (tree, damage) = try Self.tree(heap, root)
    #expect(tree.leaves.isEmpty)
    #expect(damage.map(\.consequence) == ["lost"])
  }

  @Test("more levels than a heap can have are refused")
  func tooDeep() {
    var heap = HeapBuilder(client: 0xBC)
    let root = heap.add([0xB5, 2, 6, 200] + u32(0))
    #expect(throws: FormatError.self) { try Self.tree(heap, root) }
  }
}

@Suite("PropertyContext")
struct PropertyContextTests {
  static func read(
    _ properties: [Property], subnodes: [StoreBuilder.Entry] = [], in builder: StoreBuilder = StoreBuilder()
  ) throws -> (properties: Properties, damage: DamageLog) {
    var store = builder
    let below = subnodes.isEmpty ? 0 : store.addSubnodes(subnodes)
    store.addProperties(0x24, properties, subnodes: below)
    let database = try NodeDatabaseTests.open(store)
    let node = try #require(database.node(NodeID(0x24)))
    let tree = try database.subnodes(node.subnodes, of: node.id)
    return (try PropertyContext.read(node, subnodes: tree, in: database, owner: "it"), database.damage)
  }

  @Test("reads each type of value")
  func types() throws {
    let (properties, damage) = try Self.read([
      .integer(0x0E08, 70_000), Property(id: 0x3705, type: 2, value: .inline(0xFFFF_FFFF)),
      Property(id: 0x0E07, type: 0x0B, value: .inline(1)), Property(id: 0x3602, type: 0x14, value: .heap(u64(1 << 40))),
      .text(0x0037, "Grüße, 日本 🙂"), Property(id: 0x001A, type: 0x1E, value: .heap(Array("IPM.Note\0".utf8))),
      .binary(0x300B, [1, 2]), .text(0x1000, ""), Property(id: 0x0039, type: 0x40, value: .heap(u64(1))),
    ])
    #expect(try properties.integer(.messageSize) == 70_000)
    #expect(try properties.integer(.attachMethod) == -1)
    #expect(try properties.integer(.messageFlags) == 1)
    #expect(try properties.integer(.contentCount) == 1 << 40)
    #expect(try properties.text(.subject) == "Grüße, 日本 🙂")
    #expect(try properties.text(.messageClass) == "IPM.Note")
    #expect(try properties.bytes(.searchKey).map(Array.init) == [1, 2])
    #expect(try properties.text(.body) == "")
    #expect(try properties.time(.clientSubmitTime) == -11_644_473_600_000_000)
    #expect(try properties.text(.displayName) == nil)
    #expect(damage.take().isEmpty)
  }

  @Test("reads 8-bit text by the code page of its message")
  func codePage() throws {
    let cyrillic: [UInt8] = [0xCF, 0xF0, 0xE8, 0xE2, 0xE5, 0xF2]
    let (properties, _) = try Self.read([Property(id: 0x0037, type: 0x1E, value: .heap(cyrillic))])
    properties.charset = try #require(Charset(codePage: 1251))
    #expect(try properties.text(.subject) == "Привет")
  }

  @Test("8-bit text that is UTF-8 reads as UTF-8, whatever code page its message names")
  func declaredWrongly() throws {
    let (properties, damage) = try Self.read([
      Property(id: 0x0037, type: 0x1E, value: .heap(Array("Grüße".utf8))),
      Property(id: 0x0C1A, type: 0x1E, value: .heap([0x47, 0x72, 0xFC, 0xDF, 0x65])),
    ])
    #expect(try properties.text(.subject) == "Grüße")
    #expect(try properties.text(.senderName) == "Grüße")
    #expect(damage.take().isEmpty)
  }

  @Test("reads several texts of one property, of either width")
  func multipleTexts() throws {
    func several(_ values: [[UInt8]]) -> [UInt8] {
      var places = [4 + 4 * values.count]
      for value in values { places.append(places[places.count - 1] + value.count) }
      return u32(values.count) + places.dropLast().flatMap { u32($0) } + values.flatMap { $0 }
    }
    let (properties, damage) = try Self.read([
      Property(id: 0x0037, type: 0x101F, value: .heap(several([utf16("Ärger"), utf16(""), utf16("Ruhe")]))),
      Property(id: 0x0C1A, type: 0x101E, value: .heap(several([Array("one\0".utf8), Array("two".utf8)]))),
      Property(id: 0x1000, type: 0x101F, value: .heap(several([]))),
      Property(id: 0x0042, type: 0x101F, value: .heap(u32(1000))),
      Property(id: 0x0065, type: 0x101F, value: .heap(u32(2) + u32(200) + u32(12))),
    ])
    #expect(try properties.text(.subject) == "Ärger; ; Ruhe")
    #expect(try properties.text(.senderName) == "one; two")
    #expect(try properties.text(.body) == "")
    #expect(damage.take().isEmpty)
    #expect(try properties.text(.sentRepresentingName) == nil)
    #expect(try properties.text(.sentRepresentingEmailAddress) == nil)
    #expect(damage.take().map(\.error.field) == ["0x0042.ulCount", "0x0065.rgulDataOffsets"])
  }

  @Test("reads long values from subnodes, over several blocks")
  func subnode() throws {
    var store = StoreBuilder()
    let halves = [[UInt8](utf16("first, ")), [UInt8](utf16("second"))]
    let data = store.addData(halves)
    let (properties, _) = try Self.read(
      [.subnode(0x1000, type: 0x1F, 0x803F)], subnodes: [.init(id: 0x803F, data: data)], in: store)
    #expect(try properties.text(.body) == "first, second")
  }

  @Test("a property that cannot be read is told and not there; the others are")
  func degrades() throws {
    let (properties, damage) = try Self.read([
      Property(id: 0x001A, type: 0, value: .inline(0)), .subnode(0x1000, type: 0x1F, 0x803F),
      Property(id: 0x0C1A, type: 0x1F, value: .inline(0xFFE0)), .text(0x0037, "kept"), .text(0x0E08, "no number"),
      Property(id: 0x0039, type: 0x40, value: .heap([1, 2])),
    ])
    #expect(try properties.text(.messageClass) == nil)
    #expect(try properties.text(.body) == nil)
    #expect(try properties.text(.senderName) == nil)
    #expect(try properties.integer(.messageSize) == nil)
    #expect(try properties.time(.clientSubmitTime) == nil)
    #expect(try properties.text(.subject) == "kept")
    #expect(
      damage.take().map(\.consequence)
        == ["0x001A", "0x1000", "0x0C1A", "0x0E08", "0x0039"].map {
          "property \($0) of it left out"
        })
  }

  @Test("text with half a pair is kept and told")
  func badText() throws {
    let (properties, damage) = try Self.read([
      Property(id: 0x0037, type: 0x1F, value: .heap(utf16("ab") + [0x00, 0xD8]))
    ])
    #expect(try properties.text(.subject) == "ab\u{FFFD}")
    #expect(damage.take().map(\.consequence) == ["U+FFFD in their place in property 0x0037 of it"])
  }
}

@Suite("TableContext")
struct TableContextTests {
  static let columns = [
    HeapBuilder.Column(id: 0x3001, type: 0x1F, size: 4), HeapBuilder.Column(id: 0x0C15, type: 3, size: 4),
    HeapBuilder.Column(id: 0x0E07, type: 0x0B, size: 1), HeapBuilder.Column(id: 0x0039, type: 0x40, size: 8),
  ]

  static func table(
    rows: [(id: UInt32, cells: [[UInt8]?])], perBlock: Int?
  ) throws -> (table: TableContext, damage: DamageLog) {
    var store = StoreBuilder()
    let (blocks, matrix) = HeapBuilder.tableContext(columns, rows: rows, matrixNode: perBlock == nil ? nil : 0x803F)
    var subnodes: UInt64 = 0
    if let perBlock {
      // Rows do not cross blocks: what is left of each is padding.
      let pieces = stride(from: 0, to: matrix.count, by: perBlock).map { start in
        let piece = matrix[start..<min(start + perBlock, matrix.count)].flatMap { $0 }
        return piece + [UInt8](repeating: 0, count: 8176 - piece.count)
      }
      subnodes = store.addSubnodes([.init(id: 0x803F, data: store.addData(pieces))])
    }
    store.addNode(0x692, data: store.addData(blocks), subnodes: subnodes)
    let database = try NodeDatabaseTests.open(store)
    let node = try #require(database.node(NodeID(0x692)))
    return (try TableContext(node, in: database, owner: "the table"), database.damage)
  }

  @Test("reads rows that stand in the heap, and leaves out cells that do not exist")
  func heapRows() throws {
    let (table, damage) = try Self.table(
      rows: [(7, [nil, u32(1), [1], u64(10)]), (9, [nil, u32(2), nil, nil])], perBlock: nil)
    var found: [[Int64?]] = []
    try table.forEachRow { id, row in
      try found.append([
        Int64(id), row.integer(.recipientType), row.integer(.messageFlags), row.time(.clientSubmitTime),
      ])
    }
    #expect(found == [[7, 1, 1, -11_644_473_599_999_999], [9, 2, nil, nil]])
    #expect(damage.take().isEmpty)
  }

  @Test("reads rows that stand in a subnode, over several blocks")
  func subnodeRows() throws {
    // A row takes 22 bytes: 371 of them fill a block.
    let rows = (0..<900).map { (id: UInt32($0 + 1), cells: [nil, u32($0), nil, nil] as [[UInt8]?]) }
    let (table, damage) = try Self.table(rows: rows, perBlock: 8176 / 22)
    var found: [Int64?] = []
    try table.forEachRow { _, row in try found.append(row.integer(.recipientType)) }
    #expect(found == (0..<900).map { Int64($0) })
    #expect(damage.take().isEmpty)
  }

  @Test("a row whose text is missing keeps its other cells")
  func badCell() throws {
    let (table, damage) = try Self.table(rows: [(1, [u32(0x803F), u32(3), nil, nil])], perBlock: nil)
    try table.forEachRow { _, row in
      let (name, type) = (try row.text(.displayName), try row.integer(.recipientType))
      #expect(name == nil)
      #expect(type == 3)
    }
    #expect(damage.take().map(\.consequence) == ["property 0x3001 of the table left out"])
  }

  @Test("each byte changed, a table is read or refused")
  func changed() throws {
    var heap = StoreBuilder()
    let rows: [(id: UInt32, cells: [[UInt8]?])] = [(7, [nil, u32(1), [1], u64(10)]), (9, [nil, u32(2), nil, nil])]
    let block = HeapBuilder.tableContext(Self.columns, rows: rows).blocks[0]
    heap.addNode(0x692, data: 4)
    for index in block.indices {
      for mask in [0x01, 0x80, 0xFF] as [UInt8] {
        var store = heap
        var bytes = block
        bytes[index] ^= mask
        _ = store.addBlock(bytes)
        let database = try NodeDatabaseTests.open(store)
        let node = try #require(database.node(NodeID(0x692)))
        var count = 0
        do {
          try TableContext(node, in: database, owner: "it").forEachRow { _, row in
            count += 1
            _ = try row.text(.displayName)
          }
        } catch is FormatError {}
        #expect(count <= 2)
      }
    }
  }
}

@Suite("UTF-16 text")
struct UTF16TextTests {
  @Test("decodes like the standard library, whatever the units")
  func random() {
    var random = FixedRandom(seed: 16)
    for _ in 0..<2000 {
      // Half of the units from the ranges where something happens: ASCII, two bytes, both halves of pairs, the rest.
      let units = (0..<Int.random(in: 0...12, using: &random)).map { _ -> UInt16 in
        switch Int.random(in: 0..<5, using: &random) {
        case 0: UInt16.random(in: 0...0x7F, using: &random)
        case 1: UInt16.random(in: 0x80...0x7FF, using: &random)
        case 2: UInt16.random(in: 0xD800...0xDBFF, using: &random)
        case 3: UInt16.random(in: 0xDC00...0xDFFF, using: &random)
        default: UInt16.random(in: 0...0xFFFF, using: &random)
        }
      }
      let (text, bad) = Charset.utf16LE.decode(units.flatMap { bytes($0) })
      #expect(text == String(decoding: units, as: UTF16.self))
      #expect((bad == 0) == (String(validating: units, as: UTF16.self) != nil))
    }
  }
}
