import Bytes
import MAPI
import Testing

@testable import PST
@testable import Readers

@Suite("HTMLText")
struct HTMLTextTests {
  static let umlauts = "<html><body>Grüße</body></html>"

  @Test("what is declared 1252 and is UTF-8 is UTF-8")
  func lie() {
    #expect(HTMLText.decode(Array(Self.umlauts.utf8)[...], declared: .windows1252, fallback: .latin1) == Self.umlauts)
  }

  @Test("what is declared 1252 and is that, is read so")
  func truth() {
    let bytes = Self.umlauts.unicodeScalars.map { UInt8($0.value) }
    #expect(HTMLText.decode(bytes[...], declared: .windows1252, fallback: .utf8) == Self.umlauts)
  }

  @Test(
    "without a declaration its own meta element counts, in any case and quotes",
    arguments: [
      "<META charset=windows-1251>", "<meta charset='WINDOWS-1251'/>",
      "<meta http-equiv=\"Content-Type\" content=\"text/html; Charset=windows-1251\">",
    ])
  func meta(element: String) {
    let bytes = Array(element.utf8) + [0xCF, 0xF0, 0xE8]
    #expect(HTMLText.decode(bytes[...], declared: nil, fallback: .latin1) == element + "При")
  }

  @Test("encodings that use bytes below 128 only are not taken for UTF-8")
  func japanese() throws {
    let bytes: [UInt8] = [0x1B, 0x24, 0x42, 0x46, 0x7C, 0x4B, 0x5C, 0x1B, 0x28, 0x42]
    let charset = try #require(Charset(codePage: 50_220))
    #expect(HTMLText.decode(bytes[...], declared: charset, fallback: .latin1) == "日本")
  }

  @Test("a byte order mark comes before all else")
  func mark() {
    #expect(HTMLText.decode([0xEF, 0xBB, 0xBF, 0x41], declared: .utf16LE, fallback: .utf8) == "A")
    #expect(HTMLText.decode([0xFF, 0xFE, 0x41, 0], declared: .utf8, fallback: .utf8) == "A")
  }
}

@Suite("Subject")
struct SubjectTests {
  @Test(
    "loses its prefix mark and nothing else",
    arguments: [
      ("\u{1}\u{5}Re: plans", "Re: plans"), ("\u{1}\u{1}plans", "plans"), ("plans", "plans"), ("", ""),
      ("\u{1}", "\u{1}"),
      ("\u{1}\u{4}", ""), ("\u{1}\rA longer prefix: x", "A longer prefix: x"),
    ])
  func prefix(stored: String, subject: String) {
    #expect(MAPIMessage.withoutPrefixMark(stored) == subject)
  }
}

@Suite("NamedPropertyMap")
struct NamedPropertyMapTests {
  static let custom: [UInt8] = (1...16).map { UInt8($0) }
  // PidLidInternetAccountName in PSETID_Common, a name in a set of its own, one in PS_PUBLIC_STRINGS.
  static let entries =
    u32(0x8580) + u16(3 << 1) + u16(0) + u32(0) + u16(4 << 1 | 1) + u16(1) + u32(12) + u16(2 << 1 | 1) + u16(2)
  static let sets = NamedProperty.commonSet + custom
  static let strings = u32(6) + utf16("one") + u16(0) + u32(6) + utf16("two")

  @Test("gives ids to numbers and names")
  func whole() {
    let map = NamedPropertyMap(entries: Self.entries, sets: Self.sets, strings: Self.strings)
    #expect(map.id(of: .internetAccountName) == 0x8000)
    #expect(map.id(of: NamedProperty(set: Self.custom, name: .string("one"))) == 0x8001)
    #expect(map.id(of: NamedProperty(set: NamedProperty.publicStringsSet, name: .string("two"))) == 0x8002)
    #expect(map.id(of: NamedProperty(set: Self.custom, name: .string("two"))) == nil)
    #expect(map.count == 3)
  }

  @Test("cut anywhere, keeps what is whole")
  func cut() {
    for length in 0..<Self.entries.count {
      let map = NamedPropertyMap(entries: Array(Self.entries.prefix(length)), sets: Self.sets, strings: Self.strings)
      #expect(map.count == length / 8)
    }
    for length in 0..<Self.strings.count {
      let map = NamedPropertyMap(entries: Self.entries, sets: Self.sets, strings: Array(Self.strings.prefix(length)))
      #expect(map.count == (length < 10 ? 1 : 2))
    }
    #expect(NamedPropertyMap(entries: Self.entries, sets: [], strings: Self.strings).count == 1)
  }
}

@Suite("Message-ID in transport headers")
struct HeaderMessageIDTests {
  @Test(
    "is found in any case, folded or not, and only as a field",
    arguments: [
      ("Received: x\r\nMessage-ID: <a@b>\r\nTo: c", "<a@b>"), ("MESSAGE-ID:<a@b>", "<a@b>"),
      ("Message-Id:\r\n <a@b>\r\n", "<a@b>"), ("To: x\nmessage-id: <a@b>\n", "<a@b>"), ("X-Message-ID: <a@b>", nil),
      ("Subject: x\r\n Message-ID: <a@b>", nil), ("Message-ID:\r\nTo: x", nil), ("", nil),
    ] as [(String, String?)])
  func found(headers: String, id: String?) {
    #expect(MAPIMessage.messageID(inHeaders: headers) == id)
  }
}
