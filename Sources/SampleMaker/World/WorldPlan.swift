/// What a world is made of.
package struct WorldPlan: Sendable {
  package let seed: UInt64
  package let organisation: Organisation
  /// Of `Mailbox.Kind.user`; the world adds those that `sharedMailboxes` names.
  package let userCount: Int
  /// The local parts of shared mailboxes: `finance`, `info`…
  package let sharedMailboxes: [String]
  /// The items of all mailboxes together, exactly.
  package let itemCount: Int
  /// When mail was written: the exports reach back further than the logs.
  package let from: Moment
  package let to: Moment
  /// The tongues of the organisation's offices and of those it writes to, the home office's first.
  package let languages: [Language]
  /// How many of a thousand threads are written with people outside.
  package let outsidePerMille: Int
  /// Half of all enclosed documents are smaller, in bytes; texts and pictures in the body are smaller still.
  package let medianAttachment: Int
  /// None is larger, in bytes, save that a document of its kind has to have some size (about 4 kB at most).
  package let largestAttachment: Int
  /// Half of all letters say less, in bytes and without what they quote. Unless named it goes with the attachments, so
  /// that small cases are small: a tenth of their median, between 100 and 400.
  package let medianText: Int

  package init(
    seed: UInt64, organisation: Organisation, userCount: Int, sharedMailboxes: [String], itemCount: Int, from: Moment,
    to: Moment, languages: [Language] = Language.allCases, outsidePerMille: Int = 450, medianAttachment: Int = 40_000,
    largestAttachment: Int = 12_000_000, medianText: Int? = nil
  ) {
    self.seed = seed
    self.organisation = organisation
    self.userCount = userCount
    self.sharedMailboxes = sharedMailboxes
    self.itemCount = itemCount
    self.from = from
    self.to = to
    self.languages = languages
    self.outsidePerMille = outsidePerMille
    self.medianAttachment = medianAttachment
    self.largestAttachment = largestAttachment
    self.medianText = medianText ?? max(100, min(400, medianAttachment / 10))
  }

  /// An ordinary organisation of so many mailboxes, of which about one in ten is shared, that writes in all languages,
  /// its own before the others. Worlds of up to 5,000 items get small attachments, so that a case of theirs stays
  /// within a few megabytes.
  package static func standard(
    seed: UInt64, mailboxes: Int, items: Int, from: Moment, to: Moment, isOnline: Bool,
    languages: [Language]? = nil
  ) -> WorldPlan {
    let shared = ["info", "finance", "sales", "service", "jobs", "purchasing", "quality", "press"]
    let sharedCount = min(shared.count, mailboxes / 10 + (mailboxes > 2 && mailboxes < 10 ? 1 : 0))
    let organisation = Organisation.invented(seed: seed, isOnline: isOnline)
    let home = organisation.homeLanguage
    let isSmall = items <= 5000
    return WorldPlan(
      seed: seed, organisation: organisation, userCount: mailboxes - sharedCount,
      sharedMailboxes: Array(shared.prefix(sharedCount)), itemCount: items, from: from, to: to,
      languages: languages ?? [home] + Language.allCases.filter { $0 != home },
      medianAttachment: isSmall ? 1500 : 40_000, largestAttachment: isSmall ? 40_000 : 12_000_000)
  }

  /// What is spoken where tongues differ.
  var commonLanguage: Language { languages.contains(.english) ? .english : homeLanguage }
  var homeLanguage: Language { languages.first ?? .english }
}
