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

  @Test("a cell ends at the same quote, and holds the same, however it lies across sixty-four bytes", arguments: 0..<8)
  func alignment(seed: UInt64) {
    var random = SplitMix(state: seed)
    var content: [UInt8] = []
    for _ in 0..<400 {
      let before = [UInt8](repeating: UInt8(ascii: "x"), count: Int.random(in: 0..<70, using: &random))
      // Mostly runs of quotes, of letters and of what quotes are mistaken for.
      var cell: [UInt8] = []
      for _ in 0..<Int.random(in: 0..<40, using: &random) {
        let byte = [UInt8(ascii: "\""), 0x23, 0xA2, UInt8(ascii: ","), 0x0A][Int.random(in: 0..<5, using: &random)]
        cell += [UInt8](repeating: byte, count: Int.random(in: 1...12, using: &random))
      }
      let text = before + [UInt8(ascii: ","), UInt8(ascii: "\"")] + cell
      text.withUnsafeBufferPointer { text in
        for isAtEnd in [true, false] {
          var row = CSVRow()
          let isWhole = row.scan(text, from: 0, delimiter: UInt8(ascii: ","), isAtEnd: isAtEnd)
          let expected = PlainCell(text, from: before.count + 2)
          // The text may go on with the second of two quotes, or with more of the cell.
          guard let end = expected.end, isAtEnd || end + 1 < text.count else {
            #expect(isWhole == isAtEnd)
            #expect(row.isCut == isAtEnd)
            continue
          }
          guard isWhole else { continue }
          let behind = text[(end + 1)...].firstIndex { [0x0A, 0x0D, UInt8(ascii: ",")].contains($0) } ?? text.count
          #expect(row.cells[1].range == before.count + 2..<(behind > end + 1 ? behind : end))
          #expect(row.cells[1].hasDoubledQuotes == expected.hasDoubledQuotes)
          if behind > end + 1 { #expect(row.hasStrayQuote) }
          row.cells[1].unquote(text, into: &content)
          #expect(content == PlainCell.undoubled(text[row.cells[1].range], row.cells[1].hasDoubledQuotes))
        }
      }
    }
  }
}

/// A quoted cell read byte by byte.
private struct PlainCell {
  /// Where the closing quote stands; nil where there is none.
  private(set) var end: Int?
  private(set) var hasDoubledQuotes = false

  private static let quote = UInt8(ascii: "\"")

  init(_ text: UnsafeBufferPointer<UInt8>, from start: Int) {
    var index = start
    while index < text.count {
      guard text[index] == Self.quote else {
        index += 1
        continue
      }
      guard index + 1 < text.count, text[index + 1] == Self.quote else {
        end = index
        return
      }
      hasDoubledQuotes = true
      index += 2
    }
  }

  static func undoubled(_ text: Slice<UnsafeBufferPointer<UInt8>>, _ hasDoubledQuotes: Bool) -> [UInt8] {
    guard hasDoubledQuotes else { return Array(text) }
    var content: [UInt8] = []
    var index = text.startIndex
    while index < text.endIndex {
      content.append(text[index])
      let isDoubled = text[index] == quote && index + 1 < text.endIndex && text[index + 1] == quote
      index += isDoubled ? 2 : 1
    }
    return content
  }
}

/// SplitMix64: the same numbers on any machine.
private struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
