/// Words in a row as a content index looks for them: letters and digits count, what stands between them does not, upper
/// and lower case are one. The last word may be the beginning of one.
struct Phrase: Sendable, Equatable {
  let words: [String]
  let isPrefix: Bool
  /// The text in lower case, its wildcards gone.
  let plain: String

  /// `*` at either end is a wildcard; nil where one stands within, or nothing but wildcards is there; and for a variable of
  /// PowerShell's, whose value a command line does not tell.
  init?(_ text: String) {
    guard !text.holdsVariable else { return nil }
    var rest = Substring(text.lowercased())
    while rest.hasPrefix("*") { rest.removeFirst() }
    isPrefix = rest.hasSuffix("*")
    while rest.hasSuffix("*") { rest.removeLast() }
    guard !rest.contains("*"), !rest.contains("?") else { return nil }
    plain = String(rest)
    words = Phrase.words(of: plain)
    guard !words.isEmpty else { return nil }
  }

  static func words(of text: String) -> [String] {
    text.split { !($0.isLetter || $0.isNumber) }.map(String.init)
  }

  /// Whether it is of a script that puts spaces between words.
  var isSpaced: Bool { plain.unicodeScalars.allSatisfy { $0.value < 0x0E00 } }

  enum Match: Sendable { case whole, within, none }

  /// `whole` where the words stand there, `within` where the letters do, inside longer words: an index finds the
  /// former, and nobody can say of the latter.
  func match(_ text: String) -> Match {
    let text = text.lowercased()
    if stands(in: Phrase.words(of: text)) { return .whole }
    return text.contains(plain) ? .within : .none
  }

  private func stands(in text: [String]) -> Bool {
    guard text.count >= words.count else { return false }
    for start in 0...(text.count - words.count) where begins(text[start...]) { return true }
    return false
  }

  private func begins(_ text: ArraySlice<String>) -> Bool {
    for (offset, word) in words.enumerated() {
      let other = text[text.startIndex + offset]
      let isLast = offset == words.count - 1
      guard isLast && isPrefix ? other.hasPrefix(word) : other == word else { return false }
    }
    return true
  }
}

extension String {
  /// Whether it holds a variable or an expression of PowerShell's (`$name`, `${name}`, `$(…)`): what was entered is logged
  /// before its value stands there. A sum (`$100`) is none.
  package var holdsVariable: Bool {
    var isBehindSign = false
    for character in self {
      if isBehindSign, character.isLetter || "_{(".contains(character) { return true }
      isBehindSign = character == "$"
    }
    return false
  }
}
