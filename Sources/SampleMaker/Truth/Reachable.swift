/// The actor had the means, and nothing names items.
extension Examiner {
  func reachable(_ item: ItemFacts, _ facts: MailboxFacts) -> Conclusion? {
    bySynchronisation(item, facts) ?? byRequest(item, facts) ?? bySession(item, facts) ?? byPermission(item, facts)
      ?? byForwarding(item, facts) ?? byServer(item, facts)
  }

  /// Rows 9 and 10: whoever synchronises one folder has the mailbox open.
  private func bySynchronisation(_ item: ItemFacts, _ facts: MailboxFacts) -> Conclusion? {
    guard let sync = facts.syncs.first, let stay = facts.stay, item.receivedAt <= stay.to else { return nil }
    let named = facts.syncs.filter { $0.folderName == item.folder.name && item.receivedAt <= $0.at }
    let isAmbiguous = !item.isFolderNameUnique && !named.isEmpty
    return Conclusion(
      tier: .reachable, basis: .syncContext, placement: isAmbiguous ? .unknown : nil, rows: [isAmbiguous ? 10 : 9],
      places: (isAmbiguous ? named : [sync]).compactMap(\.place))
  }

  /// Rows 14, 19, 32 and 33: an export that is not known to have run, or of which nobody can say whether it took this.
  private func byRequest(_ item: ItemFacts, _ facts: MailboxFacts) -> Conclusion? {
    for job in facts.jobs.map({ jobs[$0] }) where job.fruitlessRow == nil && item.receivedAt <= end(of: job, facts) {
      switch job.request.scope(item) {
      case .outside: continue
      case .undetermined(let row):
        return Conclusion(
          tier: .reachable, basis: .exportRequested, state: job.state, rows: [row], places: job.places)
      case .inside:
        let row = job.request.service == .compliance && job.state != .requested ? 32 : 14
        return Conclusion(
          tier: .reachable, basis: .exportRequested, state: job.state, rows: [row], places: job.places)
      }
    }
    return nil
  }

  /// What came in after it ran is not in it; one that is not known to have run may have until the actor was gone.
  private func end(of job: ExportJob, _ facts: MailboxFacts) -> Moment {
    job.ranAt ?? max(job.requestedAt, facts.window?.to ?? incident?.to ?? job.requestedAt)
  }

  private func bySession(_ item: ItemFacts, _ facts: MailboxFacts) -> Conclusion? {
    guard let session = facts.session, let stay = facts.stay, item.receivedAt <= stay.to else { return nil }
    return Conclusion(
      tier: .reachable, basis: .session, rows: facts.hasOpenAttachment ? [34] : [],
      places: session.place.map { [$0] } ?? [])
  }

  private func byPermission(_ item: ItemFacts, _ facts: MailboxFacts) -> Conclusion? {
    let granted = facts.permissions.filter { item.receivedAt <= $0.to }
    guard !granted.isEmpty else { return nil }
    return Conclusion(tier: .reachable, basis: .permission, rows: [25], places: granted.compactMap(\.place))
  }

  /// Row 21: what came in while the rule stood, without a trace of its delivery. Row 22: the service refused.
  private func byForwarding(_ item: ItemFacts, _ facts: MailboxFacts) -> Conclusion? {
    guard !facts.isForwardingRefused else { return nil }
    let standing = facts.forwardings.filter { $0.from <= item.receivedAt && item.receivedAt <= $0.to }
    guard !standing.isEmpty else { return nil }
    return Conclusion(tier: .reachable, basis: .forwarding, rows: [21], places: standing.compactMap(\.place))
  }

  private func byServer(_ item: ItemFacts, _ facts: MailboxFacts) -> Conclusion? {
    let held = facts.serverControl.filter { item.receivedAt <= $0.to }
    guard !held.isEmpty else { return nil }
    return Conclusion(tier: .reachable, basis: .serverControl, rows: [26], places: held.compactMap(\.place))
  }
}
