import Records

/// Records as `Format-List` prints them: `Name : value` on lines of their own, long values wrapped under their start, an
/// empty line between records.
///
/// PowerShell wraps at a blank, which is then gone, and only a word wider than a line in its middle: a line that does not
/// reach the width of the others lost a blank at its end.
struct FormatList {
  private let window: TextWindow
  private let collector: RecordCollector
  private let recordLimit: Int
  /// Of the widest line so far that goes on in the next.
  private var width = 0

  init(_ window: TextWindow, _ collector: RecordCollector, recordLimit: Int) {
    self.window = window
    self.collector = collector
    self.recordLimit = recordLimit
  }

  mutating func read(_ take: (LoggedRecord, SourceLocation) -> String?) async throws {
    width = Self.width(of: String(decoding: window.bytes[window.start...].prefix(Opening.length), as: UTF8.self))
    while let block = try nextBlock() {
      var start = block.lowerBound
      while start < block.upperBound {
        let range = Self.firstRecord(window.bytes, start..<block.upperBound)
        self.take(range, isLast: range.upperBound == block.upperBound, take)
        start = range.upperBound
        window.advance(to: start)
        try await collector.handOverIfFull()
      }
    }
  }

  private mutating func take(_ range: Range<Int>, isLast: Bool, _ take: (LoggedRecord, SourceLocation) -> String?) {
    let location = window.location(of: range)
    if !isLast {
      collector.add(Defect("list", "no empty line before the next record", "each is read by itself", at: location))
    }
    let isUTF8 = window.bytes.withUnsafeBufferPointer { UnsafeBufferPointer(rebasing: $0[range]).isUTF8 }
    if !isUTF8 {
      collector.isPartial = true
      collector.add(
        Defect(
          "list", "bytes that are no UTF-8 read as U+FFFD", "record kept as far as it can be read", at: location))
    }
    let text = String(decoding: window.bytes[range], as: UTF8.self)
    width = max(width, Self.width(of: text))
    let record = Self.record(text, width: width)
    guard !record.fields.names.isEmpty, let refusal = take(record, location) else { return }
    collector.isPartial = true
    collector.add(Defect("list", refusal, "block left out", at: location))
  }

  /// The next lines up to an empty one, which is given up before; nil at the end. What is longer than any record ends at
  /// the limit.
  private func nextBlock() throws -> Range<Int>? {
    while true {
      let bytes = window.bytes
      var start = window.start
      while start < bytes.count, bytes[start].isJSONSpace { start += 1 }
      if start == bytes.count {
        window.advance(to: start)
        guard try window.more() else { return nil }
        continue
      }
      if let end = Self.endOfBlock(bytes, from: start), end - start <= recordLimit { return lineStart(start)..<end }
      if bytes.count - start > recordLimit { return start..<start + recordLimit }
      guard window.isAtEnd else {
        _ = try window.more()
        continue
      }
      return lineStart(start)..<bytes.count
    }
  }

  /// The first record of a block: where the name that it starts with comes again, another does.
  private static func firstRecord(_ bytes: [UInt8], _ block: Range<Int>) -> Range<Int> {
    guard let colon = bytes[block].firstIndex(of: UInt8(ascii: ":")) else { return block }
    let name = bytes[block.lowerBound...colon]
    var line = block.lowerBound
    while let end = bytes[line..<block.upperBound].firstIndex(of: 0x0A) {
      line = end + 1
      if bytes[line..<block.upperBound].starts(with: name) { return block.lowerBound..<line }
    }
    return block
  }

  private func lineStart(_ index: Int) -> Int {
    (window.bytes[window.start..<index].lastIndex(of: 0x0A) ?? window.start - 1) + 1
  }

  private static func endOfBlock(_ bytes: [UInt8], from start: Int) -> Int? {
    var index = start
    while let end = bytes[index...].firstIndex(of: 0x0A) {
      var next = end + 1
      while next < bytes.count, bytes[next] == 0x0D || bytes[next] == 0x20 { next += 1 }
      guard next < bytes.count else { return nil }
      if bytes[next] == 0x0A { return end + 1 }
      index = end + 1
    }
    return nil
  }

  /// The lines of one block taken apart; a line that does not start with a name goes on with the value above.
  static func record(_ text: String, width: Int) -> LoggedRecord {
    var record = LoggedRecord()
    var name: String?
    var value = ""
    var column = 0
    var length = 0
    for line in text.split(whereSeparator: \.isNewline) {
      if let field = field(line), column == 0 || field.column == column {
        if let name { record.fields.add(name, value) }
        (name, value, column) = (field.name, field.value, field.column)
      } else {
        value += (length < width && !value.isEmpty ? " " : "") + line.trimmingSpace
      }
      length = Self.length(of: line)
    }
    if let name { record.fields.add(name, value) }
    return record
  }

  /// Of the widest line that goes on in the next, which is indented.
  private static func width(of text: String) -> Int {
    var width = 0
    var before: Substring?
    for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
      if let before, line.first == " " { width = max(width, length(of: before)) }
      before = line
    }
    return width
  }

  /// Without white space at its end.
  private static func length(of line: Substring) -> Int {
    line.count - line.reversed().prefix(while: \.isWhitespace).count
  }

  /// `LastAccessed     : 3/2/2021 8:05:04 AM`.
  private static func field(_ line: Substring) -> (name: String, value: String, column: Int)? {
    guard let colon = line.firstIndex(of: ":"), line[..<colon].last == " " else { return nil }
    let name = line[..<colon].trimmingSpace
    guard !name.isEmpty, name.utf8.allSatisfy({ ($0 | 0x20) >= 0x61 && ($0 | 0x20) <= 0x7A || $0 == 0x2E }) else {
      return nil
    }
    return (name, line[line.index(after: colon)...].trimmingSpace, line.distance(from: line.startIndex, to: colon))
  }
}
