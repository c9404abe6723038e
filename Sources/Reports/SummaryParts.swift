/// What the answer rests on, and what it leaves open.
extension Summary {
  var findingsText: String {
    var result = "\nFindings: \(findings.count)\n"
    for finding in findings {
      let mailbox = finding.mailbox.map { " · \($0)" } ?? ""
      result += TerminalText.wrapped(
        "\(finding.severity.uppercased()) \(finding.title)\(mailbox)", first: "  [\(finding.findingID)] ",
        hanging: "      ")
      result += TerminalText.wrapped(finding.summary, first: "      ", hanging: "      ")
    }
    return result
  }

  var actorsText: String {
    guard !proposedActors.isEmpty else { return "" }
    return "\nProposed actors (sessions that something joins; a proposal, no tier rests on it)\n"
      + proposedActors.prefix(5).map { actor in
        TerminalText.wrapped(
          "\(actor.title): \(counted(actor.sessions, "session")), \(actor.suspectSessions) of them suspect, in "
            + "\(counted(actor.mailboxes, "mailbox", "mailboxes")), \(counted(actor.items, "item")), "
            + "\(actor.first ?? "?") to \(actor.last ?? "?")", first: "  - ", hanging: "    ")
      }.joined() + more(proposedActors.count - 5)
  }

  var jobsText: String {
    guard jobCounts.all > 0 else { return "" }
    let ordered = exportJobs.filter { !$0.reasons.isEmpty } + exportJobs.filter(\.reasons.isEmpty)
    return "\nExports, searches, forwarding\n"
      + ordered.prefix(Self.jobLimit).map(\.judgedText).joined() + more(jobCounts.all - Self.jobLimit)
  }

  var serversText: String {
    guard !servers.isEmpty else { return "" }
    return "\nServers\n"
      + servers.prefix(20).map { server in
        let builds = server.builds.map { build in
          "\(build.build ?? "build not known") (\(build.state.replacing("_", with: " ")), \(build.from ?? "from ever") to "
            + "\(build.to ?? "the end"))"
        }
        var text = TerminalText.wrapped(
          "\(server.server): \(builds.isEmpty ? "no build in the logs" : builds.joined(separator: "; "))", first: "  ",
          hanging: "    ")
        for window in server.windows {
          text += TerminalText.wrapped(
            "an attacker could act from \(window.from) to \(window.to ?? "a time that no record tells") (\(window.basis))",
            first: "    ", hanging: "      ")
        }
        if !server.events.isEmpty {
          let phases = server.events.sorted { $0.key < $1.key }
            .map { "\($0.key.replacing("_", with: " ")) \($0.value)" }
          text += TerminalText.wrapped(
            "acts: \(phases.joined(separator: ", "))", first: "    ", hanging: "      ")
        }
        return text
      }.joined() + more(servers.count - 20)
  }

  /// The tenant's and the servers' first, then those of mailboxes.
  var holesText: String {
    guard window != nil, !holes.isEmpty else { return "" }
    return "\nWhat the logs cannot show of that time\n"
      + holes.prefix(12).map { span in
        TerminalText.wrapped(
          "\(span.subject): \(span.state.replacing("_", with: " ")), \(span.from ?? "…") to \(span.to ?? "…")"
            + (span.note.map { "; \($0)" } ?? ""), first: "  - ", hanging: "    ")
      }.joined() + more(holes.count - 12)
  }

  var judgementsText: String {
    let standing = judgements.filter { $0.state != "superseded" }
    guard !standing.isEmpty else { return "" }
    return "\nDecided by examiners\n"
      + standing.prefix(20).map { judgement in
        TerminalText.wrapped(
          "\(judgement.decision), \((judgement.state ?? "not applied").replacing("_", with: " ")): "
            + "\(judgement.actor ?? "nobody named") in \(judgement.mailbox ?? "no mailbox") "
            + "(\(judgement.sessionFingerprint.prefix(12))), by \(judgement.examiner), \(judgement.judgedAt): "
            + judgement.reason, first: "  - ", hanging: "    ")
      }.joined() + more(standing.count - 20)
  }

  private func more(_ count: Int) -> String { count > 0 ? "  and \(count) more; --json has them all\n" : "" }
}
