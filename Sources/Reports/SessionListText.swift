extension SessionList {
  private static let shownLimit = 20

  /// For a terminal of 100 columns: the suspect ones in full, then the others in one line each.
  package var text: String {
    if sessions.isEmpty { return "No sessions.\n" }
    let suspect = sessions.filter(\.isSuspect)
    let others = sessions.filter { !$0.isSuspect }
    var result =
      "\(counted(sessions.count, "session")) in \(counted(mailboxCount, "mailbox", "mailboxes")), \(suspect.count) suspect\n"
    result += "(! makes it suspect, + speaks for an attacker, − against, = was decided)\n"
    if !suspect.isEmpty { result += "\nSuspect\n" + suspect.map(Self.block).joined() }
    if !others.isEmpty {
      let busiest = others.sorted { ($0.items, $1.sessionID) > ($1.items, $0.sessionID) }.prefix(Self.shownLimit)
      result +=
        others.count > busiest.count
        ? "\nNot suspect: the \(busiest.count) of \(others.count) that touched most (--mailbox narrows, --json has all)\n"
        : "\nNot suspect\n"
      result += Self.table(Array(busiest))
      for session in others where !session.judgements.isEmpty { result += Self.block(session) }
    }
    return result
  }

  static func block(_ session: Session) -> String {
    let who = [session.actor, session.clientIP.map { "from \($0)" }, session.appID.map { "app \($0)" }]
      .compactMap { $0 }.joined(separator: " ")
    var result = TerminalText.wrapped(
      "\(session.mailbox ?? "in no mailbox") · \(who.isEmpty ? "nobody named" : who)",
      first: "  [\(session.name)] ",
      hanging: "      ")
    var counts = "\(session.first ?? "?") to \(session.last ?? "?"), \(counted(session.events, "event")), "
    counts += counted(session.items, "item")
    if let bytes = session.bytes { counts += ", \(byteText(bytes))" }
    result += TerminalText.wrapped(counts, first: "      ", hanging: "      ")
    if let client = session.clientInfo { result += TerminalText.wrapped(client, first: "      ", hanging: "        ") }
    for reason in session.reasons { result += TerminalText.wrapped(reason, first: "      ! ", hanging: "        ") }
    for reason in session.speaksFor { result += TerminalText.wrapped(reason, first: "      + ", hanging: "        ") }
    for reason in session.speaksAgainst {
      result += TerminalText.wrapped(reason, first: "      − ", hanging: "        ")
    }
    for judgement in session.judgements {
      result += TerminalText.wrapped(
        "judged \(judgement.decision) by \(judgement.examiner), \(judgement.judgedAt), "
          + "\(judgement.state.replacing("_", with: " ")): \(judgement.reason)", first: "      = ", hanging: "        ")
    }
    return result
  }

  private static func table(_ sessions: [Session]) -> String {
    var table = TextTable([
      ("session", .left), ("mailbox", .left), ("actor", .left), ("from", .left), ("first", .left), ("items", .right),
    ])
    for session in sessions {
      table.add([
        session.name, TerminalText.cut(session.mailbox ?? "-", to: 24),
        TerminalText.cut(session.actor ?? "-", to: 20), TerminalText.cut(session.clientIP ?? "-", to: 15),
        session.first.map { String($0.prefix(16)) }, "\(session.items)",
      ])
    }
    return table.text(indent: "  ")
  }
}

/// `1 message`, `2 messages`.
func counted(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }
