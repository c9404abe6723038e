extension UnifiedAuditLogCSV.Header {
  /// The header among the first lines, and where the rows start. Before it there may be a line `#TYPE …`, which
  /// Export-Csv writes, or `sep=;`, which Excel does.
  static func find(
    in text: UnsafeBufferPointer<UInt8>, isWhole: Bool
  ) -> (header: UnifiedAuditLogCSV.Header, end: Int)? {
    var start = JSONText.skipSpace(text, from: 0)
    let opening = UnsafeBufferPointer(rebasing: text[start...])
    if opening.starts(with: "#TYPE") || opening.starts(with: "sep=") {
      guard let lineEnd = opening.firstIndex(of: 0x0A) else { return nil }
      start += lineEnd + 1
    }
    if let header = named(text, from: start, isWhole: isWhole) { return header }
    return below(text, from: start, isWhole: isWhole)
  }

  /// The header in the row that begins here.
  private static func named(
    _ text: UnsafeBufferPointer<UInt8>, from start: Int, isWhole: Bool
  ) -> (header: UnifiedAuditLogCSV.Header, end: Int)? {
    for delimiter in ",;\t".utf8 {
      var row = CSVRow()
      guard row.scan(text, from: start, delimiter: delimiter, isAtEnd: isWhole), !row.isCut else { continue }
      guard let header = UnifiedAuditLogCSV.Header(naming: row, text, delimiter: delimiter) else { continue }
      return (header, row.range.upperBound)
    }
    return nil
  }

  /// Nil where no cell of the row names the column of events.
  init?(naming row: CSVRow, _ text: UnsafeBufferPointer<UInt8>, delimiter: UInt8) {
    let named = Self.index(of: "auditdata", in: row, text) ?? Self.index(of: "raweventdata", in: row, text)
    guard let named else { return nil }
    self.init(
      delimiter: delimiter, columnCount: row.cells.count, auditData: named,
      resultIndex: Self.index(of: "resultindex", in: row, text),
      resultCount: Self.index(of: "resultcount", in: row, text))
  }

  /// The header below a title of a few lines; of a table whose beginning is cut off, what a row with an event shows: rows
  /// then start at the first line, whatever is left of it.
  private static func below(
    _ text: UnsafeBufferPointer<UInt8>, from start: Int, isWhole: Bool
  ) -> (header: UnifiedAuditLogCSV.Header, end: Int)? {
    var line = start
    for _ in 0..<4 where line < text.count && text[line] != UInt8(ascii: "#") {
      if let header = named(text, from: line, isWhole: isWhole) { return header }
      // Names of columns above would say that it is another table.
      let isCut = line == start || UnsafeBufferPointer(rebasing: text[start..<line]).firstRange(of: "\"\"") != nil
      if isCut, let header = shown(text, from: line, isWhole: isWhole) { return (header, start) }
      line = (text[line...].firstIndex(of: 0x0A) ?? text.count) + 1
    }
    return nil
  }

  /// By the cell of a row that holds an event.
  private static func shown(
    _ text: UnsafeBufferPointer<UInt8>, from start: Int, isWhole: Bool
  ) -> UnifiedAuditLogCSV.Header? {
    var content: [UInt8] = []
    for delimiter in ",;\t".utf8 {
      var row = CSVRow()
      guard row.scan(text, from: start, delimiter: delimiter, isAtEnd: isWhole), !row.isCut, row.cells.count > 1 else {
        continue
      }
      let column = row.cells.firstIndex { cell in
        guard !cell.isEmpty, text[cell.range.lowerBound] == UInt8(ascii: "{") else { return false }
        cell.unquote(text, into: &content)
        return content.withUnsafeBufferPointer(UnifiedAuditEventParser.holdsRecord)
      }
      guard let column else { continue }
      return UnifiedAuditLogCSV.Header(
        delimiter: delimiter, columnCount: row.cells.count, auditData: column, resultIndex: nil, resultCount: nil)
    }
    return nil
  }

  private static func index(of name: StaticString, in row: CSVRow, _ text: UnsafeBufferPointer<UInt8>) -> Int? {
    row.cells.firstIndex { UnsafeBufferPointer(rebasing: text[$0.range]).trimmed.equalsIgnoringCase(name) }
  }
}
