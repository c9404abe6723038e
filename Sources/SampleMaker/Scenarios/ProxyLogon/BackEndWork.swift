/// What the back ends' logs hold on any day, and what only they tell of the story.
struct BackEndWork {
  let plan: Break
  let world: World
  private let dice: Dice

  init(plan: Break, world: World, dice: Dice) { (self.plan, self.world, self.dice) = (plan, world, dice) }

  /// Of the day that begins then, in no order.
  func happenings(on day: Moment) -> [Happening] {
    guard day < Break.cutOff else { return [] }
    var dice = dice.stream("day", Int(day.microseconds / Span.day.microseconds))
    var happenings = mail(on: day, &dice)
    if dice.chance(perMille: 350) { happenings.append(monitoring(day, &dice)) }
    if dice.chance(perMille: 300) { happenings.append(service(day, &dice)) }
    if ![0, 6].contains(day.civil.weekday), dice.chance(perMille: 120) { happenings.append(mistake(day, &dice)) }
    return happenings.filter { $0.at < min(day + .day, Break.cutOff) }
  }

  /// Each message that comes to lie in a mailbox, and each that leaves one.
  private func mail(on day: Moment, _ dice: inout Dice) -> [Happening] {
    guard plan.settings.contains(where: { $0.backEnd.tracking.contains(day + .hours(12)) }) else { return [] }
    var happenings: [Happening] = []
    for mailbox in plan.mailboxes {
      for copy in world.copies(in: mailbox.number, from: day, to: day + .day) {
        guard !copy.flags.contains(.isSecondCopy), let letter = world.letter(copy.reference), letter.kind == .mail,
          let id = letter.internetMessageID
        else { continue }
        let isSent = letter.sender.address == mailbox.address
        let record = MessageTrackingRecord(
          at: copy.arrivedAt + .milliseconds(dice.below(1000)), step: isSent ? .submit : .deliver, messageID: id,
          networkMessageID: dice.guid(), internalID: dice.within(10_000_000...99_000_000),
          sender: letter.sender.address,
          recipients: isSent ? letter.recipients.map(\.correspondent.address) : [mailbox.address],
          subject: letter.subject, byteCount: letter.byteCount, clientAddress: plan.serverAddress(dice.below(2)),
          databaseGUID: plan.databaseGUID, sentAt: letter.sentAt)
        happenings.append(
          Happening(
            at: record.at, .tracking(server: dice.below(2), record), Trace(ordinary: .system, mailbox: mailbox.number)))
      }
    }
    return happenings
  }

  /// The server looks whether its own control panel works.
  private func monitoring(_ day: Moment, _ dice: inout Dice) -> Happening {
    let probe = "HealthMailbox\(hexadecimal(dice.bytes(4)).prefix(7))@\(plan.domain)"
    let call = ControlPanelCall(
      url: "/ecp/RulesEditor/InboxRules.svc/GetList?msExchEcpCanary=\(hexadecimal(dice.bytes(8)))",
      command: "Get-InboxRule", user: probe)
    return Happening(at: time(day, &dice), .controlPanel(server: 0, call), Trace(ordinary: .service))
  }

  /// A service tells that it is well, or not quite.
  private func service(_ day: Moment, _ dice: inout Dice) -> Happening {
    let at = time(day, &dice)
    let event = dice.pick([
      WindowsEvent(
        provider: "ESE", id: 701, level: .information, task: 12, at: at,
        strings: ["Information Store - DB01", "6612", "", "DB01.edb"]),
      WindowsEvent(
        provider: "MSExchange Unified Messaging", id: 1093, level: .warning, task: 2, at: at,
        strings: ["The certificate of the service expires soon.", plan.fullServerName(0)]),
      WindowsEvent(
        provider: "MSExchangeTransport", id: 17_012, level: .information, task: 8, at: at,
        strings: ["Microsoft Exchange could not load the certificate.", plan.publicHost]),
    ])
    return Happening(at: at, .windowsEvent(server: 0, event), Trace(ordinary: .system))
  }

  /// An administrator mistypes a name: the cmdlet fails before it changes anything, so that the audit log is silent.
  private func mistake(_ day: Moment, _ dice: inout Dice) -> Happening {
    let name = dice.pick(plan.users).localPart + "x"
    let server = dice.below(2)
    let event = AdminAuditEvent(
      caller: plan.path(of: plan.victim(6)), "Set-Mailbox",
      ["Identity": name, "HiddenFromAddressListsEnabled": "True"],
      on: name, at: time(day, &dice), error: Self.notFound(name, plan.domain), originatingServer: plan.origin(server))
    return Happening(at: event.at, .failedCmdlet(event), Trace(ordinary: .administrator))
  }

  private static func notFound(_ name: String, _ domain: String) -> String {
    "Microsoft.Exchange.Configuration.Tasks.ManagementObjectNotFoundException: The operation couldn't be performed "
      + "because object '\(name)' couldn't be found on 'dc01.\(domain)'."
  }

  private func time(_ day: Moment, _ dice: inout Dice) -> Moment {
    day + .minutes(dice.within(6 * 60...17 * 60)) + .milliseconds(dice.below(60_000))
  }

  // The story.

  /// What the intruders tried and nobody else's log shows: a voice message that was to run code, and an export to a
  /// path that the cmdlet does not take. Told after the rest of the story, whose acts keep their numbers.
  func attempts(_ truth: TruthBook) -> [Happening] { [voiceMessage(truth), refusedPath(truth)] }

  /// CVE-2021-26857. The text of the exception is what published searches look for; the event's number is not published
  /// and stands for it.
  private func voiceMessage(_ truth: TruthBook) -> Happening {
    let at = Break.shellWritten - .minutes(6) + .seconds(11)
    let act = truth.act(
      .other, "A crafted voice message is left for Unified Messaging, which fails to read it (CVE-2021-26857).",
      by: .attacker, from: at)
    let problem =
      "System.InvalidCastException: Unable to cast object of type 'System.Collections.Hashtable' to type "
      + "'Microsoft.Exchange.UM.UMCore.ContactInfo'."
    let event = WindowsEvent(
      provider: "MSExchange Unified Messaging", id: 1438, level: .error, task: 4, at: at,
      strings: ["UMMessage", "The Microsoft Exchange Unified Messaging service failed to read a message. \(problem)"])
    return Happening(at: at, .windowsEvent(server: 0, event), Trace(act))
  }

  /// Row 17: refused at once, since the path is none of a share.
  private func refusedPath(_ truth: TruthBook) -> Happening {
    let at = Moment(2021, 2, 28, 1, 53, 20)
    let mailbox = plan.stolen
    let act = truth.act(
      .exportRequested, "An export is refused: the path that it names is no share's.", by: .attacker,
      mailboxes: [mailbox.number], from: at)
    let problem =
      "Microsoft.Exchange.Configuration.Tasks.TaskArgumentException: The file path must be an absolute UNC path."
    let event = AdminAuditEvent(
      caller: plan.shellCaller, "New-MailboxExportRequest",
      ["Mailbox": mailbox.address, "FilePath": #"C:\inetpub\wwwroot\aspnet_client\system_web\a.pst"#],
      on: "\(plan.path(of: mailbox))\\MailboxExport", at: at, error: problem, originatingServer: plan.origin(0))
    let request = ExportRequest(job: "mistyped", service: .mailboxReplication, mailboxes: [mailbox.number])
    return Happening(
      at: at, .failedCmdlet(event),
      Trace(act, mailbox: mailbox.number, stating: [.exportRequested(request), .exportFailed(job: request.job)]))
  }
}
