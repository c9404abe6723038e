/// The cookie of a browser is stolen: its thief shares the owner's session and is told apart by the address only.
extension RogueAppStory {
  mutating func stealCookie() {
    let at = day(50) + .hours(9) + .minutes(20)
    let owner = ownerSession(at: at)
    let thief = MailboxSession(
      owner: roles.robbed, client: .owa(userAgent: Self.browser), address: Self.thief, sessionID: owner.sessionID)
    let eligible = studio.world.shownCopies(in: roles.robbed.number, before: at - .hours(1))
    readAsOwner(Array(eligible.prefix(4)), in: owner, at: at - .minutes(18))
    let act = studio.truth.act(
      .bind, "The thief of a cookie reads in the owner's session.", by: .attacker,
      mailboxes: [roles.robbed.number], from: at, to: at + .minutes(30))
    let opening = Opening(session: thief, act: act, stage: studio.stage)
    for (number, copy) in eligible.dropFirst(2).prefix(9).enumerated() {
      opening.open([copy], at: at + .seconds(150 * number), in: studio, &trail)
      readCount += 1
    }
    sendPhishing(in: thief, at: at + .minutes(32))
  }

  /// The owner at the browser, whatever is used otherwise.
  private func ownerSession(at moment: Moment) -> MailboxSession {
    let desk = work().deskSession(of: roles.robbed, on: moment.startOfDay)
    return MailboxSession(
      owner: roles.robbed, client: .owa(userAgent: work().browser(of: roles.robbed)), address: desk.address,
      sessionID: desk.sessionID)
  }

  private mutating func readAsOwner(_ copies: [Copy], in session: MailboxSession, at moment: Moment) {
    let stage = studio.stage
    let number = session.mailbox.number
    trail.add(at: moment) { builder, at in
      let items = copies.compactMap { AuditedItem($0, on: stage) }
      let heard = items.compactMap(\.internetMessageID).map {
        Statement.innocentBind(mailbox: number, messageID: $0, sharesSession: true)
      }
      return TracedRecord(
        builder.bind(session, items, at: at), Trace(ordinary: .owner, mailbox: number, stating: heard))
    }
  }

  /// Phishing goes on from inside; a colleague asks back, and the question is deleted unread.
  private mutating func sendPhishing(in thief: MailboxSession, at moment: Moment) {
    let robbed = roles.robbed
    let readers = studio.world.mailboxes.filter { $0.kind == .user && $0.number != robbed.number }
    let letter = studio.mail(
      from: robbed.correspondent, to: readers.map(\.correspondent), subject: "Mailbox storage: please confirm",
      at: moment)
    lay(letter, in: robbed, .sent, after: .seconds(1))
    for reader in readers { lay(letter, in: reader, .inbox, after: .seconds(4)) }
    let act = studio.truth.act(
      .send, "The thief sends the phishing mail on to all colleagues.", by: .attacker, mailboxes: [robbed.number],
      from: letter.sentAt)
    if let item = AuditedItem(letter.copy(in: robbed, .sent), on: studio.stage), let id = item.internetMessageID {
      let sent: Statement = .sentByActor(mailbox: robbed.number, messageID: id)
      trail.add(act, at: letter.sentAt, mailbox: robbed.number, stating: [sent]) {
        $0.send(thief, item, at: $1)
      }
    }
    deleteQuestion(from: readers[0], in: thief, at: moment + .minutes(11))
  }

  private mutating func deleteQuestion(from colleague: Mailbox, in thief: MailboxSession, at moment: Moment) {
    let robbed = roles.robbed
    let question = studio.mail(
      from: colleague.correspondent, to: [robbed.correspondent], subject: "Re: Mailbox storage: is this from you?",
      at: moment)
    lay(question, in: colleague, .sent, after: .seconds(1))
    lay(question, in: robbed, .recoverableDeletions)
    let act = studio.truth.act(
      .delete, "The thief deletes a colleague's question, unopened.", by: .attacker, mailboxes: [robbed.number],
      from: moment + .minutes(4))
    let copy = question.copy(in: robbed, .recoverableDeletions)
    guard let inbox = robbed.folder(.inbox), let id = question.internetMessageID,
      let item = AuditedItem(copy, on: studio.stage, folder: inbox)
    else { return }
    let deleted: Statement = .deletedByActor(mailbox: robbed.number, messageID: id)
    trail.add(act, at: act.from, mailbox: robbed.number, stating: [deleted]) {
      $0.delete(.softDelete, thief, [item], from: inbox, at: $1)
    }
  }
}
