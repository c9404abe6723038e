import Crypto
import Glibc

/// A file being written from front to back, buffered; earlier bytes can be filled in later, which only the allocation
/// maps and the header of a store need.
package final class OutputFile {
  package let path: String
  /// Bytes appended so far: where the next one will stand.
  package private(set) var length: Int64 = 0
  /// Lines appended so far by `appendLine`.
  package private(set) var lineCount = 0
  private let descriptor: Int32
  private var buffer: [UInt8] = []
  private var hash = SHA256()
  private var isPatched = false

  private static let bufferSize = 1 << 20

  /// Makes a new file; one that is there already is an error.
  package init(creating path: String) throws(MakerError) {
    self.path = path
    descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw failure("cannot make", path) }
    buffer.reserveCapacity(Self.bufferSize + (1 << 16))
  }

  deinit { close(descriptor) }

  package func append(_ bytes: some Collection<UInt8>) throws(MakerError) {
    length += Int64(bytes.count)
    buffer.append(contentsOf: bytes)
    if buffer.count >= Self.bufferSize { try flush() }
  }

  /// Appends a text and its line ending; returns the number, from 1, of the line that it begins on.
  package func appendLine(_ text: String, ending: String = "\r\n") throws(MakerError) -> Int {
    let line = lineCount + 1
    for byte in text.utf8 where byte == 0x0A { lineCount += 1 }
    lineCount += 1
    try append(text.utf8)
    try append(ending.utf8)
    return line
  }

  /// Writes over bytes that were appended before. The hash of such a file is taken when it is finished.
  package func overwrite(_ bytes: [UInt8], at offset: Int64) throws(MakerError) {
    try flush()
    isPatched = true
    try write(bytes, at: offset)
  }

  /// Puts all bytes on the disk and returns their SHA-256 in lower-case hexadecimal digits. One of thousands of small
  /// files does not wait for the disk.
  package func finish(waiting: Bool = true) throws(MakerError) -> String {
    try flush()
    guard !waiting || fsync(descriptor) == 0 else { throw failure("cannot write", path) }
    if isPatched { try hashAgain() }
    return hexadecimal(hash.finalize())
  }

  private func flush() throws(MakerError) {
    guard !buffer.isEmpty else { return }
    if !isPatched { buffer.withUnsafeBytes { hash.update(bufferPointer: $0) } }
    try write(buffer, at: length - Int64(buffer.count))
    buffer.removeAll(keepingCapacity: true)
  }

  private func write(_ bytes: [UInt8], at offset: Int64) throws(MakerError) {
    var done = 0
    while done < bytes.count {
      let count = bytes.withUnsafeBytes {
        pwrite(descriptor, $0.baseAddress.map { $0 + done }, bytes.count - done, off_t(offset) + done)
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw failure("cannot write", path) }
      done += count
    }
  }

  private func hashAgain() throws(MakerError) {
    hash = SHA256()
    var piece = [UInt8](repeating: 0, count: Self.bufferSize)
    var offset: off_t = 0
    while true {
      let count = piece.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, $0.count, offset) }
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw failure("cannot read back", path) }
      guard count > 0 else { return }
      piece.withUnsafeBytes { hash.update(bufferPointer: UnsafeRawBufferPointer(rebasing: $0[..<count])) }
      offset += count
    }
  }
}

private func failure(_ what: String, _ path: String) -> MakerError {
  MakerError("\(what) \(path): \(systemReason())")
}
