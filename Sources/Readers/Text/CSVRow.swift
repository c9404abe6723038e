/// One row of a CSV text (RFC 4180), read as loosely as spreadsheets read it: any line end, text behind a closing quote.
///
/// The cells are used again from row to row. All indices are those of the text scanned.
struct CSVRow {
  struct Cell {
    var range: Range<Int>
    var isQuoted: Bool
    /// Whether `""` stands in it for `"`.
    var hasDoubledQuotes: Bool
  }

  private(set) var cells: [Cell] = []
  /// The row, its line end included.
  private(set) var range = 0..<0
  /// Whether the text ends inside a quoted cell.
  private(set) var isCut = false
  /// Whether text stands behind a closing quote.
  private(set) var hasStrayQuote = false

  private static let quote = UInt8(ascii: "\"")

  /// Reads the row that starts at `start`; false where its end has not come yet.
  mutating func scan(
    _ text: UnsafeBufferPointer<UInt8>, from start: Int, delimiter: UInt8, isAtEnd: Bool
  ) -> Bool {
    cells.removeAll(keepingCapacity: true)
    (isCut, hasStrayQuote) = (false, false)
    var index = start
    while true {
      let isComplete =
        index < text.count && text[index] == Self.quote
        ? scanQuoted(text, from: &index, delimiter: delimiter, isAtEnd: isAtEnd)
        : scanBare(text, from: &index, delimiter: delimiter)
      guard isComplete, index < text.count || isAtEnd else { return false }
      guard index < text.count, text[index] == delimiter else { break }
      index += 1
    }
    if index < text.count, text[index] == 0x0D {
      guard index + 1 < text.count || isAtEnd else { return false }
      index += 1
    }
    if index < text.count, text[index] == 0x0A { index += 1 }
    range = start..<index
    return true
  }

  /// What the cells hold, without white space at their ends.
  func texts(in text: UnsafeBufferPointer<UInt8>) -> [String] {
    var content: [UInt8] = []
    return cells.map { cell in
      cell.unquote(text, into: &content)
      return String(decoding: content, as: UTF8.self).trimmingSpace
    }
  }

  private mutating func scanBare(
    _ text: UnsafeBufferPointer<UInt8>, from index: inout Int, delimiter: UInt8
  ) -> Bool {
    let start = index
    Self.skipBare(text, &index, delimiter)
    cells.append(Cell(range: start..<index, isQuoted: false, hasDoubledQuotes: false))
    return true
  }

  private mutating func scanQuoted(
    _ text: UnsafeBufferPointer<UInt8>, from index: inout Int, delimiter: UInt8, isAtEnd: Bool
  ) -> Bool {
    let start = index + 1
    let closing = QuotedText.end(of: text, from: start)
    index = closing.index
    // A quote that the text ends in may be the first of two.
    guard index + 1 < text.count || isAtEnd else { return false }
    guard index < text.count else {
      isCut = true
      cells.append(Cell(range: start..<index, isQuoted: true, hasDoubledQuotes: closing.hasDoubledQuotes))
      return true
    }
    var end = index
    index += 1
    let behindQuote = index
    Self.skipBare(text, &index, delimiter)
    if index > behindQuote {
      hasStrayQuote = true
      end = index
    }
    cells.append(Cell(range: start..<end, isQuoted: true, hasDoubledQuotes: closing.hasDoubledQuotes))
    return true
  }

  @inline(__always)
  private static func skipBare(_ text: UnsafeBufferPointer<UInt8>, _ index: inout Int, _ delimiter: UInt8) {
    index = text.index(of: delimiter, 0x0A, 0x0D, from: index)
  }
}

extension CSVRow.Cell {
  var isEmpty: Bool { range.isEmpty }

  /// What the cell holds, its quoting undone.
  func unquote(_ text: UnsafeBufferPointer<UInt8>, into content: inout [UInt8]) {
    let source = UnsafeBufferPointer(rebasing: text[range])
    guard isQuoted, hasDoubledQuotes else {
      content.removeAll(keepingCapacity: true)
      content.append(contentsOf: source)
      return
    }
    content = QuotedText.undoubled(source)
  }
}
