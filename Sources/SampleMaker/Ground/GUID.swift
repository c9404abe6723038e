/// A random GUID (RFC 9562, version 4).
package struct GUID: Sendable, Hashable, CustomStringConvertible {
  /// As the text has it, from left to right.
  package let bytes: [UInt8]

  package init(high: UInt64, low: UInt64) {
    var bytes = [high, low].flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> (56 - 8 * $0)) } }
    bytes[6] = bytes[6] & 0x0F | 0x40
    bytes[8] = bytes[8] & 0x3F | 0x80
    self.bytes = bytes
  }

  /// As a GUID structure lies in memory: the first three fields little-endian ([MS-DTYP] 2.3.4.2).
  package var structureBytes: [UInt8] {
    [3, 2, 1, 0, 5, 4, 7, 6].map { bytes[$0] } + bytes[8...]
  }

  package var description: String {
    var text = ""
    for (index, byte) in bytes.enumerated() {
      if [4, 6, 8, 10].contains(index) { text += "-" }
      text += hexadecimal(byte)
    }
    return text
  }
}

/// Two lower-case digits.
package func hexadecimal(_ byte: UInt8) -> String {
  String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
}

package func hexadecimal(_ bytes: some Sequence<UInt8>) -> String { bytes.map { hexadecimal($0) }.joined() }
