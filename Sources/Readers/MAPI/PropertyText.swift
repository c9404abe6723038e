import MAPI
import Records

/// Values of properties as text, always the same for the same bytes.
enum PropertyText {
  /// The value, its bytes, and whether more of it is there than `limit` bytes.
  static func of(
    _ element: PropertyElement, _ type: PropertyType, limit: Int
  ) -> (value: String?, byteCount: Int, isCut: Bool) {
    switch element {
    case .text(let text):
      let size = text.utf8.count
      return (size > limit ? String(beginning(of: text, limit)) : text, size, size > limit)
    case .bytes(let bytes):
      guard let size = type.fixedSize else {
        return (hexadecimal(bytes.prefix(limit)), bytes.count, bytes.count > limit)
      }
      guard bytes.count >= size else { return (hexadecimal(bytes), bytes.count, false) }
      return (value(bytes, type), size, false)
    }
  }

  /// As many whole characters as `limit` bytes hold.
  private static func beginning(of text: String, _ limit: Int) -> Substring {
    var end = text.utf8.index(text.startIndex, offsetBy: limit)
    while end > text.startIndex, end.samePosition(in: text.unicodeScalars) == nil { end = text.utf8.index(before: end) }
    return text[..<end]
  }

  /// Of a value of fixed size ([MS-OXCDATA] 2.11.1).
  private static func value(_ bytes: ArraySlice<UInt8>, _ type: PropertyType) -> String? {
    let bits = bytes.prefix(8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    switch type {
    case .boolean: return bits == 0 ? "0" : "1"
    case .integer16: return String(Int16(truncatingIfNeeded: bits))
    case .integer32: return String(Int32(truncatingIfNeeded: bits))
    case .integer64: return String(Int64(bitPattern: bits))
    case .errorCode: return "0x" + digits(bits, 8)
    case .floating32: return String(Float(bitPattern: UInt32(truncatingIfNeeded: bits)))
    case .floating64, .floatingTime: return String(Double(bitPattern: bits))
    case .currency: return currency(Int64(bitPattern: bits))
    case .time: return FileTime.microseconds(bits).map { String($0) }
    case .guid: return "{" + guid(bytes) + "}"
    default: return hexadecimal(bytes)
    }
  }

  /// Stored in ten-thousandths.
  private static func currency(_ value: Int64) -> String {
    let rest = String(value.magnitude % 10_000)
    let sign = value < 0 ? "-" : ""
    return "\(sign)\(value.magnitude / 10_000)." + String(repeating: "0", count: 4 - rest.count) + rest
  }

  /// Its first three parts are little-endian ([MS-DTYP] 2.3.4.2).
  static func guid(_ bytes: ArraySlice<UInt8>) -> String {
    let all = Array(bytes)
    guard all.count == 16 else { return hexadecimal(all) }
    let parts = [
      Array(all[0..<4].reversed()), Array(all[4..<6].reversed()), Array(all[6..<8].reversed()), Array(all[8..<10]),
      Array(all[10...]),
    ]
    return parts.map { hexadecimal($0) }.joined(separator: "-").uppercased()
  }

  /// At least `count` upper-case hexadecimal digits.
  static func digits(_ number: UInt64, _ count: Int) -> String {
    let digits = String(number, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(0, count - digits.count)) + digits
  }
}
