/// Recognises a log of requests that has no head by the shape of its first line.
enum RequestLogShape {
  /// The fields that IIS 8 and later log by default.
  static let fields = [
    "date", "time", "s-ip", "cs-method", "cs-uri-stem", "cs-uri-query", "s-port", "cs-username", "c-ip",
    "cs(User-Agent)", "cs(Referer)", "sc-status", "sc-substatus", "sc-win32-status", "time-taken",
  ]
  /// Those of IIS 7, which had no referrer.
  static let olderFields = fields.filter { $0 != "cs(Referer)" }

  /// The Microsoft IIS log file format, its fields by the names that W3C logs have for them.
  static let nativeFields = [
    "c-ip", "cs-username", "date", "time", "s-sitename", "s-computername", "s-ip", "time-taken", "cs-bytes", "sc-bytes",
    "sc-status", "sc-win32-status", "cs-method", "cs-uri-stem", "cs-uri-query",
  ]

  static func header(of line: UnsafeBufferPointer<UInt8>) -> FieldLogHeader? {
    if isNative(line) { return FieldLogHeader(fields: nativeFields, dialect: .native) }
    var cells: [CSVRow.Cell] = []
    let costs = [fields, olderFields].map { names in
      var alignment = W3CAlignment(names)
      return (cost: alignment.cost(of: line, cells: &cells), names: names)
    }
    guard let best = costs.min(by: { $0.cost < $1.cost }), best.cost < 10 else { return nil }
    return FieldLogHeader(fields: best.names, dialect: .blanks)
  }

  private static func isNative(_ line: UnsafeBufferPointer<UInt8>) -> Bool {
    let cells = line.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false).map {
      UnsafeBufferPointer(rebasing: $0).trimmed
    }
    guard (15...200).contains(cells.count), LoggedAddress.isAddress(cells[0]), IISClock.isNativeDate(cells[2]),
      IISClock.isTime(cells[3])
    else { return false }
    return (7..<12).allSatisfy { Int64(asciiDigits: cells[$0]) != nil }
  }
}
