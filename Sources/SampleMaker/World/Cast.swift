/// Who there is: the mailboxes, how much each of them takes part, and everybody outside.
struct Cast: Sendable {
  let mailboxes: [Mailbox]
  let outsiders: Outsiders
  private let userCount: Int
  private let correspondents: [Correspondent]
  /// How much the mailboxes up to each one write and read together, users before shared ones.
  private let weightsUntil: [Int]

  init(_ plan: WorldPlan) {
    mailboxes = MailboxMaker(plan: plan).mailboxes()
    outsiders = Outsiders(plan, insiders: mailboxes.map(\.person))
    userCount = plan.userCount
    correspondents = mailboxes.map { Correspondent(name: $0.person.displayName, address: $0.address) }
    var dice = Dice(seed: plan.seed).stream("weights")
    var sum = 0
    weightsUntil = mailboxes.map { _ in
      sum += dice.longTail(median: 100, most: 1600)
      return sum
    }
  }

  func person(_ party: Party) -> Person {
    if let mailbox = party.mailbox { return mailboxes[mailbox].person }
    return party.outsider.map { outsiders.all[$0].person } ?? mailboxes[0].person
  }

  func correspondent(_ party: Party) -> Correspondent {
    if let mailbox = party.mailbox { return correspondents[mailbox] }
    return party.outsider.map { outsiders.all[$0].correspondent } ?? correspondents[0]
  }

  func pickUser(_ dice: inout Dice) -> Int { pick(among: userCount, &dice) }

  /// Shared mailboxes read, but hardly ever begin anything.
  func pickReader(_ dice: inout Dice) -> Int { pick(among: mailboxes.count, &dice) }

  /// Often somebody of the same team of eight.
  func pickColleague(of mailbox: Int, _ dice: inout Dice) -> Int {
    guard dice.chance(perMille: 600) else { return pickReader(&dice) }
    let first = mailbox / 8 * 8
    return first + dice.below(min(8, mailboxes.count - first))
  }

  private func pick(among count: Int, _ dice: inout Dice) -> Int {
    let weight = dice.below(weightsUntil[count - 1])
    var (low, high) = (0, count - 1)
    while low < high {
      let middle = (low + high) / 2
      if weightsUntil[middle] > weight { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
