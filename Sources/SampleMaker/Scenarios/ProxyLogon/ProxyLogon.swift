/// The break-ins of early 2021 into Exchange servers that organisations ran themselves.
package enum ProxyLogon: Scenario {
  package static let name = "proxylogon"
  package static let abstract = "on-premises 2021: forged requests, a web shell, mailboxes read and exported"
  package static let defaults = Order.Defaults(
    mailboxes: 8, messages: 300, days: 190, mailFormats: [.eml, .mbox])

  package static func worldPlan(for order: Order) -> WorldPlan {
    let isSmall = order.messages <= 5000
    return WorldPlan(
      seed: order.seed, organisation: .invented(seed: order.seed, isOnline: false), userCount: order.mailboxes,
      sharedMailboxes: ["finance"] + (order.mailboxes > 20 ? ["info", "sales"] : []), itemCount: order.messages,
      from: Moment(2020, 6, 1), to: Break.cutOff - .hours(1), medianAttachment: isSmall ? 700 : 40_000,
      largestAttachment: isSmall ? 9000 : 12_000_000)
  }

  package static func play(in studio: Studio) throws -> Handover {
    let plan = Break(studio)
    let story = try story(plan, studio)
    let shelf = LogShelf(
      make: { path throws(MakerError) in try studio.folder.file(path) }, deliver: { studio.truth.deliver($0) })
    let servers = try plan.settings.enumerated().map { number, setting in
      try ServerLogs(
        setting, domain: plan.domain, build: Break.build, dice: studio.dice("server", number), on: shelf)
    }
    let chronicle = try Chronicle(studio: studio, servers: servers, plan: plan)
    try write(story, plan, studio, to: chronicle)
    try chronicle.finish()
    studio.truth.state(.exportStaged(job: Exports.stolenJob), at: Exports.stolenAt)
    return handover(plan, studio)
  }

  /// The acts of the story, and what is known of the case as a whole.
  private static func story(_ plan: Break, _ studio: Studio) throws(MakerError) -> [Happening] {
    let truth = studio.truth
    var intrusion = Intrusion(plan: plan, truth: truth, dice: studio.dice("intrusion"))
    try intrusion.play()
    var exports = Exports(
      plan: plan, world: studio.world, truth: truth, shell: intrusion.shell,
      dice: studio.dice("exports"))
    try exports.play()
    truth.state(.onPremises(mailboxes: plan.all))
    truth.state(.incident(from: Break.firstRead, to: Break.cutOff))
    try leave(exports.archive, studio)
    let known = intrusion.happenings + exports.happenings + update(plan, truth)
    return known + BackEndWork(plan: plan, world: studio.world, dice: studio.dice("back end")).attempts(truth)
  }

  /// The archive that the intruders left in the web root is given to the examiner as it was found.
  private static func leave(_ archive: (path: String, byteCount: Int), _ studio: Studio) throws(MakerError) {
    var dice = studio.dice("archive")
    let bytes = SealedArchive(byteCount: archive.byteCount, dice: &dice).bytes
    let file = try studio.folder.file(archive.path)
    try file.append(bytes)
    let digest = try file.finish()
    studio.truth.deliver(
      EvidenceFile(path: archive.path, format: "7z", byteCount: file.length, sha256: digest, count: 0))
  }

  /// The update of March is installed on both servers, hours before they are cut off.
  private static func update(_ plan: Break, _ truth: TruthBook) -> [Happening] {
    let at = Moment(2021, 3, 4, 9, 30)
    let act = truth.act(
      .other, "The update is installed, then the servers are cut off.", by: .administrator, from: at, to: Break.cutOff)
    return (0..<2).flatMap { server in
      let done = at + .minutes(40 * server)
      return [
        Happening(at: done, .updated(server: server, Break.fixedBuild), Trace(act)),
        Happening(at: done + .seconds(1), .restart(server: server), Trace(act)),
      ]
    }
  }

  /// Day by day, the story among the ordinary work.
  private static func write(
    _ story: [Happening], _ plan: Break, _ studio: Studio, to chronicle: Chronicle
  ) throws(MakerError) {
    let work = OrdinaryServerWork(plan: plan, messages: studio.order.messages, dice: studio.dice("work"))
    let administration = Administration(plan: plan, world: studio.world, dice: studio.dice("administration"))
    let backEnd = BackEndWork(plan: plan, world: studio.world, dice: studio.dice("back end"))
    var day = Break.lookBack
    while day < Break.collected {
      let next = day + .day
      var today = story.filter { day <= $0.at && $0.at < next }
      if day >= plan.logsFrom.startOfDay {
        today += work.happenings(on: day).filter { $0.at < next }
        today += administration.happenings(on: day)
        today += backEnd.happenings(on: day)
      }
      let order = today.indices.sorted { (today[$0].at, $0) < (today[$1].at, $1) }
      try chronicle.write(order.map { today[$0] })
      day = next
    }
  }

  private static func handover(_ plan: Break, _ studio: Studio) -> Handover {
    let given = plan.mailboxes.filter { $0.number != plan.victim(7).number || plan.users.count < 8 }
    let stores = given.enumerated().map { number, mailbox in
      mailbox.number == plan.stolen.number
        ? stolenStore(plan)
        : StoreOrder(mailbox: mailbox.number, format: studio.order.mailFormat(ofStore: number))
    }
    let indicators =
      [Indicator(type: "ip", value: plan.readers, note: "forged requests to /ecp/y.js")]
      + plan.exporters.map { Indicator(type: "ip", value: $0, note: "used the web shell") }
    return Handover(
      stores: stores, indicators: indicators, readme: readme(plan), period: (plan.logsFrom, Break.collected),
      holes: plan.holes)
  }

  /// The mailbox whose database was lost: all that is left is the export that the intruders made and never fetched.
  private static func stolenStore(_ plan: Break) -> StoreOrder {
    StoreOrder(
      mailbox: plan.stolen.number, format: .pstPermute,
      name: "\(plan.stolen.address) (web root of \(plan.serverName(0)))"
    ) { $0.arrivedAt <= Exports.stolenAt }
  }
}
