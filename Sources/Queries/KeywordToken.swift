/// A piece of a keyword query and where it stands, in characters.
struct KeywordToken: Sendable {
  /// `from:`, with its value where that follows at once; nil before a parenthesis.
  struct Restriction: Sendable, Equatable {
    /// In lower case.
    let name: String
    let operation: String
    var value: String?
  }

  enum Kind: Sendable, Equatable, CustomStringConvertible {
    case opening, closing, and, or, not, plus
    /// NEAR, ONEAR and other operators that are not evaluated here, or of which it is not known whether they are any.
    case nearness(String)
    case term(String)
    case restriction(Restriction)

    var description: String {
      switch self {
      case .opening: "("
      case .closing: ")"
      case .and: "AND"
      case .or: "OR"
      case .not: "NOT"
      case .plus: "+"
      case .nearness(let name): name
      case .term(let text): text
      case .restriction(let restriction): restriction.name + restriction.operation
      }
    }
  }

  let kind: Kind
  let start: Int
  let end: Int

  static func split(_ characters: [Character]) throws(QueryError) -> [KeywordToken] {
    var splitter = KeywordSplitter(characters)
    return try splitter.split()
  }
}

private struct KeywordSplitter {
  private let characters: [Character]
  private var place = 0

  init(_ characters: [Character]) { self.characters = characters }

  mutating func split() throws(QueryError) -> [KeywordToken] {
    var tokens: [KeywordToken] = []
    while place < characters.count {
      if characters[place].isWhitespace {
        place += 1
        continue
      }
      let start = place
      let kind = try token()
      tokens.append(KeywordToken(kind: kind, start: start, end: place))
    }
    return tokens
  }

  private mutating func token() throws(QueryError) -> KeywordToken.Kind {
    switch characters[place] {
    case "(":
      // How the search page itself writes AND and OR between its conditions.
      if take("(c:c)") { return .and }
      if take("(c:s)") { return .or }
      place += 1
      return .opening
    case ")":
      place += 1
      return .closing
    case "\"", "“", "”": return .term(try quoted())
    case "-" where startsTerm(place + 1):
      place += 1
      return .not
    case "+" where startsTerm(place + 1):
      place += 1
      return .plus
    default: return try word()
    }
  }

  private func startsTerm(_ place: Int) -> Bool { place < characters.count && !characters[place].isWhitespace }

  private mutating func take(_ text: String) -> Bool {
    let wanted = Array(text)
    guard place + wanted.count <= characters.count else { return false }
    for (offset, character) in wanted.enumerated()
    where characters[place + offset].lowercased() != String(character) { return false }
    place += wanted.count
    return true
  }

  private mutating func word() throws(QueryError) -> KeywordToken.Kind {
    let start = place
    while place < characters.count, characters[place].isLetter || characters[place].isNumber { place += 1 }
    if place > start, place < characters.count, ":=<>".contains(characters[place]) {
      let name = String(characters[start..<place]).lowercased()
      let operation = operation()
      return .restriction(KeywordToken.Restriction(name: name, operation: operation, value: try value()))
    }
    place = start
    let text = run()
    // A single character that begins nothing, such as `=`, must not stand still.
    if text.isEmpty { place += 1 }
    switch text {
    case "AND", "&&": return .and
    case "OR", "||": return .or
    case "NOT": return .not
    // Operators are documented to be in capitals; whether small ones are looked for as words, or passed over, is not.
    case "XRANK", "and", "or", "not", "And", "Or", "Not": return .nearness(text)
    default:
      if text == "NEAR" || text == "ONEAR" || text.hasPrefix("NEAR/") || text.hasPrefix("ONEAR/") {
        skipParenthesis()
        return .nearness(text)
      }
      return .term(text.isEmpty ? String(characters[start]) : text)
    }
  }

  /// `NEAR(n=4)`.
  private mutating func skipParenthesis() {
    guard place < characters.count, characters[place] == "(" else { return }
    var end = place
    while end < characters.count, characters[end] != ")" { end += 1 }
    if end < characters.count { place = end + 1 }
  }

  private mutating func operation() -> String {
    let start = place
    place += 1
    if place < characters.count, "<>".contains(characters[start]), "=>".contains(characters[place]) { place += 1 }
    return String(characters[start..<place])
  }

  private mutating func value() throws(QueryError) -> String? {
    guard place < characters.count, !characters[place].isWhitespace, characters[place] != "(", characters[place] != ")"
    else { return nil }
    guard "\"“”".contains(characters[place]) else { return run() }
    var text = try quoted()
    // "x"* means words that begin so; a range may be quoted at either end.
    let rest = run()
    text += rest
    return text
  }

  private mutating func run() -> String {
    let start = place
    while place < characters.count, !characters[place].isWhitespace, !"()\"“”".contains(characters[place]) {
      place += 1
    }
    return String(characters[start..<place])
  }

  private mutating func quoted() throws(QueryError) -> String {
    let start = place
    place += 1
    while place < characters.count, !"\"“”".contains(characters[place]) { place += 1 }
    guard place < characters.count else { throw QueryError("a quotation mark is not closed", at: start) }
    place += 1
    return String(characters[(start + 1)..<(place - 1)])
  }
}
