import Bytes
import EvidenceDatabase
import Readers

/// A CSV of indicators, or of whom the examiner trusts, with the columns `type,value,note`, or a STIX 2.1 bundle; what is
/// not in order is refused with its line, because an indicator that silently does nothing would read as an all-clear.
enum IndicatorFile {
  private static let sizeLimit: UInt64 = 64 << 20

  static func read(_ path: String, kinds: [Indicator.Kind] = Indicator.Kind.allCases) throws -> [Indicator] {
    let store = try FileStore(path: path)
    guard store.byteCount <= sizeLimit else {
      throw CommandError("\(path): more than \(sizeLimit >> 20) MiB is no list of this kind; split it")
    }
    let bytes = try store.read(at: 0, count: Int(store.byteCount))
    if bytes.first(where: { ![0x20, 0x09, 0x0A, 0x0D, 0xEF, 0xBB, 0xBF].contains($0) }) == UInt8(ascii: "{") {
      return try readBundle(Array(bytes), path).filter { kinds.contains($0.kind) }
    }
    let lines = CSVTable.lines(of: bytes)
    guard let header = lines.first?.cells.map({ $0.lowercased().trimmed }),
      let typeColumn = header.firstIndex(of: "type"),
      let valueColumn = header.firstIndex(of: "value")
    else {
      throw CommandError("\(path): the first line must name the columns type,value,note")
    }
    let noteColumn = header.firstIndex(of: "note")
    return try lines.dropFirst().map { line in
      func cell(_ column: Int?) -> String? {
        column.flatMap { $0 < line.cells.count ? line.cells[$0].trimmed : nil }.flatMap { $0.isEmpty ? nil : $0 }
      }
      guard let type = cell(typeColumn)?.lowercased(), let kind = Indicator.Kind(rawValue: type), kinds.contains(kind)
      else {
        let names = kinds.map(\.rawValue).joined(separator: ", ")
        throw CommandError("\(path), line \(line.number): the type must be one of \(names)")
      }
      guard let value = cell(valueColumn) else { throw CommandError("\(path), line \(line.number): no value") }
      guard
        let indicator = Indicator(
          kind, value, note: cell(noteColumn), source: path, sourceLine: line.number)
      else {
        throw CommandError("\(path), line \(line.number): '\(value)' is not \(kind.form)")
      }
      return indicator
    }
  }

  private static func readBundle(_ bytes: [UInt8], _ path: String) throws -> [Indicator] {
    let bundle = try STIXIndicators(bytes, source: path)
    let left = bundle.unmapped.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
    Terminal.complain(
      "mailtrail: \(path): indicators taken: \(bundle.indicators.count)"
        + (left.isEmpty ? "" : "; not compared with anything: \(left)"))
    return bundle.indicators
  }
}

extension String {
  /// Without white space at both ends.
  fileprivate var trimmed: String {
    String(drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
  }
}
