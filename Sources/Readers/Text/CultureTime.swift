import Records

/// A time as a PowerShell session writes it in its own culture: `6/3/2023 8:13:00 AM`, `03.06.2023 08:13:00`,
/// `2023/6/3 上午 8:13:00`. The order of day and month is the exporter's: the year in front, a number above 12, dots, or a
/// zero before the month alone (`3/06/2023`) tell it; AM and PM make it likely, where nothing in the file says otherwise.
struct CultureTime {
  enum Order { case monthFirst, dayFirst }

  /// Learnt from the first rows of a file, for times that do not tell it themselves.
  private(set) var order: Order?
  private var isSure = false

  init() {}

  /// Learns from one time; the first that tells it counts, one that is sure before one that makes it likely.
  mutating func learn(from text: String) {
    guard !isSure, let parts = CultureParts(text), let found = parts.order, order == nil || parts.isSure else { return }
    (order, isSure) = (found, parts.isSure)
  }

  /// As if it were UTC; nil for what is no time, and where the order is not known.
  func microseconds(_ text: String) -> Microseconds? {
    guard let parts = CultureParts(text) else { return nil }
    // Of two equal numbers it does not matter which is the day.
    let equal: Order? = parts.first == parts.second ? .dayFirst : nil
    guard let order = (parts.isSure ? parts.order : nil) ?? order ?? parts.order ?? equal else { return nil }
    let (day, month) = order == .dayFirst ? (parts.first, parts.second) : (parts.second, parts.first)
    guard let days = LoggedTime.daysSince1970(year: parts.year, month: month, day: day) else { return nil }
    return (days * 86_400 + parts.secondOfDay) * 1_000_000
  }
}

/// The numbers of such a time.
private struct CultureParts {
  let first: Int64
  let second: Int64
  let year: Int64
  let secondOfDay: Int64
  let order: CultureTime.Order?
  /// Whether the order can be no other.
  let isSure: Bool

  init?(_ text: String) {
    let words = text.split { $0 == " " || $0 == "\u{202F}" || $0 == "\u{A0}" || $0 == "," }
    guard (1...6).contains(words.count) else { return nil }
    let isClock = { (word: Substring) in word.contains(":") || Self.isDottedClock(word, in: words) }
    let date = words.filter { $0.contains(where: \.isNumber) && !isClock($0) }.joined()
    let clocks = words.filter(isClock)
    let half = words.filter { !$0.contains(where: \.isNumber) }.joined().replacing(".", with: "").lowercased()
    guard clocks.count < 2, let clock = Self.clock(clocks.first ?? "0:00", half: half),
      let separator = date.first(where: { !$0.isNumber }), ["/", ".", "-"].contains(separator)
    else { return nil }
    let texts = date.split(separator: separator)
    let numbers = texts.compactMap { Int64($0) }
    guard texts.count == 3, numbers.count == 3 else { return nil }
    secondOfDay = clock
    if LoggedTime.years.contains(numbers[0]) {
      (year, first, second) = (numbers[0], numbers[1], numbers[2])
      (order, isSure) = (.monthFirst, true)
      return
    }
    guard LoggedTime.years.contains(numbers[2]) else { return nil }
    (first, second, year) = (numbers[0], numbers[1], numbers[2])
    let isPadded = texts.prefix(2).map { $0.first == "0" }
    if first > 12 || separator == "." {
      (order, isSure) = (.dayFirst, true)
    } else if second > 12 {
      (order, isSure) = (.monthFirst, true)
    } else if isPadded[1], !isPadded[0], first < 10 {
      (order, isSure) = (.dayFirst, true)
    } else if separator == "/", !isPadded[0], !isPadded[1], half == "am" || half == "pm" {
      (order, isSure) = (text.contains("m.") ? .dayFirst : .monthFirst, false)
    } else {
      (order, isSure) = (nil, false)
    }
  }

  /// `8.13.00`, as Finnish has it, beside a date.
  private static func isDottedClock(_ word: Substring, in words: [Substring]) -> Bool {
    let parts = word.split(separator: ".", omittingEmptySubsequences: false)
    return words.count > 1 && parts.count == 3 && parts.allSatisfy { (1...2).contains($0.count) }
      && word.startIndex != words[0].startIndex
  }

  private static func clock(_ text: Substring, half: String) -> Int64? {
    let parts = text.split { $0 == ":" || $0 == "." }.map { Int64($0) }
    guard (2...3).contains(parts.count), let hour = parts[0], let minute = parts[1], (0..<60).contains(minute),
      let second = parts.count == 3 ? parts[2] : 0, (0..<61).contains(second)
    else { return nil }
    if half.isEmpty { return (0..<24).contains(hour) ? hour * 3600 + minute * 60 + second : nil }
    guard (0...12).contains(hour), let isAfternoon = halves[half] else { return nil }
    return (hour % 12 + (isAfternoon ? 12 : 0)) * 3600 + minute * 60 + second
  }

  private static let halves = [
    "am": false, "上午": false, "午前": false, "오전": false, "pm": true, "下午": true, "午後": true, "오후": true,
  ]
}

extension LoggedTime {
  /// A time in a text export: as machines write it, else in the exporter's culture, whose zone is not known.
  init?(_ text: String, zoneless: TimeBasis, culture: CultureTime) {
    var text = text
    guard let time = text.withUTF8({ LoggedTime($0, zoneless: zoneless, culture: culture) }) else { return nil }
    self = time
  }

  init?(_ text: UnsafeBufferPointer<UInt8>, zoneless: TimeBasis, culture: CultureTime) {
    if let time = LoggedTime(text.trimmed, zoneless: zoneless) {
      self = time
    } else if let time = culture.microseconds(String(decoding: text, as: UTF8.self)) {
      self.init(microseconds: time, basis: .assumed)
    } else {
      return nil
    }
  }
}
