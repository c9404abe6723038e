/// Who is who in the story of the rogue application, and the time line that its acts lie on.
struct RogueAppStory {
  let studio: Studio
  let from: Moment
  let to: Moment
  let roles: Roles
  let application: ConsentedApplication
  var trail: AuditTrail
  var dice: Dice
  /// Copies of letters of the scenario's own, by mailbox.
  var extras: [[Copy]]
  /// What was gone when its mailbox was exported, by mailbox.
  var deleted: [Set<ItemKey>]
  var throttledAt: Moment?
  var readCount = 0
  var firstRead: Moment?

  /// The mailboxes by what happens to them.
  struct Roles {
    /// Their owners let the application in; the first is the one that gets throttled.
    let consenting: [Mailbox]
    /// Its owner let it in too, but the audit log of this user was not exported.
    let notExported: Mailbox
    /// The cookie of its owner is stolen.
    let robbed: Mailbox
    let untouched: [Mailbox]
    let shared: Mailbox

    /// A member of the shared mailbox's team is among those who let the application in.
    init(_ world: World, dice: Dice) {
      var dice = dice.stream("roles")
      let users = world.mailboxes.filter { $0.kind == .user }.shuffled(using: &dice)
      let consentingCount = max(2, users.count * 2 / 5)
      let quiet = users.dropFirst(consentingCount)
      consenting = users.prefix(consentingCount).sorted {
        (world.copies(in: $0.number).count, $1.number) > (world.copies(in: $1.number).count, $0.number)
      }
      (notExported, robbed) = (quiet[quiet.startIndex], quiet[quiet.startIndex + 1])
      untouched = Array(quiet.dropFirst(2))
      shared = world.mailboxes[world.mailboxes.count - 1]
    }
  }

  /// The application's own addresses, and the one from which the cookie is used.
  static let addresses = ["203.0.113.77", "203.0.113.78"]
  static let thief = "203.0.113.90"
  static let browser = "Mozilla/5.0 (X11; Linux x86_64; rv:102.0) Gecko/20100101 Firefox/102.0"

  init(in studio: Studio) {
    self.studio = studio
    to = studio.world.plan.to
    from = to - .days(studio.order.days)
    var dice = studio.dice("rogue app")
    roles = Roles(studio.world, dice: dice)
    application = ConsentedApplication(
      applicationID: dice.guid().description, servicePrincipalID: dice.guid(), name: "Mailbox Storage Upgrade",
      scopes: "Mail.Read Mail.Read.Shared User.Read offline_access", isForAll: false)
    trail = AuditTrail(organisation: studio.world.organisation, dice: studio.dice("rogue app's records"))
    extras = Array(repeating: [], count: studio.world.mailboxes.count)
    deleted = Array(repeating: [], count: studio.world.mailboxes.count)
    self.dice = dice
  }

  /// So many hundredths of the logs' days after their beginning, at midnight.
  func day(_ percent: Int) -> Moment { from + .days(studio.order.days * percent / 100) }

  var phishedAt: Moment { day(35) + .hours(7) + .minutes(12) }
  var removedAt: Moment { day(80) + .hours(13) + .minutes(40) }
  var allConsenting: [Mailbox] { roles.consenting + [roles.notExported] }

  /// People answer the mail within the morning, the first at once.
  func consentedAt(_ number: Int) -> Moment { phishedAt + .minutes(25 + 37 * number % 300) }

  mutating func lay(_ letter: Letter, in mailbox: Mailbox, _ role: Folder.Role, after delay: Span = .seconds(3)) {
    extras[mailbox.number].append(letter.copy(in: mailbox, role, after: delay))
  }

  /// The application at work in a mailbox; it calls Graph, so that its records have no SessionId.
  func applicationSession(in mailbox: Mailbox, for user: Mailbox? = nil, address: Int = 0) -> MailboxSession {
    var dice = studio.dice("application session", mailbox.number)
    return MailboxSession(
      actor: AuditActor(user ?? mailbox), mailbox: mailbox, logonType: user == nil ? .owner : .delegate,
      client: .graph(application: application.applicationID), address: Self.addresses[address], sessionID: dice.guid())
  }
}
