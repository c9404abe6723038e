import CZlib

/// The checksum of headers, pages and blocks of a PST ([MS-PST] 5.3) and of compressed RTF ([MS-OXRTFCP] 2.1.3.2.3):
/// CRC-32 with no complement at either end.
package enum CRC {
  package static func compute(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
    guard let start = bytes.bindMemory(to: UInt8.self).baseAddress else { return 0 }
    // zlib complements what it is given and what it gives.
    return ~UInt32(truncatingIfNeeded: crc32_z(UInt(UInt32.max), start, bytes.count))
  }

  /// `range` lies inside `bytes`.
  package static func compute(_ bytes: [UInt8], range: Range<Int>) -> UInt32 {
    bytes.withUnsafeBytes { compute(UnsafeRawBufferPointer(rebasing: $0[range])) }
  }
}
