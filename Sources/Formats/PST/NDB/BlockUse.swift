/// Which blocks of a store are named by a node or by another block, and which were read and checked.
package struct BlockUse: Sendable {
  private var named: [UInt64]
  private var read: [UInt64]

  init(count: Int) {
    named = [UInt64](repeating: 0, count: count / 64 + 1)
    read = named
  }

  mutating func markNamed(_ index: Int) { named[index >> 6] |= 1 << UInt64(index & 63) }
  mutating func markRead(_ index: Int) { read[index >> 6] |= 1 << UInt64(index & 63) }
  func isNamed(_ index: Int) -> Bool { named[index >> 6] & 1 << UInt64(index & 63) != 0 }
  func isRead(_ index: Int) -> Bool { read[index >> 6] & 1 << UInt64(index & 63) != 0 }

  var readCount: Int { read.reduce(0) { $0 + $1.nonzeroBitCount } }
  var namedCount: Int { named.reduce(0) { $0 + $1.nonzeroBitCount } }

  /// Adds what another reading of the same store met.
  mutating func formUnion(_ other: BlockUse) {
    for index in named.indices {
      named[index] |= other.named[index]
      read[index] |= other.read[index]
    }
  }
}
