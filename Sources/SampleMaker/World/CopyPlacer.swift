/// Where copies of letters come to lie.
struct CopyPlacer: Sendable {
  private let cast: Cast
  private let dice: Dice
  private let shelves: [Shelves]

  init(plan: WorldPlan, cast: Cast) {
    self.cast = cast
    dice = Dice(seed: plan.seed).stream("placement")
    shelves = cast.mailboxes.map(Shelves.init)
  }

  /// Calls `add` with each copy of a turn that still lies in a mailbox: the sender's first, then the readers'.
  func copies(of turn: Int, in conversation: Conversation, _ add: (Copy) -> Void) {
    let letter = conversation.turns[turn]
    let isOwn = conversation.isOwn(turn: turn)
    if let mailbox = conversation.parties[letter.sender].mailbox {
      let role = isOwn ? conversation.ownFolder : .sent
      place(turn, conversation, mailbox, role, arrived: letter.sentSeconds + (isOwn ? 0 : 1), add)
    }
    guard !conversation.isKept else { return }
    for (party, _) in conversation.readers(of: letter) {
      guard let mailbox = conversation.parties[party].mailbox else { continue }
      let arrived = letter.sentSeconds + delay(conversation, turn, mailbox, from: conversation.parties[letter.sender])
      place(turn, conversation, mailbox, isOwn ? .calendar : .inbox, arrived: arrived, add)
    }
  }

  /// Within the house some seconds, from outside up to some minutes; into a calendar some hours, since somebody has to
  /// accept first.
  private func delay(_ conversation: Conversation, _ turn: Int, _ mailbox: Int, from sender: Party) -> Int {
    var dice = dice.stream("delay", conversation.number, turn, mailbox)
    if conversation.kind == .meeting, turn == 0 { return 10 + dice.longTail(median: 9000, most: 200_000) }
    return sender.mailbox == nil ? dice.within(2...240) : dice.within(1...9)
  }

  private func place(
    _ turn: Int, _ conversation: Conversation, _ mailbox: Int, _ home: Folder.Role, arrived: Int, _ add: (Copy) -> Void
  ) {
    var dice = dice.stream("folder", conversation.number, turn, mailbox)
    let shelves = shelves[mailbox]
    guard let folder = folder(conversation, mailbox, home, shelves, &dice) else { return }
    let isRead = home != .inbox || dice.chance(perMille: conversation.kind == .newsletter ? 450 : 880)
    func copy(_ folder: Int, _ flags: Copy.Flags) -> Copy {
      Copy(
        conversation: UInt32(conversation.number), letter: UInt16(turn), mailbox: UInt16(mailbox),
        folder: UInt16(folder), flags: isRead ? flags.union(.isRead) : flags, arrivedSeconds: UInt32(arrived))
    }
    add(copy(folder, []))
    guard home == .inbox || home == .sent, dice.chance(perMille: 19) else { return }
    let other = dice.pick(shelves.mail)
    if other != folder { add(copy(other, .isSecondCopy)) }
  }

  /// Nil where the owner got rid of it for good.
  private func folder(
    _ conversation: Conversation, _ mailbox: Int, _ home: Folder.Role, _ shelves: Shelves, _ dice: inout Dice
  ) -> Int? {
    let chance = dice.below(1000)
    switch home {
    case .inbox:
      switch chance {
      case 0..<90: return nil
      case 90..<125: return shelves.recoverable
      case 125..<185: return shelves.deleted
      case 185..<(conversation.kind == .newsletter ? 285 : 193): return shelves.junk
      case 970...: return shelves.archive
      default: return filed(conversation, mailbox, shelves) ?? shelves.inbox
      }
    case .sent:
      switch chance {
      case 0..<40: return nil
      case 40..<65: return shelves.recoverable
      case 65..<85: return shelves.deleted
      default: return shelves.sent
      }
    case .custom: return shelves.custom.isEmpty ? shelves.inbox : dice.pick(shelves.custom)
    default:
      switch chance {
      case 0..<22: return shelves.recoverable
      case 22..<45: return shelves.deleted
      default: return cast.mailboxes[mailbox].folder(home)?.number
      }
    }
  }

  /// The folder of the owner's own in which he keeps this conversation.
  private func filed(_ conversation: Conversation, _ mailbox: Int, _ shelves: Shelves) -> Int? {
    guard !shelves.custom.isEmpty else { return nil }
    var dice = dice.stream("filed", conversation.number, mailbox)
    return dice.chance(perMille: 300) ? dice.pick(shelves.custom) : nil
  }
}

/// The folders of a mailbox by what they are for, as numbers.
private struct Shelves: Sendable {
  let inbox, sent, deleted, junk, archive, recoverable: Int
  let custom: [Int]
  /// Where a second copy may lie.
  let mail: [Int]

  init(_ mailbox: Mailbox) {
    func number(_ role: Folder.Role) -> Int { mailbox.folder(role)?.number ?? 0 }
    (inbox, sent, deleted) = (number(.inbox), number(.sent), number(.deleted))
    (junk, archive, recoverable) = (number(.junk), number(.archive), number(.recoverableDeletions))
    custom = mailbox.folders.filter { $0.role == .custom }.map(\.number)
    mail = [inbox, archive] + custom
  }
}

extension Conversation {
  /// Whether nobody but its owner ever had it.
  var isKept: Bool {
    switch kind {
    case .appointment, .contact, .distributionList, .task, .note, .post, .draft: true
    default: false
    }
  }

  /// Whether a letter of it was never sent: what is only kept, and the appointment that a meeting's invitation makes.
  func isOwn(turn: Int) -> Bool { isKept || (kind == .meeting && turn == 0) }

  /// Where its owner keeps what was not sent.
  var ownFolder: Folder.Role {
    switch kind {
    case .meeting, .appointment: .calendar
    case .contact, .distributionList: .contacts
    case .task: .tasks
    case .note: .notes
    case .post: .custom
    default: .drafts
    }
  }
}
