/// Writes small Unicode stores, from [MS-PST] and not from our reader, so that a bug cannot agree with itself.
struct StoreBuilder {
  struct Entry {
    var id: UInt32
    var data: UInt64
    var subnodes: UInt64 = 0
    var parent: UInt32 = 0
  }
  private struct Stored {
    let id: UInt64
    let data: [UInt8]
  }

  private var blocks: [Stored] = []
  private var nodes: [Entry] = []
  private var nextID: UInt64 = 4
  /// Entries of a B-tree page; fewer than fit make the tree deeper.
  var entriesPerPage = 15

  /// A block, whose id has bit 1 set where it is internal.
  mutating func addBlock(_ data: [UInt8], isInternal: Bool = false) -> UInt64 {
    let id = nextID | (isInternal ? 2 : 0)
    nextID += 4
    blocks.append(Stored(id: id, data: data))
    return id
  }

  /// Data over as many blocks as it takes, with an XBLOCK above, and an XXBLOCK above these where `perXBlock` says so.
  mutating func addData(_ pieces: [[UInt8]], perXBlock: Int = 1000) -> UInt64 {
    if pieces.count == 1 { return addBlock(pieces[0]) }
    let total = pieces.reduce(0) { $0 + $1.count }
    let leaves = pieces.map { addBlock($0) }
    let parts = stride(from: 0, to: leaves.count, by: perXBlock).map { start in
      Array(leaves[start..<min(start + perXBlock, leaves.count)])
    }
    let xBlocks = parts.map { addXBlock(level: 1, $0, total: total) }
    return xBlocks.count == 1 ? xBlocks[0] : addXBlock(level: 2, xBlocks, total: total)
  }

  mutating func addXBlock(level: UInt8, _ children: [UInt64], total: Int) -> UInt64 {
    addBlock([1, level] + u16(children.count) + u32(total) + children.flatMap { u64($0) }, isInternal: true)
  }

  /// An SLBLOCK, or an SIBLOCK above as many as it takes.
  mutating func addSubnodes(_ entries: [Entry], perBlock: Int = 300) -> UInt64 {
    let leaves = stride(from: 0, to: entries.count, by: perBlock).map { start in
      let part = entries[start..<min(start + perBlock, entries.count)]
      let records = part.flatMap { u64(UInt64($0.id)) + u64($0.data) + u64($0.subnodes) }
      return (key: part[start].id, id: addBlock([2, 0] + u16(part.count) + u32(0) + records, isInternal: true))
    }
    if leaves.count == 1 { return leaves[0].id }
    let records = leaves.flatMap { u64(UInt64($0.key)) + u64($0.id) }
    return addBlock([2, 1] + u16(leaves.count) + u32(0) + records, isInternal: true)
  }

  mutating func addNode(_ id: UInt32, data: UInt64, subnodes: UInt64 = 0, parent: UInt32 = 0) {
    nodes.append(Entry(id: id, data: data, subnodes: subnodes, parent: parent))
  }

  /// The whole file: header, blocks, block tree, node tree.
  func build(version: Int = 23) -> [UInt8] {
    var file = [UInt8](repeating: 0, count: 1024)
    var places: [(id: UInt64, offset: UInt64, size: Int)] = []
    for block in blocks {
      places.append((block.id, UInt64(file.count), block.data.count))
      file += Self.stored(block.data, id: block.id, at: UInt64(file.count))
    }
    file += [UInt8](repeating: 0, count: (512 - file.count % 512) % 512)
    let blockEntries = places.sorted { $0.id < $1.id }.map {
      (key: $0.id, bytes: u64($0.id) + u64($0.offset) + u16($0.size) + u16(2) + u32(0))
    }
    let nodeEntries = nodes.sorted { $0.id < $1.id }.map {
      (
        key: UInt64($0.id),
        bytes: u64(UInt64($0.id)) + u64($0.data) + u64($0.subnodes) + u32(Int($0.parent)) + u32(0)
      )
    }
    let blockRoot = addTree(blockEntries, type: 0x80, to: &file)
    let nodeRoot = addTree(nodeEntries, type: 0x81, to: &file)
    file.put(
      Self.header(fileSize: UInt64(file.count), nodeRoot: nodeRoot, blockRoot: blockRoot, version: version), at: 0)
    return file
  }

  private typealias Place = (id: UInt64, offset: UInt64)

  private func addTree(_ leaves: [(key: UInt64, bytes: [UInt8])], type: UInt8, to file: inout [UInt8]) -> Place {
    var entries = leaves
    var level: UInt8 = 0
    while true {
      var above: [(key: UInt64, bytes: [UInt8])] = []
      var place: Place = (0, 0)
      for start in stride(from: 0, to: max(1, entries.count), by: entriesPerPage) {
        let part = entries[start..<min(start + entriesPerPage, entries.count)]
        let offset = UInt64(file.count)
        place = (offset / 8 | 1, offset)
        file += Self.page(part.map(\.bytes), type: type, level: level, id: place.id, at: offset)
        above.append((part.first?.key ?? 0, u64(part.first?.key ?? 0) + u64(place.id) + u64(offset)))
      }
      if above.count == 1 { return place }
      entries = above
      level += 1
    }
  }

  /// A block with padding and trailer.
  static func stored(_ data: [UInt8], id: UInt64, at offset: UInt64) -> [UInt8] {
    let size = (data.count + 16 + 63) / 64 * 64
    let padding = [UInt8](repeating: 0, count: size - 16 - data.count)
    return data + padding + u16(data.count) + signature(id, offset) + bytes(referenceCRC(data)) + u64(id)
  }

  static func page(_ entries: [[UInt8]], type: UInt8, level: UInt8, id: UInt64, at offset: UInt64) -> [UInt8] {
    let size = entries.first?.count ?? (type == 0x81 ? 32 : 24)
    var page = entries.flatMap { $0 }
    page += [UInt8](repeating: 0, count: 488 - page.count)
    page += [UInt8(entries.count), UInt8(488 / size), UInt8(size), level, 0, 0, 0, 0]
    return page + [type, type] + signature(id, offset) + bytes(referenceCRC(page)) + u64(id)
  }

  static func header(
    fileSize: UInt64, nodeRoot: (id: UInt64, offset: UInt64), blockRoot: (id: UInt64, offset: UInt64),
    version: Int = 23, method: UInt8 = 0
  ) -> [UInt8] {
    var header = [UInt8](repeating: 0, count: 564)
    header.put(Array("!BDN".utf8), at: 0)
    header.put(Array("SM".utf8), at: 8)
    header.put(u16(version), at: 10)
    header.put(u16(19), at: 12)
    header.put(u64(fileSize), at: 184)
    header.put(u64(nodeRoot.id) + u64(nodeRoot.offset), at: 216)
    header.put(u64(blockRoot.id) + u64(blockRoot.offset), at: 232)
    header.put([0x80, method], at: 512)
    header.put(bytes(referenceCRC(header[8..<479])), at: 4)
    header.put(bytes(referenceCRC(header[8..<524])), at: 524)
    return header
  }

  private static func signature(_ id: UInt64, _ offset: UInt64) -> [UInt8] {
    let mixed = UInt32(truncatingIfNeeded: id ^ offset)
    return bytes(UInt16(truncatingIfNeeded: mixed >> 16 ^ mixed))
  }
}
