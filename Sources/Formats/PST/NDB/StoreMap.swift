import Bytes

/// What stands where in a store: its two trees read once from end to end, and what was found in their stead where pages
/// of them are lost. Some bytes for each node and block, so that all further reading looks up and never searches.
package struct StoreMap: Sendable {
  package let header: Header
  package let encoding: Encoding
  package private(set) var nodes = NodeIndex()
  private(set) var blocks = BlockIndex()
  /// Blocks that older pages of a block tree name that is not whole; what stands there may be something else by now.
  private(set) var olderBlocks = BlockIndex()
  /// What the header, the pages of the trees and their blocks take.
  package private(set) var space: SpaceMap
  /// Pages of the two trees.
  package private(set) var pageCount = 0
  /// Nodes in older pages of a node tree that is not whole: of items that were deleted or moved since.
  private(set) var olderNodes: [Node] = []
  /// What stands in space that is not claimed; nil until it is asked for.
  package private(set) var carving: Carving?
  /// Both trees were read to their ends.
  package let isWhole: Bool

  /// Throws where the header cannot be read, or where neither trees nor anything like a node or block is in the store.
  init(of store: any ByteStore, _ damage: DamageLog) throws {
    header = try Header.read(from: store, damage)
    let layout = header.layout
    if header.fileSize > store.byteCount {
      damage.add(
        FormatError(
          .truncated(needed: Int(clamping: header.fileSize), available: Int(clamping: store.byteCount)),
          in: "ROOT.ibFileEof", at: UInt64(layout.rootOffset) + 4),
        consequence: "what lay behind the end of the file is lost")
    }
    var space = SpaceMap(byteCount: store.byteCount, unit: layout.blockAlignment)
    space.claim(0, count: layout.headerSize)

    var (nodes, blocks, leaves) = (NodeIndex(), BlockIndex(), NodeRanges())
    var nodeWalk = BTreeWalk(.node, in: store, layout, damage)
    try nodeWalk.run(from: header.nodeTree, claiming: &space) { page in
      for index in 0..<page.count { nodes.add(page.node(index)) }
      if let range = page.nodeRange { leaves.append(range) }
    }
    var blockWalk = BTreeWalk(.block, in: store, layout, damage)
    try blockWalk.run(from: header.blockTree, claiming: &space) { page in
      for index in 0..<page.count { blocks.add(page.block(index)) }
    }
    blocks.finish()
    for location in blocks.locations {
      let isThere = location.offset < store.byteCount
      guard !space.claim(location.offset, count: layout.storedSize(ofBlock: location.size)), isThere else { continue }
      damage.add(
        FormatError(
          .invalid("block \(location.id) overlaps what else stands there"), in: "BBTENTRY.BREF.ib",
          at: location.offset))
    }
    isWhole = nodeWalk.isWhole && blockWalk.isWhole
    pageCount = nodeWalk.pageCount + blockWalk.pageCount
    if !isWhole {
      let carving = try Carving(of: store, free: space, layout)
      if !blockWalk.isWhole {
        for location in carving.blocks.locations {
          blocks.add(location)
          space.claim(location.offset, count: layout.storedSize(ofBlock: location.size))
        }
        olderBlocks = try Self.olderBlocks(carving, store, layout)
      }
      if !nodeWalk.isWhole {
        olderNodes = try Self.add(carving, to: &nodes, from: &leaves, store, layout)
      }
      self.carving = carving
    }
    blocks.finish()
    nodes.finish()
    guard isWhole || !nodes.nodes.isEmpty || !blocks.locations.isEmpty else {
      throw FormatError(
        .missing(header.nodeTree.id.rawValue), in: "ROOT.BREFNBT", at: UInt64(layout.rootOffset))
    }
    Self.tellRefused(nodes: nodes.refused, blocks: blocks.refused, header, damage)
    encoding = try header.encoding(confirmedBy: nodes, blocks, in: store, damage)
    (self.nodes, self.blocks, self.space) = (nodes, blocks, space)
  }

  private static func olderBlocks(
    _ carving: Carving, _ store: any ByteStore, _ layout: Layout
  ) throws -> BlockIndex {
    var blocks = BlockIndex()
    for found in carving.pages where found.kind == .block {
      let page = try found.read(from: store, layout)
      for index in 0..<page.count { blocks.add(page.block(index)) }
    }
    blocks.finish()
    return blocks
  }

  /// The nodes that a lost page named, from pages that nothing leads to, the newest first. A page of which a newer one
  /// has a part is one that this replaced: what only the older has is gone from the tree, and is given back.
  private static func add(
    _ carving: Carving, to nodes: inout NodeIndex, from leaves: inout NodeRanges, _ store: any ByteStore,
    _ layout: Layout
  ) throws -> [Node] {
    var older: [Node] = []
    for found in carving.pages where found.kind == .node {
      let page = try found.read(from: store, layout)
      guard let range = page.nodeRange else { continue }
      if leaves.overlaps(range) {
        older += (0..<page.count).map(page.node)
      } else {
        for index in 0..<page.count { nodes.add(page.node(index)) }
        leaves.append(range)
      }
    }
    return older
  }

  private static func tellRefused(nodes: Int, blocks: Int, _ header: Header, _ damage: DamageLog) {
    for (count, limit, name, tree) in [
      (nodes, NodeIndex.limit, "nodes", header.nodeTree), (blocks, BlockIndex.limit, "blocks", header.blockTree),
    ] where count > 0 {
      damage.add(
        FormatError(.limitExceeded(value: UInt64(limit + count), limit: UInt64(limit)), in: "BTPAGE", at: tree.offset),
        consequence: "\(count) \(name) left out")
    }
  }

  /// Looks through all space that nothing claims, where that was not done.
  mutating func carve(_ store: any ByteStore) throws {
    if carving == nil { carving = try Carving(of: store, free: space, header.layout) }
  }
}

extension Carving.Page {
  /// The page again; what is wrong with it was looked at when it was found.
  func read(from store: any ByteStore, _ layout: Layout) throws -> BTreePage {
    try BTreePage(
      store.read(at: reference.offset, count: layout.pageSize), at: reference, kind: kind, layout, damage: DamageLog())
  }
}

extension BTreePage {
  /// The ids from the first to the last of a leaf of the node tree.
  var nodeRange: ClosedRange<UInt64>? {
    guard level == 0, count > 0, key(0) <= key(count - 1) else { return nil }
    return key(0)...key(count - 1)
  }
}

/// The ids that pages cover, asked for by range. The most recent ones stand aside, so that adding stays cheap.
private struct NodeRanges {
  private var sorted: [ClosedRange<UInt64>] = []
  private var recent: [ClosedRange<UInt64>] = []

  mutating func append(_ range: ClosedRange<UInt64>) {
    recent.append(range)
    guard recent.count >= 512 else { return }
    sorted = (sorted + recent).sorted { $0.lowerBound < $1.lowerBound }
    recent.removeAll(keepingCapacity: true)
  }

  /// The ranges taken do not overlap one another, so the last that begins in front of the end of `range` decides.
  func overlaps(_ range: ClosedRange<UInt64>) -> Bool {
    if recent.contains(where: { $0.overlaps(range) }) { return true }
    var (low, high) = (0, sorted.count)
    while low < high {
      let middle = (low + high) / 2
      if sorted[middle].lowerBound <= range.upperBound { low = middle + 1 } else { high = middle }
    }
    return low > 0 && sorted[low - 1].overlaps(range)
  }
}
