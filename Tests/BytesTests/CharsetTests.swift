import Bytes
import Testing

@Suite("Charset")
struct CharsetTests {
  @Test(
    "decodes what mail is written in",
    arguments: [
      ("utf-8", [0xC3, 0xA9], "é"), ("ISO-8859-1", [0xE9, 0x80], "é€"), ("windows-1251", [0xCF, 0xF0], "Пр"),
      ("KOI8-R", [0xF0, 0xD2], "Пр"), ("shift_jis", [0x93, 0xFA, 0x96, 0x7B], "日本"),
      ("iso-2022-jp", [0x1B, 0x24, 0x42, 0x46, 0x7C, 0x4B, 0x5C, 0x1B, 0x28, 0x42], "日本"),
      ("gb2312", [0xD6, 0xD0], "中"), ("big5", [0xA4, 0xA4], "中"), ("euc-kr", [0xC7, 0xD1], "한"),
      ("utf-16le", [0x41, 0, 0x3D, 0xD8, 0x00, 0xDE], "A😀"), ("utf-16be", [0, 0x41], "A"),
      ("UTF-7", Array("+AOk-".utf8), "é"), (" \"us-ascii\" ", [0x41], "A"), ("macintosh", [0x8E], "é"),
    ] as [(String, [UInt8], String)])
  func decodes(label: String, bytes: [UInt8], text: String) throws {
    let charset = try #require(Charset(named: label))
    #expect(charset.decode(bytes) == (text, 0))
  }

  @Test(
    "names that no one knows, and names that are no names, are refused",
    arguments: ["x-unknown", "", "🐢", "a/b", "utf-8//IGNORE"])
  func unknown(label: String) { #expect(Charset(named: label) == nil) }

  @Test(
    "code pages of Windows",
    arguments: [
      (1252, [0x80], "€"), (65_001, [0xC3, 0xA9], "é"), (932, [0x93, 0xFA], "日"), (1200, [0x41, 0], "A"),
      (20_866, [0xF0], "П"),
    ] as [(Int, [UInt8], String)])
  func codePages(number: Int, bytes: [UInt8], text: String) throws {
    #expect(try #require(Charset(codePage: number)).decode(bytes) == (text, 0))
  }

  @Test("no such code page", arguments: [-1, 0, 36, 12_345, 70_000])
  func noCodePage(number: Int) { #expect(Charset(codePage: number) == nil) }

  @Test("bytes that cannot be decoded are counted and replaced, the text around them kept")
  func malformed() throws {
    #expect(Charset.utf8.decode([0x41, 0xFF, 0x42]) == ("A\u{FFFD}B", 1))
    #expect(Charset.windows1252.decode([0x41, 0x81, 0x42]) == ("A\u{FFFD}B", 1))
    #expect(try #require(Charset(named: "shift_jis")).decode([0x41, 0x93]) == ("A\u{FFFD}", 1))
    #expect(Charset.utf16LE.decode([0x41, 0, 0x00, 0xD8]) == ("A\u{FFFD}", 2))
    #expect(Charset.utf16LE.decode([0x41, 0, 0x42]).badByteCount == 1)
  }

  @Test("a broken unit of two bytes does not shift those behind it")
  func wideUnits() throws {
    let charset = try #require(Charset(named: "utf-16be"))
    #expect(charset.decode([0, 0x41, 0xDC, 0, 0, 0x42]) == ("A\u{FFFD}B", 2))
  }

  @Test("what a converter holds back is handed out at the end")
  func heldBack() throws {
    #expect(try #require(Charset(named: "windows-1255")).decode([0xE9]) == ("י", 0))
  }

  @Test("text longer than the buffer of the converter comes out whole")
  func long() throws {
    let text = try #require(Charset(named: "koi8-r")).decode([UInt8](repeating: 0xF0, count: 100_000)).text
    #expect(text == String(repeating: "П", count: 100_000))
  }
}
