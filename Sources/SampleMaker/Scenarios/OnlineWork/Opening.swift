/// Messages that a suspect session opens, some at a time, and the Binds that tell of it. A class, because each of a
/// hundred thousand records to come refers to it.
final class Opening: Sendable {
  let session: MailboxSession
  let act: Act
  let stage: Stage

  init(session: MailboxSession, act: Act, stage: Stage) {
    (self.session, self.act, self.stage) = (session, act, stage)
  }

  private var mailbox: Int { session.mailbox.number }

  /// Messages opened within two minutes share a record.
  func open(
    _ copies: [Copy], at moment: Moment, isThrottled: Bool = false, in studio: Studio, _ trail: inout AuditTrail
  ) {
    for copy in copies { studio.truth.take(copy, by: act, at: moment, how: .bind) }
    trail.add(at: moment) { [self] builder, at in
      let items = copies.compactMap { AuditedItem($0, on: stage) }
      let record = builder.bind(session, items, at: at, isThrottled: isThrottled)
      return TracedRecord(record, Trace(act, mailbox: mailbox, stating: statements(of: items, isThrottled)))
    }
  }

  private func statements(of items: [AuditedItem], _ isThrottled: Bool) -> [Statement] {
    var statements = items.compactMap(\.internetMessageID).map { Statement.bind(mailbox: mailbox, messageID: $0) }
    if isThrottled { statements.append(.throttled(mailbox: mailbox)) }
    return statements
  }
}

extension AuditedItem {
  /// A copy of a letter of the world or of the scenario.
  init?(_ copy: Copy, on stage: Stage, folder: Folder? = nil) {
    guard let letter = stage.letter(copy.reference) else { return nil }
    self.init(
      longTermID: stage.longTermID(of: copy),
      folder: folder ?? stage.mailboxes[Int(copy.mailbox)].folders[Int(copy.folder)], kind: letter.kind,
      internetMessageID: letter.internetMessageID, subject: letter.subject, byteCount: letter.byteCount,
      attachments: letter.attachments)
  }
}

extension World {
  /// What lay in a mailbox where Outlook shows it, came in before a moment and has a Message-ID; the newest first.
  func shownCopies(in mailbox: Int, before moment: Moment) -> [Copy] {
    let shown: [Folder.Role] = [.inbox, .sent, .custom, .archive]
    let folders = mailboxes[mailbox].folders
    return copies(in: mailbox).prefix { $0.arrivedAt < moment }.reversed().filter { copy in
      shown.contains(folders[Int(copy.folder)].role) && letter(copy.reference)?.internetMessageID != nil
    }
  }
}
