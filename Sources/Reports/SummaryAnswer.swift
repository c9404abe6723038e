extension Summary {
  /// The first lines: how many mailboxes and messages, how surely, when and by whom; and of how many nothing is said.
  var answer: String {
    let exposed = mailboxes.filter { $0.tiers.contains(where: \.isExposed) }
    var lines: [String] = []
    if exposed.isEmpty {
      lines.append(
        "No message is known to have been in an attacker's hands. That is no proof that none was taken: see below what "
          + "the logs cannot show.")
    } else {
      let tiers = Self.exposedTiers.compactMap { tier -> String? in
        let count = mailboxes.reduce(0) { $0 + $1.count(tier) }
        return count == 0 ? nil : "\(count) \(tier)"
      }
      lines.append(
        "Messages of \(counted(exposed.count, "mailbox", "mailboxes")) out of \(mailboxes.count): "
          + "\(tiers.joined(separator: ", ")).")
    }
    if let window {
      lines.append(
        "An attacker acted from \(window.first) to \(window.last ?? "a time that no record tells"), \(byWhom).")
    }
    if let jobs = jobsLine { lines.append(jobs) }
    if let open = unconfirmedLine { lines.append(open) }
    let open = mailboxes.filter(\.isReachableWithoutMessages).count
    if open > 0 {
      lines.append(
        "\(counted(open, "mailbox", "mailboxes")) of which no message is at hand \(open == 1 ? "was" : "were") open to the "
          + "attacker too: all that was in \(open == 1 ? "it" : "them") was reachable.")
    }
    for tier in ["not_indicated", "unknown"] { if let line = remainderLine(tier) { lines.append(line) } }
    return "The answer\n" + lines.map { TerminalText.wrapped($0, first: "  ", hanging: "  ") }.joined()
  }

  private static let exposedTiers = ["exported", "accessed", "synced", "unlogged", "reachable"]

  private var byWhom: String {
    let sessions = mailboxes.flatMap(\.suspectSessions) + suspectSessionsElsewhere
    let addresses = Set(sessions.compactMap(\.clientIP)).sorted()
    var text = "in \(counted(sessions.count, "suspect session"))"
    if !addresses.isEmpty {
      let more = addresses.count > 4 ? " and \(addresses.count - 4) more addresses" : ""
      text += " from \(addresses.prefix(4).joined(separator: ", "))\(more)"
    }
    return text
  }

  private var jobsLine: String? {
    guard !jobCounts.theirs.isEmpty else { return nil }
    return "Exports and forwardings of theirs: "
      + jobCounts.theirs.map { "\($0.count) \($0.state)" }.joined(separator: ", ") + "."
  }

  /// A decision that new records unsettled takes its tiers along: without a word of it that would read as an all-clear.
  private var unconfirmedLine: String? {
    let open = judgements.filter { $0.state == "to_be_confirmed" }.count
    guard open > 0 else { return nil }
    return "\(counted(open, "decision of an examiner", "decisions of examiners")) no longer "
      + "\(open == 1 ? "fits" : "fit") what the case holds, and \(open == 1 ? "counts" : "count") for nothing here until "
      + "given again (see below: Decided by examiners)."
  }

  private func remainderLine(_ tier: String) -> String? {
    let those = mailboxes.filter {
      !$0.tiers.contains(where: \.isExposed) && $0.remainder == tier && !$0.isReachableWithoutMessages
    }
    let rest = mailboxes.filter { $0.tiers.contains(where: \.isExposed) && $0.count(tier) > 0 }
    let isAll = !mailboxes.contains { $0.tiers.contains(where: \.isExposed) }
    var subjects: [String] = []
    if !those.isEmpty {
      let named = counted(those.count, isAll ? "mailbox" : "other mailbox", isAll ? "mailboxes" : "other mailboxes")
      subjects.append("\(named) (\(counted(those.reduce(0) { $0 + $1.count(tier) }, "message")))")
    }
    if !rest.isEmpty {
      subjects.append("\(counted(rest.reduce(0) { $0 + $1.count(tier) }, "message")) of the mailboxes above")
    }
    guard !subjects.isEmpty else { return nil }
    let whole = "Of " + subjects.joined(separator: " and of ")
    if tier == "not_indicated" {
      return whole + ", records that are proven able to show access show none that is suspect: not_indicated."
    }
    let reasons = Dictionary(grouping: those, by: \.remainderBasis).sorted { $0.key < $1.key }
      .map { "\($0.key) \($0.value.count)" }
    let why = reasons.isEmpty ? "" : " (mailboxes by reason: \(reasons.joined(separator: ", ")))"
    return whole + " nothing can be said: unknown\(why)."
  }

  /// All mailboxes that something is said of, a line each.
  var overview: String {
    var table = TextTable([
      ("mailbox", .left), ("exported", .right), ("accessed", .right), ("synced", .right), ("unlogged", .right),
      ("reachable", .right), ("not ind.", .right), ("unknown", .right),
    ])
    let shown = mailboxes.prefix(Self.overviewLimit)
    for mailbox in shown {
      let figures = (Self.exposedTiers + ["not_indicated", "unknown"]).map { tier in
        let count = mailbox.count(tier)
        let whole = mailbox.isReachableWithoutMessages ? "reachable" : mailbox.remainder
        return count == 0 ? (tier == whole && mailbox.tiers.isEmpty ? "all" : "·") : "\(count)"
      }
      table.add([TerminalText.cut(mailbox.mailbox, to: 30)] + figures)
    }
    guard !table.isEmpty else { return "" }
    let more = mailboxes.count - shown.count
    return "\nMailboxes, worst first\n" + table.text(indent: "  ")
      + (more > 0 ? "  and \(more) more; --json has all\n" : "")
  }

  private static let overviewLimit = 40
}

/// `1 mailbox`, `2 mailboxes`.
func counted(_ count: Int, _ one: String, _ many: String) -> String { "\(count) \(count == 1 ? one : many)" }
