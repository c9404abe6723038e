import Records

/// The generator of offline address books (Logging\OABGeneratorLog), in which CVE-2021-26858 shows: a download that failed
/// names the temporary file. No file of it has been published, so columns are looked for under several names.
package enum OABGeneratorReader: FieldLogReader {
  typealias Rows = OABGeneratorRows

  package static let kind = "oab_generator"
  package static let summary = "OAB generator logs: what was generated, and files that downloads left"

  static func reads(_ header: FieldLogHeader) -> Bool { header.dialect == .commas && header.isOfType("OAB") }
}

/// One line as a record; what it says is its target.
struct OABGeneratorRows: FieldLogRows {
  private let kind: String
  private let collector: RecordCollector
  private var columns: ServerLogColumns
  private let operation: Int?
  private let logType: String
  private let said: Int?

  init(_ header: FieldLogHeader, kind: String, _ collector: RecordCollector) {
    self.kind = kind
    self.collector = collector
    columns = ServerLogColumns(header)
    operation = header.column("EventId", "Event", "Operation", "Activity", "Component", "Category")
    said = header.column("EventData", "Message", "Data", "CustomData", "Description", "Context", "GenericInfo")
    logType = header.logType ?? kind
  }

  mutating func take(_ row: FieldLogRow) {
    guard
      var record = columns.record(of: row, kind: kind, operation: row.text(operation) ?? logType, collector)
    else { return }
    record.target = failedDownload(row) ?? row.text(said)
    collector.add(record)
  }

  /// The cell that tells of a failed download, wherever it stands.
  private func failedDownload(_ row: FieldLogRow) -> String? {
    row.cells.indices.first { row[$0].firstRange(of: "Download failed and temporary file") != nil }
      .flatMap { row.text($0) }
  }
}
