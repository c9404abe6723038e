import Bytes
import Readers
import Synchronization

/// The bytes of a member, taken out of its container once: looked at for its kind, then read, then hashed to the end.
final class MemberStream: ByteStream, Sendable {
  private let state: Mutex<State>

  init(_ stream: sending any ByteStream) { state = Mutex(State(stream: stream)) }

  /// The first bytes, which are handed out again. Throws where damage comes before all of them.
  func opening() throws -> Opening { try state.withLock { try $0.opening() } }

  func next() throws -> [UInt8]? { try state.withLock { try $0.next() } }

  private struct State {
    let stream: any ByteStream
    /// Looked at and not yet handed out, in reverse.
    var held: [[UInt8]] = []
    var damage: FormatError?
    var isOver = false

    mutating func opening() throws -> Opening {
      var bytes: [UInt8] = []
      while bytes.count <= Opening.length(ofBeginning: bytes), damage == nil {
        do {
          guard let more = try following() else { break }
          held.append(more)
          bytes += more
        } catch let error as FormatError {
          // What came before the damage may still tell the kind; whoever reads on meets it.
          guard !bytes.isEmpty else { throw error }
          damage = error
        }
      }
      held.reverse()
      return Opening(
        Array(bytes.prefix(Opening.length)), isWhole: bytes.count <= Opening.length,
        openStore: { [bytes] in MemoryStore(bytes) })
    }

    mutating func next() throws -> [UInt8]? {
      if let piece = held.popLast() { return piece }
      if let error = damage {
        damage = nil
        throw error
      }
      return try following()
    }

    /// Behind damage there is nothing more.
    private mutating func following() throws -> [UInt8]? {
      guard !isOver else { return nil }
      do {
        return try stream.next()
      } catch {
        isOver = error is FormatError
        throw error
      }
    }
  }
}
