/// Looking for bytes eight at a time. Texts of logs are full of short strings: calling `memchr` for each takes longer.
extension UnsafeBufferPointer<UInt8> {
  /// Where the first `a`, `b` or `c` stands from `start` on; `count` where there is none.
  @inline(__always)
  func index(of a: UInt8, _ b: UInt8, _ c: UInt8, from start: Int) -> Int {
    var index = start
    if let base = UnsafeRawPointer(baseAddress) {
      while index &+ 8 <= count {
        let word = UInt64(littleEndian: base.loadUnaligned(fromByteOffset: index, as: UInt64.self))
        let found = word.places(of: a) | word.places(of: b) | word.places(of: c)
        if found != 0 { return index &+ found.trailingZeroBitCount / 8 }
        index &+= 8
      }
    }
    while index < count, self[index] != a, self[index] != b, self[index] != c { index &+= 1 }
    return index
  }

  @inline(__always)
  func index(of a: UInt8, _ b: UInt8, from start: Int) -> Int { index(of: a, b, b, from: start) }

  @inline(__always)
  func index(of a: UInt8, from start: Int) -> Int { index(of: a, a, a, from: start) }
}

extension UInt64 {
  /// The highest bit of each of the eight bytes that is `byte`; those behind the first may be wrong.
  @inline(__always)
  func places(of byte: UInt8) -> UInt64 {
    let ones: UInt64 = 0x0101_0101_0101_0101
    let difference = self ^ (ones &* UInt64(byte))
    return (difference &- ones) & ~difference & (ones << 7)
  }

  /// One bit for each of the eight bytes, the lowest for the first: whether it is `byte`.
  @inline(__always)
  func bits(of byte: UInt8) -> UInt64 {
    let sevens: UInt64 = 0x7F7F_7F7F_7F7F_7F7F
    let difference = self ^ (0x0101_0101_0101_0101 &* UInt64(byte))
    let equal = ~((difference & sevens) &+ sevens | difference | sevens)
    return (equal &* 0x0002_0408_1020_4081) >> 56
  }
}
