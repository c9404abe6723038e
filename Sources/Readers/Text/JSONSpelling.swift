import Crypto
import Records

/// One JSON text can be spelled in several ways: `\/` for `/`, `\u00e9` for `é`, with white space between its tokens.
/// Exports differ in that (ConvertTo-Json, the portal, serialisers); the event is the same.
enum JSONSpelling {
  /// SHA-256 of a JSON text in its plain spelling: no white space between tokens, of the escapes only those that have
  /// to be. Names keep their order and numbers their digits.
  static func sha256(of text: UnsafeBufferPointer<UInt8>) -> Records.Digest? {
    var hash = SHA256()
    if isPlain(text) {
      hash.update(bufferPointer: UnsafeRawBufferPointer(text))
    } else {
      plain(text).withUnsafeBytes { hash.update(bufferPointer: $0) }
    }
    return hash.finalize().withUnsafeBytes { Records.Digest($0) }
  }

  /// Whether it may be hashed as it stands. White space is looked for behind the first brace and at the ends only: who
  /// writes any writes it there.
  private static func isPlain(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    guard let first = text.first, !first.isJSONSpace, !text[text.count - 1].isJSONSpace else { return false }
    if text.count > 1, text[1].isJSONSpace { return false }
    var index = 0
    while let backslash = text[index...].firstIndex(of: UInt8(ascii: "\\")), backslash + 1 < text.count {
      let escaped = text[backslash + 1]
      if escaped == UInt8(ascii: "/") || escaped == UInt8(ascii: "u") { return false }
      index = backslash + 2
      if index > text.count { break }
    }
    return true
  }

  static func plain(_ text: UnsafeBufferPointer<UInt8>) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(text.count)
    var index = 0
    var isInString = false
    while index < text.count {
      let start = index
      if isInString {
        while index < text.count, text[index] != UInt8(ascii: "\""), text[index] != UInt8(ascii: "\\") { index += 1 }
      } else {
        while index < text.count, text[index] != UInt8(ascii: "\""), !text[index].isJSONSpace { index += 1 }
      }
      result.append(contentsOf: UnsafeBufferPointer(rebasing: text[start..<index]))
      guard index < text.count else { break }
      if text[index] == UInt8(ascii: "\\"), index + 1 < text.count {
        index = appendEscape(text, at: index, to: &result)
        continue
      }
      if !text[index].isJSONSpace { result.append(text[index]) }
      if text[index] == UInt8(ascii: "\"") { isInString.toggle() }
      index += 1
    }
    return result
  }

  /// Appends what the escape at `index` says, as it is spelled plainly; returns the index behind it.
  private static func appendEscape(_ text: UnsafeBufferPointer<UInt8>, at index: Int, to result: inout [UInt8]) -> Int {
    let escaped = text[index + 1]
    if escaped == UInt8(ascii: "/") {
      result.append(escaped)
      return index + 2
    }
    guard escaped == UInt8(ascii: "u"), let unit = unit(text, at: index + 2) else {
      result += [UInt8(ascii: "\\"), escaped]
      return index + 2
    }
    var scalar = Unicode.Scalar(UInt32(unit))
    var end = index + 6
    if UTF16.isLeadSurrogate(unit), end + 1 < text.count, text[end] == UInt8(ascii: "\\"),
      text[end + 1] == UInt8(ascii: "u"), let low = self.unit(text, at: end + 2), UTF16.isTrailSurrogate(low)
    {
      scalar = Unicode.Scalar(0x10000 + (UInt32(unit) - 0xD800) << 10 + (UInt32(low) - 0xDC00))
      end += 6
    }
    append(scalar, or: text[index..<end], to: &result)
    return end
  }

  private static func append(
    _ scalar: Unicode.Scalar?, or spelled: Slice<UnsafeBufferPointer<UInt8>>, to result: inout [UInt8]
  ) {
    switch scalar {
    case nil: result += spelled
    case "\""?: result += Array(#"\""#.utf8)
    case "\\"?: result += Array(#"\\"#.utf8)
    case "\n"?: result += Array(#"\n"#.utf8)
    case "\r"?: result += Array(#"\r"#.utf8)
    case "\t"?: result += Array(#"\t"#.utf8)
    case "\u{8}"?: result += Array(#"\b"#.utf8)
    case "\u{C}"?: result += Array(#"\f"#.utf8)
    case let scalar?:
      if scalar.value < 0x20 {
        let digits = String(scalar.value, radix: 16)
        result += Array((digits.count == 1 ? #"\u000"# : #"\u00"#).utf8) + Array(digits.utf8)
      } else {
        result += Array(UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
      }
    }
  }

  private static func unit(_ text: UnsafeBufferPointer<UInt8>, at index: Int) -> UInt16? {
    guard index + 4 <= text.count else { return nil }
    let digits = text[index..<index + 4]
    guard digits.allSatisfy({ (0x30...0x39).contains($0) || (0x41...0x46).contains($0 & 0xDF) }) else { return nil }
    return UInt16(String(decoding: digits, as: UTF8.self), radix: 16)
  }
}
