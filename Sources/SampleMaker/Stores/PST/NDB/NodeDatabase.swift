/// The node database of a store being written: blocks go to the file as they come, nodes are named when their blocks
/// are there ([MS-PST] 2.2).
///
/// What grows with the store is little: 24 bytes for twenty blocks and for fifteen messages.
final class NodeDatabase {
  /// What becomes of blocks that are written.
  enum Fate: Sendable {
    case kept
    /// Nothing names them, and they are in the block tree still.
    case unnamed
    /// They are not in the block tree, their place is free, and nothing was written over them.
    case freed
    /// Nothing of them is in the file any more.
    case overwritten
  }

  /// Messages begin here, above every folder, so that their entries can be written while folders are still open.
  static let firstMessageIndex: UInt32 = 0x10000

  let layout: StoreLayout
  let encoding: PSTEncoding
  /// What becomes of the blocks written from here on.
  var fate = Fate.kept
  private let file: OutputFile
  private let space: FileSpace
  private let pages: BTreePage
  private var blockLeaves: BTreeLeaves
  private var messageLeaves: BTreeLeaves
  private var olderLeaves: OlderLeaves
  private var otherNodes: [(node: NodeID, content: NodeContent, parent: NodeID?)] = []
  private var nextBlockID = BlockID.step
  private var nodeIndexes = NodeDatabase.firstIndexes

  init(creating path: String, _ version: PSTVersion, encoding: PSTEncoding) throws(MakerError) {
    layout = StoreLayout.of(version)
    self.encoding = encoding
    file = try OutputFile(creating: path)
    space = try FileSpace(in: file, layout)
    pages = BTreePage(in: space)
    blockLeaves = BTreeLeaves(.blockBTree, entrySize: layout.blockEntrySize)
    messageLeaves = BTreeLeaves(.nodeBTree, entrySize: layout.nodeEntrySize)
    olderLeaves = OlderLeaves(entrySize: layout.nodeEntrySize)
  }

  /// Below these indexes lie the nodes with fixed numbers; Outlook gives the same ones to a new store.
  private static var firstIndexes: [UInt32] {
    var indexes = [UInt32](repeating: 0x400, count: 32)
    indexes[Int(NodeID.Kind.searchFolder.rawValue)] = 0x4000
    indexes[Int(NodeID.Kind.normalMessage.rawValue)] = firstMessageIndex
    indexes[8] = 0x8000  // NID_TYPE_ASSOC_MESSAGE
    return indexes
  }

  /// Writes a data block of at most as many bytes as a block can hold.
  func writeBlock(_ bytes: [UInt8], _ range: Range<Int>) throws(MakerError) -> BlockID {
    try write(bytes, range, as: BlockID(rawValue: nextBlockID), encoding: encoding)
  }

  /// Writes a block that holds the numbers of others; such are never encoded.
  func writeInternalBlock(_ bytes: [UInt8]) throws(MakerError) -> BlockID {
    let id = BlockID(rawValue: nextBlockID | BlockID.internalBit)
    return try write(bytes, 0..<bytes.count, as: id, encoding: .none)
  }

  /// [MS-PST] 2.2.2.8.1: the bytes, padding, and at the end of the slots the trailer.
  private func write(
    _ bytes: [UInt8], _ range: Range<Int>, as id: BlockID, encoding: PSTEncoding
  ) throws(MakerError) -> BlockID {
    nextBlockID += BlockID.step
    if fate == .overwritten { return id }
    let packed = deflated(bytes, range, id)
    let count = packed?.count ?? range.count
    let size = layout.storedSize(ofBlock: count)
    let (layout, encoding) = (layout, encoding)
    let offset = try space.place(byteCount: size, alignedTo: layout.slotSize, isFreed: fate == .freed) {
      block, offset in
      if let packed {
        block.copyBytes(from: packed)
      } else {
        bytes.withUnsafeBytes { block.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[range])) }
      }
      let content = UnsafeMutableRawBufferPointer(rebasing: block[..<count])
      encoding.encode(content, block: id)
      let trailer = size - layout.blockTrailerSize
      block.store(UInt16(count), at: trailer)
      block.store(Checksum.signature(offset: offset, id: id.rawValue), at: trailer + 2)
      block.store(Checksum.crc(UnsafeRawBufferPointer(content)), at: trailer + layout.trailerChecksum)
      layout.store(id: id.rawValue, at: trailer + layout.trailerID, in: block)
      if layout.version == .largePages {
        block.store(UInt16(2), at: trailer + 16)
        block.store(UInt16(range.count), at: trailer + 18)
      }
      return offset
    }
    guard fate != .freed else { return id }
    try blockLeaves.add(id.rawValue, to: pages) {
      append(id, at: offset, stored: count, byteCount: range.count, isNamed: fate == .kept, to: &$0)
    }
    return id
  }

  /// Internal blocks stay as they are. Whether blocks are first deflated or first encoded nobody has told, so that of
  /// the two one is done.
  private func deflated(_ bytes: [UInt8], _ range: Range<Int>, _ id: BlockID) -> [UInt8]? {
    guard layout.isDeflated, encoding == .none, id.rawValue & BlockID.internalBit == 0 else { return nil }
    return bytes.withUnsafeBytes { SampleMaker.deflated(UnsafeRawBufferPointer(rebasing: $0[range])) }
  }

  /// A BBTENTRY ([MS-PST] 2.2.2.7.7.3). Every block made here has one reference, or none, and this entry counts as
  /// another.
  private func append(
    _ id: BlockID, at offset: Int64, stored: Int, byteCount: Int, isNamed: Bool, to entry: inout [UInt8]
  ) {
    let start = entry.count
    layout.append(id: id.rawValue, to: &entry)
    layout.append(offset: offset, to: &entry)
    entry.append(littleEndian: UInt16(stored))
    if layout.version == .largePages { entry.append(littleEndian: UInt16(byteCount)) }
    entry.append(littleEndian: UInt16(isNamed ? 2 : 1))
    entry.appendZeros(start + layout.blockEntrySize - entry.count)
  }

  /// A number for a new node. Outlook gives none twice, not even to subnodes of different nodes, and libpff takes one
  /// subnode for another where they are alike.
  func takeID(_ kind: NodeID.Kind) throws(MakerError) -> NodeID {
    let place = Int(kind.rawValue)
    guard nodeIndexes[place] < 1 << 27 - 1 else { throw MakerError("\(file.path): no numbers are left for nodes") }
    nodeIndexes[place] += 1
    return NodeID(kind, index: nodeIndexes[place])
  }

  /// Names a message of a folder; they come in the order of their numbers. One that is gone is named by an older page
  /// only, of which the place is free.
  func addMessage(_ node: NodeID, _ content: NodeContent, parent: NodeID, isGone: Bool = false) throws(MakerError) {
    let key = UInt64(node.rawValue)
    try olderLeaves.add(key, isGone: isGone, to: pages) { append(node, content, parent, to: &$0) }
    if isGone { return }
    try messageLeaves.add(key, to: pages) { append(node, content, parent, to: &$0) }
  }

  /// Names any other node, in any order.
  func addNode(_ node: NodeID, _ content: NodeContent, parent: NodeID? = nil) {
    otherNodes.append((node, content, parent))
    let kind = Int(node.rawValue & 0x1F)
    nodeIndexes[kind] = max(nodeIndexes[kind], node.index)
  }

  /// An NBTENTRY ([MS-PST] 2.2.2.7.7.4).
  private func append(_ node: NodeID, _ content: NodeContent, _ parent: NodeID?, to entries: inout [UInt8]) {
    let start = entries.count
    layout.append(id: UInt64(node.rawValue), to: &entries)
    layout.append(id: content.data.rawValue, to: &entries)
    layout.append(id: content.subnodes.rawValue, to: &entries)
    entries.append(littleEndian: parent?.rawValue ?? 0)
    entries.appendZeros(start + layout.nodeEntrySize - entries.count)
  }

  /// Writes both trees, the last allocation map and the header.
  func finish() throws(MakerError) -> (sha256: String, byteCount: Int64) {
    var leaves = BTreeLeaves(.nodeBTree, entrySize: layout.nodeEntrySize)
    for entry in otherNodes.sorted(by: { $0.node < $1.node }) {
      try leaves.add(UInt64(entry.node.rawValue), to: pages) {
        append(entry.node, entry.content, entry.parent, to: &$0)
      }
    }
    try leaves.flush(to: pages)
    try olderLeaves.flush(to: pages)
    try messageLeaves.flush(to: pages)
    let nodeTree = try pages.writeRoot(over: leaves.children + messageLeaves.children, type: .nodeBTree)
    try blockLeaves.flush(to: pages)
    let blockTree = try pages.writeRoot(over: blockLeaves.children, type: .blockBTree)
    try space.finish()
    if layout.hasMaps {
      try file.overwrite(StoreHeader.densityList(layout, id: pages.takeID()), at: StoreHeader.densityListOffset)
    }
    let header = StoreHeader(
      layout: layout, encoding: encoding, fileLength: file.length, lastMapOffset: space.lastMapOffset,
      freeByteCount: space.freeByteCount, nodeTree: nodeTree, blockTree: blockTree, nextPageID: pages.nextID,
      nextBlockID: nextBlockID, nodeIndexes: nodeIndexes, unique: 1)
    try file.overwrite(header.bytes, at: 0)
    return (try file.finish(), file.length)
  }
}
