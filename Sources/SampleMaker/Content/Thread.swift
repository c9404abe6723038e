/// A letter and those above it in its conversation, as far as its References name them.
struct Thread {
  let letter: Letter
  /// The oldest first.
  let ancestors: [Letter]

  init(of letter: Letter, in source: some LetterSource) {
    self.letter = letter
    var ancestors: [Letter] = []
    if !letter.references.isEmpty {
      for number in 0..<letter.reference.number {
        let reference = Letter.Reference(conversation: letter.reference.conversation, number: number)
        guard let other = source.letter(reference), let id = other.internetMessageID else { continue }
        if letter.references.contains(id) { ancestors.append(other) }
      }
    }
    self.ancestors = ancestors
  }

  /// The letter that it answers or forwards.
  var parent: Letter? { ancestors.first { $0.internetMessageID == letter.inReplyTo } ?? ancestors.last }
}

extension ItemMaker {
  /// PidTagConversationIndex ([MS-OXOMSG] 2.2.1.3): a header from the first letter's time, and for each answer below it
  /// five bytes with the time since then.
  func conversationIndex(_ thread: Thread) -> [UInt8] {
    var dice = dice.stream("conversation", thread.letter.reference.conversation)
    let first = (thread.ancestors.first ?? thread.letter).sentAt.fileTime
    var index: [UInt8] = []
    index.appendBigEndian(first)
    index.removeLast(2)
    index += dice.guid().bytes
    let shown = first & ~0xFFFF
    for answer in (thread.ancestors + [thread.letter]).dropFirst() {
      let since = answer.sentAt.fileTime > shown ? answer.sentAt.fileTime - shown : 0
      index.appendBigEndian(responseTime(since))
      index.append(UInt8(truncatingIfNeeded: stream("response level", answer).nextOnce))
    }
    return index
  }

  /// Delta code and time difference: finer and up to 1.7 years, or coarser and up to 56 years.
  private func responseTime(_ since: UInt64) -> UInt32 {
    since >> 49 == 0
      ? UInt32(truncatingIfNeeded: since >> 18 & 0x7FFF_FFFF)
      : 1 << 31 | UInt32(truncatingIfNeeded: since >> 23 & 0x7FFF_FFFF)
  }
}

extension Dice {
  /// The first throw of dice that are thrown but once.
  var nextOnce: UInt64 {
    var dice = self
    return dice.next()
  }

  func bytesOnce(_ count: Int) -> [UInt8] {
    var dice = self
    return dice.bytes(count)
  }
}
