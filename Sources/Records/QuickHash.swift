/// A hash for small caches of what comes again and again, where two things that fall in one place cost time and nothing
/// else. A table that has to hold everything takes `Hasher`, whose places nobody can choose beforehand.
@inlinable @inline(__always)
package func quickHash(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
  var hash = UInt64(truncatingIfNeeded: bytes.count)
  var index = 0
  while index + 8 <= bytes.count {
    hash = mixed(hash ^ bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self))
    index += 8
  }
  if bytes.count >= 8 {
    // The last eight once more, as far as they were there before.
    return mixed(hash ^ bytes.loadUnaligned(fromByteOffset: bytes.count - 8, as: UInt64.self))
  }
  var rest: UInt64 = 0
  for byte in bytes { rest = rest << 8 | UInt64(byte) }
  return mixed(hash ^ rest)
}

@inlinable @inline(__always)
package func mixed(_ word: UInt64) -> UInt64 {
  let product = word.multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
  return product.high ^ product.low
}
