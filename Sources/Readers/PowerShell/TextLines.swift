import Records

/// A line of a text without its end, and its place.
struct TextLine {
  private(set) var text: String
  private(set) var location: SourceLocation

  init(_ text: String, _ location: SourceLocation) { (self.text, self.location) = (text, location) }

  /// Whether a command goes on in the next line (about_Parsing): its last character is a backtick.
  var goesOn: Bool { text.utf8.last == UInt8(ascii: "`") }

  /// Goes on with `more`, the text of `line`.
  mutating func append(_ more: String, of line: TextLine) {
    if goesOn { text.removeLast() }
    text += "\n" + more
    location.length = line.location.offset + line.location.length - location.offset
  }
}

/// The lines of a text, each with its place.
struct TextLines {
  private let window: TextWindow
  private let lineLimit: Int
  /// How many lines were longer than the limit, and cut there.
  private(set) var cutCount = 0

  init(_ window: TextWindow, lineLimit: Int) {
    self.window = window
    self.lineLimit = lineLimit
  }

  /// The next line without its end; nil behind the last.
  mutating func next() throws -> TextLine? {
    while true {
      let rest = window.bytes[window.start...].prefix(lineLimit + 1)
      let end = rest.firstIndex(of: 0x0A)
      guard end != nil || rest.count > lineLimit || window.isAtEnd else {
        _ = try window.more()
        continue
      }
      guard !rest.isEmpty else { return nil }
      let range = window.start..<(end ?? min(rest.endIndex, window.start + lineLimit))
      let text = String(decoding: window.bytes[range], as: UTF8.self).trimmingSpace
      let location = window.location(of: range)
      if let end {
        window.advance(to: end + 1)
      } else {
        if rest.count > lineLimit { cutCount += 1 }
        window.advance(to: range.upperBound)
        try window.skipLine()
      }
      return TextLine(text, location)
    }
  }
}
