/// An examiner who overlooks nothing: it hears what is said where something is written into a log that is given, and
/// concludes by the rows of reference/tier-decisions.md and by nothing else.
package struct Examiner: Sendable {
  var mailboxes: [MailboxFacts]
  var jobs: [ExportJob] = []
  var incident: MailboxFacts.Event?
  /// Message-IDs that a suspect session opened in any mailbox (row 31).
  var bound: Set<MessageKey> = []
  private(set) var mentions: [Mention] = []
  private var files: [String] = []

  package init(mailboxCount: Int) { mailboxes = Array(repeating: MailboxFacts(), count: mailboxCount) }

  /// A record of the moment says this; none, when it is known of the logs as a whole.
  package mutating func hear(_ statement: Statement, at moment: Moment, in place: LogPlace? = nil) {
    switch statement {
    case .bind(let mailbox, let id):
      bound.insert(MessageKey(id))
      mention(id, in: mailbox, at: moment, place, among: \.binds)
      hearSession(in: mailbox, at: moment, place)
    case .attachmentAccess(let mailbox, let id):
      hearAttachment(id, in: mailbox, at: moment, place)
    case .innocentBind(let mailbox, let id, let sharesSession):
      mailboxes[mailbox].innocent.insert(MessageKey(id))
      if sharesSession { mailboxes[mailbox].innocentInSharedSession.insert(MessageKey(id)) }
    case .sync(let mailbox, let name):
      mailboxes[mailbox].syncs.append(MailboxFacts.Synced(folderName: name, at: moment, place: place))
      hearSession(in: mailbox, at: moment, place)
    case .accessLogged(let mailbox):
      let known = mailboxes[mailbox].accesses[moment.startOfDay]
      mailboxes[mailbox].accesses[moment.startOfDay] = MailboxFacts.Event(
        from: min(known?.from ?? moment, moment), to: max(known?.to ?? moment, moment), place: known?.place ?? place)
    case .session(let mailbox):
      hearSession(in: mailbox, at: moment, place)
    case .forwardingSet, .delivered, .deliveryRefused, .sentByActor, .deletedByActor:
      hearHandling(statement, at: moment, place)
    case .exportRequested, .exportCompleted, .exportStaged, .exportDownloaded, .exportFailed:
      hearExport(statement, at: moment, place)
    case .throttled, .auditBypassed, .permissionGranted, .serverControl:
      hearMeans(statement, at: moment, place)
    case .onPremises(let numbers):
      for number in numbers { mailboxes[number].isOnPremises = true }
    case .incident, .compromised, .covered, .blind:
      hearSpan(statement, place)
    }
  }

  /// The same record was exported once more.
  package mutating func sawCopy(of statements: [Statement]) {
    for case .bind(let mailbox, let id) in statements { mailboxes[mailbox].exportedAgain.insert(MessageKey(id)) }
  }

  /// The records that name a message, the earliest written first.
  func places(from number: Mention.Number?) -> [LogPlace] {
    var places: [LogPlace] = []
    var number = number
    while let current = number {
      let mention = mentions[Int(current)]
      if mention.line > 0 { places.append(LogPlace(file: files[Int(mention.file)], line: Int(mention.line))) }
      number = mention.next
    }
    return places.reversed()
  }

  private mutating func hearSession(in mailbox: Int, at moment: Moment, _ place: LogPlace?) {
    guard let known = mailboxes[mailbox].session else {
      mailboxes[mailbox].session = MailboxFacts.Event(from: moment, to: moment, place: place)
      return
    }
    let first = known.from <= moment
    mailboxes[mailbox].session = MailboxFacts.Event(
      from: min(known.from, moment), to: max(known.to, moment), place: first ? known.place : place)
  }

  private mutating func hearAttachment(_ id: String?, in mailbox: Int, at moment: Moment, _ place: LogPlace?) {
    hearSession(in: mailbox, at: moment, place)
    guard let id else {
      mailboxes[mailbox].hasOpenAttachment = true
      return
    }
    mention(id, in: mailbox, at: moment, place, among: \.attachments)
  }

  private mutating func hearHandling(_ statement: Statement, at moment: Moment, _ place: LogPlace?) {
    switch statement {
    case .forwardingSet(let mailbox, let until):
      mailboxes[mailbox].forwardings.append(MailboxFacts.Event(from: moment, to: until, place: place))
    case .delivered(let mailbox, let id):
      mention(id, in: mailbox, at: moment, place, among: \.deliveries)
    case .deliveryRefused(let mailbox):
      mailboxes[mailbox].isForwardingRefused = true
    case .sentByActor(let mailbox, let id):
      mailboxes[mailbox].sent.insert(MessageKey(id))
      hearSession(in: mailbox, at: moment, place)
    case .deletedByActor(let mailbox, let id):
      mailboxes[mailbox].deleted.insert(MessageKey(id))
      hearSession(in: mailbox, at: moment, place)
    default: break
    }
  }

  private mutating func hearMeans(_ statement: Statement, at moment: Moment, _ place: LogPlace?) {
    switch statement {
    case .throttled(let mailbox):
      mailboxes[mailbox].throttles.append(MailboxFacts.Event(from: moment, to: moment + .hours(24), place: place))
    case .auditBypassed(let numbers, let until):
      let event = MailboxFacts.Event(from: moment, to: until, place: place)
      for number in numbers { mailboxes[number].bypasses.append(event) }
    case .permissionGranted(let numbers, let until):
      let event = MailboxFacts.Event(from: moment, to: until, place: place)
      for number in numbers { mailboxes[number].permissions.append(event) }
    case .serverControl(let numbers):
      let event = MailboxFacts.Event(from: moment, to: Moment(9999, 12, 31), place: place)
      for number in numbers { mailboxes[number].serverControl.append(event) }
    default: break
    }
  }

  private mutating func hearSpan(_ statement: Statement, _ place: LogPlace?) {
    switch statement {
    case .incident(let from, let to):
      incident = MailboxFacts.Event(from: from, to: to, place: place)
    case .compromised(let numbers, let from, let to):
      let event = MailboxFacts.Event(from: from, to: to, place: place)
      for number in numbers { mailboxes[number].windows.append(event) }
    case .covered(let numbers, let from, let to):
      let event = MailboxFacts.Event(from: from, to: to, place: place)
      for number in numbers { mailboxes[number].covered.append(event) }
    case .blind(let numbers, let from, let to):
      let event = MailboxFacts.Event(from: from, to: to, place: place)
      for number in numbers { mailboxes[number].blind.append(event) }
    default: break
    }
  }

  private mutating func hearExport(_ statement: Statement, at moment: Moment, _ place: LogPlace?) {
    switch statement {
    case .exportRequested(let request):
      // Several logs tell of one request.
      if let known = jobs.firstIndex(where: { $0.request.job == request.job }) {
        if let place { jobs[known].places.append(place) }
        return
      }
      for mailbox in request.mailboxes {
        if request.hand == .attacker {
          mailboxes[mailbox].jobs.append(jobs.count)
        } else {
          mailboxes[mailbox].lawfulJobs.append(jobs.count)
        }
      }
      jobs.append(ExportJob(request: request, requestedAt: moment, places: place.map { [$0] } ?? []))
    case .exportCompleted(let job): advance(job, to: .completed, at: moment, place)
    case .exportStaged(let job): advance(job, to: .staged, at: moment, place)
    case .exportDownloaded(let job): advance(job, to: .downloaded, at: moment, place)
    case .exportFailed(let job): advance(job, to: .failed, at: moment, place)
    default: break
    }
  }

  /// States are told in any order: the furthest stays, and the first that needs a finished file says when it ran.
  private mutating func advance(_ name: String, to state: ExportState, at moment: Moment, _ place: LogPlace?) {
    guard let number = jobs.firstIndex(where: { $0.request.job == name }) else { return }
    if let place { jobs[number].places.append(place) }
    if state != .failed { jobs[number].ranAt = jobs[number].ranAt.map { min($0, moment) } ?? moment }
    if state.reach > jobs[number].state.reach { jobs[number].state = state }
  }

  /// Puts a mention in front of those that the message has.
  private mutating func mention(
    _ id: String, in mailbox: Int, at moment: Moment, _ place: LogPlace?,
    among chains: WritableKeyPath<MailboxFacts, [MessageKey: Mention.Number]>
  ) {
    let key = MessageKey(id)
    let next = mailboxes[mailbox][keyPath: chains][key]
    mailboxes[mailbox][keyPath: chains][key] = Mention.Number(mentions.count)
    mentions.append(
      Mention(at: moment, file: fileNumber(place), line: Mention.Number(place?.line ?? 0), next: next))
  }

  private mutating func fileNumber(_ place: LogPlace?) -> UInt16 {
    guard let place else { return 0 }
    if let last = files.lastIndex(of: place.file) { return UInt16(last) }
    files.append(place.file)
    return UInt16(files.count - 1)
  }
}
