extension Mailbox {
  /// The same mailbox under another address.
  func renamed(_ address: String) -> Mailbox {
    let person = Person(
      givenName: person.givenName, familyName: person.familyName, displayName: person.displayName, address: address,
      language: person.language, offsetMinutes: person.offsetMinutes)
    return Mailbox(
      number: number, kind: kind, person: person, guid: guid, sid: sid, legacyDN: legacyDN, userKey: userKey,
      storeUID: storeUID, clientAddresses: clientAddresses, folders: folders)
  }
}

extension World {
  /// The users' mailboxes, the fullest first.
  func busiestUsers(without numbers: [Int]) -> [Mailbox] {
    let users = mailboxes.filter { $0.kind == .user && !numbers.contains($0.number) }
    return users.sorted { left, right in
      (copies(in: right.number).count, left.number) < (copies(in: left.number).count, right.number)
    }
  }
}

extension WorldPlan {
  /// A tenant for the order whose logs end at midnight of a day, and whose mail goes back six weeks further. What is
  /// enclosed is small in a small order, so that a case of it stays within some megabytes. Scenarios of one seed have
  /// different firms.
  static func online(_ order: Order, firm: UInt64 = 0, users: Int, shared: [String], until end: Moment) -> WorldPlan {
    let isSmall = order.messages <= 2000
    return WorldPlan(
      seed: order.seed &+ firm, organisation: .invented(seed: order.seed &+ firm, isOnline: true), userCount: users,
      sharedMailboxes: shared, itemCount: order.messages, from: end - .days(order.days + 45), to: end,
      medianAttachment: isSmall ? 400 : 40_000, largestAttachment: isSmall ? 6000 : 12_000_000)
  }
}
