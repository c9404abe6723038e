/// Add-ins of one owner that look at the same mail again and again, until the mailbox is throttled: more than a thousand
/// records within twenty hours, each of another two minutes, and no item twice within an hour of one add-in. Most of it
/// lies before the logs begin; what they show is the end and the record that says so.
extension QuietStory {
  /// In the first night of the logs.
  var throttledAt: Moment { from + .hours(2) }
  /// When the first record of the thousand was written.
  private var beganAt: Moment { throttledAt - .hours(20) }

  mutating func overload() throws {
    let mailbox = mailbox(.heavy)
    let items = Array(mail(in: mailbox, from: studio.world.plan.from, to: beganAt).suffix(17))
    let act = studio.truth.act(
      .other, "Add-ins of the owner's open so much that the mailbox is throttled for a day.", by: .owner,
      mailboxes: [mailbox.number], from: beganAt, to: throttledAt)
    try studio.truth.hide(
      act, "MailItemsAccessed", because: .retention, from: beganAt, to: from, mailboxes: [mailbox.number])
    try studio.truth.hide(
      act, "MailItemsAccessed of type Bind", because: .throttled, from: throttledAt, to: throttledAt + .day,
      mailboxes: [mailbox.number])
    guard let last = items.last else { return }
    let sessions = addIns(of: mailbox, count: 1000 / (20 * items.count) + 1)
    for hour in 0..<2 {
      for (minute, item) in items.enumerated() {
        for session in sessions {
          let at = from + .minutes(60 * hour + 3 * minute) + .seconds(dice.below(50))
          note(builder.bind(session, [item], at: at), act, mailbox: mailbox, stating: innocent([item], in: mailbox))
        }
      }
    }
    note(
      builder.bind(sessions[0], [last], at: throttledAt, isThrottled: true), act, mailbox: mailbox,
      stating: [.throttled(mailbox: mailbox.number)])
  }

  private mutating func addIns(of mailbox: Mailbox, count: Int) -> [MailboxSession] {
    (1...count).map { number in
      MailboxSession(
        owner: mailbox, client: .graph(application: dice.guid().description), address: "2001:db8:1026:\(number)::7",
        sessionID: dice.guid())
    }
  }
}
