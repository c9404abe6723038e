import Bytes
import MAPI

extension NamedPropertyMap {
  /// The map of a store: the streams that the node of the map has as properties ([MS-PST] 2.4.7).
  init(in database: NodeDatabase) throws {
    guard let node = database.node(.nameToIDMap) else {
      throw FormatError(
        .missing(UInt64(NodeID.nameToIDMap.rawValue)), in: "NID_NAME_TO_ID_MAP", at: database.header.nodeTree.offset)
    }
    let streams = try PropertyContext.read(
      node, subnodes: database.subnodes(node.subnodes, of: node.id), in: database, owner: "the name-to-id map")
    self.init(
      entries: Array(try streams.bytes(0x0003) ?? []), sets: Array(try streams.bytes(0x0002) ?? []),
      strings: Array(try streams.bytes(0x0004) ?? []))
  }
}
