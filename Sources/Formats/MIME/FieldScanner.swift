/// Walks over the tokens of a structured header value (RFC 5322 3.2). A quote or a parenthesis that is never closed is
/// found once and from then on taken for an ordinary character, so that the walk stays linear.
struct FieldScanner {
  let bytes: [UInt8]
  var position = 0
  private(set) var hasBrokenQuote = false
  private(set) var hasBrokenComment = false

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  var isAtEnd: Bool { position >= bytes.count }
  var next: UInt8? { position < bytes.count ? bytes[position] : nil }

  mutating func skipWhiteSpace() { while let byte = next, byte.isWhiteSpace { position += 1 } }

  /// White space and comments.
  mutating func skipBlanks() {
    while let byte = next {
      if byte.isWhiteSpace {
        position += 1
      } else if byte != UInt8(ascii: "(") || comment() == nil {
        return
      }
    }
  }

  mutating func skip(_ byte: UInt8) -> Bool {
    guard next == byte else { return false }
    position += 1
    return true
  }

  /// The content of the quoted string that starts here; nil where none does. A backslash escapes quotes and itself only:
  /// Windows paths are written without escapes.
  mutating func quotedString() -> [UInt8]? {
    guard next == .quote, !hasBrokenQuote else { return nil }
    var content: [UInt8] = []
    var index = position + 1
    while index < bytes.count {
      let byte = bytes[index]
      if byte == .quote {
        position = index + 1
        return content
      }
      if byte == .backslash, index + 1 < bytes.count, bytes[index + 1] == .quote || bytes[index + 1] == .backslash {
        index += 1
      }
      content.append(bytes[index])
      index += 1
    }
    hasBrokenQuote = true
    return nil
  }

  /// The content of the comment that starts here, comments within kept with their parentheses; nil where none does.
  mutating func comment() -> [UInt8]? {
    guard next == UInt8(ascii: "("), !hasBrokenComment else { return nil }
    var content: [UInt8] = []
    var depth = 1
    var index = position + 1
    while index < bytes.count {
      let byte = bytes[index]
      if byte == UInt8(ascii: "(") { depth += 1 }
      if byte == UInt8(ascii: ")") { depth -= 1 }
      if depth == 0 {
        position = index + 1
        return content
      }
      if byte == .backslash, index + 1 < bytes.count { index += 1 }
      content.append(bytes[index])
      index += 1
    }
    hasBrokenComment = true
    return nil
  }

  /// The bytes up to one of `stops` or the end.
  mutating func read(upTo stops: (UInt8) -> Bool) -> ArraySlice<UInt8> {
    let start = position
    while position < bytes.count, !stops(bytes[position]) { position += 1 }
    return bytes[start..<position]
  }
}
