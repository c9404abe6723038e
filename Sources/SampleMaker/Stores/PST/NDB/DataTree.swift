/// The bytes of a node that may need more than one block: a block, an XBLOCK over blocks, or an XXBLOCK over those
/// ([MS-PST] 2.2.2.8.3.2). Every block but the last is full, as Outlook demands.
struct DataTree {
  /// By place; a place may be filled later than those behind it.
  private(set) var blocks: [BlockID] = []
  private var lastByteCount = 0

  var blockCount: Int { blocks.count }

  /// Takes in a block that was written; all before it have as many bytes as a block can hold.
  mutating func append(_ block: BlockID, byteCount: Int) {
    blocks.append(block)
    lastByteCount = byteCount
  }

  mutating func fill(_ place: Int, with block: BlockID) { blocks[place] = block }

  /// Writes bytes as a whole tree; of nothing there is none.
  static func write(_ bytes: [UInt8], to database: NodeDatabase) throws(MakerError) -> BlockID {
    var tree = DataTree()
    let capacity = database.layout.blockCapacity
    for start in stride(from: 0, to: bytes.count, by: capacity) {
      let range = start..<min(start + capacity, bytes.count)
      tree.append(try database.writeBlock(bytes, range), byteCount: range.count)
    }
    return try tree.finish(in: database)
  }

  /// Writes what stands above the blocks.
  func finish(in database: NodeDatabase) throws(MakerError) -> BlockID {
    guard blocks.count > 1 else { return blocks.first ?? .none }
    let capacity = database.layout.blockCapacity
    // How many numbers one XBLOCK or XXBLOCK holds.
    let fanOut = (capacity - 8) / database.layout.idSize
    let total = (blocks.count - 1) * capacity + lastByteCount
    guard total <= Int(UInt32.max), blocks.count <= fanOut * fanOut else {
      throw MakerError("\(total) bytes are more than one property of a PST can hold")
    }
    if blocks.count <= fanOut { return try write(blocks[...], level: 1, byteCount: total, to: database) }
    var parts: [BlockID] = []
    for start in stride(from: 0, to: blocks.count, by: fanOut) {
      let part = blocks[start..<min(start + fanOut, blocks.count)]
      let missing = part.endIndex == blocks.count ? capacity - lastByteCount : 0
      let byteCount = part.count * capacity - missing
      parts.append(try write(part, level: 1, byteCount: byteCount, to: database))
    }
    return try write(parts[...], level: 2, byteCount: total, to: database)
  }

  private func write(
    _ children: ArraySlice<BlockID>, level: UInt8, byteCount: Int, to database: NodeDatabase
  ) throws(MakerError) -> BlockID {
    var bytes: [UInt8] = [1, level]
    bytes.append(littleEndian: UInt16(children.count))
    bytes.append(littleEndian: UInt32(byteCount))
    for child in children { database.layout.append(id: child.rawValue, to: &bytes) }
    return try database.writeInternalBlock(bytes)
  }
}
