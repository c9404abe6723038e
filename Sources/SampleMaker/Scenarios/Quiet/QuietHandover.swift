/// What the examiner is told.
extension QuietStory {
  var holes: [LogHole] {
    [
      LogHole(
        log: "unified_audit_log", reason: .throttled, from: throttledAt, to: throttledAt + .day,
        mailboxes: [mailbox(.heavy).number])
    ]
  }

  var readme: String {
    """
    # Quiet

    An invented case, made by `mailtrail-samples make \(Quiet.name)`: \(studio.world.organisation.name), wholly on
    Exchange Online, in the autumn of 2023. Somebody fears a breach between \(askedAbout.from.isoDate) and
    \(askedAbout.to.isoDate). There was none: nothing must be found.

    The logs reach from \(from.isoDate) to \(to.isoDate) and hold ordinary work with all that looks like an attack in it:

    - a migration batch moves two mailboxes, and their Outlooks fetch every folder anew;
    - a backup application, let in a year before the logs begin, opens all new mail of all mailboxes every night;
    - on order of a court, \(mailbox(.officer).address) holds, searches, exports and fetches two mailboxes;
    - \(mailbox(.traveller).address) travels: one session, eighteen addresses in a day;
    - \(mailbox(.forwarder).address) forwards to a colleague;
    - \(handover.leaver.address) leaves on \(handover.day.isoDate) (mailbox \(handover.leaver.guid),
      here as `left-\(handover.leaver.address)`), and the address goes to the colleague who was
      \(handover.successor.address) until then (mailbox \(handover.successor.guid));
    - add-ins of \(mailbox(.heavy).address) opened more than a thousand times by \(throttledAt.isoSeconds)Z, most of it
      before the logs begin: for 24 hours from then on no Bind of the mailbox is recorded, the owner's own included.

    """
  }
}
