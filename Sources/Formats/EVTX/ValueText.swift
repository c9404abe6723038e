import MAPI

extension Value {
  /// As Windows writes it into the event's XML; nil for null. An array has its items in a row, each on a line.
  package var text: String? {
    switch self {
    case .null, .binXML: nil
    case .string(let text): text
    case .signed(let number): String(number)
    case .unsigned(let number): String(number)
    case .real(let number): String(number)
    case .boolean(let value): value ? "true" : "false"
    case .binary(let bytes): Self.hexadecimal(bytes[...])
    case .guid(let bytes): Self.guidText(bytes)
    case .fileTime(let steps): Self.timeText(steps)
    case .systemTime(let time): time.text
    case .sid(let sid): sid.text
    case .hexadecimal(let number): "0x" + String(number, radix: 16)
    case .array(let items): items.map { $0.text ?? "" }.joined(separator: "\n")
    }
  }

  /// The number, also where it is logged as decimal or hexadecimal digits.
  package var number: UInt64? {
    switch self {
    case .unsigned(let number), .hexadecimal(let number): number
    case .signed(let number): UInt64(exactly: number)
    case .string(let text):
      text.hasPrefix("0x") ? UInt64(text.dropFirst(2), radix: 16) : UInt64(text)
    default: nil
    }
  }

  /// Microseconds since 1970-01-01 UTC, where it is a time.
  package var microseconds: Int64? {
    switch self {
    case .fileTime(let steps): FileTime.microseconds(steps)
    case .systemTime(let time): time.microseconds
    default: nil
    }
  }

  private static func hexadecimal(_ bytes: ArraySlice<UInt8>) -> String {
    let digits = Array("0123456789ABCDEF".utf8)
    return String(unsafeUninitializedCapacity: 2 * bytes.count) { output in
      var position = 0
      for byte in bytes {
        output[position] = digits[Int(byte >> 4)]
        output[position + 1] = digits[Int(byte & 15)]
        position += 2
      }
      return position
    }
  }

  /// The first three parts of a GUID are little-endian ([MS-DTYP] 2.3.4).
  private static func guidText(_ bytes: [UInt8]) -> String {
    guard bytes.count == 16 else { return hexadecimal(bytes[...]) }
    let parts = [
      [bytes[3], bytes[2], bytes[1], bytes[0]], [bytes[5], bytes[4]], [bytes[7], bytes[6]], Array(bytes[8..<10]),
      Array(bytes[10...]),
    ]
    return "{" + parts.map { hexadecimal($0[...]) }.joined(separator: "-") + "}"
  }

  /// With the seven digits that a FILETIME has.
  private static func timeText(_ steps: UInt64) -> String {
    guard let microseconds = FileTime.microseconds(steps) else { return String(steps) }
    return CalendarTime(microseconds: microseconds).text(fraction: Int(steps % 10_000_000), digits: 7)
  }
}
