import Crypto
import GRDB
import Records

/// SHA-256 over rows, each value with its type and length in front, so that no two row sets read alike.
struct RowHash {
  private var hash = SHA256()

  mutating func add(_ db: Database, sql: String) throws { try add(db.makeStatement(sql: sql)) }

  mutating func add(_ statement: Statement, arguments: StatementArguments? = nil) throws {
    let rows = try Row.fetchCursor(statement, arguments: arguments)
    while let row = try rows.next() { add(row) }
  }

  /// Adds a row from the column at `first` on.
  mutating func add(_ row: Row, from first: Int = 0) {
    for value in row.databaseValues.dropFirst(first) { add(value) }
    add("\n", "")
  }

  mutating func add(_ text: String) { add("t\(text.utf8.count):", text) }

  private mutating func add(_ value: DatabaseValue) {
    switch value.storage {
    case .null: add("n", "")
    case .int64(let number): add("i\(number);", "")
    case .double(let number): add("d\(number.bitPattern);", "")
    case .string(let text): add(text)
    case .blob(let bytes):
      add("b\(bytes.count):", "")
      hash.update(data: bytes)
    }
  }

  private mutating func add(_ prefix: String, _ text: String) {
    var prefix = prefix
    var text = text
    prefix.withUTF8 { hash.update(bufferPointer: UnsafeRawBufferPointer($0)) }
    text.withUTF8 { hash.update(bufferPointer: UnsafeRawBufferPointer($0)) }
  }

  /// 64 lower-case hexadecimal digits.
  func finish() -> String { hexadecimal(Array(hash.finalize())) }
}
