/// Passwords are guessed; an Outlook comes that nobody knows.
extension SyncStory {
  private static let victims: [Role] = [.twins, .forwarded, .throttled, .throttledBefore, .retained]

  mutating func guessPasswords() {
    for role in Self.victims {
      let (at, mailbox) = (signedInAt(role), mailbox(role))
      let act = studio.truth.act(
        .signIn, "Some passwords do not fit, then one does.", by: .attacker, mailboxes: [mailbox.number],
        from: at - .minutes(9), to: at)
      let session = outlook(role)
      for number in 0..<dice.within(2...5) {
        trail.add(act, at: at - .minutes(9) + .seconds(90 * number)) {
          $0.userLoginFailed(session.actor, from: Self.address, userAgent: Self.browser, at: $1)
        }
      }
      // The directory keeps its records however long the mailbox keeps its own.
      trail.add(act, at: at, stating: [.compromised(mailboxes: [mailbox.number], from: at, to: at)]) {
        $0.userLoggedIn(
          session.actor, from: Self.address, userAgent: OnlineHabits.outlookAgent, sessionID: session.sessionID, at: $1)
      }
      suspectAt.append(at)
    }
  }

  mutating func synchronise() {
    let first = signedInAt(.twins) + .minutes(3)
    synchronise(.twins, folders(.twins, [.inbox, .sent]) + twinFolders.prefix(1), from: first)
    synchronise(.twins, folders(.twins, [.inbox]), from: day(75) + .hours(4))
    synchronise(.forwarded, folders(.forwarded, [.inbox]), from: signedInAt(.forwarded) + .minutes(4))
    synchronise(.throttled, folders(.throttled, [.sent]), from: throttledAt - .hours(5))
    synchronise(.throttled, folders(.throttled, [.sent]), from: throttledAt + .hours(40))
    synchronise(.throttledBefore, folders(.throttledBefore, [.inbox]), from: signedInAt(.throttledBefore) + .minutes(2))
  }

  private func folders(_ role: Role, _ roles: [Folder.Role]) -> [Folder] {
    roles.compactMap { mailbox(role).folder($0) }
  }

  private mutating func synchronise(_ role: Role, _ folders: [Folder], from start: Moment) {
    let (number, session) = (mailbox(role).number, outlook(role))
    let end = start + .seconds(40 * folders.count)
    let act = studio.truth.act(
      .sync, "The attacker's Outlook synchronises whole folders.", by: .attacker, mailboxes: [number], from: start,
      to: end)
    for (place, folder) in folders.enumerated() {
      let at = start + .seconds(40 * place)
      take(folder, of: number, act, at: at)
      trail.add(act, at: at, mailbox: number, stating: [.sync(mailbox: number, folderName: folder.name)]) {
        $0.sync(session, folder, at: $1)
      }
      suspectAt.append(at)
    }
  }

  private func take(_ folder: Folder, of mailbox: Int, _ act: Act, at moment: Moment) {
    studio.truth.take(allOf: mailbox, by: act, at: moment, how: .sync) {
      $0 == folder.number && $1 <= moment
    }
  }

  /// A rule that was to send everything out; the service refuses.
  mutating func forward() -> RefusedForwarding {
    let (mailbox, session) = (mailbox(.forwarded), outlook(.forwarded))
    let set = signedInAt(.forwarded) + .minutes(21)
    let end = day(80)
    let act = studio.truth.act(
      .ruleSet, "A rule forwards all mail outside.", by: .attacker, mailboxes: [mailbox.number], from: set, to: end)
    trail.add(
      act, at: set, mailbox: mailbox.number,
      stating: [
        .session(mailbox: mailbox.number),
        // No record takes it back.
        .forwardingSet(mailbox: mailbox.number, until: studio.world.plan.to),
      ]
    ) { $0.updateInboxRules(session, .forwarding(to: [Self.outside], name: "."), at: $1) }
    suspectAt.append(set)
    let refused = studio.truth.act(
      .forwardingRefused, "Exchange Online refuses each of these mails.", by: .service, mailboxes: [mailbox.number],
      from: set, to: end)
    return RefusedForwarding(events: refusals(mailbox, from: set, to: end, refused))
  }

  private mutating func refusals(
    _ mailbox: Mailbox, from set: Moment, to end: Moment, _ act: Act
  ) -> [(event: MessageTraceEvent, trace: Trace)] {
    let trace = Trace(act, mailbox: mailbox.number, stating: [.deliveryRefused(mailbox: mailbox.number)])
    return studio.world.copies(in: mailbox.number, from: set, to: end).compactMap { copy in
      guard !copy.flags.contains(.isSecondCopy), let letter = studio.world.letter(copy.reference),
        let id = letter.internetMessageID, letter.sender.address != mailbox.address
      else { return nil }
      let event = MessageTraceEvent(
        messageID: id, traceID: dice.guid(), at: copy.arrivedAt + .seconds(2), sender: mailbox.address,
        recipient: Self.outside, event: "Fail", detail: MessageTraceEvent.forwardingRefused)
      return (event, trace)
    }
  }
}
