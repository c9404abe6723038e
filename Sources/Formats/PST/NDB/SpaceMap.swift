/// Which of a store's space something stands in, one bit for each smallest unit that the format allocates: what the
/// trees claim, whatever the allocation maps of the file say.
package struct SpaceMap: Sendable {
  /// Bytes of a unit.
  let unit: Int
  private let unitCount: UInt64
  private var words: [UInt64]
  package private(set) var claimedUnits: UInt64 = 0

  init(byteCount: UInt64, unit: Int) {
    self.unit = unit
    unitCount = (byteCount + UInt64(unit) - 1) / UInt64(unit)
    words = [UInt64](repeating: 0, count: Int(unitCount / 64) + 1)
  }

  package var claimedBytes: UInt64 { claimedUnits * UInt64(unit) }

  /// Claims the units that `count` bytes at `offset` touch, as far as the store goes; false where one of them was
  /// claimed before, or there are none.
  @discardableResult
  mutating func claim(_ offset: UInt64, count: Int) -> Bool {
    guard let range = units(offset, count: count) else { return false }
    var isNew = true
    for index in range {
      let bit = UInt64(1) << UInt64(index & 63)
      if words[index >> 6] & bit == 0 { claimedUnits += 1 } else { isNew = false }
      words[index >> 6] |= bit
    }
    return isNew
  }

  /// Whether nothing claims any of these bytes.
  func isFree(_ offset: UInt64, count: Int) -> Bool {
    guard let range = units(offset, count: count) else { return false }
    return !range.contains { words[$0 >> 6] & (UInt64(1) << UInt64($0 & 63)) != 0 }
  }

  private func units(_ offset: UInt64, count: Int) -> Range<Int>? {
    let first = offset / UInt64(unit)
    guard count > 0, first < unitCount else { return nil }
    let last = (offset &+ UInt64(count - 1)) / UInt64(unit)
    return Int(first)..<Int(min(last, unitCount - 1)) + 1
  }

  /// The unclaimed stretches, in order, as bytes of the store.
  func forEachFreeRange(_ body: (Range<UInt64>) throws -> Void) rethrows {
    var start: UInt64?
    var index: UInt64 = 0
    while index < unitCount {
      let word = words[Int(index >> 6)]
      if index & 63 == 0, word == .max || word == 0, index + 64 <= unitCount {
        if word == 0 { start = start ?? index } else { try close(&start, at: index, body) }
        index += 64
        continue
      }
      if word & (UInt64(1) << (index & 63)) == 0 { start = start ?? index } else { try close(&start, at: index, body) }
      index += 1
    }
    try close(&start, at: unitCount, body)
  }

  private func close(_ start: inout UInt64?, at end: UInt64, _ body: (Range<UInt64>) throws -> Void) rethrows {
    guard let first = start else { return }
    start = nil
    try body(first * UInt64(unit)..<end * UInt64(unit))
  }
}
