/// Makes the subject of any letter.
struct SubjectMaker: Sendable {
  let cast: Cast
  let dice: Dice

  func subject(_ turn: Int, in conversation: Conversation) -> String {
    let base = base(conversation)
    let letter = conversation.turns[turn]
    if conversation.kind == .undeliverable, turn > 0 { return words(conversation.language).undeliverable + base }
    guard let answered = letter.answers else { return base }
    var dice = dice.stream("prefix", conversation.number, turn)
    let earlier = conversation.turns[answered]
    let keeps = earlier.answers != nil && dice.chance(perMille: 120)
    return prefix(letter, conversation) + (keeps ? prefix(earlier, conversation) : "") + base
  }

  /// In the tongue of the program that its sender writes with.
  private func prefix(_ turn: Conversation.Turn, _ conversation: Conversation) -> String {
    let words = words(cast.person(conversation.parties[turn.sender]).language)
    return turn.manner == .passedOn ? words.forward : words.reply
  }

  private func words(_ language: Language) -> SubjectWords { SubjectWords.all[language.ordinal] }

  private func base(_ conversation: Conversation) -> String {
    var dice = dice.stream("base", conversation.number)
    let words = words(conversation.language)
    switch conversation.kind {
    case .thread, .undeliverable, .draft, .post: return opening(words, &dice)
    case .newsletter: return filled(words.newsletters, words, most: 60, &dice)
    case .notice:
      let topic = conversation.parties[0].outsider.map { cast.outsiders.all[$0].topic } ?? 0
      return filled([words.notices[min(topic, words.notices.count - 1)]], words, most: 90_000, &dice)
    case .scan: return SubjectWords.fill(words.scan, matter: "", number: dice.within(1...6))
    case .meeting, .appointment: return filled(words.meetings, words, most: 400, &dice)
    case .contact: return cast.person(conversation.parties[1]).displayName
    case .distributionList, .note: return dice.pick(words.matters)
    case .task: return filled(words.tasks, words, most: 90, &dice)
    }
  }

  /// Mostly some words; now and then none, or far too many.
  private func opening(_ words: SubjectWords, _ dice: inout Dice) -> String {
    switch dice.below(100) {
    case 0: return ""
    case 1:
      return (0..<dice.within(3...8)).map { _ in filled(words.openings, words, most: 90_000, &dice) }
        .joined(separator: "; ")
    default: return filled(words.openings, words, most: 90_000, &dice)
    }
  }

  private func filled(_ templates: [String], _ words: SubjectWords, most: Int, _ dice: inout Dice) -> String {
    let template = dice.pick(templates)
    return SubjectWords.fill(template, matter: dice.pick(words.matters), number: dice.within(1...most))
  }
}
