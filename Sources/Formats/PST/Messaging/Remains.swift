import Bytes
import MAPI

/// What is left in a store of items that are no longer in it.
package struct Remains {
  /// Items that older pages of the node tree name and the tree no longer does, ascending by id, their blocks being there.
  package private(set) var nodes: [Node] = []
  /// Folders of which the same holds.
  package private(set) var folders: [Node] = []
  /// Data of items in blocks that no node and no other block names, and whether each is in space that was freed.
  package private(set) var blocks: [(id: BlockID, isFreed: Bool)] = []
  /// The same, where blocks that nothing names name them: messages embedded in something, to be looked at last.
  package private(set) var innerBlocks: [(id: BlockID, isFreed: Bool)] = []
  /// Tables of folders, as they were, newest first.
  package private(set) var tables: [FormerTable] = []
  /// Tops of subnode trees that nothing names.
  package private(set) var subnodeTops: [BlockID] = []

  /// So many of each are looked at.
  private static let limit = 200_000

  /// `live` has read all that its trees lead to, and its rest; `unnamed` are the blocks met on the way that nothing
  /// names; `freed` is the same store with what was freed in it.
  package init(of live: NodeDatabase, unnamed: UnnamedBlocks, in freed: NodeDatabase) throws {
    let (older, olderTables) = try Self.olderNodes(live, freed)
    nodes = older.filter { $0.id.kind == .normalMessage }
    folders = older.filter { $0.id.kind == .normalFolder }
    var all = unnamed
    for location in freed.map.carving?.blocks.locations ?? [] where live.map.blocks.index(of: location.id) == nil {
      if let block = try freed.damage.attempt("", { try freed.read(location) }) {
        all.add(block, isFreed: true, in: freed)
      }
    }
    for heap in all.heaps.prefix(Self.limit) {
      if all.named.contains(heap.id.key) { innerBlocks.append(heap) } else { blocks.append(heap) }
    }
    var parts: Set<UInt64> = []
    for list in all.lists.prefix(Self.limit) {
      guard let first = try Self.firstOfHeap(list.id, freed) else { continue }
      blocks.append(list)
      parts.insert(first.key)
    }
    innerBlocks.removeAll { parts.contains($0.id.key) }
    tables = try Self.tables(all, olderTables, freed)
    subnodeTops = Array(all.subnodeTops.lazy.filter { !all.named.contains($0.key) }.prefix(Self.limit))
  }

  /// Tables that older pages name, and others of which the blocks are there: of these no folder is known.
  private static func tables(
    _ all: UnnamedBlocks, _ older: [Node], _ freed: NodeDatabase
  ) throws -> [FormerTable] {
    let store = try MessageStore(freed)
    var tables: [FormerTable] = []
    var known: Set<UInt64> = []
    var lists: [UInt64: (id: BlockID, isFreed: Bool)] = [:]
    for list in all.lists.prefix(limit) {
      if let first = try firstBlock(of: list.id, freed) { lists[first.key] = list }
    }
    // What stands in several blocks is a list of these.
    func matrix(of node: Node) throws -> BlockID? {
      try store.matrix(of: node, among: all.rowBlocks).map { lists[$0.key]?.id ?? $0 }
    }
    for node in older where known.insert(node.data.key).inserted {
      if node.data.isInternal, let first = try firstBlock(of: node.data, freed) { known.insert(first.key) }
      tables.append(FormerTable(node: node, matrix: try matrix(of: node), folder: node.id.sibling(.normalFolder)))
    }
    for table in all.tables.prefix(limit) {
      guard known.insert(table.id.key).inserted else { continue }
      let whole = lists[table.id.key]?.id ?? table.id
      let node = Node(id: .none, data: whole, subnodes: .none, parent: nil)
      tables.append(FormerTable(node: node, matrix: try matrix(of: node), folder: nil))
    }
    return tables.sorted { $0.node.data.rawValue > $1.node.data.rawValue }
  }

  private static func olderNodes(
    _ live: NodeDatabase, _ freed: NodeDatabase
  ) throws -> (nodes: [Node], tables: [Node]) {
    var found: [NodeID: Node] = [:]
    var tables: [Node] = []
    func consider(_ node: Node) {
      if let kind = node.id.kind, kind == .contentsTable || kind == .hierarchyTable {
        // The same node with other data: each time a table is changed its blocks are written anew.
        if tables.count < limit, node.data != .none, !live.isNamed(node.data), freed.has(node.data) {
          tables.append(node)
        }
        return
      }
      guard let kind = node.id.kind, kind == .normalMessage || kind == .normalFolder, live.node(node.id) == nil,
        found[node.id] == nil, found.count < limit,
        node.data != .none, !live.isNamed(node.data), freed.has(node.data)
      else { return }
      found[node.id] = node
    }
    for page in freed.map.carving?.pages ?? [] where page.kind == .node {
      let page = try page.read(from: freed.store, freed.layout)
      for index in 0..<page.count { consider(page.node(index)) }
    }
    for node in freed.map.olderNodes { consider(node) }
    return (found.values.sorted { $0.id < $1.id }, tables)
  }

  /// The first block that an XBLOCK names, where it begins the data of an object.
  private static func firstOfHeap(_ list: BlockID, _ freed: NodeDatabase) throws -> BlockID? {
    try freed.damage.attempt("") {
      guard let first = try firstBlock(of: list, freed),
        HeapOnNode.isHeap(try freed.read(freed.location(of: first)).bytes, of: .propertyContext)
      else { return nil }
      return first
    }
  }

  private static func firstBlock(of list: BlockID, _ freed: NodeDatabase) throws -> BlockID? {
    try freed.damage.attempt("") {
      guard let first = try freed.names(in: freed.read(freed.location(of: list))).first, !first.isInternal else {
        return nil
      }
      return first
    }
  }
}

/// Blocks that no node leads to, by what they are.
package struct UnnamedBlocks {
  fileprivate private(set) var heaps: [(id: BlockID, isFreed: Bool)] = []
  fileprivate private(set) var lists: [(id: BlockID, isFreed: Bool)] = []
  fileprivate private(set) var subnodeTops: [BlockID] = []
  /// Of tables, the first of each.
  fileprivate private(set) var tables: [(id: BlockID, isFreed: Bool)] = []
  /// Blocks that may be rows of a table, by the node that the first of them stands for.
  fileprivate private(set) var rowBlocks: [UInt32: [BlockID]] = [:]
  /// What they themselves name.
  fileprivate private(set) var named: Set<UInt64> = []
  package private(set) var count = 0
  package private(set) var byteCount: UInt64 = 0

  /// So many names are kept; beyond, an inner block may be taken for one of its own.
  private static let limit = 1 << 22
  private static let rowBlockLimit = 1 << 17

  package init() {}

  package mutating func add(_ block: Block, isFreed: Bool = false, in database: NodeDatabase) {
    if !isFreed {
      count += 1
      byteCount += UInt64(database.layout.storedSize(ofBlock: block.location.size))
    }
    let id = block.location.id
    guard id.isInternal else {
      if HeapOnNode.isHeap(block.bytes, of: .propertyContext) {
        heaps.append((id, isFreed))
      } else if HeapOnNode.isHeap(block.bytes, of: .tableContext) {
        tables.append((id, isFreed))
      } else if block.bytes.count >= 16 {
        let first = NodeID(block.bytes.integer(at: 0))
        let isRow = first.kind == .normalMessage || first.kind == .normalFolder
        if isRow, rowBlocks.count < Self.rowBlockLimit { rowBlocks[first.rawValue, default: []].append(id) }
      }
      return
    }
    for name in (try? database.names(in: block)) ?? [] where named.count < Self.limit { named.insert(name.key) }
    if block.bytes.first == 0x02 { subnodeTops.append(id) } else { lists.append((id, isFreed)) }
  }
}
