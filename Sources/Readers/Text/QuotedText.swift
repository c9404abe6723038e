/// The text of a quoted cell of CSV, which doubles the quotes inside it.
///
/// Taken sixty-four bytes at a time: JSON in a cell has a pair of quotes in every dozen bytes, and a search that begins
/// anew behind each of them takes twice as long.
enum QuotedText {
  private static let quote = UInt8(ascii: "\"")
  private static let blockSize = 64

  /// The quotes among sixty-four bytes, a bit each, the lowest for the first.
  private struct Block {
    let all: UInt64
    /// Those that are the second of two.
    let seconds: UInt64
    /// Those that are neither of two.
    let alone: UInt64

    /// The bytes at `index`, of which one more is looked at; `isInPair` is whether a first quote stands just before them,
    /// then whether one is the last of them.
    @inline(__always)
    init(_ base: UnsafeRawPointer, at index: Int, isInPair: inout Bool) {
      var all: UInt64 = 0
      for place in 0..<8 {
        let word = UInt64(littleEndian: base.loadUnaligned(fromByteOffset: index &+ 8 &* place, as: UInt64.self))
        all |= word.bits(of: QuotedText.quote) &<< UInt64(8 &* place)
      }
      // A bit is set where the number of quotes up to it is odd: up to one that stands alone, firsts of two.
      var odd = all
      for shift: UInt64 in [1, 2, 4, 8, 16, 32] { odd ^= odd &<< shift }
      if isInPair { odd = ~odd }
      isInPair = odd >> 63 == 1
      let next: UInt64 = base.load(fromByteOffset: index &+ blockSize, as: UInt8.self) == QuotedText.quote ? 1 << 63 : 0
      self.all = all
      seconds = all & ~odd
      alone = all & odd & ~(all >> 1 | next)
    }
  }

  /// Where the quote stands that ends the cell whose text begins at `start`, `text.count` where there is none; and
  /// whether doubled quotes stand before it.
  @inline(__always)
  static func end(of text: UnsafeBufferPointer<UInt8>, from start: Int) -> (index: Int, hasDoubledQuotes: Bool) {
    var index = start
    var isInPair = false
    var hasDoubledQuotes = false
    if let base = UnsafeRawPointer(text.baseAddress) {
      while index &+ blockSize < text.count {
        let block = Block(base, at: index, isInPair: &isInPair)
        if block.alone != 0 {
          let place = block.alone.trailingZeroBitCount
          return (index &+ place, hasDoubledQuotes || block.all.trailingZeroBitCount < place)
        }
        hasDoubledQuotes = hasDoubledQuotes || block.all != 0
        index &+= blockSize
      }
    }
    while index < text.count {
      let isQuote = text[index] == quote
      if isQuote, !isInPair {
        guard index + 1 < text.count, text[index + 1] == quote else { return (index, hasDoubledQuotes) }
        hasDoubledQuotes = true
      }
      isInPair = isQuote && !isInPair
      index += 1
    }
    return (text.count, hasDoubledQuotes)
  }

  /// The text with one quote for two.
  static func undoubled(_ text: UnsafeBufferPointer<UInt8>) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: text.count + blockSize) { target, count in
      var index = 0
      var isInPair = false
      if let base = UnsafeRawPointer(text.baseAddress), let output = UnsafeMutableRawPointer(target.baseAddress) {
        // What is copied too much is overwritten by what follows.
        func copy(_ range: Range<Int>) {
          var from = range.lowerBound
          while from < range.upperBound {
            output.storeBytes(
              of: base.loadUnaligned(fromByteOffset: from, as: SIMD16<UInt8>.self),
              toByteOffset: count &+ from &- range.lowerBound, as: SIMD16<UInt8>.self)
            from &+= 16
          }
          count &+= range.count
        }
        while index &+ blockSize &+ 16 <= text.count {
          let wasInPair = isInPair
          let block = Block(base, at: index, isInPair: &isInPair)
          guard block.alone == 0 else {
            // Of a cell with text behind its end.
            isInPair = wasInPair
            break
          }
          var from = index
          var seconds = block.seconds
          while seconds != 0 {
            let second = index &+ seconds.trailingZeroBitCount
            copy(from..<second)
            from = second &+ 1
            seconds &= seconds &- 1
          }
          index &+= blockSize
          copy(from..<index)
        }
      }
      for byte in text[index...] {
        let isSecond = byte == quote && isInPair
        isInPair = byte == quote && !isSecond
        if isSecond { continue }
        target[count] = byte
        count += 1
      }
    }
  }
}
