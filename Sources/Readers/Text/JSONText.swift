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
    while true {
      index = text.index(of: UInt8(ascii: "\""), UInt8(ascii: "\\"), 0x0A, from: index)
      guard index < text.count, text[index] != 0x0A else { return nil }
      if text[index] == UInt8(ascii: "\"") { return index + 1 }
      index += 2
    }
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

  /// Index behind the bracket of the list of records, where the brace at `start` opens a page of an answer: OData's
  /// `{"@odata.context":…,"value":[`, `{"d":{"results":[`, or what collectors write around records.
  static func startOfPage(_ text: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
    var index = start
    for _ in 0..<16 {
      index = skipSpace(text, from: index + 1)
      guard index < text.count, text[index] == UInt8(ascii: "\""), let nameEnd = endOfString(text, from: index) else {
        return nil
      }
      let name = UnsafeBufferPointer(rebasing: text[index + 1..<nameEnd - 1])
      let colon = skipSpace(text, from: nameEnd)
      guard colon < text.count, text[colon] == UInt8(ascii: ":") else { return nil }
      let value = skipSpace(text, from: colon + 1)
      guard value < text.count else { return nil }
      if pageNames.contains(where: name.equals) {
        if text[value] == UInt8(ascii: "[") { return value + 1 }
        guard name.equals("d"), text[value] == UInt8(ascii: "{") else { return nil }
        index = value
        continue
      }
      guard name.starts(with: "@odata.") || name.starts(with: "odata.") || name.starts(with: "__"),
        let end = endOfMember(text, from: index), end < text.count, text[end] == UInt8(ascii: ",")
      else { return nil }
      index = end
    }
    return nil
  }

  private static let pageNames: [StaticString] = ["value", "d", "results", "records", "Records"]

  /// Index of what follows the member whose name stands at `start`, where its value is no object or array.
  static func endOfMember(_ text: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
    guard let nameEnd = endOfString(text, from: start) else { return nil }
    let colon = skipSpace(text, from: nameEnd)
    guard colon < text.count, text[colon] == UInt8(ascii: ":") else { return nil }
    var index = skipSpace(text, from: colon + 1)
    guard index < text.count, text[index] != UInt8(ascii: "{"), text[index] != UInt8(ascii: "[") else { return nil }
    if text[index] == UInt8(ascii: "\"") {
      return endOfString(text, from: index).map { skipSpace(text, from: $0) }
    }
    while index < text.count, text[index] != UInt8(ascii: ","), text[index] != UInt8(ascii: "}") { index += 1 }
    return index
  }
}
