/// That a message was taken: by which act, when and how.
package struct Taking: Sendable {
  package let act: String
  package let hand: Hand
  package let at: Moment
  package let how: How

  package enum How: String, Sendable { case bind, sync, ews, export, forward, search, download, unlogged }
}

/// One item of a mailbox in a word, so that a million of them can be remembered.
struct ItemKey: Hashable, Sendable {
  private let bits: UInt64

  init(_ copy: Copy) {
    let second: UInt64 = copy.flags.contains(.isSecondCopy) ? 1 : 0
    bits = UInt64(copy.conversation) << 24 | UInt64(copy.letter) << 8 | second
  }
}

/// A Message-ID in a word (FNV-1a), without its angle brackets and with its white space cut off.
struct MessageKey: Hashable, Sendable {
  let bits: UInt64

  init(_ messageID: String) {
    var bits: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in messageID.utf8 where byte > 0x20 && byte != 0x3C && byte != 0x3E {
      bits = (bits ^ UInt64(byte)) &* 0x0000_0100_0000_01B3
    }
    self.bits = bits
  }
}

/// Who took what from which mailbox.
package struct Takings: Sendable {
  /// A whole folder, mailbox or export at once.
  struct Sweep: Sendable {
    let taking: Taking
    let isTaken: @Sendable (_ folder: Int, _ arrivedAt: Moment) -> Bool
  }

  private var single: [[ItemKey: [Taking]]]
  private var sweeps: [[Sweep]]

  init(mailboxCount: Int) {
    single = Array(repeating: [:], count: mailboxCount)
    sweeps = Array(repeating: [], count: mailboxCount)
  }

  mutating func add(_ key: ItemKey, in mailbox: Int, _ taking: Taking) {
    single[mailbox][key, default: []].append(taking)
  }

  mutating func add(_ sweep: Sweep, in mailbox: Int) { sweeps[mailbox].append(sweep) }

  /// In the order in which they were told, single messages before whole folders.
  func of(_ key: ItemKey, in mailbox: Int, folder: Int, arrivedAt: Moment) -> [Taking] {
    (single[mailbox][key] ?? [])
      + sweeps[mailbox].filter { $0.isTaken(folder, arrivedAt) }.map(\.taking)
  }
}
