import CZlib

/// The `size` bytes that a zlib stream (RFC 1950) holds; nil where it is damaged or holds another number of them.
/// `size` is checked by the caller.
package func inflateZlib(_ deflated: [UInt8], size: Int) -> [UInt8]? {
  var stored = deflated
  var length = uLongf(size)
  var code: Int32 = Z_DATA_ERROR
  let inflated = stored.withUnsafeMutableBufferPointer { source in
    [UInt8](unsafeUninitializedCapacity: size) { target, filled in
      guard let from = source.baseAddress, let to = target.baseAddress else { return }
      code = uncompress(to, &length, from, uLong(source.count))
      filled = code == Z_OK ? Int(length) : 0
    }
  }
  return code == Z_OK && inflated.count == size ? inflated : nil
}
