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

  init(
    _ object: MessageObject, place: PSTFolders.Place, isAssociated: Bool = false, ordinal: Ordinal? = nil,
    parent: Ordinal? = nil
  ) {
    self.object = object
    self.place = place
    self.isAssociated = isAssociated
    self.ordinal = ordinal
    self.parent = parent
  }

  /// Puts into `message` what the item says; what cannot be read goes to `damage` and stays nil.
  func fill(_ message: inout Message, _ damage: DamageLog) throws {
    message.folder = place.ordinal
    message.parent = parent
    message.storeArea = place.area
    message.isAssociated = isAssociated
    message.sourceNode = Int64(object.node.id.rawValue)
    if let location = object.properties?.location {
      message.location = SourceLocation(offset: location.offset, length: UInt64(location.size))
    }
    let item = MAPIMessage(
      properties: object.properties, recipients: try object.recipients(),
      internetCharset: try object.internetCharset, owner: object.owner, damage: damage)
    try item.fill(&message)
    if message.entryID == nil, parent == nil, object.properties != nil {
      message.entryID = object.storeEntryID.map(hexadecimal)
    }
  }
}
