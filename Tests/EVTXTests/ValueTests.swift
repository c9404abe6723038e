import Bytes
import EVTX
import Testing

@Suite("Values of events")
struct ValueTests {
  /// Type, bytes and the text that Windows makes of them.
  static let types: [(type: UInt8, bytes: [UInt8], text: String)] = [
    (0x01, utf16("Grüße"), "Grüße"), (0x02, [0x47, 0xFC, 0x21, 0], "Gü!"), (0x03, [0xFE], "-2"), (0x04, [0xFE], "254"),
    (0x05, [0xFE, 0xFF], "-2"), (0x06, [0xFE, 0xFF], "65534"), (0x07, [0xFE, 0xFF, 0xFF, 0xFF], "-2"),
    (0x08, u32(4_000_000_000), "4000000000"), (0x09, u64(UInt64.max), "-1"),
    (0x0A, u64(UInt64.max), "18446744073709551615"),
    (0x0D, u32(1), "true"), (0x0E, [0xDE, 0xAD, 0x01], "DEAD01"),
    (0x0F, Array(0..<16), "{03020100-0504-0706-0809-0A0B0C0D0E0F}"), (0x14, u32(0xAB), "0xab"),
    (0x15, u64(0x8000_0000_0000_0000), "0x8000000000000000"), (0x10, u64(0x1F), "0x1f"),
    (0x11, u64(132_592_277_821_234_567), "2021-03-03T06:49:42.1234567Z"),
    (0x12, [2021, 3, 3, 3, 6, 49, 42, 7].flatMap { u16($0) }, "2021-03-03T06:49:42.007Z"),
    (0x13, [1, 2, 0, 0, 0, 0, 0, 5] + u32(32) + u32(544), "S-1-5-32-544"),
  ]

  static func allTypes(recordID: UInt64) -> SampleEvent {
    // ANSI text and SYSTEMTIME are told otherwise by pyevtx-rs.
    let shared = types.filter { $0.type != 0x02 && $0.type != 0x12 }
    return event(shared.map { ($0.type, $0.bytes) }, recordID: recordID)
  }

  private static func event(_ values: [(type: UInt8, bytes: [UInt8])], recordID: UInt64 = 1) -> SampleEvent {
    let elements = values.indices.map { XML.Content.element(.leaf("V\($0)", $0, values[$0].type)) }
    return SampleEvent(
      provider: "Types", recordID: recordID, data: .template(XML(name: "EventData", content: elements), values))
  }

  private static func data(_ values: [(type: UInt8, bytes: [UInt8])]) throws -> [Event.Datum] {
    let log = try LogFile(MemoryStore(LogBuilder([event(values)]).bytes()))
    let chunk = try #require(try log.next())
    let record = try #require(chunk.content(isLogOpen: false).records.first)
    let decoded = chunk.event(of: record)
    if let error = decoded.outcome.error { throw error }
    return decoded.event.data.indices.map { decoded.event.data[$0] }
  }

  @Test("have the text that Windows makes of them", arguments: types.indices)
  func text(index: Int) throws {
    let type = Self.types[index]
    #expect(try Self.data([(type.type, type.bytes)]).map(\.text) == [type.text])
  }

  @Test("reals are numbers")
  func real() throws {
    #expect(
      try Self.data([(0x0B, u32(0x3FC0_0000)), (0x0C, u64(0x3FF8_0000_0000_0000))]).map(\.text) == ["1.5", "1.5"])
  }

  @Test("a size that is not that of the type is refused", arguments: [UInt8(0x08), 0x0F, 0x11, 0x12, 0x13, 0x10])
  func wrongSize(type: UInt8) {
    #expect(throws: FormatError.self) { try Self.data([(type, [1, 2, 3])]) }
  }

  @Test("of unknown type are refused")
  func unknownType() {
    #expect(throws: FormatError.self) { try Self.data([(0x7F, [1])]) }
  }

  @Test("an array stands for as many elements; empty items keep their place")
  func arrays() throws {
    let texts = try Self.data([(0x81, utf16("a") + [0, 0, 0, 0] + utf16("b"))])
    #expect(texts.map(\.text) == ["a", "", "b"])
    #expect(texts.allSatisfy { $0.meaning == .text })
    #expect(try Self.data([(0x88, u32(1) + u32(2))]).map(\.meaning) == [.number(1), .number(2)])
    let sid: [UInt8] = [1, 1, 0, 0, 0, 0, 0, 5, 18, 0, 0, 0]
    #expect(try Self.data([(0x93, sid + sid)]).map(\.text) == ["S-1-5-18", "S-1-5-18"])
    #expect(throws: FormatError.self) { try Self.data([(0x88, [1, 2, 3])]) }
    #expect(throws: FormatError.self) { try Self.data([(0x93, sid + [1])]) }
  }

  @Test(
    "text is whole wherever it leaves ASCII; a NUL inside stays",
    arguments: ["é", "abc日本", "abcd😀efgh", "abcdefg\u{0}h", "abcdefghijklm é 日 nopq"])
  func texts(text: String) throws {
    #expect(try Self.data([(0x01, utf16(text))]).map(\.text) == [text])
    guard !text.contains("\0") else { return }
    let array = try Self.data([(0x81, utf16(text) + [0, 0] + utf16("x") + [0, 0] + utf16(text))])
    #expect(array.map(\.text) == [text, "x", text])
  }

  @Test("half a surrogate pair is U+FFFD")
  func halfPair() throws {
    let bytes = utf16("abcdef") + [0x3D, 0xD8] + utf16("g")
    #expect(try Self.data([(0x01, bytes), (0x81, bytes)]).map(\.text) == ["abcdef\u{FFFD}g", "abcdef\u{FFFD}g"])
  }

  @Test("an empty text is not null, and a name not none")
  func plain() {
    var (empty, null, unnamed) = (Event(), Event(), Event())
    empty.data.append("", .string(""))
    null.data.append("", .null)
    unnamed.data.append(nil, .string(""))
    #expect(Set([empty, null, unnamed].map { $0.data.plain.text(0..<$0.data.plain.count) }).count == 3)
    #expect(empty[""]?.text == "")
    #expect(null[""]?.text == nil)
    #expect(unnamed[""] == nil)
  }

  @Test(
    "numbers in text count as such",
    arguments: [("12", 12), ("0xFF", 255), ("", nil), ("-1", nil)] as [(String, UInt64?)])
  func numbers(text: String, number: UInt64?) throws {
    #expect(try Self.data([(0x01, utf16(text))])[0].number == number)
  }

  @Test("null has no text and keeps its place")
  func null() throws {
    #expect(try Self.data([(0x00, []), (0x04, [1])]).map(\.text) == [nil, "1"])
  }
}
