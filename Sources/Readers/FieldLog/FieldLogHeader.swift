import Bytes
import Records

/// What the `#` lines of a log say: `#Software`, `#Version`, `#Log-type`, `#Date`, and in `#Fields` the names of its
/// columns (W3C Extended Log File Format; Exchange's logs have the same lines above comma-separated rows).
struct FieldLogHeader: Equatable {
  enum Dialect: Equatable {
    /// Exchange: commas, quoted as in RFC 4180.
    case commas
    /// W3C: blanks.
    case blanks
    /// Microsoft IIS log file format: a comma and a blank, dates in the server's own manner.
    case native
  }

  private(set) var software: String?
  private(set) var version: String?
  private(set) var logType: String?
  /// The value of `#Date`, as logged.
  private(set) var date: String?
  private(set) var fields: [String] = [] {
    didSet { indices = Self.indices(of: fields) }
  }
  /// Where the column of a name, in lower case, stands.
  private var indices: [String: Int] = [:]
  private(set) var dialect = Dialect.commas
  /// Whether a line `#Fields` named the columns, not a bare row.
  private(set) var isMarked = false
  /// Of the native format, whether its dates have the day first; nil where none that was looked at shows it.
  private(set) var isDayFirst: Bool?

  /// More columns than any log has; further ones are left out.
  static let fieldLimit = 1024

  init() {}

  /// The header of a file without one.
  init(fields: [String], dialect: Dialect, isDayFirst: Bool? = nil) {
    self.fields = fields
    self.dialect = dialect
    self.isDayFirst = isDayFirst
    indices = Self.indices(of: fields)
  }

  private static func indices(of fields: [String]) -> [String: Int] {
    var indices: [String: Int] = [:]
    for (index, name) in fields.enumerated() where indices[name.lowercased()] == nil {
      indices[name.lowercased()] = index
    }
    return indices
  }

  /// Where the column of any of these names stands; case does not matter.
  func column(_ names: String...) -> Int? {
    for name in names {
      if let index = indices[name.lowercased()] { return index }
    }
    return nil
  }

  func has(_ names: String...) -> Bool { names.allSatisfy { column($0) != nil } }

  /// Whether `#Log-type` or `#Software` holds one of these words, in any case.
  func isOfType(_ words: String...) -> Bool {
    let text = "\(logType ?? "") \(software ?? "")".lowercased()
    return words.contains { text.contains($0.lowercased()) }
  }

  /// Takes a line that starts with `#`; false where it is none of a header: the names of all are letters and hyphens.
  @discardableResult
  mutating func take(_ line: UnsafeBufferPointer<UInt8>) -> Bool {
    guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { return false }
    let name = UnsafeBufferPointer(rebasing: line[1..<colon]).trimmed
    guard name.allSatisfy({ (0x61...0x7A).contains($0 | 0x20) || $0 == UInt8(ascii: "-") }) else { return false }
    let value = UnsafeBufferPointer(rebasing: line[(colon + 1)...]).trimmed
    if name.equalsIgnoringCase("fields") {
      dialect = value.contains(UInt8(ascii: ",")) ? .commas : .blanks
      let names = Self.names(value, separatedBy: dialect)
      if names != fields { fields = names }
      isMarked = true
      return true
    }
    let text = String(decoding: value.prefix(1 << 12), as: UTF8.self)
    if name.equalsIgnoringCase("software") { software = text }
    if name.equalsIgnoringCase("version") { version = text }
    if name.equalsIgnoringCase("log-type") { logType = text }
    if name.equalsIgnoringCase("date") { date = text }
    return true
  }

  /// Takes the first line of a file where that names the columns without a `#`, as logs meant for Import-Csv do.
  mutating func takeBareNames(_ line: UnsafeBufferPointer<UInt8>) {
    fields = Self.names(line, separatedBy: .commas)
    dialect = .commas
  }

  private static func names(_ list: UnsafeBufferPointer<UInt8>, separatedBy dialect: Dialect) -> [String] {
    let parts = list.split(maxSplits: fieldLimit, omittingEmptySubsequences: dialect == .blanks) {
      dialect == .commas ? $0 == UInt8(ascii: ",") : $0 == 0x20 || $0 == 0x09
    }
    return parts.prefix(fieldLimit).map { part in
      var name = UnsafeBufferPointer(rebasing: part).trimmed
      if name.count > 1, name.first == UInt8(ascii: "\""), name.last == UInt8(ascii: "\"") {
        name = UnsafeBufferPointer(rebasing: name[1..<name.count - 1])
      }
      return String(decoding: name, as: UTF8.self)
    }
  }
}

extension FieldLogHeader {
  /// The header that a file starts with; nil where its first bytes hold none.
  ///
  /// The `#` lines may come in any order, above them the names of the columns once more; a file without any `#` line may
  /// be an export whose first row names the columns, or a log of requests that lost its head. A log that was cut begins
  /// with rows, the first of them perhaps in its middle: the `#` lines further down are then taken to be theirs too.
  static func find(in text: UnsafeBufferPointer<UInt8>, isWhole: Bool) -> FieldLogHeader? {
    var header = FieldLogHeader()
    var above: [UnsafeBufferPointer<UInt8>] = []
    var start = 0
    while start < text.count, !header.isMarked {
      let end = text[start...].firstIndex(of: 0x0A) ?? text.count
      guard end < text.count || isWhole else { break }
      let line = UnsafeBufferPointer(rebasing: text[start..<end]).trimmed
      start = end + 1
      if line.first == UInt8(ascii: "#") {
        header.take(line)
      } else if !line.isEmpty, above.count < 2 {
        above.append(line)
        guard above.count == 1 || above.contains(where: beginsWithTime) else { break }
      }
    }
    // What the lines above were written by, and when, is not known.
    if !above.isEmpty { (header.version, header.date) = (nil, nil) }
    if header.isMarked, above.count < 2 { return header.fields.isEmpty ? nil : header }
    guard let first = above.first else { return nil }
    if header.isMarked, above.contains(where: header.hasAsManyParts) { return header }
    for line in above {
      if let shape = RequestLogShape.header(of: line, in: text) { return shape }
    }
    if header.isMarked { return header.fields.isEmpty ? nil : header }
    header.takeBareNames(first)
    // A row of a log whose line of names is lost names nothing.
    return header.fields.count >= 4 && !header.fields.prefix(4).contains(where: isTime) ? header : nil
  }

  /// Whether a line is a row by its beginning: in logs of Exchange one of the first cells is a time, in W3C logs there are
  /// date and time, or the time alone.
  static func beginsWithTime(_ line: UnsafeBufferPointer<UInt8>) -> Bool {
    let beginning = UnsafeBufferPointer(rebasing: line.prefix(512))
    let words = beginning.split(maxSplits: 2) { $0 == 0x20 || $0 == 0x09 }
    if words.prefix(2).contains(where: { IISClock.isTime(UnsafeBufferPointer(rebasing: $0)) }) { return true }
    let cells = beginning.split(separator: UInt8(ascii: ","), maxSplits: 4, omittingEmptySubsequences: false)
    return cells.prefix(4).contains { LoggedTime(UnsafeBufferPointer(rebasing: $0).trimmed, zoneless: .utc) != nil }
  }

  /// Whether a line has a part for each column, as far as its marks show it.
  private func hasAsManyParts(_ line: UnsafeBufferPointer<UInt8>) -> Bool {
    Self.names(line, separatedBy: dialect).count == fields.count
  }

  private static func isTime(_ name: String) -> Bool {
    var name = name
    return name.withUTF8 { LoggedTime($0, zoneless: .utc) != nil }
  }
}
