import MAPI

extension Value {
  /// As Windows writes it into the event's XML; nil for null. An array has its items in a row, each on a line.
  package var text: String? {
    if case .string(let text) = self { return text }
    guard hasText else { return nil }
    var plain = PlainText()
    plain.append(self)
    return plain.text(0..<plain.count)
  }

  var hasText: Bool {
    switch self {
    case .null, .binXML: false
    default: true
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
}

extension PlainText {
  /// The text of a value.
  mutating func append(_ value: Value) {
    switch value {
    case .null, .binXML: break
    case .string(let text): append(text)
    case .signed(let number): append(String(number))
    case .unsigned(let number): append(decimal: number)
    case .real(let number): append(String(number))
    case .boolean(let value): append(value ? "true" : "false")
    case .binary(let bytes): append(hexadecimal: bytes[...])
    case .guid(let bytes): append(guid: bytes)
    case .fileTime(let steps): append(fileTime: steps)
    case .systemTime(let time): append(time.text)
    case .sid(let sid): append(sid)
    case .hexadecimal(let number): append("0x" + String(number, radix: 16))
    case .array(let items):
      for index in items.indices {
        if index > 0 { append(UInt8(ascii: "\n")) }
        append(items[index])
      }
    }
  }

  private mutating func append(hexadecimal bytes: ArraySlice<UInt8>) {
    for byte in bytes { append(hexadecimal: byte) }
  }

  private mutating func append(hexadecimal byte: UInt8) {
    append(Self.digit(byte >> 4))
    append(Self.digit(byte & 15))
  }

  private static func digit(_ value: UInt8) -> UInt8 { value < 10 ? 0x30 + value : 0x37 + value }

  private static let guidOrder = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15]

  /// The first three parts of a GUID are little-endian ([MS-DTYP] 2.3.4).
  private mutating func append(guid bytes: [UInt8]) {
    guard bytes.count == 16 else { return append(hexadecimal: bytes[...]) }
    append(UInt8(ascii: "{"))
    for place in Self.guidOrder.indices {
      if place == 4 || place == 6 || place == 8 || place == 10 { append(UInt8(ascii: "-")) }
      append(hexadecimal: bytes[Self.guidOrder[place]])
    }
    append(UInt8(ascii: "}"))
  }

  /// With the seven digits that a FILETIME has.
  private mutating func append(fileTime steps: UInt64) {
    guard let microseconds = FileTime.microseconds(steps) else { return append(decimal: steps) }
    append(CalendarTime(microseconds: microseconds).text(fraction: Int(steps % 10_000_000), digits: 7))
  }

  /// [MS-DTYP] 2.4.2.1: the authority in hexadecimal from 2³² on.
  private mutating func append(_ sid: SecurityIdentifier) {
    append("S-")
    append(decimal: UInt64(sid.revision))
    append(UInt8(ascii: "-"))
    if sid.authority < 1 << 32 {
      append(decimal: sid.authority)
    } else {
      append("0x" + String(sid.authority, radix: 16, uppercase: true))
    }
    for index in 0..<sid.subAuthorityCount {
      append(UInt8(ascii: "-"))
      append(decimal: UInt64(sid.subAuthority(index)))
    }
  }
}
