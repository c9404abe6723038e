import Testing

@testable import Readers

@Suite("A row of CSV")
struct CSVRowTests {
  @Test("doubled quotes become one wherever they stand, and nothing else changes")
  func doubledQuotes() {
    var content: [UInt8] = []
    // Each bit a quote or a letter, with a tail that moves them through all places of eight bytes.
    for pattern in 0..<1 << 10 {
      for tail in ["", "é", "abcdefghijk"] {
        let value = (0..<10).map { pattern >> $0 & 1 == 1 ? "\"" : "x" }.joined() + tail
        let text = Array("\"\(value.replacing("\"", with: "\"\""))\",next\n".utf8)
        text.withUnsafeBufferPointer { text in
          var row = CSVRow()
          let isWhole = row.scan(text, from: 0, delimiter: UInt8(ascii: ","), isAtEnd: true)
          #expect(isWhole)
          row.cells[0].unquote(text, into: &content)
          #expect(String(decoding: content, as: UTF8.self) == value)
          row.cells[1].unquote(text, into: &content)
          #expect(String(decoding: content, as: UTF8.self) == "next")
        }
      }
    }
  }
}
