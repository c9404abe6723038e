import Bytes
import MAPI

/// An attachment of a message ([MS-PST] 2.4.6.2).
package struct AttachmentObject {
  /// What an attachment is.
  package enum Content {
    /// Bytes that stand in the attachment's own heap.
    case bytes(Extent)
    /// Bytes that stand in blocks of their own.
    case blocks(DataTree)
    case message(Node)
    /// A link, or nothing.
    case none
  }

  package let node: Node
  package let properties: Properties?
  /// How damage names it.
  package let owner: String
  private let message: MessageObject
  private let subnodes: SubnodeTree

  init(_ node: Node, of message: MessageObject) throws {
    self.node = node
    self.message = message
    let owner = "\(message.owner)/\(node.id)"
    self.owner = owner
    let database = message.store.database
    let subnodes = try database.subnodes(node.subnodes, of: node.id)
    self.subnodes = subnodes
    let properties = try database.damage.attempt("properties of attachment \(owner) left out") {
      try PropertyContext.read(node, subnodes: subnodes, in: database, owner: "attachment " + owner)
    }
    if let charset = message.properties?.charset { properties?.charset = charset }
    self.properties = properties
  }

  package func content() throws -> Content {
    let database = message.store.database
    switch try properties?.object(.attachData) {
    case .bytes(let extent)?: return .bytes(extent)
    case .node(let node)? where node.id.kind == .normalMessage: return .message(node)
    case .node(let node)?:
      let tree = try database.damage.attempt("content of attachment \(owner) left out") {
        try database.dataTree(node.data)
      }
      return tree.map(Content.blocks) ?? .none
    case nil:
      // The reference to an embedded message may be damaged where the message is not.
      return subnodes.nodes(of: .normalMessage).first.map(Content.message) ?? .none
    }
  }

  /// Hands each block of its content to `body`, in order.
  package func forEachBlock(of tree: DataTree, _ body: (Block) throws -> Void) throws {
    try message.store.database.forEachBlock(of: tree, body)
  }

  /// The message that this attachment is.
  package func embedded(_ node: Node) throws -> MessageObject {
    try MessageObject(node, owner: "\(owner)/\(node.id)", in: message.store)
  }
}
