/// How the intruders came in: strangers who try doors, mailboxes read over the forged request (CVE-2021-26855), and the
/// web shell that was written through the offline address book's virtual directory (CVE-2021-27065).
struct Intrusion {
  let plan: Break
  let truth: TruthBook
  var dice: Dice
  private(set) var happenings: [Happening] = []
  private(set) var shell: Act?

  static let script = "/ecp/y.js"
  static let pythonAgent = "python-requests/2.25.1"
  static let browserAgent =
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/51.0.2704.106 Safari/537.36"
  private static let shell = "/aspnet_client/system_web/TimeoutLogout.aspx"

  init(plan: Break, truth: TruthBook, dice: Dice) {
    (self.plan, self.truth, self.dice) = (plan, truth, dice)
  }

  mutating func play() throws(MakerError) {
    fingerprints()
    try readUnseen()
    try readSeen()
    tryDoors(from: Moment(2021, 2, 26, 19, 50), count: 3)
    try writeShell()
    useShell()
    tryDoors(from: Moment(2021, 3, 3, 6, 40), count: 6)
  }

  /// A stranger asks which version runs; the server answers, and no more comes of it.
  private mutating func fingerprints() {
    let act = truth.act(
      .scan, "A stranger asks the servers for their version.", by: .stranger, from: Moment(2020, 11, 17, 3, 5),
      to: Moment(2021, 1, 3, 11, 48))
    for (at, server) in [(act.from, 0), (Moment(2020, 12, 20, 22, 14), 0), (act.to, 1)] {
      var request = WebRequest(
        server: server, at: at, .ecp, "GET",
        "/ecp/Current/exporttool/microsoft.exchange.ediscovery.exporttool.application",
        address: plan.strangers[0], userAgent: "Mozilla/5.0 zgrab/0.x")
      request.anchorMailbox = "ServerVersion~Version 15.0 (Build 0.0)"
      request.routingHint = "EDiscoveryExportTool-ServerVersion"
      request.host = plan.organisation.publicAddress
      (request.receivedBytes, request.sentBytes) = (0, 10_112)
      add(request, act)
    }
  }

  /// The first reading: HttpProxy logs of the day are gone, IIS knows neither the anchor nor the mailbox.
  private mutating func readUnseen() throws(MakerError) {
    let victims = [plan.victim(0), plan.victim(1)]
    let act = truth.act(
      .ewsRead, "Mail of the last four weeks is read through EWS over the forged request.", by: .attacker,
      mailboxes: victims.map(\.number), from: Break.firstRead, to: Break.firstRead + .minutes(38))
    read(victims, act, since: .days(28), says: false)
    try hideItems(of: act)
  }

  /// The second: a backup has the HttpProxy logs of that day, with the mailbox's GUID in the anchor.
  private mutating func readSeen() throws(MakerError) {
    let victims = [plan.victim(0), plan.victim(2), plan.victim(4)]
    let act = truth.act(
      .ewsRead, "Mail of the last ten weeks is read through EWS over the forged request.", by: .attacker,
      mailboxes: victims.map(\.number), from: Break.secondRead, to: Break.secondRead + .minutes(55))
    read(victims, act, since: .days(70), says: true)
    try hideItems(of: act)
  }

  private func hideItems(of act: Act) throws(MakerError) {
    try truth.hide(
      act, "which items were read", because: .neverAudited, from: act.from, to: act.to, mailboxes: act.mailboxes)
  }

  private mutating func read(_ victims: [Mailbox], _ act: Act, since span: Span, says: Bool) {
    var at = act.from
    for mailbox in victims {
      add(forged("autodiscover/autodiscover.xml", at: at, agent: "ExchangeServicesClient/0.0.0.0", bytes: 3911), act)
      at = at + .milliseconds(1537)
      var lookUp = forged("mapi/emsmdb/?MailboxId=\(mailbox.guid)@\(plan.domain)", at: at, bytes: 1462)
      if says { lookUp.proxySays = [.session(mailbox: mailbox.number)] }
      add(lookUp, act, mailbox: mailbox.number)
      for number in 0..<dice.within(4...7) {
        at = at + .seconds(dice.within(8...70)) + .milliseconds(dice.below(1000))
        var call = forged("ews/exchange.asmx?", at: at, bytes: dice.longTail(median: 190_000, most: 3_000_000))
        call.ews = EWSCall(
          action: number % 3 == 0 ? "FindItem" : "GetItem", user: "\(plan.accountDomain)\\\(plan.serverName(0))$",
          actingAs: mailbox.address)
        call.ewsSays = [.session(mailbox: mailbox.number)]
        add(call, act)
      }
      let (first, last) = (act.from - span, at)
      truth.take(allOf: mailbox.number, by: act, at: at, how: .ews) { folder, arrived in
        arrived >= first && arrived <= last && [.inbox, .sent].contains(mailbox.folders[folder].role)
      }
      at = at + .seconds(dice.within(20...90))
    }
  }

  /// A request whose cookie names where the back end is to send it. IIS logs no cookie.
  private mutating func forged(
    _ target: String, at moment: Moment, server: Int = 0, agent: String = Intrusion.pythonAgent, bytes: Int
  ) -> WebRequest {
    let answered = moment + .milliseconds(dice.below(900))
    var request = WebRequest(
      server: server, at: answered, .ecp, Intrusion.script, address: plan.readers, userAgent: agent)
    let end = target.hasSuffix("?") || target.contains("?") ? "#" : "?#"
    request.anchorMailbox = "ServerInfo~a]@\(plan.fullServerName(server)):444/\(target)\(end)"
    request.routingHint = "X-BEResource-Cookie"
    (request.receivedBytes, request.sentBytes) = (dice.within(300...1900), bytes)
    request.milliseconds = 120 + bytes / 4000
    return request
  }

  /// Others find the same door and get no further than asking whose server it is, or are refused.
  private mutating func tryDoors(from start: Moment, count: Int) {
    let act = truth.act(
      .scan, "Strangers try the forged request and known names of web shells, without success.", by: .stranger,
      from: start, to: start + .hours(5))
    for number in 0..<count {
      let at = start + .minutes(number * 47)
      var request = forged(
        "autodiscover/autodiscover.xml", at: at, server: number % 2, agent: "ExchangeServicesClient/0.0.0.0", bytes: 0)
      request.address = dice.pick(plan.strangers)
      request.anchorMailbox = "ServerInfo~localhost/autodiscover/autodiscover.xml?#"
      (request.status, request.backEndStatus) = number % 3 == 0 ? (200, 200) : (500, nil)
      request.genericErrors = number % 3 == 0 ? "" : "CafeErrorPage:ServerLocatorError"
      add(request, act)
      let name = ["RedirSuiteServerProxy", "OutlookEN", "ErrorAA", "discover"][number % 4]
      var probe = WebRequest(
        server: number % 2, at: at + .seconds(40), nil, "GET", "/aspnet_client/\(name).aspx",
        address: request.address, userAgent: "Mozilla/5.0 (X11; Linux x86_64)")
      (probe.status, probe.backEndStatus) = (404, nil)
      add(probe, act)
    }
  }

  private mutating func writeShell() throws(MakerError) {
    let at = Break.shellWritten
    let act = truth.act(
      .ssrf, "The ladder from the forged request to the administration of the server.", by: .attacker,
      from: at, to: at + .seconds(31))
    let administrator = plan.victim(0)
    let canary = hexadecimal(dice.bytes(12))
    let service = "ecp/DDI/DDIService.svc"
    var steps = [
      forged("autodiscover/autodiscover.xml", at: at, agent: "ExchangeServicesClient/0.0.0.0", bytes: 3911),
      forged("mapi/emsmdb/?MailboxId=\(administrator.guid)@\(plan.domain)", at: at + .seconds(2), bytes: 1462),
      forged("ecp/proxyLogon.ecp", at: at + .seconds(5), bytes: 0),
      forged(
        "\(service)/GetObject?schema=OABVirtualDirectory&msExchEcpCanary=\(canary)", at: at + .seconds(11), bytes: 2818),
      forged(
        "\(service)/SetObject?msExchEcpCanary=\(canary)&schema=OABVirtualDirectory", at: at + .seconds(16), bytes: 913),
      forged(
        "\(service)/SetObject?msExchEcpCanary=\(canary)&schema=ResetOABVirtualDirectory", at: at + .seconds(24),
        bytes: 741),
      forged(
        "\(service)/SetObject?msExchEcpCanary=\(canary)&schema=OABVirtualDirectory", at: at + .seconds(31), bytes: 913),
    ]
    (steps[2].status, steps[2].backEndStatus) = (241, 241)
    for index in 3..<steps.count { steps[index].controlPanel = panelCall(steps[index], script: index == 4) }
    for step in steps { add(step, act) }
    let written = truth.act(
      .webShellWritten,
      "A web shell is written as the offline address book's external address, which is then put back.",
      by: .attacker, from: at + .seconds(16), to: at + .seconds(31))
    virtualDirectory(script: true, at: at + .seconds(16), written)
    virtualDirectory(script: false, at: at + .seconds(31), written)
    try truth.hide(
      written, "the file that the reset wrote", because: .logNotGiven, from: at + .seconds(24), to: at + .seconds(24),
      mailboxes: [])
  }

  /// What the control panel ran for a step of the ladder: it reads the virtual directory, sets its address, or puts it
  /// back as it was made.
  private func panelCall(_ step: WebRequest, script: Bool) -> ControlPanelCall {
    let target = step.anchorMailbox.split(separator: "/", maxSplits: 1).last ?? ""
    let url = "/" + target.prefix { $0 != "#" }
    let identity = "Identity='\(plan.serverName(0))\\OAB (Default Web Site)'"
    let command =
      if url.contains("/GetObject?") {
        "Get-OabVirtualDirectory.\(identity)"
      } else if url.contains("schema=Reset") {
        "Remove-OabVirtualDirectory.\(identity)"
      } else {
        "Set-OabVirtualDirectory.ExternalUrl='\(oabAddress(script: script))'&\(identity)"
      }
    return ControlPanelCall(url: url, command: command, user: "Administrator@\(plan.domain)")
  }

  /// The rightful address of the offline address book, or a page in its place.
  private func oabAddress(script: Bool) -> String {
    guard script else { return "https://\(plan.publicHost)/OAB" }
    return
      "http://f/<script language=\"JScript\" runat=\"server\">function Page_Load(){/* \(plan.domain) sample: no code */}"
      + "</script>"
  }

  private mutating func virtualDirectory(script: Bool, at moment: Moment, _ act: Act) {
    let identity = "\(plan.serverName(0))\\OAB (Default Web Site)"
    let address = oabAddress(script: script)
    let event = AdminAuditEvent(
      caller: plan.administrator, "Set-OabVirtualDirectory", ["Identity": identity, "ExternalUrl": address],
      on: identity, at: moment, originatingServer: plan.origin(0))
    happenings.append(Happening(at: moment, .cmdlet(event), Trace(act)))
  }

  /// The shell answers on the server it was written to; the balancer sends some calls to the other.
  private mutating func useShell() {
    let first = Break.shellWritten + .minutes(3)
    let act = truth.act(
      .webShellUsed, "Commands are run as SYSTEM through the web shell.", by: .attacker, from: first,
      to: Moment(2021, 3, 2, 1, 16))
    shell = act
    for start in [first, Moment(2021, 2, 28, 1, 44), Moment(2021, 3, 1, 1, 2), Moment(2021, 3, 2, 0, 50)] {
      for number in 0..<dice.within(3...4) {
        var call = Self.shellCall(plan, at: start + .seconds(number * 70 + dice.below(60)), &dice)
        let isElsewhere = number == 1
        (call.server, call.status) = isElsewhere ? (1, 404) : (0, 200)
        if !isElsewhere { call.iisSays = [.serverControl(mailboxes: plan.all)] }
        add(call, act)
      }
    }
  }

  static func shellCall(_ plan: Break, at moment: Moment, _ dice: inout Dice) -> WebRequest {
    var request = WebRequest(
      server: 0, at: moment, nil, shell, address: dice.pick(plan.exporters), userAgent: pythonAgent)
    (request.receivedBytes, request.sentBytes) = (dice.within(200...900), dice.within(80...6000))
    request.milliseconds = dice.within(30...2500)
    return request
  }

  private mutating func add(_ request: WebRequest, _ act: Act, mailbox: Int? = nil) {
    happenings.append(Happening(request, Trace(act, mailbox: mailbox)))
  }
}
