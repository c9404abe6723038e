/// The days of the quiet tenant and who is who in it.
struct QuietStory {
  enum Role: Int, CaseIterable {
    /// From the fullest mailbox on.
    case heavy, traveller, held, alsoHeld, forwarder, officer
  }

  let studio: Studio
  let from: Moment
  let to: Moment
  let handover: AddressHandover
  var builder: UnifiedAuditBuilder
  var dice: Dice
  private(set) var trail: [TracedRecord] = []
  private let people: [Mailbox]

  init(in studio: Studio) {
    self.studio = studio
    to = studio.world.plan.to
    from = to - .days(studio.order.days)
    people = studio.world.busiestUsers(without: [1, 3])
    handover = AddressHandover(in: studio.world, on: from + .days(studio.order.days / 2))
    dice = studio.dice("quiet")
    builder = UnifiedAuditBuilder(
      organisation: studio.world.organisation, schema: .year2023, dice: studio.dice("quiet records"))
  }

  func mailbox(_ role: Role) -> Mailbox { people[role.rawValue] }

  /// So many hundredths of the logs' days after their beginning, at midnight.
  func day(_ percent: Int) -> Moment { from + .days(studio.order.days * percent / 100) }

  /// Noon or so, where somebody sits.
  func noon(_ percent: Int, of mailbox: Mailbox) -> Moment {
    let moment = day(percent) + .hours(12) - .minutes(mailbox.person.offsetMinutes)
    return moment < to ? moment : moment - .day
  }

  /// The desk of an administrator without a mailbox.
  var administrator: AuditActor {
    AuditActor(
      userID: "it-desk@\(studio.world.organisation.domain)", userKey: "10032002A0FF0003",
      sid: mailbox(.heavy).sid + "3", kind: .regular)
  }

  mutating func note(_ record: UnifiedAuditRecord, _ trace: Trace) { trail.append(TracedRecord(record, trace)) }

  mutating func note(
    _ record: UnifiedAuditRecord, _ act: Act, mailbox: Mailbox? = nil, stating statements: [Statement] = []
  ) {
    note(record, Trace(act, mailbox: mailbox?.number, stating: statements))
  }

  func innocent(_ items: [AuditedItem], in mailbox: Mailbox) -> [Statement] {
    items.compactMap(\.internetMessageID).map {
      .innocentBind(mailbox: mailbox.number, messageID: $0, sharesSession: false)
    }
  }

  /// Mail that lies where Outlook shows it and arrived within a time.
  func mail(in mailbox: Mailbox, from: Moment, to: Moment) -> [AuditedItem] {
    studio.world.copies(in: mailbox.number, from: from, to: to).compactMap { copy in
      let role = mailbox.folders[Int(copy.folder)].role
      guard [.inbox, .sent, .custom, .archive].contains(role) else { return nil }
      return AuditedItem(copy, in: studio.world).flatMap { $0.internetMessageID == nil ? nil : $0 }
    }
  }

  /// Writes the tenant's log, ordinary work included.
  func deliver() throws {
    let heavy = mailbox(.heavy).number
    let work = OrdinaryOnlineWork(
      world: studio.world, dice: studio.dice("ordinary work"),
      silences: [.init(mailbox: heavy, from: throttledAt, to: throttledAt + .day)], changes: handover.changes)
    let backup = BackupRounds(of: self)
    _ = try UnifiedAuditDelivery(from: from, to: to).write(in: studio) { day in
      work.records(on: day) + backup.records(on: day)
        + trail.filter { day <= $0.record.createdAt && $0.record.createdAt < day + .day }
    }
    let others = studio.world.mailboxes.indices.filter { $0 != heavy }
    studio.truth.state(.covered(mailboxes: others, from: from, to: to))
    studio.truth.state(.covered(mailboxes: [heavy], from: throttledAt + .day, to: to))
    // No incident is stated: that somebody fears one stands in a letter and in none of the files. Without a time in
    // which an attacker could act there is nothing that the logs could be complete around.
  }

  /// The days that the examiner is asked about.
  var askedAbout: (from: Moment, to: Moment) { (from + .days(2), to - .days(2)) }
}
