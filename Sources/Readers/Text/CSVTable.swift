/// A small CSV file read whole: rows of text cells, with the line that each starts on, counted from 1.
package enum CSVTable {
  package struct Line: Sendable, Equatable {
    package let number: Int
    package let cells: [String]
  }

  /// Cells decoded as UTF-8, a byte order mark left out; rows without any text left out.
  package static func lines(of bytes: [UInt8]) -> [Line] {
    let text = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
    var lines: [Line] = []
    text.withUnsafeBufferPointer { buffer in
      var row = CSVRow()
      var start = 0
      var number = 1
      while start < buffer.count, row.scan(buffer, from: start, delimiter: UInt8(ascii: ","), isAtEnd: true) {
        let cells = row.cells.map { cell in
          var content: [UInt8] = []
          cell.unquote(buffer, into: &content)
          return String(decoding: content, as: UTF8.self)
        }
        if cells.contains(where: { !$0.isEmpty }) { lines.append(Line(number: number, cells: cells)) }
        number += buffer[row.range].count { $0 == 0x0A }
        start = max(row.range.upperBound, start + 1)
      }
    }
    return lines
  }
}
