package import Bytes

/// Decodes HTML whose charset is told in several places, not all of them true.
package enum HTMLText {
  /// By its byte order mark, by `declared`, by its own meta element, by `fallback`: the first that there is. What is
  /// declared in a code page of one byte a character, has bytes above 127 and is valid UTF-8, is UTF-8: writers declare
  /// 1252 and store UTF-8, and text of the one is hardly ever valid in the other.
  package static func decode(_ bytes: ArraySlice<UInt8>, declared: Charset?, fallback: Charset) -> String {
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { return Charset.utf8.decode(bytes.dropFirst(3)).text }
    if bytes.starts(with: [0xFF, 0xFE]) { return Charset.utf16LE.decode(bytes.dropFirst(2)).text }
    let charset = declared ?? metaCharset(bytes) ?? fallback
    if charset.isSingleByte, bytes.contains(where: { $0 >= 0x80 }),
      let text = String(validating: bytes, as: UTF8.self)
    {
      return text
    }
    return withoutTrailingZeros(charset.decode(bytes).text)
  }

  private static func withoutTrailingZeros(_ text: String) -> String {
    guard text.unicodeScalars.last == "\0" else { return text }
    var scalars = text.unicodeScalars
    while scalars.last == "\0" { scalars.removeLast() }
    return String(scalars)
  }

  /// What follows `charset=` in the first kilobytes.
  static func metaCharset(_ bytes: ArraySlice<UInt8>) -> Charset? {
    let head = bytes.prefix(4096).map { (0x41...0x5A).contains($0) ? $0 + 0x20 : $0 }
    let mark = Array("charset=".utf8)
    guard head.count > mark.count else { return nil }
    for start in 0..<head.count - mark.count where head[start..<start + mark.count].elementsEqual(mark) {
      let quotes = [UInt8(ascii: "\""), UInt8(ascii: "'")]
      let value = head[(start + mark.count)...].drop { quotes.contains($0) }
        .prefix { !quotes.contains($0) && $0 > 0x20 && $0 != UInt8(ascii: ">") && $0 != UInt8(ascii: ";") }
        .prefix { $0 != UInt8(ascii: "/") }
      if let charset = Charset(named: String(decoding: value, as: UTF8.self)) { return charset }
    }
    return nil
  }
}

extension Charset {
  /// Whether it is a code page of one byte a character.
  package var isSingleByte: Bool {
    name.hasPrefix("CP125") || name.hasPrefix("ISO-8859") || name == "US-ASCII" || name.hasPrefix("KOI8")
      || name == "CP874"
  }
}
