import Bytes
import MAPI
import Records

/// What an item that is not plain mail has beside that which messages have columns for: the fields of contacts,
/// appointments, tasks, journals, notes, distribution lists, reports, free/busy data and rules.
struct ItemProperties {
  /// Longer values are cut.
  static let valueLimit = 64 << 10
  /// More values of one item, and values of more bytes altogether, are not read.
  static let countLimit = 10_000
  static let byteLimit = 16 << 20

  private let properties: any PropertySet
  private let messageClass: String?
  private let owner: String
  private let damage: DamageLog
  private let named: (UInt16) throws -> NamedProperty?
  private var found: [ItemProperty] = []
  private var byteCount = 0

  /// All of an item of this class; none of plain mail. `named` gives the property that an id from 0x8000 on stands for.
  static func of(
    _ properties: any PropertySet, ofClass messageClass: String?, owner: String, damage: DamageLog,
    named: (UInt16) throws -> NamedProperty?
  ) throws -> [ItemProperty] {
    if let messageClass, isPlainMail(messageClass) { return [] }
    return try withoutActuallyEscaping(named) { named in
      var reading = ItemProperties(
        properties: properties, messageClass: messageClass, owner: owner, damage: damage, named: named)
      try reading.readAll()
      return reading.found
    }
  }

  private init(
    properties: any PropertySet, messageClass: String?, owner: String, damage: DamageLog,
    named: @escaping (UInt16) throws -> NamedProperty?
  ) {
    self.properties = properties
    self.messageClass = messageClass
    self.owner = owner
    self.damage = damage
    self.named = named
  }

  static func isPlainMail(_ messageClass: String) -> Bool {
    let mail = "ipm.note"
    guard messageClass.utf8.prefix(mail.utf8.count).elementsEqual(mail.utf8, by: { $0 | 0x20 == $1 | 0x20 }) else {
      return false
    }
    let rest = messageClass.utf8.dropFirst(mail.utf8.count)
    return rest.isEmpty || rest.first == UInt8(ascii: ".")
  }

  private mutating func readAll() throws {
    // Objects are the tables of recipients and attachments, and what is attached.
    for (id, type) in properties.all where type != .object && !Self.elsewhere.contains(id) {
      guard found.count < Self.countLimit, byteCount < Self.byteLimit else {
        return tellLimit("what follows property \(Self.tag(id)) of \(owner)")
      }
      try read(id, type)
    }
  }

  private mutating func read(_ id: UInt16, _ type: PropertyType) throws {
    let room = Self.countLimit - found.count
    let elements = try properties.elements(id, limit: room)
    guard elements.count > 0 else { return }
    let property = id >= 0x8000 ? try named(id) : nil
    let tag = property.map(\.tag) ?? Self.tag(id)
    let name = property.map(PropertyNames.name(of:)) ?? PropertyNames.name(of: id, ofClass: messageClass)
    for element in elements.values {
      let (value, size, isCut) = PropertyText.of(element, type.element, limit: Self.valueLimit)
      byteCount += size
      found.append(
        ItemProperty(
          tag: tag, name: name, type: type.name, value: value, byteCount: Int64(size), isCut: isCut))
    }
    if elements.count > elements.values.count { tellLimit("values of property \(tag) of \(owner)") }
  }

  private func tellLimit(_ what: String) {
    let limit = found.count >= Self.countLimit ? Self.countLimit : Self.byteLimit
    damage.add(
      FormatError(
        .limitExceeded(value: UInt64(limit) + 1, limit: UInt64(limit)), in: "properties", at: properties.offset),
      consequence: what + " left out")
  }

  private static func tag(_ id: UInt16) -> String { "0x" + PropertyText.digits(UInt64(id), 4) }

  /// Properties that stand in columns of `message`, `message_body` and `recipient`.
  private static let elsewhere: Set<UInt16> = Set(
    ([
      .messageClass, .subject, .subjectPrefix, .normalizedSubject, .clientSubmitTime, .messageDeliveryTime,
      .transportMessageHeaders, .messageSize, .displayTo, .displayCc, .displayBcc, .entryID, .body, .rtfCompressed,
      .html, .internetMessageID, .creationTime, .lastModificationTime, .searchKey, .sourceKey, .conversationID,
      .sentRepresentingName, .sentRepresentingAddressType, .sentRepresentingEmailAddress,
      .sentRepresentingSMTPAddress, .senderName, .senderAddressType, .senderEmailAddress, .senderSMTPAddress,
    ] as [PropertyID]).map(\.rawValue))
}

extension NamedProperty {
  /// `{GUID}:0x8216`, `{GUID}:Keywords`.
  fileprivate var tag: String {
    let set = "{" + PropertyText.guid(set[...]) + "}:"
    return switch name {
    case .number(let number): set + "0x" + PropertyText.digits(UInt64(number), 4)
    case .string(let text): set + text
    }
  }
}
