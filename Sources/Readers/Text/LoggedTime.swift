import Records

/// A time as logs write it, read by hand: formatters take a thousand times as long.
struct LoggedTime: Equatable {
  let microseconds: Microseconds
  let basis: TimeBasis

  init(microseconds: Microseconds, basis: TimeBasis) {
    self.microseconds = microseconds
    self.basis = basis
  }

  /// `YYYY-MM-DDTHH:MM:SS`, with a fraction of any length, with `Z` or an offset, or with no zone, which then has the
  /// basis `zoneless`; also `/Date(1728364117000)/`, as Windows PowerShell writes a time to JSON, and `/Date(1728364117000+0200)/`, which names
  /// the zone it was made in beside the time in UTC.
  init?(_ text: UnsafeBufferPointer<UInt8>, zoneless: TimeBasis) {
    if let time = Self.serialisedDate(text) {
      microseconds = time
      basis = .utc
      return
    }
    guard let (time, fractionStart) = Self.dateAndTime(text) else { return nil }
    let (fraction, zoneStart) = Self.fraction(text, at: fractionStart)
    let rest = UnsafeBufferPointer(rebasing: text[zoneStart...]).trimmed
    if rest.isEmpty {
      microseconds = time + fraction
      basis = zoneless
    } else if rest.equals("Z") || rest.equals("z") {
      microseconds = time + fraction
      basis = .utc
    } else if let offset = Self.offset(rest) {
      microseconds = time + fraction - offset
      basis = .offset
    } else {
      return nil
    }
  }

  /// Of logs of Exchange and Windows. What lies outside is of another calendar, the zero of some clock (the years 1 and 1601) or damage, and no
  /// time: one such record would stretch all that is said of when an attacker acted.
  static let years: ClosedRange<Int64> = 1970...2200

  private static func dateAndTime(_ text: UnsafeBufferPointer<UInt8>) -> (Microseconds, end: Int)? {
    guard text.count >= 19, text[4] == UInt8(ascii: "-"), text[7] == UInt8(ascii: "-"),
      text[10] == UInt8(ascii: "T") || text[10] == UInt8(ascii: " "),
      text[13] == UInt8(ascii: ":"), text[16] == UInt8(ascii: ":"),
      let year = digits(text, 0..<4), let month = digits(text, 5..<7), let day = digits(text, 8..<10),
      let hour = digits(text, 11..<13), let minute = digits(text, 14..<16), let second = digits(text, 17..<19),
      years.contains(year), hour < 24, minute < 60, second < 61,
      let days = daysSince1970(year: year, month: month, day: day)
    else { return nil }
    return ((days * 86_400 + hour * 3600 + minute * 60 + second) * 1_000_000, 19)
  }

  /// Days of the proleptic Gregorian calendar; nil for a day that is not in it.
  static func daysSince1970(year: Int64, month: Int64, day: Int64) -> Int64? {
    let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    let lengths: (Int64) -> Int64 = { $0 == 2 ? (isLeap ? 29 : 28) : [4, 6, 9, 11].contains($0) ? 30 : 31 }
    guard (1...12).contains(month), day >= 1, day <= lengths(month) else { return nil }
    // A year that starts in March puts the leap day last.
    let shifted = month > 2 ? year : year - 1
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    return 365 * shifted + shifted / 4 - shifted / 100 + shifted / 400 + dayOfYear - 719_468
  }

  private static func fraction(_ text: UnsafeBufferPointer<UInt8>, at start: Int) -> (Microseconds, end: Int) {
    guard start < text.count, text[start] == UInt8(ascii: ".") || text[start] == UInt8(ascii: ",") else {
      return (0, start)
    }
    var index = start + 1
    var value: Microseconds = 0
    var unit: Microseconds = 100_000
    while index < text.count, text[index].isASCIIDigit {
      value += Microseconds(text[index] - 0x30) * unit
      unit /= 10
      index += 1
    }
    return (value, index)
  }

  /// `+02:00`, `-0700`, `+02`.
  private static func offset(_ text: UnsafeBufferPointer<UInt8>) -> Microseconds? {
    guard let sign = text.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-"),
      text.count >= 3, let hours = digits(text, 1..<3), hours < 24
    else { return nil }
    var minutes: Int64 = 0
    if text.count > 3 {
      let start = text[3] == UInt8(ascii: ":") ? 4 : 3
      guard text.count == start + 2, let value = digits(text, start..<start + 2), value < 60 else { return nil }
      minutes = value
    }
    return (hours * 60 + minutes) * (sign == UInt8(ascii: "-") ? -60_000_000 : 60_000_000)
  }

  private static func serialisedDate(_ text: UnsafeBufferPointer<UInt8>) -> Microseconds? {
    guard text.starts(with: "/Date("), text.count > 8, text[text.count - 2] == UInt8(ascii: ")"),
      let milliseconds = milliseconds(UnsafeBufferPointer(rebasing: text[6..<text.count - 2]))
    else { return nil }
    let (value, overflow) = milliseconds.multipliedReportingOverflow(by: 1000)
    return overflow || value < 0 ? nil : value
  }

  private static func milliseconds(_ text: UnsafeBufferPointer<UInt8>) -> Int64? {
    if let number = Int64(asciiDigits: text) { return number }
    guard text.count > 5, offset(UnsafeBufferPointer(rebasing: text[(text.count - 5)...])) != nil else { return nil }
    return Int64(asciiDigits: UnsafeBufferPointer(rebasing: text[..<(text.count - 5)]))
  }

  private static func digits(_ text: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> Int64? {
    var value: Int64 = 0
    for index in range {
      guard text[index].isASCIIDigit else { return nil }
      value = value * 10 + Int64(text[index] - 0x30)
    }
    return value
  }
}
