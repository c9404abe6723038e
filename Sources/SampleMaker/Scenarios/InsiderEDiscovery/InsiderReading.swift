/// Rights, and what was read with them.
extension InsiderStory {
  /// Before the logs begin the insider gives himself the shared mailbox and reads in it; the first night that would be
  /// in the logs is cut off.
  mutating func takeFinance() throws {
    let finance = mailbox(.finance)
    let granted = studio.truth.act(
      .rightsGranted, "The administrator gives himself full access to the shared mailbox Finance.", by: .attacker,
      mailboxes: [finance.number], from: from - .days(12) + .hours(21))
    try studio.truth.hide(
      granted, "Add-MailboxPermission", because: .retention, from: granted.from, to: granted.to,
      mailboxes: [finance.number])
    let early = from - .days(9) + .hours(22)
    let before = studio.truth.act(
      .bind, "He reads in Finance for the first time.", by: .attacker, mailboxes: [finance.number], from: early,
      to: early + .minutes(50))
    for copy in choose(8, in: .finance, before: early) { studio.truth.take(copy, by: before, at: early, how: .bind) }
    try studio.truth.hide(
      before, "MailItemsAccessed", because: .retention, from: before.from, to: before.to, mailboxes: [finance.number])
    let cutOff = truncatedDay + .minutes(12)
    let act = studio.truth.act(
      .bind, "He searches and reads in Finance again, just after midnight.", by: .attacker, mailboxes: [finance.number],
      from: cutOff, to: cutOff + .minutes(25))
    let session = nightSession(in: .finance)
    note(
      builder.searchQuery(session, "invoice", at: cutOff), act, mailbox: finance.number,
      stating: [.session(mailbox: finance.number)])
    read(choose(6, in: .finance, before: cutOff), in: session, from: cutOff + .minutes(2), act)
  }

  /// The day whose search was answered in part.
  var truncatedDay: Moment { day(10) }

  mutating func grantRights() throws {
    let at = day(22) + .hours(20)
    let sessionID = dice.guid()
    let mailboxes = [mailbox(.director), mailbox(.leaver), mailbox(.granted)]
    let act = studio.truth.act(
      .rightsGranted, "He gives himself full access to three more mailboxes, one of which he never opens.",
      by: .attacker, mailboxes: mailboxes.map(\.number), from: at, to: at + .minutes(12))
    signIn(at: at, sessionID: sessionID, act)
    for (number, mailbox) in mailboxes.enumerated() {
      let grant = fullAccess(to: mailbox, for: insider.userID)
      let until = number == 0 ? clearedAt : to
      note(
        cmdlet(grant, sessionID: sessionID, at: at + .minutes(4 * number + 3)), act, mailbox: mailbox.number,
        stating: [.permissionGranted(mailboxes: [mailbox.number], until: until)])
    }
  }

  /// `AutoMapping` is off, so that the mailbox does not show up in Outlook.
  private func fullAccess(to mailbox: Mailbox, for user: String) -> ExchangeCmdlet {
    ExchangeCmdlet(
      "Add-MailboxPermission",
      [
        "Identity": mailbox.address, "User": user, "AccessRights": "FullAccess", "InheritanceType": "All",
        "AutoMapping": "False",
      ], on: builder.directoryName(of: mailbox))
  }

  mutating func readAsDelegate() throws {
    night(24, .director, 12, "He reads in the director's mailbox.")
    night(29, .finance, 9, "He reads in Finance, now with a record.")
    night(34, .leaver, 7, "He reads in the mailbox of a colleague who is about to leave.")
    night(43, .director, 10, "He reads in the director's mailbox once more.")
    throwAway()
    lookFor("\"merger\" OR \"severance\"")
  }

  private mutating func night(_ percent: Int, _ role: Role, _ count: Int, _ title: String) {
    let at = day(percent) + .hours(21) + .minutes(dice.below(50))
    let session = nightSession(in: role)
    let act = studio.truth.act(
      .bind, title, by: .attacker, mailboxes: [session.mailbox.number], from: at, to: at + .minutes(45))
    signIn(at: at - .seconds(75), sessionID: session.sessionID, act)
    read(choose(count, in: role, before: at - .hours(1)), in: session, from: at, act)
  }

  /// One message of Finance goes to the deleted ones.
  private mutating func throwAway() {
    let session = nightSession(in: .finance)
    let at = day(29) + .hours(22) + .minutes(50)
    let deleted = session.mailbox.folder(.deleted)?.number
    let copies = studio.world.copies(in: session.mailbox.number)
    guard let inbox = session.mailbox.folder(.inbox),
      let copy = copies.last(where: { Int($0.folder) == deleted && $0.arrivedAt < at - .hours(2) }),
      let item = AuditedItem(copy, in: studio.world, folder: inbox), let id = item.internetMessageID
    else { return }
    let number = session.mailbox.number
    let act = studio.truth.act(
      .delete, "He throws one message of Finance away, unread.", by: .attacker, mailboxes: [number], from: at)
    note(
      builder.delete(.moveToDeletedItems, session, [item], from: inbox, at: at), act, mailbox: number,
      stating: [.deletedByActor(mailbox: number, messageID: id)])
  }

  private mutating func lookFor(_ words: String) {
    let session = nightSession(in: .director)
    let at = day(43) + .hours(22) + .minutes(48)
    let number = session.mailbox.number
    let act = studio.truth.act(
      .search, "He searches the director's mailbox on the web.", by: .attacker, mailboxes: [number], from: at)
    note(builder.searchQuery(session, words, at: at), act, mailbox: number, stating: [.session(mailbox: number)])
  }

  /// When the service account is exempted; what it does from then on leaves no record.
  var exemptedAt: Moment { day(52) + .hours(21) + .minutes(9) }

  /// A service account gets rights on two mailboxes, is exempted from auditing, and reads.
  mutating func bypassAuditing() throws {
    let service = account("svc-report", 7)
    let at = exemptedAt - .minutes(9)
    let sessionID = dice.guid()
    let mailboxes = [mailbox(.director), mailbox(.bypassed)]
    let numbers = mailboxes.map(\.number)
    let act = studio.truth.act(
      .auditBypass, "He exempts a service account from auditing that he has given full access to two mailboxes.",
      by: .attacker, mailboxes: numbers, from: at, to: exemptedAt)
    signIn(at: at, sessionID: sessionID, act)
    for (number, mailbox) in mailboxes.enumerated() {
      note(
        cmdlet(fullAccess(to: mailbox, for: service.userID), sessionID: sessionID, at: at + .minutes(2 * number + 2)),
        act, mailbox: mailbox.number, stating: [.permissionGranted(mailboxes: [mailbox.number], until: to)])
    }
    let bypass = ExchangeCmdlet(
      "Set-MailboxAuditBypassAssociation", ["Identity": service.userID, "AuditBypassEnabled": "True"],
      on: service.userID)
    note(cmdlet(bypass, sessionID: sessionID, at: exemptedAt), act)
    try readUnseen(service, numbers)
  }

  private mutating func readUnseen(_ service: AuditActor, _ numbers: [Int]) throws {
    let nights = [day(55), day(61)].map { $0 + .hours(23) }
    let roles: [Role] = [.director, .bypassed]
    for (night, role) in zip(nights, roles) {
      let number = mailbox(role).number
      let act = studio.truth.act(
        .bind, "The exempted account reads; only its sign-in is recorded.", by: .attacker, mailboxes: [number],
        from: night, to: night + .minutes(40))
      let record = builder.userLoggedIn(
        service, from: Self.accountAddress, userAgent: Self.browser, sessionID: dice.guid(), at: night)
      note(record, act, stating: [.auditBypassed(mailboxes: numbers, until: to)])
      for copy in choose(9, in: role, before: night) {
        studio.truth.take(copy, by: act, at: night + .minutes(dice.within(1...40)), how: .unlogged)
      }
      try studio.truth.hide(
        act, "MailItemsAccessed", because: .bypass, from: act.from, to: act.to, mailboxes: [number])
    }
  }

  var clearedAt: Moment { day(86) + .hours(21) }

  /// He takes one of his rights back; the others stand.
  mutating func clearUp() {
    let director = mailbox(.director)
    let sessionID = dice.guid()
    let act = studio.truth.act(
      .tracesCleared, "He takes back his right on the director's mailbox.", by: .attacker,
      mailboxes: [director.number], from: clearedAt)
    let removal = ExchangeCmdlet(
      "Remove-MailboxPermission",
      ["Identity": director.address, "User": insider.userID, "AccessRights": "FullAccess", "Confirm": "False"],
      on: builder.directoryName(of: director))
    // Without a sign-in of that night in the log; it shows all the same that he still had the account.
    note(
      cmdlet(removal, sessionID: sessionID, at: clearedAt), act, mailbox: director.number,
      stating: [.session(mailbox: mailbox(.insider).number)])
  }
}
