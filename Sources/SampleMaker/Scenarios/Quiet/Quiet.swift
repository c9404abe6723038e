/// Nobody does anything wrong, and much of it looks as if. Nothing must be found.
package enum Quiet: Scenario {
  package static let name = "quiet"
  package static let abstract =
    "Exchange Online, 2023: only ordinary work, with everything in it that looks like an attack"
  package static let defaults = Order.Defaults(
    mailboxes: 8, messages: 160, days: 14, mailFormats: [.pstCyclic, .eml, .mbox, .eml, .mbox])

  package static func worldPlan(for order: Order) -> WorldPlan {
    .online(order, firm: 3, users: max(8, order.mailboxes), shared: ["info"], until: Moment(2023, 11, 6))
  }

  package static func play(in studio: Studio) throws -> Handover {
    var story = QuietStory(in: studio)
    story.administer()
    story.migrate()
    story.holdForCourt()
    story.forwardWithin()
    story.travel()
    try story.overload()
    try story.backUp()
    try story.deliver()
    return Handover(
      stores: story.handover.stores(of: studio.world, studio.order), readme: story.readme,
      period: (story.from, story.to), holes: story.holes)
  }
}
