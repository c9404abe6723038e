/// What a server's entry id of a folder or message is made of ([MS-OXCDATA] 2.2.4.1 and 2.2.4.2), in whichever form it
/// is stored or logged: hexadecimal digits in the mailbox audit log, base64 in the unified audit log.
///
/// Keys are the replica's GUID and the counter in it (2.2.1.3.1), 22 bytes in hexadecimal digits. Whether an export keeps
/// them is not shown: a key that is equal in a log and in a store is a candidate, no proof.
package struct EntryIdentifier: Sendable, Equatable {
  package let folderKey: String
  /// Nil for the id of a folder.
  package let messageKey: String?

  /// Nil for other forms: the entry ids of a PST are its own and compare with nothing.
  package init?(_ text: String) {
    guard let bytes = Self.bytes(of: text) else { return nil }
    switch bytes.count {
    case 22: self.init(folder: bytes[...], message: nil)
    // Long-term id: two bytes of zero at its end.
    case 24 where bytes[22] == 0 && bytes[23] == 0: self.init(folder: bytes[..<22], message: nil)
    // Flags, provider, type, GUID and counter, two bytes of zero; of a message the same for itself behind it.
    case 46: self.init(folder: bytes[22..<44], message: nil)
    case 70: self.init(folder: bytes[22..<44], message: bytes[46..<68])
    // The same as the unified audit log writes them, between their length and a byte for the kind.
    case 48 where bytes[0] == 46: self.init(folder: bytes[23..<45], message: nil)
    case 72 where bytes[0] == 70: self.init(folder: bytes[23..<45], message: bytes[47..<69])
    default: return nil
    }
  }

  /// The folder's key where this is the id of a folder.
  package var folderKeyOfFolder: String? { messageKey == nil ? folderKey : nil }

  private init(folder: ArraySlice<UInt8>, message: ArraySlice<UInt8>?) {
    folderKey = hexadecimal(folder)
    messageKey = message.map { hexadecimal($0) }
  }

  private static func bytes(of text: String) -> [UInt8]? {
    let digits = text.utf8.map(hexadecimalValue)
    if digits.count >= 44, digits.count % 2 == 0, digits.allSatisfy({ $0 != nil }) {
      return stride(from: 0, to: digits.count, by: 2).map { (digits[$0] ?? 0) << 4 | (digits[$0 + 1] ?? 0) }
    }
    return text.utf8.count <= 256 ? base64(text) : nil
  }

  private static func hexadecimalValue(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x30...0x39: byte - 0x30
    case 0x41...0x46: byte - 0x37
    case 0x61...0x66: byte - 0x57
    default: nil
    }
  }

  /// RFC 4648, of the plain or the URL alphabet.
  private static func base64(_ text: String) -> [UInt8]? {
    guard text.utf8.count % 4 == 0 else { return nil }
    var bytes: [UInt8] = []
    var bits: UInt32 = 0
    var count = 0
    var padding = 0
    for byte in text.utf8 {
      if byte == UInt8(ascii: "=") {
        padding += 1
        continue
      }
      guard padding == 0, let value = base64Value(byte) else { return nil }
      bits = bits << 6 | UInt32(value)
      count += 6
      if count >= 8 {
        count -= 8
        bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
      }
    }
    return padding <= 2 ? bytes : nil
  }

  private static func base64Value(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x41...0x5A: byte - 0x41
    case 0x61...0x7A: byte - 0x61 + 26
    case 0x30...0x39: byte - 0x30 + 52
    case UInt8(ascii: "+"), UInt8(ascii: "-"): 62
    case UInt8(ascii: "/"), UInt8(ascii: "_"): 63
    default: nil
    }
  }
}
