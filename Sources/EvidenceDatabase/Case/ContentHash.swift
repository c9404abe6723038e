import GRDB

/// SHA-256 over what a case says, whichever machine, number of cores, order of writing or interruption it came from.
///
/// In it: every exhibit (by its relative path and SHA-256), each with its evidence in the order of the source; the
/// indicators; every derived table, its rows sorted by their own columns. Rows are named by content: a record by
/// exhibit and ordinal, a mailbox by its names, a session by its fingerprint, a finding by what it says.
/// Not in it: ids of the database, interned or numbered; paths as given, inodes and times of the files; `custody_entry`,
/// `case_step` and all else that tells of the run. Each row is hashed as in `RowHash`, each table under its name.
struct ContentHash {
  private let db: Database
  private var hash = RowHash()

  static func of(_ db: Database) throws -> String {
    var content = ContentHash(db: db)
    try content.addExhibits()
    try content.addConclusions()
    return content.hash.finish()
  }

  private init(db: Database) { self.db = db }

  private mutating func addExhibits() throws {
    hash.add("exhibits")
    let exhibits = try Row.fetchAll(db, sql: exhibitRows)
    for exhibit in exhibits {
      hash.add(exhibit, from: 1)
      let range = RowID.range(of: exhibit["exhibit_id"])
      for (name, sql) in evidenceRows {
        hash.add(name)
        try hash.add(db.cachedStatement(sql: sql), arguments: [range.lowerBound, range.upperBound])
      }
    }
  }

  private mutating func addConclusions() throws {
    let mailboxKey = Self.function("mailbox_key", try keys(sql: mailboxKeys))
    db.add(function: mailboxKey)
    defer { db.remove(function: mailboxKey) }
    let findingKey = Self.function("finding_key", try keys(sql: findingKeys))
    db.add(function: findingKey)
    defer { db.remove(function: findingKey) }
    for (name, sql) in conclusionRows {
      hash.add(name)
      let columns = try db.makeStatement(sql: sql).columnCount
      let order = (1...columns).map(String.init).joined(separator: ",")
      try hash.add(db.makeStatement(sql: "SELECT * FROM (\(sql)) ORDER BY \(order)"))
    }
  }

  /// Hashes of rows that begin with an id, all rows of one id together.
  private func keys(sql: String) throws -> [Int64: String] {
    var hashes: [Int64: RowHash] = [:]
    let rows = try Row.fetchCursor(db, sql: sql)
    while let row = try rows.next() {
      let id: Int64 = row[0]
      hashes[id, default: RowHash()].add(row, from: 1)
    }
    return hashes.mapValues { $0.finish() }
  }

  private static func function(_ name: String, _ keys: [Int64: String]) -> DatabaseFunction {
    DatabaseFunction(name, argumentCount: 1, pure: true) { values in
      Int64.fromDatabaseValue(values[0]).flatMap { keys[$0] }
    }
  }
}

/// The names whose rows the content hash covers.
package let contentHashNames = ["exhibit"] + (evidenceRows + conclusionRows).map(\.name)

extension EvidenceDatabase {
  /// The same for the same input, however it was worked on; see `ContentHash`.
  package func logicalContentHash() throws -> String { try read { try ContentHash.of($0) } }
}

extension EvidenceDatabase {
  /// What SQLite finds wrong with the file, at most a hundred problems; empty where it is in order.
  package func integrityProblems() throws -> [String] {
    try read { db in
      try String.fetchAll(db, sql: "PRAGMA integrity_check(100)").filter {
        try $0 != "ok" && !Self.isFalseAlarm($0, db)
      }
    }
  }

  /// SQLite 3.40 takes columns of tables WITHOUT ROWID for others and finds NULL where none is: the table itself is asked.
  private static func isFalseAlarm(_ problem: String, _ db: Database) throws -> Bool {
    let prefix = "NULL value in "
    guard problem.hasPrefix(prefix) else { return false }
    let parts = problem.dropFirst(prefix.count).split(separator: ".").map(String.init)
    guard parts.count == 2, try db.tableExists(parts[0]) else { return false }
    let sql =
      "SELECT COUNT(*) FROM \(parts[0].quotedDatabaseIdentifier) WHERE \(parts[1].quotedDatabaseIdentifier) IS NULL"
    return try Int.fetchOne(db, sql: sql) == 0
  }
}
