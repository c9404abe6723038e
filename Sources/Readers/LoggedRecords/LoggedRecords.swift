import Bytes
import Records

/// Reads the records of one log out of whichever container they come in.
struct LoggedRecords {
  /// Makes a record of what is logged; returns why there is none.
  typealias Take = (LoggedRecord, SourceLocation, CultureTime) -> String?

  /// More than any record takes, little enough to hold.
  static let recordLimit = 16 << 20

  /// The kind of log, for errors.
  let kind: String
  /// Whether a log of this kind has records with these names, in lower case.
  let knows: (Set<String>) -> Bool
  /// The fields that hold times.
  let timeFields: Set<String>
  /// As many records as what exports it gives at most, and what that is; not of the XML that Exchange sends.
  var rowLimits: [(Int64, String)] = []

  func recognises(_ opening: Opening) -> Bool {
    opening.text?.loggedRecords.map { knows($0.names) } ?? false
  }

  /// Gives the records to `take`, in order.
  func read(
    _ stream: any ByteStream, into collector: RecordCollector, minimumFill: Int = 1 << 20,
    recordLimit: Int = recordLimit, _ take: @escaping Take
  ) async throws {
    try await read(stream, into: collector, minimumFill: minimumFill, recordLimit: recordLimit) {
      record, _, culture, _ in
      (record, culture)
    } take: { made, location in
      take(made.0, location, made.1)
    }
  }

  /// Gives what `make` makes of the records to `take`, in order, to be taken out; `make` may be at work on several of
  /// them at a time.
  func read<Made: Sendable>(
    _ stream: any ByteStream, into collector: RecordCollector, minimumFill: Int = 1 << 20,
    recordLimit: Int = recordLimit,
    _ make: @escaping @Sendable (LoggedRecord, SourceLocation, CultureTime, SharedTexts) -> Made,
    take: @escaping (inout Made, SourceLocation) -> String?
  ) async throws {
    let window = try TextWindow(stream, minimumFill: minimumFill)
    try Self.fill(window)
    try await read(window, into: collector, recordLimit: recordLimit, make, take: take)
    collector.tellDamage(around: window)
  }

  /// The same from a window that has as much as recognition looks at; damage of a container around it is not told.
  func read(
    _ window: TextWindow, into collector: RecordCollector, recordLimit: Int, _ take: @escaping Take
  ) async throws {
    try await read(window, into: collector, recordLimit: recordLimit) { record, _, culture, _ in
      (record, culture)
    } take: { made, location in
      take(made.0, location, made.1)
    }
  }

  private func read<Made: Sendable>(
    _ window: TextWindow, into collector: RecordCollector, recordLimit: Int,
    _ make: @escaping @Sendable (LoggedRecord, SourceLocation, CultureTime, SharedTexts) -> Made,
    take: @escaping (inout Made, SourceLocation) -> String?
  ) async throws {
    let container = container(window, isWhole: window.isAtEnd)
    let culture = learnt(window, container)
    let makeRecord = { @Sendable (record: LoggedRecord, location: SourceLocation, texts: SharedTexts) in
      make(record, location, culture, texts)
    }
    let texts = SharedTexts()
    var count: Int64 = 0
    let take = { (made: inout Made, location: SourceLocation) in
      count += 1
      return take(&made, location)
    }
    let takeRecord = { (record: LoggedRecord, location: SourceLocation) in
      var made = makeRecord(record, location, texts)
      return take(&made, location)
    }
    switch container {
    case .events:
      var events = XMLRecords("Event", in: window, collector, recordLimit: recordLimit)
      try await events.read({ makeRecord(LoggedRecord(event: $0), $1, $2) }, take)
    case .cliXML:
      var objects = XMLRecords("Obj", nests: true, in: window, collector, recordLimit: recordLimit)
      try await objects.read({ makeRecord(LoggedRecord(object: $0), $1, $2) }, take)
    case .documents:
      var documents = XMLRecords("Document", in: window, collector, recordLimit: recordLimit)
      try await documents.read({ makeRecord(LoggedRecord(document: $0), $1, $2) }, take)
    case .csv(let header, let start):
      window.advance(to: start)
      var rows = NamedRows(header, window, collector, recordLimit: recordLimit, knows: knows)
      try await rows.read(takeRecord)
      collector.noteOpenEnd(of: window)
    case .list:
      var list = FormatList(window, collector, recordLimit: recordLimit)
      try await list.read(takeRecord)
      collector.noteOpenEnd(of: window)
    case .json:
      var objects = JSONRecords(window, LoggedRecordIntake(collector, takeRecord), recordLimit: recordLimit)
      try await objects.read()
    case nil: throw FormatError(.invalid("none of the containers of this log"), in: kind, at: 0)
    }
    if container != .events { collector.tellRowLimit(count, of: rowLimits) }
  }

  private func container(_ window: TextWindow, isWhole: Bool) -> LoggedRecordContainer? {
    window.bytes.withUnsafeBufferPointer { LoggedRecordContainer.find(in: $0, isWhole: isWhole) }
      .flatMap { knows($0.names) ? $0.container : nil }
  }

  /// The order of day and month, from the first rows or blocks.
  private func learnt(_ window: TextWindow, _ container: LoggedRecordContainer?) -> CultureTime {
    var culture = CultureTime()
    let text = window.bytes.prefix(Opening.length)
    switch container {
    case .csv(let header, let start):
      guard let column = header.names.firstIndex(where: timeFields.contains) else { break }
      text.withUnsafeBufferPointer { text in
        var row = CSVRow()
        var start = start
        var content: [UInt8] = []
        while start < text.count, row.scan(text, from: start, delimiter: header.delimiter, isAtEnd: false) {
          if column < row.cells.count {
            row.cells[column].unquote(text, into: &content)
            culture.learn(from: String(decoding: content, as: UTF8.self).trimmingSpace)
          }
          start = max(start + 1, row.range.upperBound)
        }
      }
    case .list:
      for line in String(decoding: text, as: UTF8.self).split(whereSeparator: \.isNewline) {
        guard let colon = line.firstIndex(of: ":"), timeFields.contains(line[..<colon].trimmingSpace) else { continue }
        culture.learn(from: line[line.index(after: colon)...].trimmingSpace)
      }
    default: break
    }
    return culture
  }

  /// Brings in as much as recognition looks at.
  private static func fill(_ window: TextWindow) throws {
    while window.bytes.count < Opening.length, try window.more() {}
  }
}

/// JSON texts as logged records.
final class LoggedRecordIntake: JSONIntake {
  let collector: RecordCollector
  let parser = LoggedRecordParser()
  let firstName = "id"
  private let record: (LoggedRecord, SourceLocation) -> String?

  init(_ collector: RecordCollector, _ record: @escaping (LoggedRecord, SourceLocation) -> String?) {
    self.collector = collector
    self.record = record
  }

  func take(_ event: inout Mapped<LoggedRecord>, at location: SourceLocation) -> IntakeOutcome {
    guard let logged = event.record.take() else { return .refused(event.refusal ?? "not read") }
    return record(logged, location).map { .refused($0) } ?? .record
  }
}

final class LoggedRecordParser: JSONEventParser {
  private let document = JSONDocument()
  private let nested = JSONDocument()

  func event(
    _ text: UnsafeBufferPointer<UInt8>, at location: SourceLocation, repairing: Bool
  ) -> Mapped<LoggedRecord> {
    do throws(JSONProblem) {
      let root = try document.parse(text)
      guard root.isObject else { return .refused("not an object") }
      guard let message = root["input"]?["message"], message.isString else { return .record(LoggedRecord(json: root)) }
      return .record(LoggedRecord(json: try nested.parse(message.bytes)))
    } catch {
      return .refused(error.text)
    }
  }
}
