/// What an RTF document is made of (RTF 1.9.1, "RTF Syntax").
enum RTFToken: Equatable {
  case groupStart
  case groupEnd
  /// A control word with its number, the backslash left out.
  case word(String, Int?)
  /// A backslash and one character that is no letter.
  case symbol(UInt8)
  /// `\'xx`
  case hexadecimal(UInt8)
  case byte(UInt8)
}

/// Reads tokens one after another; line breaks between them mean nothing and are passed over.
struct RTFScanner {
  private let bytes: [UInt8]
  private(set) var position = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// Nil at the end.
  mutating func next() -> RTFToken? {
    while let byte = take() {
      switch byte {
      case UInt8(ascii: "{"): return .groupStart
      case UInt8(ascii: "}"): return .groupEnd
      case UInt8(ascii: "\\"): return control()
      case 0x0A, 0x0D, 0: continue
      default: return .byte(byte)
      }
    }
    return nil
  }

  private func peek() -> UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func take() -> UInt8? {
    guard position < bytes.count else { return nil }
    defer { position += 1 }
    return bytes[position]
  }

  private mutating func control() -> RTFToken? {
    guard let first = peek() else { return nil }
    if Self.isLetter(first) { return word() }
    position += 1
    guard first == UInt8(ascii: "'") else { return .symbol(first) }
    guard position + 2 <= bytes.count, let high = Self.digit(bytes[position]), let low = Self.digit(bytes[position + 1])
    else { return .symbol(first) }
    position += 2
    return .hexadecimal(high << 4 | low)
  }

  /// A word of at most 32 letters, a number of at most 10 digits, and the space that ends both.
  private mutating func word() -> RTFToken {
    let start = position
    while position - start < 32, let letter = peek(), Self.isLetter(letter) { position += 1 }
    let name = String(decoding: bytes[start..<position], as: UTF8.self)
    let isNegative = peek() == UInt8(ascii: "-") && position + 1 < bytes.count && Self.isDigit(bytes[position + 1])
    if isNegative { position += 1 }
    var number: Int?
    var digits = 0
    while digits < 10, let digit = peek(), Self.isDigit(digit) {
      number = (number ?? 0) * 10 + Int(digit - UInt8(ascii: "0"))
      digits += 1
      position += 1
    }
    if peek() == UInt8(ascii: " ") { position += 1 }
    if name == "bin", let count = number, !isNegative { position += min(count, bytes.count - position) }
    return .word(name, isNegative ? number.map { -$0 } : number)
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

  private static func digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
  }
}
