import Bytes
import Crypto
import Records

/// What a reader makes of the rows below one header.
protocol FieldLogRows {
  /// `kind` is that of the reader. Columns are looked for here, by name, once.
  init(_ header: FieldLogHeader, kind: String, _ collector: RecordCollector)
  mutating func take(_ row: FieldLogRow)
}

/// A reader of a log with `#Fields`.
protocol FieldLogReader: Reader {
  associatedtype Rows: FieldLogRows
  /// Whether a file with this header is of its kind.
  static func reads(_ header: FieldLogHeader) -> Bool
  /// Whether its lines stand in the order of time.
  static var isInOrder: Bool { get }
}

extension FieldLogReader {
  static var isInOrder: Bool { true }

  package static var access: SourceAccess { .sequential }

  /// Exchange writes UTC, with the Z or without.
  package static var timeBases: [TimeBasis]? { [.utc] }

  package static func recognises(_ opening: Opening) -> Bool {
    opening.text?.fieldLogHeader.map(reads) ?? false
  }

  package static func read(_ source: Source, into collector: RecordCollector) async throws {
    try await read(source.openStream(), into: collector, minimumFill: 1 << 18, lineLimit: 16 << 20)
  }

  static func read(
    _ stream: any ByteStream, into collector: RecordCollector, minimumFill: Int, lineLimit: Int
  ) async throws {
    let window = try TextWindow(stream, minimumFill: minimumFill)
    if isInOrder { collector.orderedBy = "time" }
    var log = FieldLog<Rows>(window, kind: kind, collector, lineLimit: lineLimit)
    try await log.read()
    collector.noteOpenEnd(of: window)
    if collector.recordCount == 0 { collector.note(ExhibitNote.noRows) }
    collector.tellDamage(around: window)
  }
}

/// Takes a log apart into headers and rows, each with its exact place.
struct FieldLog<Rows: FieldLogRows> {
  private let window: TextWindow
  private let kind: String
  private let collector: RecordCollector
  private let lineLimit: Int
  private var header = FieldLogHeader()
  private var rows: Rows?
  private var splitter = FieldLogSplitter()
  private var hasSeenMark = false
  /// Of header lines and the first row; nil once that is told.
  private var identity: SHA256? = SHA256()

  init(_ window: TextWindow, kind: String, _ collector: RecordCollector, lineLimit: Int) {
    self.window = window
    self.kind = kind
    self.collector = collector
    self.lineLimit = lineLimit
  }

  mutating func read() async throws {
    while window.bytes.count < Opening.length, try window.more() {}
    header =
      window.bytes.withUnsafeBufferPointer {
        FieldLogHeader.find(in: UnsafeBufferPointer(rebasing: $0.prefix(Opening.length)), isWhole: window.isAtEnd)
      } ?? header
    splitter.prepare(for: header)
    while let end = try lineEnd() {
      let next = window.bytes.withUnsafeBufferPointer { takeLine($0, window.start..<end) }
      if let next {
        window.advance(to: next)
      } else {
        _ = try window.more()
      }
      try await collector.handOverIfFull()
    }
  }

  /// Behind the line that the window starts with; nil at the end of the log.
  private func lineEnd() throws -> Int? {
    var searched = window.start
    while true {
      let found = window.bytes.withUnsafeBufferPointer { text -> Int? in
        UnsafeBufferPointer(rebasing: text[searched...]).firstLineFeed.map { searched + $0 + 1 }
      }
      if let found, found - window.start <= lineLimit { return found }
      if try skipNULs() {
        searched = window.start
        continue
      }
      if (found ?? window.bytes.count) - window.start > lineLimit {
        try leaveLongLine()
        searched = window.start
        continue
      }
      let length = window.bytes.count - window.start
      guard try window.more() else { return length > 0 ? window.bytes.count : nil }
      searched = window.start + length
    }
  }

  /// Leaves NULs at the start of a line, as a file has them that was given room and not filled before the server fell.
  private func skipNULs() throws -> Bool {
    guard window.start < window.bytes.count, window.bytes[window.start] == 0 else { return false }
    let location = window.location(of: window.start..<window.start)
    var count: UInt64 = 0
    repeat {
      let end = window.bytes[window.start...].firstIndex { $0 != 0 } ?? window.bytes.count
      count += UInt64(end - window.start)
      window.advance(to: end)
    } while try window.start == window.bytes.count && window.more()
    collector.add(
      Defect(
        field: "row", problem: "line \(location.line ?? 0): \(count) NUL bytes in place of text",
        consequence: "what may have stood there is missing", offset: location.offset, length: count))
    collector.isPartial = true
    return true
  }

  private func leaveLongLine() throws {
    let location = window.location(of: window.start..<min(window.start + lineLimit, window.bytes.count))
    collector.isPartial = true
    collector.add(
      Defect(
        field: "row", problem: "line \(location.line ?? 0): a line of more than \(lineLimit) bytes",
        consequence: "row left out", offset: location.offset, length: location.length))
    try window.skipLine()
  }

  /// Takes the line at `range`, or the row that starts in it; where to go on, nil where more text is needed first.
  private mutating func takeLine(_ text: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> Int? {
    var start = range.lowerBound
    while start < range.upperBound, text[start] == 0 { start += 1 }
    if start > range.lowerBound {
      tell("\(start - range.lowerBound) NUL bytes in place of text", "the row behind them is read", range)
    }
    // Of a file that another was put behind.
    if range.upperBound - start > 3, text[start] == 0xEF, text[start + 1] == 0xBB, text[start + 2] == 0xBF {
      start += 3
    }
    var end = range.upperBound
    while end > start, text[end - 1] == 0x0A || text[end - 1] == 0x0D { end -= 1 }
    guard start < end else { return range.upperBound }
    let line = UnsafeBufferPointer(rebasing: text[start..<end])
    if line[0] == UInt8(ascii: "#") {
      takeHeader(line, range)
      return range.upperBound
    }
    if isNames(line) {
      identity?.update(bufferPointer: UnsafeRawBufferPointer(line))
      return range.upperBound
    }
    switch splitter.split(text, start..<end, isAtEnd: window.isAtEnd) {
    case .needsMore: return nil
    case .refused(let problem):
      tell(problem, "row left out", range)
      return range.upperBound
    case .row(let upper, let problem):
      takeRow(text, start..<upper, problem)
      // A row may end before its line, at a lone carriage return, or behind it, where a quoted cell holds line ends.
      return upper < end ? upper : max(upper, range.upperBound)
    }
  }

  private mutating func takeHeader(_ line: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) {
    let before = header
    let mark = UInt8(ascii: header.dialect == .blanks ? " " : ",")
    // A remark has not as many parts as half of a row.
    if !header.take(line), header.fields.count > 2, 2 * line.count(where: { $0 == mark }) >= header.fields.count {
      tell("a line that starts with # and names nothing", "left out; a row may have lost its beginning", range)
    }
    hasSeenMark = true
    identity?.update(bufferPointer: UnsafeRawBufferPointer(line))
    if identity == nil { collector.beginLogSection() }
    if header != before { rows = nil }
    if header.fields != before.fields || header.dialect != before.dialect { splitter.prepare(for: header) }
  }

  /// Whether a line names the columns without a `#`; above the `#` lines not all of them need be the same.
  private func isNames(_ line: UnsafeBufferPointer<UInt8>) -> Bool {
    if header.isMarked, !hasSeenMark {
      var names = FieldLogHeader()
      names.takeBareNames(line)
      return 2 * names.fields.count { header.column($0) != nil } > names.fields.count
    }
    guard header.dialect == .commas, let first = header.fields.first?.utf8.first,
      line[0] == first || line[0] == UInt8(ascii: "\"")
    else { return false }
    var names = FieldLogHeader()
    names.takeBareNames(line)
    return names.fields == header.fields
  }

  private mutating func takeRow(_ text: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, _ problem: String?) {
    var upper = range.upperBound
    while upper > range.lowerBound, text[upper - 1] == 0x0A || text[upper - 1] == 0x0D { upper -= 1 }
    let content = UnsafeBufferPointer(rebasing: text[range.lowerBound..<upper])
    let row = FieldLogRow(
      text: text, cells: splitter.cells, location: window.location(of: range.lowerBound..<upper), content: content)
    if let problem, !row.hasTime {
      tell("\(problem); no time in it", "row left out", range)
      return
    }
    if identity != nil { tellIdentity(content) }
    if !content.isUTF8 {
      collector.isPartial = true
      row.tell("row", "bytes that are no UTF-8 read as U+FFFD", "row kept as far as it can be read", to: collector)
    }
    if let problem {
      row.tell("row", problem, "row kept; what its columns say may stand in others", to: collector)
    }
    if rows == nil { rows = Rows(header, kind: kind, collector) }
    rows?.take(row)
  }

  private mutating func tellIdentity(_ firstRow: UnsafeBufferPointer<UInt8>) {
    identity?.update(bufferPointer: UnsafeRawBufferPointer(firstRow))
    let digest = identity?.finalize().withUnsafeBytes { Records.Digest($0) }
    identity = nil
    if let digest { collector.add(LogIdentity(digest)) }
  }

  private func tell(_ problem: String, _ consequence: String, _ range: Range<Int>) {
    collector.isPartial = true
    let location = window.location(of: range)
    collector.add(
      Defect(
        field: "row", problem: "line \(location.line ?? 0): \(problem)", consequence: consequence,
        offset: location.offset, length: location.length))
  }
}
