/// What an examiner has heard of one mailbox.
struct MailboxFacts: Sendable {
  /// A time with the record that tells of it, and the end of what it says.
  struct Event: Sendable {
    let from: Moment
    var to: Moment
    let place: LogPlace?
  }

  struct Synced: Sendable {
    let folderName: String
    let at: Moment
    let place: LogPlace?
  }

  /// Where a message is named, as the first of a chain through `Examiner.mentions`.
  var binds: [MessageKey: Mention.Number] = [:]
  var attachments: [MessageKey: Mention.Number] = [:]
  var deliveries: [MessageKey: Mention.Number] = [:]
  /// Named by a record that was exported more than once (row 4).
  var exportedAgain: Set<MessageKey> = []
  /// Opened by the owner or who may (row 5), under a session that is also the attacker's (row 6).
  var innocent: Set<MessageKey> = []
  var innocentInSharedSession: Set<MessageKey> = []
  var sent: Set<MessageKey> = []
  var deleted: Set<MessageKey> = []
  var isOnPremises = false
  /// An attachment was opened, and nothing says of which message.
  var hasOpenAttachment = false

  /// From the first to the last record of a suspect session.
  var session: Event?
  var syncs: [Synced] = []
  var throttles: [Event] = []
  var bypasses: [Event] = []
  var blind: [Event] = []
  var permissions: [Event] = []
  var serverControl: [Event] = []
  var forwardings: [Event] = []
  var isForwardingRefused = false
  var windows: [Event] = []
  var covered: [Event] = []
  /// Of each day with MailItemsAccessed of the mailbox by its owner the first and the last.
  var accesses: [Moment: Event] = [:]
  /// Numbers of `Examiner.jobs`: the attacker's, and those of others, who had an order.
  var jobs: [Int] = []
  var lawfulJobs: [Int] = []

  /// When the attacker could act on this mailbox: as stated, while a right stood, and from the first to the last suspect
  /// record.
  var window: Event? { hull(windows + permissions + bypasses + serverControl + (session.map { [$0] } ?? [])) }

  /// When a suspect session was in the mailbox, or could be as it was stated.
  var stay: Event? { session.flatMap { hull(windows + [$0]) } }
}

private func hull(_ events: [MailboxFacts.Event]) -> MailboxFacts.Event? {
  guard var hull = events.first else { return nil }
  for event in events.dropFirst() {
    hull = MailboxFacts.Event(from: min(hull.from, event.from), to: max(hull.to, event.to), place: hull.place)
  }
  return hull
}

extension MailboxFacts.Event {
  func overlaps(_ other: MailboxFacts.Event) -> Bool { from <= other.to && other.from <= to }
}

/// A record that names a message, and the next that names the same.
struct Mention: Sendable {
  typealias Number = UInt32

  let at: Moment
  let file: UInt16
  let line: UInt32
  let next: Number?
}

/// A mailbox export or compliance search, with how far the records say it came.
struct ExportJob: Sendable {
  let request: ExportRequest
  let requestedAt: Moment
  var state: ExportState = .requested
  /// When what it holds was read out of the mailbox; nothing that came later is in it.
  var ranAt: Moment?
  var places: [LogPlace]
}

extension ExportJob {
  /// What `truth/jobs.jsonl` says of it, for each of its mailboxes: how far a perfect examiner knows that it came.
  func lines(_ addresses: [String]) -> [JSON] {
    request.mailboxes.map { mailbox in
      .object([
        "job": .string(request.job), "service": .string(request.service.rawValue),
        "mailbox": .string(addresses[mailbox]), "hand": .string(request.hand.rawValue),
        "requested": .string(requestedAt.isoMicroseconds), "state": .string(state.rawValue),
        "webshell_write": .bool(request.isWebShellWrite),
        "places": .array(places.map { .object(["file": .string($0.file), "line": .int($0.line)]) }),
      ])
    }
  }
}
