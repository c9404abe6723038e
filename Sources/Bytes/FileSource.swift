#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A file opened read-only, read at any offset with `pread`.
package final class FileStore: ByteStore {
  package let path: String
  package let byteCount: UInt64
  private let descriptor: Int32

  /// `path` is what errors show; `rawPath`, where given, the bytes that the file system knows.
  package init(path: String, rawPath: [UInt8]? = nil) throws(SourceError) {
    let raw = (rawPath ?? Array(path.utf8)).map { CChar(bitPattern: $0) } + [0]
    descriptor = open(raw, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK)
    guard descriptor >= 0 else { throw SourceError(lastErrorOn: path, while: "open") }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      let error = SourceError(lastErrorOn: path, while: "read")
      close(descriptor)
      throw error
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      throw SourceError(path: path, action: "read", code: EINVAL, reason: "not a regular file")
    }
    self.path = path
    byteCount = UInt64(status.st_size)
  }

  deinit { close(descriptor) }

  package func read(at offset: UInt64, count: Int) throws -> [UInt8] {
    guard offset < byteCount, count > 0 else { return [] }
    return try bytes(of: descriptor, at: offset, count: Int(min(UInt64(count), byteCount - offset)), shownAs: path)
  }
}

/// `count` bytes of an open file from `offset`; fewer only where it ends. `path` is what an error shows.
package func bytes(
  of descriptor: Int32, at offset: UInt64, count: Int, shownAs path: String
) throws(SourceError) -> [UInt8] {
  var failure: Int32 = 0
  let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
    while filled < count {
      let got = pread(descriptor, buffer.baseAddress.map { $0 + filled }, count - filled, off_t(offset) + off_t(filled))
      if got > 0 {
        filled += got
      } else if got == 0 {
        break
      } else if errno != EINTR {
        failure = errno
        break
      }
    }
  }
  guard failure == 0 else {
    throw SourceError(path: path, action: "read", code: failure, reason: String(cString: strerror(failure)))
  }
  return bytes
}

extension SourceError {
  /// What `errno` says of the last system call.
  package init(lastErrorOn path: String, while action: String) {
    let code = errno
    self.init(path: path, action: action, code: code, reason: String(cString: strerror(code)))
  }
}

/// A store read front to back in pieces of 1 MiB.
package final class StoreStream: ByteStream {
  private let store: any ByteStore
  private let end: UInt64
  private var position: UInt64

  /// Hands out `range` of the store, or all of it.
  package init(_ store: any ByteStore, range: Range<UInt64>? = nil) {
    self.store = store
    position = range?.lowerBound ?? 0
    end = min(range?.upperBound ?? store.byteCount, store.byteCount)
  }

  package func next() throws -> [UInt8]? {
    guard position < end else { return nil }
    let bytes = try store.read(at: position, count: Int(min(1 << 20, end - position)))
    position += UInt64(bytes.count)
    return bytes.isEmpty ? nil : bytes
  }
}
