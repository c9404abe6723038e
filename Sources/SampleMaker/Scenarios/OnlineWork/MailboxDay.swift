/// A day in one mailbox, and what its records tell.
struct MailboxDay {
  private let work: OrdinaryOnlineWork
  private let mailbox: Mailbox
  private let day: Moment
  private var dice: Dice
  private var builder: UnifiedAuditBuilder
  private var records: [TracedRecord] = []
  private let arrivals: [Arrival]

  init(_ mailbox: Mailbox, on day: Moment, of work: OrdinaryOnlineWork) {
    (self.work, self.mailbox, self.day) = (work, mailbox, day)
    dice = work.dice.stream("day", mailbox.number, work.dayNumber(day))
    builder = UnifiedAuditBuilder(
      organisation: work.world.organisation, schema: AuditSchema(at: day), dice: dice.stream("records"))
    arrivals = work.world.copies(in: mailbox.number, from: day, to: day + .day).compactMap {
      Arrival($0, in: work.world)
    }
  }

  /// What the owner does.
  mutating func ownerRecords(_ habits: OnlineHabits) -> [TracedRecord] {
    let desk = work.deskSession(of: mailbox, on: day)
    if isWorkday {
      signIn(desk, habits)
      if habits.desk == .outlook { synchronise(desk) }
    }
    for arrival in arrivals { handle(arrival, at: desk) }
    readInBatches(habits.desk == .web && isWorkday ? desk : nil, phone: habits.phone)
    if dice.chance(perMille: 15) { sortByRule(desk) }
    return records
  }

  /// What the team of a shared mailbox does in it: they read on the web, as delegates.
  mutating func teamRecords() -> [TracedRecord] {
    let team = work.team(of: mailbox)
    guard isWorkday, !team.isEmpty else { return [] }
    let member = dice.pick(team)
    let own = work.deskSession(of: member, on: day)
    let session = MailboxSession(
      actor: own.actor, mailbox: mailbox, logonType: .delegate, client: .owa(userAgent: work.browser(of: member)),
      address: own.address, sessionID: own.sessionID)
    readInBatches(session, phone: nil)
    for arrival in arrivals where arrival.isSent {
      note(builder.send(session, arrival.item, at: arrival.at, for: .sendAs), .delegate)
    }
    return records
  }

  /// Most people keep weekends; some look in.
  private var isWorkday: Bool {
    let weekday = (day + .minutes(mailbox.person.offsetMinutes) + .hours(12)).civil.weekday
    var dice = dice.stream("weekend")
    return (1...5).contains(weekday) || dice.chance(perMille: 80)
  }

  /// A time of the office day, from its first hour on.
  private mutating func officeTime(_ hours: ClosedRange<Int> = 8...17) -> Moment {
    let local = day + .hours(dice.within(hours)) + .seconds(dice.below(3600))
    let moment = local - .minutes(mailbox.person.offsetMinutes)
    return moment < day ? moment + .day : moment < day + .day ? moment : moment - .day
  }

  private mutating func signIn(_ desk: MailboxSession, _ habits: OnlineHabits) {
    let at = officeTime(7...8)
    if dice.chance(perMille: 40) {
      note(
        builder.userLoginFailed(desk.actor, from: desk.address, userAgent: habits.signInAgent, at: at - .seconds(21)),
        .owner)
    }
    note(
      builder.userLoggedIn(
        desk.actor, from: desk.address, userAgent: habits.signInAgent, sessionID: desk.sessionID, at: at), .owner)
  }

  /// Outlook fetches the folders in which something has changed.
  private mutating func synchronise(_ desk: MailboxSession) {
    let roles: [Folder.Role] = dice.chance(perMille: 300) ? [.inbox, .sent, .calendar] : [.inbox, .sent]
    var at = officeTime(8...9)
    for role in roles {
      guard let folder = mailbox.folder(role) else { continue }
      note(builder.sync(desk, folder, at: at), .owner)
      at = at + .seconds(dice.within(3...40))
    }
  }

  /// What was sent or thrown away.
  private mutating func handle(_ arrival: Arrival, at desk: MailboxSession) {
    if arrival.isSent { return note(builder.send(desk, arrival.item, at: arrival.at), .owner) }
    guard let deletion = arrival.deletion else { return }
    let later = arrival.at + .minutes(dice.within(100...240))
    note(builder.delete(deletion, desk, [arrival.item], from: arrival.item.folder, at: later), .owner)
  }

  /// New mail is opened some at a time, at the desk or on the phone, whose address changes with the mast. Outlook at
  /// the desk leaves no Bind: it has the folder already.
  private mutating func readInBatches(_ desk: MailboxSession?, phone: MailClient?) {
    var waiting: [Arrival] = []
    var size = dice.within(1...4)
    for arrival in arrivals where arrival.isRead && !arrival.isSent {
      waiting.append(arrival)
      guard waiting.count >= size else { continue }
      read(waiting, desk, phone)
      waiting = []
      size = dice.within(1...4)
    }
    read(waiting, desk, phone)
  }

  private mutating func read(_ arrivals: [Arrival], _ desk: MailboxSession?, _ phone: MailClient?) {
    guard let last = arrivals.last, let session = reader(desk, phone) else { return }
    let at = last.at + .seconds(dice.within(40...4200))
    let heard = arrivals.compactMap(\.item.internetMessageID).map {
      Statement.innocentBind(mailbox: mailbox.number, messageID: $0, sharesSession: false)
    }
    note(
      builder.bind(session, arrivals.map(\.item), at: at), session.logonType == .delegate ? .delegate : .owner,
      stating: heard)
  }

  private mutating func reader(_ desk: MailboxSession?, _ phone: MailClient?) -> MailboxSession? {
    guard let phone, desk == nil || dice.chance(perMille: 300) else { return desk }
    return MailboxSession(
      owner: mailbox, client: phone, address: ClientAddress.mobile(&dice), sessionID: dice.guid())
  }

  private mutating func sortByRule(_ desk: MailboxSession) {
    let rule = OutlookRule(
      operation: "AddMailboxRule", name: "Newsletter", condition: "{(Subject contains 'Newsletter')}",
      actions: .array([.object(["ActionType": "Move", "FolderName": "Newsletter"])]))
    note(builder.updateInboxRules(desk, rule, at: officeTime()), .owner)
  }

  private mutating func note(_ record: UnifiedAuditRecord, _ hand: Hand, stating statements: [Statement] = []) {
    records.append(TracedRecord(record, Trace(ordinary: hand, mailbox: mailbox.number, stating: statements)))
  }
}

/// A message that came to lie in a mailbox on the day, where it lay then: what is thrown away or put aside by now was in
/// the inbox, and what was sent in Sent Items.
private struct Arrival {
  let at: Moment
  let item: AuditedItem
  let isRead: Bool
  let isSent: Bool
  /// How it was got rid of later.
  let deletion: UnifiedAuditBuilder.Deletion?

  /// Nil for second copies and for what nobody reads as mail.
  init?(_ copy: Copy, in world: World) {
    let mailbox = world.mailboxes[Int(copy.mailbox)]
    let now = mailbox.folders[Int(copy.folder)]
    guard !copy.flags.contains(.isSecondCopy), let letter = world.letter(copy.reference) else { return nil }
    isSent = letter.sender.address == mailbox.address
    guard letter.internetMessageID != nil, let folder = Self.home(of: now, in: mailbox, isSent: isSent) else {
      return nil
    }
    at = copy.arrivedAt
    isRead = copy.flags.contains(.isRead)
    item = AuditedItem(letter, longTermID: world.longTermID(of: copy), folder: folder)
    deletion = isSent ? nil : Self.deletions.first { $0.role == now.role }?.deletion
  }

  private static let deletions: [(role: Folder.Role, deletion: UnifiedAuditBuilder.Deletion)] = [
    (.deleted, .moveToDeletedItems), (.recoverableDeletions, .softDelete),
  ]

  private static func home(of folder: Folder, in mailbox: Mailbox, isSent: Bool) -> Folder? {
    switch folder.role {
    case .inbox, .custom, .sent: folder
    case .deleted, .recoverableDeletions, .archive: mailbox.folder(isSent ? .sent : .inbox)
    default: nil
    }
  }
}
