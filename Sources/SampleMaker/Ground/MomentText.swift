/// How the formats that we write spell a moment.
extension Moment {
  /// `2021-03-03T06:49:42`, as the unified audit log has it: UTC without saying so.
  package var isoSeconds: String {
    let at = civil
    return isoDate + "T" + two(at.hour) + ":" + two(at.minute) + ":" + two(at.second)
  }

  /// `2021-03-03T06:49:42.123Z`, as the Exchange server logs have it.
  package var isoMilliseconds: String { isoSeconds + "." + padded(civil.microsecond / 1000, 3) + "Z" }

  /// `2021-03-03T06:49:42.123456Z`, as the truth has it.
  package var isoMicroseconds: String { isoSeconds + "." + padded(civil.microsecond, 6) + "Z" }

  /// `2021-03-03T06:49:42.1234560Z `, with the portal's trailing space.
  package var portal: String { isoSeconds + "." + padded(civil.microsecond, 6) + "0Z " }

  /// `2021-03-02T23:49:42.140625-07:00`, as the audit log XML has it.
  package func isoOffset(minutes: Int) -> String {
    let local = self + .minutes(minutes)
    return local.isoSeconds + "." + padded(civil.microsecond, 6) + offset(minutes, separator: ":")
  }

  /// `3/3/2021 6:49:42 AM`, as an exporter with an American culture writes it.
  package var american: String {
    let at = civil
    let hour = at.hour % 12 == 0 ? 12 : at.hour % 12
    return "\(at.month)/\(at.day)/\(at.year) \(hour):\(two(at.minute)):\(two(at.second)) \(at.hour < 12 ? "AM" : "PM")"
  }

  /// `2021-03-03`.
  package var isoDate: String {
    let at = civil
    return padded(at.year, 4) + "-" + two(at.month) + "-" + two(at.day)
  }

  /// `06:49:42`.
  package var isoTime: String { String(isoSeconds.suffix(8)) }

  /// `Wed, 03 Mar 2021 07:49:42 +0100` (RFC 5322, 3.3).
  package func internetDate(offsetMinutes: Int) -> String {
    let at = (self + .minutes(offsetMinutes)).civil
    return "\(weekdays[at.weekday]), \(two(at.day)) \(months[at.month - 1]) \(at.year) "
      + "\(two(at.hour)):\(two(at.minute)):\(two(at.second)) \(offset(offsetMinutes, separator: ""))"
  }

  /// `Wed Mar  3 06:49:42 2021`, as the From_ line of an mbox has it (RFC 4155).
  package var asctime: String {
    let at = civil
    let day = at.day < 10 ? " \(at.day)" : "\(at.day)"
    return "\(weekdays[at.weekday]) \(months[at.month - 1]) \(day) \(isoTime) \(at.year)"
  }

  /// `20210303`.
  package var compactDate: String { isoDate.filter { $0 != "-" } }
}

private let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
private let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

private func two(_ number: Int) -> String { padded(number, 2) }

private func offset(_ minutes: Int, separator: String) -> String {
  (minutes < 0 ? "-" : "+") + two(abs(minutes) / 60) + separator + two(abs(minutes) % 60)
}

/// In decimal digits, with zeros in front.
package func padded(_ number: Int, _ width: Int) -> String {
  let digits = String(number)
  return String(repeating: "0", count: max(0, width - digits.count)) + digits
}
