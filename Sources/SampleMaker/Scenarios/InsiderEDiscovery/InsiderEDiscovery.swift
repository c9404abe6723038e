/// An administrator reads what is not his: by full access, by an account that leaves no traces, by eDiscovery. One way
/// fails, one is never used, and the logs begin too late.
package enum InsiderEDiscovery: Scenario {
  package static let name = "insider-ediscovery"
  package static let abstract =
    "Exchange Online, 2023: an administrator with full access, audit bypass and compliance searches"
  package static let defaults = Order.Defaults(
    mailboxes: 11, messages: 225, days: 20, mailFormats: [.eml, .mbox, .eml, .pstPermute, .mbox, .eml])

  package static func worldPlan(for order: Order) -> WorldPlan {
    .online(
      order, firm: 8, users: max(InsiderStory.Role.allCases.count - 1, order.mailboxes), shared: ["finance"],
      until: Moment(2023, 9, 4))
  }

  package static func play(in studio: Studio) throws -> Handover {
    var story = InsiderStory(in: studio)
    story.ordinaryAdministration()
    try story.takeFinance()
    try story.grantRights()
    try story.readAsDelegate()
    try story.bypassAuditing()
    try story.search()
    let refused = try story.forward()
    story.clearUp()
    try story.deliver()
    try refused.deliver(in: studio)
    return Handover(
      stores: story.stores, indicators: story.indicators, readme: story.readme, period: (story.from, story.to),
      holes: story.holes)
  }
}
