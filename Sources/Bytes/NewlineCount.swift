#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

extension UnsafeRawBufferPointer {
  /// How many line feeds there are. With `memchr`, for lines of logs are thousands of bytes long.
  package var newlineCount: Int {
    var count = 0
    var rest = self
    while let start = rest.baseAddress, let newline = memchr(start, 0x0A, rest.count) {
      count += 1
      rest = UnsafeRawBufferPointer(rebasing: rest[(UnsafeRawPointer(newline) - start + 1)...])
    }
    return count
  }
}
