/// The properties that a store gives a number of its own ([MS-OXPROPS] 2). Their numbers follow from this order.
enum NamedProperty: UInt16, CaseIterable {
  case keywords
  case appointmentSequence, busyStatus, location, appointmentStart, appointmentEnd, appointmentDuration
  case appointmentSubType, appointmentStateFlags, responseStatus, recurring, recurrenceType
  case globalObjectID, cleanGlobalObjectID
  case reminderSet, isPrivate, commonStart, commonEnd
  case fileUnder, email1DisplayName, email1AddressType, email1EmailAddress, email1OriginalDisplayName
  case email1OriginalEntryID, distributionListName, distributionListMembers, distributionListOneOffMembers
  case taskStatus, percentComplete, taskComplete, taskOwner
  case noteColor, noteWidth, noteHeight

  /// How a property is named: a number or a text within a set of properties ([MS-OXPROPS] 1.3.2).
  enum Name {
    case number(UInt32, PropertySet)
    case text(String, PropertySet)
  }

  /// Its number in every store made here ([MS-PST] 2.4.7.1): the first is 0x8000.
  var id: UInt16 { 0x8000 + rawValue }

  var name: Name {
    switch self {
    case .keywords: .text("Keywords", .publicStrings)
    case .appointmentSequence: .number(0x8201, .appointment)
    case .busyStatus: .number(0x8205, .appointment)
    case .location: .number(0x8208, .appointment)
    case .appointmentStart: .number(0x820D, .appointment)
    case .appointmentEnd: .number(0x820E, .appointment)
    case .appointmentDuration: .number(0x8213, .appointment)
    case .appointmentSubType: .number(0x8215, .appointment)
    case .appointmentStateFlags: .number(0x8217, .appointment)
    case .responseStatus: .number(0x8218, .appointment)
    case .recurring: .number(0x8223, .appointment)
    case .recurrenceType: .number(0x8231, .appointment)
    case .globalObjectID: .number(0x0003, .meeting)
    case .cleanGlobalObjectID: .number(0x0023, .meeting)
    case .reminderSet: .number(0x8503, .common)
    case .isPrivate: .number(0x8506, .common)
    case .commonStart: .number(0x8516, .common)
    case .commonEnd: .number(0x8517, .common)
    case .fileUnder: .number(0x8005, .address)
    case .email1DisplayName: .number(0x8080, .address)
    case .email1AddressType: .number(0x8082, .address)
    case .email1EmailAddress: .number(0x8083, .address)
    case .email1OriginalDisplayName: .number(0x8084, .address)
    case .email1OriginalEntryID: .number(0x8085, .address)
    case .distributionListName: .number(0x8053, .address)
    case .distributionListOneOffMembers: .number(0x8054, .address)
    case .distributionListMembers: .number(0x8055, .address)
    case .taskStatus: .number(0x8101, .task)
    case .percentComplete: .number(0x8102, .task)
    case .taskComplete: .number(0x811C, .task)
    case .taskOwner: .number(0x811F, .task)
    case .noteColor: .number(0x8B00, .note)
    case .noteWidth: .number(0x8B02, .note)
    case .noteHeight: .number(0x8B03, .note)
    }
  }
}

/// The sets that the properties belong to ([MS-OXPROPS] 1.3.2), as their GUIDs lie in memory.
enum PropertySet: CaseIterable {
  case appointment, meeting, common, address, task, note
  /// One of the two sets whose GUID is not written out.
  case publicStrings

  /// Its place in `NAMEID.wGuid` ([MS-PST] 2.4.7.1): 2 for the public strings, from 3 on for those in the GUID stream.
  var index: UInt16 {
    switch self {
    case .publicStrings: 2
    case .appointment: 3
    case .meeting: 4
    case .common: 5
    case .address: 6
    case .task: 7
    case .note: 8
    }
  }

  /// The GUIDs of those that are written out, in the order of their places.
  static var guidStream: [UInt8] {
    var bytes: [UInt8] = []
    for set in [PropertySet.appointment, .meeting, .common, .address, .task, .note] { bytes += set.guid }
    return bytes
  }

  private var guid: [UInt8] {
    switch self {
    case .appointment: Self.outlook(0x2002)
    case .common: Self.outlook(0x2008)
    case .address: Self.outlook(0x2004)
    case .task: Self.outlook(0x2003)
    case .note: Self.outlook(0x200E)
    case .meeting:
      [0x90, 0xDA, 0xD8, 0x6E, 0x0B, 0x45, 0x1B, 0x10, 0x98, 0xDA, 0x00, 0xAA, 0x00, 0x3F, 0x13, 0x05]
    case .publicStrings: []
    }
  }

  /// {0006xxxx-0000-0000-C000-000000000046}
  private static func outlook(_ number: UInt16) -> [UInt8] {
    [UInt8(truncatingIfNeeded: number), UInt8(number >> 8), 6, 0, 0, 0, 0, 0, 0xC0, 0, 0, 0, 0, 0, 0, 0x46]
  }
}
