/// The bytes of an integer, lowest first.
func bytes(_ value: some FixedWidthInteger) -> [UInt8] {
  withUnsafeBytes(of: value.littleEndian) { Array($0) }
}

func u16(_ value: Int) -> [UInt8] { bytes(UInt16(value)) }
func u32(_ value: Int) -> [UInt8] { bytes(UInt32(value)) }
func u64(_ value: UInt64) -> [UInt8] { bytes(value) }
func utf16(_ text: String) -> [UInt8] { text.utf16.flatMap { bytes($0) } }

extension [UInt8] {
  mutating func put(_ value: [UInt8], at offset: Int) {
    replaceSubrange(offset..<offset + value.count, with: value)
  }
}

/// The checksum of [MS-PST] 5.3, bit by bit.
func referenceCRC(_ bytes: some Sequence<UInt8>) -> UInt32 {
  var crc: UInt32 = 0
  for byte in bytes {
    crc ^= UInt32(byte)
    for _ in 0..<8 { crc = crc & 1 == 0 ? crc >> 1 : crc >> 1 ^ 0xEDB8_8320 }
  }
  return crc
}
