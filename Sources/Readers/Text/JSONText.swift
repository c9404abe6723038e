/// Finding one's way in JSON text without parsing it: where an object ends, which names it starts with.
enum JSONText {
  enum ObjectEnd: Equatable {
    /// Index behind the closing brace.
    case at(Int)
    /// The text ends inside the object.
    case beyond
    /// It cannot be an object: a line end inside a string, a bracket that closes another, too deep.
    case broken(Int)
  }

  /// Where the object whose opening brace stands at `start` ends.
  static func endOfObject(_ text: UnsafeBufferPointer<UInt8>, from start: Int) -> ObjectEnd {
    var open: UInt64 = 0  // the brackets around, innermost in the lowest bit: 1 a brace, 0 a bracket
    var depth = 0
    var index = start
    while index < text.count {
      switch text[index] {
      case UInt8(ascii: "\""):
        guard let end = endOfString(text, from: index) else {
          return text[index...].contains(0x0A) ? .broken(index) : .beyond
        }
        index = end
        continue
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        guard depth < JSONDocument.depthLimit else { return .broken(index) }
        open = open << 1 | (text[index] == UInt8(ascii: "{") ? 1 : 0)
        depth += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        guard depth > 0, open & 1 == (text[index] == UInt8(ascii: "}") ? 1 : 0) else { return .broken(index) }
        open >>= 1
        depth -= 1
        if depth == 0 { return .at(index + 1) }
      default: break
      }
      index += 1
    }
    return .beyond
  }

  /// Index behind the string whose opening quote stands at `start`; nil where the line or the text ends before it.
  static func endOfString(_ text: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
    var index = start + 1
    while index < text.count {
      let byte = text[index]
      if byte == UInt8(ascii: "\"") { return index + 1 }
      if byte == 0x0A { return nil }
      index += byte == UInt8(ascii: "\\") ? 2 : 1
    }
    return nil
  }

  static func skipSpace(_ text: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
    var index = start
    while index < text.count, text[index].isJSONSpace { index += 1 }
    return index
  }

  /// The first name in the object whose brace stands at `start`, as written; nil where no name follows.
  static func firstName(_ text: UnsafeBufferPointer<UInt8>, from start: Int) -> ArraySlice<UInt8>? {
    let quote = skipSpace(text, from: start + 1)
    guard quote < text.count, text[quote] == UInt8(ascii: "\""), let end = endOfString(text, from: quote) else {
      return nil
    }
    return Array(text[quote + 1..<end - 1])[...]
  }

  /// The names in the object whose brace stands at `start`, as far as the text goes; those of objects inside are not
  /// among them.
  static func names(_ text: UnsafeBufferPointer<UInt8>, from start: Int) -> Set<String> {
    var names: Set<String> = []
    var depth = 0
    var index = start
    while index < text.count {
      switch text[index] {
      case UInt8(ascii: "\""):
        guard let end = endOfString(text, from: index) else { return names }
        let next = skipSpace(text, from: end)
        if depth == 1, next < text.count, text[next] == UInt8(ascii: ":") {
          names.insert(String(decoding: text[index + 1..<end - 1], as: UTF8.self))
        }
        index = end
        continue
      case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        depth -= 1
        if depth == 0 { return names }
      default: break
      }
      index += 1
    }
    return names
  }
}
