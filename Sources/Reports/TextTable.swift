/// Rows of text in columns, for a terminal of about 100 columns.
package struct TextTable {
  package enum Alignment { case left, right }
  private let headings: [String]
  private let alignments: [Alignment]
  private var rows: [[String]] = []

  package init(_ columns: [(heading: String, alignment: Alignment)]) {
    headings = columns.map(\.heading)
    alignments = columns.map(\.alignment)
  }

  package var isEmpty: Bool { rows.isEmpty }

  package mutating func add(_ cells: [String?]) {
    rows.append(cells.map { TerminalText.safe($0 ?? "-") })
  }

  package func text(indent: String = "") -> String {
    let widths = headings.indices.map { column in
      ([headings] + rows).map { $0[column].count }.max() ?? 0
    }
    return ([headings] + rows).map { row in
      let line = row.indices.map { pad(row[$0], widths[$0], alignments[$0]) }.joined(separator: "  ")
      return indent + String(line.reversed().drop { $0 == " " }.reversed()) + "\n"
    }.joined()
  }

  private func pad(_ cell: String, _ width: Int, _ alignment: Alignment) -> String {
    let space = String(repeating: " ", count: max(0, width - cell.count))
    return alignment == .left ? cell + space : space + cell
  }
}

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

  /// At most `width` characters, the last an ellipsis where something was cut.
  package static func cut(_ text: String, to width: Int) -> String {
    text.count <= width ? text : String(text.prefix(width - 1)) + "…"
  }

  /// Safe text in lines of at most 100 columns, broken at spaces, those after the first indented by `hanging`; a word
  /// that is longer stands alone.
  package static func wrapped(_ text: String, first: String, hanging: String) -> String {
    var lines: [String] = []
    var line = first
    var isEmpty = true
    for word in safe(text).split(separator: " ") {
      if !isEmpty, line.count + 1 + word.count > 100 {
        lines.append(line)
        line = hanging
        isEmpty = true
      }
      line += isEmpty ? String(word) : " " + word
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
