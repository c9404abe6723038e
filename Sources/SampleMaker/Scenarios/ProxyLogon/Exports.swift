/// The mailbox exports of the story: the intruders', and one that was ordered by law.
struct Exports {
  let plan: Break
  let world: World
  let truth: TruthBook
  var dice: Dice
  /// The use of the web shell, which all but one of them were ordered through.
  let shell: Act?
  private(set) var happenings: [Happening] = []
  /// The archive that still lies in the second server's web root, as long as IIS says it sent.
  private(set) var archive = (path: "", byteCount: 0)

  /// When the export was finished whose file was found.
  static let stolenJob = "whole"
  static let stolenAt = Moment(2021, 2, 28, 2, 7)

  private static let localRoot = #"\\127.0.0.1\c$\inetpub\wwwroot\aspnet_client\system_web"#

  init(plan: Break, world: World, truth: TruthBook, shell: Act?, dice: Dice) {
    (self.plan, self.world, self.truth, self.shell, self.dice) = (plan, world, truth, shell, dice)
  }

  mutating func play() throws(MakerError) {
    orderedByLaw()
    grantRole()
    try wholeMailbox()
    try filteredByDate()
    withdrawn()
    webShell()
    try unwitnessed()
    refused()
    try inboxOnly()
    removeAll()
    clearTraces()
  }

  /// Legal's own export, on order, to a share of theirs, months of papers behind it.
  private mutating func orderedByLaw() {
    let at = Moment(2021, 2, 10, 9, 12)
    let mailbox = plan.victim(5)
    let act = truth.act(
      .legalHold, "An administrator exports a mailbox for counsel, on order.", by: .administrator,
      mailboxes: [mailbox.number], from: at, to: at + .minutes(65))
    let order = ExportOrder(
      "legal", of: mailbox, at: at, to: #"\\fs01\legal$\2021-014\"# + mailbox.localPart + ".pst",
      .completed(minutes: 41), guid: dice.guid())
    let caller = plan.path(of: plan.victim(6))
    let wanted = ExportRequest(
      job: order.job, service: .mailboxReplication, mailboxes: [mailbox.number], by: .administrator)
    run(
      order, caller: caller, Trace(act, mailbox: mailbox.number), request: [.exportRequested(wanted)],
      completion: [.exportCompleted(job: order.job)])
    remove(order, at: at + .minutes(65), caller: caller, Trace(act, mailbox: mailbox.number))
  }

  private mutating func grantRole() {
    let at = Moment(2021, 2, 28, 1, 51)
    let act = truth.act(
      .rightsGranted, "The right to export mailboxes is given to the administrator's account.", by: .attacker,
      from: at)
    command(at)
    let event = AdminAuditEvent(
      caller: plan.shellCaller, "New-ManagementRoleAssignment",
      ["Role": "Mailbox Import Export", "User": plan.administrator], on: "Mailbox Import Export-Administrator", at: at,
      originatingServer: plan.origin(0))
    happenings.append(Happening(at: at, .cmdlet(event), Trace(act)))
  }

  /// Row 15: finished and found where it was put, and nobody is seen to fetch it.
  private mutating func wholeMailbox() throws(MakerError) {
    let order = ExportOrder(
      Self.stolenJob, of: plan.stolen, at: Self.stolenAt - .minutes(12), to: Self.localRoot + #"\a.pst"#,
      .completed(minutes: 12), guid: dice.guid())
    _ = steal(order, "A whole mailbox is exported into the web root; nobody is seen to fetch it.")
  }

  /// Rows 16 and 19: packed under a picture's name, fetched from the server that counts no bytes. What the date in the
  /// filter means depends on the culture of the shell; the intruders meant 2 January.
  private mutating func filteredByDate() throws(MakerError) {
    var order = ExportOrder(
      "dated", of: plan.victim(2), at: Moment(2021, 2, 28, 2, 20), to: Self.localRoot + #"\b.pst"#,
      .completed(minutes: 11), guid: dice.guid())
    order.contentFilter = "(Received -ge '02/01/2021')"
    let (january, february) = (Moment(2021, 1, 2), Moment(2021, 2, 1))
    order.takes = { _, received in received >= january }
    // The shell's date is in the server's own time, whose zone stands in no log: UTC+14 to UTC-12.
    let act = steal(order, "Mail since 2 January is exported, by a date that can be read in two ways.") { item in
      if item.receivedAt >= february + .hours(12) { return .inside(row: nil) }
      return item.receivedAt >= january - .hours(14) ? .undetermined(row: 19) : .outside
    }
    let fetched = try pack(order, act, as: "lgnbotm.png", at: Moment(2021, 2, 28, 2, 39))
    fetch(order, fetched, path: "/aspnet_client/system_web/lgnbotm.png", server: 0, at: Moment(2021, 2, 28, 2, 52))
  }

  /// Row 17: taken away before it ran.
  private mutating func withdrawn() {
    let order = ExportOrder(
      "withdrawn", of: plan.victim(4), at: Moment(2021, 2, 28, 3, 5), to: Self.localRoot + #"\c.pst"#,
      .removed(seconds: 22), guid: dice.guid())
    let act = truth.act(
      .exportRequested, "An export is ordered and taken back before it runs.", by: .attacker,
      mailboxes: [order.mailbox.number], from: order.requestedAt, to: order.requestedAt + .seconds(22))
    let trace = Trace(act, mailbox: order.mailbox.number)
    run(
      order, caller: plan.shellCaller, trace, request: [.exportRequested(request(order) { _ in .inside(row: nil) })],
      completion: [.exportFailed(job: order.job)])
    remove(order, at: order.requestedAt + .seconds(20), caller: plan.shellCaller, trace)
  }

  /// Row 18: one draft goes into a page that the web server runs.
  private mutating func webShell() {
    var order = ExportOrder(
      "page", of: plan.victim(5), at: Moment(2021, 2, 28, 3, 20),
      to: #"\\127.0.0.1\c$\inetpub\wwwroot\aspnet_client\errorFE.aspx"#, .completed(minutes: 2), guid: dice.guid())
    order.includeFolders = "#Drafts#"
    order.contentFilter = "(Subject -eq 'Status 4711')"
    order.takes = { _, _ in false }
    let act = truth.act(
      .webShellWritten, "A draft is exported into a page of the web server.", by: .attacker,
      mailboxes: [order.mailbox.number], from: order.requestedAt, to: order.requestedAt + .minutes(2))
    let wanted = request(order, isWebShellWrite: true) { _ in .outside }
    run(
      order, caller: plan.shellCaller, Trace(act, mailbox: order.mailbox.number), request: [.exportRequested(wanted)],
      completion: [.exportCompleted(job: order.job)])
  }

  /// Row 14: it ran and was fetched, but on the server whose logs of the day are gone.
  private mutating func unwitnessed() throws(MakerError) {
    var order = ExportOrder(
      "unwitnessed", of: plan.victim(6), at: Moment(2021, 3, 1, 1, 10),
      to: "\\\\\(plan.serverName(1))\\c$\\inetpub\\wwwroot\\aspnet_client\\system_web\\d.pst", .completed(minutes: 19),
      guid: dice.guid())
    order.server = 1
    let act = steal(order, "A whole mailbox is exported by the second server, whose logs of the day are gone.")
    let fetched = try pack(order, act, as: "resx.gif", at: Moment(2021, 3, 1, 1, 34))
    fetch(order, fetched, path: "/aspnet_client/system_web/resx.gif", server: 1, at: Moment(2021, 3, 1, 1, 45))
  }

  /// Row 17 again: the service was refused the place.
  private mutating func refused() {
    let order = ExportOrder(
      "refused", of: plan.victim(7), at: Moment(2021, 3, 1, 1, 55), to: #"\\203.0.113.71\in\e.pst"#,
      .failed(minutes: 3), guid: dice.guid())
    let act = truth.act(
      .exportRequested, "An export to a share of the intruders fails.", by: .attacker,
      mailboxes: [order.mailbox.number], from: order.requestedAt, to: order.requestedAt + .minutes(3))
    run(
      order, caller: plan.shellCaller, Trace(act, mailbox: order.mailbox.number),
      request: [.exportRequested(request(order) { _ in .inside(row: nil) })],
      completion: [.exportFailed(job: order.job)])
  }

  /// Rows 16 and 20: the Inbox, and with it what had been deleted from it; fetched from the server that counts bytes.
  private mutating func inboxOnly() throws(MakerError) {
    var order = ExportOrder(
      "inbox", of: plan.victim(3), at: Moment(2021, 3, 2, 0, 55),
      to: "\\\\\(plan.serverName(1))\\c$\\inetpub\\wwwroot\\aspnet_client\\system_web\\f.pst", .completed(minutes: 7),
      guid: dice.guid())
    order.includeFolders = "#Inbox#"
    let dumpster: [Folder.Role] = [.recoverableItems, .recoverableDeletions]
    order.takes = { folder, _ in folder.role == .inbox || dumpster.contains(folder.role) }
    let act = steal(order, "The Inbox of a mailbox is exported, Recoverable Items with it.") { item in
      if dumpster.contains(item.folder.role) { return .inside(row: 20) }
      return item.folder.role == .inbox ? .inside(row: nil) : .outside
    }
    let fetched = try pack(order, act, as: "lgnleft.png", at: Moment(2021, 3, 2, 1, 4))
    archive = ("evidence/files/\(plan.serverName(1))/inetpub/wwwroot/aspnet_client/system_web/lgnleft.png", fetched)
    fetch(order, fetched, path: "/aspnet_client/system_web/lgnleft.png", server: 1, at: Moment(2021, 3, 2, 1, 10))
  }

  /// The requests are removed at the end, so that nothing of them shows in the shell.
  private mutating func removeAll() {
    let at = Moment(2021, 3, 2, 1, 15)
    let victims = [1, 2, 5, 6, 7, 3].map { plan.victim($0) }
    let act = truth.act(
      .exportRemoved, "The finished requests are removed.", by: .attacker, mailboxes: victims.map(\.number), from: at,
      to: at + .seconds(victims.count * 4))
    command(at)
    for (index, mailbox) in victims.enumerated() {
      let moment = at + .seconds(index * 4)
      let event = removal(of: mailbox, at: moment, caller: plan.shellCaller)
      happenings.append(Happening(at: moment, .cmdlet(event), Trace(act, mailbox: mailbox.number)))
    }
  }

  private mutating func clearTraces() {
    _ = truth.act(
      .tracesCleared, "IIS logs of two days and the replication service's logs are deleted from the second server.",
      by: .attacker, from: Moment(2021, 3, 2, 1, 20))
  }

  // How an export goes.

  private mutating func steal(
    _ order: ExportOrder, _ title: String,
    reading scope: @escaping @Sendable (ItemFacts) -> ScopeReading = { _ in .inside(row: nil) }
  ) -> Act {
    let mailbox = order.mailbox
    let ended = order.completedAt ?? order.requestedAt
    let act = truth.act(
      .exportRan, title, by: .attacker, mailboxes: [mailbox.number], from: order.requestedAt, to: ended)
    run(
      order, caller: plan.shellCaller, Trace(act, mailbox: mailbox.number),
      request: [.exportRequested(request(order, scope))], completion: [.exportCompleted(job: order.job)])
    let takes = order.takes
    truth.take(allOf: mailbox.number, by: act, at: ended, how: .export) { folder, arrived in
      arrived <= ended && takes(mailbox.folders[folder], arrived)
    }
    return act
  }

  private func request(
    _ order: ExportOrder, isWebShellWrite: Bool = false, _ scope: @escaping @Sendable (ItemFacts) -> ScopeReading
  ) -> ExportRequest {
    ExportRequest(
      job: order.job, service: .mailboxReplication, mailboxes: [order.mailbox.number],
      isWebShellWrite: isWebShellWrite, scope: scope)
  }

  private mutating func run(
    _ order: ExportOrder, caller: String, _ trace: Trace, request: [Statement], completion: [Statement]
  ) {
    guard let act = trace.act else { return }
    if caller == plan.shellCaller { command(order.requestedAt) }
    let event = order.cmdlet(
      caller: caller, path: plan.path(of: order.mailbox), originatingServer: plan.origin(order.server))
    let asked = Trace(act, mailbox: trace.mailbox, stating: request)
    happenings.append(Happening(at: order.requestedAt, .cmdlet(event), asked))
    let (taken, total) = (sizes(order, order.takes), sizes(order) { _, _ in true })
    let records = order.replication(
      items: taken.items, bytes: taken.bytes, of: total, databaseGUID: plan.databaseGUID)
    for (index, record) in records.enumerated() {
      let isLast = index == records.count - 1
      let told = Trace(act, mailbox: trace.mailbox, stating: isLast ? completion : [])
      happenings.append(Happening(at: record.at, .replication(server: order.server, record), told))
    }
  }

  private func sizes(
    _ order: ExportOrder, _ isTaken: (Folder, Moment) -> Bool
  ) -> (items: Int, bytes: Int) {
    var (items, bytes) = (0, 0)
    for copy in world.copies(in: order.mailbox.number) where copy.arrivedAt <= order.requestedAt {
      guard isTaken(order.mailbox.folders[Int(copy.folder)], copy.arrivedAt) else { continue }
      items += 1
      bytes += world.letter(copy.reference)?.byteCount ?? 0
    }
    return (items, bytes)
  }

  /// The call of the web shell by which something was done a moment later.
  private mutating func command(_ moment: Moment) {
    guard let shell else { return }
    var call = Intrusion.shellCall(plan, at: moment - .milliseconds(dice.within(400...2400)), &dice)
    call.iisSays = [.serverControl(mailboxes: plan.all)]
    happenings.append(Happening(call, Trace(shell)))
  }

  /// Packs the file with 7-Zip under another name; returns how many bytes that makes. No log tells of it.
  private mutating func pack(
    _ order: ExportOrder, _ export: Act, as name: String, at moment: Moment
  ) throws(MakerError) -> Int {
    let act = truth.act(
      .exportPacked, "\(order.fileName) is packed with a password into \(name), and deleted.", by: .attacker,
      mailboxes: export.mailboxes, from: moment)
    try truth.hide(
      act, "the packing", because: .neverAudited, from: moment, to: moment, mailboxes: export.mailboxes)
    command(moment)
    return 4000 + sizes(order, order.takes).bytes * dice.within(52...64) / 100
  }

  private mutating func fetch(_ order: ExportOrder, _ byteCount: Int, path: String, server: Int, at moment: Moment) {
    let act = truth.act(
      .exportFetched, "The packed export of \(order.mailbox.address) is fetched.", by: .attacker,
      mailboxes: [order.mailbox.number], from: moment)
    var request = WebRequest(
      server: server, at: moment, nil, "GET", path, address: plan.exporters[0], userAgent: Intrusion.browserAgent)
    (request.receivedBytes, request.sentBytes) = (0, byteCount)
    request.milliseconds = 900 + byteCount / 700
    request.at = moment + .milliseconds(dice.below(1000))
    request.iisSays = [.exportDownloaded(job: order.job)]
    happenings.append(Happening(request, Trace(act, mailbox: order.mailbox.number)))
  }

  private mutating func remove(_ order: ExportOrder, at moment: Moment, caller: String, _ trace: Trace) {
    let event = removal(of: order.mailbox, at: moment, caller: caller)
    happenings.append(Happening(at: moment, .cmdlet(event), trace))
  }

  private func removal(of mailbox: Mailbox, at moment: Moment, caller: String) -> AdminAuditEvent {
    let identity = "\(plan.path(of: mailbox))\\MailboxExport"
    return AdminAuditEvent(
      caller: caller, "Remove-MailboxExportRequest", ["Identity": identity, "Confirm": "False"], on: identity,
      at: moment, originatingServer: plan.origin(0))
  }
}
