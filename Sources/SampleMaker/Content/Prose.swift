/// Invented sentences of a language. They speak of made-up projects, days, hours and sums and of nothing else, so that
/// no text can be anybody's.
struct Prose: Sendable {
  let language: Language
  private let vocabulary: Vocabulary

  /// Names of projects that nobody has.
  static let projects = [
    "Alder Gate", "Bluefin", "Copper Bay", "Driftwood", "Elderflower", "Fernhill", "Greylag", "Harbour Nine",
    "Ironbark",
    "Juniper", "Kestrel", "Lantern", "Millrace", "Northlight", "Ostrava Loop", "Pinecone", "Quillwork", "Redshank",
    "Saltmarsh", "Tidewater", "Umbra", "Viaduct", "Willowmere", "Yarrow",
  ]

  init(_ language: Language) {
    self.language = language
    vocabulary = vocabularies[language] ?? english
  }

  /// Appends so many sentences with a space between them.
  func appendSentences(_ count: Int, to text: inout String, from dice: inout Dice) {
    for number in 0..<count {
      if number > 0 { text += vocabulary.space }
      for piece in dice.pick(vocabulary.sentences) { append(piece, to: &text, from: &dice) }
    }
  }

  /// A text of sentences in paragraphs, of about so many bytes in UTF-8 and of one sentence at least. None comes again
  /// within a paragraph before all of them have been there.
  func paragraphs(_ byteCount: Int, from dice: inout Dice) -> [String] {
    var paragraphs: [String] = []
    var length = 0
    repeat {
      var paragraph = ""
      paragraph.reserveCapacity(800)
      let goal = min(byteCount - length, dice.within(120...700))
      let step = dice.pick(vocabulary.steps)
      var place = dice.below(vocabulary.sentences.count)
      repeat {
        if !paragraph.isEmpty { paragraph += vocabulary.space }
        for piece in vocabulary.sentences[place] { append(piece, to: &paragraph, from: &dice) }
        place = (place + step) % vocabulary.sentences.count
      } while paragraph.utf8.count < goal
      length += paragraph.utf8.count
      paragraphs.append(paragraph)
    } while length < byteCount
    return paragraphs
  }

  /// `Hello Anna,`
  func greeting(_ name: String, from dice: inout Dice) -> String {
    let greeting = dice.pick(vocabulary.greetings)
    return greeting.before + name + greeting.after
  }

  func closing(from dice: inout Dice) -> String { dice.pick(vocabulary.closings) }

  /// The line above a quoted letter.
  func attribution(_ name: String, _ date: String) -> String {
    vocabulary.attribution.before + date + vocabulary.attribution.between + name + vocabulary.attribution.after
  }

  private func append(_ piece: Vocabulary.Piece, to text: inout String, from dice: inout Dice) {
    switch piece {
    case .text(let words): text += words
    case .project: text += dice.pick(Self.projects)
    case .weekday: text += dice.pick(vocabulary.weekdays)
    case .number: text += String(dice.within(2...98))
    }
  }
}

/// What a language's sentences are made of.
struct Vocabulary: Sendable {
  enum Piece: Sendable { case text(String), project, weekday, number }

  let sentences: [[Piece]]
  /// By how many places one can go on around the sentences and come by all of them.
  let steps: [Int]
  let weekdays: [String]
  let greetings: [(before: String, after: String)]
  let closings: [String]
  let attribution: (before: String, between: String, after: String)
  /// Between two sentences.
  let space: String

  /// In the sentences `@` stands for a project, `*` for a weekday and `#` for a number; in the greetings `@` stands
  /// for a name; in the attribution `*` for the date and `@` for the name.
  init(
    weekdays: [String], greetings: [String], closings: [String], attribution: String, space: String = " ",
    _ sentences: [String]
  ) {
    self.sentences = sentences.map(Self.pieces)
    steps = (1..<sentences.count).filter { step in
      !(2...sentences.count).contains { step % $0 == 0 && sentences.count % $0 == 0 }
    }
    self.weekdays = weekdays
    self.greetings = greetings.map {
      let parts = $0.split(separator: "@", omittingEmptySubsequences: false).map(String.init)
      return (parts.first ?? "", parts.dropFirst().first ?? "")
    }
    self.closings = closings
    let parts =
      attribution.split(omittingEmptySubsequences: false) { $0 == "*" || $0 == "@" }.map(String.init) + ["", ""]
    self.attribution = (parts[0], parts[1], parts[2])
    self.space = space
  }

  private static func pieces(_ sentence: String) -> [Piece] {
    var pieces: [Piece] = []
    var text = ""
    for character in sentence {
      let slot: Piece? =
        switch character {
        case "@": .project
        case "*": .weekday
        case "#": .number
        default: nil
        }
      guard let slot else {
        text.append(character)
        continue
      }
      if !text.isEmpty { pieces.append(.text(text)) }
      text = ""
      pieces.append(slot)
    }
    return text.isEmpty ? pieces : pieces + [.text(text)]
  }
}
