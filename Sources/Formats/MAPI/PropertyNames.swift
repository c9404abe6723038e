/// Names of well-known properties of items that are not mail.
///
/// Ids and names are those of [MS-OXPROPS] 2, each compared with a list that others made of that document; what that list
/// lacks (PidLidMileage, the codes of a non-delivery report) with Microsoft's reference of MAPI.
package enum PropertyNames {
  /// Of a tagged property of an item of this class.
  package static func name(of id: UInt16, ofClass messageClass: String?) -> String? {
    let name = definedByClass.contains(id) ? messageClass.flatMap { classTags[$0.lowercased()]?[id] } : tags[id]
    return name.map { "PidTag" + $0 }
  }

  package static func name(of property: NamedProperty) -> String? {
    switch property.name {
    case .number(let number): numbers[property.set]?[number].map { "PidLid" + $0 }
    case .string("Keywords") where property.set == NamedProperty.publicStringsSet: "PidNameKeywords"
    case .string: nil
    }
  }

  /// Ids that each class of messages gives a meaning of its own ([MS-OXPROPS] 1.3.3).
  private static let definedByClass: ClosedRange<UInt16> = 0x6800...0x7BFF

  /// By the class in lower case.
  private static let classTags: [String: [UInt16: String]] = [
    "ipm.microsoft.scheduledata.freebusy": freeBusy, "ipm.microsoft.wunderbar.link": navigationShortcut,
    "ipm.microsoft.wunderbar.sfinfo": searchFolder, "ipm.microsoft.folderdesign.namedview": view,
    "ipm.ruleorganizer": [0x6802: "RwRulesStream"],
  ]

  /// By the GUID of their set.
  private static let numbers: [[UInt8]: [UInt32: String]] = [
    outlookSet(0x02): appointment, outlookSet(0x03): task, outlookSet(0x04): address, NamedProperty.commonSet: common,
    outlookSet(0x0A): journal, outlookSet(0x0E): note, outlookSet(0x40): sharing, outlookSet(0x41): postRSS,
    meetingSet: meeting,
  ]

  /// The sets {000620xx-0000-0000-C000-000000000046}.
  private static func outlookSet(_ number: UInt8) -> [UInt8] {
    [number, 0x20, 0x06, 0, 0, 0, 0, 0, 0xC0, 0, 0, 0, 0, 0, 0, 0x46]
  }

  /// PSETID_Meeting, {6ED8DA90-450B-101B-98DA-00AA003F1305}.
  private static let meetingSet: [UInt8] = [
    0x90, 0xDA, 0xD8, 0x6E, 0x0B, 0x45, 0x1B, 0x10, 0x98, 0xDA, 0x00, 0xAA, 0x00, 0x3F, 0x13, 0x05,
  ]
}
