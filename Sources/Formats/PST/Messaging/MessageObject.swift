import Bytes
import MAPI

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
    var properties = try database.damage.attempt("properties of \(owner) left out") {
      try PropertyContext.read(node, subnodes: subnodes, in: database, owner: owner)
    }
    let codePage = try properties?.integer(.messageCodepage) ?? properties?.integer(.internetCodepage)
    if let charset = codePage.flatMap(store.charset) { properties?.charset = charset }
    self.properties = properties
  }

  /// Whether it calls itself an associated item: mfFAI ([MS-OXCMSG] 2.2.1.6).
  package func isAssociated() throws -> Bool { try (properties?.integer(.messageFlags) ?? 0) & 0x40 != 0 }

  /// The subject as one reads it. As stored it may begin with 0x01 and the length of its prefix ([MS-PST] 2.5.3.1.1.1).
  package func subject() throws -> String? {
    if let stored = try properties?.text(.subject) { return Self.withoutPrefixMark(stored) }
    guard let rest = try properties?.text(.normalizedSubject) else { return nil }
    return try (properties?.text(.subjectPrefix) ?? "") + rest
  }

  package static func withoutPrefixMark(_ subject: String) -> String {
    let scalars = subject.unicodeScalars
    guard scalars.first == "\u{1}", scalars.count >= 2 else { return subject }
    return String(scalars.dropFirst(2))
  }

  /// An address and a name, as far as stored.
  package struct Correspondent: Sendable, Equatable {
    package let address: String?
    package let name: String?
    package let isSMTP: Bool
    package var isEmpty: Bool { address == nil && name == nil }
  }

  /// Who sent it.
  package func sender() throws -> Correspondent {
    try correspondent(
      smtp: .senderSMTPAddress, type: .senderAddressType, address: .senderEmailAddress, name: .senderName)
  }

  /// In whose name it was sent.
  package func sentRepresenting() throws -> Correspondent {
    try correspondent(
      smtp: .sentRepresentingSMTPAddress, type: .sentRepresentingAddressType, address: .sentRepresentingEmailAddress,
      name: .sentRepresentingName)
  }

  private func correspondent(
    smtp: PropertyID, type: PropertyID, address: PropertyID, name: PropertyID
  ) throws -> Correspondent {
    guard let properties else { return Correspondent(address: nil, name: nil, isSMTP: false) }
    return try Self.correspondent(properties, smtp: smtp, type: type, address: address, name: name)
  }

  /// The SMTP address if there is one, else what stands as address: of type SMTP, or a legacy DN.
  static func correspondent(
    _ properties: Properties, smtp: PropertyID, type: PropertyID, address: PropertyID, name: PropertyID
  ) throws -> Correspondent {
    let name = try nonEmpty(properties.text(name))
    if let found = try nonEmpty(properties.text(smtp)) {
      return Correspondent(address: found, name: name, isSMTP: true)
    }
    let isSMTP = try properties.text(type)?.uppercased() == "SMTP"
    let stored = try nonEmpty(properties.text(address))
    return Correspondent(address: stored, name: name, isSMTP: isSMTP && stored != nil)
  }

  /// A row of the recipient table ([MS-PST] 2.4.5.3).
  package struct Recipient: Sendable, Equatable {
    /// PidTagRecipientType without its flags: 0 originator, 1 to, 2 cc, 3 bcc.
    package let type: Int64?
    package let correspondent: Correspondent
  }

  package func recipients() throws -> [Recipient] {
    guard let node = subnodes.node(.recipientTable) else { return [] }
    let owner = "the recipients of \(owner)"
    var recipients: [Recipient] = []
    _ = try store.database.damage.attempt("\(owner) left out") {
      let table = try TableContext(node, in: store.database, owner: owner)
      try table.forEachRow { _, row in
        var row = row
        if let charset = properties?.charset { row.charset = charset }
        var found = try Self.correspondent(
          row, smtp: .smtpAddress, type: .addressType, address: .emailAddress, name: .displayName)
        if found.name == nil {
          let name = try Self.nonEmpty(row.text(.recipientDisplayName))
          found = Correspondent(address: found.address, name: name, isSMTP: found.isSMTP)
        }
        recipients.append(Recipient(type: try row.integer(.recipientType).map { $0 & 0xF }, correspondent: found))
      }
    }
    return recipients
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

  static func nonEmpty(_ text: String?) -> String? { text?.isEmpty == true ? nil : text }
}
