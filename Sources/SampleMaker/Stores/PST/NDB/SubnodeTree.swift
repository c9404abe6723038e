/// The nodes that belong to one node only, such as the attachments of a message: an SLBLOCK, or a SIBLOCK over several
/// ([MS-PST] 2.2.2.8.3.3).
struct SubnodeTree {
  private var entries: [(node: NodeID, content: NodeContent)] = []

  mutating func add(_ node: NodeID, _ content: NodeContent) { entries.append((node, content)) }

  /// Writes the tree; of no subnodes there is none.
  func finish(in database: NodeDatabase) throws(MakerError) -> BlockID {
    guard !entries.isEmpty else { return .none }
    let sorted = entries.sorted { $0.node < $1.node }
    let layout = database.layout
    let leafCapacity = (layout.blockCapacity - 8) / (3 * layout.idSize)
    let branchCapacity = (layout.blockCapacity - 8) / (2 * layout.idSize)
    var leaves: [(first: NodeID, block: BlockID)] = []
    for start in stride(from: 0, to: sorted.count, by: leafCapacity) {
      let part = sorted[start..<min(start + leafCapacity, sorted.count)]
      leaves.append((sorted[start].node, try writeLeaf(part, to: database)))
    }
    if leaves.count == 1 { return leaves[0].block }
    guard leaves.count <= branchCapacity else {
      throw MakerError("\(sorted.count) attachments are more than one message of a PST can hold")
    }
    var bytes = Self.header(level: 1, count: leaves.count, layout)
    for leaf in leaves {
      layout.append(id: UInt64(leaf.first.rawValue), to: &bytes)
      layout.append(id: leaf.block.rawValue, to: &bytes)
    }
    return try database.writeInternalBlock(bytes)
  }

  private func writeLeaf(
    _ part: ArraySlice<(node: NodeID, content: NodeContent)>, to database: NodeDatabase
  ) throws(MakerError) -> BlockID {
    let layout = database.layout
    var bytes = Self.header(level: 0, count: part.count, layout)
    for entry in part {
      layout.append(id: UInt64(entry.node.rawValue), to: &bytes)
      layout.append(id: entry.content.data.rawValue, to: &bytes)
      layout.append(id: entry.content.subnodes.rawValue, to: &bytes)
    }
    return try database.writeInternalBlock(bytes)
  }

  /// Only where numbers have 64 bits, four bytes more align what follows.
  private static func header(level: UInt8, count: Int, _ layout: StoreLayout) -> [UInt8] {
    var bytes: [UInt8] = [2, level]
    bytes.append(littleEndian: UInt16(count))
    if !layout.isANSI { bytes.appendZeros(4) }
    return bytes
  }
}
