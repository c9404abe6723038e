package import Bytes
package import MAPI

/// A message: its properties, recipients and attachments ([MS-PST] 2.4.5).
package struct MessageObject {
  package let node: Node
  /// Nil where they cannot be read; recipients and attachments may be there all the same.
  package let properties: Properties?
  /// How damage names it: `node 0x200024`, with the way down to it where it is embedded.
  package let owner: String
  let store: MessageStore
  private let subnodes: SubnodeTree

  package init(_ node: Node, owner: String, in store: MessageStore) throws {
    self.node = node
    self.owner = owner
    self.store = store
    let database = store.database
    let subnodes = try database.subnodes(node.subnodes, of: node.id)
    self.subnodes = subnodes
    let properties = try database.damage.attempt("properties of \(owner) left out") {
      try PropertyContext.read(node, subnodes: subnodes, in: database, owner: owner)
    }
    let codePage = try properties?.integer(.messageCodepage) ?? properties?.integer(.internetCodepage)
    if let charset = codePage.flatMap(store.charset) { properties?.charset = charset }
    self.properties = properties
  }

  /// Whether it calls itself an associated item: mfFAI ([MS-OXCMSG] 2.2.1.6).
  package func isAssociated() throws -> Bool { try (properties?.integer(.messageFlags) ?? 0) & 0x40 != 0 }

  /// What HTML is in, where the message says so.
  package var internetCharset: Charset? {
    get throws { try properties?.integer(.internetCodepage).flatMap(store.charset) }
  }

  /// The rows of the recipient table ([MS-PST] 2.4.5.3).
  package func recipients() throws -> [Properties] {
    guard let node = subnodes.node(.recipientTable) else { return [] }
    let owner = "the recipients of \(owner)"
    var rows: [Properties] = []
    _ = try store.database.damage.attempt("\(owner) left out") {
      let table = try TableContext(node, in: store.database, owner: owner)
      rows.reserveCapacity(table.rows.count)
      try table.forEachRow { _, row in
        if let charset = properties?.charset { row.charset = charset }
        rows.append(row)
      }
    }
    return rows
  }

  /// The nodes of its attachments, ascending. What the attachment table lists and is not there is told.
  package func attachmentNodes() throws -> [Node] {
    let nodes = subnodes.nodes(of: .attachment)
    let database = store.database
    if let table = subnodes.node(.attachmentTable) {
      let listed = try database.damage.attempt("attachment table of \(owner) not compared with what is there") {
        try TableContext(table, in: database, owner: "the attachment table of \(owner)").rows
      }
      for row in listed ?? [] where subnodes.node(NodeID(row.id)) == nil {
        database.damage.add(
          FormatError(.missing(UInt64(row.id)), in: "TCROWID.dwRowID", at: properties?.location.offset ?? 0),
          consequence: "attachment \(NodeID(row.id)) of \(owner) left out")
      }
    }
    return nodes
  }

  package func attachment(_ node: Node) throws -> AttachmentObject {
    try AttachmentObject(node, of: self)
  }

  /// The entry id that its place in the store gives it.
  package var storeEntryID: [UInt8]? { store.entryID(of: node.id) }

  /// The id of PidLidInternetAccountName in this store.
  package var internetAccountNameID: UInt16? {
    get throws { try store.names().id(of: .internetAccountName) }
  }

  /// The property that an id from 0x8000 on stands for in this store.
  package func property(of id: UInt16) throws -> NamedProperty? { try store.names().property(of: id) }
}
