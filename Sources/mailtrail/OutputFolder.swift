import Crypto
import Records

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A folder that a command fills: made where it is not there, and empty before.
struct OutputFolder {
  let path: String

  init(_ path: String) throws {
    self.path = path
    if mkdir(path, 0o755) == 0 { return }
    guard errno == EEXIST, let listing = opendir(path) else {
      throw CommandError("\(path): cannot be made or opened (\(systemReason())); name another folder")
    }
    defer { closedir(listing) }
    while let entry = readdir(listing) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != ".." {
        throw CommandError(
          "\(path) is not empty; name a new folder, so that nothing in it is taken for what is written")
      }
    }
  }

  /// A new file; `name` is one of ours, with at most one folder in front.
  func file(_ name: String) throws -> OutputFile {
    if let slash = name.firstIndex(of: "/") { mkdir(path + "/" + name[..<slash], 0o755) }
    return try OutputFile(path + "/" + name)
  }
}

/// A file as it is written, with the hash of its bytes.
final class OutputFile {
  let path: String
  private let descriptor: Int32
  private var hasher = SHA256()
  private(set) var byteCount: Int64 = 0
  private(set) var sha256 = ""
  private var isOpen = true

  fileprivate init(_ path: String) throws {
    self.path = path
    descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw CommandError("\(path): cannot be written (\(systemReason()))") }
  }

  deinit { if isOpen { close(descriptor) } }

  func write(_ bytes: ArraySlice<UInt8>) throws {
    var rest = bytes
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { systemWrite(descriptor, $0.baseAddress, $0.count) }
      guard count > 0 || errno == EINTR else {
        throw CommandError("\(path): cannot be written (\(systemReason())); free space, then export again")
      }
      rest = rest.dropFirst(max(0, count))
    }
    hasher.update(data: Array(bytes))
    byteCount += Int64(bytes.count)
  }

  func write(_ text: String) throws { try write(Array(text.utf8)[...]) }

  /// What the system kept back is written now, or told.
  func finish() throws {
    isOpen = false
    guard close(descriptor) == 0 else {
      throw CommandError("\(path): cannot be written (\(systemReason())); free space, then export again")
    }
    sha256 = hexadecimal(Array(hasher.finalize()))
  }

  /// Takes back a file that came to nothing.
  func remove() { unlink(path) }
}

private func systemReason() -> String { String(cString: strerror(errno)) }

#if canImport(Glibc)
private let systemWrite = Glibc.write
#else
private let systemWrite = Darwin.write
#endif
