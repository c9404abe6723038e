/// A piece of an OPATH filter and where it stands, in characters.
struct ContentFilterToken: Sendable {
  enum Kind: Sendable, Equatable, CustomStringConvertible {
    case opening(Character), closing(Character)
    case exclamation
    /// Behind the hyphen, in lower case.
    case dash(String)
    case word(String)
    case quoted(String)

    var description: String {
      switch self {
      case .opening(let closing): closing == ")" ? "(" : "{"
      case .closing(let closing): String(closing)
      case .exclamation: "!"
      case .dash(let name): "-\(name)"
      case .word(let word): word
      case .quoted(let text): "'\(text)'"
      }
    }
  }

  let kind: Kind
  let start: Int
  let end: Int

  /// What may stand behind an operator.
  var value: String? {
    switch kind {
    case .word(let word): word
    case .quoted(let text): text
    default: nil
    }
  }

  var isBare: Bool { if case .word = kind { true } else { false } }

  static func split(_ characters: [Character]) throws(QueryError) -> [ContentFilterToken] {
    var tokens: [ContentFilterToken] = []
    var place = 0
    while place < characters.count {
      let start = place
      let character = characters[place]
      if character.isWhitespace {
        place += 1
        continue
      }
      let kind: Kind
      switch character {
      case "(", "{":
        kind = .opening(character == "(" ? ")" : "}")
        place += 1
      case ")", "}":
        kind = .closing(character)
        place += 1
      case "!":
        kind = .exclamation
        place += 1
      case "'", "\"", "‘", "’", "“", "”": kind = .quoted(try quoted(characters, &place))
      case "-", "–":
        place += 1
        kind = .dash(run(characters, &place) { $0.isLetter }.lowercased())
      default: kind = .word(run(characters, &place) { !$0.isWhitespace && !"(){}".contains($0) })
      }
      tokens.append(ContentFilterToken(kind: kind, start: start, end: place))
    }
    return tokens
  }

  private static func run(_ characters: [Character], _ place: inout Int, while holds: (Character) -> Bool) -> String {
    let start = place
    while place < characters.count, holds(characters[place]) { place += 1 }
    return String(characters[start..<place])
  }

  /// A doubled quotation mark stands for one. PowerShell takes typographic marks for plain ones.
  private static func quoted(_ characters: [Character], _ place: inout Int) throws(QueryError) -> String {
    let start = place
    let marks = "'‘’".contains(characters[place]) ? "'‘’" : "\"“”"
    place += 1
    var text: [Character] = []
    while place < characters.count {
      guard marks.contains(characters[place]) else {
        text.append(characters[place])
        place += 1
        continue
      }
      guard place + 1 < characters.count, marks.contains(characters[place + 1]) else {
        place += 1
        return String(text)
      }
      text.append(characters[place])
      place += 2
    }
    throw QueryError("a quotation mark is not closed", at: start)
  }
}
