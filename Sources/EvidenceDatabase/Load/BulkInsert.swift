import CBulkRows
import GRDB
import GRDBSQLite

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Rows for one table, gathered and written many at a time: values are bound column by column, left to right.
///
/// `INSERT … SELECT` from the rows in memory takes half the time of an `INSERT … VALUES` for each, which looks for its
/// place in the table anew every time. What was gathered and not flushed is not in the table yet.
final class BulkInsert {
  private let connection: OpaquePointer
  private let statement: OpaquePointer
  private let columnCount: Int
  /// Where SQLite finds the rows; stays where it is.
  private let batch = UnsafeMutablePointer<cbulkrows_batch>.allocate(capacity: 1)
  private let cells: UnsafeMutableBufferPointer<cbulkrows_cell>
  private var nextCell = 0
  private var rowCount = 0
  private var texts = UnsafeMutableRawBufferPointer.allocate(byteCount: usualTextBytes, alignment: 1)
  private var textBytes = 0
  /// Bytes bound since `takeBoundBytes`.
  private var boundBytes = 0

  /// As many as stay in the cache of a core until they are written.
  private static let rowLimit = 512
  private static let usualTextBytes = 1 << 18

  /// Makes known to SQLite what the statements read from; once for each connection.
  static func register(_ db: Database) throws {
    let code = cbulkrows_register(db.sqliteConnection)
    guard code == SQLITE_OK else { throw DatabaseError(resultCode: ResultCode(rawValue: code)) }
  }

  /// Into `table` with `count` columns, at most 32.
  init(_ db: Database, into table: String, columns count: Int, orIgnore: Bool = false) throws {
    guard let connection = db.sqliteConnection else { throw DatabaseError(resultCode: .SQLITE_MISUSE) }
    let columns = (1...count).map { "c\($0)" }.joined(separator: ",")
    let sql = "INSERT \(orIgnore ? "OR IGNORE " : "")INTO \(table) SELECT \(columns) FROM bulk_rows(?)"
    var prepared: OpaquePointer?
    var code = sqlite3_prepare_v3(connection, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &prepared, nil)
    if code == SQLITE_OK { code = cbulkrows_bind(prepared, 1, batch) }
    guard code == SQLITE_OK, let prepared else {
      throw DatabaseError(resultCode: ResultCode(rawValue: code), message: String(cString: sqlite3_errmsg(connection)))
    }
    self.connection = connection
    statement = prepared
    columnCount = count
    cells = .allocate(capacity: Self.rowLimit * count)
  }

  deinit {
    sqlite3_finalize(statement)
    batch.deallocate()
    cells.deallocate()
    texts.deallocate()
  }

  // MARK: Values

  func bind(_ value: Int64?) {
    boundBytes += 8
    add(value.map { cbulkrows_cell(value: $0, size: Int64(cbulkrows_integer)) } ?? Self.null)
  }

  func bind(_ value: Bool?) { bind(value.map { $0 ? 1 : 0 } as Int64?) }

  /// Offsets and lengths; what SQLite's integers cannot hold stands as the greatest that they can.
  func bind(_ value: UInt64?) { bind(value.map { Int64(clamping: $0) }) }

  func bind(_ value: String?) {
    guard var text = value else { return add(Self.null) }
    text.withUTF8 { bytes in bytes.withoutNULs { addText($0.count).copyMemory(from: UnsafeRawBufferPointer($0)) } }
  }

  /// The text in lower case; NULL where that is the same.
  func bind(lowerCaseOf value: String?) {
    guard var text = value else { return add(Self.null) }
    let isBound = text.withUTF8 { bytes in
      let (isASCII, hasCapitals) = bytes.asciiCase
      guard isASCII else { return false }
      guard hasCapitals else {
        add(Self.null)
        return true
      }
      bytes.withoutNULs { text in
        let place = addText(text.count)
        for index in text.indices { place[index] = text[index].lowerCasedASCII }
      }
      return true
    }
    if !isBound { bind(lowerCased(text)) }
  }

  private static var null: cbulkrows_cell { cbulkrows_cell(value: 0, size: Int64(cbulkrows_null)) }

  /// Where the bytes of a text go.
  private func addText(_ byteCount: Int) -> UnsafeMutableRawBufferPointer {
    if texts.count - textBytes < byteCount { makeRoom(for: byteCount) }
    add(cbulkrows_cell(value: Int64(textBytes), size: Int64(byteCount)))
    defer { textBytes += byteCount }
    boundBytes += byteCount
    return UnsafeMutableRawBufferPointer(rebasing: texts[textBytes..<textBytes + byteCount])
  }

  private func makeRoom(for byteCount: Int) {
    let larger = UnsafeMutableRawBufferPointer.allocate(
      byteCount: max(textBytes + byteCount, texts.count + Self.usualTextBytes), alignment: 1)
    larger.copyMemory(from: UnsafeRawBufferPointer(rebasing: texts[..<textBytes]))
    texts.deallocate()
    texts = larger
  }

  private func add(_ cell: cbulkrows_cell) {
    cells[nextCell] = cell
    nextCell += 1
  }

  // MARK: Rows

  /// Ends the row; the table may have it only after `flush`.
  func endRow() throws {
    rowCount += 1
    if rowCount == Self.rowLimit || textBytes >= Self.usualTextBytes { try flush() }
  }

  /// Writes what was gathered.
  func flush() throws {
    guard rowCount > 0 else { return }
    batch.pointee = cbulkrows_batch(
      cells: cells.baseAddress, texts: UnsafeRawPointer(texts.baseAddress), column_count: Int64(columnCount),
      row_count: Int64(rowCount))
    let code = sqlite3_step(statement)
    sqlite3_reset(statement)
    guard code == SQLITE_DONE else {
      throw DatabaseError(resultCode: ResultCode(rawValue: code), message: String(cString: sqlite3_errmsg(connection)))
    }
    (rowCount, nextCell, textBytes) = (0, 0, 0)
    if texts.count > 4 * Self.usualTextBytes {
      texts.deallocate()
      texts = .allocate(byteCount: Self.usualTextBytes, alignment: 1)
    }
  }

  func takeBoundBytes() -> Int {
    defer { boundBytes = 0 }
    return boundBytes
  }
}

extension UnsafeBufferPointer<UInt8> {
  /// SQL ends a text at a NUL, so that two texts would read alike: one stands as U+FFFD.
  func withoutNULs(_ body: (UnsafeBufferPointer<UInt8>) -> Void) {
    guard let start = baseAddress, memchr(start, 0, count) != nil else { return body(self) }
    var text: [UInt8] = []
    text.reserveCapacity(count + 64)
    for byte in self { if byte == 0 { text += "\u{FFFD}".utf8 } else { text.append(byte) } }
    text.withUnsafeBufferPointer(body)
  }
}
