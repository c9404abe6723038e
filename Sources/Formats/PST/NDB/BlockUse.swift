/// Which blocks of a store are named by a node or by another block, and which were read and checked.
package struct BlockUse: Sendable {
  private var named: [UInt64]
  private var read: [UInt64]

  init(count: Int) {
    named = [UInt64](repeating: 0, count: count / 64 + 1)
    read = named
  }

  /// A block that was named, or read.
  package struct Meeting: Sendable {
    fileprivate let bits: UInt32

    init(_ index: Int, isRead: Bool) { bits = UInt32(truncatingIfNeeded: index) << 1 | (isRead ? 1 : 0) }
  }

  mutating func mark(_ meeting: Meeting) {
    let index = Int(meeting.bits >> 1)
    let bit = UInt64(1) << UInt64(index & 63)
    if meeting.bits & 1 == 0 { named[index >> 6] |= bit } else { read[index >> 6] |= bit }
  }

  func isNamed(_ index: Int) -> Bool { named[index >> 6] & 1 << UInt64(index & 63) != 0 }
  func isRead(_ index: Int) -> Bool { read[index >> 6] & 1 << UInt64(index & 63) != 0 }

  var readCount: Int { read.reduce(0) { $0 + $1.nonzeroBitCount } }
}
