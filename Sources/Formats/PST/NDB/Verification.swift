package import Bytes

extension NodeDatabase {
  /// Reads and checks every block of the trees that was not read before, and notes what internal blocks name. Hands the
  /// blocks that nothing names to `unnamed`: they were leaked, or what named them is lost.
  package func readRest(unnamed: (Block) throws -> Void) throws {
    let locations = map.blocks.locations
    // What an internal block names may be internal too, and have a lower id: until none is left.
    var waiting = locations.indices.filter { locations[$0].id.isInternal && !use.isRead($0) }
    while true {
      var later: [Int] = []
      for index in waiting {
        if use.isNamed(index) { try readInternal(locations[index]) } else { later.append(index) }
      }
      if later.count == waiting.count { break }
      waiting = later
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

  private func readInternal(_ location: BlockLocation) throws {
    try damage.attempt("what block \(location.id) leads to is not known") {
      for id in try names(in: block(location.id)) { markNamed(id) }
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
