/// Who is who in the story of the stolen passwords, and the time line that its acts lie on.
struct SyncStory {
  /// By number of mailbox; every third mailbox has two folders of the same name, the first among them.
  enum Role: Int, CaseIterable {
    /// Its folders are synchronised twice.
    case twins
    /// Synchronised, with a rule that forwards outside.
    case forwarded
    /// Its owner is throttled while the attacker is in it.
    case throttled
    /// Its owner was throttled days before.
    case throttledBefore
    /// Of its records only the last weeks were kept.
    case retained
    case untouched
  }

  let studio: Studio
  let from: Moment
  let to: Moment
  let work: OrdinaryOnlineWork
  var trail: AuditTrail
  var dice: Dice
  /// Copies of letters of the scenario's own, by mailbox.
  var extras: [[Copy]]
  /// Records of suspect sessions in mailboxes, for the time in which the attacker is known to have acted.
  var suspectAt: [Moment] = []

  static let address = "203.0.113.71"
  static let outside = "collect@dropmail.example"
  static let browser =
    "Mozilla/5.0 (Windows NT 6.1; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/94.0.4606.81 Safari/537.36"

  init(in studio: Studio) {
    self.studio = studio
    to = studio.world.plan.to
    from = to - .days(studio.order.days)
    let day = { [from] (percent: Int) in from + .days(studio.order.days * percent / 100) }
    work = OrdinaryOnlineWork(
      world: studio.world, dice: studio.dice("ordinary work"),
      silences: [
        .init(mailbox: Role.throttled.rawValue, from: day(66) + .hours(10), to: day(66) + .hours(34)),
        .init(mailbox: Role.throttledBefore.rawValue, from: day(38) + .hours(10), to: day(38) + .hours(34)),
      ])
    trail = AuditTrail(organisation: studio.world.organisation, dice: studio.dice("sync's records"))
    dice = studio.dice("sync")
    extras = Array(repeating: [], count: studio.world.mailboxes.count)
    layTwins()
  }

  /// So many hundredths of the logs' days after their beginning, at midnight.
  func day(_ percent: Int) -> Moment { from + .days(studio.order.days * percent / 100) }

  func mailbox(_ role: Role) -> Mailbox { studio.world.mailboxes[role.rawValue] }

  /// Before the first password fits.
  var truncatedDay: Moment { day(20) }
  /// Of the mailbox `retained`, what happened in it before this day is gone.
  var retainedFrom: Moment { day(70) }
  var throttledAt: Moment { day(66) + .hours(10) }
  var throttledBeforeAt: Moment { day(38) + .hours(10) }

  func signedInAt(_ role: Role) -> Moment { day(50) + .hours(3) + .minutes(47 * role.rawValue + 5) }

  /// An Outlook of the attacker's, with the owner's password.
  func outlook(_ role: Role) -> MailboxSession {
    var dice = studio.dice("attacker's outlook", role.rawValue)
    return MailboxSession(
      owner: mailbox(role), client: .outlook(version: "16.0.11328.20438"), address: Self.address,
      sessionID: dice.guid())
  }

  /// Two folders of one name, which only their ids tell apart.
  var twinFolders: [Folder] {
    let folders = mailbox(.twins).folders.filter { $0.role == .custom }
    let names = folders.map(\.name)
    return folders.filter { folder in names.count { $0 == folder.name } > 1 }
  }

  /// One letter in each of them at least.
  private mutating func layTwins() {
    let mailbox = mailbox(.twins)
    for (number, folder) in twinFolders.enumerated() {
      let letter = studio.mail(
        from: self.mailbox(.untouched).correspondent, to: [mailbox.correspondent], subject: "Invoice \(4711 + number)",
        at: from - .days(12 + number))
      extras[mailbox.number].append(letter.copy(in: mailbox, folder: folder.number))
    }
  }
}
