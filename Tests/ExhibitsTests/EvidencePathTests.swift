import Exhibits
import Testing

@Suite("EvidencePath")
struct EvidencePathTests {
  @Test(
    "every byte is shown and can be turned back",
    arguments: [
      Array("plain/räksmörgås 日本.eml".utf8), [0x2F, 0xE4, 0x62], Array("a\\b".utf8),
      Array("line\nbreak\u{1B}[31m".utf8),
      [0xF0, 0x9F, 0x98], Array("\\x41".utf8), [], Array("a\u{202E}b".utf8),
    ])
  func roundTrip(bytes: [UInt8]) {
    #expect(EvidencePath.bytes(EvidencePath.shown(bytes)) == bytes)
  }

  @Test("bytes that are no UTF-8, control codes and marks of direction stand as hexadecimal digits")
  func shown() {
    #expect(EvidencePath.shown([0x61, 0xE4, 0x62]) == "a\\xE4b")
    #expect(EvidencePath.shown(Array("a\u{1B}b".utf8)) == "a\\x1Bb")
    #expect(EvidencePath.shown(Array("a\u{202E}b".utf8)) == "a\\xE2\\x80\\xAEb")
    #expect(EvidencePath.shown(Array("räk.eml".utf8)) == "räk.eml")
  }
}
