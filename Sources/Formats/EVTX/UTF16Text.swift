import Bytes

/// UTF-16LE text of a chunk; half a surrogate pair becomes U+FFFD.
///
/// Nearly all of it is ASCII, which is narrowed without a decoder.
func utf16Text(_ bytes: [UInt8], _ range: Range<Int>) -> String {
  let count = range.count / 2
  let isASCII = bytes.withUnsafeBytes { all in
    var seen: UInt16 = 0
    for index in 0..<count { seen |= all.loadUnaligned(fromByteOffset: range.lowerBound + 2 * index, as: UInt16.self) }
    return UInt16(littleEndian: seen) < 0x80
  }
  guard isASCII else { return Charset.utf16LE.decode(bytes[range]).text }
  return String(unsafeUninitializedCapacity: count) { output in
    bytes.withUnsafeBufferPointer { all in
      for index in 0..<count { output[index] = all[range.lowerBound + 2 * index] }
    }
    return count
  }
}
