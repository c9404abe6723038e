/// An application that copies every mailbox every night, from one address, in its own name. It was let in long before
/// the logs begin.
struct BackupRounds {
  static let application = "0b5e1d6f-7a3c-4f58-9c2d-6e4a8b1f3d20"
  static let address = "192.0.2.250"

  private let story: QuietStory
  private let act: Act?

  init(of story: QuietStory) {
    self.story = story
    act = story.studio.truth.acts.last { $0.kind == .backup }
  }

  /// What it copies that night, twenty at a time; a throttled mailbox has no record of it.
  func records(on day: Moment) -> [TracedRecord] {
    guard let act else { return [] }
    let world = story.studio.world
    let number = Int(day.microseconds / Span.day.microseconds)
    var dice = story.studio.dice("backup", number)
    var builder = UnifiedAuditBuilder(
      organisation: world.organisation, schema: .year2023, dice: dice.stream("records"))
    var records: [TracedRecord] = []
    var at = day + .hours(1)
    for mailbox in world.mailboxes {
      var rest = letters(in: mailbox, on: day)[...]
      while !rest.isEmpty {
        let items = Array(rest.prefix(20))
        rest = rest.dropFirst(20)
        at = at + .seconds(dice.within(121...140))
        guard !isSilent(mailbox, at) else { continue }
        let session = MailboxSession(
          actor: .application(Self.application, on: mailbox), mailbox: mailbox, logonType: .administrator,
          client: .webServices(application: Self.application, userAgent: "ExchangeServicesClient/15.01.2507.006"),
          address: Self.address, sessionID: dice.guid())
        records.append(
          TracedRecord(
            builder.bind(session, items, at: at),
            Trace(act, mailbox: mailbox.number, stating: story.innocent(items, in: mailbox))))
      }
    }
    return records
  }

  /// What came in the day before. Where the three nights before had no work either, or the first within the logs, the last
  /// mail of each mailbox is copied once more, as such products do to prove that they still can.
  private func letters(in mailbox: Mailbox, on day: Moment) -> [AuditedItem] {
    let beginning = max(story.from, day - .days(3))
    let isIdle = day > story.from && (day - .days(3) >= story.from || day - .day == story.from)
    guard isIdle, !hasWork(from: beginning - .day, to: day) else {
      return story.mail(in: mailbox, from: day - .day, to: day)
    }
    return story.mail(in: mailbox, from: story.from - .days(400), to: day).suffix(1)
  }

  private func hasWork(from: Moment, to: Moment) -> Bool {
    story.studio.world.mailboxes.contains { !story.mail(in: $0, from: from, to: to).isEmpty }
  }

  private func isSilent(_ mailbox: Mailbox, _ moment: Moment) -> Bool {
    let throttled = story.throttledAt
    return mailbox.number == story.mailbox(.heavy).number && throttled < moment && moment < throttled + .day
  }
}

extension QuietStory {
  func backUp() throws {
    let consented = from - .days(400)
    let consent = studio.truth.act(
      .consent, "The administrator lets the backup application in.", by: .administrator, from: consented)
    try studio.truth.hide(
      consent, "Consent to application.", because: .retention, from: consented, to: consented, mailboxes: [])
    _ = studio.truth.act(
      .backup, "The backup application copies every mailbox every night.", by: .service,
      mailboxes: Array(studio.world.mailboxes.indices), from: from, to: to)
  }
}
