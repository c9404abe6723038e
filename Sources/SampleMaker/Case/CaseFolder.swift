import Crypto
import Glibc

/// The folder that a case grows in: a hidden sibling of where it is to stand, put into place when it is whole, so that
/// a half-made case never looks like one.
package struct CaseFolder: Sendable {
  /// Where the case is to stand.
  package let target: String
  /// Where it grows.
  package let staging: String

  /// The target must not exist, or be an empty folder.
  package init(for path: String) throws(MakerError) {
    target = try place(of: path)
    let (parent, name) = split(target)
    guard isFolder(parent) else { throw MakerError("\(parent) is no folder; make it first") }
    var template = Array((parent + "/." + name + ".making-XXXXXX").utf8CString)
    guard mkdtemp(&template) != nil else { throw MakerError("cannot make a folder in \(parent): \(systemReason())") }
    staging = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    guard chmod(staging, 0o755) == 0 else { throw MakerError("cannot make \(staging): \(systemReason())") }
  }

  /// The full path of a file of the case; the folders above it are made.
  package func path(_ relative: String) throws(MakerError) -> String {
    var folder = staging
    for name in relative.split(separator: "/").dropLast() {
      folder += "/" + name
      guard mkdir(folder, 0o755) == 0 || errno == EEXIST else {
        throw MakerError("cannot make \(folder): \(systemReason())")
      }
    }
    return staging + "/" + relative
  }

  /// A new file of the case.
  package func file(_ relative: String) throws(MakerError) -> OutputFile {
    try OutputFile(creating: path(relative))
  }

  /// Writes a small file in one go.
  package func write(_ text: String, to relative: String) throws(MakerError) {
    let file = try file(relative)
    try file.append(text.utf8)
    _ = try file.finish()
  }

  /// Puts the case into place.
  package func finish() throws(MakerError) {
    guard rename(staging, target) == 0 else { throw MakerError("cannot put the case at \(target): \(systemReason())") }
  }

  /// Takes away the folder in which mailboxes wrote their parts of the truth.
  func removeParts() throws(MakerError) {
    guard rmdir(staging + "/parts") == 0 else { throw MakerError("cannot take away parts: \(systemReason())") }
  }

  /// Takes away what was made, after an error.
  package func remove() { removeTree(staging) }
}

/// Takes away a file that only helped to make another.
func removeFile(_ path: String) throws(MakerError) {
  guard unlink(path) == 0 else { throw MakerError("cannot take away \(path): \(systemReason())") }
}

private func removeTree(_ path: String) {
  for name in namesIn(path) ?? [] { removeTree(path + "/" + name) }
  _ = Glibc.remove(path)
}

/// Of a file that is complete; the hash in lower-case hexadecimal digits.
func sizeAndHash(of path: String) throws(MakerError) -> (byteCount: Int64, sha256: String) {
  var hash = SHA256()
  var size: Int64 = 0
  try readPieces(of: path) { piece in
    size += Int64(piece.count)
    hash.update(data: piece)
  }
  return (size, hexadecimal(hash.finalize()))
}

func readPieces(
  of path: String, _ use: (ArraySlice<UInt8>) throws(MakerError) -> Void
) throws(MakerError) {
  let descriptor = open(path, O_RDONLY | O_CLOEXEC)
  guard descriptor >= 0 else { throw MakerError("cannot read \(path): \(systemReason())") }
  defer { close(descriptor) }
  var piece = [UInt8](repeating: 0, count: 1 << 20)
  while true {
    let count = piece.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
    if count < 0, errno == EINTR { continue }
    guard count >= 0 else { throw MakerError("cannot read \(path): \(systemReason())") }
    guard count > 0 else { return }
    try use(piece[..<count])
  }
}

private func place(of path: String) throws(MakerError) -> String {
  guard !path.isEmpty else { throw MakerError("no folder is named to make the case in") }
  if let real = resolved(path) {
    try requireEmpty(real)
    guard fileSystem(of: real) == fileSystem(of: split(real).parent) else {
      throw MakerError("\(real) is where a disk is mounted; name a folder in it")
    }
    return real
  }
  guard errno == ENOENT else { throw MakerError("cannot look at \(path): \(systemReason())") }
  guard !isLink(path) else { throw MakerError("\(path) is a link to nothing; name a folder") }
  let (parent, name) = split(path)
  guard let realParent = resolved(parent) else { throw MakerError("\(parent) is no folder; make it first") }
  return (realParent == "/" ? "" : realParent) + "/" + name
}

private func requireEmpty(_ path: String) throws(MakerError) {
  guard let names = namesIn(path) else { throw MakerError("\(path) is no folder that can be read: \(systemReason())") }
  guard names.isEmpty else { throw MakerError("\(path) is not empty; name a folder that does not exist yet") }
}

/// Nil for what is no folder; a symbolic link is none.
private func namesIn(_ path: String) -> [String]? {
  let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
  guard descriptor >= 0, let folder = fdopendir(descriptor) else { return nil }
  defer { closedir(folder) }
  var names: [String] = []
  while let entry = readdir(folder) {
    let name = withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    if name != ".", name != ".." { names.append(name) }
  }
  return names
}

private func resolved(_ path: String) -> String? {
  guard let real = realpath(path, nil) else { return nil }
  defer { free(real) }
  return String(cString: real)
}

private func isFolder(_ path: String) -> Bool {
  var status = stat()
  return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
}

private func isLink(_ path: String) -> Bool {
  var status = stat()
  return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK
}

/// The device that a folder lies on; only within one can the case be put into place.
private func fileSystem(of path: String) -> dev_t? {
  var status = stat()
  return stat(path, &status) == 0 ? status.st_dev : nil
}

private func split(_ path: String) -> (parent: String, name: String) {
  var path = Substring(path)
  while path.count > 1, path.hasSuffix("/") { path = path.dropLast() }
  guard let slash = path.lastIndex(of: "/") else { return (".", String(path)) }
  let parent = path[..<slash]
  return (parent.isEmpty ? "/" : String(parent), String(path[path.index(after: slash)...]))
}
