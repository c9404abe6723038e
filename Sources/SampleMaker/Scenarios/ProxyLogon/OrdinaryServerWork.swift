/// What the servers' logs hold on any day: people at their mail, monitoring, and knocking from the internet.
struct OrdinaryServerWork {
  let plan: Break
  /// How often somebody opens a mailbox on a working day, in all.
  let visitsPerDay: Int
  let probesPerDay: Int
  private let dice: Dice

  init(plan: Break, messages: Int, dice: Dice) {
    self.plan = plan
    self.dice = dice
    let isSmall = messages <= 5000
    visitsPerDay = isSmall ? max(2, plan.mailboxes.count / 4) : plan.mailboxes.count * 6
    probesPerDay = isSmall ? 1 : 288
  }

  /// Of the day that begins then, in no order, and a little of the next. After the servers were cut off, only their own
  /// monitoring goes on.
  func happenings(on day: Moment) -> [Happening] {
    var dice = dice.stream("day", Int(day.microseconds / Span.day.microseconds))
    var happenings: [Happening] = []
    if day.startOfDay < Break.cutOff {
      let isWeekend = [0, 6].contains(day.civil.weekday)
      for _ in 0..<(isWeekend ? max(1, visitsPerDay / 5) : visitsPerDay) { visit(day, &dice, &happenings) }
      if dice.chance(perMille: 400) { knock(day, &dice, &happenings) }
    }
    for number in 0..<probesPerDay { probe(day, number, &dice, &happenings) }
    return happenings.filter { isUp($0) }
  }

  private func isUp(_ happening: Happening) -> Bool {
    guard case .request(let request) = happening.event else { return true }
    return happening.at < Break.cutOff || [plan.balancer, "127.0.0.1", "::1"].contains(request.address)
  }

  private func visit(_ day: Moment, _ dice: inout Dice, _ happenings: inout [Happening]) {
    let mailbox = dice.pick(plan.users)
    let hour = dice.within(7...18) * 60 + dice.below(60) - mailbox.person.offsetMinutes
    let start = day + .minutes((hour + 1440) % 1440) + .milliseconds(dice.below(50_000))
    let server = dice.below(2)
    var steps = MailVisit(plan: plan, mailbox: mailbox, server: server).steps(&dice)
    var at = start
    for index in steps.indices {
      steps[index].at = at
      happenings.append(Happening(steps[index], Trace(ordinary: .owner, mailbox: mailbox.number)))
      at = at + .seconds(dice.within(1...25)) + .milliseconds(dice.below(1000))
    }
  }

  /// Somebody of the internet looks what is there.
  private func knock(_ day: Moment, _ dice: inout Dice, _ happenings: inout [Happening]) {
    let at = day + .seconds(dice.below(86_000))
    let (access, stem): (HttpProxyLog.Access?, String) = dice.pick([
      (.owa, "/owa/admin.cfg"), (.autodiscover, "/autodiscover/autodiscover.json"), (nil, "/robots.txt"),
      (nil, "/.env"), (.ecp, "/ecp/"),
    ])
    var request = WebRequest(
      server: dice.below(2), at: at, access, "GET", stem, address: "192.0.2.\(dice.within(240...254))",
      userAgent: dice.pick(["Mozilla/5.0 zgrab/0.x", "masscan/1.3", "Go-http-client/1.1"]))
    (request.status, request.backEndStatus) = (access == nil ? 404 : 302, nil)
    (request.receivedBytes, request.sentBytes, request.milliseconds) = (0, 0, dice.within(1...4))
    request.host = plan.organisation.publicAddress
    happenings.append(Happening(request, Trace(ordinary: .stranger)))
  }

  /// The balancer asks whether a server is well; the server asks itself.
  private func probe(_ day: Moment, _ number: Int, _ dice: inout Dice, _ happenings: inout [Happening]) {
    let at = day + .seconds(number * 86_400 / probesPerDay + dice.below(120)) + .milliseconds(dice.below(1000))
    let server = number == 0 ? dice.below(2) : number % 2
    var health = WebRequest(
      server: server, at: at, nil, "GET", "/owa/healthcheck.htm", address: plan.balancer, userAgent: "")
    (health.receivedBytes, health.sentBytes, health.milliseconds) = (0, 32, 1)
    happenings.append(Happening(health, Trace(ordinary: .service)))
    guard dice.chance(perMille: 300) else { return }
    var shell = WebRequest(
      server: server, at: at + .seconds(11), .powerShell, "/powershell", address: "127.0.0.1",
      userAgent: "Microsoft WinRM Client")
    shell.query = "clientApplication=ActiveMonitor;PSVersion=5.1.14393.4169"
    shell.user = "\(plan.accountDomain)\\HealthMailbox\(hexadecimal(dice.bytes(4)).prefix(7))"
    (shell.authenticationType, shell.hasBlankBeforeUser) = ("Kerberos", true)
    (shell.protocolAction, shell.routingHint) = ("New-PSSession:Receive", "ExchClientVer-ServerCookie")
    shell.anchorMailbox = "ServerVersion~Version 15.1 (Build 2175.0)"
    shell.backEndCookie =
      "Server~\(plan.fullServerName(server).lowercased())~\(Break.build.packed)~\((at + .minutes(10)).isoSeconds)"
    shell.host = plan.fullServerName(server).lowercased()
    happenings.append(Happening(shell, Trace(ordinary: .service)))
  }
}
