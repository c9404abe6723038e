extension [UInt8] {
  init(utf16 text: String) {
    self = []
    append(utf16: text)
  }

  /// Appends text as UTF-16, lowest byte first, without an ending. From the UTF-8 that a String holds, since bodies are
  /// most of what a store is made of.
  mutating func append(utf16 text: String) {
    var text = text
    let start = count
    let end = text.withUTF8 { source in
      appendZeros(source.count * 2)  // no byte of UTF-8 becomes more than one unit
      return withUnsafeMutableBytes { start + transcode(source, to: $0, from: start) }
    }
    removeLast(count - end)
  }
}

/// Writes UTF-8, which a String keeps valid, as UTF-16. Returns the bytes written.
private func transcode(
  _ source: UnsafeBufferPointer<UInt8>, to target: UnsafeMutableRawBufferPointer, from start: Int
) -> Int {
  var (read, written) = (0, start)
  func put(_ unit: UInt32) {
    target[written] = UInt8(truncatingIfNeeded: unit)
    target[written + 1] = UInt8(truncatingIfNeeded: unit >> 8)
    written += 2
  }
  while read < source.count {
    let first = UInt32(source[read])
    if first < 0x80 {
      put(first)
      read += 1
      continue
    }
    let length = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
    var scalar = first & (0x7F >> UInt32(length))
    for place in 1..<length { scalar = scalar << 6 | UInt32(source[read + place]) & 0x3F }
    if scalar < 0x1_0000 {
      put(scalar)
    } else {
      put(0xD800 + (scalar - 0x1_0000) >> 10)
      put(0xDC00 + (scalar - 0x1_0000) & 0x3FF)
    }
    read += length
  }
  return written - start
}
