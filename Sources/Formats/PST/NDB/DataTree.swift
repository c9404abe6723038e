import Bytes

/// The blocks that hold the data of a node, in order ([MS-PST] 2.2.2.8.3.2): one data block, or those that an XBLOCK
/// or XXBLOCK names.
package struct DataTree: Sendable {
  package let blocks: [BlockID]
  /// lcbTotal; nil for a single block.
  package let declaredSize: UInt64?
}

extension NodeDatabase {
  /// The data tree below `id`; throws where its top cannot be read, or where a part of it is missing.
  package func dataTree(_ id: BlockID) throws -> DataTree {
    guard id != .none else { return DataTree(blocks: [], declaredSize: nil) }
    guard id.isInternal else { return DataTree(blocks: [id], declaredSize: nil) }
    let top = try block(id)
    var leaves: [BlockID] = []
    try addLeaves(of: top, level: nil, to: &leaves)
    return DataTree(blocks: leaves, declaredSize: UInt64(top.bytes.integer(at: 4, as: UInt32.self)))
  }

  /// Level 2 holds XBLOCKs, level 1 data blocks: the level falls, so that no loop can hold it.
  private func addLeaves(of block: Block, level expected: Int?, to leaves: inout [BlockID]) throws {
    let children = try entries(of: block, type: 0x01, headerSize: 8, entrySize: layout.idSize, "XBLOCK")
    let level = Int(block.bytes[1])
    guard level == 1 || level == 2, expected == nil || level == expected else {
      throw FormatError(.invalid("level \(level) in a data tree"), in: "XBLOCK.cLevel", at: block.place(1))
    }
    for start in children {
      let id = BlockID(block.bytes.identifier(at: start, layout))
      markNamed(id)
      if level == 2 {
        try addLeaves(of: self.block(id), level: 1, to: &leaves)
      } else {
        guard !id.isInternal else {
          throw FormatError(
            .invalid("an internal block among data blocks"), in: "XBLOCK.rgbid", at: block.place(start))
        }
        leaves.append(id)
      }
      // A block stands once in a tree, so there are no more of them than fit into the file.
      let limit = store.byteCount / UInt64(layout.blockAlignment)
      guard UInt64(leaves.count) <= limit else {
        throw FormatError(
          .limitExceeded(value: UInt64(leaves.count), limit: limit), in: "XBLOCK.rgbid", at: block.offset)
      }
    }
  }

  /// Where the entries of an internal block start, with its header checked: btype, cLevel, cEnt.
  func entries(
    of block: Block, type: UInt8, headerSize: Int, entrySize: Int, _ name: String
  ) throws(FormatError) -> [Int] {
    guard block.bytes.count >= headerSize else {
      throw FormatError(
        .truncated(needed: headerSize, available: block.bytes.count), in: name, at: block.offset)
    }
    guard block.bytes[0] == type else {
      throw FormatError(
        .mismatch(stored: UInt64(block.bytes[0]), expected: UInt64(type)), in: name + ".btype", at: block.offset)
    }
    let stored = Int(block.bytes.integer(at: 2, as: UInt16.self))
    let room = (block.bytes.count - headerSize) / entrySize
    if stored > room {
      damage.add(
        FormatError(
          .outOfRange(value: UInt64(stored), limit: UInt64(room)), in: name + ".cEnt", at: block.place(2)),
        consequence: "only \(room) entries of the block read")
    }
    return (0..<min(stored, room)).map { headerSize + $0 * entrySize }
  }

  /// Hands each block of a tree to `body`, in order.
  package func forEachBlock(of tree: DataTree, _ body: (Block) throws -> Void) throws {
    var size: UInt64 = 0
    for id in tree.blocks {
      let block = try block(id)
      size += UInt64(block.bytes.count)
      try body(block)
    }
    if let declared = tree.declaredSize, declared != size, let first = tree.blocks.first {
      damage.add(
        FormatError(
          .mismatch(stored: declared, expected: size), in: "XBLOCK.lcbTotal", at: try location(of: first).offset))
    }
  }
}
