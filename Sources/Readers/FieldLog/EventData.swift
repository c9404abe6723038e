/// The cells `EventData` and `GenericInfo` of Exchange's logs: items `S:Key=Value` with `;` between them.
///
/// `S:`, `I32:`, `Dbl:`, `F:` name the type; some logs leave it out. An item that holds a `;` or a quote stands in single
/// quotes, as does a value that does; a quote inside is doubled.
struct EventData {
  private(set) var items: [(key: String, value: String)] = []

  /// More items than any cell has; further ones are left out.
  private static let itemLimit = 10_000

  init(_ text: String) {
    let bytes = Array(text.utf8)
    bytes.withUnsafeBufferPointer { bytes in
      var index = 0
      while index < bytes.count, items.count < Self.itemLimit {
        let end = Self.endOfItem(bytes, from: index)
        add(UnsafeBufferPointer(rebasing: bytes[index..<end]))
        index = end + 1
      }
    }
  }

  /// The value of the first item of that name; nil where there is none.
  subscript(key: String) -> String? { items.first { $0.key == key }?.value }

  /// The same, nil also where it is empty or logged as `<null>`.
  func filled(_ key: String) -> String? {
    self[key].flatMap { $0.isEmpty || $0 == "<null>" ? nil : $0 }
  }

  private static func endOfItem(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
    let quote = UInt8(ascii: "'")
    var isQuoted = false
    var mayOpen = true
    var index = start
    while index < bytes.count {
      if isQuoted, bytes[index] == quote {
        if index + 1 < bytes.count, bytes[index + 1] == quote { index += 1 } else { isQuoted = false }
      } else if mayOpen, bytes[index] == quote {
        isQuoted = true
      } else if !isQuoted, bytes[index] == UInt8(ascii: ";") {
        return index
      }
      mayOpen = bytes[index] == UInt8(ascii: "=")
      index += 1
    }
    // A quote left open is a quote of the text: the item ends at the next semicolon after all.
    return isQuoted ? bytes[start...].firstIndex(of: UInt8(ascii: ";")) ?? index : index
  }

  private mutating func add(_ item: UnsafeBufferPointer<UInt8>) {
    let text = Self.unquoted(Substring(String(decoding: item.trimmed, as: UTF8.self)))
    guard !text.isEmpty else { return }
    guard let equals = text.firstIndex(of: "=") else { return items.append((key: "", value: text)) }
    var key = text[..<equals]
    if let colon = key.firstIndex(of: ":"), Self.types.contains(String(key[..<colon])) {
      key = key[key.index(after: colon)...]
    }
    items.append((key: String(key), value: Self.unquoted(text[text.index(after: equals)...])))
  }

  private static func unquoted(_ text: Substring) -> String {
    guard text.utf8.count > 1, text.utf8.first == UInt8(ascii: "'"), text.utf8.last == UInt8(ascii: "'") else {
      return String(text)
    }
    return String(text.dropFirst().dropLast().replacing("''", with: "'"))
  }

  private static let types: Set<String> = ["S", "I32", "I64", "Dbl", "F", "B", "Dt", "G"]
}
