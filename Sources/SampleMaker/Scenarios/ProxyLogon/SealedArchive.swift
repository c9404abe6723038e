/// A 7-Zip archive that was made with a password which hides the names as well (`7z a -mhe=on -p…`): what is inside can
/// not be told from noise, and here it is noise (7zFormat.txt of the LZMA SDK).
struct SealedArchive {
  /// Exactly as long as asked, which has to be 200 bytes at least.
  let bytes: [UInt8]

  init(byteCount: Int, dice: inout Dice) {
    let names = dice.bytes(96)
    let nonce = dice.bytes(8)
    let headerSize = Self.encodedHeader(packedAt: 0, names.count, nonce: nonce).count
    let noise = dice.bytes(byteCount - Self.signatureSize - names.count - headerSize)
    let header = Self.encodedHeader(packedAt: noise.count, names.count, nonce: nonce)
    let start =
      littleEndian(UInt64(noise.count + names.count), 8) + littleEndian(UInt64(header.count), 8)
      + littleEndian(UInt64(crc32(header)), 4)
    let signature: [UInt8] = [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C, 0, 4]
    bytes = signature + littleEndian(UInt64(crc32(start)), 4) + start + noise + names + header
  }

  private static let signatureSize = 32

  /// EncodedHeader: one packed stream, one folder with the coder 7zAES, its unpacked size and checksum.
  private static func encodedHeader(packedAt offset: Int, _ size: Int, nonce: [UInt8]) -> [UInt8] {
    let packInfo: [UInt8] = [0x06] + number(offset) + [1, 0x09] + number(size) + [0]
    let coder: [UInt8] = [0x24, 0x06, 0xF1, 0x07, 0x01, 10, 0x53, 0x07] + nonce
    let folder: [UInt8] = [0x0B, 1, 0, 1] + coder
    let sizes: [UInt8] = [0x0C] + number(size - 7) + [0x0A, 1] + Array(nonce.prefix(4)) + [0]
    return [0x17] + packInfo + [0x07] + folder + sizes + [0]
  }

  /// REAL_UINT64 in as few bytes as it takes: the first one's leading ones say how many follow; here always three.
  private static func number(_ value: Int) -> [UInt8] {
    [0xE0 | UInt8(value >> 24 & 0x0F)] + littleEndian(UInt64(value & 0xFF_FFFF), 3)
  }
}

private func littleEndian(_ value: UInt64, _ count: Int) -> [UInt8] {
  (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
}
