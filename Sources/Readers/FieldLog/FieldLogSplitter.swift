#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Takes one row apart into cells, as its dialect writes them. The cells are used again from row to row.
struct FieldLogSplitter {
  enum Outcome {
    /// Where the row ends, and what is wrong with its shape.
    case row(upTo: Int, problem: String?)
    /// What makes it no row.
    case refused(String)
    /// A quoted cell that goes on behind what is here.
    case needsMore
  }

  private var dialect = FieldLogHeader.Dialect.commas
  private var fieldCount = 0
  private var csv = CSVRow()
  private var words: [CSVRow.Cell] = []
  private var alignment = W3CAlignment([])
  private var userColumn: Int?
  /// Bytes that may still be looked through in vain for closing quotes.
  private var quoteBudget = 64 << 20

  /// Words times fields that may still be looked at to find which word is which field.
  private var alignmentBudget = 1 << 29

  /// A quoted cell that holds line ends is looked for this far.
  private static let quotedLimit = 1 << 20

  var cells: [CSVRow.Cell] { dialect == .commas ? csv.cells : words }

  mutating func prepare(for header: FieldLogHeader) {
    dialect = header.dialect
    fieldCount = header.fields.count
    alignment = W3CAlignment(header.fields)
    userColumn = header.column("cs-username")
  }

  /// Splits the line at `range`, without its ending.
  mutating func split(_ text: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, isAtEnd: Bool) -> Outcome {
    switch dialect {
    case .commas: splitCommas(text, range, isAtEnd: isAtEnd)
    case .blanks: splitBlanks(text, range)
    case .native: splitNative(text, range)
    }
  }

  private mutating func splitCommas(
    _ text: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, isAtEnd: Bool
  ) -> Outcome {
    let line = UnsafeBufferPointer(rebasing: text[..<range.upperBound])
    _ = csv.scan(line, from: range.lowerBound, delimiter: UInt8(ascii: ","), isAtEnd: true)
    if csv.isCut, quoteBudget > 0 {
      switch goOn(text, from: range.lowerBound, isAtEnd: isAtEnd) {
      case nil: return .needsMore
      case true?: return .row(upTo: csv.range.upperBound, problem: nil)
      case false?: _ = csv.scan(line, from: range.lowerBound, delimiter: UInt8(ascii: ","), isAtEnd: true)
      }
    }
    guard csv.cells.count > 1 || fieldCount == 1 else { return .refused(countProblem(csv.cells.count)) }
    return .row(upTo: csv.range.upperBound, problem: csvProblem)
  }

  /// Whether the row goes on behind its line, inside a quoted cell, to a sound end; nil where more text must come first.
  private mutating func goOn(_ text: UnsafeBufferPointer<UInt8>, from start: Int, isAtEnd: Bool) -> Bool? {
    let end = min(text.count, start + Self.quotedLimit)
    guard isAtEnd || end == start + Self.quotedLimit else { return nil }
    let reach = UnsafeBufferPointer(rebasing: text[..<end])
    let isWhole = csv.scan(reach, from: start, delimiter: UInt8(ascii: ","), isAtEnd: isAtEnd && end == text.count)
    if isWhole, !csv.isCut, !csv.hasStrayQuote, csv.cells.count == fieldCount { return true }
    quoteBudget -= isWhole ? csv.range.count : end - start
    return false
  }

  private var csvProblem: String? {
    if csv.isCut { return "a quote is left open" }
    if csv.hasStrayQuote { return "text behind a closing quote" }
    guard csv.cells.count != fieldCount else { return nil }
    let isSpare = csv.cells.count > fieldCount && csv.cells[fieldCount...].allSatisfy(\.isEmpty)
    return isSpare ? nil : countProblem(csv.cells.count)
  }

  private func countProblem(_ count: Int) -> String { "\(count) cells, the header has \(fieldCount)" }

  private mutating func splitBlanks(_ text: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> Outcome {
    W3CAlignment.split(text, range, into: &words)
    let count = words.count
    guard count != fieldCount else { return .row(upTo: range.upperBound, problem: nil) }
    guard count > 2 else { return .refused(countProblem(count)) }
    if count == fieldCount + 1, let userColumn, words[userColumn].isEmpty {
      // Exchange hands IIS names with a blank in front.
      words.remove(at: userColumn)
      return .row(upTo: range.upperBound, problem: nil)
    }
    let blanks = words.count { $0.isEmpty }
    alignmentBudget -= count * fieldCount
    let cost = alignmentBudget > 0 ? alignment.align(text, &words) : W3CAlignment.impossible
    guard cost < W3CAlignment.impossible else {
      return .row(upTo: range.upperBound, problem: "\(countProblem(count)), and too many to find which is which")
    }
    let isExpected = count == fieldCount + blanks && cost == 0
    return .row(upTo: range.upperBound, problem: isExpected ? nil : countProblem(count))
  }

  private mutating func splitNative(_ text: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> Outcome {
    words.removeAll(keepingCapacity: true)
    var start = range.lowerBound
    while start <= range.upperBound, words.count < fieldCount {
      // The last field, the parameters of the target, may hold commas.
      let isLast = words.count == fieldCount - 1
      let comma = isLast ? nil : text[start..<range.upperBound].firstIndex(of: UInt8(ascii: ","))
      let end = comma ?? range.upperBound
      words.append(CSVRow.Cell(range: Self.trimmed(text, start..<end), isQuoted: false, hasDoubledQuotes: false))
      start = end + 1
    }
    guard words.count > 2 else { return .refused(countProblem(words.count)) }
    // As many commas as a whole line has are those of one.
    let more = words.count < fieldCount ? 0 : text[words[fieldCount - 1].range].count { $0 == UInt8(ascii: ",") }
    let count = more < fieldCount - 1 ? words.count : words.count + more
    return .row(upTo: range.upperBound, problem: count == fieldCount ? nil : countProblem(count))
  }

  /// Without blanks around it and the comma that ends a line.
  private static func trimmed(_ text: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> Range<Int> {
    var (low, high) = (range.lowerBound, range.upperBound)
    while low < high, text[low] == 0x20 { low += 1 }
    while high > low, text[high - 1] == 0x20 || text[high - 1] == UInt8(ascii: ",") { high -= 1 }
    return low..<high
  }
}

extension UnsafeBufferPointer<UInt8> {
  /// Where the first line feed stands.
  var firstLineFeed: Int? {
    guard let baseAddress, let found = memchr(baseAddress, 0x0A, count) else { return nil }
    return UnsafeRawPointer(found) - UnsafeRawPointer(baseAddress)
  }
}
