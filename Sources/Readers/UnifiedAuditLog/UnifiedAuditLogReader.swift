import Bytes
package import Records

/// Microsoft 365's unified audit log as people export it: CSV of Search-UnifiedAuditLog and of the Purview portal in any
/// column order, JSON lines, single objects, arrays, pages of Graph, Sentinel's OfficeActivity; AuditData bare, as text or
/// as an object.
package enum UnifiedAuditLogReader: Reader {
  package static let kind = "unified_audit_log"
  package static let summary =
    "Unified audit log (Search-UnifiedAuditLog, Purview, Graph, Sentinel; CSV, JSON): events, mail accesses, cmdlets"
  package static let access = SourceAccess.sequential
  /// A table of Log Analytics may be shown in another zone than UTC, which it does not name.
  package static let timeBases: [TimeBasis]? = [.utc, .assumed]

  /// More than any event takes, little enough to hold: what is longer is a defect.
  static let recordLimit = 16 << 20

  package static func recognises(_ opening: Opening) -> Bool {
    opening.text.flatMap { container(of: $0.bytes, isWhole: $0.isWhole) } != nil
  }

  package static func read(_ source: Source, into collector: RecordCollector) async throws {
    try await read(source.openStream(), into: collector, minimumFill: 1 << 20, recordLimit: recordLimit)
  }

  static func read(
    _ stream: any ByteStream, into collector: RecordCollector, minimumFill: Int, recordLimit: Int
  ) async throws {
    let window = try TextWindow(stream, minimumFill: minimumFill)
    try fill(window)
    let intake = UnifiedAuditLogIntake(collector)
    switch container(of: window.bytes, isWhole: window.isAtEnd) {
    case .csv(let header, let start):
      window.advance(to: start)
      var rows = UnifiedAuditLogCSV(header, window, intake, recordLimit: recordLimit)
      try await rows.read()
      if intake.isEmpty { collector.note(ExhibitNote.noRows) }
    case .table(let header, let start):
      window.advance(to: start)
      var table = OfficeActivityTable(header.names, intake)
      let names = Set(header.names.map { $0.lowercased() })
      var rows = NamedRows(header, window, collector, recordLimit: recordLimit) { $0 == names }
      try await rows.read { row, location in table.take(row, at: location) }
      collector.noteOpenEnd(of: window)
    case .printed(let names):
      // Printed or serialised by PowerShell: what each object says in AuditData is the event.
      let records = LoggedRecords(kind: kind, knows: { $0 == names }, timeFields: [])
      try await records.read(window, into: collector, recordLimit: recordLimit) { record, location, _ in
        take(record, at: location, intake)
      }
    case .json:
      var objects = JSONRecords(window, intake, recordLimit: recordLimit)
      try await objects.read()
    case nil:
      throw FormatError(.invalid("neither a CSV with a column AuditData nor audit records in JSON"), in: kind, at: 0)
    }
    intake.tellGaps()
    collector.tellDamage(around: window)
  }

  /// Brings in as much as recognition looks at.
  private static func fill(_ window: TextWindow) throws {
    while window.bytes.count < Opening.length, try window.more() {}
  }

  private enum Container {
    case csv(UnifiedAuditLogCSV.Header, rowsFrom: Int)
    case table(NamedRows.Header, rowsFrom: Int)
    /// Format-List or Export-Clixml; the names are those of the first object.
    case printed(Set<String>)
    case json
  }

  /// Why there is no record of an object of PowerShell; nil where there is one.
  private static func take(
    _ record: LoggedRecord, at location: SourceLocation, _ intake: UnifiedAuditLogIntake
  ) -> String? {
    guard var text = record.fields["AuditData"] else { return "AuditData is absent" }
    var result: UnifiedAuditLogIntake.Result?
    if let index = record.fields["ResultIndex"].flatMap({ Int64($0) }),
      let count = record.fields["ResultCount"].flatMap({ Int64($0) })
    {
      result = (index, count)
    }
    let outcome = intake.takeRow(result, at: location) {
      text.withUTF8 { intake.take($0, at: location, repairing: true) }
    }
    if case .refused(let why) = outcome { return why }
    return nil
  }

  private static func container(of bytes: [UInt8], isWhole: Bool) -> Container? {
    bytes.withUnsafeBufferPointer { all in
      let text = UnsafeBufferPointer(rebasing: all.prefix(Opening.length))
      let isWhole = isWhole && text.count == all.count
      let start = JSONText.skipSpace(text, from: 0)
      guard start < text.count else { return nil }
      if text[start] == UInt8(ascii: "{") || text[start] == UInt8(ascii: "[") {
        return isJSON(text, from: start) ? .json : nil
      }
      if let found = UnifiedAuditLogCSV.Header.find(in: text, isWhole: isWhole) {
        return .csv(found.header, rowsFrom: found.end)
      }
      if let found = NamedRows.Header.find(in: text, isWhole: isWhole), OfficeActivityTable.knows(found.header.names) {
        return .table(found.header, rowsFrom: found.end)
      }
      if let printed = LoggedRecordContainer.find(in: text, isWhole: isWhole), printed.names.contains("auditdata"),
        printed.container == .cliXML || printed.container == .list
      {
        return .printed(printed.names)
      }
      return startBelowFirstLine(text, from: start).flatMap { isJSON(text, from: $0) ? .json : nil }
    }
  }

  /// Whether the first object is an audit record or holds one, or one soon behind it: a log may begin with a few words
  /// of its exporter's, or with an event that is hurt.
  private static func isJSON(_ text: UnsafeBufferPointer<UInt8>, from start: Int) -> Bool {
    var place = start
    for _ in 0..<4 {
      guard let brace = text[place...].firstIndex(of: UInt8(ascii: "{")) else { return false }
      let names = JSONText.names(text, from: brace)
      if isRecord(names, text, at: brace) { return true }
      guard names.count < 4 || names.contains("CreationTime") else { return false }
      if case .at(let end) = JSONText.endOfObject(text, from: brace) {
        place = end
      } else {
        guard let lineEnd = text[brace...].firstIndex(of: 0x0A) else { return false }
        place = lineEnd
      }
    }
    return false
  }

  /// Whether an object with these names, which stands here, is an audit record or holds one.
  private static func isRecord(_ names: Set<String>, _ text: UnsafeBufferPointer<UInt8>, at start: Int) -> Bool {
    var (brace, names) = (start, names)
    if let page = JSONText.startOfPage(text, from: brace) {
      brace = JSONText.skipSpace(text, from: page)
      guard brace < text.count, text[brace] == UInt8(ascii: "{") else { return false }
      names = JSONText.names(text, from: brace)
    }
    if FlattenedEvent.knows(names) { return true }
    if !names.isDisjoint(with: ["AuditData", "auditData", "RawEventData"]) { return true }
    if names.isSuperset(of: ["CreationTime", "Operation"]) {
      return !names.isDisjoint(with: ["Id", "RecordType", "Workload"])
    }
    guard names.contains("input") else { return false }
    guard case .at(let end) = JSONText.endOfObject(text, from: brace) else {
      // It goes on behind what is here.
      return text.firstRange(of: #"\"CreationTime\""#, from: brace) != nil
        && text.firstRange(of: #"\"Operation\""#, from: brace) != nil
    }
    return UnifiedAuditEventParser.holdsRecord(UnsafeBufferPointer(rebasing: text[brace..<end]))
  }

  /// Where the second line begins with an object, behind one that is the end of another, or a title.
  private static func startBelowFirstLine(_ text: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
    guard let lineEnd = text[start...].firstIndex(of: 0x0A) else { return nil }
    let line = UnsafeBufferPointer(rebasing: text[start..<lineEnd])
    // The field of a mail would have letters up to its colon.
    let name = line.prefix { $0 == UInt8(ascii: "-") || (0x61...0x7A).contains($0.lowercasedASCII) }
    guard name.isEmpty || name.count == line.count || line[name.count] != UInt8(ascii: ":") else { return nil }
    let next = JSONText.skipSpace(text, from: lineEnd)
    return next < text.count && text[next] == UInt8(ascii: "{") ? next : nil
  }
}
