/// What readers of text logs ask of bytes, without making a `String` of them.
extension UnsafeBufferPointer<UInt8> {
  @inline(__always)
  func equals(_ text: StaticString) -> Bool {
    guard count == text.utf8CodeUnitCount else { return false }
    for index in 0..<count where self[index] != text.utf8Start[index] { return false }
    return true
  }

  /// Whether it is `text`, which must be lower-case ASCII, in any case.
  func equalsIgnoringCase(_ text: StaticString) -> Bool {
    guard count == text.utf8CodeUnitCount else { return false }
    for index in 0..<count where self[index].lowercasedASCII != text.utf8Start[index] { return false }
    return true
  }

  func starts(with text: StaticString) -> Bool {
    count >= text.utf8CodeUnitCount && UnsafeBufferPointer(rebasing: self[..<text.utf8CodeUnitCount]).equals(text)
  }

  /// Without white space and NUL at both ends.
  var trimmed: UnsafeBufferPointer<UInt8> {
    var low = 0
    var high = count
    while low < high, self[low] <= 0x20 { low += 1 }
    while high > low, self[high - 1] <= 0x20 { high -= 1 }
    return UnsafeBufferPointer(rebasing: self[low..<high])
  }

  /// Whether all of it can be read as UTF-8.
  var isUTF8: Bool {
    let bytes = UnsafeRawBufferPointer(self)
    var seen: UInt64 = 0
    var index = 0
    while index + 8 <= bytes.count {
      seen |= bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self)
      index += 8
    }
    for byte in bytes[index...] { seen |= UInt64(byte) }
    return seen & 0x8080_8080_8080_8080 == 0 || String(decoding: self, as: UTF8.self).utf8.elementsEqual(self)
  }

  /// Where `text` first stands, from `start` on.
  func firstRange(of text: StaticString, from start: Int = 0) -> Range<Int>? {
    let length = text.utf8CodeUnitCount
    guard length > 0, count >= length, start <= count - length else { return nil }
    for index in start...(count - length) where self[index] == text.utf8Start[0] {
      if UnsafeBufferPointer(rebasing: self[index..<index + length]).equals(text) { return index..<index + length }
    }
    return nil
  }
}

extension UInt8 {
  var lowercasedASCII: UInt8 { self >= 0x41 && self <= 0x5A ? self | 0x20 : self }
  var isASCIIDigit: Bool { self >= 0x30 && self <= 0x39 }
  /// Space, tab, line feed, carriage return: the white space of JSON.
  var isJSONSpace: Bool { self == 0x20 || self == 0x0A || self == 0x0D || self == 0x09 }
}

extension Int64 {
  /// Decimal digits with an optional minus; nil for anything else and for what does not fit.
  init?(asciiDigits bytes: UnsafeBufferPointer<UInt8>) {
    let isNegative = bytes.first == UInt8(ascii: "-")
    guard bytes.count > (isNegative ? 1 : 0), bytes.count <= 20 else { return nil }
    var value: Int64 = 0
    for byte in bytes.dropFirst(isNegative ? 1 : 0) {
      guard byte.isASCIIDigit else { return nil }
      let (product, overflow) = value.multipliedReportingOverflow(by: 10)
      let (sum, carry) = product.addingReportingOverflow(Int64(byte - 0x30))
      guard !overflow, !carry else { return nil }
      value = sum
    }
    self = isNegative ? -value : value
  }
}
