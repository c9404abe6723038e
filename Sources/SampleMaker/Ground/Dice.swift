/// Repeatable chance: xoshiro256** whose state is drawn from a seed and a path of labels, so that the thousandth
/// message can be made without the nine hundred and ninety-nine before it.
///
/// Whole numbers only: the last bits of `exp` and `log` differ from one machine to the next, and the same seed has to
/// give the same bytes everywhere.
package struct Dice: RandomNumberGenerator, Sendable {
  private let origin: UInt64
  private var state: (UInt64, UInt64, UInt64, UInt64)

  package init(seed: UInt64) {
    origin = seed
    var mixer = seed
    state = (mix(&mixer), mix(&mixer), mix(&mixer), mix(&mixer))
  }

  /// Dice of their own for one thing: the same for the same label and numbers, whatever was thrown before.
  package func stream(_ label: String, _ numbers: Int...) -> Dice {
    var key = origin ^ 0xCBF2_9CE4_8422_2325
    for byte in label.utf8 { key = (key ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
    for number in numbers {
      key ^= UInt64(bitPattern: Int64(number))
      key = mix(&key)
    }
    return Dice(seed: key)
  }

  package mutating func next() -> UInt64 {
    let result = rotate(state.1 &* 5, 7) &* 9
    let shifted = state.1 << 17
    state.2 ^= state.0
    state.3 ^= state.1
    state.1 ^= state.2
    state.0 ^= state.3
    state.2 ^= shifted
    state.3 = rotate(state.3, 45)
    return result
  }

  /// A number from 0 up to, not including, `bound`, which is at least 1.
  package mutating func below(_ bound: Int) -> Int {
    Int(next().multipliedFullWidth(by: UInt64(bound)).high)
  }

  package mutating func within(_ range: ClosedRange<Int>) -> Int {
    range.lowerBound + below(range.upperBound - range.lowerBound + 1)
  }

  /// True in so many of a thousand throws.
  package mutating func chance(perMille: Int) -> Bool { below(1000) < perMille }

  package mutating func pick<Choices: RandomAccessCollection>(_ choices: Choices) -> Choices.Element {
    choices[choices.index(choices.startIndex, offsetBy: below(choices.count))]
  }

  /// A size with a long tail: half of all throws lie below `median`, each doubling above it is half as likely again,
  /// up to `most`.
  package mutating func longTail(median: Int, most: Int) -> Int {
    guard chance(perMille: 500) else { return max(1, median / 4 + below(max(1, median - median / 4))) }
    var floor = median
    while floor < most, chance(perMille: 500) { floor *= 2 }
    return min(most, floor + below(max(1, floor)))
  }

  package mutating func bytes(_ count: Int) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(count + 7)
    while result.count < count { withUnsafeBytes(of: next().littleEndian) { result.append(contentsOf: $0) } }
    result.removeLast(result.count - count)
    return result
  }

  package mutating func guid() -> GUID { GUID(high: next(), low: next()) }
}

/// SplitMix64.
private func mix(_ state: inout UInt64) -> UInt64 {
  state &+= 0x9E37_79B9_7F4A_7C15
  var result = state
  result = (result ^ (result >> 30)) &* 0xBF58_476D_1CE4_E5B9
  result = (result ^ (result >> 27)) &* 0x94D0_49BB_1331_11EB
  return result ^ (result >> 31)
}

private func rotate(_ value: UInt64, _ count: UInt64) -> UInt64 { value << count | value >> (64 - count) }
