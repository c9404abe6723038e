/// What a record that is really given says to an examiner, or what is known of the logs as a whole.
///
/// A scenario hands statements along with the record (`Trace.stating`), so that a record which falls into a hole says
/// nothing. A statement of a mailbox's session is made of the attacker's records only: which sessions are suspect is
/// taken as known (by finding, indicator or judgement); the examiner is perfect in that.
package enum Statement: Sendable {
  // What a record says.

  /// A suspect session opened a message (MailItemsAccessed of type Bind, MessageBind).
  case bind(mailbox: Int, messageID: String)
  /// AttachmentAccess by a suspect session: it has an item key only. The id is there where the key is proven to be the
  /// message's, for instance by another record that has both.
  case attachmentAccess(mailbox: Int, messageID: String?)
  /// The owner, or who may, opened a message; `sharesSession` where its SessionId is also the attacker's.
  case innocentBind(mailbox: Int, messageID: String, sharesSession: Bool)
  /// A MailItemsAccessed record of the mailbox by its owner: such accesses were logged then. What delegates do is audited
  /// apart, and proves nothing of a stolen password.
  case accessLogged(mailbox: Int)
  /// A suspect session synchronised a folder, named in the owner's language (MailItemsAccessed of type Sync).
  case sync(mailbox: Int, folderName: String)
  /// Any record of a suspect session in a mailbox; `bind` and `sync` say it too.
  case session(mailbox: Int)
  /// A MailItemsAccessed record with IsThrottled: no Bind is logged for 24 hours, whoever made it so.
  case throttled(mailbox: Int)
  /// The account that the attacker holds was exempted from auditing and then signed in; the mailboxes it had rights on.
  case auditBypassed(mailboxes: [Int], until: Moment)
  case permissionGranted(mailboxes: [Int], until: Moment)
  /// Code execution on an Exchange server: all mailboxes that lie on the organisation's servers.
  /// No log shows an end of it.
  case serverControl(mailboxes: [Int])

  case exportRequested(ExportRequest)
  /// The replication service's completion, or the service's own for a compliance search.
  case exportCompleted(job: String)
  /// The file itself was found, or seen to be packed, where the attacker can fetch it.
  case exportStaged(job: String)
  case exportDownloaded(job: String)
  /// It failed, or was removed before it ran.
  case exportFailed(job: String)

  /// A rule or a setting that sends mail of the mailbox outside, from now until then.
  case forwardingSet(mailbox: Int, until: Moment)
  /// A message trace or the tracking log shows that a message was delivered outside.
  case delivered(mailbox: Int, messageID: String)
  case deliveryRefused(mailbox: Int)

  case sentByActor(mailbox: Int, messageID: String)
  case deletedByActor(mailbox: Int, messageID: String)

  // What is known of the logs and the case as a whole.

  /// These mailboxes lie on servers of the organisation: MailItemsAccessed does not tell of them.
  case onPremises(mailboxes: [Int])

  /// When an attacker could act anywhere in the organisation, as the evidence at hand shows.
  case incident(from: Moment, to: Moment)
  /// When an attacker could act on these mailboxes, where that is known beyond the first and last suspect record.
  case compromised(mailboxes: [Int], from: Moment, to: Moment)
  /// MailItemsAccessed of these mailboxes is complete, as far as any export can be shown to be.
  case covered(mailboxes: [Int], from: Moment, to: Moment)
  /// Logging was blind: auditing off, or the records fallen out of retention.
  case blind(mailboxes: [Int], from: Moment, to: Moment)
}

/// A mailbox export, a compliance search or the like, and what was in its scope.
package struct ExportRequest: Sendable {
  package enum Service: String, Sendable {
    case mailboxReplication = "mailbox_replication", compliance = "compliance_search"
  }

  package let job: String
  package let service: Service
  package let mailboxes: [Int]
  /// Only the attacker's bear on what can be concluded of a message; the others are jobs all the same.
  package let hand: Hand
  /// Its target is no store but a page of a web server.
  package let isWebShellWrite: Bool
  /// How an examiner reads scope and filter for one item.
  package let scope: @Sendable (ItemFacts) -> ScopeReading

  package init(
    job: String, service: Service, mailboxes: [Int], by hand: Hand = .attacker, isWebShellWrite: Bool = false,
    scope: @escaping @Sendable (ItemFacts) -> ScopeReading = { _ in .inside(row: nil) }
  ) {
    (self.job, self.service, self.mailboxes) = (job, service, mailboxes)
    (self.hand, self.isWebShellWrite, self.scope) = (hand, isWebShellWrite, scope)
  }
}

/// Whether an item lies in the scope of an export, and the row of the tier decisions that says so where one does
/// (19: culture of a date; 20: Recoverable Items; 33: a part that cannot be evaluated).
package enum ScopeReading: Sendable, Equatable {
  case inside(row: Int?)
  case outside
  case undetermined(row: Int)
}

/// What an examiner sees of an item in a store.
package struct ItemFacts: Sendable {
  package let mailbox: Int
  package let folder: Folder
  /// Nobody can say which of several folders a record means that only names it.
  package let isFolderNameUnique: Bool
  package let letter: Letter
  /// Where its arrival is not shown: the earliest that it can have been.
  package let receivedAt: Moment
  package let isArrivalShown: Bool
  /// Whether it says when it was sent: items of a store that were never sent do not.
  package let isSentShown: Bool
  /// Whether it is in results of a search that are at hand, and can be told there.
  package let isInResults: Bool
  /// How many items of the mailbox at hand have its Message-ID.
  package let matchCount: Int

  package init(
    mailbox: Int, folder: Folder, isFolderNameUnique: Bool, letter: Letter, receivedAt: Moment,
    isArrivalShown: Bool = true, isSentShown: Bool = true, isInResults: Bool = false, matchCount: Int
  ) {
    (self.mailbox, self.folder, self.isFolderNameUnique) = (mailbox, folder, isFolderNameUnique)
    (self.letter, self.receivedAt, self.matchCount) = (letter, receivedAt, matchCount)
    (self.isArrivalShown, self.isSentShown, self.isInResults) = (isArrivalShown, isSentShown, isInResults)
  }
}
