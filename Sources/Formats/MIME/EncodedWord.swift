import Bytes

/// A piece of header text with its charset: `=?charset?B?…?=` (RFC 2047 2).
struct EncodedWord {
  /// Lower case, without the language of RFC 2231 5.
  let charset: String
  let content: [UInt8]
  /// Index behind the word.
  let end: Int

  static let longestCharsetName = 64

  /// The word at `start`, where `=?` stands; `terminator` is the index of the next `?=` behind a given index.
  init?(in bytes: [UInt8], at start: Int, terminator: (Int) -> Int?) {
    let question = UInt8(ascii: "?")
    let limit = min(bytes.count, start + 2 + Self.longestCharsetName)
    guard let charsetEnd = bytes[(start + 2)..<limit].firstIndex(where: { $0 == question || $0.isWhiteSpace }),
      bytes[charsetEnd] == question, charsetEnd > start + 2, charsetEnd + 2 < bytes.count,
      bytes[charsetEnd + 2] == question, let textEnd = terminator(charsetEnd + 3)
    else { return nil }
    let text = bytes[(charsetEnd + 3)..<textEnd]
    switch bytes[charsetEnd + 1] | 0x20 {
    case UInt8(ascii: "b"): content = Array(decodeBase64(text).bytes)
    case UInt8(ascii: "q"): content = Self.decodeQ(text)
    default: return nil
    }
    let label = bytes[(start + 2)..<charsetEnd].prefix { $0 != UInt8(ascii: "*") }
    charset = String(decoding: label, as: UTF8.self).lowercased()
    end = textEnd + 2
  }

  /// The Q encoding (RFC 2047 4.2).
  private static func decodeQ(_ text: ArraySlice<UInt8>) -> [UInt8] {
    var content: [UInt8] = []
    var index = text.startIndex
    while index < text.endIndex {
      let byte = text[index]
      if byte == UInt8(ascii: "="), index + 2 < text.endIndex, let high = text[index + 1].hexValue,
        let low = text[index + 2].hexValue
      {
        content.append(high << 4 | low)
        index += 3
      } else {
        content.append(byte == UInt8(ascii: "_") ? .space : byte)
        index += 1
      }
    }
    return content
  }
}

/// Header text decoded, and what was wrong with it.
package struct HeaderText: Sendable, Equatable {
  package var text: String
  package var problems: [String]

  package init(text: String = "", problems: [String] = []) {
    self.text = text
    self.problems = problems
  }
}

/// Decodes the encoded words of a header value. Neighbours of one charset are joined before they are decoded, because
/// real senders cut multibyte characters in two.
package func decodeHeaderText(_ bytes: [UInt8]) -> HeaderText {
  var decoder = HeaderTextDecoder(bytes)
  return decoder.decode()
}

private struct HeaderTextDecoder {
  private let bytes: [UInt8]
  private var result = HeaderText()
  private var pendingCharset = ""
  private var pending: [UInt8]?
  private var charsets: [String: Charset?] = [:]
  private var knownTerminator = -1
  private var hasTerminator = true

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  mutating func decode() -> HeaderText {
    guard bytes.contains(UInt8(ascii: "=")) else { return HeaderText(text: textOfUndeclaredCharset(bytes)) }
    var plainStart = 0
    var index = 0
    while index + 1 < bytes.count {
      guard bytes[index] == UInt8(ascii: "="), bytes[index + 1] == UInt8(ascii: "?"), let word = word(at: index) else {
        index += 1
        continue
      }
      take(plain: bytes[plainStart..<index], isLast: false)
      take(word)
      index = word.end
      plainStart = word.end
    }
    take(plain: bytes[plainStart...], isLast: true)
    return result
  }

  /// Each byte is searched once only, however many words lack their end.
  private mutating func word(at index: Int) -> EncodedWord? {
    var known = knownTerminator
    var found = hasTerminator
    let bytes = bytes
    let word = EncodedWord(in: bytes, at: index) { start in
      if found, known < start {
        known = start
        while known + 1 < bytes.count, bytes[known] != UInt8(ascii: "?") || bytes[known + 1] != UInt8(ascii: "=") {
          known += 1
        }
        found = known + 1 < bytes.count
      }
      return found ? known : nil
    }
    knownTerminator = known
    hasTerminator = found
    return word
  }

  private mutating func take(_ word: EncodedWord) {
    if pending == nil || pendingCharset != word.charset {
      flush()
      pendingCharset = word.charset
      pending = word.content
    } else {
      pending?.append(contentsOf: word.content)
    }
  }

  /// White space between two encoded words is not text (RFC 2047 6.2).
  private mutating func take(plain: ArraySlice<UInt8>, isLast: Bool) {
    if pending != nil, !isLast, plain.allSatisfy(\.isWhiteSpace) { return }
    flush()
    if !plain.isEmpty { result.text += textOfUndeclaredCharset(plain) }
  }

  private mutating func flush() {
    guard let content = pending else { return }
    pending = nil
    let charset = charsets[pendingCharset] ?? Charset(named: pendingCharset)
    charsets[pendingCharset] = .some(charset)
    guard let charset else {
      result.problems.append("unknown charset \(pendingCharset)")
      result.text += textOfUndeclaredCharset(content)
      return
    }
    let decoded = charset.decode(content)
    if decoded.badByteCount > 0 {
      result.problems.append("\(decoded.badByteCount) bytes that are not \(pendingCharset)")
    }
    result.text += decoded.text
  }
}
