import GRDB

/// The secondary indexes on evidence: made after a load rather than kept up during one.
enum EvidenceIndexes {
  /// Takes the indexes away where the new bytes exceed a fifth of those read before, or none were.
  static func dropBeforeLoad(_ db: Database, newByteCount: Int64) throws {
    let sum = "SELECT SUM(byte_count) FROM exhibit WHERE parent_exhibit_id IS NULL AND state <> 'reading'"
    let read = try Int64.fetchOne(db, sql: sum) ?? 0
    guard newByteCount > read / 5 else { return }
    for (name, _) in evidenceIndexes { try db.execute(sql: "DROP INDEX IF EXISTS \(name)") }
    try CaseStep.indexes.forget(db)
  }

  /// SQLite sorts as much at once as the cache of pages may hold. In pieces that a core has in its own cache that takes
  /// half the time, and less without threads.
  static func make(_ db: Database) throws {
    try db.execute(sql: "PRAGMA cache_size = -4096; PRAGMA threads = 0")
    for (name, columns) in evidenceIndexes { try db.execute(sql: "CREATE INDEX IF NOT EXISTS \(name) ON \(columns)") }
    try db.execute(sql: EvidenceDatabase.usualLimits)
  }
}
