/// Bytes that come one after another, each handed out once: a file read front to back, a gzip member as it inflates.
package protocol ByteStream: AnyObject {
  /// The next bytes, never empty; nil at the end.
  ///
  /// Throws `SourceError` where the medium fails and `FormatError` where a container around the bytes is damaged.
  func next() throws -> [UInt8]?
}

/// Bytes that can be asked for at any offset: a mailbox store.
package protocol ByteStore: Sendable {
  var byteCount: UInt64 { get }
  /// Up to `count` bytes from `offset`; fewer only at the end of the store.
  func read(at offset: UInt64, count: Int) throws -> [UInt8]
}

/// A source that cannot be opened or read: the file, what was tried, and what the system said.
package struct SourceError: Error, Sendable, CustomStringConvertible {
  package let path: String
  package let action: String
  package let code: Int32
  package let reason: String

  package init(path: String, action: String, code: Int32, reason: String) {
    self.path = path
    self.action = action
    self.code = code
    self.reason = reason
  }

  package var description: String { "cannot \(action) \(path): \(reason)" }
}

/// A store that stands in memory.
package struct MemoryStore: ByteStore {
  private let bytes: [UInt8]

  package init(_ bytes: [UInt8]) { self.bytes = bytes }

  package var byteCount: UInt64 { UInt64(bytes.count) }

  package func read(at offset: UInt64, count: Int) -> [UInt8] {
    guard offset < byteCount, count > 0 else { return [] }
    let start = Int(offset)
    return Array(bytes[start..<start + min(count, bytes.count - start)])
  }
}

/// A stream over bytes in memory, in pieces as small as a test wants them.
package final class MemoryStream: ByteStream {
  private let bytes: [UInt8]
  private let pieceLength: Int
  private var position = 0

  package init(_ bytes: [UInt8], pieceLength: Int = 1 << 20) {
    self.bytes = bytes
    self.pieceLength = max(1, pieceLength)
  }

  package func next() -> [UInt8]? {
    guard position < bytes.count else { return nil }
    let end = min(position + pieceLength, bytes.count)
    defer { position = end }
    return Array(bytes[position..<end])
  }
}
