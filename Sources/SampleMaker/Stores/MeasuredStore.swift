/// One store of a stated size and even content, for measuring how fast readers are: no case, and no truth beside it.
package struct MeasuredStore: Sendable {
  package let messages: Int
  /// Of the plain text of each message, about; in bytes.
  package let textLength: Int
  /// Of the one file that each message encloses, in bytes; 0 for none.
  package let attachmentLength: Int
  /// Over which the messages are dealt out in turn.
  package let folders: Int
  package let encoding: PSTEncoding

  package init(messages: Int, textLength: Int, attachmentLength: Int, folders: Int, encoding: PSTEncoding) {
    (self.messages, self.textLength, self.attachmentLength) = (messages, textLength, attachmentLength)
    (self.folders, self.encoding) = (folders, encoding)
  }

  /// Writes the store; a file that is there already is an error.
  package func write(to path: String, progress: (Progress) -> Void) throws(MakerError) {
    guard messages > 0, textLength >= 0, attachmentLength >= 0, folders > 0 else {
      throw MakerError("a store to measure by has messages and folders, and no size below zero")
    }
    let world = World(
      .standard(seed: 1, mailboxes: 6, items: 120, from: Self.from, to: Self.from + .days(30), isOnline: false))
    let maker = ItemMaker(world)
    let mailbox = world.mailboxes[0]
    let settings = PSTSettings(
      encoding: encoding, displayName: mailbox.person.displayName, storeUID: GUID(high: 1, low: 1))
    let writer = try PSTWriter(creating: path, settings: settings)
    var handles: [PSTWriter.FolderHandle] = []
    for number in 1...folders {
      handles.append(try writer.addFolder(named: "Folder \(number)", containerClass: "IPF.Note"))
    }
    for number in 0..<messages {
      var dice = maker.dice.stream("measured", number)
      let item = maker.item(
        writing: letter(number, of: world), in: mailbox.folders[0], of: mailbox, arrivedAt: sentAt(number),
        isRead: true, sourceKey: dice.bytes(22))
      _ = try writer.add(item, to: handles[number % folders])
      if number % 256 == 0 { progress(.mail(done: number, of: messages)) }
    }
    _ = try writer.finish()
  }

  private static let from = Moment(2020, 1, 1)

  private func sentAt(_ number: Int) -> Moment { Self.from + .seconds(60 * number) }

  private func letter(_ number: Int, of world: World) -> Letter {
    let people = world.mailboxes.map { Correspondent(name: $0.person.displayName, address: $0.address) }
    let enclosed = AttachmentPlan(
      kind: .jpeg, name: "picture-\(number).jpg", byteCount: attachmentLength, letter: nil)
    return Letter(
      reference: .init(conversation: 1_000_000 + number, number: 0), kind: .mail, messageClass: "IPM.Note",
      internetMessageID: "<measured-\(number)@\(world.plan.organisation.domain)>", inReplyTo: nil, references: [],
      subject: "Message \(number)", language: .english, sender: people[number % people.count],
      recipients: [Recipient(kind: .to, correspondent: people[(number + 1) % people.count])],
      sentAt: sentAt(number), bodyKind: .plain, textLength: textLength,
      attachments: attachmentLength > 0 ? [enclosed] : [], byteCount: textLength + attachmentLength + 2000)
  }
}
