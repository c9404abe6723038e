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
      ([headings] + rows).map { TerminalText.columns($0[column]) }.max() ?? 0
    }
    return ([headings] + rows).map { row in
      let line = row.indices.map { pad(row[$0], widths[$0], alignments[$0]) }.joined(separator: "  ")
      return indent + String(line.reversed().drop { $0 == " " }.reversed()) + "\n"
    }.joined()
  }

  private func pad(_ cell: String, _ width: Int, _ alignment: Alignment) -> String {
    let space = String(repeating: " ", count: max(0, width - TerminalText.columns(cell)))
    return alignment == .left ? cell + space : space + cell
  }
}
