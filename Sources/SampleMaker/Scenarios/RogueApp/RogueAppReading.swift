/// The mail that praises the application, those who believe it, and what the application then reads.
extension RogueAppStory {
  mutating func phish() {
    let readers = allConsenting + roles.untouched.prefix(1)
    studio.truth.act(
      .other, "A mail from outside praises an application that is said to enlarge mailboxes.", by: .attacker,
      mailboxes: readers.map(\.number), from: phishedAt)
    let letter = studio.mail(
      from: Correspondent(name: "IT Service", address: "notice@mailbox-upgrade.example"),
      to: readers.map(\.correspondent), subject: "Your mailbox is almost full", at: phishedAt)
    for reader in readers { lay(letter, in: reader, .inbox, after: .seconds(40)) }
    twins()
    enclosure()
  }

  /// A message that lies twice in the busiest mailbox, under one Message-ID.
  private mutating func twins() {
    let mailbox = roles.consenting[0]
    let letter = studio.mail(
      from: roles.robbed.correspondent, to: [mailbox.correspondent], subject: "Figures for the bank",
      at: from - .days(9))
    extras[mailbox.number] += [
      letter.copy(in: mailbox, .inbox), letter.copy(in: mailbox, .archive, after: .seconds(3), isSecond: true),
    ]
  }

  /// A message that another one encloses.
  private mutating func enclosure() {
    let mailbox = roles.consenting[1]
    let world = studio.world
    let enclosed = world.shownCopies(in: roles.robbed.number, before: from - .days(20)).first
    let plan = enclosed.flatMap { world.letter($0.reference) }.map {
      AttachmentPlan(kind: .message, name: $0.subject, byteCount: $0.byteCount, letter: $0.reference)
    }
    let letter = studio.mail(
      from: roles.robbed.correspondent, to: [mailbox.correspondent], subject: "Have you seen this one?",
      at: from - .days(6), attachments: plan.map { [$0] } ?? [])
    lay(letter, in: mailbox, .inbox)
  }

  mutating func consents() {
    for (number, mailbox) in allConsenting.enumerated() {
      let at = consentedAt(number)
      let act = studio.truth.act(
        .consent, "The owner lets the application in.", by: .owner, mailboxes: [mailbox.number], from: at)
      let (actor, application) = (AuditActor(mailbox), application)
      let address = mailbox.clientAddresses.first ?? studio.world.organisation.publicAddress
      if number == 0 {
        trail.add(act, at: at - .seconds(1)) { $0.addServicePrincipal(application, by: actor, from: address, at: $1) }
      }
      trail.add(act, at: at) { $0.addDelegatedPermissionGrant(application, by: actor, from: address, at: $1) }
      let granted: Statement = .permissionGranted(mailboxes: [mailbox.number], until: removedAt)
      trail.add(act, at: at, mailbox: mailbox.number, stating: [granted]) {
        $0.consent(to: application, by: actor, from: address, at: $1)
      }
    }
  }

  /// What the application reads of the mailboxes that are not throttled: the newest first, some at a time.
  mutating func read() throws {
    for (number, mailbox) in allConsenting.enumerated() where number > 0 {
      let start = consentedAt(number) + .minutes(14)
      let eligible = own(in: mailbox, before: start) + studio.world.shownCopies(in: mailbox.number, before: start)
      let wanted = Array(eligible.prefix(max(6, eligible.count * 7 / 10)))
      let act = readingAct(mailbox, from: start)
      let read = openAll(wanted, in: applicationSession(in: mailbox), from: start, act)
      forget(read, every: number == 1 ? 5 : 23)
      guard mailbox.number == roles.notExported.number else { continue }
      try studio.truth.hide(
        act, "everything of this user", because: .logNotGiven, from: from, to: to, mailboxes: [mailbox.number])
    }
  }

  private func readingAct(_ mailbox: Mailbox, from start: Moment) -> Act {
    studio.truth.act(
      .bind, "The application reads the mailbox.", by: .attacker, mailboxes: [mailbox.number], from: start,
      to: removedAt)
  }

  /// The first mailbox passes the service's limit; what is read in the day after it leaves no record.
  mutating func readThrottled() throws {
    let mailbox = roles.consenting[0]
    let start = consentedAt(0) + .minutes(14)
    let eligible = own(in: mailbox, before: start) + studio.world.shownCopies(in: mailbox.number, before: start)
    let groups = groups(of: eligible)
    let limit = min(Self.serviceLimit, max(4, groups.count / 3))
    let act = studio.truth.act(
      .bind, "The application reads, until the service stops recording.", by: .attacker, mailboxes: [mailbox.number],
      from: start, to: start + .seconds(75 * limit))
    let openings = (0..<2).map {
      Opening(session: applicationSession(in: mailbox, address: $0), act: act, stage: studio.stage)
    }
    for (number, group) in groups.prefix(limit).enumerated() {
      let opening = openings[number % 2]
      let at = start + .seconds(75 * number)
      note(readAt: at, group.count)
      opening.open(group, at: at, isThrottled: number == limit - 1, in: studio, &trail)
      if number == limit - 1 { throttledAt = at }
    }
    try readUnlogged(Array(groups.dropFirst(limit).prefix(limit)), in: mailbox)
  }

  /// Records of a mailbox within a day, after which Binds go unrecorded.
  static let serviceLimit = 1000

  private mutating func readUnlogged(_ groups: [[Copy]], in mailbox: Mailbox) throws {
    guard let throttledAt, !groups.isEmpty else { return }
    let act = studio.truth.act(
      .bind, "The application reads on while Binds are not recorded.", by: .attacker, mailboxes: [mailbox.number],
      from: throttledAt, to: throttledAt + .seconds(75 * groups.count))
    for (number, group) in groups.enumerated() {
      let at = throttledAt + .seconds(75 * (number + 1))
      for copy in group { studio.truth.take(copy, by: act, at: at, how: .unlogged) }
      readCount += group.count
    }
    try studio.truth.hide(
      act, "MailItemsAccessed", because: .throttled, from: throttledAt, to: throttledAt + .hours(24),
      mailboxes: [mailbox.number])
  }

  /// Through one of those who let it in, the application reaches the shared mailbox of the team.
  mutating func readShared() {
    let start = day(60) + .hours(2)
    let session = applicationSession(in: roles.shared, for: roles.consenting[1])
    let eligible = studio.world.shownCopies(in: roles.shared.number, before: start)
    _ = openAll(
      Array(eligible.prefix(max(4, eligible.count / 3))), in: session, from: start,
      readingAct(roles.shared, from: start))
  }

  mutating func putOut() {
    let act = studio.truth.act(
      .other, "The administrator puts the application out.", by: .administrator,
      mailboxes: allConsenting.map(\.number), from: removedAt)
    let organisation = studio.world.organisation
    let actor = AuditActor(
      userID: "it-desk@\(organisation.domain)", userKey: "10032002A0FF0003", sid: roles.robbed.sid + "9",
      kind: .administrator)
    let application = application
    trail.add(act, at: removedAt) {
      $0.removeServicePrincipal(application, by: actor, from: organisation.publicAddress, at: $1)
    }
  }

  /// Opens messages some at a time, in nights of some hours; returns those for which there was time.
  mutating func openAll(
    _ copies: [Copy], in session: MailboxSession, from start: Moment, _ act: Act
  ) -> [Copy] {
    let opening = Opening(session: session, act: act, stage: studio.stage)
    let anight = max(5, min(150, Self.recordsANight / (roles.consenting.count + 1)))
    var at = start
    var opened: [Copy] = []
    for (count, group) in groups(of: copies).enumerated() {
      guard at < act.to else { break }
      opening.open(group, at: at, in: studio, &trail)
      note(readAt: at, group.count)
      opened += group
      at = at + .seconds(dice.within(121...210)) + (count % anight == anight - 1 ? .hours(17) : .seconds(0))
    }
    return opened
  }

  /// Of all mailboxes together: the records of a day are in memory at a time.
  private static let recordsANight = 3000

  private mutating func note(readAt moment: Moment, _ count: Int) {
    readCount += count
    firstRead = firstRead.map { min($0, moment) } ?? moment
  }

  private mutating func groups(of copies: [Copy]) -> [[Copy]] {
    var groups: [[Copy]] = []
    var rest = copies[...]
    while !rest.isEmpty {
      let group = Array(rest.prefix(dice.within(1...3)))
      groups.append(group)
      rest = rest.dropFirst(group.count)
    }
    return groups
  }

  private func own(in mailbox: Mailbox, before moment: Moment) -> [Copy] {
    extras[mailbox.number].filter { $0.arrivedAt < moment }
  }

  /// Some of what was read had been deleted before the mailbox was exported.
  private mutating func forget(_ copies: [Copy], every step: Int) {
    for (number, copy) in copies.enumerated() where number % step == step - 1 {
      deleted[Int(copy.mailbox)].insert(ItemKey(copy))
    }
  }
}
