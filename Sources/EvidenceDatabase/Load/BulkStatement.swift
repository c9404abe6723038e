package import GRDB
import GRDBSQLite

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A prepared statement for many rows, on SQLite's C API: values are bound parameter by parameter, left to right, and
/// read column by column. Where GRDB takes 1 to 2 µs a row for its own account of it, this takes none.
///
/// Texts are gathered in a buffer that stays where it is until the row is written, so that SQLite takes no copies of
/// its own; only a text that the buffer cannot hold is handed over to be copied.
package final class BulkStatement {
  private let connection: OpaquePointer
  private let statement: OpaquePointer
  private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 1)
  private var used = 0
  private var column: Int32 = 0

  private static let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

  package init(_ db: Database, _ sql: String) throws {
    guard let connection = db.sqliteConnection else { throw DatabaseError(resultCode: .SQLITE_MISUSE) }
    var prepared: OpaquePointer?
    let code = sqlite3_prepare_v3(connection, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &prepared, nil)
    guard code == SQLITE_OK, let prepared else {
      throw DatabaseError(resultCode: ResultCode(rawValue: code), message: String(cString: sqlite3_errmsg(connection)))
    }
    self.connection = connection
    statement = prepared
  }

  /// `INSERT` into `table` with `count` values.
  package convenience init(_ db: Database, insertInto table: String, values count: Int) throws {
    let marks = Array(repeating: "?", count: count).joined(separator: ",")
    try self.init(db, "INSERT INTO \(table) VALUES (\(marks))")
  }

  deinit {
    sqlite3_finalize(statement)
    buffer.deallocate()
  }

  package func bind(_ value: Int64?) {
    column += 1
    if let value { sqlite3_bind_int64(statement, column, value) } else { sqlite3_bind_null(statement, column) }
  }

  package func bind(_ value: Bool?) { bind(value.map { $0 ? 1 : 0 } as Int64?) }

  /// Offsets and lengths; what SQLite's integers cannot hold stands as the greatest that they can.
  func bind(_ value: UInt64?) { bind(value.map { Int64(clamping: $0) }) }

  package func bind(_ value: String?) {
    column += 1
    guard let value else {
      sqlite3_bind_null(statement, column)
      return
    }
    var text = value
    text.withUTF8 { bytes in bytes.withoutNULs { bindWhole($0) } }
  }

  private func bindWhole(_ bytes: UnsafeBufferPointer<UInt8>) {
    guard let start = bytes.baseAddress, !bytes.isEmpty else {
      // A null pointer would bind NULL.
      sqlite3_bind_text64(statement, column, "", 0, Self.copied, UInt8(SQLITE_UTF8))
      return
    }
    guard let room = buffer.baseAddress, bytes.count <= buffer.count - used else {
      sqlite3_bind_text64(statement, column, start, UInt64(bytes.count), Self.copied, UInt8(SQLITE_UTF8))
      return
    }
    let place = room + used
    place.copyMemory(from: start, byteCount: bytes.count)
    used += bytes.count
    sqlite3_bind_text64(statement, column, place, UInt64(bytes.count), nil, UInt8(SQLITE_UTF8))
  }

  /// The parameters that have a name, without its colon, in the order of their first mention.
  package var parameterNames: [String] {
    (0..<sqlite3_bind_parameter_count(statement)).compactMap { place in
      sqlite3_bind_parameter_name(statement, place + 1).map { String(cString: $0 + 1) }
    }
  }

  /// Writes the row.
  package func run() throws {
    let code = sqlite3_step(statement)
    reset()
    if code != SQLITE_DONE { throw failure(code) }
  }

  /// The next row; false after the last, whereupon values may be bound anew.
  package func next() throws -> Bool {
    let code = sqlite3_step(statement)
    if code == SQLITE_ROW { return true }
    reset()
    if code != SQLITE_DONE { throw failure(code) }
    return false
  }

  package var columnNames: [String] {
    (0..<sqlite3_column_count(statement)).map { sqlite3_column_name(statement, $0).map { String(cString: $0) } ?? "" }
  }

  /// A column of the row at hand; nil for NULL.
  package func integer(_ column: Int32) -> Int64? {
    sqlite3_column_type(statement, column) == SQLITE_NULL ? nil : sqlite3_column_int64(statement, column)
  }

  /// A column of the row at hand; nil for NULL.
  package func text(_ column: Int32) -> String? {
    guard let start = sqlite3_column_text(statement, column) else { return nil }
    let count = Int(sqlite3_column_bytes(statement, column))
    return String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
  }

  /// The first row's integers, nil where there is no row; NULL as 0.
  func firstInteger() throws -> Int64? {
    let code = sqlite3_step(statement)
    defer { reset() }
    switch code {
    case SQLITE_ROW: return sqlite3_column_int64(statement, 0)
    case SQLITE_DONE: return nil
    default: throw failure(code)
    }
  }

  private func reset() {
    sqlite3_reset(statement)
    column = 0
    used = 0
  }

  private func failure(_ code: Int32) -> DatabaseError {
    DatabaseError(resultCode: ResultCode(rawValue: code), message: String(cString: sqlite3_errmsg(connection)))
  }
}
