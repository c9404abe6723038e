import MAPI
import Testing

@Suite("FileTime")
struct FileTimeTests {
  @Test(
    "counts microseconds since 1970",
    arguments: [
      (116_444_736_000_000_000, 0), (116_444_736_000_000_010, 1), (116_444_736_000_000_009, 0),
      (116_444_735_999_999_999, -1), (1, -11_644_473_600_000_000), (133_800_000_000_000_000, 1_735_526_400_000_000),
    ] as [(UInt64, Int64)])
  func times(steps: UInt64, microseconds: Int64) {
    #expect(FileTime.microseconds(steps) == microseconds)
  }

  @Test(
    "has none for zero, for the year 4501, and for what no calendar reaches",
    arguments: [
      0, 0x0CB3_4557_A3DD_4000, UInt64.max,
    ])
  func none(steps: UInt64) {
    #expect(FileTime.microseconds(steps) == nil)
  }
}

@Suite("EntryID")
struct EntryIDTests {
  static let store: [UInt8] = (1...16).map { UInt8($0) }
  static let addressBook: [UInt8] =
    [0, 0, 0, 0, 0xDC, 0xA7, 0x40, 0xC8, 0xC0, 0x42, 0x10, 0x1A, 0xB4, 0xB9, 0x08, 0x00, 0x2B, 0x2F, 0xE1, 0x82]
    + [1, 0, 0, 0, 0, 0, 0, 0] + Array("/o=Example/cn=ada".utf8) + [0]

  @Test("of a node is made and read")
  func node() throws {
    let bytes = try #require(EntryID.bytes(store: Self.store, node: 0x8022))
    #expect(bytes.count == 24)
    #expect(EntryID(bytes) == .node(store: Self.store, id: 0x8022))
    #expect(EntryID.bytes(store: [1, 2], node: 1) == nil)
  }

  @Test("of the address book gives the legacy distinguished name")
  func addressBookEntry() {
    #expect(EntryID(Self.addressBook) == .addressBook(legacyDN: "/o=Example/cn=ada"))
  }

  @Test("cut anywhere is another one, or none")
  func cut() {
    for length in 0..<28 { #expect(EntryID(Array(Self.addressBook.prefix(length))) == nil) }
    for length in 29..<Self.addressBook.count - 1 {
      let name = "/o=Example/cn=ada".prefix(length - 28)
      #expect(EntryID(Array(Self.addressBook.prefix(length))) == .addressBook(legacyDN: String(name)))
    }
  }
}

@Suite("PropertyType")
struct PropertyTypeTests {
  @Test(
    "knows the size of fixed types",
    arguments: [
      (.boolean, 1), (.integer16, 2), (.integer32, 4), (.errorCode, 4), (.time, 8), (.integer64, 8), (.guid, 16),
    ] as [(PropertyType, Int)])
  func sizes(type: PropertyType, size: Int) {
    #expect(type.fixedSize == size)
  }

  @Test("has no size for text and bytes", arguments: [PropertyType.string, .string8, .binary, .object, .multipleTime])
  func noSizes(type: PropertyType) {
    #expect(type.fixedSize == nil)
  }

  @Test("does not know type 0")
  func unspecified() {
    #expect(PropertyType(rawValue: 0) == nil)
  }
}

@Suite("PropertyNames")
struct PropertyNamesTests {
  @Test(
    "of ids that each class gives a meaning of its own depend on the class",
    arguments: [
      ("IPM.Microsoft.ScheduleData.FreeBusy", 0x6844, "PidTagScheduleInfoDelegateNames"),
      ("IPM.Microsoft.ScheduleData.FreeBusy", 0x684A, "PidTagScheduleInfoDelegateNamesW"),
      ("IPM.Microsoft.WunderBar.Link", 0x684A, "PidTagWlinkFlags"),
      ("ipm.microsoft.wunderbar.sfinfo", 0x6844, "PidTagSearchFolderRecreateInfo"),
      ("IPM.RuleOrganizer", 0x6802, "PidTagRwRulesStream"), ("IPM.Contact", 0x6844, nil), (nil, 0x6844, nil),
      ("IPM.Contact", 0x3A11, "PidTagSurname"), (nil, 0x7C07, "PidTagRoamingDictionary"),
    ] as [(String?, UInt16, String?)])
  func byClass(messageClass: String?, id: UInt16, name: String?) {
    #expect(PropertyNames.name(of: id, ofClass: messageClass) == name)
  }

  @Test("of named properties depend on their set")
  func bySet() {
    let meeting: [UInt8] = [0x90, 0xDA, 0xD8, 0x6E, 0x0B, 0x45, 0x1B, 0x10, 0x98, 0xDA, 0, 0xAA, 0, 0x3F, 0x13, 0x05]
    func name(_ set: [UInt8], _ number: UInt32) -> String? {
      PropertyNames.name(of: NamedProperty(set: set, name: .number(number)))
    }
    #expect(name(NamedProperty.commonSet, 0x8506) == "PidLidPrivate")
    #expect(name(meeting, 0x23) == "PidLidCleanGlobalObjectId")
    #expect(name(meeting, 0x8506) == nil)
  }
}
