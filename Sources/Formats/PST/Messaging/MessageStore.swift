import Bytes
package import MAPI

/// The Messaging layer: the store itself ([MS-PST] 2.4.3), and the way to its folders and messages.
package final class MessageStore {
  package let database: NodeDatabase
  /// Nil where the store's own node is missing or cannot be read; the items are there all the same.
  package let properties: Properties?
  /// PidTagRecordKey, which with a node id makes an entry id.
  package let recordKey: [UInt8]?
  /// The folder that a user sees as the top.
  package let ipmSubtree: NodeID?
  private var charsets: [Int64: Charset] = [:]
  private var loadedNames: NamedPropertyMap?

  /// What items need to know of their store.
  package struct Facts: Sendable {
    fileprivate let recordKey: [UInt8]?
    fileprivate let ipmSubtree: NodeID?
    fileprivate let names: NamedPropertyMap
  }

  package func facts() throws -> Facts { Facts(recordKey: recordKey, ipmSubtree: ipmSubtree, names: try names()) }

  /// The store again, for another task, without reading anything of it twice.
  package init(_ database: NodeDatabase, _ facts: Facts) {
    self.database = database
    properties = nil
    recordKey = facts.recordKey
    ipmSubtree = facts.ipmSubtree
    loadedNames = facts.names
  }

  package init(_ database: NodeDatabase) throws {
    self.database = database
    properties = try database.damage.attempt("properties of the store left out") {
      guard let node = database.node(.messageStore) else {
        throw FormatError(
          .missing(UInt64(NodeID.messageStore.rawValue)), in: "NID_MESSAGE_STORE", at: database.header.nodeTree.offset)
      }
      return try PropertyContext.read(
        node, subnodes: database.subnodes(node.subnodes, of: node.id), in: database, owner: "the store")
    }
    recordKey = try properties?.bytes(.recordKey).map(Array.init)
    if let bytes = try properties?.bytes(.ipmSubtreeEntryID), case .node(_, let id)? = EntryID(Array(bytes)) {
      ipmSubtree = NodeID(id)
    } else {
      ipmSubtree = nil
    }
  }

  /// The properties of a folder's node; nil where they cannot be read.
  package func folder(_ node: Node) throws -> Properties? {
    try database.damage.attempt("name and counts of folder \(node.id) left out") {
      try PropertyContext.read(
        node, subnodes: database.subnodes(node.subnodes, of: node.id), in: database, owner: "folder \(node.id)")
    }
  }

  /// An item of a folder.
  package func message(_ node: Node) throws -> MessageObject {
    try MessageObject(node, owner: "node \(node.id)", in: self)
  }

  /// An item that was found without its node: its properties, and its subnodes where they are known.
  package func message(block: BlockID, subnodes: BlockID = .none) throws -> MessageObject {
    try MessageObject(
      Node(id: .none, data: block, subnodes: subnodes, parent: nil), owner: "block \(block)", in: self)
  }

  /// The entry id of a node of this store, for items that do not carry one ([MS-PST] 2.4.3.2).
  package func entryID(of id: NodeID) -> [UInt8]? {
    recordKey.flatMap { EntryID.bytes(store: $0, node: id.rawValue) }
  }

  /// The name map; empty where it is missing or cannot be read, which costs no item.
  package func names() throws -> NamedPropertyMap {
    if let loadedNames { return loadedNames }
    let names = try database.damage.attempt("named properties left out") { try NamedPropertyMap(in: database) }
    loadedNames = names ?? .empty
    return names ?? .empty
  }

  /// The charset of a Windows code page number.
  func charset(codePage: Int64) -> Charset? {
    if let known = charsets[codePage] { return known }
    guard let number = Int(exactly: codePage), let charset = Charset(codePage: number) else { return nil }
    charsets[codePage] = charset
    return charset
  }
}
