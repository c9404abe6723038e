/// Writes messages with their recipients and attachments ([MS-PST] 2.4.5 and 2.4.6).
struct MessageWriter {
  /// How deep messages may lie in one another.
  static let deepest = 16

  private static let mapiObjectOfRecipient: Int32 = 6
  private static let mapiObjectOfAttachment: Int32 = 7

  let database: NodeDatabase

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
    var properties = MessageProperties.of(item)
    properties.sort()
    var subnodes = SubnodeTree()
    subnodes.add(.recipientTable, try writeRecipients(of: item.letter))
    if !item.attachments.isEmpty { try writeAttachments(of: item, to: &subnodes) }
    let data = try PropertyContext.write(properties, subnodes: &subnodes, to: database)
    return (NodeContent(data: data, subnodes: try subnodes.finish(in: database)), properties)
  }

  private func writeRecipients(of letter: Letter) throws(MakerError) -> NodeContent {
    let table = try TableContext(.recipients, in: database)
    for (number, recipient) in letter.recipients.enumerated() {
      let correspondent = recipient.correspondent
      let entryID = EntryID.oneOff(correspondent)
      var row = PropertyList()
      row.set(.recipientType, .int32(Int32(recipient.kind.rawValue)))
      row.set(.responsibility, .bool(true))
      row.set(.recordKey, .binary(entryID))
      row.set(.objectType, .int32(Self.mapiObjectOfRecipient))
      row.set(.entryID, .binary(entryID))
      row.set(.displayName, .text(correspondent.name))
      row.set(.addressType, .text("SMTP"))
      row.set(.emailAddress, .text(correspondent.address))
      row.set(.searchKey, .binary(EntryID.searchKey(correspondent)))
      row.set(.displayType, .int32(0))
      row.set(.displayNamePrintable, .text(correspondent.name))
      row.set(.sendRichInfo, .bool(false))
      row.sort()
      try table.addRow(UInt32(number), row)
    }
    return try table.finish()
  }

  private func writeAttachments(of item: Item, to subnodes: inout SubnodeTree) throws(MakerError) {
    let table = try TableContext(.attachments, in: database)
    for (number, attachment) in item.attachments.enumerated() {
      let node = try database.takeID(.attachment)
      var children = SubnodeTree()
      var properties = describe(attachment, number: number, item)
      try setContent(of: attachment, in: &properties, subnodes: &children)
      properties.sort()
      let data = try PropertyContext.write(properties, subnodes: &children, to: database)
      subnodes.add(node, NodeContent(data: data, subnodes: try children.finish(in: database)))
      try table.addRow(node.rawValue, properties)
    }
    subnodes.add(.attachmentTable, try table.finish())
  }

  /// [MS-OXCMSG] 2.2.2.
  private func describe(_ attachment: Attachment, number: Int, _ item: Item) -> PropertyList {
    var properties = PropertyList()
    properties.set(.attachNumber, .int32(Int32(number)))
    properties.set(.objectType, .int32(Self.mapiObjectOfAttachment))
    properties.set(.displayName, .text(attachment.name))
    properties.set(.creationTime, .time(item.createdAt))
    properties.set(.lastModificationTime, .time(item.modifiedAt))
    properties.set(.renderingPosition, .int32(-1))
    properties.set(.attachContentID, attachment.contentID.map { .text($0) })
    properties.set(.attachFlags, .int32(attachment.contentID == nil ? 0 : 4))
    properties.set(.attachmentHidden, .bool(attachment.contentID != nil))
    return properties
  }

  /// A file by value (1), or a message as an object (5) that lies in a subnode of the attachment.
  private func setContent(
    of attachment: Attachment, in properties: inout PropertyList, subnodes: inout SubnodeTree
  ) throws(MakerError) {
    switch attachment.content {
    case .bytes(let bytes):
      let name = FileName(attachment.name)
      properties.set(.attachMethod, .int32(1))
      properties.set(.attachSize, .int32(Int32(clamping: bytes.count)))
      properties.set(.attachLongFilename, .text(attachment.name))
      properties.set(.attachFilename, .text(name.short))
      properties.set(.attachExtension, .text(name.ending))
      properties.set(.attachMimeTag, .text(attachment.mediaType))
      properties.set(.attachData, .binary(bytes))
    case .item(let item):
      let node = try database.takeID(.normalMessage)
      let message = try write(item)
      subnodes.add(node, message.content)
      properties.set(.attachMethod, .int32(5))
      properties.set(.attachSize, .int32(Int32(clamping: item.letter.byteCount)))
      properties.set(.attachData, .object(node, byteCount: item.letter.byteCount))
    }
  }
}

/// The parts of a file's name that an attachment tells beside the whole of it.
private struct FileName {
  /// From the last full stop on; empty where there is none.
  let ending: String
  /// As old file systems want it: eight signs, a full stop, three signs.
  let short: String

  init(_ name: String) {
    let stop = name.lastIndex(of: ".") ?? name.endIndex
    ending = String(name[stop...])
    let base = Self.plain(name[..<stop])
    let shortBase = base.utf8.count > 8 || base.isEmpty ? "\(base.prefix(6))~1" : base
    let shortEnding = Self.plain(name[stop...].dropFirst()).prefix(3)
    short = shortEnding.isEmpty ? shortBase : "\(shortBase).\(shortEnding)"
  }

  private static func plain(_ text: Substring) -> String {
    String(text.unicodeScalars.filter { $0.isASCII && $0.properties.isAlphabetic || ("0"..."9").contains($0) })
      .uppercased()
  }
}
