import Crypto
import Records

/// One JSON text can be spelled in several ways: `\/` for `/`, `\u00e9` for `é`, with white space between its tokens.
/// Exports differ in that (ConvertTo-Json, the portal, serialisers); the event is the same.
enum JSONSpelling {
  /// SHA-256 of a JSON text in its plain spelling: no white space between tokens, of the escapes only those that have
  /// to be. Names keep their order and numbers their digits.
  ///
  /// A text is compact where it is known to have no white space between tokens.
  static func sha256(of text: UnsafeBufferPointer<UInt8>, isCompact: Bool = false) -> Records.Digest? {
    var hash = SHA256()
    if isPlain(text) {
      hash.update(bufferPointer: UnsafeRawBufferPointer(text))
    } else {
      (isCompact ? unescaped(text) : plain(text)).withUnsafeBytes { hash.update(bufferPointer: $0) }
    }
    return hash.finalize().withUnsafeBytes { Records.Digest($0) }
  }

  /// Whether it may be hashed as it stands. White space is looked for behind the first brace and at the ends only: who
  /// writes any writes it there.
  private static func isPlain(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    guard let first = text.first, !first.isJSONSpace, !text[text.count - 1].isJSONSpace else { return false }
    if text.count > 1, text[1].isJSONSpace { return false }
    var index = text.index(of: backslash, from: 0)
    while index + 1 < text.count {
      if isSpelledOtherwise(text[index + 1]) { return false }
      index = text.index(of: backslash, from: index + 2)
    }
    return true
  }

  /// Never longer than `text`.
  static func plain(_ text: UnsafeBufferPointer<UInt8>) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: text.count) { buffer, count in
      var output = Output(buffer)
      var index = 0
      // Up to here the text is in the output, or left out.
      var done = 0
      var isInString = false
      while index < text.count {
        if isInString {
          index = text.index(of: quote, backslash, from: index)
          guard index < text.count else { break }
          if text[index] == backslash, index + 1 < text.count {
            // All other escapes are spelled plainly as they are.
            guard isSpelledOtherwise(text[index + 1]) else {
              index += 2
              continue
            }
            output.append(text, done..<index)
            index = appendEscape(text, at: index, to: &output)
            done = index
            continue
          }
        }
        if text[index] == quote {
          isInString.toggle()
        } else if text[index].isJSONSpace {
          output.append(text, done..<index)
          done = index + 1
        }
        index += 1
      }
      output.append(text, done..<text.count)
      count = output.count
    }
  }

  /// The same of a compact text, in which all that is to be changed are escapes.
  static func unescaped(_ text: UnsafeBufferPointer<UInt8>) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: text.count) { buffer, count in
      var output = Output(buffer)
      // Up to here the text is in the output.
      var done = 0
      var index = text.index(of: backslash, from: 0)
      while index + 1 < text.count {
        if isSpelledOtherwise(text[index + 1]) {
          output.append(text, done..<index)
          done = appendEscape(text, at: index, to: &output)
          index = done
        } else {
          index += 2
        }
        index = text.index(of: backslash, from: index)
      }
      output.append(text, done..<text.count)
      count = output.count
    }
  }

  /// Whether an escape that goes on with this byte may be spelled more plainly.
  private static func isSpelledOtherwise(_ escaped: UInt8) -> Bool {
    escaped == UInt8(ascii: "/") || escaped == UInt8(ascii: "u")
  }

  private static let quote = UInt8(ascii: "\"")
  private static let backslash = UInt8(ascii: "\\")

  /// Room for as many bytes as the text has.
  private struct Output {
    private let buffer: UnsafeMutableBufferPointer<UInt8>
    private(set) var count = 0

    init(_ buffer: UnsafeMutableBufferPointer<UInt8>) { self.buffer = buffer }

    mutating func append(_ byte: UInt8) {
      buffer[count] = byte
      count += 1
    }

    mutating func append(_ text: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) {
      UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[count...])
        .copyMemory(from: UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: text[range])))
      count += range.count
    }
  }

  /// Appends what the escape at `index` says, as it is spelled plainly; returns the index behind it.
  private static func appendEscape(
    _ text: UnsafeBufferPointer<UInt8>, at index: Int, to output: inout Output
  ) -> Int {
    let escaped = text[index + 1]
    guard escaped == UInt8(ascii: "u"), let unit = unit(text, at: index + 2) else {
      if escaped != UInt8(ascii: "/") { output.append(backslash) }
      output.append(escaped)
      return index + 2
    }
    var scalar = Unicode.Scalar(UInt32(unit))
    var end = index + 6
    if UTF16.isLeadSurrogate(unit), end + 1 < text.count, text[end] == backslash,
      text[end + 1] == UInt8(ascii: "u"), let low = self.unit(text, at: end + 2), UTF16.isTrailSurrogate(low)
    {
      scalar = Unicode.Scalar(0x10000 + (UInt32(unit) - 0xD800) << 10 + (UInt32(low) - 0xDC00))
      end += 6
    }
    if let scalar {
      for byte in spelled(scalar) { output.append(byte) }
    } else {
      output.append(text, index..<end)
    }
    return end
  }

  private static func spelled(_ scalar: Unicode.Scalar) -> [UInt8] {
    switch scalar {
    case "\"": return Array(#"\""#.utf8)
    case "\\": return Array(#"\\"#.utf8)
    case "\n": return Array(#"\n"#.utf8)
    case "\r": return Array(#"\r"#.utf8)
    case "\t": return Array(#"\t"#.utf8)
    case "\u{8}": return Array(#"\b"#.utf8)
    case "\u{C}": return Array(#"\f"#.utf8)
    default:
      guard scalar.value < 0x20 else { return Array(UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter) }
      let digits = String(scalar.value, radix: 16)
      return Array((digits.count == 1 ? #"\u000"# : #"\u00"#).utf8) + Array(digits.utf8)
    }
  }

  private static func unit(_ text: UnsafeBufferPointer<UInt8>, at index: Int) -> UInt16? {
    guard index + 4 <= text.count else { return nil }
    let digits = text[index..<index + 4]
    guard digits.allSatisfy({ (0x30...0x39).contains($0) || (0x41...0x46).contains($0 & 0xDF) }) else { return nil }
    return UInt16(String(decoding: digits, as: UTF8.self), radix: 16)
  }
}
