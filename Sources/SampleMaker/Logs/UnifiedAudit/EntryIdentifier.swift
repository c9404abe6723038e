/// The ids by which audit records name folders and messages: entry ids of the server ([MS-OXCDATA] 2.2.4), in base64
/// between a length and the kind of the object in the unified audit log, in hexadecimal digits in the mailbox audit log.
enum EntryIdentifier {
  /// `LgAAAA…`: 46 bytes of entry id.
  static func unifiedAudit(folder: Folder, in mailbox: Mailbox) -> String {
    wrapped(bytes(folder: folder, in: mailbox), kind: folder.storeObjectType)
  }

  /// `RgAAAA…`: 70 bytes of entry id, in which the folder's own id stands before the message's.
  static func unifiedAudit(item: AuditedItem, in mailbox: Mailbox) -> String {
    wrapped(bytes(item: item, in: mailbox), kind: item.kind.storeObjectType)
  }

  static func hexadecimalDigits(folder: Folder, in mailbox: Mailbox) -> String {
    hexadecimal(bytes(folder: folder, in: mailbox)).uppercased()
  }

  static func hexadecimalDigits(item: AuditedItem, in mailbox: Mailbox) -> String {
    hexadecimal(bytes(item: item, in: mailbox)).uppercased()
  }

  private static func bytes(folder: Folder, in mailbox: Mailbox) -> [UInt8] {
    [0, 0, 0, 0] + mailbox.storeUID.structureBytes + [1, 0] + folder.longTermID + [0, 0]
  }

  private static func bytes(item: AuditedItem, in mailbox: Mailbox) -> [UInt8] {
    [0, 0, 0, 0] + mailbox.storeUID.structureBytes + [7, 0] + item.folder.longTermID + [0, 0] + item.longTermID + [
      0, 0,
    ]
  }

  private static func wrapped(_ bytes: [UInt8], kind: UInt8) -> String {
    base64([UInt8(bytes.count)] + bytes + [kind])
  }
}

extension Folder {
  /// The last byte of its id in the unified audit log.
  fileprivate var storeObjectType: UInt8 {
    switch role {
    case .calendar: 2
    case .contacts: 3
    case .tasks: 4
    case .notes: 5
    default: 1
    }
  }
}

extension Letter.Kind {
  /// The last byte of an item's id in the unified audit log.
  fileprivate var storeObjectType: UInt8 {
    switch self {
    case .mail: 9
    case .meetingRequest: 11
    case .appointment: 15
    case .contact: 17
    case .distributionList: 18
    case .task: 19
    case .note: 21
    case .post: 22
    case .report: 23
    }
  }
}
