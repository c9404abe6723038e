/// The checksums of pages and blocks.
enum Checksum {
  /// CRC-32 with neither the first nor the last inversion ([MS-PST] 5.3). Eight bytes a step, since every byte of a
  /// store goes through it.
  static func crc(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
    tables.withUnsafeBufferPointer { table in
      var crc: UInt32 = 0
      var place = 0
      while place + 8 <= bytes.count {
        let low = bytes.loadUnaligned(fromByteOffset: place, as: UInt32.self).littleEndian ^ crc
        let high = bytes.loadUnaligned(fromByteOffset: place + 4, as: UInt32.self).littleEndian
        crc =
          table[1792 + Int(low & 0xFF)] ^ table[1536 + Int(low >> 8 & 0xFF)]
          ^ table[1280 + Int(low >> 16 & 0xFF)] ^ table[1024 + Int(low >> 24)]
          ^ table[768 + Int(high & 0xFF)] ^ table[512 + Int(high >> 8 & 0xFF)]
          ^ table[256 + Int(high >> 16 & 0xFF)] ^ table[Int(high >> 24)]
        place += 8
      }
      while place < bytes.count {
        crc = table[Int((crc ^ UInt32(bytes[place])) & 0xFF)] ^ crc >> 8
        place += 1
      }
      return crc
    }
  }

  static func crc(_ bytes: [UInt8]) -> UInt32 { bytes.withUnsafeBytes { crc($0) } }

  /// The signature in the trailer of a page or block: its place and its number folded together ([MS-PST] 5.5).
  static func signature(offset: Int64, id: UInt64) -> UInt16 {
    let folded = UInt32(truncatingIfNeeded: UInt64(bitPattern: offset) ^ id)
    return UInt16(folded >> 16) ^ UInt16(truncatingIfNeeded: folded)
  }

  /// Eight tables of 256: that of n is that of n - 1 moved on by one zero byte.
  private static let tables: [UInt32] = {
    var tables = [UInt32](repeating: 0, count: 8 * 256)
    for index in 0..<256 {
      var value = UInt32(index)
      for _ in 0..<8 { value = value & 1 == 1 ? value >> 1 ^ 0xEDB8_8320 : value >> 1 }
      tables[index] = value
    }
    for index in 256..<2048 {
      let before = tables[index - 256]
      tables[index] = tables[Int(before & 0xFF)] ^ before >> 8
    }
    return tables
  }()
}
