/// Turns copies of letters into the items that stores hold. All of an item follows from the world's seed, the letter and
/// the copy, so that any one can be made without the others and all copies of a letter enclose the same bytes.
package struct ItemMaker: Sendable {
  let source: any LetterSource
  let dice: Dice
  let mailboxOfAddress: [String: Int]

  package init(_ source: some LetterSource) {
    self.source = source
    dice = Dice(seed: source.plan.seed)
    mailboxOfAddress = Dictionary(
      source.mailboxes.filter { $0.kind != .archive }.map { ($0.address, $0.number) }, uniquingKeysWith: { first, _ in first })
  }

  /// The item that a copy is. A copy of a letter that the world does not know is an error of its maker.
  package func item(_ copy: Copy) throws(MakerError) -> Item {
    guard let letter = source.letter(copy.reference) else { throw unknown(copy.reference) }
    return item(letter, as: .copy(copy, in: source.mailboxes[Int(copy.mailbox)]), depth: 0)
  }

  /// A letter as it stands enclosed in another.
  package func embeddedItem(_ reference: Letter.Reference) throws(MakerError) -> Item {
    guard let letter = source.letter(reference) else { throw unknown(reference) }
    return item(letter, as: .embedded, depth: 0)
  }

  private func unknown(_ reference: Letter.Reference) -> MakerError {
    MakerError("the world has no letter \(reference.number) of conversation \(reference.conversation)")
  }

  /// Where the item lies.
  enum Place {
    case copy(Copy, in: Mailbox)
    case embedded
  }
}
