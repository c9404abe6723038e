/// A date and time of a header (RFC 5322 3.3, obsolete forms of 4.3, and forms seen in practice).
package struct MessageDate: Sendable, Equatable {
  /// Microseconds since 1970-01-01 UTC.
  package let microseconds: Int64
  /// False where the zone is missing or unknown and UTC was taken for it.
  package let isZoneKnown: Bool

  /// Nil where the text is no date.
  package init?(_ value: [UInt8]) {
    var parts = DateParts()
    var scanner = FieldScanner(value)
    scanner.skipBlanks()
    while !scanner.isAtEnd {
      guard parts.take(from: &scanner) else { return nil }
      scanner.skipBlanks()
      if scanner.next == UInt8(ascii: ",") { scanner.position += 1 }
      scanner.skipBlanks()
    }
    guard let microseconds = parts.microseconds else { return nil }
    self.microseconds = microseconds
    isZoneKnown = parts.zoneMinutes != nil
  }
}

/// What the tokens of a date have told so far.
private struct DateParts {
  var year: Int?
  var month: Int?
  var day: Int?
  var secondsOfDay: Int?
  var fraction: Int64 = 0
  var zoneMinutes: Int?

  /// Reads one token; false where it fits nowhere.
  mutating func take(from scanner: inout FieldScanner) -> Bool {
    guard let byte = scanner.next else { return false }
    if byte.isDigit { return takeNumber(&scanner) }
    if byte.isLetter { return takeWord(&scanner) }
    let isSign = byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-")
    if isSign, secondsOfDay != nil { return takeOffset(&scanner) }
    if isSign || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "/") || byte == .quote {
      scanner.position += 1
      return true
    }
    return false
  }

  /// A day, a year, a time, or `2009-06-12`.
  private mutating func takeNumber(_ scanner: inout FieldScanner) -> Bool {
    let start = scanner.position
    guard let number = Self.digits(&scanner, limit: 8) else { return false }
    let end = scanner.position
    let width = end - start
    scanner.skipBlanks()
    let next = scanner.next
    if next != UInt8(ascii: ":") { scanner.position = end }
    if secondsOfDay == nil, next == UInt8(ascii: ":") || next == UInt8(ascii: ".") && day != nil && year != nil {
      return takeTime(hour: number, &scanner)
    }
    if width == 4, next == UInt8(ascii: "-") || next == UInt8(ascii: "/"), day == nil, month == nil {
      return takeISODate(year: number, &scanner)
    }
    if day == nil, width <= 2, (1...31).contains(number) {
      day = number
    } else if year == nil, width >= 2 {
      year = Self.fullYear(number, width: width)
    } else {
      return false
    }
    return true
  }

  private mutating func takeISODate(year: Int, _ scanner: inout FieldScanner) -> Bool {
    scanner.position += 1
    guard let month = Self.digits(&scanner, limit: 2), (1...12).contains(month) else { return false }
    guard scanner.skip(UInt8(ascii: "-")) || scanner.skip(UInt8(ascii: "/")) else { return false }
    guard let day = Self.digits(&scanner, limit: 2) else { return false }
    if scanner.next == UInt8(ascii: "T") || scanner.next == UInt8(ascii: "t") { scanner.position += 1 }
    (self.year, self.month, self.day) = (year, month, day)
    return true
  }

  /// `hour:minute[:second[.fraction]]`, white space around the colons allowed.
  private mutating func takeTime(hour: Int, _ scanner: inout FieldScanner) -> Bool {
    scanner.position += 1
    scanner.skipBlanks()
    guard let minute = Self.digits(&scanner, limit: 2), hour < 25, minute < 60 else { return false }
    let end = scanner.position
    scanner.skipBlanks()
    var second = 0
    if scanner.next == UInt8(ascii: ":") || scanner.next == UInt8(ascii: ".") {
      scanner.position += 1
      scanner.skipBlanks()
      guard let seconds = Self.digits(&scanner, limit: 2), seconds <= 60 else { return false }
      second = seconds
      if scanner.next == UInt8(ascii: ".") { takeFraction(&scanner) }
    } else {
      scanner.position = end
    }
    guard hour < 24 || minute == 0 && second == 0 else { return false }
    secondsOfDay = hour * 3600 + minute * 60 + second
    return true
  }

  private mutating func takeFraction(_ scanner: inout FieldScanner) {
    scanner.position += 1
    var scale: Int64 = 100_000
    while let byte = scanner.next, byte.isDigit {
      fraction += Int64(byte - 0x30) * scale
      scale /= 10
      scanner.position += 1
    }
  }

  /// `+0200`, `+02:00`, `+2`.
  private mutating func takeOffset(_ scanner: inout FieldScanner) -> Bool {
    let isWest = scanner.next == UInt8(ascii: "-")
    scanner.position += 1
    while let byte = scanner.next, byte == UInt8(ascii: "-") || byte == UInt8(ascii: "+") { scanner.position += 1 }
    let start = scanner.position
    guard let number = Self.digits(&scanner, limit: 6) else { return true }
    let width = scanner.position - start
    var minutes = width <= 2 ? number * 60 : number / 100 * 60 + number % 100
    if width <= 2, scanner.skip(UInt8(ascii: ":")) { minutes += Self.digits(&scanner, limit: 2) ?? 0 }
    guard minutes <= 24 * 60 else { return true }
    zoneMinutes = isWest ? -minutes : minutes
    return true
  }

  /// A month, a zone, AM or PM; the day of the week and words nobody knows tell nothing.
  private mutating func takeWord(_ scanner: inout FieldScanner) -> Bool {
    let word = String(decoding: scanner.read { !$0.isLetter }, as: UTF8.self).lowercased()
    if month == nil, let number = Self.months.firstIndex(of: String(word.prefix(3))) {
      month = number + 1
    } else if let time = secondsOfDay, word == "am" || word == "pm" {
      if word == "pm", time < 12 * 3600 { secondsOfDay = time + 12 * 3600 }
      if word == "am", time >= 12 * 3600 { secondsOfDay = time - 12 * 3600 }
    } else if secondsOfDay != nil, zoneMinutes == nil {
      zoneMinutes = Self.zones[word]
    } else if secondsOfDay == nil {
      return word.utf8.count >= 2
    }
    return true
  }

  /// RFC 5322 4.3.
  private static func fullYear(_ year: Int, width: Int) -> Int {
    switch width {
    case 2: year < 50 ? 2000 + year : 1900 + year
    case 3: 1900 + year
    default: year
    }
  }

  private static func digits(_ scanner: inout FieldScanner, limit: Int) -> Int? {
    var number = 0
    var width = 0
    while let byte = scanner.next, byte.isDigit {
      guard width < limit else { return nil }
      number = number * 10 + Int(byte - 0x30)
      width += 1
      scanner.position += 1
    }
    return width > 0 ? number : nil
  }

  var microseconds: Int64? {
    guard let year, let month, let day, let secondsOfDay, (1...9999).contains(year),
      day >= 1, day <= Self.dayCount(month, of: year)
    else { return nil }
    let days = Self.daysSince1970(year: year, month: month, day: day)
    return (Int64(days) * 86_400 + Int64(secondsOfDay) - Int64(zoneMinutes ?? 0) * 60) * 1_000_000 + fraction
  }

  private static func dayCount(_ month: Int, of year: Int) -> Int {
    let isLeap = year % 4 == 0 && year % 100 != 0 || year % 400 == 0
    return month == 2 ? (isLeap ? 29 : 28) : [4, 6, 9, 11].contains(month) ? 30 : 31
  }

  /// Days in the proleptic Gregorian calendar, counted in years that start in March.
  private static func daysSince1970(year: Int, month: Int, day: Int) -> Int {
    let marchYear = month > 2 ? year : year - 1
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    return marchYear * 365 + marchYear / 4 - marchYear / 100 + marchYear / 400 + dayOfYear - 719_468
  }

  private static let months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]

  /// Minutes east of UTC. The military letters are left out: RFC 5322 4.3 calls them unknown, but for Z.
  private static let zones = [
    "ut": 0, "utc": 0, "gmt": 0, "z": 0, "wet": 0, "est": -300, "edt": -240, "cst": -360, "cdt": -300, "mst": -420,
    "mdt": -360, "pst": -480, "pdt": -420, "akst": -540, "akdt": -480, "hst": -600, "west": 60, "met": 60, "mez": 60,
    "cet": 60, "mest": 120, "mesz": 120, "cest": 120, "eet": 120, "sast": 120, "eest": 180, "msk": 180, "msd": 240,
    "hkt": 480, "sgt": 480, "jst": 540, "kst": 540, "aest": 600, "aedt": 660, "nzst": 720, "nzdt": 780,
  ]
}
