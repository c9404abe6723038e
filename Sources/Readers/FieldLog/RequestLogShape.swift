/// Recognises a log of requests that has no head by the shape of its first line.
enum RequestLogShape {
  /// The fields that IIS 8 and later log by default.
  static let fields = [
    "date", "time", "s-ip", "cs-method", "cs-uri-stem", "cs-uri-query", "s-port", "cs-username", "c-ip",
    "cs(User-Agent)", "cs(Referer)", "sc-status", "sc-substatus", "sc-win32-status", "time-taken",
  ]
  /// Those of IIS 7, which had no referrer.
  static let olderFields = fields.filter { $0 != "cs(Referer)" }

  /// All that IIS can log, in its order.
  static let allFields = [
    "date", "time", "s-sitename", "s-computername", "s-ip", "cs-method", "cs-uri-stem", "cs-uri-query", "s-port",
    "cs-username", "c-ip", "cs-version", "cs(User-Agent)", "cs(Cookie)", "cs(Referer)", "cs-host", "sc-status",
    "sc-substatus", "sc-win32-status", "sc-bytes", "cs-bytes", "time-taken",
  ]
  /// Field lists that a log without a head may have, the likelier ones first. A custom field, such as the address that a
  /// proxy hands on, stands behind the others.
  private static let lists =
    [fields, olderFields, allFields] + [fields, olderFields, allFields].map { $0 + ["(custom)"] }

  /// The Microsoft IIS log file format, its fields by the names that W3C logs have for them.
  static let nativeFields = [
    "c-ip", "cs-username", "date", "time", "s-sitename", "s-computername", "s-ip", "time-taken", "cs-bytes", "sc-bytes",
    "sc-status", "sc-win32-status", "cs-method", "cs-uri-stem", "cs-uri-query",
  ]

  /// `text` is what comes with the line, whose dates may show what those of the line alone do not.
  static func header(of line: UnsafeBufferPointer<UInt8>, in text: UnsafeBufferPointer<UInt8>) -> FieldLogHeader? {
    if isNative(line) {
      return FieldLogHeader(fields: nativeFields, dialect: .native, isDayFirst: isDayFirst(in: text))
    }
    var cells: [CSVRow.Cell] = []
    let costs = lists.map { names in
      var alignment = W3CAlignment(names)
      return (cost: alignment.cost(of: line, cells: &cells), names: names)
    }
    guard let best = costs.min(by: { $0.cost < $1.cost }), best.cost < 10 else { return nil }
    return FieldLogHeader(fields: best.names, dialect: .blanks)
  }

  /// From the first date of native lines that shows it.
  private static func isDayFirst(in text: UnsafeBufferPointer<UInt8>) -> Bool? {
    for line in text.split(separator: 0x0A) {
      let cells = line.split(separator: UInt8(ascii: ","), maxSplits: 3, omittingEmptySubsequences: false)
      guard cells.count == 4 else { continue }
      if let found = IISClock.isDayFirst(UnsafeBufferPointer(rebasing: cells[2]).trimmed) { return found }
    }
    return nil
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
