import Bytes
import Crypto
package import Records
import Synchronization

/// The hashes of an exhibit, made while its bytes go by in file order.
package final class PassDigest: Sendable {
  private struct State {
    var sha256 = SHA256()
    var md5: Insecure.MD5?
    var byteCount: UInt64 = 0
    var isComplete = false
  }
  private let state: Mutex<State>
  private let onBytes: @Sendable (Int) -> Void

  /// `onBytes` hears how many bytes went by, for the progress display.
  package init(withMD5: Bool, onBytes: @escaping @Sendable (Int) -> Void) {
    state = Mutex(State(md5: withMD5 ? Insecure.MD5() : nil))
    self.onBytes = onBytes
  }

  /// How far into the exhibit the hashes reach.
  package var byteCount: UInt64 { state.withLock { $0.byteCount } }

  /// Whether the end of the exhibit was seen.
  var isComplete: Bool { state.withLock { $0.isComplete } }

  func complete() { state.withLock { $0.isComplete = true } }

  func update(_ bytes: [UInt8]) {
    state.withLock {
      $0.sha256.update(data: bytes)
      $0.md5?.update(data: bytes)
      $0.byteCount += UInt64(bytes.count)
    }
    onBytes(bytes.count)
  }

  /// Nil until the end of the exhibit was seen: the hash of a part would pass for that of the whole.
  package var sha256: Records.Digest? {
    state.withLock { $0.isComplete ? Records.Digest($0.sha256.finalize()) : nil }
  }

  /// 32 lower-case hexadecimal digits; nil where MD5 was not asked for, and as for `sha256`.
  package var md5: String? {
    state.withLock {
      $0.isComplete ? $0.md5.map { hexadecimal(Array($0.finalize())) } : nil
    }
  }
}

/// A stream whose bytes are hashed as they go by.
final class HashedStream: ByteStream {
  private let stream: any ByteStream
  private let digest: PassDigest

  init(_ stream: any ByteStream, into digest: PassDigest) {
    self.stream = stream
    self.digest = digest
  }

  func next() throws -> [UInt8]? {
    guard let bytes = try stream.next() else {
      digest.complete()
      return nil
    }
    digest.update(bytes)
    return bytes
  }
}
