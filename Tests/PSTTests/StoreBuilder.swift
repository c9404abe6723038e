/// Writes small stores, from [MS-PST] and not from our reader, so that a bug cannot agree with itself.
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

  let variant: StoreVariant
  private var blocks: [Stored] = []
  private var nodes: [Entry] = []
  private var nextID: UInt64 = 4
  /// Blocks that are in the file and not in its block tree.
  var freed: Set<UInt64> = []
  /// Nodes of a page that the node tree had once and nothing leads to any more.
  var olderNodes: [Entry] = []
  /// Entries of a B-tree page; fewer than fit make the tree deeper.
  var entriesPerPage = 15

  init(_ variant: StoreVariant = .unicode) { self.variant = variant }

  /// A block, whose id has bit 1 set where it is internal.
  mutating func addBlock(_ data: [UInt8], isInternal: Bool = false) -> UInt64 {
    let id = nextID | (isInternal ? 2 : 0)
    nextID += 4
    blocks.append(Stored(id: id, data: data))
    return id
  }

  func data(of id: UInt64) -> [UInt8]? { blocks.first { $0.id == id }?.data }

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
    addBlock([1, level] + u16(children.count) + u32(total) + children.flatMap { variant.id($0) }, isInternal: true)
  }

  /// An SLBLOCK, or an SIBLOCK above as many as it takes.
  mutating func addSubnodes(_ entries: [Entry], perBlock: Int = 300) -> UInt64 {
    let leaves = stride(from: 0, to: entries.count, by: perBlock).map { start in
      let part = entries[start..<min(start + perBlock, entries.count)]
      let records = part.flatMap { variant.id(UInt64($0.id)) + variant.id($0.data) + variant.id($0.subnodes) }
      return (
        key: part[start].id, id: addBlock([2, 0] + u16(part.count) + variant.padding + records, isInternal: true)
      )
    }
    if leaves.count == 1 { return leaves[0].id }
    let records = leaves.flatMap { variant.id(UInt64($0.key)) + variant.id($0.id) }
    return addBlock([2, 1] + u16(leaves.count) + variant.padding + records, isInternal: true)
  }

  /// Takes a node out of the tree, and gives it.
  mutating func removeNode(_ id: UInt32) -> Entry? {
    guard let index = nodes.firstIndex(where: { $0.id == id }) else { return nil }
    return nodes.remove(at: index)
  }

  mutating func addNode(_ id: UInt32, data: UInt64, subnodes: UInt64 = 0, parent: UInt32 = 0) {
    nodes.append(Entry(id: id, data: data, subnodes: subnodes, parent: parent))
  }

  /// The whole file: header, blocks, block tree, node tree.
  func build(version: Int? = nil, method: UInt8 = 0, withTables: Bool = true) -> [UInt8] {
    var whole = self
    if withTables { whole.addTables() }
    return whole.write(version: version, method: method)
  }

  private func write(version: Int?, method: UInt8) -> [UInt8] {
    var file = [UInt8](repeating: 0, count: max(1024, variant.pageSize))
    var blockEntries: [(key: UInt64, bytes: [UInt8])] = []
    for block in blocks {
      let offset = UInt64(file.count)
      let stored = variant.stored(block.data)
      file += variant.block(stored, id: block.id, at: offset, inflated: block.data.count)
      if freed.contains(block.id) { continue }
      blockEntries.append(
        (block.id, variant.block((block.id, offset), size: stored.count, inflated: block.data.count)))
    }
    file += [UInt8](repeating: 0, count: (variant.pageSize - file.count % variant.pageSize) % variant.pageSize)
    if !olderNodes.isEmpty {
      let offset = UInt64(file.count)
      let entries = olderNodes.sorted { $0.id < $1.id }.map { variant.node($0) }
      file += variant.page(entries, type: 0x81, level: 0, id: offset / 8 | 1, at: offset)
    }
    let nodeEntries = nodes.sorted { $0.id < $1.id }.map { (key: UInt64($0.id), bytes: variant.node($0)) }
    let blockRoot = addTree(blockEntries.sorted { $0.key < $1.key }, type: 0x80, to: &file)
    let nodeRoot = addTree(nodeEntries, type: 0x81, to: &file)
    let header = variant.header(
      fileSize: UInt64(file.count), nodeRoot: nodeRoot, blockRoot: blockRoot, version: version, method: method)
    file.put(header, at: 0)
    return file
  }

  /// The tables of each folder that has none of them: subfolders, items, associated items ([MS-PST] 2.4.4).
  private mutating func addTables() {
    let folders = nodes.filter { $0.id & 0x1F == 2 }.map(\.id)
    for folder in folders {
      for (table, kinds) in [(0x0D, [2, 3]), (0x0E, [4]), (0x0F, [8])] as [(UInt32, [UInt32])] {
        let id = folder & ~0x1F | table
        let rows = nodes.filter { $0.parent == folder && $0.id != folder && kinds.contains($0.id & 0x1F) }.map(\.id)
        guard !nodes.contains(where: { $0.id == id }) else { continue }
        addTable(id, rows: rows)
      }
    }
  }

  /// A table that lists `rows`.
  mutating func addTable(_ id: UInt32, rows: [UInt32]) {
    let columns = [HeapBuilder.Column(id: 0x67F2, type: 3, size: 4)]
    let table = HeapBuilder.tableContext(columns, rows: rows.sorted().map { (id: $0, cells: [bytes($0)]) }, variant)
    addNode(id, data: addData(table.blocks))
  }

  typealias Place = (id: UInt64, offset: UInt64)

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
        file += variant.page(part.map(\.bytes), type: type, level: level, id: place.id, at: offset)
        let key = part.first?.key ?? 0
        above.append((key, variant.id(key) + variant.id(place.id) + variant.id(offset)))
      }
      if above.count == 1 { return place }
      entries = above
      level += 1
    }
  }

  static func stored(_ data: [UInt8], id: UInt64, at offset: UInt64) -> [UInt8] {
    StoreVariant.unicode.block(data, id: id, at: offset, inflated: data.count)
  }

  static func page(_ entries: [[UInt8]], type: UInt8, level: UInt8, id: UInt64, at offset: UInt64) -> [UInt8] {
    StoreVariant.unicode.page(entries, type: type, level: level, id: id, at: offset)
  }

  static func header(
    fileSize: UInt64, nodeRoot: Place, blockRoot: Place, version: Int = 23, method: UInt8 = 0
  ) -> [UInt8] {
    StoreVariant.unicode.header(
      fileSize: fileSize, nodeRoot: nodeRoot, blockRoot: blockRoot, version: version, method: method)
  }

  static func signature(_ id: UInt64, _ offset: UInt64) -> [UInt8] {
    let mixed = UInt32(truncatingIfNeeded: id ^ offset)
    return bytes(UInt16(truncatingIfNeeded: mixed >> 16 ^ mixed))
  }
}
