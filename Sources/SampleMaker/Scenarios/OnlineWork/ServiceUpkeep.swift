/// What the service itself does to a tenant every day: most of any admin log, and nobody's doing.
struct ServiceUpkeep {
  let world: World
  let dice: Dice

  func records(on day: Moment) -> [TracedRecord] {
    var dice = dice.stream("upkeep", Int(day.microseconds / Span.day.microseconds))
    var builder = UnifiedAuditBuilder(
      organisation: world.organisation, schema: AuditSchema(at: day), dice: dice.stream("records"))
    return (0..<dice.within(1...3)).map { _ in
      let mailbox = dice.pick(world.mailboxes)
      let at = day + .seconds(dice.below(86_400))
      let record = builder.cmdlet(cmdlet(builder.directoryName(of: mailbox), &dice), by: .service(), at: at)
      return TracedRecord(record, Trace(ordinary: .system))
    }
  }

  private func cmdlet(_ identity: String, _ dice: inout Dice) -> ExchangeCmdlet {
    switch dice.below(5) {
    case 0, 1:
      ExchangeCmdlet(
        "Set-Mailbox",
        ["Identity": identity, "Force": "True", "RecoverableItemsQuota": "30 GB (32,212,254,720 bytes)"], on: identity)
    case 2: ExchangeCmdlet("Set-MailboxPlan", ["Identity": "ExchangeOnlineEnterprise"], on: "ExchangeOnlineEnterprise")
    case 3:
      ExchangeCmdlet("Set-TransportConfig", ["Organization": world.organisation.tenantDomain], on: "Transport Settings")
    default: ExchangeCmdlet("Set-User", ["Identity": identity, "Force": "True"], on: identity)
    }
  }
}
