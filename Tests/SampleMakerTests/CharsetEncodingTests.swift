import Foundation
import Testing

@testable import SampleMaker

@Suite("The charsets of mail")
struct CharsetEncodingTests {
  @Test("Python reads back every character that a charset takes", arguments: Charset.allCases)
  func againstPython(charset: Charset) throws {
    var characters = ""
    var bytes: [UInt8] = []
    for value in UInt32(0x20)...0x3000 {
      guard let scalar = Unicode.Scalar(value), let encoded = charset.encode(String(scalar)) else { continue }
      characters.unicodeScalars.append(scalar)
      bytes += encoded
    }
    let workplace = try Workplace()
    try Data(bytes).write(to: workplace.folder.appending(path: "text"))
    let program = "import sys; sys.stdout.buffer.write(open('text','rb').read().decode(sys.argv[1]).encode('utf-8'))"
    let result = try Peer.run("python3", ["-c", program, charset.rawValue], in: workplace.folder)
    #expect(result.status == 0, "\(result.complaint)")
    #expect(result.text.unicodeScalars.elementsEqual(characters.unicodeScalars))
    #expect(characters.unicodeScalars.count > 95)
  }

  @Test("the older charsets are chosen, hold most texts of their language, and give way to UTF-8 where they do not")
  func chosen() {
    var (older, held) = (0, 0)
    for (item, _, _) in ContentFixture.items {
      guard let body = item.plainBody else { continue }
      let charset = Charset.chosen(for: item.letter.language, by: item.searchKey)
      guard charset != .utf8 else { continue }
      older += 1
      if charset.encode(body) != nil { held += 1 }
    }
    #expect(older > 20 && held > older / 2)
    #expect(Charset.koi8r.encode("日") == nil)
  }
}
