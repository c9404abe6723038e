package import Bytes

extension NodeDatabase {
  /// Reads and checks every block of the trees that was not read before, and notes what internal blocks name. Hands the
  /// blocks that nothing names to `unnamed`: they were leaked, or what named them is lost.
  package func readRest(unnamed: (Block) throws -> Void) throws {
    let locations = map.blocks.locations
    // What an internal block names may be internal too.
    var waiting = locations.indices.filter { locations[$0].id.isInternal && use.isNamed($0) && !use.isRead($0) }
    while let index = waiting.popLast() {
      guard !use.isRead(index) else { continue }
      try damage.attempt("what block \(locations[index].id) leads to is not known") {
        for id in try names(in: block(locations[index].id)) {
          markNamed(id)
          if id.isInternal, let below = map.blocks.index(of: id), !use.isRead(below) { waiting.append(below) }
        }
      }
    }
    for index in locations.indices where !use.isRead(index) {
      let location = locations[index]
      let isNamed = use.isNamed(index)
      let block = try damage.attempt("\(isNamed ? "" : "nothing: ")block \(location.id) cannot be read") {
        try self.block(location.id)
      }
      if let block, !isNamed { try unnamed(block) }
    }
  }

  /// The blocks that an internal block names.
  package func names(in block: Block) throws(FormatError) -> [BlockID] {
    let size = layout.idSize
    guard block.bytes.first == 0x02 else {
      return try entries(of: block, type: 0x01, headerSize: 8, entrySize: size, "XBLOCK").map {
        BlockID(block.bytes.identifier(at: $0, layout))
      }
    }
    if block.bytes.count > 1, block.bytes[1] > 0 {
      return try entries(
        of: block, type: 0x02, headerSize: layout.subnodeHeaderSize, entrySize: 2 * size, "SIBLOCK"
      ).map { BlockID(block.bytes.identifier(at: $0 + size, layout)) }
    }
    return try entries(
      of: block, type: 0x02, headerSize: layout.subnodeHeaderSize, entrySize: 3 * size, "SLBLOCK"
    ).flatMap { start in
      [size, 2 * size].map { BlockID(block.bytes.identifier(at: start + $0, layout)) }
    }.filter { $0 != .none }
  }
}
