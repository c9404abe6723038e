/// A path as text that shows every byte and can be turned back: bytes that are no UTF-8, control characters and the
/// backslash itself stand as `\xNN`.
///
/// File names on seized media are bytes in whatever encoding their owner used, and may hold terminal control codes.
package enum EvidencePath {
  package static func shown(_ bytes: some Collection<UInt8>) -> String {
    if let text = String(validating: bytes, as: UTF8.self) { return escaped(text) }
    var result = ""
    var rest = bytes[...]
    while !rest.isEmpty {
      let length = validSequenceLength(rest)
      if length > 0 {
        result += escaped(String(decoding: rest.prefix(length), as: UTF8.self))
      } else if let byte = rest.first {
        result += escape(byte)
      }
      rest = rest.dropFirst(max(1, length))
    }
    return result
  }

  /// The bytes that `shown` was made from.
  package static func bytes(_ shown: String) -> [UInt8] {
    let source = Array(shown.utf8)
    var result: [UInt8] = []
    result.reserveCapacity(source.count)
    var index = 0
    while index < source.count {
      if source[index] == UInt8(ascii: "\\"), index + 3 < source.count, source[index + 1] == UInt8(ascii: "x"),
        let high = digit(source[index + 2]), let low = digit(source[index + 3])
      {
        result.append(high << 4 | low)
        index += 4
      } else {
        result.append(source[index])
        index += 1
      }
    }
    return result
  }

  private static func escaped(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: mustEscape) else { return text }
    var result = ""
    for scalar in text.unicodeScalars {
      if mustEscape(scalar) {
        for byte in String(scalar).utf8 { result += escape(byte) }
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  private static func mustEscape(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator: true
    default: scalar == "\\"
    }
  }

  private static func escape(_ byte: UInt8) -> String {
    let digits = String(byte, radix: 16, uppercase: true)
    return "\\x" + (digits.utf8.count == 1 ? "0" + digits : digits)
  }

  private static func validSequenceLength(_ bytes: some Collection<UInt8>) -> Int {
    for length in 1...4 where String(validating: bytes.prefix(length), as: UTF8.self) != nil {
      return min(length, bytes.count)
    }
    return 0
  }

  private static func digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    default: nil
    }
  }
}
