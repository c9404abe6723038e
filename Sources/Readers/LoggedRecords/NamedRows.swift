import Records

/// The rows of a CSV text whose first row names the columns.
struct NamedRows {
  struct Header: Equatable {
    let delimiter: UInt8
    fileprivate(set) var names: [String]
  }

  private var header: Header
  /// Whether these names, in lower case, are of columns of such an export.
  private let knows: (Set<String>) -> Bool
  private let window: TextWindow
  private let collector: RecordCollector
  private let recordLimit: Int
  private var row = CSVRow()
  private var content: [UInt8] = []

  /// The window starts behind the header.
  init(
    _ header: Header, _ window: TextWindow, _ collector: RecordCollector, recordLimit: Int,
    knows: @escaping (Set<String>) -> Bool
  ) {
    self.header = header
    self.knows = knows
    self.window = window
    self.collector = collector
    self.recordLimit = recordLimit
  }

  /// Gives every row to `take`; what that returns is why there is no record of it.
  mutating func read(_ take: (LoggedRecord, SourceLocation) -> String?) async throws {
    if header.names.contains(where: { $0.contains("\n") }) {
      tell(
        "the names of the columns hold line ends", "rows may stand among them",
        at: SourceLocation(offset: 0, length: window.offset, line: 1))
    }
    var isEmpty = true
    while try nextRow() {
      isEmpty = false
      let location = window.location(of: row.range)
      if !row.cells.allSatisfy(\.isEmpty), !takeHeader() { self.take(at: location, take) }
      window.advance(to: row.range.upperBound)
      try await collector.handOverIfFull()
    }
    if isEmpty { collector.note(ExhibitNote.noRows) }
  }

  /// Whether the row names columns, or the type of what follows: exports are put one behind the other in one file. The
  /// rows behind it have these columns.
  private mutating func takeHeader() -> Bool {
    let (isType, named) = window.bytes.withUnsafeBufferPointer { text -> (Bool, [String]?) in
      if UnsafeBufferPointer(rebasing: text[row.range]).starts(with: "#TYPE ") { return (true, nil) }
      guard let first = row.cells.first.map({ UnsafeBufferPointer(rebasing: text[$0.range]) }),
        header.names.contains(where: { $0.utf8.count == first.count && $0.utf8.elementsEqual(first) })
      else { return (false, nil) }
      return (false, row.texts(in: text))
    }
    guard let named, named == header.names || knows(Set(named.map { $0.lowercased() })) else { return isType }
    header.names = named
    return true
  }

  /// Scans the row that the window starts with; false at the end. A quote that is not closed within the limit counts as
  /// text of its line.
  private mutating func nextRow() throws -> Bool {
    // A byte order mark begins what was put behind the text before it.
    if window.bytes[window.start...].starts(with: [0xEF, 0xBB, 0xBF]) { window.advance(to: window.start + 3) }
    while true {
      let isAll = window.bytes.count - window.start <= recordLimit
      let isWhole = window.bytes.withUnsafeBufferPointer { bytes in
        let text = UnsafeBufferPointer(rebasing: isAll ? bytes[...] : bytes[..<(window.start + recordLimit)])
        return row.scan(
          text, from: window.start, delimiter: header.delimiter, isAtEnd: isAll && window.isAtEnd)
      }
      if isWhole, !row.isCut { return !row.range.isEmpty }
      if isWhole || !isAll {
        if let isTaken = try takeLine() { return isTaken }
      } else {
        _ = try window.more()
      }
    }
  }

  /// Takes the line that the window starts with for a row; leaves it out where it is too long for one, and gives nil: a
  /// whole row may stand behind it.
  private mutating func takeLine() throws -> Bool? {
    let line = window.bytes[window.start...].prefix(recordLimit)
    guard !line.isEmpty else { return false }
    collector.isPartial = true
    if let end = line.firstIndex(of: 0x0A).map({ $0 + 1 }) ?? (window.isAtEnd ? line.endIndex : nil),
      end - window.start < recordLimit
    {
      tell("a quoted cell without end", "its line is read by itself", at: window.location(of: window.start..<end))
      window.bytes.withUnsafeBufferPointer {
        _ = row.scan(
          UnsafeBufferPointer(rebasing: $0[..<end]), from: window.start, delimiter: header.delimiter, isAtEnd: true)
      }
      return true
    }
    tell("a line of more than \(recordLimit) bytes", "left out", at: window.location(of: window.start..<line.endIndex))
    try window.skipLine()
    return nil
  }

  private mutating func take(at location: SourceLocation, _ take: (LoggedRecord, SourceLocation) -> String?) {
    var record = LoggedRecord()
    let isUTF8 = window.bytes.withUnsafeBufferPointer { text in
      for (name, cell) in zip(header.names, row.cells) {
        cell.unquote(text, into: &content)
        record.fields.add(name, String(decoding: content, as: UTF8.self))
      }
      return UnsafeBufferPointer(rebasing: text[row.range]).isUTF8
    }
    if !isUTF8 {
      collector.isPartial = true
      tell("bytes that are no UTF-8 read as U+FFFD", "row kept as far as it can be read", at: location)
    }
    let refusal = take(record, location)
    if let refusal {
      collector.isPartial = true
      tell(refusal, "row left out", at: location)
    } else if row.cells.count != header.names.count {
      tell(
        "\(row.cells.count) cells, the header has \(header.names.count)", "cells are taken in the order of the header",
        at: location)
    }
  }

  private func tell(_ problem: String, _ consequence: String, at location: SourceLocation) {
    collector.add(
      Defect(
        field: "row", problem: location.line.map { "line \($0): \(problem)" } ?? problem, consequence: consequence,
        offset: location.offset, length: location.length))
  }
}

extension NamedRows.Header {
  /// The first row of a text, behind `#TYPE …`, which Export-Csv writes, or `sep=;`, which Excel does; and where the rows
  /// start. The delimiter is the one that gives the most columns.
  static func find(in text: UnsafeBufferPointer<UInt8>, isWhole: Bool) -> (header: NamedRows.Header, end: Int)? {
    var start = JSONText.skipSpace(text, from: 0)
    let opening = UnsafeBufferPointer(rebasing: text[start...])
    if opening.starts(with: "#TYPE") || opening.starts(with: "sep=") {
      guard let lineEnd = opening.firstIndex(of: 0x0A) else { return nil }
      start += lineEnd + 1
    }
    var best: (header: NamedRows.Header, end: Int)?
    for delimiter in ",;\t".utf8 {
      var row = CSVRow()
      guard row.scan(text, from: start, delimiter: delimiter, isAtEnd: isWhole), !row.isCut,
        row.cells.count > max(1, best?.header.names.count ?? 1), row.cells.count <= 4096
      else { continue }
      best = (NamedRows.Header(delimiter: delimiter, names: row.texts(in: text)), row.range.upperBound)
    }
    return best
  }
}
