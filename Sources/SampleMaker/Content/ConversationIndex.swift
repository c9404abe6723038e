extension ItemMaker {
  /// PidTagConversationIndex ([MS-OXOMSG] 2.2.1.3): a header from the first letter's time, and for each answer below it
  /// five bytes with the time since then.
  func conversationIndex(of letter: Letter, below above: [Letter]) -> [UInt8] {
    var dice = dice.stream("conversation", letter.reference.conversation)
    let first = (above.first ?? letter).sentAt.fileTime
    var index: [UInt8] = []
    index.appendBigEndian(first)
    index.removeLast(2)
    index += dice.guid().bytes
    let shown = first & ~0xFFFF
    for answer in (above + [letter]).dropFirst() {
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
