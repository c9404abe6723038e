import Bytes

extension [UInt8] {
  /// The little-endian integer at `index`, for records whose whole length has been checked before; 0 outside.
  @inline(__always)
  func integer<T: FixedWidthInteger>(at index: Int, as type: T.Type = T.self) -> T {
    guard index >= 0, index <= count - MemoryLayout<T>.size else { return 0 }
    return T(littleEndian: withUnsafeBytes { $0.loadUnaligned(fromByteOffset: index, as: T.self) })
  }

  /// A BID, file offset or key at `index`: four or eight bytes.
  @inline(__always)
  func identifier(at index: Int, _ layout: Layout) -> UInt64 {
    layout.idSize == 8 ? integer(at: index, as: UInt64.self) : UInt64(integer(at: index, as: UInt32.self))
  }
}

extension ByteReader {
  /// A BID or file offset: four or eight bytes.
  mutating func readIdentifier(_ field: String, _ layout: Layout) throws(FormatError) -> UInt64 {
    layout.idSize == 8 ? try read(field, as: UInt64.self) : UInt64(try read(field, as: UInt32.self))
  }
}
