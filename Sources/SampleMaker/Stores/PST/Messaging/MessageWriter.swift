/// Writes messages with their recipients and attachments ([MS-PST] 2.4.5 and 2.4.6).
struct MessageWriter {
  /// How deep messages may lie in one another.
  static let deepest = 16

  let database: NodeDatabase
  let bodies: BodyForm

  /// Refuses what lies too deep, before anything of it is written.
  func check(_ item: Item, depth: Int = 0) throws(MakerError) {
    guard depth <= Self.deepest else {
      throw MakerError("messages lie more than \(Self.deepest) deep in one another: \(item.letter.subject)")
    }
    for attachment in item.attachments {
      if case .item(let inner) = attachment.content { try check(inner, depth: depth + 1) }
    }
  }

  /// Returns the content of the node and the properties, sorted, for the folder's table.
  func write(_ item: Item) throws(MakerError) -> (content: NodeContent, properties: PropertyList) {
    var properties = MessageProperties.of(item, MessageForm(text: textForm(of: item), bodies: bodies))
    properties.sort()
    let form = properties.textForm
    var subnodes = SubnodeTree()
    subnodes.add(.recipientTable, try writeRecipients(of: item.letter, form))
    if !item.attachments.isEmpty { try writeAttachments(of: item, form, to: &subnodes) }
    let data = try PropertyContext.write(properties, subnodes: &subnodes, to: database)
    return (NodeContent(data: data, subnodes: try subnodes.finish(in: database)), properties)
  }

  /// UTF-16, or the code page that holds all that the message says; one attached to it has its own.
  private func textForm(of item: Item) -> TextForm {
    guard database.layout.isANSI else { return .unicode }
    let people = item.letter.recipients.map(\.correspondent.name)
    let texts = MessageProperties.of(item, MessageForm(bodies: bodies)).texts
    return .of(database.layout, texts + people + item.attachments.map(\.name))
  }

  private func writeRecipients(of letter: Letter, _ form: TextForm) throws(MakerError) -> NodeContent {
    let table = try TableContext(.recipients, in: database)
    for (number, recipient) in letter.recipients.enumerated() {
      var row = RecipientProperties.of(recipient, form)
      row.sort()
      try table.addRow(UInt32(number), row)
    }
    return try table.finish()
  }

  private func writeAttachments(
    of item: Item, _ form: TextForm, to subnodes: inout SubnodeTree
  ) throws(MakerError) {
    let table = try TableContext(.attachments, in: database)
    for (number, attachment) in item.attachments.enumerated() {
      let node = try database.takeID(.attachment)
      var children = SubnodeTree()
      var properties = AttachmentProperties.of(attachment, number: number, item, form)
      try setContent(of: attachment, in: &properties, subnodes: &children)
      properties.sort()
      let data = try PropertyContext.write(properties, subnodes: &children, to: database)
      subnodes.add(node, NodeContent(data: data, subnodes: try children.finish(in: database)))
      try table.addRow(node.rawValue, properties)
    }
    subnodes.add(.attachmentTable, try table.finish())
  }

  /// Bytes, or a message that lies in a subnode of the attachment.
  private func setContent(
    of attachment: Attachment, in properties: inout PropertyList, subnodes: inout SubnodeTree
  ) throws(MakerError) {
    switch attachment.content {
    case .bytes(let bytes): properties.set(.attachData, .binary(bytes))
    case .item(let item):
      let node = try database.takeID(.normalMessage)
      let message = try write(item)
      subnodes.add(node, message.content)
      properties.set(.attachData, .object(node, byteCount: item.letter.byteCount))
    }
  }
}
