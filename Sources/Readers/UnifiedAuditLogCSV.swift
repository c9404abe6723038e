import Records

/// The rows of a unified audit log in CSV, one event each in the column AuditData.
struct UnifiedAuditLogCSV {
  struct Header {
    let delimiter: UInt8
    let columnCount: Int
    let auditData: Int
  }

  private let header: Header
  private let window: TextWindow
  private let intake: UnifiedAuditLogIntake
  private let recordLimit: Int
  private var row = CSVRow()
  private var trial = CSVRow()
  private var content: [UInt8] = []

  init(_ header: Header, _ window: TextWindow, _ intake: UnifiedAuditLogIntake, recordLimit: Int) {
    self.header = header
    self.window = window
    self.intake = intake
    self.recordLimit = recordLimit
  }

  mutating func read() async throws {
    while try nextRow() {
      takeRow()
      try await intake.collector.handOverIfFull()
    }
  }

  /// Scans the row that the window starts with; false at the end.
  private mutating func nextRow() throws -> Bool {
    while true {
      let isComplete = window.bytes.withUnsafeBufferPointer {
        row.scan($0, from: window.start, delimiter: header.delimiter, isAtEnd: window.isAtEnd)
      }
      if isComplete, row.range.count <= recordLimit {
        return !row.range.isEmpty
      } else if isComplete || window.bytes.count - window.start > recordLimit {
        let location = window.location(of: window.start..<min(window.start + recordLimit, window.bytes.count))
        refuse("a row of more than \(recordLimit) bytes", "its first line left out", at: location)
        try window.skipLine()
      } else {
        _ = try window.more()
      }
    }
  }

  private mutating func takeRow() {
    let location = window.location(of: row.range)
    let next = window.bytes.withUnsafeBufferPointer { text in
      let isRead = takeAuditData(text, at: location)
      let isSound = !row.isCut && !row.hasStrayQuote && row.cells.count == header.columnCount
      return isSound && isRead ? row.range.upperBound : soundRow(text)
    }
    window.advance(to: next)
  }

  /// Makes a record of the row; false where what stands in it is not one.
  private mutating func takeAuditData(_ text: UnsafeBufferPointer<UInt8>, at location: SourceLocation) -> Bool {
    if row.cells.count == 1, row.cells[0].isEmpty, !row.cells[0].isQuoted { return true }
    let problem = shapeProblem
    var refusal = "it has no cell for AuditData"
    if header.auditData < row.cells.count {
      let cell = row.cells[header.auditData]
      cell.unquote(text, into: &content)
      if content.allSatisfy(\.isJSONSpace), problem == nil {
        refuse("AuditData is empty", "row left out, it holds no event", at: location)
        return true
      }
      switch take(content, at: location, repairing: false) {
      case .record:
        if let problem { intake.tell("row", problem, "nothing: AuditData read all the same", at: location) }
        return true
      case .refused(let why): refusal = why
      }
    }
    if takeElsewhere(text, at: location) {
      intake.tell(
        "row", problem ?? "AuditData: \(refusal)", "nothing: AuditData found in the row and read", at: location)
      return true
    }
    if header.auditData < row.cells.count {
      row.cells[header.auditData].unquote(text, into: &content)
      if take(content, at: location, repairing: true) == .record {
        if row.isCut { intake.collector.isPartial = true }
        return true
      }
    }
    refuse([problem, "AuditData: \(refusal)"].compactMap(\.self).joined(separator: "; "), "row left out", at: location)
    return false
  }

  private var shapeProblem: String? {
    if row.isCut { return "the text ends inside a quoted cell" }
    if row.cells.count != header.columnCount { return "\(row.cells.count) cells, the header has \(header.columnCount)" }
    return row.hasStrayQuote ? "text behind a closing quote" : nil
  }

  /// Looks for the object where broken quoting can have left it: at the start of its own cell with text behind it, in
  /// another cell, bare in the row.
  private mutating func takeElsewhere(_ text: UnsafeBufferPointer<UInt8>, at location: SourceLocation) -> Bool {
    for cell in row.cells {
      let start = JSONText.skipSpace(
        UnsafeBufferPointer(rebasing: text[..<cell.range.upperBound]), from: cell.range.lowerBound)
      guard start < cell.range.upperBound, text[start] == UInt8(ascii: "{") else { continue }
      cell.unquote(text, into: &content)
      if takeObject(atStartOf: content, at: location) { return true }
    }
    guard let brace = text[row.range].firstIndex(of: UInt8(ascii: "{")) else { return false }
    return takeObject(atStartOf: Array(text[brace..<row.range.upperBound]), at: location)
  }

  private func takeObject(atStartOf bytes: [UInt8], at location: SourceLocation) -> Bool {
    bytes.withUnsafeBufferPointer { bytes in
      let start = JSONText.skipSpace(bytes, from: 0)
      guard start < bytes.count, case .at(let end) = JSONText.endOfObject(bytes, from: start) else { return false }
      let object = UnsafeBufferPointer(rebasing: bytes[start..<end])
      return intake.take(object, at: location, repairing: false) == .record
    }
  }

  private func take(
    _ bytes: [UInt8], at location: SourceLocation, repairing: Bool
  ) -> UnifiedAuditLogIntake.Outcome {
    bytes.withUnsafeBufferPointer { intake.take($0, at: location, repairing: repairing) }
  }

  /// Where to go on behind a row that is not sound: at the first line inside it that begins a sound row with an event,
  /// for then a stray quote has swallowed that one; else behind it.
  private mutating func soundRow(_ text: UnsafeBufferPointer<UInt8>) -> Int {
    var budget = 4 * row.range.count + (1 << 16)
    var index = row.range.lowerBound
    let end = row.range.upperBound
    while budget > 0, let lineEnd = text[index..<end].firstIndex(of: 0x0A), lineEnd + 1 < end {
      index = lineEnd + 1
      guard trial.scan(text, from: index, delimiter: header.delimiter, isAtEnd: true) else { return end }
      budget -= trial.range.count
      if isSound(trial, text) { return index }
    }
    return end
  }

  private mutating func isSound(_ row: CSVRow, _ text: UnsafeBufferPointer<UInt8>) -> Bool {
    guard row.cells.count == header.columnCount, !row.hasStrayQuote, !row.isCut else { return false }
    row.cells[header.auditData].unquote(text, into: &content)
    return content.withUnsafeBufferPointer(UnifiedAuditLogIntake.holdsRecord)
  }

  private func refuse(_ problem: String, _ consequence: String, at location: SourceLocation) {
    intake.collector.isPartial = true
    intake.tell("row", problem, consequence, at: location)
  }
}

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
    for delimiter in ",;\t".utf8 {
      var row = CSVRow()
      guard row.scan(text, from: start, delimiter: delimiter, isAtEnd: isWhole), !row.isCut else { continue }
      guard let column = row.cells.firstIndex(where: { isAuditData($0, text) }) else { continue }
      return (
        UnifiedAuditLogCSV.Header(delimiter: delimiter, columnCount: row.cells.count, auditData: column),
        row.range.upperBound
      )
    }
    return nil
  }

  private static func isAuditData(_ cell: CSVRow.Cell, _ text: UnsafeBufferPointer<UInt8>) -> Bool {
    UnsafeBufferPointer(rebasing: text[cell.range]).trimmed.equalsIgnoringCase("auditdata")
  }
}
