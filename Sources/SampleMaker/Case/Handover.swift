/// What a scenario leaves to be written once its logs stand.
package struct Handover: Sendable {
  /// The stores that the examiner is given; mailboxes without one are missing from the evidence.
  package let stores: [StoreOrder]
  /// What the responders knew (`indicators.csv`); none, no such file.
  package let indicators: [Indicator]
  /// The whole of README.md: what happened, what was given, what is missing.
  package let readme: String
  /// From when to when the logs that are given reach.
  package let period: (from: Moment, to: Moment)
  /// Where logs have nothing although something happened.
  package let holes: [LogHole]

  package init(
    stores: [StoreOrder], indicators: [Indicator] = [], readme: String, period: (from: Moment, to: Moment),
    holes: [LogHole] = []
  ) {
    (self.stores, self.indicators) = (stores, indicators)
    (self.readme, self.period, self.holes) = (readme, period, holes)
  }
}

/// A span of a log that is missing, throttled or was never written.
package struct LogHole: Sendable {
  /// The kind of log, as `WrittenRecord.log` has it.
  package let log: String
  package let reason: Unseen
  package let from: Moment
  package let to: Moment
  /// Empty where it holds for all.
  package let mailboxes: [Int]

  package init(log: String, reason: Unseen, from: Moment, to: Moment, mailboxes: [Int] = []) {
    (self.log, self.reason, self.from, self.to, self.mailboxes) = (log, reason, from, to, mailboxes)
  }
}

/// One mailbox as it is handed over.
package struct StoreOrder: Sendable {
  package let mailbox: Int
  package let format: MailFormat
  /// Below `evidence/mail`, without suffix; the mailbox's address unless the scenario says otherwise.
  package let name: String?
  /// False for what was gone from the mailbox when it was exported.
  package let holds: @Sendable (Copy) -> Bool
  /// Copies of letters that the scenario wrote itself (`Studio.write`): phishing mail, what the attacker sent.
  package let extras: [Copy]
  /// What of the mailbox is given a second time, as the results of a compliance search.
  package let export: SearchExport?

  package init(
    mailbox: Int, format: MailFormat, name: String? = nil, extras: [Copy] = [], export: SearchExport? = nil,
    holds: @escaping @Sendable (Copy) -> Bool = { _ in true }
  ) {
    (self.mailbox, self.format, self.name) = (mailbox, format, name)
    (self.holds, self.extras, self.export) = (holds, extras, export)
  }
}

/// A line of `indicators.csv`; types are `ip`, `app`, `user` and `user_agent`.
package struct Indicator: Sendable {
  package let type: String
  package let value: String
  package let note: String

  package init(type: String, value: String, note: String) { (self.type, self.value, self.note) = (type, value, note) }
}
