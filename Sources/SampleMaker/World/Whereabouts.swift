/// Where copies lay before they came to where they lie now, and from where their owners worked: what scenarios ask for
/// that tell of single days.
extension World {
  /// When a copy was moved to where it lies; nil where it has lain there since it arrived, by a rule or because it
  /// belongs there.
  package func movedAt(_ copy: Copy) -> Moment? {
    let (home, role) = (homeFolder(of: copy), role(of: copy))
    guard Int(copy.folder) != home, role != .junk, !copy.flags.contains(.isSecondCopy) else { return nil }
    var dice = Dice(seed: plan.seed).stream("moved", Int(copy.conversation), Int(copy.letter), Int(copy.mailbox))
    if role == .custom, dice.chance(perMille: 600) { return nil }
    let wait =
      role == .archive
      ? dice.longTail(median: 2_600_000, most: 20_000_000) : 60 + dice.longTail(median: 9000, most: 5_000_000)
    let latest = max(copy.arrivedAt + .seconds(1), plan.to)
    return min(copy.arrivedAt + .seconds(wait), latest)
  }

  /// The number of the folder in which a copy lay at a moment; nil before it arrived.
  package func folder(of copy: Copy, at moment: Moment) -> Int? {
    guard copy.arrivedAt <= moment else { return nil }
    guard let moved = movedAt(copy), moment < moved else { return Int(copy.folder) }
    return homeFolder(of: copy)
  }

  /// The copies that lay in a folder at a moment, wherever they lie now.
  package func copies(in mailbox: Int, lyingIn folder: Int, at moment: Moment) -> [Copy] {
    copies(in: mailbox).prefix { $0.arrivedAt <= moment }.filter { self.folder(of: $0, at: moment) == folder }
  }

  /// The address of its owner's mobile phone on the day of a moment.
  package func mobileAddress(of mailbox: Int, on moment: Moment) -> String {
    let day = Int(moment.startOfDay.microseconds / Span.day.microseconds)
    var dice = Dice(seed: plan.seed).stream("mobile", mailbox, day)
    return ClientAddress.mobile(&dice)
  }

  private func role(of copy: Copy) -> Folder.Role { mailboxes[Int(copy.mailbox)].folders[Int(copy.folder)].role }

  /// Where it came to lie first.
  private func homeFolder(of copy: Copy) -> Int {
    let conversation = conversations.conversation(Int(copy.conversation), last: Int(copy.letter))
    let isOwn = conversation.isOwn(turn: Int(copy.letter))
    let sender = conversation.parties[conversation.turns[Int(copy.letter)].sender].mailbox
    let role: Folder.Role = isOwn ? conversation.ownFolder : sender == Int(copy.mailbox) ? .sent : .inbox
    if role == .custom { return Int(copy.folder) }
    return mailboxes[Int(copy.mailbox)].folder(role)?.number ?? Int(copy.folder)
  }
}
