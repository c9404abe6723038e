import Bytes
import MAPI
import PST
import Records

/// One message on its way into a record.
struct PSTItem {
  let object: MessageObject
  let place: PSTFolders.Place
  let isAssociated: Bool
  /// Given beforehand to an embedded message, and the message that it is embedded in.
  let ordinal: Ordinal?
  let parent: Ordinal?
  /// How it was found, where it is no longer, or not whole, in the store; embedded messages are as what they are in.
  let recovery: String?

  init(
    _ object: MessageObject, place: PSTFolders.Place, isAssociated: Bool = false, ordinal: Ordinal? = nil,
    parent: Ordinal? = nil, recovery: String? = nil
  ) {
    self.object = object
    self.place = place
    self.isAssociated = isAssociated
    self.ordinal = ordinal
    self.parent = parent
    self.recovery = recovery
  }

  /// Puts into `message` what the item says; what cannot be read goes to `damage` and stays nil.
  func fill(_ message: inout Message, _ damage: DamageLog) throws {
    message.folder = place.ordinal
    message.parent = parent
    message.storeArea = place.area
    message.isAssociated = isAssociated
    message.sourceNode = object.node.id == .none ? nil : Int64(object.node.id.rawValue)
    message.isRecovered = recovery != nil
    message.recoveryMethod = recovery
    message.recipients = try recipients(damage)
    guard let properties = object.properties else { return }
    let location = properties.location
    message.location = SourceLocation(offset: location.offset, length: UInt64(location.size))
    message.messageClass = try properties.text(.messageClass)
    message.subject = try object.subject()
    let sender = try chosenSender()
    message.senderAddress = sender.address
    message.senderName = sender.name
    try fillNumbers(&message, properties, damage)
    try fillKeys(&message, properties)
    try fillText(&message, properties)
  }

  private func fillNumbers(_ message: inout Message, _ properties: Properties, _ damage: DamageLog) throws {
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
          at: properties.location.offset),
        consequence: "the size of item \(object.node.id) is not known")
    }
    // mfRead ([MS-OXCMSG] 2.2.1.6).
    message.isRead = try properties.integer(.messageFlags).map { $0 & 1 != 0 }
  }

  private func fillKeys(_ message: inout Message, _ properties: Properties) throws {
    let built = parent == nil && object.node.id != .none ? object.storeEntryID : nil
    message.entryID = try properties.bytes(.entryID).map(hexadecimal) ?? built.map(hexadecimal)
    message.sourceKey = try properties.bytes(.sourceKey).map(hexadecimal)
    message.searchKey = try properties.bytes(.searchKey).map(hexadecimal)
    if let id = try properties.bytes(.conversationID) {
      message.conversationID = hexadecimal(id)
    } else if let index = try properties.bytes(.conversationIndex), index.count >= 22 {
      // The GUID in the header of the index names the conversation ([MS-OXOMSG] 2.2.1.3).
      message.conversationID = hexadecimal(index.dropFirst(6).prefix(16))
    }
  }

  private func fillText(_ message: inout Message, _ properties: Properties) throws {
    let headers = try properties.text(.transportMessageHeaders)
    let stored = try properties.text(.internetMessageID)
    message.internetMessageID = stored ?? headers.flatMap(Self.messageID)
    message.messageKey = message.internetMessageID.flatMap(messageKey(of:))
    switch try object.body() {
    case .plain(let text)?: message.body = MessageBody(text: text, source: .plain, headers: headers)
    case .html(let text)?: message.body = MessageBody(text: text, source: .html, headers: headers)
    case .rtf?: message.body = MessageBody(text: nil, source: .rtf, headers: headers)
    case nil: message.body = headers.map { MessageBody(text: nil, source: nil, headers: $0) }
    }
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

  /// Who sent it, by SMTP address where either of the two that may stand in an item has one.
  private func chosenSender() throws -> MessageObject.Correspondent {
    let sender = try object.sender()
    if sender.isSMTP { return sender }
    let representing = try object.sentRepresenting()
    return representing.isSMTP || sender.isEmpty ? representing : sender
  }

  private func recipients(_ damage: DamageLog) throws -> [Recipient] {
    let (sender, representing) = (try object.sender(), try object.sentRepresenting())
    let from = representing.address == nil && !sender.isEmpty ? sender : representing
    var recipients: [Recipient] = []
    if !from.isEmpty { recipients.append(Recipient(kind: .from, address: from.address, displayName: from.name)) }
    if !sender.isEmpty, sender.address != from.address {
      recipients.append(Recipient(kind: .sender, address: sender.address, displayName: sender.name))
    }
    for row in try object.recipients() {
      let correspondent = row.correspondent
      recipients.append(
        Recipient(kind: kind(row.type, damage), address: correspondent.address, displayName: correspondent.name))
    }
    return recipients
  }

  /// PidTagRecipientType ([MS-OXOMSG] 2.2.3.1).
  private func kind(_ type: Int64?, _ damage: DamageLog) -> Recipient.Kind {
    switch type {
    case 0: return .originator
    case 1: return .to
    case 2: return .cc
    case 3: return .bcc
    default:
      damage.add(
        FormatError(
          .invalid("recipient type \(type.map(String.init) ?? "missing")"), in: "PidTagRecipientType",
          at: object.properties?.location.offset ?? 0), consequence: "a recipient of \(object.owner) kept as to")
      return .to
    }
  }
}
