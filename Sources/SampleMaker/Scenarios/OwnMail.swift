/// Mail that a scenario writes itself.
extension Studio {
  func mail(
    from sender: Correspondent, to readers: [Correspondent], subject: String, at moment: Moment,
    language: Language = .english, attachments: [AttachmentPlan] = []
  ) -> Letter {
    write { reference in
      var dice = dice("own mail", reference.conversation)
      let domain = sender.address.split(separator: "@").last.map(String.init) ?? world.organisation.domain
      let isInside = domain == world.organisation.domain
      let mailer: Mailer = isInside ? .exchange : .thunderbird
      let id = mailer.messageID(domain: domain, organisation: isInside ? world.organisation : nil, dice: &dice)
      let length = dice.within(300...900)
      return Letter(
        reference: reference, kind: .mail, messageClass: "IPM.Note", internetMessageID: id, inReplyTo: nil,
        references: [], subject: subject, language: language, sender: sender,
        recipients: readers.map { Recipient(kind: .to, correspondent: $0) }, sentAt: moment.wholeSecond,
        bodyKind: .both, textLength: length, attachments: attachments,
        byteCount: 4 * length + 2600 + attachments.reduce(0) { $0 + $1.byteCount })
    }
  }
}

extension Letter {
  /// A copy of a letter of the scenario's own.
  func copy(in mailbox: Mailbox, _ role: Folder.Role, after delay: Span = .seconds(3), isSecond: Bool = false) -> Copy {
    copy(in: mailbox, folder: mailbox.folder(role)?.number ?? 0, after: delay, isSecond: isSecond)
  }

  /// `folder` is its number.
  func copy(in mailbox: Mailbox, folder: Int, after delay: Span = .seconds(3), isSecond: Bool = false) -> Copy {
    Copy(
      conversation: UInt32(reference.conversation), letter: UInt16(reference.number), mailbox: UInt16(mailbox.number),
      folder: UInt16(folder), flags: isSecond ? [.isRead, .isSecondCopy] : [.isRead],
      arrivedSeconds: UInt32((sentAt + delay).microseconds / 1_000_000))
  }
}

extension Mailbox {
  var correspondent: Correspondent { Correspondent(name: person.displayName, address: address) }
}
