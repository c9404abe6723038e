/// CRC-32 of ZIP and PNG (ISO 3309, polynomial 0xEDB88320, reflected).
func crc32(_ bytes: [UInt8], in range: Range<Int>) -> UInt32 {
  bytes.withUnsafeBytes { crc32(UnsafeRawBufferPointer(rebasing: $0[range])) }
}

func crc32(_ bytes: [UInt8]) -> UInt32 { crc32(bytes, in: 0..<bytes.count) }

/// Of bytes that come in pieces: goes on from the checksum of those before, which is 0 for none.
func crc32(_ piece: ArraySlice<UInt8>, after former: UInt32) -> UInt32 {
  piece.withUnsafeBytes { crc32($0, after: former) }
}

/// Adler-32 of a zlib stream (RFC 1950, 8.2).
func adler32(_ bytes: [UInt8]) -> UInt32 {
  var (low, high): (UInt32, UInt32) = (1, 0)
  bytes.withUnsafeBufferPointer { bytes in
    var start = 0
    while start < bytes.count {
      // The most bytes before the sums could pass 32 bits.
      let end = min(bytes.count, start + 5552)
      for index in start..<end {
        low &+= UInt32(bytes[index])
        high &+= low
      }
      (low, high, start) = (low % 65521, high % 65521, end)
    }
  }
  return high << 16 | low
}

/// Eight bytes at a step: table `n` holds what a byte does that stands `n` bytes before the end.
private func crc32(_ bytes: UnsafeRawBufferPointer, after former: UInt32 = 0) -> UInt32 {
  var register = ~former
  crcTables.withUnsafeBufferPointer { tables in
    let whole = bytes.count & ~7
    for offset in stride(from: 0, to: whole, by: 8) {
      var word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
      word ^= UInt64(register)
      register = 0
      var table = 7 << 8
      while table >= 0 {
        let byte = Int(UInt8(truncatingIfNeeded: word))
        register ^= tables[table + byte]
        word >>= 8
        table -= 256
      }
    }
    for offset in whole..<bytes.count {
      let index = Int(UInt8(truncatingIfNeeded: register) ^ bytes[offset])
      register = tables[index] ^ (register >> 8)
    }
  }
  return ~register
}

private let crcTables: [UInt32] = {
  var tables: [UInt32] = []
  for byte in 0..<UInt32(256) {
    var value = byte
    for _ in 0..<8 { value = value & 1 == 1 ? (value >> 1) ^ 0xEDB8_8320 : value >> 1 }
    tables.append(value)
  }
  for index in 256..<2048 {
    let before = tables[index - 256]
    tables.append(tables[Int(before & 255)] ^ (before >> 8))
  }
  return tables
}()
