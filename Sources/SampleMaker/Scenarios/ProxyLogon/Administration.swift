/// The administrators' daily work and that of delegates in a shared mailbox, as the two audit logs of the organisation
/// have it. Both keep 90 days. Mailbox auditing is on for a shared mailbox and one other, and for nobody but delegates.
struct Administration {
  let plan: Break
  let world: World
  private let dice: Dice

  init(plan: Break, world: World, dice: Dice) { (self.plan, self.world, self.dice) = (plan, world, dice) }

  /// Of the day that begins then, in no order.
  func happenings(on day: Moment) -> [Happening] {
    guard day >= Break.audited, day < Break.cutOff, ![0, 6].contains(day.civil.weekday) else { return [] }
    var dice = dice.stream("day", Int(day.microseconds / Span.day.microseconds))
    var happenings: [Happening] = []
    if dice.chance(perMille: 450) { happenings.append(cmdlet(day, &dice)) }
    for _ in 0..<dice.below(3) { happenings.append(visit(day, &dice)) }
    for mailbox in [plan.shared, plan.assisted] { happenings += deletions(day, in: mailbox, &dice) }
    if day == Moment(2021, 2, 17) { happenings += maintenance(day) }
    return happenings
  }

  private func cmdlet(_ day: Moment, _ dice: inout Dice) -> Happening {
    let mailbox = dice.pick(plan.users)
    let choices: [(String, KeyValuePairs<String, String>)] = [
      ("Set-Mailbox", ["Identity": mailbox.address, "IssueWarningQuota": "45 GB (48,318,382,080 bytes)"]),
      ("Set-CASMailbox", ["Identity": mailbox.address, "PopEnabled": "False", "ImapEnabled": "False"]),
      ("Add-DistributionGroupMember", ["Identity": "all-staff", "Member": mailbox.address]),
      ("Set-User", ["Identity": mailbox.address, "Office": "3.1\(dice.below(10))"]),
      (
        "Add-MailboxPermission",
        ["Identity": plan.shared.address, "User": mailbox.address, "AccessRights": "FullAccess"]
      ),
    ]
    let (name, parameters) = dice.pick(choices)
    let at = time(day, &dice)
    let isShared = name == "Add-MailboxPermission"
    let target = isShared ? plan.shared : mailbox
    let event = AdminAuditEvent(
      caller: plan.path(of: plan.victim(6)), name, parameters, on: plan.path(of: target), at: at,
      originatingServer: plan.origin(dice.below(2)))
    return Happening(at: at, .cmdlet(event), Trace(ordinary: .administrator, mailbox: target.number))
  }

  /// The offline address book gets its rightful address, and the web service is started anew.
  private func maintenance(_ day: Moment) -> [Happening] {
    let at = day + .hours(17) + .minutes(20)
    return (0..<2).flatMap { server in
      let identity = "\(plan.serverName(server))\\OAB (Default Web Site)"
      let event = AdminAuditEvent(
        caller: plan.path(of: plan.victim(6)), "Set-OabVirtualDirectory",
        ["Identity": identity, "ExternalUrl": "https://\(plan.publicHost)/OAB", "RequireSSL": "True"], on: identity,
        at: at + .minutes(server), originatingServer: plan.origin(server))
      return [
        Happening(at: event.at, .cmdlet(event), Trace(ordinary: .administrator)),
        Happening(at: at + .minutes(5 + server), .restart(server: server), Trace(ordinary: .administrator)),
      ]
    }
  }

  /// An assistant looks into the Inbox.
  private func visit(_ day: Moment, _ dice: inout Dice) -> Happening {
    let mailbox = dice.chance(perMille: 500) ? plan.shared : plan.assisted
    let session = session(in: mailbox, &dice)
    let at = time(day, &dice)
    let event = MailboxAuditEvent(.folderBind, session, at: at, folder: mailbox.folder(.inbox))
    return Happening(at: at, .mailboxAudit(event), Trace(ordinary: .delegate, mailbox: mailbox.number))
  }

  /// What came in that day and now lies among the deleted was put there by an assistant in half of all cases.
  private func deletions(_ day: Moment, in mailbox: Mailbox, _ dice: inout Dice) -> [Happening] {
    guard let inbox = mailbox.folder(.inbox), let deleted = mailbox.folder(.deleted) else { return [] }
    return world.copies(in: mailbox.number, from: day, to: day + .hours(23)).compactMap { copy in
      guard Int(copy.folder) == deleted.number, dice.chance(perMille: 500),
        let item = AuditedItem(copy, in: world, folder: inbox)
      else { return nil }
      let at = copy.arrivedAt + .seconds(dice.within(60...3000)) + .milliseconds(dice.below(1000))
      let event = MailboxAuditEvent(
        .moveToDeletedItems, session(in: mailbox, &dice), at: at, folder: inbox, items: [item])
      return Happening(at: at, .mailboxAudit(event), Trace(ordinary: .delegate, mailbox: mailbox.number))
    }
  }

  private func session(in mailbox: Mailbox, _ dice: inout Dice) -> MailboxSession {
    let actor = mailbox.number == plan.assisted.number ? plan.assistant : dice.pick(plan.users)
    return MailboxSession(
      actor: AuditActor(actor), mailbox: mailbox, logonType: .delegate,
      client: .outlook(version: "16.0.4266.1001"), address: actor.clientAddresses[0], sessionID: dice.guid())
  }

  private func time(_ day: Moment, _ dice: inout Dice) -> Moment {
    day + .minutes(dice.within(8 * 60...17 * 60) - plan.offsetMinutes) + .milliseconds(dice.below(60_000))
  }
}
