package import Bytes

/// The NDB layer: nodes and blocks by their ids ([MS-PST] 2.2).
package final class NodeDatabase {
  package private(set) var map: StoreMap
  package let damage: DamageLog
  let store: any ByteStore
  private var reads = NearbyReads()
  /// Blocks that were freed and are there still; looked up where the trees do not name a block.
  private let freed: BlockIndex
  package private(set) var use: BlockUse
  /// Kept instead of `use` where another reads the same store: for that one to take over.
  private var meetings: [BlockUse.Meeting]?
  /// Heaps that were met and hold something deleted, since they were last taken.
  private var slackHeaps: [SlackHeap] = []
  /// Freed blocks that were read.
  private var freedInUse: Set<UInt64> = []

  package var header: Header { map.header }
  let layout: Layout

  /// Throws where there is no way into the store: its header cannot be read, or nothing of its trees and of what they
  /// led to is found.
  package init(_ store: any ByteStore, damage: DamageLog) throws {
    self.store = store
    self.damage = damage
    freed = BlockIndex()
    map = try StoreMap(of: store, damage)
    layout = map.header.layout
    use = BlockUse(count: map.blocks.locations.count)
    for node in map.nodes.nodes {
      markNamed(node.data)
      markNamed(node.subnodes)
    }
  }

  /// The same store with what was freed in it, for what nothing live leads to. Damage goes to a log of its own.
  private init(_ other: NodeDatabase, freed: BlockIndex) {
    store = other.store
    damage = DamageLog()
    map = other.map
    layout = other.layout
    self.freed = freed
    use = BlockUse(count: map.blocks.locations.count)
  }

  /// The same store for another task, that keeps what it meets for `takeOver`.
  package init(for store: any ByteStore, _ map: StoreMap) {
    self.store = store
    self.map = map
    layout = map.header.layout
    damage = DamageLog()
    freed = BlockIndex()
    use = BlockUse(count: 0)
    meetings = []
  }

  /// Which blocks were met and what is wrong with them.
  package func takeFindings() -> (meetings: [BlockUse.Meeting], damage: [Damage]) {
    defer { meetings = [] }
    return (meetings ?? [], damage.take())
  }

  func noteSlack(_ heap: SlackHeap) { slackHeaps.append(heap) }

  /// Heaps met since the last call that hold something deleted.
  package func takeSlackHeaps() -> [SlackHeap] {
    guard !slackHeaps.isEmpty else { return [] }
    defer { slackHeaps.removeAll() }
    return slackHeaps
  }

  /// Makes the findings of another task its own.
  package func takeOver(_ findings: (meetings: [BlockUse.Meeting], damage: [Damage])) {
    for meeting in findings.meetings { use.mark(meeting) }
    for one in findings.damage { damage.add(one.error, consequence: one.consequence) }
  }

  /// The bytes of the store.
  package var bytes: any ByteStore { store }

  /// Looks through the space that nothing claims, once, and gives the store with what was found there.
  package func withFreedBlocks() throws -> NodeDatabase {
    try map.carve(store)
    return NodeDatabase(self, freed: map.carving?.blocks ?? BlockIndex())
  }

  /// What stands in the space that nothing claims, counted; none before `withFreedBlocks`.
  package var unclaimed: (nodePages: Int, blockPages: Int, blocks: Int, mapPages: Int, badMapPages: Int) {
    guard let carving = map.carving else { return (0, 0, 0, 0, 0) }
    let nodePages = carving.pages.count { $0.kind == .node }
    return (
      nodePages, carving.pages.count - nodePages, carving.blocks.locations.count, carving.mapPageCount,
      carving.badMapPageCount
    )
  }

  /// Blocks in the trees, and how many of them were read and checked.
  package var blockCounts: (all: Int, read: Int) { (map.blocks.locations.count, use.readCount) }

  package var byteCount: UInt64 { store.byteCount }

  /// All nodes, ascending by id.
  package var nodes: [Node] { map.nodes.nodes }

  /// The node of this id; nil where there is none.
  package func node(_ id: NodeID) -> Node? { map.nodes.node(id) }

  /// Where the block of this id lies.
  package func location(of id: BlockID) throws(FormatError) -> BlockLocation {
    if let location = map.blocks.location(of: id) ?? freed.location(of: id) ?? map.olderBlocks.location(of: id) {
      return location
    }
    throw FormatError(.missing(id.rawValue), in: "BBTENTRY.BREF.bid", at: header.blockTree.offset)
  }

  /// The block of this id, checked and decoded.
  package func block(_ id: BlockID) throws -> Block {
    guard let index = map.blocks.index(of: id) else {
      let location = try location(of: id)
      freedInUse.insert(id.key)
      return try read(location)
    }
    mark(BlockUse.Meeting(index, isRead: true))
    return try read(map.blocks.locations[index])
  }

  func read(_ location: BlockLocation) throws -> Block {
    let bytes = try reads.read(at: location.offset, count: layout.storedSize(ofBlock: location.size), from: store)
    return try Block(bytes, at: location, encoding: map.encoding, layout, damage: damage)
  }

  /// Whether a block is there at all, in the trees or freed.
  package func has(_ id: BlockID) -> Bool { (try? location(of: id)) != nil }

  /// Whether this block was read here.
  package func wasRead(_ id: BlockID) -> Bool {
    map.blocks.index(of: id).map(use.isRead) ?? freedInUse.contains(id.key)
  }

  /// Notes that a node or block names this one.
  func markNamed(_ id: BlockID) {
    if id != .none, let index = map.blocks.index(of: id) { mark(BlockUse.Meeting(index, isRead: false)) }
  }

  private func mark(_ meeting: BlockUse.Meeting) {
    if meetings == nil { use.mark(meeting) } else { meetings?.append(meeting) }
  }

  /// Whether something that was met names this block of the trees.
  package func isNamed(_ id: BlockID) -> Bool { map.blocks.index(of: id).map(use.isNamed) ?? false }
}
