import Records

/// A cmdlet's parameters as the compliance centre logs them, one text: `-Name "a b" -Location ("ALL")`.
enum CommandLine {
  /// Quotes inside values are not escaped there, so a parameter starts only where ` -Name ` follows the end of a value.
  /// A text that cannot be taken apart is one parameter of the name Parameters.
  static func parameters(of text: String) -> [Cmdlet.Parameter] {
    let words = text.utf8.split(separator: UInt8(ascii: " "))
    var found: [(name: Substring, words: [Substring])] = []
    for word in words.map({ Substring($0) }) {
      if isName(word), found.last.map({ endsValue($0.words) }) ?? true {
        found.append((word.dropFirst(), []))
      } else if found.isEmpty {
        return [Cmdlet.Parameter(name: "Parameters", value: text)]
      } else {
        found[found.count - 1].words.append(word)
      }
    }
    return found.map { Cmdlet.Parameter(name: String($0.name), value: value(of: $0.words)) }
  }

  private static func isName(_ word: Substring) -> Bool {
    word.utf8.first == UInt8(ascii: "-") && word.utf8.count > 1
      && word.utf8.dropFirst().allSatisfy { (0x61...0x7A).contains($0.lowercasedASCII) || $0.isASCIIDigit }
  }

  private static func endsValue(_ words: [Substring]) -> Bool {
    guard let first = words.first?.utf8.first, let last = words.last?.utf8.last else { return true }
    switch first {
    case UInt8(ascii: "\""): return last == first && (words.count > 1 || words[0].utf8.count > 1)
    case UInt8(ascii: "("): return last == UInt8(ascii: ")")
    default: return true
    }
  }

  /// Without the quotes, or the brackets and quotes, around it.
  private static func value(of words: [Substring]) -> String? {
    guard !words.isEmpty else { return nil }
    var text = words.joined(separator: " ")[...]
    for (open, close) in [("(", ")"), ("\"", "\"")] as [(Character, Character)]
    where text.count > 1 && text.first == open && text.last == close {
      text = text.dropFirst().dropLast()
    }
    return String(text)
  }
}
