import Bytes
import Crypto
import MAPI
import PST
import Records

/// Attachments of messages in a store: hashed block by block, told as records, opened again as exhibits.
enum PSTAttachments {
  /// Embedded messages are read down to this depth.
  static let depthLimit = 32
  /// And so many of them in one item, all depths together.
  static let embeddedLimit = 10_000

  /// Puts into `attachment` what there is to it, hashes its bytes, and hands `collector` the exhibit that they are.
  /// Gives the node of the message that it is, where it is one. `way` leads to the message that has it.
  static func fill(
    _ attachment: inout Attachment, from object: AttachmentObject, way: [NodeID], isRecovered: Bool,
    into collector: RecordCollector, _ damage: DamageLog
  ) throws -> Node? {
    attachment.name = try object.name()
    attachment.mediaType = try object.mediaType()
    let digest: Content?
    switch try object.content() {
    case .message(let node): return node
    case .none: return nil
    case .bytes(let extent):
      var content = Content()
      content.add(extent.slice, at: extent.offset)
      digest = content
    case .blocks(let tree):
      digest = try damage.attempt("size and hash of attachment \(object.owner) left out") {
        var content = Content()
        try object.forEachBlock(of: tree) { content.add($0.bytes[...], at: $0.offset) }
        return content
      }
    }
    guard let digest else { return nil }
    attachment.byteCount = digest.count
    attachment.sha256 = Digest(digest.hasher.finalize())
    attachment.location = digest.offset.map { SourceLocation(offset: $0, length: UInt64(digest.firstLength)) }
    // What is in no tree cannot be opened again by its way through the trees.
    if !isRecovered, try object.isByValue(), readerOfAttachedEvidence(for: digest.asOpening) != nil {
      let recipe = (way + [object.node.id]).map { String($0.rawValue, radix: 16) }.joined(separator: "/")
      collector.add(
        ChildExhibit(
          name: attachment.name ?? "attachment \(object.node.id)", recipe: "attachment:" + recipe,
          offset: digest.offset ?? 0, length: UInt64(digest.count)))
    }
    return nil
  }

  /// Bytes of an attachment as they go by.
  private struct Content {
    var hasher = SHA256()
    var count: Int64 = 0
    /// Where the first piece lies, and how long it is.
    var offset: UInt64?
    var firstLength = 0
    private var opening: [UInt8] = []

    mutating func add(_ piece: ArraySlice<UInt8>, at place: UInt64) {
      if offset == nil { (offset, firstLength) = (place, piece.count) }
      piece.withUnsafeBytes { hasher.update(bufferPointer: $0) }
      count += Int64(piece.count)
      if opening.count < Opening.length { opening.append(contentsOf: piece.prefix(Opening.length - opening.count)) }
    }

    var asOpening: Opening { Opening(opening, isWhole: count == Int64(opening.count)) }
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
