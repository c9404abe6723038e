/// A UTC time by the proleptic Gregorian calendar, to the second.
struct CalendarTime: Sendable, Equatable {
  let year: Int
  let month: Int
  let day: Int
  let hour: Int
  let minute: Int
  let second: Int

  init(microseconds: Int64) {
    let seconds = Int(microseconds.dividingRoundingDown(by: 1_000_000))
    let days = seconds.dividingRoundingDown(by: 86_400)
    let ofDay = seconds - days * 86_400
    (hour, minute, second) = (ofDay / 3600, ofDay / 60 % 60, ofDay % 60)
    // A year that starts in March puts the leap day last; 400 years have 146,097 days.
    let sinceMarch0 = days + 719_468
    let era = sinceMarch0.dividingRoundingDown(by: 146_097)
    let dayOfEra = sinceMarch0 - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shifted = (5 * dayOfYear + 2) / 153
    day = dayOfYear - (153 * shifted + 2) / 5 + 1
    month = shifted < 10 ? shifted + 3 : shifted - 9
    year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  }

  /// ISO 8601 with `fraction` in `digits` digits behind the second.
  func text(fraction: Int, digits: Int) -> String {
    "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))T\(padded(hour, 2)):\(padded(minute, 2)):"
      + "\(padded(second, 2)).\(padded(fraction, digits))Z"
  }
}

/// The decimal digits of `number`, with zeros in front up to `digits`.
func padded(_ number: Int, _ digits: Int) -> String {
  let text = String(number)
  return String(repeating: "0", count: max(0, digits - text.utf8.count)) + text
}

extension SignedInteger {
  func dividingRoundingDown(by divisor: Self) -> Self {
    let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? quotient - 1 : quotient
  }
}
