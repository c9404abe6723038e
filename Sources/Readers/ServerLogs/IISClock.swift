import Records

/// Dates and times of IIS logs: ISO dates in UTC (W3C), dates in the server's manner and zone (Microsoft IIS format).
struct IISClock {
  /// Whether native dates have the day first; nil where no date so far shows it, then the month is taken to be first.
  private(set) var isDayFirst: Bool?
  private var headerDate: Int64?
  private var lastTimeOfDay: Int64 = 0

  /// `headerDate` is the value of `#Date`, for logs whose lines have a time only.
  init(headerDate: String?, isDayFirst: Bool? = nil) {
    self.isDayFirst = isDayFirst
    guard var text = headerDate else { return }
    self.headerDate = text.withUTF8 { Self.days($0.prefix(10)) }
  }

  /// Days since 1970 of `2021-03-03`; of `3/3/2021` or `03.03.2021` where that is how the log writes dates.
  mutating func days(of date: UnsafeBufferPointer<UInt8>) -> Int64? {
    if let days = Self.days(date[...]) { return days }
    guard let parts = Self.nativeParts(date) else { return nil }
    if isDayFirst == nil { isDayFirst = Self.isDayFirst(date) }
    let (day, month) = isDayFirst == true ? (parts.first, parts.second) : (parts.second, parts.first)
    return LoggedTime.daysSince1970(year: parts.year, month: month, day: day)
  }

  /// Whether this date has the day first; nil where it does not show it.
  static func isDayFirst(_ date: UnsafeBufferPointer<UInt8>) -> Bool? {
    guard let parts = nativeParts(date) else { return nil }
    if parts.first > 12 || date.contains(UInt8(ascii: ".")) { return true }
    return parts.second > 12 ? false : nil
  }

  /// Whether it is two dates, the day or the month in front.
  static func isAmbiguous(_ date: UnsafeBufferPointer<UInt8>) -> Bool {
    guard let parts = nativeParts(date), parts.first != parts.second else { return false }
    return isDayFirst(date) == nil
  }

  /// Days of a line that has no date of its own: those of `#Date`, one more each time the clock passes midnight.
  mutating func daysOfHeader(at timeOfDay: Int64) -> Int64? {
    guard let days = headerDate else { return nil }
    if timeOfDay < lastTimeOfDay - 43_200_000_000 { headerDate = days + 1 }
    lastTimeOfDay = timeOfDay
    return headerDate
  }

  /// Microseconds since midnight of `15:44:03`, `15:44:03.250` or `3:44:03 PM`.
  static func timeOfDay(_ text: UnsafeBufferPointer<UInt8>) -> Int64? {
    var index = 0
    guard var hour = number(text, &index, most: 2), skip(text, &index, UInt8(ascii: ":")),
      let minute = number(text, &index, most: 2), skip(text, &index, UInt8(ascii: ":")),
      let second = number(text, &index, most: 2), hour < 24, minute < 60, second < 61
    else { return nil }
    var fraction: Int64 = 0
    if skip(text, &index, UInt8(ascii: ".")) {
      var unit: Int64 = 100_000
      while index < text.count, text[index].isASCIIDigit {
        fraction += Int64(text[index] - 0x30) * unit
        unit /= 10
        index += 1
      }
    }
    let rest = UnsafeBufferPointer(rebasing: text[index...]).trimmed
    if rest.equalsIgnoringCase("pm"), hour < 12 {
      hour += 12
    } else if rest.equalsIgnoringCase("am"), hour == 12 {
      hour = 0
    } else if !rest.isEmpty, !rest.equalsIgnoringCase("am"), !rest.equalsIgnoringCase("pm") {
      return nil
    }
    return (hour * 3600 + minute * 60 + second) * 1_000_000 + fraction
  }

  static func isDate(_ text: UnsafeBufferPointer<UInt8>) -> Bool { days(text[...]) != nil }
  static func isTime(_ text: UnsafeBufferPointer<UInt8>) -> Bool { timeOfDay(text) != nil }
  static func isNativeDate(_ text: UnsafeBufferPointer<UInt8>) -> Bool { nativeParts(text) != nil || isDate(text) }

  private static func days(_ text: Slice<UnsafeBufferPointer<UInt8>>) -> Int64? {
    let text = UnsafeBufferPointer(rebasing: text)
    guard text.count == 10, text[4] == UInt8(ascii: "-") else { return nil }
    var index = 0
    guard let year = number(text, &index, most: 4), skip(text, &index, UInt8(ascii: "-")),
      let month = number(text, &index, most: 2), skip(text, &index, UInt8(ascii: "-")),
      let day = number(text, &index, most: 2), index == 10
    else { return nil }
    return LoggedTime.daysSince1970(year: year, month: month, day: day)
  }

  private static func nativeParts(
    _ text: UnsafeBufferPointer<UInt8>
  ) -> (first: Int64, second: Int64, year: Int64)? {
    var index = 0
    guard let first = number(text, &index, most: 2), index < text.count else { return nil }
    let separator = text[index]
    guard [UInt8(ascii: "/"), UInt8(ascii: "."), UInt8(ascii: "-")].contains(separator),
      skip(text, &index, separator), let second = number(text, &index, most: 2), skip(text, &index, separator)
    else { return nil }
    let start = index
    guard var year = number(text, &index, most: 4), index == text.count else { return nil }
    if index - start == 2 { year += 2000 }
    return (first, second, year)
  }

  private static func number(_ text: UnsafeBufferPointer<UInt8>, _ index: inout Int, most: Int) -> Int64? {
    let start = index
    var value: Int64 = 0
    while index < text.count, index - start < most, text[index].isASCIIDigit {
      value = value * 10 + Int64(text[index] - 0x30)
      index += 1
    }
    return index > start ? value : nil
  }

  private static func skip(_ text: UnsafeBufferPointer<UInt8>, _ index: inout Int, _ byte: UInt8) -> Bool {
    guard index < text.count, text[index] == byte else { return false }
    index += 1
    return true
  }
}
