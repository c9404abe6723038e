#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The file of a case, looked at and locked before SQLite sees it, so that nothing foreign is ever written to.
///
/// The lock is an advisory `flock` on the database itself: it leaves no file behind and ends with the process, however
/// that ends. SQLite locks with `fcntl`, which does not meet it; but closing any descriptor of a file drops the
/// process's `fcntl` locks on it, so a `CaseFile` outlives the connection.
final class CaseFile: Sendable {
  enum Use: Sendable { case write, read }

  /// Absolute, so that SQLite never takes it for a URI.
  let path: String
  /// Whether the file held nothing yet.
  let isNew: Bool
  /// Whether no writer is at work on the case; always so for `Use.write`.
  let isLocked: Bool
  /// Whether a writer is at work on a case that nobody may read before it is done: one without a write-ahead log.
  let isBeingMade: Bool
  private let descriptor: Int32

  init(_ givenPath: String, for use: Use) throws(CaseError) {
    path = Self.absolute(givenPath)
    var status = stat()
    let exists = stat(path, &status) == 0
    if exists, status.st_mode & S_IFMT != S_IFREG { throw .notAFile(givenPath) }
    let flags = use == .write ? O_RDWR | O_CREAT : O_RDONLY
    descriptor = open(path, flags | O_CLOEXEC | O_NOCTTY, 0o644)
    guard descriptor >= 0 else { throw .cannotOpen(givenPath, for: use, errno) }
    do throws(CaseError) {
      isLocked = try Self.lock(descriptor, for: use, path)
      guard fstat(descriptor, &status) == 0 else { throw CaseError.cannotOpen(givenPath, for: use, errno) }
      isNew = status.st_size == 0
      if use == .read, isNew {
        throw CaseError(
          .unfinished, at: path, reason: "this case is still empty", remedy: "run `mailtrail examine` on it first")
      }
      let hasLogMode = isNew ? true : try Self.check(descriptor, path)
      isBeingMade = !isLocked && !hasLogMode
    } catch {
      close(descriptor)
      throw error
    }
  }

  deinit { close(descriptor) }

  /// Whether a journal with content lies beside the case: SQLite has to look at it before the case can be read.
  var hasJournal: Bool {
    ["-wal", "-journal"].contains { ending in
      var status = stat()
      return stat(path + ending, &status) == 0 && status.st_size > 0
    }
  }

  /// Takes back the creation of a file that nothing could be written to.
  func removeIfEmpty() {
    var status = stat()
    if isNew, fstat(descriptor, &status) == 0, status.st_size == 0 { unlink(path) }
  }

  private static func lock(_ descriptor: Int32, for use: Use, _ path: String) throws(CaseError) -> Bool {
    if flock(descriptor, (use == .write ? LOCK_EX : LOCK_SH) | LOCK_NB) == 0 { return true }
    let code = errno
    // Some mounts know no locks: a command that only looks goes on, as nobody can be seen to be at work.
    if use == .read { return code != EWOULDBLOCK }
    guard code == EWOULDBLOCK else { throw .cannotOpen(path, for: use, code) }
    throw CaseError(
      .inUse, at: path, reason: "another mailtrail is at work on this case", remedy: "wait until it is done")
  }

  /// The header of an SQLite file: magic at 0, way of writing at 18 (2 for a write-ahead log), application id at 68.
  /// Returns whether it is written through a write-ahead log.
  private static func check(_ descriptor: Int32, _ path: String) throws(CaseError) -> Bool {
    var header = [UInt8](repeating: 0, count: 72)
    let count = pread(descriptor, &header, header.count, 0)
    guard count == header.count, header.starts(with: Array("SQLite format 3".utf8) + [0]) else {
      throw CaseError(
        .notADatabase, at: path, reason: "this is not an SQLite database, so no evidence database",
        remedy: "name another file for --case; nothing was written to this one")
    }
    let application = header[68..<72].reduce(0) { $0 << 8 | UInt32($1) }
    guard application == UInt32(bitPattern: Schema.applicationID) else {
      throw CaseError(
        .notACase, at: path, reason: "this SQLite database was not made by mailtrail",
        remedy: "name another file for --case; nothing was written to this one")
    }
    return header[18] == 2
  }

  private static func absolute(_ path: String) -> String {
    guard !path.hasPrefix("/"), let folder = getcwd(nil, 0) else { return path }
    defer { free(folder) }
    return String(cString: folder) + "/" + path
  }
}

extension CaseError {
  fileprivate static func notAFile(_ path: String) -> CaseError {
    CaseError(
      .directory, at: path, reason: "this is a folder or a device, not a file",
      remedy: "name a file, for example case.sqlite in that folder")
  }

  fileprivate static func cannotOpen(_ path: String, for use: CaseFile.Use, _ code: Int32) -> CaseError {
    let reason = String(cString: strerror(code))
    switch code {
    case ENOENT where use == .read:
      return CaseError(
        .missing, at: path, reason: "there is no such case", remedy: "make it with `mailtrail examine PATH --case CASE`"
      )
    case ENOENT, ENOTDIR:
      return CaseError(
        .missing, at: path, reason: "the folder of the case does not exist", remedy: "create it, or name another")
    case EACCES, EPERM, EROFS:
      return CaseError(
        .noPermission, at: path, reason: "no permission (\(reason))",
        remedy: "check the permissions of the file and of its folder, or name another place")
    case ENOSPC, EDQUOT:
      return CaseError(.diskFull, at: path, reason: "the disk is full", remedy: "free space, then run again")
    case EISDIR: return notAFile(path)
    default:
      return CaseError(.inputOutput, at: path, reason: "cannot be opened (\(reason))", remedy: "check the medium")
    }
  }
}
