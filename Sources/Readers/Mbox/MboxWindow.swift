import Bytes

/// The stretch of an mbox that is at hand: what has come from the stream and is not yet given up.
final class MboxWindow {
  private(set) var bytes: [UInt8] = []
  /// Index of the first byte that is not given up, and where it stands in the exhibit.
  private(set) var start = 0
  private(set) var offset: UInt64 = 0
  private(set) var isAtEnd = false
  /// Damage of a container around the mbox that ended it early.
  private(set) var damage: FormatError?
  private let stream: any ByteStream

  init(_ stream: any ByteStream) { self.stream = stream }

  /// Sees to it that `count` bytes from `start` on are at hand; false where the mbox ends before.
  func fill(_ count: Int) throws -> Bool {
    while bytes.count - start < count, try receive() {}
    return bytes.count - start >= count
  }

  /// Gets more; false at the end. Indices stay as they are until something is given up.
  func receive() throws -> Bool {
    guard !isAtEnd else { return false }
    do {
      if let piece = try stream.next() {
        bytes += piece
        return true
      }
    } catch let error as FormatError {
      damage = error
    }
    isAtEnd = true
    return false
  }

  /// Gives up what lies before `index`, which becomes `start`.
  func advance(to index: Int) {
    offset += UInt64(index - start)
    start = index
    guard start > 1 << 20, start * 2 > bytes.count else { return }
    bytes.removeFirst(start)
    start = 0
  }
}
