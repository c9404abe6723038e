import GRDB

/// Why a case cannot be opened, written or relied on: what is wrong, where, and what to do next.
package struct CaseError: Error, Sendable, Equatable {
  package enum Kind: Sendable, Equatable {
    case missing, directory, noPermission, notADatabase, notACase, newerSchema, inUse, diskFull, damaged, inputOutput
    case unfinished, stale, custodyBroken, tooManyRows, unusable
  }
  package let kind: Kind
  package let path: String
  package let reason: String
  package let remedy: String

  package init(_ kind: Kind, at path: String, reason: String, remedy: String) {
    self.kind = kind
    self.path = path
    self.reason = reason
    self.remedy = remedy
  }
}

extension CaseError: CustomStringConvertible {
  package var description: String { "\(path): \(reason); \(remedy)" }
}

extension CaseError {
  /// What a result code of SQLite means for the examiner.
  init(sqlite code: ResultCode, message: String?, at path: String) {
    let detail = message.map { " (SQLite: \($0))" } ?? ""
    switch code.primaryResultCode {
    case .SQLITE_FULL:
      self.init(
        .diskFull, at: path, reason: "the disk is full; what was committed before is kept",
        remedy: "free space, then run `mailtrail examine` again with the same paths")
    case .SQLITE_BUSY, .SQLITE_LOCKED:
      self.init(.inUse, at: path, reason: "another program holds the case", remedy: "close it and run again")
    case .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_AUTH:
      self.init(
        .noPermission, at: path, reason: "the case cannot be written\(detail)",
        remedy: "check the permissions of the file and of its folder")
    case .SQLITE_CANTOPEN:
      self.init(
        .noPermission, at: path, reason: "the case cannot be opened\(detail)",
        remedy: "copy it, with the file ending -wal if there is one, to a folder that can be written")
    case .SQLITE_CORRUPT, .SQLITE_NOTADB:
      self.init(
        .damaged, at: path, reason: "the case is damaged\(detail)",
        remedy: "restore a copy of it, or examine the exhibits into a new case")
    case .SQLITE_IOERR:
      self.init(
        .inputOutput, at: path, reason: "the medium failed\(detail)",
        remedy: "check the medium, then run `mailtrail examine` again with the same paths")
    default:
      self.init(
        .unusable, at: path, reason: "SQLite refused\(detail)", remedy: "report this as a fault of mailtrail")
    }
  }
}

/// Runs `body` and tells an error of SQLite as a `CaseError` about `path`.
func translatingErrors<Value>(at path: String, _ body: () throws -> Value) throws -> Value {
  do {
    return try body()
  } catch let error as DatabaseError {
    throw CaseError(sqlite: error.extendedResultCode, message: error.message, at: path)
  }
}
