/// Text from evidence, made safe for a terminal: no control codes, no characters that change direction or hide.
package enum TerminalText {
  package static func safe(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: isUnsafe) else { return text }
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars { result.append(isUnsafe(scalar) ? "\u{FFFD}" : scalar) }
    return String(result)
  }

  /// The same over several lines, whose breaks and tabs stay. To Swift a carriage return and a line feed are one
  /// character, which is no "\n".
  package static func safeLines(_ text: String) -> String {
    text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }.map { line in
      line.split(separator: "\t", omittingEmptySubsequences: false).map { safe(String($0)) }.joined(separator: "\t")
    }.joined(separator: "\n")
  }

  /// How many columns of a terminal a text takes: two for each character that East Asian scripts and emoji write wide
  /// (Unicode Standard Annex 11).
  package static func columns(_ text: String) -> Int {
    if text.utf8.allSatisfy({ $0 < 0x80 }) { return text.utf8.count }
    return text.reduce(0) { $0 + columns($1) }
  }

  private static func columns(_ character: Character) -> Int {
    guard let first = character.unicodeScalars.first else { return 0 }
    return wide.contains { $0.contains(first.value) } ? 2 : 1
  }

  private static let wide: [ClosedRange<UInt32>] = [
    0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x4DBF, 0x4E00...0xA4CF, 0xA960...0xA97C, 0xAC00...0xD7A3,
    0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF01...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F680...0x1F6FF,
    0x1F900...0x1F9FF, 0x20000...0x3FFFD,
  ]

  /// At most `width` columns, the last an ellipsis where something was cut.
  package static func cut(_ text: String, to width: Int) -> String {
    guard columns(text) > width else { return text }
    var kept = ""
    var used = 0
    for character in text {
      used += columns(character)
      if used >= width { break }
      kept.append(character)
    }
    return kept + "…"
  }

  /// Safe text in lines of at most 100 columns, broken at spaces, those after the first indented by `hanging`; a word
  /// that is longer stands alone.
  package static func wrapped(_ text: String, first: String, hanging: String) -> String {
    var lines: [String] = []
    var line = first
    var used = columns(first)
    var isEmpty = true
    for word in safe(text).split(separator: " ") {
      let width = columns(String(word))
      if !isEmpty, used + 1 + width > 100 {
        lines.append(line)
        (line, used, isEmpty) = (hanging, columns(hanging), true)
      }
      line += isEmpty ? String(word) : " " + word
      used += isEmpty ? width : 1 + width
      isEmpty = false
    }
    lines.append(line)
    return lines.joined(separator: "\n") + "\n"
  }

  private static func isUnsafe(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate: true
    default: false
    }
  }
}

/// Sizes as people read them: `712 B`, `1.4 MB`.
package func byteText(_ count: Int64) -> String {
  if count < 1000 { return "\(count) B" }
  var unit = "kB"
  var tenths = (Double(count) / 100).rounded()
  for larger in ["MB", "GB", "TB"] where tenths >= 10_000 {
    unit = larger
    tenths = (tenths / 1000).rounded()
  }
  return "\(Int64(tenths) / 10).\(Int64(tenths) % 10) \(unit)"
}

/// A record's id as people write it: exhibit number, colon, place in the exhibit. `mailtrail show` takes it.
package func recordName(_ id: Int64) -> String { "\(id >> 32):\(id & 0xFFFF_FFFF)" }
