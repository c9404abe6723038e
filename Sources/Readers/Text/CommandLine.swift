import Records

/// A cmdlet's parameters as logs write them, one text: `-Name "a b" -Locations ("A","B") -Force:$true`.
enum CommandLine {
  /// A text that cannot be taken apart is one parameter of the name Parameters.
  ///
  /// PowerShell doubles quotes inside of quotes, and some logs do; others do not, so where counting quotes leaves the
  /// last value open, a value ends at any quote before ` -Name`.
  static func parameters(of text: String) -> [Cmdlet.Parameter] {
    var text = text
    return text.withUTF8 { parameters(of: $0) }
  }

  /// The same of text in UTF-8.
  static func parameters(of bytes: UnsafeBufferPointer<UInt8>) -> [Cmdlet.Parameter] {
    guard let strict = Spans(bytes, countsQuotes: true) else {
      return bytes.trimmed.isEmpty ? [] : [Cmdlet.Parameter(name: "Parameters", value: text(bytes))]
    }
    let spans = strict.isClosed ? strict : Spans(bytes, countsQuotes: false) ?? strict
    return spans.found.map { name, value in
      let name = text(UnsafeBufferPointer(rebasing: bytes[name]))
      let value = Self.value(UnsafeBufferPointer(rebasing: bytes[value]))
      return Cmdlet.Parameter(name: name, value: value.map { filter($0, of: name) })
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
    var text = text
    return text.withUTF8 { array($0) }
  }

  private static func array(_ bytes: UnsafeBufferPointer<UInt8>) -> String? {
    let isArray = bytes.first == UInt8(ascii: "@")
    guard let inner = insideBrackets(isArray ? UnsafeBufferPointer(rebasing: bytes.dropFirst()) : bytes) else {
      return nil
    }
    if let items = list(inner) { return items }
    guard isArray, !inner.contains(where: { $0 <= 0x20 || isQuote($0) || $0 == UInt8(ascii: "(") }) else { return nil }
    return text(inner).replacing(",", with: ";")
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
  private static func value(_ bytes: UnsafeBufferPointer<UInt8>) -> String? {
    guard let first = bytes.first else { return nil }
    var inner = bytes
    if first == UInt8(ascii: "@"), bytes.count > 1, bytes[1] == UInt8(ascii: "(") {
      inner = UnsafeBufferPointer(rebasing: bytes.dropFirst())
    }
    inner = insideBrackets(inner) ?? inner
    if let items = list(inner) { return items }
    if let quote = inner.first, isQuote(quote), inner.last == quote, inner.count > 1 {
      return text(UnsafeBufferPointer(rebasing: inner[1..<inner.count - 1]))
    }
    let text = text(inner)
    return constant(text) ?? text
  }

  /// What stands in `( … )`, without white space around it; nil where there are no brackets.
  private static func insideBrackets(_ bytes: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8>? {
    guard bytes.first == UInt8(ascii: "("), bytes.last == UInt8(ascii: ")"), bytes.count > 1 else { return nil }
    return UnsafeBufferPointer(rebasing: bytes[1..<bytes.count - 1]).trimmed
  }

  /// The items of `"a","b"`, or of `"a"` alone, their doubled quotes undone and `;` between them; nil where it is
  /// anything else.
  private static func list(_ bytes: UnsafeBufferPointer<UInt8>) -> String? {
    var items = ""
    var index = 0
    while index < bytes.count {
      guard isQuote(bytes[index]) else { return nil }
      let quote = bytes[index]
      index += 1
      let start = index
      var hasDoubled = false
      while index < bytes.count, bytes[index] != quote || (index + 1 < bytes.count && bytes[index + 1] == quote) {
        let isDoubled = bytes[index] == quote
        if isDoubled { hasDoubled = true }
        index += isDoubled ? 2 : 1
      }
      guard index < bytes.count else { return nil }
      let item = UnsafeBufferPointer(rebasing: bytes[start..<index])
      let plain = hasDoubled ? String(decoding: undoubled(item, quote), as: UTF8.self) : text(item)
      if start == 1 { items = plain } else { items += ";" + plain }
      index = skipSpace(bytes, from: index + 1)
      if index == bytes.count { return items }
      guard bytes[index] == UInt8(ascii: ",") else { return nil }
      index = skipSpace(bytes, from: index + 1)
    }
    return nil
  }

  private static func skipSpace(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
    var index = start
    while index < bytes.count, bytes[index] <= 0x20 { index += 1 }
    return index
  }

  private static func undoubled(_ bytes: UnsafeBufferPointer<UInt8>, _ quote: UInt8) -> [UInt8] {
    var plain: [UInt8] = []
    var index = 0
    while index < bytes.count {
      plain.append(bytes[index])
      index += bytes[index] == quote ? 2 : 1
    }
    return plain
  }

  private static func text(_ bytes: UnsafeBufferPointer<UInt8>) -> String { String(decoding: bytes, as: UTF8.self) }

  private static func isQuote(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") }

  /// Where the names and values stand.
  private struct Spans {
    private(set) var found: [(name: Range<Int>, value: Range<Int>)] = []
    /// Whether the last value ends with what it started with.
    private(set) var isClosed = true

    /// Nil where the text does not start with a name.
    init?(_ bytes: UnsafeBufferPointer<UInt8>, countsQuotes: Bool) {
      guard var name = Self.name(at: CommandLine.skipSpace(bytes, from: 0), in: bytes) else { return nil }
      var valueStart = Self.valueStart(behind: name, in: bytes)
      var state = ValueEnd(countsQuotes)
      var index = valueStart
      while index < bytes.count {
        if bytes[index] == UInt8(ascii: "-"), index == valueStart || bytes[index - 1] <= 0x20, state.isEnd,
          let next = Self.name(at: index, in: bytes)
        {
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

    private mutating func add(_ name: Range<Int>, _ bytes: UnsafeBufferPointer<UInt8>, _ value: Range<Int>) {
      var (start, end) = (value.lowerBound, value.upperBound)
      while start < end, bytes[start] <= 0x20 { start += 1 }
      while end > start, bytes[end - 1] <= 0x20 { end -= 1 }
      found.append((name, start..<end))
    }

    /// The name behind the dash that stands here.
    private static func name(at start: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Range<Int>? {
      guard start + 1 < bytes.count, bytes[start] == UInt8(ascii: "-"), isLetter(bytes[start + 1]) else { return nil }
      var end = start + 1
      while end < bytes.count, isLetter(bytes[end]) || bytes[end].isASCIIDigit || bytes[end] == UInt8(ascii: "_") {
        end += 1
      }
      guard end == bytes.count || bytes[end] <= 0x20 || bytes[end] == UInt8(ascii: ":") else { return nil }
      return start + 1..<end
    }

    private static func valueStart(behind name: Range<Int>, in bytes: UnsafeBufferPointer<UInt8>) -> Int {
      var index = name.upperBound
      if index < bytes.count, bytes[index] == UInt8(ascii: ":") { index += 1 }
      return CommandLine.skipSpace(bytes, from: index)
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
