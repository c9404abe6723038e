import Crypto
import Testing

@testable import SampleMaker

@Suite("The world of a case")
struct WorldTests {
  static let span = (from: Moment(2020, 3, 1), to: Moment(2021, 3, 10))

  static func world(seed: UInt64 = 7, mailboxes: Int = 40, items: Int = 5000) -> World {
    World(
      .standard(
        seed: seed, mailboxes: mailboxes, items: items, from: span.from, to: span.to, isOnline: mailboxes % 2 == 0))
  }

  /// Built once: most facts are asked of the same world.
  static let ordinary = world()
  static let copies = ordinary.mailboxes.flatMap { Array(ordinary.copies(in: $0.number)) }
  static let letters = copies.compactMap { ordinary.letter($0.reference) }

  @Test("there are exactly as many items as planned", arguments: [1, 3, 40], [1, 50, 5000])
  func exactCount(mailboxes: Int, items: Int) {
    let world = Self.world(mailboxes: mailboxes, items: items)
    #expect(world.mailboxes.count == mailboxes)
    #expect(world.mailboxes.reduce(0) { $0 + world.copies(in: $1.number).count } == items)
  }

  @Test("each copy has its letter, its mailbox and its folder")
  func complete() {
    #expect(Self.letters.count == Self.copies.count)
    for mailbox in Self.ordinary.mailboxes {
      for copy in Self.ordinary.copies(in: mailbox.number) {
        #expect(Int(copy.mailbox) == mailbox.number)
        #expect(mailbox.folders.indices.contains(Int(copy.folder)))
      }
    }
  }

  @Test("speed")
  func speed() {
    let world = Self.world(items: 60_000)
    var bytes = 0
    for mailbox in world.mailboxes {
      for copy in world.copies(in: mailbox.number).prefix(300) { bytes += world.letter(copy.reference)?.byteCount ?? 0 }
    }
    for copy in world.copies(in: 0).prefix(60) {
      guard let l = world.letter(copy.reference) else { continue }
      print(
        l.kind, l.sentAt.isoSeconds, copy.folder, l.subject, "|", l.sender.name, l.sender.address,
        l.recipients.prefix(3).map(\.correspondent.address), l.internetMessageID ?? "-", l.references.count,
        l.byteCount,
        l.attachments.map { "\($0.name):\($0.byteCount)" })
    }
    print("bytes", bytes)
    for m in world.mailboxes {
      print(
        m.number, world.copies(in: m.number).count, m.person.displayName, m.address, m.clientAddresses, m.sid, m.userKey
      )
    }
    for f in world.mailboxes[0].folders { print(f.path) }
  }
}
