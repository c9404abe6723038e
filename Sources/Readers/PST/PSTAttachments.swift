import Bytes
import MAPI
import PST
import Records

/// Attachments of messages in a store: hashed block by block, told as records, opened again as exhibits.
enum PSTAttachments {
  /// Puts into `attachment` what there is to it, hashes its bytes, and hands `collector` the exhibit that they are.
  /// Gives the node of the message that it is, where it is one. `way` leads to the message that has it.
  static func fill(
    _ attachment: inout Attachment, from object: AttachmentObject, way: [NodeID], isRecovered: Bool,
    into collector: RecordCollector, _ damage: DamageLog
  ) throws -> Node? {
    attachment.name = try object.properties?.attachmentName()
    attachment.mediaType = try object.properties?.nonEmptyText(.attachMimeTag)
    let content: AttachedContent?
    switch try object.content() {
    case .message(let node): return node
    case .none: return nil
    case .bytes(let extent):
      var bytes = AttachedContent()
      bytes.add(extent.slice, at: extent.offset)
      content = bytes
    case .blocks(let tree):
      content = try damage.attempt("size and hash of attachment \(object.owner) left out") {
        var bytes = AttachedContent()
        try object.forEachBlock(of: tree) { bytes.add($0.bytes[...], at: $0.offset) }
        return bytes
      }
    }
    guard let content else { return nil }
    content.fill(&attachment)
    // What is in no tree cannot be opened again by its way through the trees.
    if !isRecovered, try object.properties?.isAttachedByValue() == true {
      let recipe = (way + [object.node.id]).map { String($0.rawValue, radix: 16) }.joined(separator: "/")
      let name = attachment.name ?? "attachment \(object.node.id)"
      if let child = content.child(named: name, recipe: "attachment:" + recipe) { collector.add(child) }
    }
    return nil
  }

  /// The bytes of the attachment that `way` leads to: a message, an attachment of it, the message that this is…
  static func stream(at way: [NodeID], in store: MessageStore, offset: UInt64) throws -> any ByteStream {
    func missing(_ id: NodeID) -> FormatError { FormatError(.missing(UInt64(id.rawValue)), in: "recipe", at: offset) }
    guard let first = way.first, let node = store.database.node(first) else {
      throw missing(way.first ?? NodeID(0))
    }
    var message = try store.message(node)
    for step in 1..<way.count {
      guard step % 2 == 1 else { continue }
      guard let found = try message.attachmentNodes().first(where: { $0.id == way[step] }) else {
        throw missing(way[step])
      }
      let attachment = try message.attachment(found)
      switch try attachment.content() {
      case .bytes(let extent) where step == way.count - 1: return MemoryStream(Array(extent.slice))
      case .blocks(let tree) where step == way.count - 1: return DataStream(tree, in: store.database)
      case .message(let inner) where step + 1 < way.count && inner.id == way[step + 1]:
        message = try attachment.embedded(inner)
      default: throw missing(way[step])
      }
    }
    throw missing(first)
  }
}
