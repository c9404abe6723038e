import Crypto
import Records

/// One row of a log, its cells in the order of `FieldLogHeader.fields`. A cell becomes a `String` only where it is asked
/// for as one; the row is valid only while it is being taken.
struct FieldLogRow {
  /// The text that the cells are ranges of.
  let text: UnsafeBufferPointer<UInt8>
  let cells: [CSVRow.Cell]
  let location: SourceLocation
  /// The line without its ending.
  let content: UnsafeBufferPointer<UInt8>

  /// What the cell holds, doubled quotes still doubled; empty where there is no such column or cell.
  subscript(column: Int?) -> UnsafeBufferPointer<UInt8> {
    guard let column, column < cells.count else { return .empty }
    return UnsafeBufferPointer(rebasing: text[cells[column].range])
  }

  /// The cell as text, its quoting undone; nil where it is empty.
  func text(_ column: Int?) -> String? {
    guard let column, column < cells.count, !cells[column].isEmpty else { return nil }
    guard cells[column].hasDoubledQuotes else { return Self.text(self[column]) }
    var unquoted: [UInt8] = []
    cells[column].unquote(text, into: &unquoted)
    return unquoted.withUnsafeBufferPointer { Self.text($0) }
  }

  /// SQL ends a text at a NUL, so one stands as U+FFFD.
  static func text(_ bytes: UnsafeBufferPointer<UInt8>) -> String {
    let text = String(decoding: bytes, as: UTF8.self)
    guard bytes.contains(0) else { return text }
    return String(String.UnicodeScalarView(text.unicodeScalars.map { $0.value == 0 ? "\u{FFFD}" : $0 }))
  }

  func integer(_ column: Int?) -> Int64? { Int64(asciiDigits: self[column]) }

  /// A number of milliseconds, perhaps with a fraction, which is left out.
  func milliseconds(_ column: Int?) -> Int64? {
    let digits = self[column].prefix { $0 != UInt8(ascii: ".") }
    return Int64(asciiDigits: UnsafeBufferPointer(rebasing: digits)).flatMap { $0 >= 0 ? $0 : nil }
  }

  /// `true`, `false` in any case; nil for anything else.
  func boolean(_ column: Int?) -> Bool? {
    if self[column].equalsIgnoringCase("true") { return true }
    return self[column].equalsIgnoringCase("false") ? false : nil
  }

  /// An address with its zone index (`fe80::1%3`) left out, and its port.
  func address(_ column: Int?) -> LoggedAddress? {
    let cell = self[column].trimmed
    guard let percent = cell.firstIndex(of: UInt8(ascii: "%")), cell[..<percent].contains(UInt8(ascii: ":")) else {
      return LoggedAddress(cell)
    }
    return LoggedAddress(UnsafeBufferPointer(rebasing: cell[..<percent]))
  }

  /// Whether one of the first cells is a time, as in every log that is known.
  var hasTime: Bool {
    cells.indices.prefix(4).contains {
      let cell = self[$0].trimmed
      return IISClock.isTime(cell) || LoggedTime(cell, zoneless: .utc) != nil
    }
  }

  /// SHA-256 of the line without its ending.
  var digest: Records.Digest? {
    var hash = SHA256()
    hash.update(bufferPointer: UnsafeRawBufferPointer(content))
    return hash.finalize().withUnsafeBytes { Records.Digest($0) }
  }

  func tell(_ field: String, _ problem: String, _ consequence: String, to collector: RecordCollector) {
    collector.add(
      Defect(
        field: field, problem: location.line.map { "line \($0): \(problem)" } ?? problem, consequence: consequence,
        offset: location.offset, length: location.length))
  }
}
