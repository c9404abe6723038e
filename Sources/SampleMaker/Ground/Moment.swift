/// A point in time, in microseconds since 1970-01-01 UTC.
package struct Moment: Sendable, Hashable, Comparable {
  package let microseconds: Int64

  package init(microseconds: Int64) { self.microseconds = microseconds }

  /// A civil date and time in UTC.
  package init(_ year: Int, _ month: Int, _ day: Int, _ hour: Int = 0, _ minute: Int = 0, _ second: Int = 0) {
    let seconds = daysSince1970(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second
    microseconds = Int64(seconds) * 1_000_000
  }

  package static func < (left: Moment, right: Moment) -> Bool { left.microseconds < right.microseconds }
  package static func + (left: Moment, right: Span) -> Moment {
    Moment(microseconds: left.microseconds + right.microseconds)
  }
  package static func - (left: Moment, right: Span) -> Moment {
    Moment(microseconds: left.microseconds - right.microseconds)
  }
  package static func - (left: Moment, right: Moment) -> Span {
    Span(microseconds: left.microseconds - right.microseconds)
  }

  /// 100-nanosecond intervals since 1601-01-01 UTC ([MS-DTYP] 2.3.3).
  package var fileTime: UInt64 { UInt64((microseconds + 11_644_473_600_000_000) * 10) }

  /// The beginning of its day in UTC.
  package var startOfDay: Moment {
    Moment(microseconds: microseconds - microseconds % Span.day.microseconds)
  }

  /// Without its fraction of a second.
  package var wholeSecond: Moment { Moment(microseconds: microseconds - microseconds % 1_000_000) }

  package var civil: CivilTime { CivilTime(self) }
}

/// A length of time.
package struct Span: Sendable, Hashable, Comparable {
  package let microseconds: Int64

  package init(microseconds: Int64) { self.microseconds = microseconds }
  package static func seconds(_ count: Int) -> Span { Span(microseconds: Int64(count) * 1_000_000) }
  package static func milliseconds(_ count: Int) -> Span { Span(microseconds: Int64(count) * 1000) }
  package static func minutes(_ count: Int) -> Span { seconds(count * 60) }
  package static func hours(_ count: Int) -> Span { seconds(count * 3600) }
  package static func days(_ count: Int) -> Span { seconds(count * 86_400) }
  package static let day = days(1)

  package static func < (left: Span, right: Span) -> Bool { left.microseconds < right.microseconds }
}

/// The fields of a moment in UTC, by the proleptic Gregorian calendar.
package struct CivilTime: Sendable {
  package let year: Int
  package let month: Int
  package let day: Int
  package let hour: Int
  package let minute: Int
  package let second: Int
  package let microsecond: Int
  /// 0 is Sunday.
  package let weekday: Int

  init(_ moment: Moment) {
    let (seconds, fraction) = moment.microseconds.quotientAndRemainder(dividingBy: 1_000_000)
    let (days, rest) = Int(seconds).quotientAndRemainder(dividingBy: 86_400)
    (year, month, day) = civilDate(daysSince1970: days)
    (hour, minute, second) = (rest / 3600, rest / 60 % 60, rest % 60)
    microsecond = Int(fraction)
    weekday = (days + 4) % 7
  }
}

/// Howard Hinnant's days-from-civil; the years made here are those after 1970.
private func daysSince1970(_ year: Int, _ month: Int, _ day: Int) -> Int {
  let shifted = month <= 2 ? year - 1 : year
  let era = shifted / 400
  let yearOfEra = shifted - era * 400
  let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
  return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
}

private func civilDate(daysSince1970 days: Int) -> (Int, Int, Int) {
  let shifted = days + 719_468
  let era = shifted / 146_097
  let dayOfEra = shifted - era * 146_097
  let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
  let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
  let part = (5 * dayOfYear + 2) / 153
  let month = part < 10 ? part + 3 : part - 9
  return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * part + 2) / 5 + 1)
}
