/// An item as a message file of its own ([MS-OXMSG]), as Outlook saves one: Unicode, the plain text, and the HTML in RTF.
enum MSGFile {
  /// {00020D0B-0000-0000-C000-000000000046}
  private static let messageClass: [UInt8] = [0x0B, 0x0D, 2, 0, 0, 0, 0, 0, 0xC0, 0, 0, 0, 0, 0, 0, 0x46]
  private static let form = MessageForm(bodies: .plainAndRTF, marksSubject: false)
  /// STORE_UNICODE_OK and what else a store of Unicode text is able to (PidTagStoreSupportMask).
  private static let storeSupport: Int32 = 0x0004_0E79

  static func bytes(of item: Item) throws(MakerError) -> [UInt8] {
    try CompoundFile.bytes(
      rootClass: messageClass, try message(item, depth: 0) + [.storage("__nameid_version1.0", names)])
  }

  private static func message(_ item: Item, depth: Int) throws(MakerError) -> [CompoundEntry] {
    guard depth <= MessageWriter.deepest else {
      throw MakerError("messages lie more than \(MessageWriter.deepest) deep in one another: \(item.letter.subject)")
    }
    var properties = MessageProperties.of(item, form)
    properties.set(.storeSupportMask, .int32(storeSupport))
    let recipients = item.letter.recipients
    // Next numbers and counts; in a message attached to another the last eight bytes are not there.
    var header = [UInt8](repeating: 0, count: 8)
    for count in [recipients.count, item.attachments.count, recipients.count, item.attachments.count] {
      header.append(littleEndian: UInt32(count))
    }
    if depth == 0 { header.appendZeros(8) }
    var entries = MSGProperties.entries(of: properties, header: header)
    for (number, recipient) in recipients.enumerated() {
      var row = RecipientProperties.of(recipient, .unicode)
      row.set(.rowID, .int32(Int32(number)))
      entries.append(.storage("__recip_version1.0_#" + digits(UInt32(number), 8), MSGProperties.entries(of: row)))
    }
    for (number, attachment) in item.attachments.enumerated() {
      let name = "__attach_version1.0_#" + digits(UInt32(number), 8)
      entries.append(.storage(name, try self.attachment(attachment, number: number, of: item, depth: depth)))
    }
    return entries
  }

  private static func attachment(
    _ attachment: Attachment, number: Int, of item: Item, depth: Int
  ) throws(MakerError) -> [CompoundEntry] {
    var properties = AttachmentProperties.of(attachment, number: number, item, .unicode)
    switch attachment.content {
    case .bytes(let bytes):
      properties.set(.attachData, .binary(bytes))
      return MSGProperties.entries(of: properties)
    case .item(let inner):
      return MSGProperties.entries(of: properties, holdsMessage: true)
        + [.storage("__substg1.0_3701000D", try message(inner, depth: depth + 1))]
    }
  }

  /// The map from names of properties to their numbers ([MS-OXMSG] 2.2.3), of which the streams are those of a store.
  private static var names: [CompoundEntry] {
    NameToIDMap.streams(bucketCount: 0x1F).map { stream in
      CompoundEntry.stream("__substg1.0_" + digits(UInt32(stream.number), 4) + "0102", stream.bytes)
    }
  }

}

/// Digits as names of storages and streams have them.
private func digits(_ number: UInt32, _ count: Int) -> String {
  let text = String(number, radix: 16, uppercase: true)
  return String(repeating: "0", count: count - text.count) + text
}

/// Properties as streams ([MS-OXMSG] 2.4): short values stand in the stream of properties, the others in one each.
private enum MSGProperties {
  private static let readableAndWritable: UInt32 = 6

  static func entries(
    of properties: PropertyList, header: [UInt8] = [UInt8](repeating: 0, count: 8), holdsMessage: Bool = false
  ) -> [CompoundEntry] {
    var properties = properties
    properties.sort()
    var stream = header
    var entries: [CompoundEntry] = []
    for (id, value) in properties.entries {
      let tag = UInt32(id) << 16 | UInt32(value.type(.unicode))
      stream.append(littleEndian: tag)
      stream.append(littleEndian: readableAndWritable)
      if let fixed = fixed(value) {
        stream.append(littleEndian: fixed)
      } else {
        let streams = streams(of: value, named: "__substg1.0_" + digits(tag, 8))
        stream.append(littleEndian: UInt32(streams.byteCount))
        stream.append(littleEndian: UInt32(0))
        entries += streams.entries
      }
    }
    if holdsMessage {
      stream.append(littleEndian: UInt32(PropertyID.attachData.rawValue) << 16 | 0x000D)
      stream.append(littleEndian: readableAndWritable)
      stream.append(littleEndian: UInt32.max)
      stream.append(littleEndian: UInt32(1))  // a message, no OLE object
    }
    return [.stream("__properties_version1.0", stream)] + entries
  }

  private static func fixed(_ value: PropertyValue) -> UInt64? {
    switch value {
    case .int32(let number): UInt64(UInt32(bitPattern: number))
    case .bool(let flag): flag ? 1 : 0
    case .int64(let number): UInt64(bitPattern: number)
    case .double(let number): number.bitPattern
    case .time(let moment): moment.fileTime
    default: nil
    }
  }

  /// The size that is told counts the zero behind a text, which the stream does not have. Of several values one stream
  /// has the sizes, and one each the values.
  private static func streams(
    of value: PropertyValue, named name: String
  ) -> (byteCount: Int, entries: [CompoundEntry]) {
    switch value {
    case .text(let text):
      let bytes = [UInt8](utf16: text)
      return (bytes.count + 2, [.stream(name, bytes)])
    case .texts(let texts):
      var sizes: [UInt8] = []
      let values = texts.map { [UInt8](utf16: $0) + [0, 0] }
      for value in values { sizes.append(littleEndian: UInt32(value.count)) }
      return (sizes.count, [.stream(name, sizes)] + numbered(values, name))
    case .binaries(let values):
      var sizes: [UInt8] = []
      for value in values {
        sizes.append(littleEndian: UInt32(value.count))
        sizes.append(littleEndian: UInt32(0))
      }
      return (sizes.count, [.stream(name, sizes)] + numbered(values, name))
    default:
      var bytes: [UInt8] = []
      value.append(to: &bytes, .unicode)
      return (bytes.count, [.stream(name, bytes)])
    }
  }

  private static func numbered(_ values: [[UInt8]], _ name: String) -> [CompoundEntry] {
    values.enumerated().map { .stream(name + "-" + digits(UInt32($0), 8), $1) }
  }
}
