/// What the examiner is given, and what is missing.
extension RogueAppStory {
  /// Ordinary work, without the Binds that the throttled mailbox leaves unrecorded.
  func work() -> OrdinaryOnlineWork {
    let silences = throttledAt.map {
      [OrdinaryOnlineWork.Silence(mailbox: roles.consenting[0].number, from: $0, to: $0 + .hours(24))]
    }
    return OrdinaryOnlineWork(
      world: studio.world, dice: studio.dice("ordinary work"), silences: silences ?? [])
  }

  /// Writes the tenant's log without what one user did or suffered.
  func deliver() throws {
    let (work, missing) = (work(), roles.notExported)
    _ = try UnifiedAuditDelivery(from: from, to: to, repeatedPerMille: 40).write(in: studio) { day in
      (work.records(on: day) + trail.records(on: day)).filter {
        $0.trace.mailbox != missing.number && $0.record.userID != missing.address
      }
    }
    studio.truth.state(.incident(from: phishedAt, to: removedAt))
    studio.truth.state(
      .covered(mailboxes: studio.world.mailboxes.map(\.number).filter { $0 != missing.number }, from: from, to: to))
  }

  var handover: Handover {
    let (gone, extras, order) = (deleted, extras, studio.order)
    return Handover(
      stores: studio.world.mailboxes.map { mailbox in
        let gone = gone[mailbox.number]
        return StoreOrder(
          mailbox: mailbox.number, format: order.mailFormat(ofStore: mailbox.number), extras: extras[mailbox.number],
          holds: { !gone.contains(ItemKey($0)) })
      },
      indicators: [
        Indicator(type: "app", value: application.applicationID, note: "the application named in the phishing mail"),
        Indicator(type: "ip", value: "203.0.113.64/27", note: "hosting range seen in the sign-in log"),
      ], readme: readme, period: (from, to), holes: holes)
  }

  private var holes: [LogHole] {
    let throttled = throttledAt.map {
      LogHole(
        log: "unified_audit_log", reason: .throttled, from: $0, to: $0 + .hours(24),
        mailboxes: [roles.consenting[0].number])
    }
    let missing = LogHole(
      log: "unified_audit_log", reason: .logNotGiven, from: from, to: to, mailboxes: [roles.notExported.number])
    return [missing] + (throttled.map { [$0] } ?? [])
  }

  private var readme: String {
    let organisation = studio.world.organisation
    let names = roles.consenting.map(\.address).joined(separator: ", ")
    let quiet = roles.untouched.map(\.address).joined(separator: ", ")
    return """
      # The rogue application

      An invented case, made by `mailtrail-samples make \(RogueApp.name)`: \(organisation.name), wholly on Exchange
      Online, in the spring of 2023. `evidence/` is what an examiner would be handed: the mailboxes, and the unified audit
      log from \(from.isoDate) to \(to.isoDate) in several files with rows twice.

      What happened: on \(phishedAt.isoDate) at \(phishedAt.isoTime) UTC a mail from outside praised an application called
      “\(application.name)”. Its readers let it in (\(names); \(roles.notExported.address)), and from
      \(Self.addresses.joined(separator: " and ")) it read their mail, the newest first, and part of the shared mailbox
      \(roles.shared.address), until an administrator put it out on \(removedAt.isoDate) at \(removedAt.isoTime).

      - \(roles.consenting[0].address) was throttled\(throttledText): for 24 hours no Bind was recorded, whoever opened
        something. (The service's limit is \(Self.serviceLimit) records a day; a small case has a smaller one.) One message
        lies there twice under one Message-ID.
      - \(roles.consenting[1].address): some of what was read had been deleted before the mailbox was exported, and one of
        the messages read encloses another.
      - \(roles.robbed.address) never met the application. The cookie of its owner's browser was stolen and used from
        \(Self.thief): owner and thief share a SessionId, and partly opened the same messages. The thief sent the phishing
        mail on to all colleagues and deleted a question that came back, unopened.
      - \(roles.notExported.address): read like the others, but the records of this user were not exported.
      - Nobody but their owners was in: \(quiet.isEmpty ? "none" : quiet).

      `indicators.csv` is what the responders knew. `truth/` tells all of it.

      """
  }

  private var throttledText: String { throttledAt.map { " on \($0.isoDate) at \($0.isoTime)" } ?? "" }
}
