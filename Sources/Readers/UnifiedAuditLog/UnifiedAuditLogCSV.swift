import Records

/// The rows of a unified audit log in CSV, one event each in the column AuditData.
///
/// Sound rows are found one behind the other, taken apart by all cores, and taken over in their order. Where one of them
/// gives no record, reading goes back to it: what follows may have to be found anew.
struct UnifiedAuditLogCSV {
  struct Header {
    let delimiter: UInt8
    let columnCount: Int
    let auditData: Int
    var resultIndex: Int?
    var resultCount: Int?
  }

  private var header: Header
  private let window: TextWindow
  private let intake: UnifiedAuditLogIntake
  private let recordLimit: Int
  private var row = CSVRow()
  private var trial = CSVRow()
  private var content: [UInt8] = []
  private var doubt: Doubt?
  /// Sound rows found and not taken apart yet; the window still has them.
  private var found = FoundTexts<SoundRow, UnifiedAuditEvent> { share, bytes in
    let parser = UnifiedAuditEventParser()
    var content: [UInt8] = []
    return bytes.withUnsafeBufferPointer { text in
      share.map { one in
        one.text.auditData.unquote(text, into: &content)
        return content.withUnsafeBufferPointer { parser.event($0, at: one.location, repairing: false) }
      }
    }
  }

  private struct SoundRow: Sendable {
    let auditData: CSVRow.Cell
    let result: UnifiedAuditLogIntake.Result?
  }

  /// A stretch behind the start of a row without end.
  private struct Doubt {
    let end: UInt64
    /// Bytes that may still be looked through in vain.
    var budget: Int
  }

  init(_ header: Header, _ window: TextWindow, _ intake: UnifiedAuditLogIntake, recordLimit: Int) {
    self.header = header
    self.window = window
    self.intake = intake
    self.recordLimit = recordLimit
  }

  mutating func read() async throws {
    while true {
      if noteSoundRow() {
        if found.isFull { try await takeFound() }
        continue
      }
      guard found.isEmpty else {
        try await takeFound()
        continue
      }
      guard try nextRow() else { return }
      takeRow()
      try await intake.collector.handOverIfFull()
    }
  }

  /// Finds the row that the window starts with, where it is whole, sound and in no doubt.
  private mutating func noteSoundRow() -> Bool {
    guard doubt == nil, scanRow(within: recordLimit), row.range.count <= recordLimit, shapeProblem == nil,
      header.auditData < row.cells.count, row.cells.count > 1 || row.cells[0].isQuoted, !row.range.isEmpty
    else { return false }
    let result = window.bytes.withUnsafeBufferPointer(resultPlace)
    found.add(SoundRow(auditData: row.cells[header.auditData], result: result), row.range, in: window)
    return true
  }

  /// Takes over what came of the rows found, up to the first without a record. To be called before the window moves.
  private mutating func takeFound() async throws {
    while var share = await found.takeShare(in: window) {
      for (place, one) in share.ones.enumerated() {
        guard takeEvent(&share.outcomes[place], of: one) == .record else {
          await found.leaveAll()
          window.goBack(to: one.mark)
          if try nextRow() { takeRow() }
          return try await intake.collector.handOverIfFull()
        }
        try await intake.collector.handOverIfFull()
      }
    }
  }

  private func takeEvent(
    _ event: inout UnifiedAuditEvent, of one: FoundTexts<SoundRow, UnifiedAuditEvent>.One
  ) -> IntakeOutcome {
    guard event.outcome == .record else { return event.outcome }
    return intake.takeRow(one.text.result, at: one.location) { intake.take(&event, at: one.location) }
  }

  /// Scans the row that the window starts with; false at the end.
  private mutating func nextRow() throws -> Bool {
    while true {
      let limit = lookahead
      if scanRow(within: limit), row.range.count <= recordLimit { return !row.range.isEmpty }
      guard window.bytes.count - window.start > limit else {
        _ = try window.more()
        continue
      }
      let start = window.start
      if doubt == nil {
        refuse(
          "a row of more than \(recordLimit) bytes", "its lines are read one by one",
          at: window.location(of: start..<start + limit))
        doubt = Doubt(end: window.place(of: start + limit), budget: 16 * recordLimit)
      }
      doubt?.budget -= limit
      if try scanLine() { return true }
      refuse(
        "a line of more than \(recordLimit) bytes", "left out",
        at: window.location(of: window.start..<min(window.start + recordLimit, window.bytes.count)))
      try window.skipLine()
    }
  }

  /// How far the end of a row is looked for. Behind a row without end, stray quotes may open one in every line: those
  /// are not looked for so far, else a few MB of text would take hours.
  private var lookahead: Int {
    mutating get {
      if let end = doubt?.end, window.offset >= end { doubt = nil }
      return doubt.map { $0.budget > 0 ? min(recordLimit, 1 << 16) : 0 } ?? recordLimit
    }
  }

  private mutating func scanRow(within limit: Int) -> Bool {
    let isAll = window.bytes.count - window.start <= limit
    return window.bytes.withUnsafeBufferPointer {
      let text = isAll ? $0 : UnsafeBufferPointer(rebasing: $0[..<(window.start + limit)])
      return row.scan(text, from: window.start, delimiter: header.delimiter, isAtEnd: isAll && window.isAtEnd)
    }
  }

  /// Takes the line that the window starts with for a row; false where it is too long for one.
  private mutating func scanLine() throws -> Bool {
    while true {
      let reach = window.bytes[window.start...].prefix(recordLimit)
      let isWhole = reach.count < recordLimit
      let lineEnd = reach.firstIndex(of: 0x0A).map { $0 + 1 }
      if lineEnd == nil, isWhole, !window.isAtEnd {
        _ = try window.more()
        continue
      }
      guard let end = lineEnd ?? (isWhole ? reach.endIndex : nil) else { return false }
      return window.bytes.withUnsafeBufferPointer {
        row.scan(
          UnsafeBufferPointer(rebasing: $0[..<end]), from: window.start, delimiter: header.delimiter, isAtEnd: true)
      }
    }
  }

  private mutating func takeRow() {
    let location = window.location(of: row.range)
    window.advance(to: window.bytes.withUnsafeBufferPointer { takeAuditData($0, at: location) })
  }

  /// Makes a record of the row, or tells why there is none; where to go on.
  private mutating func takeAuditData(_ text: UnsafeBufferPointer<UInt8>, at location: SourceLocation) -> Int {
    if row.cells.count == 1, row.cells[0].isEmpty, !row.cells[0].isQuoted { return row.range.upperBound }
    if takeHeader(text) { return row.range.upperBound }
    let problem = shapeProblem
    let result = problem == nil ? resultPlace(text) : nil
    return intake.takeRow(result, at: location) { takeAuditData(text, problem, at: location) }
  }

  private mutating func takeAuditData(
    _ text: UnsafeBufferPointer<UInt8>, _ problem: String?, at location: SourceLocation
  ) -> Int {
    var end = problem == nil ? row.range.upperBound : nextSoundRow(text)
    var refusal = "no cell for it"
    if let cell = cell(header.auditData, before: end) {
      cell.unquote(text, into: &content)
      if problem == nil, content.allSatisfy(\.isJSONSpace) {
        refuse("AuditData is empty", "row left out, it holds no event", at: location)
        return end
      }
      switch take(content, at: location, repairing: false) {
      case .record:
        guard let problem else { return end }
        let swallowsLines = row.isCut && text[row.range.lowerBound..<end].dropLast().contains(0x0A)
        let lost = swallowsLines ? "the lines behind it, inside the open quote, are not read" : "nothing"
        if swallowsLines { intake.collector.isPartial = true }
        intake.tell("row", problem, "\(lost): AuditData read all the same", at: location)
        _ = takeElsewhere(text, before: end, except: header.auditData, at: location)
        return end
      case .refused(let why): refusal = why
      }
    }
    if problem == nil { end = nextSoundRow(text) }
    if takeElsewhere(text, before: end, at: location) {
      intake.tell(
        "row", problem ?? "AuditData: \(refusal)", "nothing: AuditData found in the row and read", at: location)
    } else if takeRepaired(text, before: end, at: location) {
      if let problem { intake.tell("row", problem, "AuditData read as far as it goes", at: location) }
    } else {
      let problems = [problem, "AuditData: \(refusal)"].compactMap(\.self)
      refuse(problems.joined(separator: "; "), "row left out", at: location)
    }
    return end
  }

  /// Whether the row names columns, or the type of what follows: exports are put one behind the other in one file. The
  /// rows behind it have these columns.
  private mutating func takeHeader(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    if UnsafeBufferPointer(rebasing: text[row.range]).starts(with: "#TYPE ") { return true }
    guard !row.isCut, let next = Header(naming: row, text, delimiter: header.delimiter) else { return false }
    header = next
    return true
  }

  /// The place of the row among the results of its search.
  private func resultPlace(_ text: UnsafeBufferPointer<UInt8>) -> UnifiedAuditLogIntake.Result? {
    guard let index = header.resultIndex, let count = header.resultCount, index < row.cells.count,
      count < row.cells.count,
      let number = Int64(asciiDigits: UnsafeBufferPointer(rebasing: text[row.cells[index].range]).trimmed),
      let total = Int64(asciiDigits: UnsafeBufferPointer(rebasing: text[row.cells[count].range]).trimmed)
    else { return nil }
    return (number, total)
  }

  private func cell(_ index: Int, before end: Int) -> CSVRow.Cell? {
    guard index < row.cells.count, row.cells[index].range.lowerBound < end else { return nil }
    return row.cells[index]
  }

  private mutating func takeRepaired(
    _ text: UnsafeBufferPointer<UInt8>, before end: Int, at location: SourceLocation
  ) -> Bool {
    guard let cell = cell(header.auditData, before: end) else { return false }
    cell.unquote(text, into: &content)
    return take(content, at: location, repairing: true) == .record
  }

  private var shapeProblem: String? {
    if row.isCut { return "the text ends inside a quoted cell" }
    if row.cells.count != header.columnCount { return "\(row.cells.count) cells, the header has \(header.columnCount)" }
    return row.hasStrayQuote ? "text behind a closing quote" : nil
  }

  /// Looks for objects where broken quoting can have left them: with text behind them in their own cell, in another
  /// cell, bare in the row; also for those of a row that has lost its line end.
  private mutating func takeElsewhere(
    _ text: UnsafeBufferPointer<UInt8>, before end: Int, except own: Int? = nil, at location: SourceLocation
  ) -> Bool {
    var isFound = false
    for (index, cell) in row.cells.enumerated() where index != own && cell.range.lowerBound < end {
      let trimmed = UnsafeBufferPointer(rebasing: text[cell.range]).trimmed
      guard trimmed.first == UInt8(ascii: "{") else { continue }
      cell.unquote(text, into: &content)
      if takeObjects(in: content, at: location) { isFound = true }
    }
    if isFound || own != nil { return isFound }
    return takeObjects(in: Array(text[row.range.lowerBound..<end]), at: location)
  }

  private func takeObjects(in bytes: [UInt8], at location: SourceLocation) -> Bool {
    bytes.withUnsafeBufferPointer { bytes in
      var isFound = false
      var index = 0
      while let brace = bytes[index...].firstIndex(of: UInt8(ascii: "{")),
        case .at(let end) = JSONText.endOfObject(bytes, from: brace)
      {
        let object = UnsafeBufferPointer(rebasing: bytes[brace..<end])
        if intake.take(object, at: location, repairing: false) == .record { isFound = true }
        index = end
      }
      return isFound
    }
  }

  private func take(
    _ bytes: [UInt8], at location: SourceLocation, repairing: Bool
  ) -> IntakeOutcome {
    bytes.withUnsafeBufferPointer { intake.take($0, at: location, repairing: repairing) }
  }

  /// Where to go on behind a row that is not sound: at the first line inside it that begins a sound row with an event,
  /// for then a stray quote has swallowed that one; else behind it.
  private mutating func nextSoundRow(_ text: UnsafeBufferPointer<UInt8>) -> Int {
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
    return content.withUnsafeBufferPointer(UnifiedAuditEventParser.holdsRecord)
  }

  private func refuse(_ problem: String, _ consequence: String, at location: SourceLocation) {
    intake.collector.isPartial = true
    intake.tell("row", problem, consequence, at: location)
  }
}
