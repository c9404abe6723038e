import Records

/// A time as a PowerShell session writes it in its own culture: `6/3/2023 8:13:00 AM`, `03.06.2023 08:13:00`. The order
/// of day and month is the exporter's: told by AM and PM, by the separator, by a number above 12, else not known.
struct CultureTime {
  enum Order { case monthFirst, dayFirst }

  /// Learnt from the first rows of a file, for times that do not tell it themselves.
  private(set) var order: Order?

  init() {}

  /// Learns from one time; the first that tells it counts.
  mutating func learn(from text: String) {
    if order == nil { order = Parts(text)?.order }
  }

  /// As if it were UTC; nil for what is no time, and where the order is not known.
  func microseconds(_ text: String) -> Microseconds? {
    guard let parts = Parts(text), let order = parts.order ?? order else { return nil }
    let (day, month) = order == .dayFirst ? (parts.first, parts.second) : (parts.second, parts.first)
    guard let days = LoggedTime.daysSince1970(year: parts.year, month: month, day: day) else { return nil }
    return (days * 86_400 + parts.secondOfDay) * 1_000_000
  }

  private struct Parts {
    let first: Int64
    let second: Int64
    let year: Int64
    let secondOfDay: Int64
    let order: Order?

    init?(_ text: String) {
      let words = text.split { $0 == " " || $0 == "\u{202F}" || $0 == "\u{A0}" || $0 == "," }
      guard (1...3).contains(words.count), let separator = words[0].first(where: { !$0.isNumber }),
        ["/", ".", "-"].contains(separator)
      else { return nil }
      let date = words[0].split(separator: separator).compactMap { Int64($0) }
      guard date.count == 3, (1000...9999).contains(date[2]) else { return nil }
      let half = words.count == 3 ? words[2].uppercased() : nil
      guard let clock = Self.clock(words.count > 1 ? words[1] : "0:00", half: half) else { return nil }
      (first, second, year, secondOfDay) = (date[0], date[1], date[2], clock)
      if date[0] > 12 || separator == "." {
        order = .dayFirst
      } else {
        order = date[1] > 12 || (half != nil && separator == "/") ? .monthFirst : date[0] == date[1] ? .dayFirst : nil
      }
    }

    private static func clock(_ text: Substring, half: String?) -> Int64? {
      let parts = text.split(separator: ":").map { Int64($0) }
      guard (2...3).contains(parts.count), let hour = parts[0], let minute = parts[1], (0..<60).contains(minute),
        let second = parts.count == 3 ? parts[2] : 0, (0..<61).contains(second)
      else { return nil }
      switch half {
      case nil where (0..<24).contains(hour): return hour * 3600 + minute * 60 + second
      case "AM"? where (1...12).contains(hour): return hour % 12 * 3600 + minute * 60 + second
      case "PM"? where (1...12).contains(hour): return (hour % 12 + 12) * 3600 + minute * 60 + second
      default: return nil
      }
    }
  }
}

extension LoggedTime {
  /// A time in a text export: as machines write it, else in the exporter's culture, whose zone is not known.
  init?(_ text: String, zoneless: TimeBasis, culture: CultureTime) {
    var logged = text
    if let time = logged.withUTF8({ LoggedTime($0.trimmed, zoneless: zoneless) }) {
      self = time
    } else if let time = culture.microseconds(text) {
      self.init(microseconds: time, basis: .assumed)
    } else {
      return nil
    }
  }
}
