extension Summary {
  /// For a terminal of 100 columns.
  package var text: String {
    var result = contents.text + "\n"
    let exposed = mailboxes.filter { !$0.tiers.isEmpty || !$0.suspectSessions.isEmpty || !$0.handledByActor.isEmpty }
    result += "Mailboxes with exposure or suspect sessions: \(exposed.count) of \(mailboxes.count)\n"
    for mailbox in exposed { result += "\n" + Self.text(mailbox) }
    if !suspectSessionsElsewhere.isEmpty {
      result += "\nSuspect sessions outside any one mailbox (sign-ins, administration)\n"
      result += suspectSessionsElsewhere.map(Self.text).joined()
    }
    result += "\nFindings: \(findings.count)\n"
    for finding in findings {
      let mailbox = finding.mailbox.map { " · \($0)" } ?? ""
      result += TerminalText.wrapped(
        "\(finding.severity.uppercased()) \(finding.title)\(mailbox)", first: "  [\(finding.findingID)] ",
        hanging: "      ")
      result += TerminalText.wrapped(finding.summary, first: "      ", hanging: "      ")
    }
    if !notes.isEmpty { result += "\nTo know\n" + Self.text(notes) }
    result += Self.caveats
    return result
  }

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

  private static let caveats = """

    How to read this
      accessed: the log names the message as opened; that is not proof that somebody read it.
      synced, unlogged, reachable: less sure, in this order; `mailtrail exposure` shows the grounds.
      A message without a tier is not thereby safe: these logs may not reach far enough.

    """

  private static func text(_ mailbox: Mailbox) -> String {
    var result = "\(TerminalText.safe(mailbox.mailbox))  (\(counted(mailbox.messages, "message")) at hand)\n"
    var table = TextTable([
      ("tier", .left), ("basis", .left), ("messages", .right), ("embedded", .right), ("id only", .right),
      ("size", .right), ("first", .left), ("last", .left),
    ])
    for tier in mailbox.tiers {
      table.add([
        tier.tier, tier.basis, "\(tier.messages)", "\(tier.embeddedMessages)", "\(tier.withoutContent)",
        tier.bytes.map { (tier.sizeUnknown > 0 ? "≥ " : "") + byteText($0) }, tier.first, tier.last,
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
    result += "  no tier stated for \(counted(mailbox.notStated, "message"))\n"
    if !mailbox.handledByActor.isEmpty {
      let parts = mailbox.handledByActor.map { "\($0.accessType) \($0.items)" }.joined(separator: ", ")
      result += "  handled by the actor itself, raising no tier: \(parts)\n"
    }
    return result + mailbox.suspectSessions.map(text).joined()
  }

  private static func text(_ session: Session) -> String {
    let who = [session.actor, session.clientIP.map { "from \($0)" }, session.appID.map { "app \($0)" }]
      .compactMap { $0 }.joined(separator: " ")
    let when = "\(session.first ?? "?") to \(session.last ?? "?")"
    let reasons = session.reasons.map { TerminalText.wrapped($0, first: "      ", hanging: "        ") }.joined()
    return TerminalText.wrapped(who, first: "  suspect: ", hanging: "      ")
      + "      \(when), \(counted(session.events, "event"))\n\(reasons)"
  }
}
