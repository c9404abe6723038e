extension Summary {
  /// For a terminal of 100 columns: the answer, the mailboxes, then what it rests on.
  package var text: String {
    var result = answer + overview
    let concerned = mailboxes.filter(\.isConcerned)
    for mailbox in concerned.prefix(Self.mailboxLimit) { result += "\n" + Self.text(mailbox) }
    if concerned.count > Self.mailboxLimit {
      result +=
        "\n\(concerned.count - Self.mailboxLimit) more mailboxes; `mailtrail exposure --mailbox` and --json have them\n"
    }
    if !suspectSessionsElsewhere.isEmpty {
      result += "\nSuspect sessions outside any one mailbox (sign-ins, administration)\n"
      result += Self.sessions(suspectSessionsElsewhere)
    }
    result += actorsText + jobsText + serversText + findingsText + holesText + judgementsText
    if !notes.isEmpty { result += "\nTo know\n" + Self.text(notes) }
    return result + "\n" + contents.text + caveats
  }

  private static let mailboxLimit = 40
  private static let sessionLimit = 6

  /// By topic; of a topic with many notes the first three, and how many more there are.
  package static func text(_ notes: [Note]) -> String {
    var topics: [String] = []
    for note in notes where !topics.contains(note.topic) { topics.append(note.topic) }
    let byTopic = Dictionary(grouping: notes, by: \.topic)
    var lines: [String] = []
    for topic in topics {
      let all = byTopic[topic] ?? []
      let shown = all.count > 5 ? all.prefix(3) : all[...]
      lines += shown.map { "\(topic): \($0.text)" }
      if shown.count < all.count {
        lines.append("\(topic): \(all.count - shown.count) more of these; --json has them all")
      }
    }
    return lines.map { TerminalText.wrapped($0, first: "  - ", hanging: "    ") }.joined()
  }

  /// A line for each tier that was told above.
  private var caveats: String {
    let told = Set(mailboxes.flatMap(\.tiers).map(\.tier))
    let lines = Self.meanings.filter { !told.isDisjoint(with: $0.tiers) }.map(\.text)
    guard !lines.isEmpty else { return "" }
    return "\nHow to read this\n"
      + lines.map { TerminalText.wrapped($0, first: "  ", hanging: "    ") }.joined()
  }

  private static let meanings: [(tiers: [String], text: String)] = [
    (
      ["exported"],
      "exported: in a file, or delivered outside. It has left only where the job is downloaded with as many bytes as the "
        + "file has, or a trace shows the delivery; else it was written, or fetched, and no more."
    ),
    (["accessed"], "accessed: the log names the message as opened; that is not proof that somebody read it."),
    (["synced"], "synced: its folder was synchronised to a device while it was in it; no record names the message."),
    (["unlogged"], "unlogged: could be opened while nothing was logged; whether it was, no record says."),
    (["reachable"], "reachable: the means were there, and nothing names the message."),
    (["not_indicated"], "not_indicated: no suspect access in records that are proven able to show it."),
    (["unknown"], "unknown: none of these can be said, which makes nothing safe; `mailtrail coverage` shows why."),
    (
      ["exported", "accessed", "synced", "unlogged", "reachable"],
      "Less sure in this order; `mailtrail exposure` shows the grounds of each message."
    ),
  ]

  private static func text(_ mailbox: MailboxSummary) -> String {
    var result = "\(TerminalText.safe(mailbox.mailbox))  (\(counted(mailbox.messages, "message")) at hand)\n"
    var table = TextTable([
      ("tier", .left), ("basis", .left), ("messages", .right), ("inside", .right), ("id only", .right),
      ("size", .right), ("when", .left),
    ])
    for tier in mailbox.tiers {
      table.add([
        tier.tier, ["mail_items_accessed", "unchanged_auditing"].contains(tier.basis) ? "proven" : tier.basis,
        "\(tier.messages)",
        "\(tier.embeddedMessages)", "\(tier.withoutContent)",
        tier.bytes.map { (tier.sizeUnknown > 0 ? "≥ " : "") + byteText($0) }, Self.span(tier.first, tier.last),
      ])
    }
    if !table.isEmpty { result += table.text(indent: "  ") }
    let alternatives = mailbox.tiers.reduce(0) { $0 + $1.alternatives }
    if alternatives > 0 {
      result += "  \(counted(alternatives, "further message")) with a Message-ID that is counted once above\n"
    }
    if mailbox.sentByActor > 0 {
      result += "  \(counted(mailbox.sentByActor, "message")) sent by the actor itself, no exposure\n"
    }
    if !mailbox.handledByActor.isEmpty {
      let parts = mailbox.handledByActor.map { "\($0.accessType) \($0.items)" }.joined(separator: ", ")
      result += "  handled by the actor itself, raising no tier: \(parts)\n"
    }
    return result + sessions(mailbox.suspectSessions)
  }

  /// The minutes of one day, `2021-01-14 21:45–21:49`, or the days; `…` stands for a time that is not known.
  private static func span(_ first: String?, _ last: String?) -> String? {
    guard first != nil || last != nil else { return nil }
    if let first, let last, first.prefix(10) == last.prefix(10) {
      let (from, to) = (first.prefix(16), last.prefix(16))
      return from == to ? String(from) : "\(from)–\(to.suffix(5))"
    }
    return [first, last].map { $0.map { String($0.prefix(10)) } ?? "…" }.joined(separator: "–")
  }

  private static func sessions(_ sessions: [SessionList.Session]) -> String {
    let more = sessions.count - sessionLimit
    return sessions.prefix(sessionLimit).map(SessionList.block).joined()
      + (more > 0 ? "  and \(more) more suspect sessions; `mailtrail sessions --suspect` lists them\n" : "")
  }
}
