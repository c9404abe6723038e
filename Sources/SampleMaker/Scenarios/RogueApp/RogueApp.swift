/// People let an application in that a phishing mail praised; it reads their mail until it is put out.
package enum RogueApp: Scenario {
  package static let name = "rogue-app"
  package static let abstract =
    "Exchange Online, 2023: a consented application reads mailboxes by Bind; a stolen cookie; one mailbox is throttled"
  package static let defaults = Order.Defaults(
    mailboxes: 7, messages: 220, days: 15, mailFormats: [.eml, .pstPermute, .mbox, .eml, .eml, .mbox, .eml])

  package static func worldPlan(for order: Order) -> WorldPlan {
    .online(order, users: order.mailboxes - 1, shared: ["finance"], until: Moment(2023, 6, 3))
  }

  package static func play(in studio: Studio) throws -> Handover {
    var story = RogueAppStory(in: studio)
    story.phish()
    story.consents()
    try story.read()
    try story.readThrottled()
    story.readShared()
    story.stealCookie()
    story.putOut()
    try story.deliver()
    return story.handover
  }
}
