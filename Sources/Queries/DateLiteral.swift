/// A date or a time in a query, with the readings that its spelling allows.
struct DateLiteral: Sendable, Equatable {
  /// Microseconds since 1970, as if it were UTC; `length` is a day for a date alone.
  struct Span: Sendable, Equatable {
    let start: Int64
    let length: Int64
    var end: Int64 { start + length }
  }

  let monthFirst: Span
  let dayFirst: Span
  /// Whether it says that it is UTC.
  let isUTC: Bool

  var isAmbiguous: Bool { monthFirst != dayFirst }

  /// The two days in words, where there are two.
  func doubt(in text: String) -> String? {
    guard isAmbiguous else { return nil }
    return "\(text) (\(Self.day(dayFirst.start)) or \(Self.day(monthFirst.start)))"
  }

  static let microsecondsPerDay: Int64 = 86_400_000_000

  /// Nil for what is no date in a spelling that is known.
  init?(_ text: String) {
    let words = text.split(whereSeparator: { $0 == " " || $0 == "T" || $0 == "t" || $0 == "," }).map(String.init)
    guard let spelled = DateWords(words) else { return nil }
    let clock = ClockWords(spelled.rest)
    guard spelled.rest.isEmpty || clock != nil else { return nil }
    let length = clock?.length ?? Self.microsecondsPerDay
    func span(_ date: (year: Int64, month: Int64, day: Int64)) -> Span? {
      Self.days(date).map { Span(start: $0 * Self.microsecondsPerDay + (clock?.start ?? 0), length: length) }
    }
    guard let first = span(spelled.monthFirst), let second = span(spelled.dayFirst) else { return nil }
    (monthFirst, dayFirst, isUTC) = (first, second, clock?.isUTC ?? false)
  }

  /// Days since 1970 of a day of the Gregorian calendar.
  private static func days(_ date: (year: Int64, month: Int64, day: Int64)) -> Int64? {
    guard (1900...2200).contains(date.year), (1...12).contains(date.month), date.day >= 1 else { return nil }
    let isLeap = date.year % 4 == 0 && (date.year % 100 != 0 || date.year % 400 == 0)
    let lengths: [Int64] = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    guard date.day <= lengths[Int(date.month - 1)] else { return nil }
    let year = date.month <= 2 ? date.year - 1 : date.year
    let shifted = (date.month + 9) % 12
    return year * 365 + year / 4 - year / 100 + year / 400 + (153 * shifted + 2) / 5 + date.day - 1 - 719_468
  }

  /// `2021-03-01`.
  static func day(_ start: Int64) -> String {
    var days = start / microsecondsPerDay + 719_468
    let era = days / 146_097
    days -= era * 146_097
    let yearOfEra = (days - days / 1460 + days / 36_524 - days / 146_096) / 365
    let dayOfYear = days - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shifted = (5 * dayOfYear + 2) / 153
    let month = shifted < 10 ? shifted + 3 : shifted - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    return "\(year)-\(padded(month))-\(padded(dayOfYear - (153 * shifted + 2) / 5 + 1))"
  }

  private static func padded(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
}

/// The words of a date, and what comes after them.
private struct DateWords {
  typealias Day = (year: Int64, month: Int64, day: Int64)

  let monthFirst: Day
  let dayFirst: Day
  let rest: [String]

  init?(_ words: [String]) {
    guard let first = words.first else { return nil }
    for separator in ["-", "/", "."] where first.contains(separator) {
      let parts = first.split(separator: Character(separator), omittingEmptySubsequences: false).map(String.init)
      guard parts.count == 3, let day = Self.readings(parts, separator) else { return nil }
      (monthFirst, dayFirst) = day
      rest = Array(words.dropFirst())
      return
    }
    guard words.count >= 3, let day = Self.named(Array(words.prefix(3))) else { return nil }
    (monthFirst, dayFirst) = (day, day)
    rest = Array(words.dropFirst(3))
  }

  private static func readings(_ parts: [String], _ separator: String) -> (Day, Day)? {
    let numbers = parts.compactMap { Int64($0) }
    guard numbers.count == 3, numbers.allSatisfy({ $0 > 0 }) else { return nil }
    if parts[0].count == 4 {
      let day = (numbers[0], numbers[1], numbers[2])
      return (day, day)
    }
    guard parts[2].count == 4 || parts[2].count == 2 else { return nil }
    let year = parts[2].count == 4 ? numbers[2] : 2000 + numbers[2]
    let american = (year, numbers[0], numbers[1])
    let other = (year, numbers[1], numbers[0])
    // No culture writes the month first before a full stop.
    if separator == "." || numbers[0] > 12 { return (other, other) }
    return numbers[1] > 12 ? (american, american) : (american, other)
  }

  private static let months = [
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
  ]

  /// `1 March 2021`, `March 1 2021`.
  private static func named(_ words: [String]) -> Day? {
    func month(_ word: String) -> Int64? {
      let word = word.lowercased()
      guard word.count >= 3 else { return nil }
      return months.firstIndex { $0.hasPrefix(word) }.map { Int64($0) + 1 }
    }
    guard let year = Int64(words[2]), year >= 1000 else { return nil }
    if let month = month(words[1]), let day = Int64(words[0]) { return (year, month, day) }
    if let month = month(words[0]), let day = Int64(words[1]) { return (year, month, day) }
    return nil
  }
}

/// `9:00`, `09:00:30 PM`, `10:00:00.000Z`.
private struct ClockWords {
  let start: Int64
  let length: Int64
  let isUTC: Bool

  init?(_ words: [String]) {
    guard var text = words.first, words.count <= 2 else { return nil }
    let suffix = words.count == 2 ? words[1].lowercased() : nil
    guard suffix == nil || ["am", "pm", "z", "utc"].contains(suffix) else { return nil }
    isUTC = text.lowercased().hasSuffix("z") || suffix == "z" || suffix == "utc"
    if text.lowercased().hasSuffix("z") { text.removeLast() }
    let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    guard (2...3).contains(parts.count), let hour = Int64(parts[0]), let minute = Int64(parts[1]) else { return nil }
    var second: Int64 = 0
    if parts.count == 3 {
      guard let whole = parts[2].split(separator: ".").first.flatMap({ Int64($0) }) else { return nil }
      second = whole
    }
    guard (0..<24).contains(hour), (0..<60).contains(minute), (0..<61).contains(second) else { return nil }
    var hours = hour
    if suffix == "pm", hour < 12 { hours += 12 }
    if suffix == "am", hour == 12 { hours = 0 }
    start = ((hours * 60 + minute) * 60 + second) * 1_000_000
    length = parts.count == 3 ? 1_000_000 : 60_000_000
  }
}
