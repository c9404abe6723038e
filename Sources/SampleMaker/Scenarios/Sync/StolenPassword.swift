/// Passwords are guessed, and an Outlook that nobody knows synchronises whole folders.
package enum StolenPassword: Scenario {
  package static let name = "sync"
  package static let abstract =
    "Exchange Online, 2021: stolen passwords, whole folders synchronised, forwarding refused, throttled days"
  package static let defaults = Order.Defaults(
    mailboxes: 7, messages: 240, days: 20, mailFormats: [.pstCyclic, .eml, .mbox, .eml, .eml])

  package static func worldPlan(for order: Order) -> WorldPlan {
    .online(
      order, users: max(SyncStory.Role.allCases.count, order.mailboxes - 1), shared: ["service"],
      until: Moment(2021, 11, 13))
  }

  package static func play(in studio: Studio) throws -> Handover {
    var story = SyncStory(in: studio)
    story.ordinaryThrottling()
    story.guessPasswords()
    story.synchronise()
    let refused = story.forward()
    try story.readThrottled()
    try story.takeBeforeRetention()
    try story.deliver()
    try refused.deliver(in: studio)
    return story.handover
  }
}
