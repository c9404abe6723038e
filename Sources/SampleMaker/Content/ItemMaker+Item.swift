extension ItemMaker {
  /// How deep letters may lie in letters; what a letter at the last step encloses is left out.
  private static let deepest = 8

  func item(_ letter: Letter, as place: Place, text: [String]?, depth: Int) -> Item {
    let above = source.lettersAbove(letter)
    let searchKey = stream("search key", letter).bytesOnce(16)
    let appointment = appointment(of: letter)
    let bodies = bodies(of: letter, saying: text, below: above, searchKey: searchKey, appointment: appointment)
    let times = times(of: letter, at: place)
    let bare = Item(
      letter: letter, receivedAt: times.received, createdAt: times.created, modifiedAt: times.modified,
      isRead: place.isRead, transportHeaders: nil, plainBody: bodies.plain, htmlBody: bodies.html,
      attachments: depth < Self.deepest ? attachments(of: letter, depth: depth) : [], sourceKey: place.sourceKey,
      searchKey: searchKey, conversationIndex: conversationIndex(of: letter, below: above), appointment: appointment,
      contact: contact(of: letter), members: members(of: letter))
    return bare.with(transportHeaders: transportHeaders(of: bare, at: place))
  }

  /// Dice for one side of a letter, the same for all of its copies.
  func stream(_ label: String, _ letter: Letter, _ number: Int = 0) -> Dice {
    dice.stream(label, letter.reference.conversation, letter.reference.number, number)
  }

  /// Minutes east of UTC where the sender sits.
  func offsetMinutes(of letter: Letter) -> Int { person(letter.sender, speaking: letter.language).offsetMinutes }

  private func times(of letter: Letter, at place: Place) -> (received: Moment, created: Moment, modified: Moment) {
    guard let mailbox = place.mailbox, let arrivedAt = place.arrivedAt else {
      return (letter.sentAt, letter.sentAt, letter.sentAt)
    }
    var dice = stream("times", letter, mailbox.number)
    let received = max(arrivedAt, letter.sentAt.wholeSecond)
    let isOwn = mailbox.address == letter.sender.address
    let created = isOwn ? letter.sentAt - .seconds(dice.within(20...900)) : received + .milliseconds(dice.below(900))
    return (received, created, received + .seconds(dice.longTail(median: 60, most: 400_000)))
  }
}

extension Item {
  fileprivate func with(transportHeaders: String?) -> Item {
    Item(
      letter: letter, receivedAt: receivedAt, createdAt: createdAt, modifiedAt: modifiedAt, isRead: isRead,
      transportHeaders: transportHeaders, plainBody: plainBody, htmlBody: htmlBody, attachments: attachments,
      sourceKey: sourceKey, searchKey: searchKey, conversationIndex: conversationIndex, appointment: appointment,
      contact: contact, members: members)
  }
}
