/// The node database of a store being written: blocks go to the file as they come, nodes are named when their blocks
/// are there ([MS-PST] 2.2).
///
/// What grows with the store is little: 24 bytes for twenty blocks and for fifteen messages.
final class NodeDatabase {
  /// What one block can hold.
  static let blockCapacity = 8176
  /// Messages begin here, above every folder, so that their entries can be written while folders are still open.
  static let firstMessageIndex: UInt32 = 0x10000
  private static let trailerSize = 16

  let encoding: PSTEncoding
  private let file: OutputFile
  private let space: FileSpace
  private let pages: BTreePage
  private var blockLeaves = BTreeLeaves(.blockBTree, entrySize: 24)
  private var messageLeaves = BTreeLeaves(.nodeBTree, entrySize: 32)
  private var otherNodes: [(node: NodeID, content: NodeContent, parent: NodeID?)] = []
  private var nextBlockID = BlockID.step
  private var nodeIndexes = NodeDatabase.firstIndexes

  init(creating path: String, encoding: PSTEncoding) throws(MakerError) {
    self.encoding = encoding
    file = try OutputFile(creating: path)
    space = try FileSpace(in: file)
    pages = BTreePage(in: space)
  }

  /// Below these indexes lie the nodes with fixed numbers; Outlook gives the same ones to a new store.
  private static var firstIndexes: [UInt32] {
    var indexes = [UInt32](repeating: 0x400, count: 32)
    indexes[Int(NodeID.Kind.searchFolder.rawValue)] = 0x4000
    indexes[Int(NodeID.Kind.normalMessage.rawValue)] = firstMessageIndex
    indexes[8] = 0x8000  // NID_TYPE_ASSOC_MESSAGE
    return indexes
  }

  /// Writes a data block of at most `blockCapacity` bytes.
  func writeBlock(_ bytes: [UInt8], _ range: Range<Int>) throws(MakerError) -> BlockID {
    try write(bytes, range, as: BlockID(rawValue: nextBlockID), encoding: encoding)
  }

  /// Writes a block that holds the numbers of others; such are never encoded.
  func writeInternalBlock(_ bytes: [UInt8]) throws(MakerError) -> BlockID {
    let id = BlockID(rawValue: nextBlockID | BlockID.internalBit)
    return try write(bytes, 0..<bytes.count, as: id, encoding: .none)
  }

  /// [MS-PST] 2.2.2.8.1: the bytes, padding, and at the end of 64-byte slots the trailer. Every block made here has one
  /// reference, and its entry in the block tree counts as another (2.2.2.7.7.3.1).
  private func write(
    _ bytes: [UInt8], _ range: Range<Int>, as id: BlockID, encoding: PSTEncoding
  ) throws(MakerError) -> BlockID {
    nextBlockID += BlockID.step
    let slots = (range.count + Self.trailerSize + FileSpace.slotSize - 1) / FileSpace.slotSize
    let size = slots * FileSpace.slotSize
    let offset = try space.place(byteCount: size, alignedTo: FileSpace.slotSize) { block, offset in
      bytes.withUnsafeBytes { block.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[range])) }
      let content = UnsafeMutableRawBufferPointer(rebasing: block[..<range.count])
      encoding.encode(content, block: id)
      block.store(UInt16(range.count), at: size - 16)
      block.store(Checksum.signature(offset: offset, id: id.rawValue), at: size - 14)
      block.store(Checksum.crc(UnsafeRawBufferPointer(content)), at: size - 12)
      block.store(id.rawValue, at: size - 8)
      return offset
    }
    try blockLeaves.add(id.rawValue, to: pages) { entry in
      entry.append(littleEndian: id.rawValue)
      entry.append(littleEndian: offset)
      entry.append(littleEndian: UInt16(range.count))
      entry.append(littleEndian: UInt16(2))
      entry.append(littleEndian: UInt32(0))
    }
    return id
  }

  /// A number for a new node. Outlook gives none twice, not even to subnodes of different nodes, and libpff takes one
  /// subnode for another where they are alike.
  func takeID(_ kind: NodeID.Kind) throws(MakerError) -> NodeID {
    let place = Int(kind.rawValue)
    guard nodeIndexes[place] < 1 << 27 - 1 else { throw MakerError("\(file.path): no numbers are left for nodes") }
    nodeIndexes[place] += 1
    return NodeID(kind, index: nodeIndexes[place])
  }

  /// Names a message of a folder; they come in the order of their numbers.
  func addMessage(_ node: NodeID, _ content: NodeContent, parent: NodeID) throws(MakerError) {
    try messageLeaves.add(UInt64(node.rawValue), to: pages) { append(node, content, parent, to: &$0) }
  }

  /// Names any other node, in any order.
  func addNode(_ node: NodeID, _ content: NodeContent, parent: NodeID? = nil) {
    otherNodes.append((node, content, parent))
    let kind = Int(node.rawValue & 0x1F)
    nodeIndexes[kind] = max(nodeIndexes[kind], node.index)
  }

  /// An NBTENTRY ([MS-PST] 2.2.2.7.7.4).
  private func append(_ node: NodeID, _ content: NodeContent, _ parent: NodeID?, to entries: inout [UInt8]) {
    entries.append(littleEndian: UInt64(node.rawValue))
    entries.append(littleEndian: content.data.rawValue)
    entries.append(littleEndian: content.subnodes.rawValue)
    entries.append(littleEndian: parent?.rawValue ?? 0)
    entries.append(littleEndian: UInt32(0))
  }

  /// Writes both trees, the last allocation map and the header.
  func finish() throws(MakerError) -> (sha256: String, byteCount: Int64) {
    var leaves = BTreeLeaves(.nodeBTree, entrySize: 32)
    for entry in otherNodes.sorted(by: { $0.node < $1.node }) {
      try leaves.add(UInt64(entry.node.rawValue), to: pages) {
        append(entry.node, entry.content, entry.parent, to: &$0)
      }
    }
    try leaves.flush(to: pages)
    try messageLeaves.flush(to: pages)
    let nodeTree = try pages.writeRoot(over: leaves.children + messageLeaves.children, type: .nodeBTree)
    try blockLeaves.flush(to: pages)
    let blockTree = try pages.writeRoot(over: blockLeaves.children, type: .blockBTree)
    try space.finish()
    try file.overwrite(StoreHeader.densityList(id: pages.takeID()), at: StoreHeader.densityListOffset)
    let header = StoreHeader(
      encoding: encoding, fileLength: file.length, lastMapOffset: space.lastMapOffset,
      freeByteCount: space.freeByteCount, nodeTree: nodeTree, blockTree: blockTree, nextPageID: pages.nextID,
      nextBlockID: nextBlockID, nodeIndexes: nodeIndexes, unique: 1)
    try file.overwrite(header.bytes, at: 0)
    return (try file.finish(), file.length)
  }
}
