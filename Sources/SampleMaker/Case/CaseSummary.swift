/// `truth/case.json`: what was ordered, who there was, and how much came of it.
struct CaseSummary {
  let order: Order
  let handover: Handover
  let studio: Studio
  let counts: [MailboxWriting.Outcome]

  /// Counts up when the same order begins to give other bytes.
  static let makerVersion = 1

  init(_ order: Order, _ handover: Handover, _ studio: Studio, _ counts: [MailboxWriting.Outcome]) {
    (self.order, self.handover, self.studio, self.counts) = (order, handover, studio, counts)
  }

  var json: JSON {
    let organisation = studio.world.organisation
    return .object([
      "scenario": .string(order.scenario), "seed": .string(String(order.seed)), "maker": .int(Self.makerVersion),
      "arguments": .object([
        "mailboxes": .int(order.mailboxes), "messages": .int(order.messages), "days": .int(order.days),
        "formats": .array(
          order.mailFormats.map { .string($0.rawValue) } + order.auditShapes.map { .string($0.rawValue) }),
      ]),
      "organisation": .object([
        "name": .string(organisation.name), "domain": .string(organisation.domain),
        "tenant_domain": .string(organisation.tenantDomain), "tenant_id": .string(organisation.tenantID.description),
        "online": .bool(organisation.isOnline), "servers": .array(organisation.servers.map { .string($0) }),
      ]),
      "mail_from": .string(studio.world.plan.from.isoMicroseconds),
      "mail_to": .string(studio.world.plan.to.isoMicroseconds),
      "logs_from": .string(handover.period.from.isoMicroseconds),
      "logs_to": .string(handover.period.to.isoMicroseconds), "log_holes": .array(handover.holes.map { json(of: $0) }),
      "mailboxes": .array(studio.world.mailboxes.map { json(of: $0) }), "counts": totals,
    ])
  }

  private func json(of mailbox: Mailbox) -> JSON {
    let store = handover.stores.first { $0.mailbox == mailbox.number }
    let outcome = counts[mailbox.number]
    return .object([
      "address": .string(mailbox.address), "kind": .string(mailbox.kind.rawValue),
      "display_name": .string(mailbox.person.displayName), "guid": .string(mailbox.guid.description),
      "sid": .string(mailbox.sid), "legacy_dn": .string(mailbox.legacyDN), "user_key": .string(mailbox.userKey),
      "store_format": store.map { .string($0.format.rawValue) } ?? .null, "items": .int(outcome.itemCount),
      "embedded": .int(outcome.embeddedCount), "taken": .int(outcome.takenCount),
    ])
  }

  private func json(of hole: LogHole) -> JSON {
    .object([
      "log": .string(hole.log), "why": .string(hole.reason.rawValue), "from": .string(hole.from.isoMicroseconds),
      "to": .string(hole.to.isoMicroseconds),
      "mailboxes": .array(hole.mailboxes.map { .string(studio.world.mailboxes[$0].address) }),
    ])
  }

  private var totals: JSON {
    .object([
      "acts": .int(studio.truth.acts.count), "logs": .int(studio.truth.logs.count),
      "records": .int(studio.truth.logs.reduce(0) { $0 + $1.count }),
      "duplicates": .int(studio.truth.logs.reduce(0) { $0 + $1.duplicates }),
      "items": .int(counts.reduce(0) { $0 + $1.itemCount }),
      "embedded": .int(counts.reduce(0) { $0 + $1.embeddedCount }),
      "taken": .int(counts.reduce(0) { $0 + $1.takenCount }),
    ])
  }
}
