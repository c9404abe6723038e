import Bytes

/// UTF-16LE text of a chunk; half a surrogate pair becomes U+FFFD.
///
/// Nearly all of it is ASCII, which is narrowed without a decoder.
func utf16Text(_ bytes: [UInt8], _ range: Range<Int>) -> String {
  bytes.withUnsafeBytes { all in
    let units = UnsafeRawBufferPointer(rebasing: all[range])
    return asciiText(units, count: range.count / 2)
  } ?? Charset.utf16LE.decode(bytes[range]).text
}

/// Nil where one of the units is not ASCII. No operation in the loops can trap, so that they work on many units at once.
private func asciiText(_ units: UnsafeRawBufferPointer, count: Int) -> String? {
  func unit(_ index: Int) -> UInt16 { units.loadUnaligned(fromByteOffset: index &* 2, as: UInt16.self) }
  var seen: UInt16 = 0
  for index in 0..<count { seen |= unit(index) }
  guard UInt16(littleEndian: seen) < 0x80 else { return nil }
  return String(unsafeUninitializedCapacity: count) { output in
    for index in 0..<count { output[index] = UInt8(truncatingIfNeeded: UInt16(littleEndian: unit(index))) }
    return count
  }
}

/// Where the first UTF-16 NUL stands, else the end of the last whole unit.
func endOfText(_ bytes: [UInt8], _ range: Range<Int>) -> Int {
  let end = range.upperBound - range.count % 2
  return bytes.withUnsafeBytes { all in
    var index = range.lowerBound
    while index < end, all.loadUnaligned(fromByteOffset: index, as: UInt16.self) != 0 { index += 2 }
    return index
  }
}
