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
  /// Tops of subnode trees that nothing names.
  package private(set) var subnodeTops: [BlockID] = []

  /// So many of each are looked at.
  private static let limit = 200_000

  /// `live` has read all that its trees lead to, and its rest; `unnamed` are the blocks met on the way that nothing
  /// names; `freed` is the same store with what was freed in it.
  package init(of live: NodeDatabase, unnamed: UnnamedBlocks, in freed: NodeDatabase) throws {
    let older = try Self.olderNodes(live, freed)
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
    subnodeTops = Array(all.subnodeTops.lazy.filter { !all.named.contains($0.key) }.prefix(Self.limit))
  }

  private static func olderNodes(_ live: NodeDatabase, _ freed: NodeDatabase) throws -> [Node] {
    var found: [NodeID: Node] = [:]
    func consider(_ node: Node) {
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
    return found.values.sorted { $0.id < $1.id }
  }

  /// The first block that an XBLOCK names, where it begins the data of an object.
  private static func firstOfHeap(_ list: BlockID, _ freed: NodeDatabase) throws -> BlockID? {
    try freed.damage.attempt("") {
      guard let first = try freed.names(in: freed.read(freed.location(of: list))).first, !first.isInternal,
        HeapOnNode.isHeap(try freed.read(freed.location(of: first)).bytes, of: .propertyContext)
      else { return nil }
      return first
    }
  }
}

/// Blocks that no node leads to, by what they are.
package struct UnnamedBlocks {
  fileprivate private(set) var heaps: [(id: BlockID, isFreed: Bool)] = []
  fileprivate private(set) var lists: [(id: BlockID, isFreed: Bool)] = []
  fileprivate private(set) var subnodeTops: [BlockID] = []
  /// What they themselves name.
  fileprivate private(set) var named: Set<UInt64> = []
  package private(set) var count = 0
  package private(set) var byteCount: UInt64 = 0

  /// So many names are kept; beyond, an inner block may be taken for one of its own.
  private static let limit = 1 << 22

  package init() {}

  package mutating func add(_ block: Block, isFreed: Bool = false, in database: NodeDatabase) {
    if !isFreed {
      count += 1
      byteCount += UInt64(database.layout.storedSize(ofBlock: block.location.size))
    }
    let id = block.location.id
    guard id.isInternal else {
      if HeapOnNode.isHeap(block.bytes, of: .propertyContext) { heaps.append((id, isFreed)) }
      return
    }
    for name in (try? database.names(in: block)) ?? [] where named.count < Self.limit { named.insert(name.key) }
    if block.bytes.first == 0x02 { subnodeTops.append(id) } else { lists.append((id, isFreed)) }
  }
}
