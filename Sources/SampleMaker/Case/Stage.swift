/// The world together with what a scenario wrote itself: to those who make items of it there is no difference.
package struct Stage: LetterSource {
  package let world: World
  private let letters: [Letter]

  /// Conversations from here on are the scenario's, of one letter each.
  private static let firstConversation = 0xC000_0000

  init(_ world: World, letters: [Letter] = []) { (self.world, self.letters) = (world, letters) }

  package var plan: WorldPlan { world.plan }
  package var mailboxes: [Mailbox] { world.mailboxes }
  package var strangers: [Person] { world.strangers }

  package func lettersAbove(_ letter: Letter) -> [Letter] { world.lettersAbove(letter) }

  package func letter(_ reference: Letter.Reference) -> Letter? {
    guard reference.conversation >= Self.firstConversation else { return world.letter(reference) }
    let number = reference.conversation - Self.firstConversation
    return reference.number == 0 && letters.indices.contains(number) ? letters[number] : nil
  }

  /// The letter that the scenario writes as its so-manieth.
  static func reference(ownLetter number: Int) -> Letter.Reference {
    Letter.Reference(conversation: firstConversation + number, number: 0)
  }

  package func longTermID(of copy: Copy) -> [UInt8] {
    guard copy.reference.conversation >= Self.firstConversation else { return world.longTermID(of: copy) }
    let number = copy.reference.conversation - Self.firstConversation
    return mailboxes[Int(copy.mailbox)].guid.structureBytes + counter(0x4000_0000 + number * 64 + Int(copy.folder) % 64)
  }
}
