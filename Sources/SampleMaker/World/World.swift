/// Who there was, what they wrote and where each copy of it lies. All of it follows from the plan.
package struct World: Sendable {
  package let plan: WorldPlan
  /// Of users first, then those shared.
  package var mailboxes: [Mailbox] { cast.mailboxes }
  /// Numbers of conversations go up to this, without it.
  package let conversationCount: Int

  let cast: Cast
  let conversations: ConversationMaker
  private let letters: LetterMaker
  private let placer: CopyPlacer
  /// Sorted by mailbox, then by arrival.
  private let copies: [Copy]
  /// Where the copies of each mailbox begin, and at the end their count.
  private let starts: [Int]
  private let numbersByAddress: [String: Int]

  package var organisation: Organisation { plan.organisation }

  package init(_ plan: WorldPlan) {
    precondition(plan.userCount >= 1 && !plan.languages.isEmpty, "a world needs a user and a language")
    self.plan = plan
    cast = Cast(plan)
    conversations = ConversationMaker(plan: plan, cast: cast)
    letters = LetterMaker(plan: plan, cast: cast, conversations: conversations)
    placer = CopyPlacer(plan: plan, cast: cast)
    (copies, conversationCount) = Self.written(plan, conversations, placer)
    starts = Self.starts(of: copies, mailboxCount: cast.mailboxes.count)
    numbersByAddress = Dictionary(
      cast.mailboxes.map { ($0.address, $0.number) }, uniquingKeysWith: { first, _ in first })
  }

  /// The items of a mailbox in the order of their arrival.
  package func copies(in mailbox: Int) -> ArraySlice<Copy> { copies[starts[mailbox]..<starts[mailbox + 1]] }

  /// Any letter of the world, made anew; nil where there is no such conversation or no such letter in it.
  package func letter(_ reference: Letter.Reference) -> Letter? {
    guard reference.conversation >= 0, reference.conversation < conversationCount, reference.number >= 0 else {
      return nil
    }
    return letters.letter(reference)
  }

  /// The 22 bytes by which the server knows a copy: the GUID of its mailbox and a counter.
  package func longTermID(of copy: Copy) -> [UInt8] {
    let mailbox = Int(copy.mailbox)
    let place = place(of: copy) - starts[mailbox]
    return mailboxes[mailbox].guid.structureBytes + counter(0x1_0000 + place * 3)
  }

  /// The mailbox of an address as `Mailbox.address` spells it.
  package func mailbox(address: String) -> Mailbox? { numbersByAddress[address].map { mailboxes[$0] } }

  /// Who has an address, inside or outside; the card of a contact is of such a person.
  package func person(address: String) -> Person? {
    mailbox(address: address)?.person ?? cast.outsiders.number(address: address).map { cast.outsiders.all[$0].person }
  }

  /// The copies that came to lie in a mailbox from a moment up to, not including, another.
  package func copies(in mailbox: Int, from: Moment, to: Moment) -> ArraySlice<Copy> {
    let all = copies(in: mailbox)
    let first = all.firstIndexInOrder { $0.arrivedAt >= from }
    return all[first..<max(first, all.firstIndexInOrder { $0.arrivedAt >= to })]
  }

  /// The copies that lie in a folder and had arrived before a moment.
  package func copies(in mailbox: Int, folder: Int, before moment: Moment) -> [Copy] {
    copies(in: mailbox).prefix { $0.arrivedAt < moment }.filter { Int($0.folder) == folder }
  }

  private func place(of copy: Copy) -> Int {
    let mailbox = Int(copy.mailbox)
    return copies[starts[mailbox]..<starts[mailbox + 1]].firstIndexInOrder { $0.order >= copy.order }
  }

  /// Conversations one after the other until there are as many copies as planned. What is too much of the last was
  /// deleted for good, as it were.
  private static func written(_ plan: WorldPlan, _ conversations: ConversationMaker, _ placer: CopyPlacer)
    -> ([Copy], Int)
  {
    var copies: [Copy] = []
    copies.reserveCapacity(plan.itemCount)
    var number = 0
    while copies.count < plan.itemCount {
      let conversation = conversations.conversation(number)
      for turn in conversation.turns.indices {
        placer.copies(of: turn, in: conversation) { copy in
          if copies.count < plan.itemCount { copies.append(copy) }
        }
      }
      number += 1
    }
    copies.sort { $0.order < $1.order }
    return (copies, number)
  }

  private static func starts(of copies: [Copy], mailboxCount: Int) -> [Int] {
    var starts = [0]
    for mailbox in 0..<mailboxCount { starts.append(copies[...].firstIndexInOrder { Int($0.mailbox) > mailbox }) }
    return starts
  }
}

extension Copy {
  /// By which copies are sorted: mailbox and arrival, then what tells apart those of one second.
  fileprivate var order: (UInt64, UInt64) {
    (
      UInt64(mailbox) << 32 | UInt64(arrivedSeconds),
      UInt64(conversation) << 32 | UInt64(letter) << 16 | UInt64(folder)
    )
  }
}

extension ArraySlice {
  /// Where the elements begin for which a condition holds, given that it holds for all after the first such.
  fileprivate func firstIndexInOrder(where holds: (Element) -> Bool) -> Int {
    var (low, high) = (startIndex, endIndex)
    while low < high {
      let middle = low + (high - low) / 2
      if holds(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
