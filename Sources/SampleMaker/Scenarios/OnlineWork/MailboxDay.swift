/// A day in one mailbox, and what its records tell.
struct MailboxDay {
  private let work: OrdinaryOnlineWork
  private let mailbox: Mailbox
  private let day: Moment
  private var dice: Dice
  private var builder: UnifiedAuditBuilder
  private var records: [TracedRecord] = []

  init(_ mailbox: Mailbox, on day: Moment, of work: OrdinaryOnlineWork) {
    (self.work, self.mailbox, self.day) = (work, mailbox, day)
    dice = work.dice.stream("day", mailbox.number, work.dayNumber(day))
    builder = UnifiedAuditBuilder(
      organisation: work.world.organisation, schema: AuditSchema(at: day), dice: dice.stream("records"))
  }

  /// What the owner does.
  mutating func ownerRecords(_ habits: OnlineHabits) -> [TracedRecord] {
    let desk = work.deskSession(of: mailbox, on: day)
    if isWorkday {
      signIn(desk, habits)
      if habits.desk == .outlook { synchronise(desk) }
    }
    for copy in arrivals { handle(copy, at: desk, habits) }
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
    for copy in arrivals where isSent(copy) {
      if let item = AuditedItem(copy, in: work.world) {
        note(builder.send(session, item, at: copy.arrivedAt, for: .sendAs), .delegate)
      }
    }
    return records
  }

  private var arrivals: ArraySlice<Copy> { work.world.copies(in: mailbox.number, from: day, to: day + .day) }

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
  private mutating func handle(_ copy: Copy, at desk: MailboxSession, _ habits: OnlineHabits) {
    guard !copy.flags.contains(.isSecondCopy), let item = AuditedItem(copy, in: work.world) else { return }
    if isSent(copy) { return note(builder.send(desk, item, at: copy.arrivedAt), .owner) }
    guard let deletion = deletion(of: item), let inbox = mailbox.folder(.inbox) else { return }
    let later = copy.arrivedAt + .minutes(dice.within(100...240))
    guard let arrived = AuditedItem(copy, in: work.world, folder: inbox) else { return }
    note(builder.delete(deletion, desk, [arrived], from: inbox, at: later), .owner)
  }

  private func deletion(of item: AuditedItem) -> UnifiedAuditBuilder.Deletion? {
    guard item.kind == .mail else { return nil }
    switch item.folder.role {
    case .deleted: return .moveToDeletedItems
    case .recoverableDeletions: return .softDelete
    default: return nil
    }
  }

  /// New mail is opened some at a time, at the desk or on the phone, whose address changes with the mast. Outlook at
  /// the desk leaves no Bind: it has the folder already.
  private mutating func readInBatches(_ desk: MailboxSession?, phone: MailClient?) {
    var waiting: [Copy] = []
    var size = dice.within(1...4)
    for copy in arrivals where copy.flags.contains(.isRead) && !copy.flags.contains(.isSecondCopy) && !isSent(copy) {
      waiting.append(copy)
      guard waiting.count >= size else { continue }
      read(waiting, desk, phone)
      waiting = []
      size = dice.within(1...4)
    }
    read(waiting, desk, phone)
  }

  private mutating func read(_ copies: [Copy], _ desk: MailboxSession?, _ phone: MailClient?) {
    guard let last = copies.last, let session = reader(desk, phone) else { return }
    let items = copies.compactMap { item(of: $0) }
    guard !items.isEmpty else { return }
    let at = last.arrivedAt + .seconds(dice.within(40...4200))
    let heard = items.compactMap(\.internetMessageID).map {
      Statement.innocentBind(mailbox: mailbox.number, messageID: $0, sharesSession: false)
    }
    note(builder.bind(session, items, at: at), session.logonType == .delegate ? .delegate : .owner, stating: heard)
  }

  private mutating func reader(_ desk: MailboxSession?, _ phone: MailClient?) -> MailboxSession? {
    guard let phone, desk == nil || dice.chance(perMille: 300) else { return desk }
    return MailboxSession(
      owner: mailbox, client: phone, address: ClientAddress.mobile(&dice), sessionID: dice.guid())
  }

  /// Where it lay when it was read: what is thrown away or put aside today was in the inbox then.
  private func item(of copy: Copy) -> AuditedItem? {
    let folder = mailbox.folders[Int(copy.folder)]
    switch folder.role {
    case .inbox, .custom: return AuditedItem(copy, in: work.world)
    case .deleted, .recoverableDeletions, .archive:
      return AuditedItem(copy, in: work.world, folder: mailbox.folder(.inbox))
    default: return nil
    }
  }

  private mutating func sortByRule(_ desk: MailboxSession) {
    let rule = OutlookRule(
      operation: "AddMailboxRule", name: "Newsletter", condition: "{(Subject contains 'Newsletter')}",
      actions: .array([.object(["ActionType": "Move", "FolderName": "Newsletter"])]))
    note(builder.updateInboxRules(desk, rule, at: officeTime()), .owner)
  }

  private func isSent(_ copy: Copy) -> Bool {
    let role = mailbox.folders[Int(copy.folder)].role
    guard [.sent, .deleted, .recoverableDeletions, .custom, .archive].contains(role) else { return false }
    guard let letter = work.world.letter(copy.reference), letter.internetMessageID != nil else { return false }
    return letter.sender.address == work.world.mailboxes[mailbox.number].address
  }

  private mutating func note(_ record: UnifiedAuditRecord, _ hand: Hand, stating statements: [Statement] = []) {
    records.append(TracedRecord(record, Trace(ordinary: hand, mailbox: mailbox.number, stating: statements)))
  }
}
