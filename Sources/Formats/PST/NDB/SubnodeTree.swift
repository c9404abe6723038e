import Bytes

/// The nodes inside a node, ascending by id ([MS-PST] 2.2.2.8.3.3).
package struct SubnodeTree: Sendable {
  package let nodes: [Node]

  package static let empty = SubnodeTree(nodes: [])

  package func node(_ id: NodeID) -> Node? {
    var (low, high) = (0, nodes.count)
    while low < high {
      let middle = (low + high) / 2
      if nodes[middle].id < id { low = middle + 1 } else { high = middle }
    }
    return low < nodes.count && nodes[low].id == id ? nodes[low] : nil
  }

  package func nodes(of kind: NodeID.Kind) -> [Node] { nodes.filter { $0.id.kind == kind } }
}

extension NodeDatabase {
  /// The subnodes below `id`. What cannot be read is told as damage, with `owner` in it, and left out.
  package func subnodes(_ id: BlockID, of owner: NodeID) throws -> SubnodeTree {
    guard id != .none else { return .empty }
    var nodes: [Node] = []
    let lost = "subnodes of node \(owner) left out"
    try damage.attempt(lost) {
      let top = try block(id)
      guard top.bytes.count > 1, top.bytes[1] > 0 else {
        return try addNodes(of: top, to: &nodes)
      }
      // An SIBLOCK holds SLBLOCKs and nothing deeper.
      for start in try entries(
        of: top, type: 0x02, headerSize: layout.subnodeHeaderSize, entrySize: 2 * layout.idSize, "SIBLOCK")
      {
        let leaf = BlockID(top.bytes.identifier(at: start + layout.idSize, layout))
        markNamed(leaf)
        try damage.attempt(lost) { try addNodes(of: block(leaf), to: &nodes) }
      }
    }
    for index in nodes.indices.dropFirst() where nodes[index].id < nodes[index - 1].id {
      nodes.sort { $0.id < $1.id }
      break
    }
    return SubnodeTree(nodes: nodes)
  }

  private func addNodes(of block: Block, to nodes: inout [Node]) throws(FormatError) {
    let size = layout.idSize
    if block.bytes.count > 1, block.bytes[1] != 0 {
      throw FormatError(
        .mismatch(stored: UInt64(block.bytes[1]), expected: 0), in: "SLBLOCK.cLevel", at: block.place(1))
    }
    let starts = try entries(
      of: block, type: 0x02, headerSize: layout.subnodeHeaderSize, entrySize: 3 * size, "SLBLOCK")
    for start in starts {
      let node = Node(
        id: NodeID(block.bytes.integer(at: start)), data: BlockID(block.bytes.identifier(at: start + size, layout)),
        subnodes: BlockID(block.bytes.identifier(at: start + 2 * size, layout)), parent: nil)
      markNamed(node.data)
      markNamed(node.subnodes)
      nodes.append(node)
    }
  }
}
