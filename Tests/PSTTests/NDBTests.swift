import Bytes
import Testing

@testable import PST

@Suite("Header")
struct HeaderTests {
  static let valid = StoreBuilder.header(fileSize: 4096, nodeRoot: (0x101, 2048), blockRoot: (0x102, 3072), method: 1)

  static func read(_ bytes: [UInt8]) throws -> (header: Header, damage: [Damage]) {
    let log = DamageLog()
    return (try Header(bytes, damage: log), log.take())
  }

  @Test("reads version, encoding and both roots")
  func whole() throws {
    let (header, damage) = try Self.read(Self.valid)
    #expect(header.version == 23)
    #expect(header.encodingMethod == 1)
    #expect(header.fileSize == 4096)
    #expect(header.nodeTree == BlockReference(id: BlockID(0x101), offset: 2048))
    #expect(header.blockTree == BlockReference(id: BlockID(0x102), offset: 3072))
    #expect(damage.isEmpty)
  }

  @Test("cut anywhere, it is refused", arguments: 0..<564)
  func cut(length: Int) {
    #expect(throws: FormatError.self) { try Self.read(Array(Self.valid.prefix(length))) }
  }

  @Test("each byte changed is refused or told", arguments: 0..<564)
  func changed(index: Int) {
    var bytes = Self.valid
    bytes[index] ^= 0x55
    let damage = try? Self.read(bytes).damage
    // Neither checksum covers the end of the header but the second checksum itself.
    #expect(index >= 528 || damage?.isEmpty != true)
  }

  @Test("a wrong checksum is told with its place, and the header read")
  func checksum() throws {
    var bytes = Self.valid
    bytes[4] ^= 1
    let (_, damage) = try Self.read(bytes)
    #expect(damage.map(\.error.field) == ["HEADER.dwCRCPartial"])
    #expect(damage.map(\.error.offset) == [4])
    #expect(damage.map(\.consequence) == [Damage.readAllTheSame])
  }

  @Test("Windows Information Protection is refused")
  func protected() {
    let bytes = StoreBuilder.header(fileSize: 0, nodeRoot: (0, 0), blockRoot: (0, 0), method: 0x10)
    #expect(throws: FormatError.self) { try Self.read(bytes) }
  }
}

@Suite("CRC")
struct CRCTests {
  @Test("agrees with the checksum bit by bit, at every length")
  func lengths() {
    let bytes = (0..<300).map { UInt8(truncatingIfNeeded: $0 &* 131 &+ 17) }
    for length in 0...300 {
      #expect(CRC.compute(bytes, range: 0..<length) == referenceCRC(bytes.prefix(length)))
    }
    #expect(CRC.compute(bytes, range: 3..<250) == referenceCRC(bytes[3..<250]))
  }
}

@Suite("Encoding")
struct EncodingTests {
  @Test("permute gives the bytes that the table of the specification says")
  func permute() {
    // mpbbR begins 0x41 0x36 0x13 and ends 0x3D.
    var bytes: [UInt8] = [0x41, 0x36, 0x13, 0x3D, 0x41]
    Encoding.permute.decode(&bytes, count: 4, id: BlockID(4))
    #expect(bytes == [0, 1, 2, 255, 0x41])
  }

  @Test("cyclic undoes itself, with the key of its own block only")
  func cyclic() {
    let plain = (0..<2000).map { UInt8(truncatingIfNeeded: $0) }
    var bytes = plain
    Encoding.cyclic.decode(&bytes, count: 2000, id: BlockID(0x1234_5678))
    #expect(bytes != plain)
    var other = bytes
    Encoding.cyclic.decode(&bytes, count: 2000, id: BlockID(0x1234_5678))
    #expect(bytes == plain)
    Encoding.cyclic.decode(&other, count: 2000, id: BlockID(0x1234_567C))
    #expect(other != plain)
  }

  @Test("the tables are permutations, and the second its own inverse")
  func tables() {
    #expect(Set(EncodingTables.substitution).count == 256)
    for value in EncodingTables.involution.indices {
      #expect(EncodingTables.involution[Int(EncodingTables.involution[value])] == UInt8(value))
      #expect(EncodingTables.inverse[Int(EncodingTables.substitution[value])] == UInt8(value))
    }
  }
}

@Suite("BTreePage")
struct BTreePageTests {
  static let reference = BlockReference(id: BlockID(0x77), offset: 0x4A00)
  static let entries = (1...3).map { u64(UInt64($0) * 0x20) + u64(0x44) + u64(0x46) + u32(0x122) + u32(0) }
  static let valid = StoreBuilder.page(entries, type: 0x81, level: 0, id: 0x77, at: 0x4A00)

  static func read(_ bytes: [UInt8]) throws -> (page: BTreePage, damage: [Damage]) {
    let log = DamageLog()
    return (try BTreePage(bytes, at: reference, kind: .node, .unicode, damage: log), log.take())
  }

  @Test("reads its entries")
  func whole() throws {
    let (page, damage) = try Self.read(Self.valid)
    #expect(damage.isEmpty)
    #expect(page.count == 3)
    #expect(page.level == 0)
    #expect(
      page.node(1)
        == Node(id: NodeID(0x40), data: BlockID(0x44), subnodes: BlockID(0x46), parent: NodeID(0x122)))
    #expect(page.nodeRange == 0x20...0x60)
  }

  @Test("cut anywhere, it is refused")
  func cut() {
    for length in 0..<512 {
      #expect(throws: FormatError.self) { try Self.read(Array(Self.valid.prefix(length))) }
    }
  }

  @Test("each byte changed is refused or told", arguments: 0..<512)
  func changed(index: Int) {
    var bytes = Self.valid
    bytes[index] ^= 0x81
    if let (page, damage) = try? Self.read(bytes) {
      #expect(!damage.isEmpty)
      #expect(page.count <= 15)
    }
  }

  @Test(
    "wrong checksum, signature and BID are told with place and both values",
    arguments: [
      ("PAGETRAILER.wSig", 498), ("PAGETRAILER.dwCRC", 500), ("PAGETRAILER.bid", 504),
    ])
  func trailer(field: String, offset: Int) throws {
    var bytes = Self.valid
    bytes[offset] ^= 1
    let (page, damage) = try Self.read(bytes)
    #expect(page.count == 3)
    #expect(damage.map(\.error.field) == [field])
    #expect(damage.map(\.error.offset) == [0x4A00 + UInt64(offset)])
  }
}

@Suite("Block")
struct BlockTests {
  static let data = Array("some data of a block".utf8)
  static let location = BlockLocation(id: BlockID(0x1004), offset: 0x5000, size: data.count)
  static let valid = StoreBuilder.stored(data, id: 0x1004, at: 0x5000)

  static func read(_ bytes: [UInt8]) throws -> (block: Block, damage: [Damage]) {
    let log = DamageLog()
    return (try Block(bytes, at: location, encoding: .none, .unicode, damage: log), log.take())
  }

  @Test("gives its data without padding and trailer")
  func whole() throws {
    let (block, damage) = try Self.read(Self.valid)
    #expect(block.bytes == Self.data)
    #expect(damage.isEmpty)
  }

  @Test("cut in the data, it is refused; cut behind, told")
  func cut() throws {
    for length in 0..<Self.data.count {
      #expect(throws: FormatError.self) { try Self.read(Array(Self.valid.prefix(length))) }
    }
    for length in Self.data.count..<Self.valid.count {
      let (block, damage) = try Self.read(Array(Self.valid.prefix(length)))
      #expect(block.bytes == Self.data)
      #expect(damage.map(\.error.field) == ["BLOCKTRAILER"])
    }
  }

  @Test("each byte changed is told, but for the padding", arguments: 0..<64)
  func changed(index: Int) throws {
    var bytes = Self.valid
    bytes[index] ^= 0x81
    let damage = try Self.read(bytes).damage
    let isPadding = (Self.data.count..<48).contains(index)
    #expect(damage.isEmpty == isPadding)
    #expect(damage.allSatisfy { $0.consequence == Damage.readAllTheSame })
  }
}

@Suite("NodeDatabase")
struct NodeDatabaseTests {
  static func open(_ builder: StoreBuilder) throws -> NodeDatabase {
    try NodeDatabase(MemoryStore(builder.build()), damage: DamageLog())
  }

  static func deep() -> StoreBuilder {
    var store = StoreBuilder()
    store.entriesPerPage = 3
    for index in 0..<100 { store.addNode(UInt32(index) << 5 | 4, data: store.addBlock(u32(index)), parent: 0x122) }
    return store
  }

  @Test("finds every node and every block in trees of several levels, and none that is not there")
  func lookups() throws {
    let database = try Self.open(Self.deep())
    for index in 0..<100 {
      let node = try #require(database.node(NodeID(UInt32(index) << 5 | 4)))
      #expect(try database.block(node.data).bytes == u32(index))
      #expect(database.node(NodeID(UInt32(index) << 5 | 5)) == nil)
    }
    #expect(throws: FormatError.self) { try database.block(BlockID(0x9999)) }
    #expect(database.damage.take().isEmpty)
  }

  @Test("looks a block up without regard to the reserved bit of its id")
  func reservedBit() throws {
    let database = try Self.open(Self.deep())
    #expect(try database.block(BlockID(5)).bytes == u32(0))
  }

  @Test("has all nodes in order, each once")
  func nodes() throws {
    let database = try Self.open(Self.deep())
    #expect(database.nodes.map(\.id.rawValue) == (0..<100).map { UInt32($0) << 5 | 4 })
  }

  @Test("a page that leads back to its own tree is told, and what it should lead to is found without it")
  func loop() throws {
    var bytes = Self.deep().build()
    let database = try NodeDatabase(MemoryStore(bytes), damage: DamageLog())
    let root = Int(database.header.nodeTree.offset)
    bytes.put(u64(UInt64(root)), at: root + 24 + 16)
    let log = DamageLog()
    #expect(try NodeDatabase(MemoryStore(bytes), damage: log).nodes.count == 100)
    #expect(log.take().contains { $0.error.field == "BTPAGE.cLevel" })
  }

  @Test("the same damage is told once, however often it is met")
  func toldOnce() throws {
    var bytes = Self.deep().build()
    let place = try NodeDatabase(MemoryStore(bytes), damage: DamageLog()).location(of: BlockID(4)).offset
    bytes[Int(place)] ^= 1
    let log = DamageLog()
    let database = try NodeDatabase(MemoryStore(bytes), damage: log)
    for _ in 0..<5 { _ = try database.block(BlockID(4)) }
    #expect(log.take().map(\.error.field) == ["BLOCKTRAILER.dwCRC"])
  }
}

@Suite("DataTree")
struct DataTreeTests {
  static let pieces = (0..<7).map { [UInt8](repeating: UInt8($0), count: 10 + $0) }

  static func read(_ database: NodeDatabase, _ id: UInt64) throws -> [UInt8] {
    var bytes: [UInt8] = []
    try database.forEachBlock(of: database.dataTree(BlockID(id))) { bytes += $0.bytes }
    return bytes
  }

  @Test("gives its blocks in order: one block, an XBLOCK, an XXBLOCK", arguments: [(1, 1000), (7, 1000), (7, 2)])
  func shapes(count: Int, perXBlock: Int) throws {
    var store = StoreBuilder()
    let id = store.addData(Array(Self.pieces.prefix(count)), perXBlock: perXBlock)
    let database = try NodeDatabaseTests.open(store)
    #expect(try Self.read(database, id) == Self.pieces.prefix(count).flatMap { $0 })
    let stream = DataStream(try database.dataTree(BlockID(id)), in: database)
    var streamed: [UInt8] = []
    while let piece = try stream.next() { streamed += piece }
    #expect(streamed == Self.pieces.prefix(count).flatMap { $0 })
  }

  @Test("an XBLOCK that names itself is refused", arguments: [1, 2] as [UInt8])
  func loop(level: UInt8) throws {
    var store = StoreBuilder()
    let id = store.addXBlock(level: level, [6, 6, 6], total: 30)
    #expect(id == 6)
    let database = try NodeDatabaseTests.open(store)
    #expect(throws: FormatError.self) { try database.dataTree(BlockID(id)) }
  }

  @Test("a tree larger than its file is refused")
  func bomb() throws {
    var store = StoreBuilder()
    let leaf = store.addBlock([1])
    let xBlock = store.addXBlock(level: 1, [UInt64](repeating: leaf, count: 900), total: 900)
    let top = store.addXBlock(level: 2, [UInt64](repeating: xBlock, count: 900), total: 810_000)
    let database = try NodeDatabaseTests.open(store)
    #expect(throws: FormatError.self) { try database.dataTree(BlockID(top)) }
  }

  @Test("a block that is missing is an error, a wrong total a defect")
  func missing() throws {
    var store = StoreBuilder()
    let leaf = store.addBlock([1, 2, 3])
    let short = store.addXBlock(level: 1, [leaf], total: 4)
    let hole = store.addXBlock(level: 1, [leaf, 0x9990], total: 4)
    let database = try NodeDatabaseTests.open(store)
    #expect(try Self.read(database, short) == [1, 2, 3])
    #expect(database.damage.take().map(\.error.field) == ["XBLOCK.lcbTotal"])
    #expect(throws: FormatError.self) { try Self.read(database, hole) }
  }
}

@Suite("SubnodeTree")
struct SubnodeTreeTests {
  static let entries = (1...20).map { StoreBuilder.Entry(id: UInt32($0) << 5 | 5, data: UInt64($0) * 4) }

  @Test("finds its nodes in an SLBLOCK, and in an SIBLOCK over several", arguments: [300, 6])
  func shapes(perBlock: Int) throws {
    var store = StoreBuilder()
    let id = store.addSubnodes(Self.entries, perBlock: perBlock)
    let database = try NodeDatabaseTests.open(store)
    let tree = try database.subnodes(BlockID(id), of: NodeID(1))
    #expect(tree.nodes.map(\.id.rawValue) == Self.entries.map(\.id))
    #expect(tree.node(NodeID(7 << 5 | 5))?.data == BlockID(28))
    #expect(tree.node(NodeID(7 << 5 | 4)) == nil)
    #expect(tree.nodes(of: .attachment).count == 20)
    #expect(database.damage.take().isEmpty)
  }

  @Test("an SIBLOCK that names itself is told, and gives nothing")
  func loop() throws {
    var store = StoreBuilder()
    let id = store.addBlock([2, 1] + u16(1) + u32(0) + u64(5) + u64(6), isInternal: true)
    #expect(id == 6)
    let database = try NodeDatabaseTests.open(store)
    #expect(try database.subnodes(BlockID(id), of: NodeID(0x24)).nodes.isEmpty)
    #expect(database.damage.take().map(\.consequence) == ["subnodes of node 0x24 left out"])
  }

  @Test("a lost SLBLOCK costs its own nodes only")
  func lost() throws {
    var store = StoreBuilder()
    let good = store.addSubnodes([Self.entries[0]])
    let top = store.addBlock(
      [2, 1] + u16(2) + u32(0) + u64(5) + u64(0x9992) + u64(9) + u64(good), isInternal: true)
    let database = try NodeDatabaseTests.open(store)
    #expect(try database.subnodes(BlockID(top), of: NodeID(0x24)).nodes.count == 1)
    #expect(database.damage.take().count == 1)
  }
}
