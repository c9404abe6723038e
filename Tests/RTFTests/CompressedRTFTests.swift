import Bytes
import Testing

@testable import RTF

@Suite("CompressedRTF")
struct CompressedRTFTests {
  /// The examples of [MS-OXRTFCP] 3.1: a body, and one whose references reach into what they write.
  static let hello = (
    stream: bytes(
      "2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af32068656c090020627705b06c647d0a800fa0"),
    text: "{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"
  )
  static let crossing = (
    stream: bytes("1a0000001c0000004c5a4675e2d44b51410004205758595a0d6e7d010eb0"),
    text: "{\\rtf1 WXYZWXYZWXYZWXYZWXYZ}"
  )

  static func bytes(_ digits: String) -> [UInt8] {
    let digits = digits.compactMap(\.hexDigitValue)
    return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
  }

  static func read(_ stream: [UInt8]) throws -> CompressedRTF { try CompressedRTF(stream[...], at: 1000) }

  @Test("gives the RTF of the specification's examples", arguments: [hello, crossing])
  func examples(example: (stream: [UInt8], text: String)) throws {
    let read = try Self.read(example.stream)
    #expect(read.kind == .compressed)
    #expect(String(decoding: read.rtf, as: UTF8.self) == example.text)
    #expect(read.problems.isEmpty)
  }

  @Test("a wrong checksum is told with its place and costs nothing")
  func checksum() throws {
    var stream = Self.hello.stream
    stream[12] ^= 1
    let read = try Self.read(stream)
    #expect(String(decoding: read.rtf, as: UTF8.self) == Self.hello.text)
    #expect(read.problems.map(\.field) == ["CRC"])
    #expect(read.problems.map(\.offset) == [1012])
  }

  @Test("what is not compressed has no checksum")
  func uncompressed() throws {
    let text = Array("{\\rtf1 plain}".utf8)
    let stream = Self.bytes("19000000 0d000000 4d454c41 00000000") + text
    let read = try Self.read(stream)
    #expect(read.kind == .uncompressed)
    #expect(read.rtf == text)
    #expect(read.problems.isEmpty)
  }

  @Test("cut anywhere, it gives the beginning of the text and says so", arguments: 0..<hello.stream.count)
  func cut(length: Int) throws {
    let stream = Array(Self.hello.stream.prefix(length))
    guard length >= 16 else {
      #expect(throws: FormatError.self) { try Self.read(stream) }
      return
    }
    let read = try Self.read(stream)
    #expect(Array(Self.hello.text.utf8).starts(with: read.rtf))
    #expect(read.problems.contains { $0.field == "COMPSIZE" })
  }

  @Test("with any byte changed, it is refused or gives no more than it declares", arguments: 0..<hello.stream.count)
  func changed(place: Int) throws {
    for value in [0, 0x7F, 0xFF, Self.hello.stream[place] ^ 1] as [UInt8] {
      var stream = Self.hello.stream
      stream[place] = value
      guard let read = try? Self.read(stream) else {
        #expect((8..<12).contains(place))
        continue
      }
      #expect(read.rtf.count <= min(Int(read.declaredSize), CompressedRTF.sizeLimit))
      if stream != Self.hello.stream, place >= 12 { #expect(!read.problems.isEmpty) }
    }
  }

  @Test("a huge declared size takes no memory")
  func hugeSize() throws {
    var stream = Self.hello.stream
    stream.replaceSubrange(0..<8, with: [UInt8](repeating: 0xFF, count: 8))
    let read = try Self.read(stream)
    #expect(String(decoding: read.rtf, as: UTF8.self) == Self.hello.text)
    #expect(Set(read.problems.map(\.field)) == ["COMPSIZE", "RAWSIZE"])
  }
}
