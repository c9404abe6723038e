import Records

/// A line of a text without its end, and its place.
struct TextLine {
  private(set) var text: String
  private(set) var location: SourceLocation
  /// Whether every byte of it could be read.
  private(set) var isUTF8: Bool

  init(_ text: String, _ location: SourceLocation, isUTF8: Bool = true) {
    (self.text, self.location, self.isUTF8) = (text, location, isUTF8)
  }

  /// Whether a command goes on in the next line (about_Parsing): its last character is a backtick.
  var goesOn: Bool { text.utf8.last == UInt8(ascii: "`") }

  /// Goes on with `more`, the text of `line`.
  mutating func append(_ more: String, of line: TextLine) {
    if goesOn { text.removeLast() }
    text += "\n" + more
    isUTF8 = isUTF8 && line.isUTF8
    location.length = line.location.offset + line.location.length - location.offset
  }
}

extension TextLine {
  /// What is to be told of a command that holds bytes in another encoding.
  var damage: Defect? {
    isUTF8
      ? nil
      : Defect("line", "bytes that are no UTF-8 read as U+FFFD", "command kept as far as it can be read", at: location)
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
      let isUTF8 = window.bytes.withUnsafeBufferPointer { UnsafeBufferPointer(rebasing: $0[range]).isUTF8 }
      if let end {
        window.advance(to: end + 1)
      } else {
        if rest.count > lineLimit { cutCount += 1 }
        window.advance(to: range.upperBound)
        try window.skipLine()
      }
      return TextLine(text, location, isUTF8: isUTF8)
    }
  }
}
