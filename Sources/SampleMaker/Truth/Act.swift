/// Who was behind an act. A stranger is somebody of the internet at large, such as a scanner.
package enum Hand: String, Sendable { case attacker, owner, delegate, administrator, service, system, stranger }

/// Something that somebody did, whether or not a log tells of it.
package struct Act: Sendable {
  /// `A1`, `A2`… in the order in which the scenario tells them.
  package let id: String
  package let kind: Kind
  /// One sentence: what was done.
  package let title: String
  package let hand: Hand
  /// The mailboxes that it bears on, by number.
  package let mailboxes: [Int]
  package let from: Moment
  package let to: Moment

  package enum Kind: String, Sendable {
    case scan, ssrf, webShellWritten = "web_shell_written", webShellUsed = "web_shell_used"
    case signIn = "sign_in", consent, rightsGranted = "rights_granted", auditBypass = "audit_bypass"
    case bind, sync, ewsRead = "ews_read"
    case exportRequested = "export_requested", exportRan = "export_ran", exportPacked = "export_packed"
    case exportFetched = "export_fetched", exportRemoved = "export_removed"
    case search, searchExported = "search_exported", searchDownloaded = "search_downloaded"
    case ruleSet = "rule_set", forwarding, forwardingRefused = "forwarding_refused"
    case send, delete, tracesCleared = "traces_cleared"
    case migration, backup, deviceAddressChange = "device_address_change", legalHold = "legal_hold"
    case addressReassigned = "address_reassigned", other
  }
}

/// Where a record of a log stands.
package struct LogPlace: Sendable, Hashable {
  /// Relative to the case folder.
  package let file: String
  /// From 1; of an XML log, the line that its `<Event` begins on; of an event log, the number of the record.
  package let line: Int
}

/// What a record is a trace of, and what it says to an examiner. Records of ordinary work have no act.
package struct Trace: Sendable {
  package let act: Act?
  package let hand: Hand
  package let mailbox: Int?
  /// Heard by the examiner when the record is written into a file that is given, once however often it is exported.
  package let statements: [Statement]

  package init(_ act: Act, mailbox: Int? = nil, stating statements: [Statement] = []) {
    (self.act, hand, self.mailbox) = (act, act.hand, mailbox)
    self.statements = statements
  }

  package init(ordinary hand: Hand, mailbox: Int? = nil, stating statements: [Statement] = []) {
    (act, self.hand, self.mailbox) = (nil, hand, mailbox)
    self.statements = statements
  }
}
