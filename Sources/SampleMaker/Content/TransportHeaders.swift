extension ItemMaker {
  /// The Internet header as the receiving Exchange server keeps it; nil of what the owner wrote or never got by mail.
  func transportHeaders(of item: Item, at place: Place) -> String? {
    let letter = item.letter
    guard letter.internetMessageID != nil, let receiver = receiver(of: letter, at: place) else { return nil }
    let words = HeaderText(charset: .chosen(for: letter.language, by: item.searchKey))
    let route = Route(of: letter, to: receiver, delivered: item.receivedAt, maker: self)
    var header = route.fields
    header += words.field("From", addresses: [letter.sender])
    header += MIMEMessage.recipientFields(of: letter, withBlind: false, words)
    header += words.field("Subject", text: letter.subject)
    header += words.field("Thread-Topic", text: letter.topic)
    header += "Thread-Index: \(base64(item.conversationIndex))\r\n"
    header += "Date: \(letter.sentAt.internetDate(offsetMinutes: offsetMinutes(of: letter)))\r\n"
    header += MIMEMessage.identityFields(of: letter)
    header += "Accept-Language: \(letter.language.tag), en-US\r\nContent-Language: \(letter.language.tag)\r\n"
    header += "X-MS-Has-Attach: \(letter.attachments.isEmpty ? "" : "yes")\r\n"
    header += route.exchangeFields
    return header + "MIME-Version: 1.0\r\n" + MIMEStructure.entity(of: item).fields
  }

  /// The mailbox by which a copy came: not that of its sender. An enclosed letter came to the first of its recipients
  /// that have one here.
  private func receiver(of letter: Letter, at place: Place) -> Mailbox? {
    if let mailbox = place.mailbox {
      let isOwn = mailbox.address == letter.sender.address || place.role == .sent || place.role == .drafts
      return isOwn ? nil : mailbox
    }
    for recipient in letter.recipients {
      if let mailbox = mailbox(of: recipient.correspondent) { return mailbox }
    }
    return nil
  }
}

extension Letter {
  /// The subject without what answers and forwards put before it (PidTagConversationTopic).
  var topic: String {
    var topic = Substring(subject)
    while let colon = topic.prefix(5).firstIndex(of: ":"), topic[topic.index(after: colon)...].hasPrefix(" ") {
      topic = topic[topic.index(colon, offsetBy: 2)...]
    }
    return String(topic)
  }
}
