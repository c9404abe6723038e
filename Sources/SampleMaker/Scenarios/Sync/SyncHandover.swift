/// What the examiner is given, and what is missing.
extension SyncStory {
  /// Writes the tenant's log: the search of one day was answered in part, and of one mailbox the older records are gone.
  func deliver() throws {
    let kept = try records(on: truncatedDay).count * 3 / 5
    let delivery = UnifiedAuditDelivery(
      from: from, to: to, truncated: (truncatedDay, kept), repeatedPerMille: 60)
    _ = try delivery.write(in: studio, records: records)
    if let first = suspectAt.min(), let last = suspectAt.max() {
      studio.truth.state(.incident(from: first, to: last))
    }
    let retained = mailbox(.retained).number
    let others = studio.world.mailboxes.map(\.number).filter { $0 != retained }
    let complete = delivery.incomplete(files: studio.order.auditShapes.count)?.to ?? from
    studio.truth.state(.covered(mailboxes: others, from: complete, to: to))
    studio.truth.state(.covered(mailboxes: [retained], from: max(retainedFrom, complete), to: to))
    if try showsGap(of: retained) {
      studio.truth.state(.blind(mailboxes: [retained], from: from, to: retainedFrom))
    }
  }

  /// That older records of a mailbox fell out of retention stands in none of the files. They show it where the later ones
  /// are so many that a silence of that length would come about by chance in less than one of a thousand cases; else
  /// silence is silence.
  private func showsGap(of mailbox: Int) throws -> Bool {
    var (days, busy) = (0, 0)
    var day = retainedFrom.startOfDay
    while day < to {
      let isBusy = try records(on: day).contains {
        $0.trace.mailbox == mailbox && $0.record.operation == "MailItemsAccessed"
      }
      (days, busy) = (days + 1, busy + (isBusy ? 1 : 0))
      day = day + .day
    }
    guard busy >= 5 else { return false }
    var chance = 1.0
    day = from.startOfDay + .day
    while day < retainedFrom {
      chance *= Double(days - busy) / Double(days)
      day = day + .day
    }
    return chance < 0.001
  }

  private func records(on day: Moment) throws -> [TracedRecord] {
    let retained = mailbox(.retained).number
    return (work.records(on: day) + trail.records(on: day)).filter { traced in
      traced.trace.mailbox != retained || traced.record.createdAt >= retainedFrom || traced.record.isOfDirectory
    }
  }

  var handover: Handover {
    let (order, extras) = (studio.order, extras)
    return Handover(
      stores: studio.world.mailboxes.map { mailbox in
        StoreOrder(
          mailbox: mailbox.number, format: order.mailFormat(ofStore: mailbox.number), extras: extras[mailbox.number])
      },
      indicators: [Indicator(type: "ip", value: Self.address, note: "where the passwords were guessed from")],
      readme: readme, period: (from, to), holes: holes)
  }

  private var holes: [LogHole] {
    let throttled = [(Role.throttled, throttledAt), (.throttledBefore, throttledBeforeAt)].map { role, at in
      LogHole(
        log: "unified_audit_log", reason: .throttled, from: at, to: at + .hours(24),
        mailboxes: [mailbox(role).number])
    }
    return throttled + [
      LogHole(
        log: "unified_audit_log", reason: .retention, from: from, to: retainedFrom,
        mailboxes: [mailbox(.retained).number]),
      LogHole(
        log: "unified_audit_log", reason: .truncatedExport, from: truncatedDay, to: truncatedDay + .day),
    ]
  }

  private var readme: String {
    """
    # Whole folders

    An invented case, made by `mailtrail-samples make \(StolenPassword.name)`: \(studio.world.organisation.name), wholly
    on Exchange Online, in the autumn of 2021. `evidence/` is what an examiner would be handed: the mailboxes, the unified
    audit log from \(from.isoDate) to \(to.isoDate) in several files with rows twice, and a message trace.

    What happened: in the night of \(signedInAt(.twins).isoDate) passwords of five people were guessed from
    \(Self.address), and an Outlook that nobody knows synchronised whole folders:

    - \(mailbox(.twins).address): Inbox and Sent Items, and one of the two folders called
      “\(twinFolders.first?.name ?? "")”; the Inbox once more on \(day(75).isoDate). Only the folder's id on the server says
      which of the two it was, and the exported store does not have that.
    - \(mailbox(.forwarded).address): the Inbox. A rule was to forward all mail to \(Self.outside); Exchange Online refused
      each (550 5.7.520).
    - \(mailbox(.throttled).address): the Sent Items, twice. In between its owner's phone, filling itself anew, had the
      mailbox throttled: for 24 hours no Bind was recorded, and in that time the attacker read on the web.
    - \(mailbox(.throttledBefore).address): the Inbox. Here too the owner had been throttled, but days before.
    - \(mailbox(.retained).address): the Inbox, which no record tells, since this mailbox kept its records from
      \(retainedFrom.isoDate) on only (the sign-in is in the directory's log); later the Sent Items.
    - Nobody but their owners was in the other mailboxes.

    The search of \(truncatedDay.isoDate), before the attack, was answered in part: the rows say how many there were.

    `indicators.csv` is what the responders knew. `truth/` tells all of it.

    """
  }
}

extension UnifiedAuditRecord {
  fileprivate var isOfDirectory: Bool {
    recordType == .azureActiveDirectoryStsLogon || recordType == .azureActiveDirectory
  }
}
