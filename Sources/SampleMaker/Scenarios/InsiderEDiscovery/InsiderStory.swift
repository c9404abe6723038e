/// The insider's doings with the time line that they lie on.
struct InsiderStory {
  /// Who is who.
  enum Role: Int, CaseIterable {
    /// Two of the same name: one leaves, and the other gets his address.
    case leaver, successor
    /// The shared mailbox, which comes after those of all users.
    case finance
    /// From here on, the busier the mailbox the earlier.
    case director, forwarded
    /// The mailbox is searched with a query that nobody can evaluate in full.
    case searchedInPart
    /// Read by the account that leaves no traces.
    case bypassed
    /// Two whose mailboxes are searched: results fetched, and never fetched.
    case searched, searchedOnly
    /// The insider gives himself full access here and never uses it.
    case granted
    case insider
  }

  let studio: Studio
  let from: Moment
  let to: Moment
  let work: OrdinaryOnlineWork
  let handover: AddressHandover
  var builder: UnifiedAuditBuilder
  var dice: Dice
  /// Results that were found where they had been fetched to, by mailbox.
  var found: [Int: SearchExport] = [:]
  private(set) var trail: [TracedRecord] = []
  /// The mailbox of each role.
  private let mailboxes: [Mailbox]

  static let address = "203.0.113.77"
  static let accountAddress = "203.0.113.90"
  static let outside = "archive.mirror@postbox.example"

  init(in studio: Studio) {
    self.studio = studio
    to = studio.world.plan.to
    from = to - .days(studio.order.days)
    let world = studio.world
    mailboxes = Self.cast(of: world)
    handover = AddressHandover(in: world, on: Self.day(48, from, studio.order.days))
    work = OrdinaryOnlineWork(world: world, dice: studio.dice("ordinary work"), changes: handover.changes)
    dice = studio.dice("insider")
    builder = UnifiedAuditBuilder(
      organisation: world.organisation, schema: .year2023, dice: studio.dice("insider's records"))
  }

  func mailbox(_ role: Role) -> Mailbox { mailboxes[role.rawValue] }

  private static func cast(of world: World) -> [Mailbox] {
    [world.mailboxes[1], world.mailboxes[3]] + world.mailboxes.filter { $0.kind == .shared }.prefix(1)
      + world.busiestUsers(without: [1, 3])
  }

  /// So many hundredths of the logs' days after their beginning, at midnight.
  func day(_ percent: Int) -> Moment { Self.day(percent, from, studio.order.days) }

  private static func day(_ percent: Int, _ from: Moment, _ days: Int) -> Moment { from + .days(days * percent / 100) }

  var insider: AuditActor { AuditActor(mailbox(.insider)) }

  /// An account of nobody's, without a mailbox.
  func account(_ name: String, _ number: Int) -> AuditActor {
    let organisation = studio.world.organisation
    return AuditActor(
      userID: "\(name)@\(organisation.domain)", userKey: "10032002A0FF00\(padded(number, 2))",
      sid: mailbox(.insider).sid + "\(number)", kind: .regular)
  }

  /// The insider at night, in somebody's mailbox.
  mutating func nightSession(in role: Role) -> MailboxSession {
    MailboxSession(
      actor: insider, mailbox: mailbox(role), logonType: .delegate, client: .owa(userAgent: Self.browser),
      address: Self.address, sessionID: dice.guid())
  }

  static let browser =
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/115.0.0.0 Safari/537.36"

  mutating func note(
    _ record: UnifiedAuditRecord, _ act: Act, mailbox: Int? = nil, stating statements: [Statement] = []
  ) {
    trail.append(TracedRecord(record, Trace(act, mailbox: mailbox, stating: statements)))
  }

  mutating func noteAll(_ records: [TracedRecord]) { trail += records }

  mutating func noteOrdinary(_ record: UnifiedAuditRecord) {
    trail.append(TracedRecord(record, Trace(ordinary: .administrator)))
  }

  /// A cmdlet from the insider's own line, in the session of that night.
  mutating func cmdlet(_ cmdlet: ExchangeCmdlet, sessionID: GUID, at moment: Moment) -> UnifiedAuditRecord {
    builder.cmdlet(cmdlet, by: insider, from: Self.address, sessionID: sessionID, at: moment)
  }

  /// Whoever signs in from a suspect address can open the account's own mailbox; that it is his, no record says.
  mutating func signIn(at moment: Moment, sessionID: GUID, _ act: Act) {
    note(
      builder.userLoggedIn(
        insider, from: Self.address, userAgent: Self.browser, sessionID: sessionID, at: moment), act,
      stating: [.session(mailbox: mailbox(.insider).number)])
  }

  /// Some messages of a mailbox that lay where Outlook shows them, the older first.
  mutating func choose(_ count: Int, in role: Role, before moment: Moment) -> [Copy] {
    let mailbox = mailbox(role)
    let shown: [Folder.Role] = [.inbox, .sent, .custom, .archive]
    let eligible = studio.world.copies(in: mailbox.number).filter { copy in
      copy.arrivedAt < moment && shown.contains(mailbox.folders[Int(copy.folder)].role)
        && studio.world.letter(copy.reference)?.internetMessageID != nil
    }
    let chosen = Array(eligible.indices).shuffled(using: &dice).prefix(count).sorted()
    return chosen.map { eligible[$0] }
  }

  /// Opens messages one after the other; each two minutes share a record.
  mutating func read(_ copies: [Copy], in session: MailboxSession, from start: Moment, _ act: Act) {
    var at = start
    var rest = copies[...]
    while !rest.isEmpty {
      let some = rest.prefix(dice.within(1...4))
      rest = rest.dropFirst(some.count)
      let items = some.compactMap { AuditedItem($0, in: studio.world) }
      for copy in some { studio.truth.take(copy, by: act, at: at, how: .bind) }
      let heard = items.compactMap(\.internetMessageID).map {
        Statement.bind(mailbox: session.mailbox.number, messageID: $0)
      }
      note(builder.bind(session, items, at: at), act, mailbox: session.mailbox.number, stating: heard)
      at = at + .seconds(dice.within(121...260))
    }
  }
}
