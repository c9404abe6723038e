package import GRDB

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A case: the evidence database in one SQLite file.
///
/// One process writes at a time; commands may read beside it, but for a case that is being made. Everything but the
/// bulk load goes through `read` and `write`; the load goes through an `EvidenceWriter`, which shares the connection.
package final class EvidenceDatabase: Sendable {
  package let path: String
  /// Whether this case was made just now.
  package let isNew: Bool
  let queue: DatabaseQueue
  /// Holds the lock; declared after the connection, and given up after it.
  private let file: CaseFile?

  private init(path: String, isNew: Bool, queue: DatabaseQueue, file: CaseFile?) {
    self.path = path
    self.isNew = isNew
    self.queue = queue
    self.file = file
  }

  /// Opens a case to work on it, or makes it. Refuses what is not ours before anything is written, and a case that
  /// another mailtrail is at work on.
  package static func openForWriting(_ path: String) throws -> EvidenceDatabase {
    let file = try CaseFile(path, for: .write)
    do {
      return try translatingErrors(at: path) {
        let queue = try DatabaseQueue(path: file.path, configuration: configuration(.write))
        try prepare(queue, path, isNew: file.isNew)
        return EvidenceDatabase(path: path, isNew: file.isNew, queue: queue, file: file)
      }
    } catch {
      file.removeIfEmpty()
      throw error
    }
  }

  /// Opens a case for a command that only looks. Where no examination is at work or was cut short, the file is read as
  /// it lies: nothing is written beside it, so that a read-only medium serves too.
  package static func openForReading(_ path: String) throws -> EvidenceDatabase {
    let file = try CaseFile(path, for: .read)
    if file.isBeingMade {
      throw CaseError(
        .inUse, at: path, reason: "this case is being made by another mailtrail", remedy: "wait until it is done")
    }
    return try translatingErrors(at: path) {
      let queue = try readingQueue(file)
      try queue.read { try refuseNewerSchema($0, path, mustBeComplete: true) }
      return EvidenceDatabase(path: path, isNew: false, queue: queue, file: file)
    }
  }

  /// An empty case in memory, for tests.
  package static func inMemory() throws -> EvidenceDatabase {
    let queue = try DatabaseQueue(configuration: configuration(.write))
    try Schema.migrator.migrate(queue)
    return EvidenceDatabase(path: ":memory:", isNew: true, queue: queue, file: nil)
  }

  package func read<Value>(_ body: (Database) throws -> Value) throws -> Value {
    try translatingErrors(at: path) { try queue.read(body) }
  }

  /// Runs `body` as a whole or not at all; inside the transaction of a load that is under way, as a part of it.
  @discardableResult
  package func write<Value>(_ body: (Database) throws -> Value) throws -> Value {
    try translatingErrors(at: path) {
      try queue.writeWithoutTransaction { db in
        var value: Value?
        try db.inSavepoint {
          value = try body(db)
          return .commit
        }
        guard let value else { throw DatabaseError(resultCode: .SQLITE_ABORT) }
        return value
      }
    }
  }

  /// Writes the write-ahead log into the database and empties it, where it is larger than so many bytes: each time costs
  /// several waits for the disk.
  package func truncateLog(largerThan limit: Int = 0) throws {
    guard logByteCount > limit else { return }
    try translatingErrors(at: path) {
      try queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA wal_checkpoint(TRUNCATE)") }
    }
  }

  private var logByteCount: Int {
    var status = stat()
    return stat(path + "-wal", &status) == 0 ? Int(status.st_size) : 0
  }

  private static let usualSynchrony = "PRAGMA synchronous = NORMAL"

  /// How much of the case SQLite keeps in memory and sorts at once, and by how many threads beside its own.
  static let usualLimits = "PRAGMA cache_size = -65536; PRAGMA threads = 2"

  private static func configuration(_ use: CaseFile.Use) -> Configuration {
    var configuration = Configuration()
    // A load leaves its transaction open from one batch to the next.
    configuration.allowsUnsafeTransactions = true
    configuration.busyMode = .timeout(10)
    configuration.prepareDatabase { db in
      try db.execute(
        sql: """
          PRAGMA secure_delete = OFF; PRAGMA temp.cache_size = -32768; \(usualSynchrony); \(usualLimits)
          """)
      switch use {
      case .read: try db.execute(sql: "PRAGMA query_only = ON")
      case .write: try BulkInsert.register(db)
      }
    }
    return configuration
  }

  /// The application id goes in first and by itself, so that a kill at any moment leaves a file that is empty or known to
  /// be ours. It is asked of SQLite: a file known to be ours may hold nothing, once SQLite has rolled back the making of
  /// it.
  ///
  /// A new case is nobody else's until it is done. It does without a write-ahead log: pages that are added are written
  /// once instead of twice. Work on a case that others may be reading goes through the log.
  private static func prepare(_ queue: DatabaseQueue, _ path: String, isNew: Bool) throws {
    try queue.writeWithoutTransaction { db in
      if try Int32.fetchOne(db, sql: "PRAGMA application_id") != Schema.applicationID {
        try db.execute(sql: "PRAGMA page_size = 8192; PRAGMA application_id = \(Schema.applicationID)")
      } else {
        try refuseNewerSchema(db, path, mustBeComplete: false)
      }
      try db.execute(sql: isNew ? "PRAGMA locking_mode = EXCLUSIVE" : "PRAGMA journal_mode = WAL")
      // What holds nothing yet need not wait for the disk, migration by migration; the first commit of evidence does,
      // and for all that came before.
      if isNew { try db.execute(sql: "PRAGMA synchronous = OFF") }
    }
    try Schema.migrator.migrate(queue)
    try queue.writeWithoutTransaction { try $0.execute(sql: usualSynchrony) }
  }

  private static func refuseNewerSchema(_ db: Database, _ path: String, mustBeComplete: Bool) throws {
    if try Schema.migrator.hasBeenSuperseded(db) {
      throw CaseError(
        .newerSchema, at: path, reason: "this case was written by a newer mailtrail",
        remedy: "use that version or later")
    }
    if mustBeComplete, try !Schema.migrator.hasCompletedMigrations(db) {
      throw CaseError(
        .unfinished, at: path, reason: "this case was begun, or made by an older mailtrail, and is not complete",
        remedy: "run `mailtrail examine` on it again")
    }
  }

  private static func readingQueue(_ file: CaseFile) throws -> DatabaseQueue {
    var configuration = configuration(.read)
    if file.isLocked, !file.hasJournal {
      configuration.readonly = true
      return try DatabaseQueue(path: "file:\(escaped(file.path))?immutable=1", configuration: configuration)
    }
    do {
      return try DatabaseQueue(path: file.path, configuration: configuration)
    } catch {
      configuration.readonly = true
      return try DatabaseQueue(path: file.path, configuration: configuration)
    }
  }

  private static func escaped(_ path: String) -> String {
    path.utf8.map { byte in
      switch byte {
      case UInt8(ascii: "%"): "%25"
      case UInt8(ascii: "?"): "%3f"
      case UInt8(ascii: "#"): "%23"
      default: byte < 0x80 ? String(UnicodeScalar(byte)) : "%" + String(byte, radix: 16)
      }
    }.joined()
  }
}
