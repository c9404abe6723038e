/// What a message says of what is attached to it, but for the thing itself ([MS-OXCMSG] 2.2.2).
enum AttachmentProperties {
  private static let mapiObjectOfAttachment: Int32 = 7
  /// A file by value, and a message as an object (PidTagAttachMethod).
  private static let byValue: Int32 = 1
  private static let embeddedMessage: Int32 = 5

  static func of(_ attachment: Attachment, number: Int, _ item: Item, _ form: TextForm) -> PropertyList {
    var properties = PropertyList(form)
    properties.set(.attachNumber, .int32(Int32(number)))
    properties.set(.objectType, .int32(mapiObjectOfAttachment))
    properties.set(.displayName, .text(attachment.name))
    properties.set(.creationTime, .time(item.createdAt))
    properties.set(.lastModificationTime, .time(item.modifiedAt))
    properties.set(.renderingPosition, .int32(-1))
    properties.set(.attachContentID, attachment.contentID.map { .text($0) })
    properties.set(.attachFlags, .int32(attachment.contentID == nil ? 0 : 4))
    properties.set(.attachmentHidden, .bool(attachment.contentID != nil))
    switch attachment.content {
    case .bytes(let bytes):
      let name = FileName(attachment.name)
      properties.set(.attachMethod, .int32(byValue))
      properties.set(.attachSize, .int32(Int32(clamping: bytes.count)))
      properties.set(.attachLongFilename, .text(attachment.name))
      properties.set(.attachFilename, .text(name.short))
      properties.set(.attachExtension, .text(name.ending))
      properties.set(.attachMimeTag, .text(attachment.mediaType))
    case .item(let item):
      properties.set(.attachMethod, .int32(embeddedMessage))
      properties.set(.attachSize, .int32(Int32(clamping: item.letter.byteCount)))
    }
    return properties
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
