package import Records

/// Any other log with `#Fields`: its rows are records of the log's own name, so that none is lost and each can be shown.
package enum ExchangeLogReader: FieldLogReader {
  typealias Rows = ExchangeLogRows

  package static let kind = "exchange_log"
  package static let summary = "Any other log with #Fields: each row, with time, server, actor and client where named"
  /// UTC where Exchange wrote it; other software may write what it likes.
  package static let timeBases: [TimeBasis]? = [.utc, .assumed]

  /// Nobody knows what it is.
  static let isInOrder = false

  static func reads(_ header: FieldLogHeader) -> Bool { header.isMarked && header.fields.count > 1 }
}

/// One row as a record.
struct ExchangeLogRows: FieldLogRows {
  private let kind: String
  private let collector: RecordCollector
  private var columns: ServerLogColumns
  private let logType: String

  init(_ header: FieldLogHeader, kind: String, _ collector: RecordCollector) {
    self.kind = kind
    self.collector = collector
    columns = ServerLogColumns(header)
    logType = header.logType ?? header.software ?? kind
  }

  mutating func take(_ row: FieldLogRow) {
    guard let record = columns.record(of: row, kind: kind, operation: logType, collector) else { return }
    collector.add(record)
  }
}
