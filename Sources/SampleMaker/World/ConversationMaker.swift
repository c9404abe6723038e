/// Makes the shape of any conversation from its number alone.
struct ConversationMaker: Sendable {
  let plan: WorldPlan
  let cast: Cast
  let hours: WorkingHours
  private let dice: Dice

  init(plan: WorldPlan, cast: Cast) {
    (self.plan, self.cast, hours) = (plan, cast, WorkingHours(plan))
    dice = Dice(seed: plan.seed).stream("conversations")
  }

  /// The conversation up to and with its turn `last`; what comes after is not needed to know what came before.
  func conversation(_ number: Int, last: Int = .max) -> Conversation {
    var dice = dice.stream("shape", number)
    let kind = Self.kind(&dice)
    return switch kind {
    case .thread: thread(number, last, &dice)
    case .newsletter: newsletter(number, &dice)
    case .notice: single(number, .notice, from: .outside(dice.pick(cast.outsiders.notices)), &dice)
    case .scan: single(number, .scan, from: .outside(dice.pick(cast.outsiders.scanners)), &dice)
    case .undeliverable: undeliverable(number, &dice)
    case .meeting: meeting(number, &dice)
    case .distributionList: distributionList(number, &dice)
    case .contact: kept(number, kind, about: .outside(dice.pick(cast.outsiders.people)), &dice)
    case .draft: kept(number, kind, about: .outside(dice.pick(cast.outsiders.people)), &dice)
    case .appointment, .task, .note, .post: kept(number, kind, about: nil, &dice)
    }
  }

  private static func kind(_ dice: inout Dice) -> Conversation.Kind {
    switch dice.below(1000) {
    case 0..<560: .thread
    case 560..<600: .newsletter
    case 600..<730: .notice
    case 730..<752: .scan
    case 752..<765: .undeliverable
    case 765..<825: .meeting
    case 825..<885: .appointment
    case 885..<925: .contact
    case 925..<929: .distributionList
    case 929..<954: .task
    case 954..<968: .note
    case 968..<974: .post
    default: .draft
    }
  }

  // MARK: Threads

  private func thread(_ number: Int, _ last: Int, _ dice: inout Dice) -> Conversation {
    let isOutside = cast.mailboxes.count < 2 || dice.chance(perMille: plan.outsidePerMille)
    let isBegunOutside = isOutside && dice.chance(perMille: 550)
    let insider = isBegunOutside ? cast.pickReader(&dice) : cast.pickUser(&dice)
    var parties: [Party] = [.inside(insider)]
    let size = dice.chance(perMille: 580) ? 2 : 1 + dice.longTail(median: 3, most: 80)
    if isOutside { parties.append(.outside(cast.outsiders.acquaintance(of: insider, &dice))) }
    gather(size, into: &parties, near: insider, isOutside: isOutside, &dice)
    if isBegunOutside { parties.swapAt(0, 1) }
    let circle = parties.count
    gather(circle + 2, into: &parties, near: insider, isOutside: isOutside, &dice)
    let language = language(of: parties, &dice)
    let turns = turns(number, parties, circle, last, &dice)
    return Conversation(
      number: number, kind: .thread, language: language, parties: parties, circle: circle, turns: turns)
  }

  /// Adds until there are so many; where the organisation has no more people, from outside.
  private func gather(
    _ count: Int, into parties: inout [Party], near insider: Int, isOutside: Bool, _ dice: inout Dice
  ) {
    var attempts = 0
    while parties.count < count {
      attempts += 1
      let isInside = attempts < 2 * count && dice.chance(perMille: isOutside ? 600 : 985)
      let party: Party =
        isInside
        ? .inside(cast.pickColleague(of: insider, &dice))
        : .outside(
          attempts < 4 * count ? cast.outsiders.acquaintance(of: insider, &dice) : dice.pick(cast.outsiders.people))
      if !parties.contains(party) { parties.append(party) }
    }
  }

  private func turns(_ number: Int, _ parties: [Party], _ circle: Int, _ last: Int, _ dice: inout Dice)
    -> [Conversation.Turn]
  {
    let length = dice.chance(perMille: 500) ? 1 : 1 + dice.longTail(median: 2, most: 59)
    let most = min(circle > 12 ? min(length, 3) : length, last == .max ? length : last + 1)
    let first = hours.moment(offsetMinutes: cast.person(parties[0]).offsetMinutes, &dice)
    var turns = [
      Conversation.Turn(manner: .opening, sender: 0, reader: nil, answers: nil, sentSeconds: first)
    ]
    turns.reserveCapacity(most)
    while turns.count < most {
      let turn = nextTurn(turns, parties, circle, number, &dice)
      guard turn.sentSeconds <= hours.to else { break }
      turns.append(turn)
    }
    return turns
  }

  private func nextTurn(
    _ turns: [Conversation.Turn], _ parties: [Party], _ circle: Int, _ number: Int, _ dice: inout Dice
  ) -> Conversation.Turn {
    var answered = turns.count - 1
    if dice.chance(perMille: 250) { answered = dice.below(turns.count) }
    while turns[answered].manner == .passedOn { answered -= 1 }
    let earlier = turns[answered]
    let manner: Conversation.Turn.Manner =
      switch dice.below(100) {
      case 0..<6: .passedOn
      case 6..<24: .answer
      default: .answerToAll
      }
    let sender = earlier.reader ?? answerer(to: earlier.sender, parties, circle, number, &dice)
    let latest = turns[turns.count - 1].sentSeconds
    let sent = hours.answer(to: latest, offsetMinutes: cast.person(parties[sender]).offsetMinutes, &dice)
    let reader: Int? =
      switch manner {
      case .passedOn: circle + dice.below(parties.count - circle)
      case .answer: earlier.sender
      default: earlier.reader == nil ? nil : earlier.sender
      }
    return Conversation.Turn(
      manner: reader == nil || manner == .passedOn ? manner : .answer, sender: sender, reader: reader,
      answers: answered, sentSeconds: sent)
  }

  /// Somebody else of the circle; who was copied blindly keeps silent.
  private func answerer(to sender: Int, _ parties: [Party], _ circle: Int, _ number: Int, _ dice: inout Dice) -> Int {
    let party = dice.chance(perMille: 500) ? min(circle - 1, 1) : dice.below(circle)
    if party != sender, Conversation.role(party, number: number, kind: .thread) != .bcc { return party }
    return sender == 0 ? 1 : 0
  }

  // MARK: Everything else

  private func newsletter(_ number: Int, _ dice: inout Dice) -> Conversation {
    let sender = dice.pick(cast.outsiders.newsletters)
    var parties: [Party] = [.outside(sender)]
    let count = min(cast.mailboxes.count, dice.longTail(median: 6, most: 80))
    for _ in 0..<(count * 2) where parties.count <= count {
      let reader = Party.inside(cast.pickReader(&dice))
      if !parties.contains(reader) { parties.append(reader) }
    }
    return alone(number, .newsletter, parties, at: hours.anytime(&dice))
  }

  /// From a machine to one mailbox.
  private func single(_ number: Int, _ kind: Conversation.Kind, from sender: Party, _ dice: inout Dice) -> Conversation
  {
    let reader = cast.pickReader(&dice)
    let sent =
      kind == .scan
      ? hours.moment(offsetMinutes: cast.mailboxes[reader].person.offsetMinutes, &dice) : hours.anytime(&dice)
    return alone(number, kind, [sender, .inside(reader)], at: sent)
  }

  /// A mail to an address that is not, and the report of it.
  private func undeliverable(_ number: Int, _ dice: inout Dice) -> Conversation {
    let user = cast.pickUser(&dice)
    let parties: [Party] = [
      .inside(user), .outside(cast.outsiders.acquaintance(of: user, &dice)), .outside(Outsiders.postmaster),
    ]
    let sent = hours.moment(offsetMinutes: cast.mailboxes[user].person.offsetMinutes, &dice)
    let language = language(of: parties, &dice)
    return Conversation(
      number: number, kind: .undeliverable, language: language, parties: parties, circle: 2,
      turns: untilTheEnd([
        Conversation.Turn(manner: .opening, sender: 0, reader: nil, answers: nil, sentSeconds: sent),
        Conversation.Turn(manner: .answer, sender: 2, reader: 0, answers: 0, sentSeconds: sent + dice.within(4...180)),
      ]))
  }

  /// The appointment, and the invitation by which it comes into the calendars of others.
  private func meeting(_ number: Int, _ dice: inout Dice) -> Conversation {
    let user = cast.pickUser(&dice)
    var parties: [Party] = [.inside(user)]
    gather(1 + dice.longTail(median: 4, most: 40), into: &parties, near: user, isOutside: false, &dice)
    let sent = hours.moment(offsetMinutes: cast.mailboxes[user].person.offsetMinutes, &dice)
    let language = language(of: parties, &dice)
    return Conversation(
      number: number, kind: .meeting, language: language, parties: parties, circle: parties.count,
      turns: untilTheEnd(
        [0, 1].map { turn in
          Conversation.Turn(manner: .opening, sender: 0, reader: nil, answers: nil, sentSeconds: sent + turn * 3)
        }))
  }

  private func untilTheEnd(_ turns: [Conversation.Turn]) -> [Conversation.Turn] {
    turns.filter { $0.sentSeconds <= hours.to }
  }

  /// What somebody keeps for himself. A draft names whom it was meant for, a contact whom it is of.
  private func kept(_ number: Int, _ kind: Conversation.Kind, about other: Party?, _ dice: inout Dice) -> Conversation {
    let owner = kind == .post ? cast.pickReader(&dice) : cast.pickUser(&dice)
    let sent = hours.moment(offsetMinutes: cast.mailboxes[owner].person.offsetMinutes, &dice)
    return alone(number, kind, [.inside(owner)] + (other.map { [$0] } ?? []), at: sent)
  }

  private func distributionList(_ number: Int, _ dice: inout Dice) -> Conversation {
    let owner = cast.pickUser(&dice)
    var parties: [Party] = [.inside(owner)]
    gather(2 + dice.longTail(median: 6, most: 60), into: &parties, near: owner, isOutside: true, &dice)
    let sent = hours.moment(offsetMinutes: cast.mailboxes[owner].person.offsetMinutes, &dice)
    return alone(number, .distributionList, parties, at: sent)
  }

  private func alone(_ number: Int, _ kind: Conversation.Kind, _ parties: [Party], at sent: Int) -> Conversation {
    Conversation(
      number: number, kind: kind, language: cast.person(parties[0]).language, parties: parties, circle: parties.count,
      turns: [Conversation.Turn(manner: .opening, sender: 0, reader: nil, answers: nil, sentSeconds: sent)])
  }

  /// That of the first where the second shares it, and now and then though he does not.
  private func language(of parties: [Party], _ dice: inout Dice) -> Language {
    let (one, other) = (cast.person(parties[0]).language, cast.person(parties[1]).language)
    if one == other || dice.chance(perMille: 300) { return one }
    return dice.chance(perMille: 200) ? other : plan.commonLanguage
  }
}
