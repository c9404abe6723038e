import Bytes

/// A piece of a node's bytes, with its place in the exhibit.
package struct Extent: Sendable {
  let bytes: [UInt8]
  let range: Range<Int>
  /// Where `range` starts in the exhibit; in a block that is stored deflated, where the block does.
  package let offset: UInt64
  private let isDeflated: Bool

  package var count: Int { range.count }
  /// Where the block begins that it is of.
  var blockOffset: UInt64 { isDeflated ? offset : offset &- UInt64(range.lowerBound) }
  package var slice: ArraySlice<UInt8> { bytes[range] }

  func integer<T: FixedWidthInteger>(at index: Int, as type: T.Type = T.self) -> T {
    bytes.integer(at: range.lowerBound + index)
  }

  init(_ bytes: [UInt8], range: Range<Int>, offset: UInt64, isDeflated: Bool = false) {
    self.bytes = bytes
    self.range = range
    self.offset = offset
    self.isDeflated = isDeflated
  }

  init(_ block: Block, range: Range<Int>) {
    self.init(
      block.bytes, range: range, offset: block.place(range.lowerBound), isDeflated: block.location.isDeflated)
  }

  /// Where byte `index` of it stands in the exhibit.
  func place(_ index: Int) -> UInt64 { isDeflated ? offset : offset &+ UInt64(index) }

  /// `count` of its bytes.
  func part(at start: Int, count: Int) -> Extent {
    let first = range.lowerBound + start
    return Extent(bytes, range: first..<first + count, offset: place(start), isDeflated: isDeflated)
  }

  static let empty = Extent([], range: 0..<0, offset: 0)
}

/// A HID: which allocation of which block of a heap ([MS-PST] 2.3.1.1).
struct HeapID: Equatable {
  let rawValue: UInt32

  init(_ rawValue: UInt32) { self.rawValue = rawValue }

  /// Whether an HNID is a HID; otherwise it is the id of a subnode ([MS-PST] 2.3.3.2).
  var isHeapID: Bool { rawValue & 0x1F == 0 }

  /// Counted from 1.
  func index(_ layout: Layout) -> Int { Int(rawValue >> 5 & (1 << layout.heapIndexBits - 1)) }
  func blockIndex(_ layout: Layout) -> Int { Int(rawValue >> (5 + UInt32(layout.heapIndexBits))) }
}

/// The heap in a node's data, over as many blocks as it has ([MS-PST] 2.3.1). Blocks are read when asked for.
package final class HeapOnNode {
  /// What a heap holds: bClientSig.
  enum Client: UInt8, Sendable {
    case tableContext = 0x7C
    case propertyContext = 0xBC
  }

  let database: NodeDatabase
  let node: Node
  /// hidUserRoot: where the structure that the heap exists for begins.
  let root: HeapID
  /// Where the heap's first block lies.
  package let location: BlockLocation
  private let client: Client
  private let tree: DataTree
  private let first: Block
  /// The further ones that were asked for.
  private var others: [Int: Block] = [:]

  var blockCount: Int { tree.blocks.count }

  /// Blocks of a heap that are kept at a time: 64 times 8 KB.
  private static let heldBlocks = 64

  /// Whether a block begins as heaps of either client do.
  static func isHeap(_ bytes: [UInt8]) -> Bool {
    isHeap(bytes, of: .tableContext) || isHeap(bytes, of: .propertyContext)
  }

  static func isHeap(_ bytes: [UInt8], of client: Client) -> Bool {
    bytes.count >= 12 && bytes[2] == 0xEC && bytes[3] == client.rawValue
  }

  init(_ node: Node, in database: NodeDatabase, for client: Client) throws {
    self.database = database
    self.node = node
    tree = try database.dataTree(node.data)
    guard let first = tree.blocks.first else {
      throw FormatError(.missing(node.data.rawValue), in: "NBTENTRY.bidData", at: database.header.nodeTree.offset)
    }
    let block = try database.block(first)
    guard block.bytes.count >= 12 else {
      throw FormatError(.truncated(needed: 12, available: block.bytes.count), in: "HNHDR", at: block.offset)
    }
    guard block.bytes[2] == 0xEC else {
      throw FormatError(
        .mismatch(stored: UInt64(block.bytes[2]), expected: 0xEC), in: "HNHDR.bSig", at: block.place(2))
    }
    guard block.bytes[3] == client.rawValue else {
      throw FormatError(
        .mismatch(stored: UInt64(block.bytes[3]), expected: UInt64(client.rawValue)), in: "HNHDR.bClientSig",
        at: block.place(3))
    }
    root = HeapID(block.bytes.integer(at: 4))
    location = block.location
    self.client = client
    self.first = block
    if HeapSlack.isIn(block.bytes) { noteSlack() }
  }

  /// Keeps this heap for those who look for what was deleted in it.
  func noteSlack() { database.noteSlack(SlackHeap(node: node, client: client)) }

  /// Hands each block of the heap to `body`, in order. One that cannot be read is told as damage and passed over.
  func forEachBlock(_ body: (Int, Block) throws -> Void) throws {
    for index in tree.blocks.indices {
      let block = try database.damage.attempt("block \(index) of the heap of node \(node.id) not searched") {
        try self.block(index)
      }
      if let block { try body(index, block) }
    }
  }

  /// The bytes of an allocation; none for HID 0.
  func item(_ id: HeapID) throws -> Extent {
    guard id.rawValue != 0 else { return .empty }
    let index = id.index(database.layout)
    let block = try block(id.blockIndex(database.layout))
    let bytes = block.bytes
    // HNHDR, HNPAGEHDR and HNBITMAPHDR all begin with ibHnpm, the place of the page map (2.3.1.5).
    let map = Int(bytes.integer(at: 0, as: UInt16.self))
    guard bytes.count >= 2, map <= bytes.count - 4 else {
      throw FormatError(
        .outOfRange(value: UInt64(map), limit: UInt64(max(0, bytes.count - 4))), in: "HN.ibHnpm", at: block.offset)
    }
    let allocations = Int(bytes.integer(at: map, as: UInt16.self))
    guard index > 0, index <= allocations, map + 4 + 2 * (index + 1) <= bytes.count else {
      throw FormatError(
        .outOfRange(value: UInt64(index), limit: UInt64(allocations)), in: "HID.hidIndex",
        at: block.place(map))
    }
    let start = Int(bytes.integer(at: map + 4 + 2 * (index - 1), as: UInt16.self))
    let end = Int(bytes.integer(at: map + 4 + 2 * index, as: UInt16.self))
    guard start <= end, end <= bytes.count else {
      throw FormatError(
        .outOfRange(value: UInt64(end), limit: UInt64(bytes.count)), in: "HNPAGEMAP.rgibAlloc",
        at: block.place(map + 4 + 2 * index))
    }
    return Extent(block, range: start..<end)
  }

  private func block(_ index: Int) throws -> Block {
    if index == 0 { return first }
    if let block = others[index] { return block }
    guard index < tree.blocks.count else {
      throw FormatError(
        .outOfRange(value: UInt64(index), limit: UInt64(tree.blocks.count - 1)), in: "HID.hidBlockIndex",
        at: location.offset)
    }
    let block = try database.block(tree.blocks[index])
    if others.count >= Self.heldBlocks { others.removeAll(keepingCapacity: true) }
    others[index] = block
    return block
  }
}
