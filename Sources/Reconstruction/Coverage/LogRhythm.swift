import Records

/// How a log usually runs, and where it does not: stretches with records, and pauses between them that are longer than
/// its usual ones.
struct LogRhythm {
  struct Stretch: Equatable {
    let from: Microseconds
    var to: Microseconds
    /// From the first to the last of the owner's own; nil where all are others'.
    private(set) var own: ClosedRange<Microseconds>?
    /// The first.
    let record: Int64
    var count: Int64

    init(_ day: LogSeries.Day) {
      (from, to, record, count, own) = (day.first, day.last, day.firstRecord, day.count, day.own)
    }

    mutating func extend(by day: LogSeries.Day) {
      to = day.last
      count.add(day.count)
      own = day.own.map { own?.extended(to: $0) ?? $0 } ?? own
    }
  }

  struct Pause: Equatable {
    let from: Microseconds
    let to: Microseconds
    /// How many records would be usual in it.
    let expected: Int64
    /// So long, and so much missing, that records are missing rather than nobody having done anything.
    let isGap: Bool
  }

  private(set) var stretches: [Stretch] = []
  private(set) var pauses: [Pause] = []
  /// From one day with records to the next, as nine of ten times; nil where there are too few days to tell.
  let usualDays: Int64?
  /// Records on a day, those without any among them, pauses left out.
  private let perDay: Double

  /// Nil for a log without a record that has a time.
  init?(_ series: LogSeries) {
    let days = series.days.sorted { $0.key < $1.key }
    guard let first = days.first, days.last != nil else { return nil }
    let steps = zip(days, days.dropFirst()).map { $1.key - $0.key }
    let usual = days.count >= 5 ? Self.usual(steps) : nil
    usualDays = usual
    let ordinary = steps.filter { step in usual.map { step <= 2 * $0 } ?? true }
    let total = days.reduce(0 as Int64) { $0.sum($1.value.count) }
    perDay = Double(total) / Double(ordinary.reduce(1 as Int64) { $0.sum($1) })

    var open = Stretch(first.value)
    for (step, day) in zip(steps, days.dropFirst()) {
      if let pause = pause(from: open.to, to: day.value.first, days: step) {
        stretches.append(open)
        pauses.append(pause)
        open = Stretch(day.value)
      } else {
        open.extend(by: day.value)
      }
    }
    stretches.append(open)
  }

  /// Days without records that a log with too few days to tell what is usual in it may have: parts of a log that lie
  /// further apart are no log of the time between.
  private static let fewDaysLimit: Int64 = 14

  /// Whether so long a time without records is unusual.
  func pause(from: Microseconds, to: Microseconds, days: Int64) -> Pause? {
    guard let usualDays else {
      return days > Self.fewDaysLimit ? Pause(from: from, to: to, expected: 0, isGap: false) : nil
    }
    guard days > max(1, usualDays), days >= 2 else { return nil }
    let expected = Double(days - 1) * perDay
    guard expected >= 5 else { return nil }
    let isGap = days >= 4 && days >= 3 * usualDays && expected >= 12
    return Pause(from: from, to: to, expected: Int64(min(expected, 1e15)), isGap: isGap)
  }

  /// From Friday to Monday.
  private static let weekend: Int64 = 3

  /// Of so few steps that the ninth of ten is the longest, that one would explain itself: it is usual where another is as
  /// long, or it is a weekend.
  private static func usual(_ steps: [Int64]) -> Int64 {
    let sorted = steps.sorted()
    let place = sorted.count * 9 / 10
    guard place == sorted.count - 1, place > 0 else { return sorted[place] }
    return min(sorted[place], max(sorted[place - 1], weekend))
  }
}
