import Records

/// The letters, marks and digits of a body in UTF-8 and Unicode NFC (general categories L, M and N), nothing between
/// them: what stays the same when a text is wrapped, quoted-printed, given other line ends or made plain of HTML.
///
/// Of HTML, tags, comments and the contents of `script`, `style` and `title` are left out, and character references
/// count as what they stand for (`HTMLCharacters`). What a program adds when it makes plain text of HTML, the targets
/// of links for example, is text and counts.
struct BodyWords {
  /// As long as the text: no character has more bytes than what stands for it.
  private let words: UnsafeMutableBufferPointer<UInt8>
  private var count = 0
  /// Whether NFC may change what was taken.
  private var isUncomposed = false

  static func bytes(of body: MessageBody) -> [UInt8] {
    guard var text = body.text else { return [] }
    var isUncomposed = false
    let found = text.withUTF8 { bytes in
      [UInt8](unsafeUninitializedCapacity: bytes.count) { output, count in
        var words = BodyWords(words: output)
        if body.source == .html { words.take(html: bytes) } else { words.take(bytes, bytes.indices) }
        (count, isUncomposed) = (words.count, words.isUncomposed)
      }
    }
    return isUncomposed ? Array(composed(String(decoding: found, as: UTF8.self)).utf8) : found
  }

  private init(words: UnsafeMutableBufferPointer<UInt8>) { self.words = words }

  private mutating func append(_ byte: UInt8) {
    words[count] = byte
    count += 1
  }

  private mutating func take(_ text: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) {
    var index = range.lowerBound
    while index < range.upperBound {
      let byte = text[index]
      if byte < 0x80 {
        // Written in any case, and kept by counting on: nothing here that a processor could guess wrong.
        words[count] = byte
        count += isWord(byte) ? 1 : 0
        index += 1
      } else {
        index += take(scalarAt: index, in: text[range])
      }
    }
  }

  @inline(__always)
  private func isWord(_ byte: UInt8) -> Bool {
    (byte | 0x20) &- 0x61 < 26 || byte &- 0x30 < 10
  }

  /// Takes a character of two to four bytes; gives how many.
  private mutating func take(scalarAt index: Int, in text: Slice<UnsafeBufferPointer<UInt8>>) -> Int {
    let length = text[index] >= 0xF0 ? 4 : text[index] >= 0xE0 ? 3 : 2
    let bytes = text[index..<min(index + length, text.endIndex)]
    var value = UInt32(text[index]) & (0xFF >> UInt32(length + 1))
    for byte in bytes.dropFirst() { value = value << 6 | UInt32(byte & 0x3F) }
    if let scalar = Unicode.Scalar(value) { take(scalar) }
    return bytes.count
  }

  private mutating func take(_ scalar: Unicode.Scalar) {
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber,
      .letterNumber, .otherNumber, .nonspacingMark, .spacingMark, .enclosingMark:
      break
    default: return
    }
    isUncomposed = isUncomposed || mayCompose(scalar)
    for byte in UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter { append(byte) }
  }
}

// MARK: - HTML

extension BodyWords {
  private mutating func take(html: UnsafeBufferPointer<UInt8>) {
    var index = 0
    while index < html.count {
      let start = index
      while index < html.count, html[index] != UInt8(ascii: "<"), html[index] != UInt8(ascii: "&") { index += 1 }
      take(html, start..<index)
      guard index < html.count else { return }
      index = html[index] == UInt8(ascii: "<") ? HTMLTag.end(of: index, in: html) : take(reference: index, in: html)
    }
  }

  /// Takes the character reference that begins at `index`; gives where it ends. An `&` that begins none is skipped.
  private mutating func take(reference index: Int, in html: UnsafeBufferPointer<UInt8>) -> Int {
    let limit = min(index + 1 + HTMLCharacters.lengthLimit, html.count)
    guard let end = html[(index + 1)..<limit].firstIndex(of: UInt8(ascii: ";")) else { return index + 1 }
    let name = html[(index + 1)..<end]
    guard name.allSatisfy({ isWord($0) || $0 == UInt8(ascii: "#") }) else { return index + 1 }
    if let scalar = HTMLCharacters.scalar(String(decoding: name, as: UTF8.self)) {
      if scalar.value >= 0x80 { take(scalar) } else if isWord(UInt8(scalar.value)) { append(UInt8(scalar.value)) }
    }
    return end + 1
  }
}
