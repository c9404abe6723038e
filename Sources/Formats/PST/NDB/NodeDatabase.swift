package import Bytes

/// The NDB layer: nodes and blocks by their ids ([MS-PST] 2.2).
package final class NodeDatabase {
  package let map: StoreMap
  package let damage: DamageLog
  let store: any ByteStore

  package var header: Header { map.header }
  var layout: Layout { map.header.layout }

  /// Throws where there is no way into the store: its header cannot be read, or nothing of its trees and of what they
  /// led to is found.
  package init(_ store: any ByteStore, damage: DamageLog) throws {
    self.store = store
    self.damage = damage
    map = try StoreMap(of: store, damage)
  }

  /// All nodes, ascending by id.
  package var nodes: [Node] { map.nodes.nodes }

  /// The node of this id; nil where there is none.
  package func node(_ id: NodeID) -> Node? { map.nodes.node(id) }

  /// Where the block of this id lies.
  package func location(of id: BlockID) throws(FormatError) -> BlockLocation {
    if let location = map.blocks.location(of: id) { return location }
    throw FormatError(.missing(id.rawValue), in: "BBTENTRY.BREF.bid", at: header.blockTree.offset)
  }

  /// The block of this id, checked and decoded.
  package func block(_ id: BlockID) throws -> Block {
    let location = try location(of: id)
    let bytes = try store.read(at: location.offset, count: layout.storedSize(ofBlock: location.size))
    return try Block(bytes, at: location, encoding: map.encoding, layout, damage: damage)
  }
}
