import Bytes
import MAPI
import Records

/// A message as MAPI has it, from whatever format: stores, message files and TNEF tell it alike.
struct MAPIMessage {
  /// Nil where they cannot be read; recipients may be there all the same.
  let properties: (any PropertySet)?
  let recipients: [any PropertySet]
  /// What its HTML is in, where it says so.
  let internetCharset: Charset?
  /// How damage names it: `node 0x200024`.
  let owner: String
  let damage: DamageLog

  /// Puts into `message` what the item says; what cannot be read goes to `damage` and stays nil.
  func fill(_ message: inout Message) throws {
    let (sender, representing) = (try sender(), try sentRepresenting())
    message.recipients = try recordedRecipients(sender, representing)
    guard let properties else { return }
    message.messageClass = try properties.text(.messageClass)
    message.subject = try Self.subject(properties)
    let author = Self.chosen(sender, representing)
    message.senderAddress = author.address
    message.senderName = author.name
    try fillNumbers(&message, properties)
    try fillKeys(&message, properties)
    let headers = try properties.text(.transportMessageHeaders)
    let stored = try properties.text(.internetMessageID)
    message.internetMessageID = stored ?? headers.flatMap(Self.messageID)
    message.messageKey = message.internetMessageID.flatMap(messageKey(of:))
    message.body = try body(properties, headers: headers)
    if message.body?.text == nil, let sealed = SealedMail.source(ofClass: message.messageClass) {
      message.body = MessageBody(text: nil, source: sealed, headers: headers)
    } else if message.body?.source == .plain, message.body?.text.map(SealedMail.isPGP) == true {
      message.body?.source = .unreadPGP
    }
  }

  private func fillNumbers(_ message: inout Message, _ properties: any PropertySet) throws {
    message.sentAt = try properties.time(.clientSubmitTime)
    message.receivedAt = try properties.time(.messageDeliveryTime)
    message.createdAt = try properties.time(.creationTime)
    message.modifiedAt = try properties.time(.lastModificationTime)
    // Four bytes, and sizes from 2 GB on are written into them all the same.
    message.byteCount = try properties.integer(.messageSize).map { $0 < 0 ? $0 & 0xFFFF_FFFF : $0 }
    if let size = message.byteCount, size >= itemSizeLimit {
      message.byteCount = nil
      damage.add(
        FormatError(
          .outOfRange(value: UInt64(size), limit: UInt64(itemSizeLimit)), in: "PidTagMessageSize",
          at: properties.offset),
        consequence: "the size of \(owner) is not known")
    }
    // mfRead ([MS-OXCMSG] 2.2.1.6).
    message.isRead = try properties.integer(.messageFlags).map { $0 & 1 != 0 }
  }

  private func fillKeys(_ message: inout Message, _ properties: any PropertySet) throws {
    message.entryID = try properties.bytes(.entryID).map(hexadecimal)
    message.sourceKey = try properties.bytes(.sourceKey).map(hexadecimal)
    message.searchKey = try properties.bytes(.searchKey).map(hexadecimal)
    if let id = try properties.bytes(.conversationID) {
      message.conversationID = hexadecimal(id)
    } else if let index = try properties.bytes(.conversationIndex), index.count >= 22 {
      // The GUID in the header of the index names the conversation ([MS-OXOMSG] 2.2.1.3).
      message.conversationID = hexadecimal(index.dropFirst(6).prefix(16))
    }
  }

  /// The subject as one reads it. As stored it may begin with 0x01 and the length of its prefix ([MS-PST] 2.5.3.1.1.1).
  private static func subject(_ properties: any PropertySet) throws -> String? {
    if let stored = try properties.text(.subject) { return withoutPrefixMark(stored) }
    guard let rest = try properties.text(.normalizedSubject) else { return nil }
    return try (properties.text(.subjectPrefix) ?? "") + rest
  }

  static func withoutPrefixMark(_ subject: String) -> String {
    let scalars = subject.unicodeScalars
    guard scalars.first == "\u{1}", scalars.count >= 2 else { return subject }
    return String(scalars.dropFirst(2))
  }

  /// The Message-ID field of transport headers, for items that have no property of it.
  static func messageID(inHeaders headers: String) -> String? {
    var isInside = false
    for line in headers.utf8.split(separator: UInt8(ascii: "\n")) {
      let isFolded = line.first == 0x20 || line.first == 0x09
      guard isFolded ? isInside : line.prefix(11).elementsEqual("message-id:".utf8, by: { $0 | 0x20 == $1 | 0x20 })
      else {
        isInside = false
        continue
      }
      let value = Substring(line.dropFirst(isFolded ? 1 : 11)).filter { !$0.isWhitespace }
      if !value.isEmpty { return value }
      isInside = true
    }
    return nil
  }
}
