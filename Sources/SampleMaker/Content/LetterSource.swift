/// What the maker of items asks of a world.
package protocol LetterSource: Sendable {
  var plan: WorldPlan { get }
  var mailboxes: [Mailbox] { get }
  /// Those whom it writes with and whose mailboxes it does not hold.
  var strangers: [Person] { get }
  func letter(_ reference: Letter.Reference) -> Letter?
  /// What a letter answers, and what that answers, the oldest first.
  func lettersAbove(_ letter: Letter) -> [Letter]
  /// 22 bytes.
  func longTermID(of copy: Copy) -> [UInt8]
}

extension World: LetterSource {
  package var strangers: [Person] { cast.outsiders.all.map(\.person) }

  package func lettersAbove(_ letter: Letter) -> [Letter] {
    let reference = letter.reference
    guard !letter.references.isEmpty, (0..<conversationCount).contains(reference.conversation) else { return [] }
    let turns = conversations.conversation(reference.conversation).turns
    guard turns.indices.contains(reference.number) else { return [] }
    var above: [Letter] = []
    var earlier = turns[reference.number].answers
    while let number = earlier {
      if let letter = self.letter(Letter.Reference(conversation: reference.conversation, number: number)) {
        above.append(letter)
      }
      earlier = turns[number].answers
    }
    return above.reversed()
  }
}
