/// Where an item stands in a heap: its place in a block's page map, and the block ([MS-PST] 2.3.1.1).
struct HeapID: Sendable {
  let rawValue: UInt32

  static let none = HeapID(rawValue: 0)

  init(rawValue: UInt32) { self.rawValue = rawValue }
  init(item: Int, block: Int, _ layout: StoreLayout) {
    rawValue = UInt32(block) << (5 + layout.heapIndexBits) | UInt32(item) << 5
  }

  /// The place in the page map, from 1.
  func item(_ layout: StoreLayout) -> Int { Int(rawValue >> 5) & (1 << layout.heapIndexBits - 1) }
}

/// A heap on a node being written ([MS-PST] 2.3.1).
///
/// Blocks go to the file when they are full. Those that tell how full others are (the first, the ninth, and every 128th
/// from there on) are held back until that is known; the first is held to the end also for its root.
final class HeapOnNode {
  /// What a heap is used for (`bClientSig`).
  enum Client: UInt8 {
    case tableContext = 0x7C
    case propertyContext = 0xBC
  }

  /// The largest item; what is larger becomes a subnode.
  static let itemCapacity = 3580
  private static let firstHeaderSize = 12
  private static let bitmapHeaderSize = 66
  private static let headerSize = 2

  private let database: NodeDatabase
  private let layout: StoreLayout
  private let client: Client
  private var tree = DataTree()
  private var bytes: [UInt8]
  /// What is put in the heap from here on is freed at once: the page map ends in front of it, with the places of it
  /// behind.
  var isFreeing = false
  private var starts: [UInt16] = []
  /// How many items of the block are in use, where others are not.
  private var usedCount: Int?
  private var blockIndex = 0
  /// The first block, once the heap has gone on to a second.
  private var firstBlock: [UInt8] = []
  private var bitmapBlock: (index: Int, bytes: [UInt8])?

  init(_ client: Client, in database: NodeDatabase) {
    (self.client, self.database, layout) = (client, database, database.layout)
    bytes = []
    bytes.reserveCapacity(512)
    bytes.appendZeros(Self.firstHeaderSize)
  }

  /// Puts an item of at most `itemCapacity` bytes in the heap. Of nothing there is no item.
  func allocate(_ item: [UInt8]) throws(MakerError) -> HeapID {
    guard !item.isEmpty else { return .none }
    let size = Self.sizeWithMap(content: bytes.count + item.count, items: starts.count + 1)
    if size > layout.blockCapacity || starts.count + 1 >= 1 << layout.heapIndexBits { try beginBlock() }
    if isFreeing, usedCount == nil { usedCount = starts.count }
    starts.append(UInt16(bytes.count))
    bytes += item
    return HeapID(item: starts.count, block: blockIndex, layout)
  }

  /// Writes over the first bytes of an item of the first block, to say what was not known before.
  func overwrite(_ item: HeapID, with content: [UInt8]) {
    let place = item.item(layout)
    if blockIndex == 0 {
      replace(&bytes, at: Int(starts[place - 1]), with: content)
    } else {
      let map = Int(firstBlock[0]) | Int(firstBlock[1]) << 8
      let entry = map + 4 + 2 * (place - 1)
      replace(&firstBlock, at: Int(firstBlock[entry]) | Int(firstBlock[entry + 1]) << 8, with: content)
    }
  }

  private func replace(_ target: inout [UInt8], at start: Int, with content: [UInt8]) {
    target.replaceSubrange(start..<start + content.count, with: content)
  }

  /// Writes what is still held, with `root` as what the user of the heap begins at.
  func finish(root: HeapID) throws(MakerError) -> BlockID {
    let lastIndex = blockIndex
    try endBlock(isLast: true)
    if let held = bitmapBlock { tree.fill(held.index, with: try write(held.bytes)) }
    firstBlock.store(UInt8(0xEC), at: 2)
    firstBlock.store(client.rawValue, at: 3)
    firstBlock.store(root.rawValue, at: 4)
    let first = try write(firstBlock)
    guard lastIndex > 0 else { return first }
    tree.fill(0, with: first)
    return try tree.finish(in: database)
  }

  private func beginBlock() throws(MakerError) {
    try endBlock(isLast: false)
    blockIndex += 1
    guard blockIndex < 1 << (27 - layout.heapIndexBits) else {
      throw MakerError("a folder has more items than its PST table can hold")
    }
    bytes = []
    bytes.reserveCapacity(layout.blockCapacity)
    bytes.appendZeros(Self.holdsBitmap(blockIndex) ? Self.bitmapHeaderSize : Self.headerSize)
  }

  /// Appends the page map (HNPAGEMAP, [MS-PST] 2.3.1.5), then writes or holds the block.
  private func endBlock(isLast: Bool) throws(MakerError) {
    let end = bytes.count
    if end % 2 == 1 { bytes.append(0) }
    bytes.store(UInt16(bytes.count), at: 0)
    bytes.append(littleEndian: UInt16(usedCount ?? starts.count))
    bytes.append(littleEndian: UInt16(0))
    for start in starts { bytes.append(littleEndian: start) }
    bytes.append(littleEndian: UInt16(end))
    starts.removeAll(keepingCapacity: true)
    usedCount = nil
    let level = Self.fillLevel(free: layout.blockCapacity - bytes.count)
    if !isLast { bytes.appendZeros(layout.blockCapacity - bytes.count) }
    try put(fillLevel: level)
  }

  private func put(fillLevel: UInt8) throws(MakerError) {
    if blockIndex == 0 {
      firstBlock = bytes
      tree.append(.none, byteCount: bytes.count)
    } else if Self.holdsBitmap(blockIndex) {
      if let held = bitmapBlock { tree.fill(held.index, with: try write(held.bytes)) }
      bitmapBlock = (blockIndex, bytes)
      tree.append(.none, byteCount: bytes.count)
    } else {
      tree.append(try write(bytes), byteCount: bytes.count)
    }
    tell(fillLevel)
  }

  /// Notes how full the block is: four bits in the first block for the first eight, in a bitmap block for itself and
  /// the 127 behind it.
  private func tell(_ fillLevel: UInt8) {
    if blockIndex < 8 {
      firstBlock[8 + blockIndex / 2] |= fillLevel << UInt8(blockIndex % 2 * 4)
    } else {
      let place = (blockIndex - 8) % 128
      bitmapBlock?.bytes[2 + place / 2] |= fillLevel << UInt8(place % 2 * 4)
    }
  }

  private func write(_ block: [UInt8]) throws(MakerError) -> BlockID {
    try database.writeBlock(block, 0..<block.count)
  }

  /// Whether a block begins with an HNBITMAPHDR ([MS-PST] 2.3.1.4).
  private static func holdsBitmap(_ block: Int) -> Bool { block >= 8 && (block - 8) % 128 == 0 }

  private static func sizeWithMap(content: Int, items: Int) -> Int { content + content % 2 + 6 + 2 * items }

  /// [MS-PST] 2.3.1.2, `rgbFillLevel`: 0 is empty or absent, 15 is full.
  private static func fillLevel(free: Int) -> UInt8 {
    let limits = [3584, 2560, 2048, 1792, 1536, 1280, 1024, 768, 512, 256, 128, 64, 32, 16, 8]
    return UInt8(limits.firstIndex { free >= $0 } ?? 15)
  }
}
