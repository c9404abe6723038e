/// The break-in of early 2021 as this scenario tells it: when, from where, against whom.
struct Break: Sendable {
  let organisation: Organisation
  let mailboxes: [Mailbox]
  let users: [Mailbox]
  /// Whose mailbox an assistant keeps: the one with most deleted mail while that was audited.
  let assisted: Mailbox
  /// In the order in which the story has parts for them.
  private let victims: [Mailbox]
  /// The logs that are given begin here at the earliest.
  let logsFrom: Moment
  /// Attackers have 203.0.113.64/27 to themselves.
  let readers = "203.0.113.66"
  let exporters = ["203.0.113.71", "203.0.113.78"]
  /// Who tries doors all over the internet; 192.0.2.200 and above are nobody else's.
  let strangers = ["192.0.2.201", "192.0.2.214", "192.0.2.233"]

  /// The look-back that was recommended at the time.
  static let lookBack = Moment(2020, 9, 1)
  static let firstRead = Moment(2021, 1, 6, 8, 14)
  static let secondRead = Moment(2021, 1, 14, 21, 40)
  static let shellWritten = Moment(2021, 2, 27, 2, 11)
  /// The days whose IIS logs the intruders deleted from the second server.
  static let clearedDays = Moment(2021, 2, 28)..<Moment(2021, 3, 2)
  /// The servers were cut off from the internet.
  static let cutOff = Moment(2021, 3, 4, 16, 0)
  static let collected = Moment(2021, 3, 9)

  /// Where the event logs, which overwrite what is oldest, and message tracking begin.
  static let eventsFrom = Moment(2021, 1, 18)
  static let tracked = Moment(2021, 2, 7)

  /// Both audit logs keep 90 days.
  static let audited = collected - .days(90)

  /// Exchange 2016 CU19, and the same with the update of March 2021.
  static let build = ExchangeBuild(15, 1, 2176, 2)
  static let fixedBuild = ExchangeBuild(15, 1, 2176, 9)

  init(_ studio: Studio) {
    organisation = studio.world.organisation
    mailboxes = studio.world.mailboxes
    users = mailboxes.filter { $0.kind == .user }
    assisted = Self.first(of: users) { mailbox in
      let folder = mailbox.folder(.deleted)?.number
      return studio.world.copies(in: mailbox.number, from: Self.audited, to: Self.cutOff).count {
        Int($0.folder) == folder
      }
    }
    victims = Self.victims(in: studio.world)
    logsFrom = max(Self.lookBack, Self.collected - .days(studio.order.days))
  }

  var all: [Int] { mailboxes.map(\.number) }
  /// A victim by its number in the story; small organisations have some of them twice.
  func victim(_ number: Int) -> Mailbox { victims[number % victims.count] }
  /// Whose export was found in the web root.
  var stolen: Mailbox { victim(1) }
  /// Who keeps the mailbox of `assisted`.
  var assistant: Mailbox { victim(5).number == assisted.number ? victim(0) : victim(5) }
  var shared: Mailbox { mailboxes.first { $0.kind == .shared } ?? mailboxes[mailboxes.count - 1] }

  var domain: String { organisation.domain }
  /// The domain as accounts have it before the backslash.
  var accountDomain: String { String(domain.prefix { $0 != "." }.filter { $0 != "-" }.prefix(15)).uppercased() }
  var publicHost: String { "mail.\(domain)" }
  func serverName(_ number: Int) -> String { organisation.servers[number] }
  func fullServerName(_ number: Int) -> String { "\(organisation.servers[number]).\(domain)" }
  func serverAddress(_ number: Int) -> String { "10.20.1.\(11 + number)" }
  /// Of the one database, which moves from one server to the other.
  var databaseGUID: GUID {
    var dice = Dice(seed: UInt64(organisation.tenantID.bytes[0])).stream(domain)
    return dice.guid()
  }
  var balancer: String { "10.20.1.5" }
  /// As the administrator audit log names the server that ran a cmdlet.
  func origin(_ number: Int, _ build: ExchangeBuild = Break.build) -> String {
    "\(serverName(number)) (\(build.text))"
  }

  func account(of mailbox: Mailbox) -> String { "\(accountDomain)\\\(mailbox.localPart)" }
  func path(of mailbox: Mailbox) -> String { "\(domain)/Staff/\(mailbox.person.displayName)" }
  var administrator: String { "\(domain)/Users/Administrator" }
  /// Who a web shell is to the cmdlets that it calls.
  var shellCaller: String { "NT AUTHORITY\\SYSTEM (w3wp)" }

  /// Who the servers take the caller of a cmdlet for.
  func caller(of event: AdminAuditEvent) -> CmdletCaller {
    if event.caller == shellCaller {
      return CmdletCaller(
        sid: "S-1-5-18", application: "Local-ManagementShell-Unknown", process: "11864 w3wp#MSExchangeOWAAppPool")
    }
    let sid = mailboxes.first { path(of: $0) == event.caller }?.sid
    let isPanel = event.caller == administrator
    return CmdletCaller(
      sid: sid ?? "\(domainSID)-500", application: isPanel ? "ECP-Unknown" : "Remote-ManagementShell-Unknown",
      process: isPanel ? "6640 w3wp#MSExchangeECPAppPool" : "8372 w3wp#MSExchangePowerShellAppPool")
  }

  /// The part that all accounts of the domain share.
  private var domainSID: String {
    mailboxes.first.map { $0.sid.split(separator: "-").dropLast().joined(separator: "-") } ?? "S-1-5-21"
  }

  /// Where the home office's clocks stand.
  var offsetMinutes: Int { mailboxes.first?.person.offsetMinutes ?? 0 }

  /// The servers: the first keeps HttpProxy logs for 30 days, and a backup has older ones; the second keeps none of
  /// them, counts bytes in IIS, and lost two days of IIS logs and its replication logs to the intruders.
  var settings: [ServerLogs.Setting] {
    let end = Self.collected
    let none = ServerLogs.Kept(spans: [], otherwise: .serverWithoutLogging)
    return [
      ServerLogs.Setting(
        name: serverName(0), address: serverAddress(0), logsByteCounts: false, iis: kept([logsFrom..<end]),
        httpProxy: kept([Moment(2021, 2, 7)..<end]),
        httpProxyBackup: kept([Moment(2021, 1, 11)..<Moment(2021, 2, 10, 13, 30)]),
        replication: kept([Moment(2021, 2, 7)..<end]),
        backEnd: BackEndLogs.Kept(
          services: kept([Moment(2021, 2, 7)..<end]),
          servicesBackup: kept([Moment(2021, 1, 11)..<Moment(2021, 2, 10, 13, 30)]),
          tracking: kept([Self.tracked..<end]), management: kept([Self.eventsFrom..<end]),
          application: kept([Self.eventsFrom..<end]))),
      ServerLogs.Setting(
        name: serverName(1), address: serverAddress(1), logsByteCounts: true,
        iis: kept([Moment(2021, 1, 1)..<end], cleared: [Self.clearedDays]), httpProxy: none, httpProxyBackup: none,
        replication: kept([Moment(2021, 2, 7)..<end], cleared: [Moment(2021, 2, 7)..<end]),
        backEnd: BackEndLogs.Kept(
          services: none, servicesBackup: none, tracking: none, management: kept([Self.eventsFrom..<end]),
          application: ServerLogs.Kept(spans: [], otherwise: .logNotGiven))),
    ]
  }

  /// What the truth says of the logs' holes.
  var holes: [LogHole] {
    [
      LogHole(log: "http_proxy", reason: .retention, from: Self.lookBack, to: Moment(2021, 1, 11)),
      LogHole(log: "http_proxy", reason: .serverWithoutLogging, from: Self.lookBack, to: Self.collected),
      LogHole(log: "iis", reason: .retention, from: Self.lookBack, to: Moment(2021, 1, 1)),
      LogHole(log: "iis", reason: .cleared, from: Self.clearedDays.lowerBound, to: Self.clearedDays.upperBound),
      LogHole(log: "mrs", reason: .cleared, from: Moment(2021, 2, 7), to: Moment(2021, 3, 2, 1, 20)),
      LogHole(log: "ews", reason: .retention, from: Self.lookBack, to: Moment(2021, 1, 11)),
      LogHole(log: "ews", reason: .serverWithoutLogging, from: Self.lookBack, to: Self.collected),
      LogHole(log: "cmdlet_infra", reason: .retention, from: Self.lookBack, to: Moment(2021, 2, 7)),
      LogHole(log: "message_tracking", reason: .retention, from: Self.lookBack, to: Self.tracked),
      LogHole(log: "windows_event_log", reason: .retention, from: Self.lookBack, to: Self.eventsFrom),
      LogHole(log: "mailbox_audit", reason: .neverAudited, from: Self.lookBack, to: Self.collected),
    ]
  }

  private func kept(_ spans: [Range<Moment>], cleared: [Range<Moment>] = []) -> ServerLogs.Kept {
    let given = spans.compactMap { span in
      span.upperBound > logsFrom ? max(span.lowerBound, logsFrom)..<span.upperBound : nil
    }
    return ServerLogs.Kept(spans: given, otherwise: .retention, cleared: cleared)
  }

  private static func first(of mailboxes: [Mailbox], withMost count: (Mailbox) -> Int) -> Mailbox {
    let counts = mailboxes.map(count)
    return mailboxes[counts.firstIndex(of: counts.max() ?? 0) ?? 0]
  }

  /// The third is the one with most mail of January and February, the fourth the one that deleted most of its Inbox for
  /// good: what is exported of them has to be worth a row.
  private static func victims(in world: World) -> [Mailbox] {
    var users = world.mailboxes.filter { $0.kind == .user }
    func takeOut(most count: (Mailbox) -> Int) -> Mailbox {
      let found = first(of: users, withMost: count)
      users.removeAll { $0.number == found.number }
      return found
    }
    let dated = takeOut { mailbox in
      let january = world.copies(in: mailbox.number, from: Moment(2021, 1, 2), to: Moment(2021, 2, 1)).count
      return january * world.copies(in: mailbox.number, from: Moment(2021, 2, 1), to: Moment(2021, 2, 28)).count
    }
    let deleted = takeOut { mailbox in
      let folders = mailbox.folders.filter { $0.role == .recoverableDeletions }.map(\.number)
      return world.copies(in: mailbox.number, from: world.plan.from, to: Moment(2021, 3, 2)).count {
        folders.contains(Int($0.folder))
      }
    }
    return users.prefix(2) + [dated, deleted] + users.dropFirst(2)
  }
}

extension Mailbox {
  var localPart: String { String(address.prefix { $0 != "@" }) }
}
