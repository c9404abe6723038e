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
    if let location = object.properties?.location {
      message.location = SourceLocation(offset: location.offset, length: UInt64(location.size))
    }
    let item = MAPIMessage(
      properties: object.properties, recipients: try object.recipients(),
      internetCharset: try object.internetCharset, owner: object.owner, damage: damage)
    try item.fill(&message)
    if let properties = object.properties {
      message.properties = try ItemProperties.of(
        properties, ofClass: message.messageClass, owner: object.owner, damage: damage, named: object.property(of:))
    }
    if message.entryID == nil, parent == nil, object.node.id != .none, object.properties != nil {
      message.entryID = object.storeEntryID.map(hexadecimal)
    }
  }
}
