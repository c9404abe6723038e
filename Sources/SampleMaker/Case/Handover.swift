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

  package init(
    stores: [StoreOrder], indicators: [Indicator] = [], readme: String, period: (from: Moment, to: Moment)
  ) {
    (self.stores, self.indicators) = (stores, indicators)
    (self.readme, self.period) = (readme, period)
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
  /// Items that the scenario wrote itself: phishing mail, what the attacker sent.
  package let extras: [ExtraItem]

  package init(
    mailbox: Int, format: MailFormat, name: String? = nil, extras: [ExtraItem] = [],
    holds: @escaping @Sendable (Copy) -> Bool = { _ in true }
  ) {
    (self.mailbox, self.format, self.name) = (mailbox, format, name)
    (self.holds, self.extras) = (holds, extras)
  }
}

/// An item beside those of the world, in a folder of the mailbox (`Folder.number`).
package struct ExtraItem: Sendable {
  package let folder: Int
  package let item: Item

  package init(folder: Int, item: Item) { (self.folder, self.item) = (folder, item) }
}

/// A line of `indicators.csv`; types are `ip`, `app`, `user` and `user_agent`.
package struct Indicator: Sendable {
  package let type: String
  package let value: String
  package let note: String

  package init(type: String, value: String, note: String) { (self.type, self.value, self.note) = (type, value, note) }
}
