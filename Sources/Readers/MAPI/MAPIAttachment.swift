import Bytes
import Crypto
import MAPI
import Records

/// Messages within messages are read down to this depth, and so many of them in one item, all depths together.
enum EmbeddedMessages {
  static let depthLimit = 32
  static let countLimit = 10_000
}

/// What the properties of an attachment say ([MS-OXCMSG] 2.2.2).
extension PropertySet {
  func attachmentName() throws -> String? {
    for id in [PropertyID.attachLongFilename, .attachFilename, .displayName] {
      if let name = try nonEmptyText(id) { return name }
    }
    return nil
  }

  /// PidTagAttachMethod 1: the bytes are a file.
  func isAttachedByValue() throws -> Bool { try integer(.attachMethod) == 1 }
}

/// Bytes of an attachment as they go by.
struct AttachedContent {
  private var hasher = SHA256()
  private var count: Int64 = 0
  /// Where the first piece lies.
  private var location: SourceLocation?
  private var opening: [UInt8] = []

  mutating func add(_ piece: ArraySlice<UInt8>, at place: UInt64) {
    if location == nil { location = SourceLocation(offset: place, length: UInt64(piece.count)) }
    piece.withUnsafeBytes { hasher.update(bufferPointer: $0) }
    count += Int64(piece.count)
    let limit = Opening.length(ofBeginning: opening.isEmpty ? piece : opening[...])
    if opening.count < limit { opening.append(contentsOf: piece.prefix(limit - opening.count)) }
  }

  /// Size, hash and place into the record.
  func fill(_ attachment: inout Attachment) {
    attachment.byteCount = count
    attachment.sha256 = hasher.finalize().withUnsafeBytes { Digest($0) }
    attachment.location = location
  }

  /// The exhibit that the bytes are, where a reader knows them; `recipe` opens it again.
  func child(named name: String, recipe: String) -> ChildExhibit? {
    let beginning = Opening(
      Array(opening.prefix(Opening.length)), isWhole: count <= Int64(Opening.length),
      openStore: { MemoryStore(opening) })
    guard readerOfAttachedEvidence(for: beginning) != nil else { return nil }
    return ChildExhibit(name: name, recipe: recipe, offset: location?.offset ?? 0, length: UInt64(count))
  }
}
