/// A file of unified audit records as somebody exported them. It is written search by search, so that no more than the
/// answer to one of them lies in memory.
package final class UnifiedAuditExport {
  package enum Shape: Sendable, Equatable {
    /// `Search-UnifiedAuditLog | Export-Csv`.
    case search(ExportCulture)
    /// The portal's CSV, which numbers record types and ends its times with a blank.
    case portal
    /// One AuditData a line.
    case lines
    /// An array of the rows that `Search-UnifiedAuditLog` gives, one a line.
    case array
  }

  package enum Order: Sendable {
    /// The newest first, as a search answers.
    case newestFirst
    /// As they come, which is what `-SessionCommand ReturnLargeSet` gives.
    case unsorted
  }

  private let shape: Shape
  private let order: Order
  /// So many of a thousand rows are there twice, as where pages overlap.
  private let repeatedPerMille: Int
  /// Relative to the case folder.
  private let file: String
  private let output: OutputFile
  private var dice: Dice
  /// Rows written so far, repeated ones too.
  package private(set) var rowCount = 0
  package var byteCount: Int64 { output.length }

  /// Makes the file below the folder of the case; the folders above it are there.
  package init(
    creating file: String, inCase folder: String, _ shape: Shape, order: Order = .newestFirst,
    repeatedPerMille: Int = 0, dice: Dice
  ) throws(MakerError) {
    (self.shape, self.order, self.repeatedPerMille) = (shape, order, repeatedPerMille)
    (self.file, self.dice) = (file, dice)
    output = try OutputFile(creating: folder + "/" + file)
    if let header = shape.header { _ = try output.appendLine(header, ending: shape.lineEnding) }
  }

  /// Appends the answer to one search and returns the places of each record, in the order in which they were given.
  ///
  /// `keeping` cuts the answer short: the rows written still say how many there were. A record that is cut away has no
  /// place; one that is repeated has two.
  package func append(
    search records: [UnifiedAuditRecord], keeping most: Int? = nil
  ) throws(MakerError) -> [[LogPlace]] {
    var places: [[LogPlace]] = Array(repeating: [], count: records.count)
    let sequence = sequence(of: records)
    for (index, place) in sequence.prefix(most ?? records.count).enumerated() {
      let row = UnifiedAuditRow(record: records[place], resultIndex: index + 1, resultCount: records.count)
      places[place].append(try write(row))
      if dice.chance(perMille: repeatedPerMille) { places[place].append(try write(row)) }
    }
    return places
  }

  /// Ends the file; returns its SHA-256.
  package func finish() throws(MakerError) -> String {
    if shape == .array { _ = try output.appendLine(rowCount == 0 ? "[]" : "]", ending: shape.lineEnding) }
    return try output.finish()
  }

  private func sequence(of records: [UnifiedAuditRecord]) -> [Int] {
    switch order {
    case .unsorted: return Array(records.indices).shuffled(using: &dice)
    case .newestFirst:
      return records.indices.sorted { left, right in
        (records[right].createdAt, right) < (records[left].createdAt, left)
      }
    }
  }

  private func write(_ row: UnifiedAuditRow) throws(MakerError) -> LogPlace {
    let text =
      switch shape {
      case .search(let culture): quotedCSV(row.searchCells(culture))
      case .portal: quotedCSV(row.portalCells)
      case .lines: row.record.auditDataText
      case .array: (rowCount == 0 ? "[" : ",") + row.wrapper.text
      }
    rowCount += 1
    return LogPlace(file: file, line: try output.appendLine(text, ending: shape.lineEnding))
  }
}

extension UnifiedAuditExport.Shape {
  fileprivate var header: String? {
    switch self {
    case .search: quotedCSV(UnifiedAuditRow.searchHeader)
    case .portal: quotedCSV(UnifiedAuditRow.portalHeader)
    case .lines, .array: nil
    }
  }

  fileprivate var lineEnding: String { self == .lines ? "\n" : "\r\n" }
}
