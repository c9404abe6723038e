import Records

/// A cmdlet's parameters as logs write them, one text: `-Name "a b" -Locations ("A","B") -Force:$true`.
enum CommandLine {
  /// A text that cannot be taken apart is one parameter of the name Parameters.
  ///
  /// PowerShell doubles quotes inside of quotes, and some logs do; others do not, so where counting quotes leaves the
  /// last value open, a value ends at any quote before ` -Name`.
  static func parameters(of text: String) -> [Cmdlet.Parameter] {
    let bytes = Array(text.utf8)
    guard let strict = Spans(bytes, countsQuotes: true) else {
      return bytes.allSatisfy { $0 <= 0x20 } ? [] : [Cmdlet.Parameter(name: "Parameters", value: text)]
    }
    let spans = strict.isClosed ? strict : Spans(bytes, countsQuotes: false) ?? strict
    return spans.found.map { name, value in
      let name = String(decoding: bytes[name], as: UTF8.self)
      return Cmdlet.Parameter(name: name, value: Self.value(bytes[value]).map { filter($0, of: name) })
    }
  }

  /// The value of a filter without the braces that PowerShell takes it in: the logs of servers have it without.
  static func filter(_ value: String, of name: String) -> String {
    guard value.utf8.first == UInt8(ascii: "{"), name.lowercased().hasSuffix("filter"), value.hasPrefix("{"),
      value.hasSuffix("}"), value.utf8.count > 1
    else { return value }
    return String(value.dropFirst().dropLast()).trimmingSpace
  }

  /// The items of an array in brackets, `@('a', 'b')` or `("a","b")`, with `;` between them; nil for other expressions.
  static func array(_ text: String) -> String? {
    var inner = Array(text.utf8)[...]
    let isArray = inner.first == UInt8(ascii: "@")
    if isArray { inner = inner.dropFirst() }
    guard inner.first == UInt8(ascii: "("), inner.last == UInt8(ascii: ")"), inner.count > 1 else { return nil }
    inner = trimmed(inner.dropFirst().dropLast())
    if let items = list(inner) { return items.joined(separator: ";") }
    guard isArray, !inner.contains(where: { $0 <= 0x20 || isQuote($0) || $0 == UInt8(ascii: "(") }) else { return nil }
    return String(decoding: inner, as: UTF8.self).replacing(",", with: ";")
  }

  /// PowerShell's constants as Exchange logs them.
  static func constant(_ text: String) -> String? {
    guard text.utf8.first == UInt8(ascii: "$") else { return nil }
    switch text.lowercased() {
    case "$true": return "True"
    case "$false": return "False"
    case "$null": return ""
    default: return nil
    }
  }

  /// Without the quotes or brackets around it; the items of a list with `;` between them, as the unified audit log has
  /// them.
  private static func value(_ bytes: ArraySlice<UInt8>) -> String? {
    var inner = bytes
    guard let first = inner.first else { return nil }
    if first == UInt8(ascii: "@"), inner.dropFirst().first == UInt8(ascii: "(") { inner = inner.dropFirst() }
    if inner.first == UInt8(ascii: "("), inner.last == UInt8(ascii: ")"), inner.count > 1 {
      inner = trimmed(inner.dropFirst().dropLast())
    }
    if let items = list(inner) { return items.joined(separator: ";") }
    if let quote = inner.first, isQuote(quote), inner.last == quote, inner.count > 1 {
      return String(decoding: inner.dropFirst().dropLast(), as: UTF8.self)
    }
    let text = String(decoding: inner, as: UTF8.self)
    return constant(text) ?? text
  }

  /// The items of `"a","b"`, or of `"a"` alone, their doubled quotes undone; nil where it is anything else.
  private static func list(_ bytes: ArraySlice<UInt8>) -> [String]? {
    var items: [String] = []
    var index = bytes.startIndex
    while index < bytes.endIndex {
      guard isQuote(bytes[index]) else { return nil }
      let quote = bytes[index]
      index += 1
      let start = index
      var hasDoubled = false
      while index < bytes.endIndex, bytes[index] != quote || (index + 1 < bytes.endIndex && bytes[index + 1] == quote) {
        let isDoubled = bytes[index] == quote
        if isDoubled { hasDoubled = true }
        index += isDoubled ? 2 : 1
      }
      guard index < bytes.endIndex else { return nil }
      let item = bytes[start..<index]
      items.append(String(decoding: hasDoubled ? undoubled(item, quote)[...] : item, as: UTF8.self))
      index += 1
      let rest = trimmed(bytes[index...])
      if rest.isEmpty { return items }
      guard rest.first == UInt8(ascii: ",") else { return nil }
      index = trimmed(rest.dropFirst()).startIndex
    }
    return nil
  }

  private static func undoubled(_ bytes: ArraySlice<UInt8>, _ quote: UInt8) -> [UInt8] {
    var plain: [UInt8] = []
    var index = bytes.startIndex
    while index < bytes.endIndex {
      plain.append(bytes[index])
      index += bytes[index] == quote ? 2 : 1
    }
    return plain
  }

  private static func isQuote(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") }

  private static func trimmed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var inner = bytes
    while let first = inner.first, first <= 0x20 { inner = inner.dropFirst() }
    while let last = inner.last, last <= 0x20 { inner = inner.dropLast() }
    return inner
  }

  /// Where the names and values stand.
  private struct Spans {
    private(set) var found: [(name: Range<Int>, value: Range<Int>)] = []
    /// Whether the last value ends with what it started with.
    private(set) var isClosed = true

    /// Nil where the text does not start with a name.
    init?(_ bytes: [UInt8], countsQuotes: Bool) {
      let start = CommandLine.trimmed(bytes[...]).startIndex
      guard var name = Self.name(at: start, in: bytes) else { return nil }
      var valueStart = Self.valueStart(behind: name, in: bytes)
      var state = ValueEnd(countsQuotes)
      var index = valueStart
      while index < bytes.count {
        if index == valueStart || bytes[index - 1] <= 0x20, state.isEnd, let next = Self.name(at: index, in: bytes) {
          add(name, bytes, valueStart..<index)
          (name, valueStart) = (next, Self.valueStart(behind: next, in: bytes))
          (index, state) = (valueStart, ValueEnd(countsQuotes))
        } else {
          state.take(bytes[index])
          index += 1
        }
      }
      isClosed = state.isEnd
      add(name, bytes, min(valueStart, bytes.count)..<bytes.count)
    }

    private mutating func add(_ name: Range<Int>, _ bytes: [UInt8], _ value: Range<Int>) {
      let inner = CommandLine.trimmed(bytes[value])
      found.append((name, inner.startIndex..<inner.endIndex))
    }

    /// The name behind the dash that stands here.
    private static func name(at start: Int, in bytes: [UInt8]) -> Range<Int>? {
      guard start + 1 < bytes.count, bytes[start] == UInt8(ascii: "-"), isLetter(bytes[start + 1]) else { return nil }
      var end = start + 1
      while end < bytes.count, isLetter(bytes[end]) || bytes[end].isASCIIDigit || bytes[end] == UInt8(ascii: "_") {
        end += 1
      }
      guard end == bytes.count || bytes[end] <= 0x20 || bytes[end] == UInt8(ascii: ":") else { return nil }
      return start + 1..<end
    }

    private static func valueStart(behind name: Range<Int>, in bytes: [UInt8]) -> Int {
      var index = name.upperBound
      if index < bytes.count, bytes[index] == UInt8(ascii: ":") { index += 1 }
      while index < bytes.count, bytes[index] <= 0x20 { index += 1 }
      return index
    }

    private static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte.lowercasedASCII) }
  }

  /// Whether a value may end here, by what it started with.
  private struct ValueEnd {
    private let countsQuotes: Bool
    private var first: UInt8?
    private var last: UInt8?
    private var length = 0
    private var quotes = 0

    init(_ countsQuotes: Bool) { self.countsQuotes = countsQuotes }

    mutating func take(_ byte: UInt8) {
      guard byte > 0x20 else { return }
      if first == nil || first == UInt8(ascii: "@") && length == 1 { first = byte }
      if byte == first { quotes += 1 }
      last = byte
      length += 1
    }

    var isEnd: Bool {
      switch first {
      case UInt8(ascii: "\""), UInt8(ascii: "'"):
        last == first && length > 1 && (!countsQuotes || quotes.isMultiple(of: 2))
      case UInt8(ascii: "("): last == UInt8(ascii: ")")
      case UInt8(ascii: "{"): last == UInt8(ascii: "}")
      default: true
      }
    }
  }
}
