/// The nodes that belong to one node only, such as the attachments of a message: an SLBLOCK, or a SIBLOCK over several
/// ([MS-PST] 2.2.2.8.3.3).
struct SubnodeTree {
  private static let leafCapacity = (NodeDatabase.blockCapacity - 8) / 24
  private static let branchCapacity = (NodeDatabase.blockCapacity - 8) / 16

  private var entries: [(node: NodeID, content: NodeContent)] = []

  mutating func add(_ node: NodeID, _ content: NodeContent) { entries.append((node, content)) }

  /// Writes the tree; of no subnodes there is none.
  func finish(in database: NodeDatabase) throws(MakerError) -> BlockID {
    guard !entries.isEmpty else { return .none }
    let sorted = entries.sorted { $0.node < $1.node }
    var leaves: [(first: NodeID, block: BlockID)] = []
    for start in stride(from: 0, to: sorted.count, by: Self.leafCapacity) {
      let part = sorted[start..<min(start + Self.leafCapacity, sorted.count)]
      leaves.append((sorted[start].node, try writeLeaf(part, to: database)))
    }
    if leaves.count == 1 { return leaves[0].block }
    guard leaves.count <= Self.branchCapacity else {
      throw MakerError("\(sorted.count) attachments are more than one message of a PST can hold")
    }
    var bytes: [UInt8] = [2, 1]
    bytes.append(littleEndian: UInt16(leaves.count))
    bytes.appendZeros(4)
    for leaf in leaves {
      bytes.append(littleEndian: UInt64(leaf.first.rawValue))
      bytes.append(littleEndian: leaf.block.rawValue)
    }
    return try database.writeInternalBlock(bytes)
  }

  private func writeLeaf(
    _ part: ArraySlice<(node: NodeID, content: NodeContent)>, to database: NodeDatabase
  ) throws(MakerError) -> BlockID {
    var bytes: [UInt8] = [2, 0]
    bytes.append(littleEndian: UInt16(part.count))
    bytes.appendZeros(4)
    for entry in part {
      bytes.append(littleEndian: UInt64(entry.node.rawValue))
      bytes.append(littleEndian: entry.content.data.rawValue)
      bytes.append(littleEndian: entry.content.subnodes.rawValue)
    }
    return try database.writeInternalBlock(bytes)
  }
}
