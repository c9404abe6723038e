import Bytes
import MAPI
import Records

/// An address and a name, as far as stored.
struct MAPICorrespondent: Equatable {
  let address: String?
  let name: String?
  let isSMTP: Bool
  var isEmpty: Bool { address == nil && name == nil }

  static let nobody = MAPICorrespondent(address: nil, name: nil, isSMTP: false)

  private init(address: String?, name: String?, isSMTP: Bool) {
    self.address = address
    self.name = name
    self.isSMTP = isSMTP
  }

  /// The SMTP address if there is one, else what stands as address: of type SMTP, or a legacy DN.
  init(
    of properties: any PropertySet, smtp: PropertyID, type: PropertyID, address: PropertyID, names: [PropertyID]
  ) throws {
    var name: String?
    for id in names where name == nil { name = try properties.nonEmptyText(id) }
    if let found = try properties.nonEmptyText(smtp) {
      self.init(address: found, name: name, isSMTP: true)
      return
    }
    let isSMTP = try properties.text(type)?.uppercased() == "SMTP"
    let stored = try properties.nonEmptyText(address)
    self.init(address: stored, name: name, isSMTP: isSMTP && stored != nil)
  }
}

/// Who sent a message and who got it.
extension MAPIMessage {
  func sender() throws -> MAPICorrespondent {
    guard let properties else { return .nobody }
    return try MAPICorrespondent(
      of: properties, smtp: .senderSMTPAddress, type: .senderAddressType, address: .senderEmailAddress,
      names: [.senderName])
  }

  /// In whose name it was sent.
  func sentRepresenting() throws -> MAPICorrespondent {
    guard let properties else { return .nobody }
    return try MAPICorrespondent(
      of: properties, smtp: .sentRepresentingSMTPAddress, type: .sentRepresentingAddressType,
      address: .sentRepresentingEmailAddress, names: [.sentRepresentingName])
  }

  /// Who sent it, by SMTP address where either of the two that may stand in an item has one.
  static func chosen(_ sender: MAPICorrespondent, _ representing: MAPICorrespondent) -> MAPICorrespondent {
    if sender.isSMTP { return sender }
    return representing.isSMTP || sender.isEmpty ? representing : sender
  }

  func recordedRecipients(
    _ sender: MAPICorrespondent, _ representing: MAPICorrespondent
  ) throws -> [Recipient] {
    let from = representing.address == nil && !sender.isEmpty ? sender : representing
    var found: [Recipient] = []
    if !from.isEmpty { found.append(Recipient(kind: .from, address: from.address, displayName: from.name)) }
    if !sender.isEmpty, sender.address != from.address {
      found.append(Recipient(kind: .sender, address: sender.address, displayName: sender.name))
    }
    for row in recipients {
      let correspondent = try MAPICorrespondent(
        of: row, smtp: .smtpAddress, type: .addressType, address: .emailAddress,
        names: [.displayName, .recipientDisplayName])
      found.append(
        Recipient(
          kind: kind(try row.integer(.recipientType)), address: correspondent.address,
          displayName: correspondent.name))
    }
    return found
  }

  /// PidTagRecipientType ([MS-OXOMSG] 2.2.3.1), its flags left out.
  private func kind(_ stored: Int64?) -> Recipient.Kind {
    let type = stored.map { $0 & 0xF }
    switch type {
    case 0: return .originator
    case 1: return .to
    case 2: return .cc
    case 3: return .bcc
    default:
      damage.add(
        FormatError(
          .invalid("recipient type \(type.map(String.init) ?? "missing")"), in: "PidTagRecipientType",
          at: properties?.offset ?? 0), consequence: "a recipient of \(owner) kept as to")
      return .to
    }
  }
}
