/// What the log cannot show: days on which a mailbox was throttled, and records that were not kept.
extension SyncStory {
  /// The owners' own phones, filling themselves anew, pass the service's limit: once while the attacker is in the
  /// mailbox, once days before.
  mutating func ordinaryThrottling() {
    for (role, at) in [(Role.throttled, throttledAt), (.throttledBefore, throttledBeforeAt)] {
      let mailbox = mailbox(role)
      let copies = Array(studio.world.shownCopies(in: mailbox.number, before: at).prefix(6))
      let (world, sessionID) = (studio.world, dice.guid())
      let session = MailboxSession(
        owner: mailbox, client: .outlookMobile, address: ClientAddress.mobile(&dice), sessionID: sessionID)
      trail.add(at: at) { builder, at in
        let items = copies.compactMap { AuditedItem($0, in: world) }
        let heard = items.compactMap(\.internetMessageID).map {
          Statement.innocentBind(mailbox: mailbox.number, messageID: $0, sharesSession: false)
        }
        return TracedRecord(
          builder.bind(session, items, at: at, isThrottled: true),
          Trace(ordinary: .owner, mailbox: mailbox.number, stating: heard + [.throttled(mailbox: mailbox.number)]))
      }
    }
  }

  /// While nothing is recorded, the attacker reads on the web.
  mutating func readThrottled() throws {
    let number = mailbox(.throttled).number
    let at = throttledAt + .hours(9)
    let act = studio.truth.act(
      .bind, "The attacker reads on the web while the mailbox is throttled.", by: .attacker, mailboxes: [number],
      from: at, to: at + .minutes(50))
    for copy in studio.world.shownCopies(in: number, before: at).prefix(12) {
      studio.truth.take(copy, by: act, at: at + .minutes(dice.within(0...50)), how: .unlogged)
    }
    try studio.truth.hide(
      act, "MailItemsAccessed", because: .throttled, from: throttledAt, to: throttledAt + .hours(24),
      mailboxes: [number])
  }

  /// A mailbox whose licence keeps records for a short time: the inbox was synchronised before, a folder thereafter.
  mutating func takeBeforeRetention() throws {
    let (mailbox, session) = (mailbox(.retained), outlook(.retained))
    let early = signedInAt(.retained) + .minutes(5)
    guard let inbox = mailbox.folder(.inbox), let sent = mailbox.folder(.sent) else { return }
    let before = syncAct(mailbox, at: early)
    studio.truth.take(allOf: mailbox.number, by: before, at: early, how: .sync) { $0 == inbox.number && $1 <= early }
    try studio.truth.hide(
      before, "MailItemsAccessed", because: .retention, from: from, to: retainedFrom, mailboxes: [mailbox.number])
    let late = retainedFrom + .hours(3)
    let after = syncAct(mailbox, at: late)
    studio.truth.take(allOf: mailbox.number, by: after, at: late, how: .sync) { $0 == sent.number && $1 <= late }
    let synced: Statement = .sync(mailbox: mailbox.number, folderName: sent.name)
    trail.add(after, at: late, mailbox: mailbox.number, stating: [synced]) { $0.sync(session, sent, at: $1) }
    suspectAt.append(late)
  }

  private func syncAct(_ mailbox: Mailbox, at moment: Moment) -> Act {
    studio.truth.act(
      .sync, "The attacker's Outlook synchronises a folder.", by: .attacker, mailboxes: [mailbox.number], from: moment)
  }
}
