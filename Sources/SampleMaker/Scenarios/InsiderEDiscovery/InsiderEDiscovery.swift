/// An administrator reads what is not his: by full access, by an account that leaves no traces, by eDiscovery. One way
/// fails, one is never used, and the logs begin too late.
package enum InsiderEDiscovery: Scenario {
  package static let name = "insider-ediscovery"
  package static let abstract =
    "Exchange Online, 2023: an administrator with full access, audit bypass and compliance searches"
  package static let defaults = Order.Defaults(mailboxes: 11, messages: 260, days: 21)

  package static func worldPlan(for order: Order) -> WorldPlan {
    .online(
      order, users: max(InsiderStory.Role.allCases.count - 1, order.mailboxes), shared: ["finance"],
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

extension WorldPlan {
  /// A tenant for the order whose logs end at midnight of a day, and whose mail goes back six weeks further. What is
  /// enclosed is small in a small order, so that a case of it stays within some megabytes.
  static func online(_ order: Order, users: Int, shared: [String], until end: Moment) -> WorldPlan {
    let isSmall = order.messages <= 2000
    return WorldPlan(
      seed: order.seed, organisation: .invented(seed: order.seed, isOnline: true), userCount: users,
      sharedMailboxes: shared, itemCount: order.messages, from: end - .days(order.days + 45), to: end,
      medianAttachment: isSmall ? 400 : 40_000, largestAttachment: isSmall ? 6000 : 12_000_000)
  }
}
