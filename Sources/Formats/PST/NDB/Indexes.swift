import Bytes

/// The nodes of a store, ascending by id, each id once.
package struct NodeIndex: Sendable {
  package private(set) var nodes: [Node] = []
  private var isSorted = true
  /// Nodes that were not taken, for there were too many.
  private(set) var refused = 0

  /// 128 MB of memory; ten times the items of the largest stores that Outlook keeps.
  static let limit = 1 << 22

  mutating func add(_ node: Node) {
    guard nodes.count < Self.limit else { return refused += 1 }
    if let last = nodes.last, last.id >= node.id { isSorted = false }
    nodes.append(node)
  }

  /// To be called when all are added; of several with one id the first that was added stays.
  mutating func finish() {
    guard !isSorted else { return }
    isSorted = true
    let order = nodes.indices.sorted { (nodes[$0].id, $0) < (nodes[$1].id, $1) }
    var unique: [Node] = []
    unique.reserveCapacity(nodes.count)
    for index in order where unique.last?.id != nodes[index].id { unique.append(nodes[index]) }
    nodes = unique
  }

  package func node(_ id: NodeID) -> Node? {
    var (low, high) = (0, nodes.count)
    while low < high {
      let middle = (low + high) / 2
      if nodes[middle].id < id { low = middle + 1 } else { high = middle }
    }
    return low < nodes.count && nodes[low].id == id ? nodes[low] : nil
  }
}

/// Where the blocks of a store lie, ascending by id, each id once.
package struct BlockIndex: Sendable {
  package private(set) var locations: [BlockLocation] = []
  private var isSorted = true
  private(set) var refused = 0
  private let limit: Int

  init(limit: Int = BlockIndex.limit) { self.limit = limit }

  /// 400 MB of memory: a store of 50 GB whose blocks have 3 KB on the average.
  static let limit = 1 << 24

  mutating func add(_ location: BlockLocation) {
    guard locations.count < limit else { return refused += 1 }
    if let last = locations.last, last.id.key >= location.id.key { isSorted = false }
    locations.append(location)
  }

  /// To be called when all are added; of several with one id the first that was added stays.
  mutating func finish() {
    guard !isSorted else { return }
    isSorted = true
    let order = locations.indices.sorted { (locations[$0].id.key, $0) < (locations[$1].id.key, $1) }
    var unique: [BlockLocation] = []
    unique.reserveCapacity(locations.count)
    for index in order where unique.last?.id.key != locations[index].id.key { unique.append(locations[index]) }
    locations = unique
  }

  /// The place among all of the block of this id, looked up without its reserved bit.
  func index(of id: BlockID) -> Int? {
    var (low, high) = (0, locations.count)
    while low < high {
      let middle = (low + high) / 2
      if locations[middle].id.key < id.key { low = middle + 1 } else { high = middle }
    }
    return low < locations.count && locations[low].id.key == id.key ? low : nil
  }

  func location(of id: BlockID) -> BlockLocation? { index(of: id).map { locations[$0] } }
}
