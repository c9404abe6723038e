import CZlib

/// A zlib stream of some bytes (RFC 1950), as blocks of 4 KB stores are; nil where that would not be shorter.
func deflated(_ bytes: UnsafeRawBufferPointer) -> [UInt8]? {
  var target = [UInt8](repeating: 0, count: bytes.count)
  var length = uLongf(target.count)
  let status = target.withUnsafeMutableBytes { target in
    compress2(
      target.bindMemory(to: Bytef.self).baseAddress, &length, bytes.bindMemory(to: Bytef.self).baseAddress,
      uLong(bytes.count), 6)
  }
  guard status == Z_OK, length < bytes.count else { return nil }
  target.removeLast(target.count - Int(length))
  return target
}
