import Testing

@testable import SampleMaker

@Suite("Parts of a PST")
struct PSTPartsTests {
  @Test("the checksum of nine digits, and of any length, is that of the bitwise definition")
  func checksum() {
    #expect(Checksum.crc(Array("123456789".utf8)) == 0x2DFD_2D88)
    let bytes = PSTItems.bytes(100, seed: 1)
    for length in 0...bytes.count {
      #expect(Checksum.crc(Array(bytes.prefix(length))) == bitwise(bytes.prefix(length)))
    }
  }

  private func bitwise(_ bytes: some Sequence<UInt8>) -> UInt32 {
    var crc: UInt32 = 0
    for byte in bytes {
      crc ^= UInt32(byte)
      for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
    }
    return crc
  }

  @Test("the tables of the encodings are permutations, and the middle one its own inverse")
  func tables() {
    #expect(EncodingTables.r.sorted() == Array(0...255))
    #expect(EncodingTables.s.sorted() == Array(0...255))
    #expect(EncodingTables.s.map { EncodingTables.s[Int($0)] } == Array(0...255))
  }

  @Test("text becomes the UTF-16 that the standard library makes of it", arguments: ["", "a", "äß", "日本", "🐙x🐙"])
  func utf16(text: String) {
    let units = text.utf16.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] }
    #expect([UInt8](utf16: text) == units)
  }

  @Test(
    "a subject tells the length of its prefix",
    arguments: [
      ("RE: Tide", 5), ("AW: Tide", 5), ("Antw: Tide", 1), ("R: Tide", 4), ("Tide", 1), ("", 1), ("10: 30", 1),
      (":x", 1), ("FW:Tide", 1), ("回复: 潮", 5), ("RE: RE: Tide", 5),
    ])
  func subject(text: String, number: UInt32) {
    let scalars = Array(SubjectText.stored(text).unicodeScalars.prefix(2).map(\.value))
    #expect(scalars == [1, number])
    #expect(SubjectText.withoutPrefix(text).utf16.count == text.utf16.count - Int(number) + 1)
  }

  @Test("columns of a table stand where those of an empty store of Outlook's stand")
  func layout() {
    #expect(TableLayout.contents.ends == [120, 120, 122, 126])
    #expect(TableLayout.hierarchy.ends == [52, 52, 53, 55])
    #expect(TableLayout.associatedContents.ends == [56, 56, 57, 59])
    #expect(TableLayout.searchContents.ends == [72, 72, 75, 78])
    #expect(TableLayout.recipients.ends == [48, 48, 50, 52])
    #expect(TableLayout.attachments.ends == [24, 24, 24, 25])
    let size = TableLayout.contents.columns.first { $0.tag == 0x0E08_0003 }
    #expect(size?.offset == 48 && size?.bit == 10)
  }
}
