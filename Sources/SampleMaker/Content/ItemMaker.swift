/// Turns copies of letters into the items that stores hold. All of an item follows from the world's seed, the letter and
/// the copy, so that any one can be made without the others and all copies of a letter enclose the same bytes.
package struct ItemMaker: Sendable {
  let source: any LetterSource
  let dice: Dice
  private let mailboxOfAddress: [String: Int]
  private let personOfAddress: [String: Person]

  package init(_ source: some LetterSource) {
    self.source = source
    dice = Dice(seed: source.plan.seed)
    let people = source.mailboxes.map(\.person) + source.strangers
    personOfAddress = Dictionary(people.map { ($0.address, $0) }, uniquingKeysWith: { first, _ in first })
    mailboxOfAddress = Dictionary(
      source.mailboxes.filter { $0.kind != .archive }.map { ($0.address, $0.number) },
      uniquingKeysWith: { first, _ in first })
  }

  /// The item that a copy is. A copy of a letter that the world does not know is an error of its maker.
  package func item(_ copy: Copy) throws(MakerError) -> Item {
    guard let letter = source.letter(copy.reference) else { throw unknown(copy.reference) }
    let mailbox = source.mailboxes[Int(copy.mailbox)]
    let place = Place(
      mailbox: mailbox, role: mailbox.folders[Int(copy.folder)].role, arrivedAt: copy.arrivedAt,
      isRead: copy.flags.contains(.isRead), sourceKey: source.longTermID(of: copy))
    return item(letter, as: place, text: nil, depth: 0)
  }

  /// A letter as it stands enclosed in another.
  package func embeddedItem(_ reference: Letter.Reference) throws(MakerError) -> Item {
    guard let letter = source.letter(reference) else { throw unknown(reference) }
    return item(letter, as: .embedded, text: nil, depth: 0)
  }

  /// A letter that is not the world's, as it came to lie in a folder. `text` is what it says instead of invented
  /// sentences, one string a paragraph. Its reference must be that of no other letter, since all that chance decides
  /// follows from that.
  package func item(
    writing letter: Letter, text: [String]? = nil, in folder: Folder, of mailbox: Mailbox, arrivedAt: Moment,
    isRead: Bool, sourceKey: [UInt8]
  ) -> Item {
    let place = Place(
      mailbox: mailbox, role: folder.role, arrivedAt: arrivedAt, isRead: isRead, sourceKey: sourceKey)
    return item(letter, as: place, text: text, depth: 0)
  }

  /// The mailbox that somebody inside the organisation writes from.
  func mailbox(of correspondent: Correspondent) -> Mailbox? {
    mailboxOfAddress[correspondent.address].map { source.mailboxes[$0] }
  }

  /// Who a correspondent is; one whom the world does not know is taken to be what the name says.
  func person(_ correspondent: Correspondent, speaking language: Language) -> Person {
    if let person = personOfAddress[correspondent.address] { return person }
    let name = correspondent.name.isEmpty ? correspondent.address : correspondent.name
    let words = name.split(separator: " ")
    return Person(
      givenName: words.first.map(String.init) ?? name, familyName: words.dropFirst().joined(separator: " "),
      displayName: name, address: correspondent.address, language: language,
      offsetMinutes: language.offices.first?.offsetMinutes ?? 0)
  }

  private func unknown(_ reference: Letter.Reference) -> MakerError {
    MakerError("the world has no letter \(reference.number) of conversation \(reference.conversation)")
  }

  /// Where an item lies, and since when; of one enclosed in another, little of that is known.
  struct Place {
    let mailbox: Mailbox?
    let role: Folder.Role?
    let arrivedAt: Moment?
    let isRead: Bool
    let sourceKey: [UInt8]

    static let embedded = Place(mailbox: nil, role: nil, arrivedAt: nil, isRead: true, sourceKey: [])
  }
}
