/// What everybody does at work in a tenant, day by day, and what of it the audit log tells: sign-ins, Outlook and phones
/// that fetch mail, mail read on the web, sent and thrown away, teams in their shared mailboxes, and the service's own
/// upkeep. A day is the same whenever it is asked for.
package struct OrdinaryOnlineWork: Sendable {
  /// A time in which the Binds of a mailbox are not recorded, because it is throttled.
  package struct Silence: Sendable {
    package let mailbox: Int
    package let from: Moment
    package let to: Moment

    package init(mailbox: Int, from: Moment, to: Moment) { (self.mailbox, self.from, self.to) = (mailbox, from, to) }
  }

  /// From a day on, a mailbox has another address, or nobody who works in it.
  package struct Change: Sendable {
    package let mailbox: Int
    package let from: Moment
    package let address: String?

    package init(mailbox: Int, from: Moment, address: String?) {
      (self.mailbox, self.from, self.address) = (mailbox, from.startOfDay, address)
    }
  }

  package let world: World
  let dice: Dice
  private let silences: [Silence]
  private let changes: [Change]
  private let habits: [OnlineHabits]

  package init(world: World, dice: Dice, silences: [Silence] = [], changes: [Change] = []) {
    (self.world, self.dice, self.silences, self.changes) = (world, dice, silences, changes)
    habits = world.mailboxes.map { OnlineHabits(of: $0, dice: dice) }
  }

  /// The records of one day in UTC, in no order.
  package func records(on day: Moment) -> [TracedRecord] {
    var records: [TracedRecord] = []
    for mailbox in world.mailboxes.compactMap({ named($0, on: day) }) {
      var today = MailboxDay(mailbox, on: day, of: self)
      records += mailbox.kind == .user ? today.ownerRecords(habits[mailbox.number]) : today.teamRecords()
    }
    records += ServiceUpkeep(world: world, dice: dice).records(on: day)
    return records.filter { day <= $0.record.createdAt && $0.record.createdAt < day + .day && !isSilenced($0) }
  }

  /// The owner at the desk on a day: the session that a stolen cookie would share.
  package func deskSession(of mailbox: Mailbox, on day: Moment) -> MailboxSession {
    var dice = dice.stream("desk", mailbox.number, dayNumber(day))
    let addresses = mailbox.clientAddresses
    let address = dice.chance(perMille: 800) ? addresses.first : addresses.last
    return MailboxSession(
      owner: mailbox, client: habits[mailbox.number].client, address: address ?? world.organisation.publicAddress,
      sessionID: dice.guid())
  }

  /// The browser that the owner of a mailbox uses.
  package func browser(of mailbox: Mailbox) -> String { habits[mailbox.number].browser }

  /// The users who work in a shared mailbox with full access.
  package func team(of shared: Mailbox) -> [Mailbox] {
    let users = world.mailboxes.filter { $0.kind == .user }
    var dice = dice.stream("team", shared.number)
    let first = dice.below(users.count)
    return users.count < 2 ? users : [users[first], users[(first + 1 + dice.below(users.count - 1)) % users.count]]
  }

  /// The mailbox as records of a day call it; nil where nobody works in it any more.
  package func named(_ mailbox: Mailbox, on day: Moment) -> Mailbox? {
    guard let change = changes.last(where: { $0.mailbox == mailbox.number && $0.from <= day }) else { return mailbox }
    return change.address.map { mailbox.renamed($0) }
  }

  func dayNumber(_ day: Moment) -> Int { Int(day.microseconds / Span.day.microseconds) }

  private func isSilenced(_ traced: TracedRecord) -> Bool {
    guard traced.record.recordType == .exchangeItemAggregated else { return false }
    let at = traced.record.createdAt
    return silences.contains { traced.trace.mailbox == $0.mailbox && $0.from < at && at < $0.to }
  }
}
