/// Content lines as iCalendar (RFC 5545, 3.1) and vCard (RFC 6350, 3.2) share them.
extension Moment {
  /// `20210303T064942Z`.
  var calendarTime: String { compactDate + "T" + isoTime.filter { $0 != ":" } + "Z" }
}

/// A text value: backslash, comma, semicolon and line break escaped.
func calendarText(_ text: String) -> String {
  var result = ""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\\", ",", ";":
      result += "\\"
      result.unicodeScalars.append(scalar)
    case "\n": result += "\\n"
    case "\r": break
    default: result.unicodeScalars.append(scalar)
    }
  }
  return result
}

/// A line and its CR LF, folded so that no part of it is longer than 75 octets or ends within a character.
func foldedCalendarLine(_ line: String) -> String {
  var result = ""
  var length = 0
  for scalar in line.unicodeScalars {
    let width = UTF8.width(scalar)
    if length + width > 75 {
      result += "\r\n "
      length = 1
    }
    result.unicodeScalars.append(scalar)
    length += width
  }
  return result + "\r\n"
}
