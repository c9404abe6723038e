package import Bytes
#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A file that was handed over, or something in a handed-over folder that cannot be read and is told all the same.
package struct FoundFile: Sendable, Equatable {
  /// Absolute, as `EvidencePath` shows it.
  package let path: String
  /// Below what was named on the command line, with the name of that folder, or of the file's folder, in front.
  package let relativePath: String
  package let identity: FileIdentity?
  /// Why it cannot be an exhibit that is read; nil for a regular file.
  package let problem: String?
}

/// What tells whether a file is still the one that was seen.
package struct FileIdentity: Sendable, Equatable {
  package let byteCount: Int64
  package let inode: UInt64
  /// Microseconds since 1970 UTC.
  package let modifiedAt: Int64

  package init(path: String) throws(SourceError) {
    var status = stat()
    guard stat(terminated(EvidencePath.bytes(path)), &status) == 0 else {
      throw SourceError(lastErrorOn: path, while: "look at")
    }
    self.init(status)
  }

  fileprivate init(_ status: stat) {
    byteCount = Int64(status.st_size)
    inode = UInt64(status.st_ino)
    modifiedAt = Int64(status.st_mtim.tv_sec) * 1_000_000 + Int64(status.st_mtim.tv_nsec) / 1000
  }
}

/// Finds the files below the paths of the command line, in an order that depends on names alone.
package enum EvidenceWalk {
  /// Folders deeper than this are told, not entered.
  private static let depthLimit = 256

  /// Throws where a path itself does not exist or cannot be opened: the examiner meant something else.
  package static func files(under paths: [String]) throws(SourceError) -> [FoundFile] {
    var found: [FoundFile] = []
    // By bytes: two names that Unicode counts as equal are two files.
    var seen: Set<[UInt8]> = []
    for argument in paths {
      let path = try absolute(argument)
      var status = stat()
      guard stat(terminated(path), &status) == 0 else {
        throw SourceError(lastErrorOn: argument, while: "open")
      }
      guard access(terminated(path), R_OK) == 0 else { throw SourceError(lastErrorOn: argument, while: "read") }
      for file in files(at: path, status, root: parent(of: path).count, depth: 0)
      where seen.insert(EvidencePath.bytes(file.path)).inserted {
        found.append(file)
      }
    }
    return found
  }

  /// A path of the command line as `FoundFile.path` shows it. Throws where it does not exist.
  package static func shownPath(of path: String) throws(SourceError) -> String {
    EvidencePath.shown(try absolute(path))
  }

  /// Why a file that an earlier walk found, by `FoundFile.path`, is not to be opened; nil where it may be.
  package static func problem(at path: String) -> String? {
    var status = stat()
    guard lstat(terminated(EvidencePath.bytes(path)), &status) == 0 else { return nil }
    switch status.st_mode & S_IFMT {
    case S_IFREG: return nil
    case S_IFLNK: return linkProblem
    default: return kindProblem
    }
  }

  private static let linkProblem = "a symbolic link, not followed; name its target on the command line"
  private static let kindProblem = "not a regular file; it was not opened"

  private static func files(at path: [UInt8], _ status: stat, root: Int, depth: Int) -> [FoundFile] {
    let kind = status.st_mode & S_IFMT
    if kind == S_IFREG { return [file(path, root, isTop: depth == 0, identity: FileIdentity(status), problem: nil)] }
    guard kind == S_IFDIR else {
      return [file(path, root, isTop: depth == 0, identity: nil, problem: kindProblem)]
    }
    guard depth < depthLimit else {
      return [file(path, root, isTop: false, identity: nil, problem: "folders nested deeper than \(depthLimit)")]
    }
    guard let names = entries(of: path) else {
      let reason = String(cString: strerror(errno))
      return [file(path, root, isTop: false, identity: nil, problem: "the folder cannot be listed: \(reason)")]
    }
    return names.flatMap { name -> [FoundFile] in
      let member = path.last == UInt8(ascii: "/") ? path + name : path + [UInt8(ascii: "/")] + name
      var status = stat()
      guard lstat(terminated(member), &status) == 0 else {
        let reason = String(cString: strerror(errno))
        return [file(member, root, isTop: false, identity: nil, problem: "cannot be looked at: \(reason)")]
      }
      if status.st_mode & S_IFMT == S_IFLNK {
        return [file(member, root, isTop: false, identity: nil, problem: linkProblem)]
      }
      return files(at: member, status, root: root, depth: depth + 1)
    }
  }

  private static func file(
    _ path: [UInt8], _ root: Int, isTop: Bool, identity: FileIdentity?, problem: String?
  ) -> FoundFile {
    // A file named by itself is known by its folder too: alice/1.eml and bob/1.eml are two.
    let start = isTop ? parent(of: Array(path.prefix(max(root - 1, 0)))).count : root
    return FoundFile(
      path: EvidencePath.shown(path), relativePath: EvidencePath.shown(path.dropFirst(start)), identity: identity,
      problem: problem)
  }

  private static func entries(of path: [UInt8]) -> [[UInt8]]? {
    guard let folder = opendir(terminated(path)) else { return nil }
    defer { closedir(folder) }
    var names: [[UInt8]] = []
    while let entry = readdir(folder) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: UInt8.self, capacity: 256) { pointer in
          Array(UnsafeBufferPointer(start: pointer, count: 256).prefix { $0 != 0 })
        }
      }
      if name != [0x2E], name != [0x2E, 0x2E] { names.append(name) }
    }
    return names.sorted { $0.lexicographicallyPrecedes($1) }
  }

  private static func absolute(_ path: String) throws(SourceError) -> [UInt8] {
    var bytes = Array(path.utf8)
    while bytes.count > 1, bytes.last == UInt8(ascii: "/") { bytes.removeLast() }
    // As it was given, else as `EvidencePath` shows it.
    guard let resolved = realpath(terminated(bytes), nil) ?? realpath(terminated(EvidencePath.bytes(path)), nil) else {
      throw SourceError(lastErrorOn: path, while: "open")
    }
    defer { free(resolved) }
    return Array(UnsafeBufferPointer(start: resolved, count: strlen(resolved))).map { UInt8(bitPattern: $0) }
  }

  /// Up to and including the last slash before the name.
  private static func parent(of path: [UInt8]) -> [UInt8] {
    guard let slash = path.lastIndex(of: UInt8(ascii: "/")) else { return [] }
    return Array(path[...slash])
  }
}

func terminated(_ bytes: [UInt8]) -> [CChar] {
  bytes.map { CChar(bitPattern: $0) } + [0]
}
