#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif
import Records

/// What cells turned into before, found by their bytes. The same users, clients and servers come in row after row, and
/// making a text anew takes longer than finding it. Each cell has one place, which the next one of that place takes.
struct RecentCells<Value> {
  private struct Entry {
    var cell: [UInt8]
    var value: Value
  }

  private var entries: [Entry?]

  private static var placeCount: Int { 1 << 12 }
  private static var lengthLimit: Int { 512 }

  init() { entries = Array(repeating: nil, count: Self.placeCount) }

  /// What `make` makes of the cell, or made of it before.
  mutating func value(
    of cell: UnsafeBufferPointer<UInt8>, _ make: (UnsafeBufferPointer<UInt8>) -> Value
  ) -> Value {
    guard let start = cell.baseAddress, cell.count <= Self.lengthLimit else { return make(cell) }
    let place = Int(truncatingIfNeeded: quickHash(UnsafeRawBufferPointer(cell))) & (Self.placeCount - 1)
    if let entry = entries[place], entry.cell.count == cell.count, memcmp(entry.cell, start, cell.count) == 0 {
      return entry.value
    }
    let value = make(cell)
    entries[place] = Entry(cell: Array(cell), value: value)
    return value
  }
}

extension RecentCells<String> {
  /// The cell as `FieldLogRow.text` gives it.
  mutating func text(_ row: FieldLogRow, _ column: Int?) -> String? {
    guard let column, column < row.cells.count, !row.cells[column].isEmpty else { return nil }
    return row.cells[column].hasDoubledQuotes ? row.text(column) : value(of: row[column], FieldLogRow.text)
  }
}
