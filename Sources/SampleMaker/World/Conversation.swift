/// Somebody who takes part: a mailbox or an outsider, by number.
struct Party: Sendable, Hashable {
  /// From 0 up of mailboxes, from -1 down of outsiders: small, since threads have many and compare them.
  private let code: Int32

  static func inside(_ mailbox: Int) -> Party { Party(code: Int32(mailbox)) }
  static func outside(_ outsider: Int) -> Party { Party(code: Int32(-1 - outsider)) }

  var mailbox: Int? { code >= 0 ? Int(code) : nil }
  var outsider: Int? { code < 0 ? -1 - Int(code) : nil }
}

/// What belongs together: a thread of mail, a meeting with its invitation, a single contact… Only its shape; the words
/// are set in where a letter is asked for.
struct Conversation: Sendable {
  enum Kind: Sendable, CaseIterable {
    case thread, newsletter, notice, scan, undeliverable, meeting, appointment, contact, distributionList, task, note,
      post, draft
  }

  let number: Int
  let kind: Kind
  let language: Language
  /// Who began it, then the circle of those who read along, then those that something is passed on to.
  let parties: [Party]
  let circle: Int
  let turns: [Turn]

  /// One letter of it.
  struct Turn: Sendable {
    enum Manner: Sendable { case opening, answerToAll, answer, passedOn }

    let manner: Manner
    /// Places in `parties`.
    let sender: Int
    /// To whom alone it goes, where it is an answer to one or passed on.
    let reader: Int?
    /// The turn before that it answers.
    let answers: Int?
    /// Since 1970 UTC.
    let sentSeconds: Int
  }

  /// What somebody of the circle is to the letters that go to all. Mixed from the numbers rather than thrown, since it
  /// is asked of every reader of every letter.
  static func role(_ party: Int, number: Int, kind: Kind) -> Recipient.Kind {
    var mixed = UInt64(truncatingIfNeeded: number &* 97 &+ party) &* 0x9E37_79B9_7F4A_7C15
    mixed ^= mixed >> 32
    if party <= 1 { return .to }
    switch mixed % 100 {
    case 0..<40: return .cc
    case 40..<43 where kind == .thread: return .bcc
    default: return .to
    }
  }

  /// Those who get a turn. Who was copied blindly gets the opening and hears no more of it.
  func readers(of turn: Turn) -> [(party: Int, kind: Recipient.Kind)] {
    if let reader = turn.reader { return [(reader, .to)] }
    var readers: [(party: Int, kind: Recipient.Kind)] = []
    for party in 0..<circle where party != turn.sender {
      let role = Self.role(party, number: number, kind: kind)
      if role != .bcc || turn.manner == .opening { readers.append((party, role)) }
    }
    return readers
  }
}
