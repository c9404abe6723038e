/// Finding one's way in XML text (XML 1.0) without parsing it: where the elements of one name begin and end.
///
/// No `<` can stand in a value, so an element is found by its name alone once comments and CDATA are left out.
struct XMLText {
  enum Place: Equatable {
    case element(Range<Int>)
    /// An element without its end: up to where the next one starts, or the text ends; looked at up to an index that may
    /// be behind that.
    case broken(Range<Int>, lookedTo: Int)
    /// A document type declaration, left out.
    case documentType(Range<Int>)
    /// The start of a comment or section without end; what follows it may be elements.
    case unclosed(Range<Int>)
    /// Nothing up to here; what follows has not come yet.
    case unfinished(from: Int)
    case end
  }

  /// Names of the elements looked for.
  let name: [UInt8]
  /// Whether one may stand in another.
  let nests: Bool

  init(_ name: String, nests: Bool) {
    self.name = Array(name.utf8)
    self.nests = nests
  }

  /// The first element from `start` on.
  func next(_ text: UnsafeBufferPointer<UInt8>, from start: Int, isAtEnd: Bool) -> Place {
    var index = start
    while let bracket = Self.bracket(text, from: index) {
      guard isAtEnd || bracket + name.count + 12 <= text.count else { return .unfinished(from: bracket) }
      if isTag(text, at: bracket + 1) { return element(text, at: bracket, isAtEnd: isAtEnd) }
      if Self.has("<!DOCTYPE", text, at: bracket) {
        guard let end = Self.endOfDocumentType(text, from: bracket) else {
          return isAtEnd ? .documentType(bracket..<text.count) : .unfinished(from: bracket)
        }
        return .documentType(bracket..<end)
      }
      guard let end = Self.behindSection(text, at: bracket) else {
        return isAtEnd ? .unclosed(bracket..<bracket + 2) : .unfinished(from: bracket)
      }
      index = end
    }
    return isAtEnd ? .end : .unfinished(from: text.count)
  }

  /// Where the next tag that starts such an element stands, whatever is around it.
  func nextTag(_ text: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
    var index = start
    while let bracket = Self.bracket(text, from: index) {
      if isTag(text, at: bracket + 1) { return bracket }
      index = bracket + 1
    }
    return nil
  }

  /// The tag that starts the first such element, as far as it is here, and more of the element where a `<` that cannot
  /// stand in a value leaves its end open; one in a comment or a section only where there is no other.
  func firstTag(_ text: UnsafeBufferPointer<UInt8>) -> Range<Int>? {
    var start = 0
    while true {
      switch next(text, from: start, isAtEnd: true) {
      case .element(let range), .broken(let range, _): return tag(text, of: range)
      case .documentType(let range), .unclosed(let range): start = range.upperBound
      case .unfinished, .end: return nextTag(text, from: 0).map { tag(text, of: $0..<text.count) }
      }
    }
  }

  private func tag(_ text: UnsafeBufferPointer<UInt8>, of element: Range<Int>) -> Range<Int> {
    let start = element.lowerBound
    if let end = endOfTag(text, from: start + 1 + name.count).end, text[end - 1] == UInt8(ascii: ">") {
      return start..<end
    }
    return start..<min(element.upperBound, start + 16_384)
  }

  private func element(_ text: UnsafeBufferPointer<UInt8>, at start: Int, isAtEnd: Bool) -> Place {
    var depth = 0
    var index = start
    while let bracket = Self.bracket(text, from: index) {
      guard isAtEnd || bracket + name.count + 12 <= text.count else { return .unfinished(from: start) }
      if isTag(text, at: bracket + 1) {
        if depth > 0, !nests { return .broken(start..<bracket, lookedTo: bracket) }
        let tag = endOfTag(text, from: bracket + 1 + name.count)
        guard let end = tag.end else {
          return isAtEnd ? .broken(start..<text.count, lookedTo: text.count) : .unfinished(from: start)
        }
        if !tag.isEmpty { depth += 1 }
        if depth == 0 { return .element(start..<end) }
        index = end
      } else if bracket + 1 < text.count, text[bracket + 1] == UInt8(ascii: "/"), isTag(text, at: bracket + 2) {
        guard let end = text[bracket...].firstIndex(of: UInt8(ascii: ">")) else { break }
        depth -= 1
        if depth <= 0 { return .element(start..<end + 1) }
        index = end + 1
      } else {
        guard let end = Self.behindSection(text, at: bracket) else {
          let next = nextTag(text, from: bracket) ?? text.count
          return isAtEnd ? .broken(start..<next, lookedTo: text.count) : .unfinished(from: start)
        }
        index = end
      }
    }
    return isAtEnd ? .broken(start..<text.count, lookedTo: text.count) : .unfinished(from: start)
  }

  private func isTag(_ text: UnsafeBufferPointer<UInt8>, at index: Int) -> Bool {
    guard index + name.count < text.count else { return false }
    for offset in 0..<name.count where text[index + offset] != name[offset] { return false }
    let next = text[index + name.count]
    return next.isJSONSpace || next == UInt8(ascii: ">") || next == UInt8(ascii: "/")
  }

  /// Index behind a tag; where a quote has lost its end, the `<` that cannot stand in a value.
  private func endOfTag(_ text: UnsafeBufferPointer<UInt8>, from start: Int) -> (end: Int?, isEmpty: Bool) {
    let bracket = UInt8(ascii: "<")
    var index = start
    while index < text.count {
      switch text[index] {
      case bracket: return (index, false)
      case UInt8(ascii: ">"): return (index + 1, text[index - 1] == UInt8(ascii: "/"))
      case UInt8(ascii: "\""), UInt8(ascii: "'"):
        index = text.index(of: text[index], bracket, from: index + 1)
        guard index < text.count else { return (nil, false) }
        if text[index] == bracket { return (index, false) }
      default: break
      }
      index += 1
    }
    return (nil, false)
  }

  /// Index behind a comment, a CDATA section or a processing instruction, or behind the bracket of anything else; nil
  /// where its end has not come.
  private static func behindSection(_ text: UnsafeBufferPointer<UInt8>, at bracket: Int) -> Int? {
    if has("<!--", text, at: bracket) { return text.firstRange(of: "-->", from: bracket + 4)?.upperBound }
    if has("<![CDATA[", text, at: bracket) { return text.firstRange(of: "]]>", from: bracket + 9)?.upperBound }
    if has("<?", text, at: bracket) { return text.firstRange(of: "?>", from: bracket + 2)?.upperBound }
    return bracket + 1
  }

  private static func endOfDocumentType(_ text: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
    var quote: UInt8?
    var depth = 0
    for index in start..<text.count {
      let byte = text[index]
      if let open = quote {
        if byte == open { quote = nil }
        continue
      }
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "'"): quote = byte
      case UInt8(ascii: "<"), UInt8(ascii: "["): depth += 1
      case UInt8(ascii: "]"): depth -= 1
      case UInt8(ascii: ">"):
        depth -= 1
        if depth <= 0 { return index + 1 }
      default: break
      }
    }
    return nil
  }

  private static func has(_ word: StaticString, _ text: UnsafeBufferPointer<UInt8>, at index: Int) -> Bool {
    UnsafeBufferPointer(rebasing: text[index...]).starts(with: word)
  }

  private static func bracket(_ text: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
    let index = text.index(of: UInt8(ascii: "<"), from: start)
    return index < text.count ? index : nil
  }
}
