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
