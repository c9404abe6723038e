import Crypto
import Testing

@testable import SampleMaker

@Suite("The world of a case")
struct WorldTests {
  static func world(seed: UInt64 = 7, mailboxes: Int = 40, items: Int = 20_000, isOnline: Bool = false) -> World {
    World(
      .standard(
        seed: seed, mailboxes: mailboxes, items: items, from: Moment(2020, 3, 1), to: Moment(2021, 3, 10),
        isOnline: isOnline))
  }

  /// Made once: most facts are asked of the same world.
  static let ordinary = world()
  static let copies = ordinary.mailboxes.flatMap { Array(ordinary.copies(in: $0.number)) }
  static let pairs = copies.compactMap { copy in ordinary.letter(copy.reference).map { (copy: copy, letter: $0) } }
  static let letters = pairs.map(\.letter)

  static func folder(_ copy: Copy) -> Folder { ordinary.mailboxes[Int(copy.mailbox)].folders[Int(copy.folder)] }

  // MARK: Always the same

  @Test("the same seed makes the same world, on this and on any other machine")
  func sameSeed() {
    let digest = Self.digest(Self.world(items: 3000))
    #expect(digest == Self.digest(Self.world(items: 3000)))
    #expect(digest == "ec9c717f6f93ae564d5781cdb8e9cfbb06267d28823af3855eb57a1c18122263")
  }

  @Test("another seed makes another world")
  func otherSeed() {
    #expect(Self.digest(Self.world(items: 50)) != Self.digest(Self.world(seed: 8, items: 50)))
  }

  @Test("a letter is the same whoever asks for it and in whatever order")
  func randomAccess() throws {
    for (copy, letter) in Self.pairs.suffix(500).reversed() {
      let again = try #require(Self.ordinary.letter(copy.reference))
      #expect(Self.text(again) == Self.text(letter))
    }
    #expect(Self.ordinary.letter(Letter.Reference(conversation: Self.ordinary.conversationCount, number: 0)) == nil)
    #expect(Self.ordinary.letter(Letter.Reference(conversation: 0, number: 60)) == nil)
  }

  // MARK: Counts and places

  @Test("there are exactly as many items as planned", arguments: [1, 3, 40], [0, 1, 50, 5000])
  func exactCount(mailboxes: Int, items: Int) {
    let world = Self.world(mailboxes: mailboxes, items: items, isOnline: true)
    #expect(world.mailboxes.count == mailboxes)
    #expect(world.mailboxes.reduce(0) { $0 + world.copies(in: $1.number).count } == items)
  }

  @Test("each copy has its letter and its folder, and lies in its mailbox in the order of arrival")
  func copiesAreWhole() {
    #expect(Self.pairs.count == Self.copies.count)
    #expect(MemoryLayout<Copy>.stride <= 16)
    for mailbox in Self.ordinary.mailboxes {
      let copies = Self.ordinary.copies(in: mailbox.number)
      #expect(copies.allSatisfy { Int($0.mailbox) == mailbox.number && Int($0.folder) < mailbox.folders.count })
      #expect(zip(copies, copies.dropFirst()).allSatisfy { $0.arrivedSeconds <= $1.arrivedSeconds })
      #expect(Set(copies.map { Self.ordinary.longTermID(of: $0) }).count == copies.count)
      #expect(copies.allSatisfy { Self.folder($0).role != .recoverableItems })
    }
  }

  @Test("copies are found by folder and time")
  func found() {
    let (from, to) = (Moment(2020, 6, 1), Moment(2020, 9, 1))
    let all = Self.ordinary.copies(in: 2)
    let within = Self.ordinary.copies(in: 2, from: from, to: to)
    #expect(within.count == all.filter { $0.arrivedAt >= from && $0.arrivedAt < to }.count)
    #expect(!within.isEmpty && within.count < all.count)
    let inbox = Self.ordinary.copies(in: 2, folder: 0, before: to)
    #expect(inbox.count == all.filter { $0.arrivedAt < to && $0.folder == 0 }.count)
    #expect(Self.ordinary.mailbox(address: Self.ordinary.mailboxes[2].address)?.number == 2)
    #expect(Self.ordinary.mailbox(address: "nobody@elsewhere.example") == nil)
  }

  @Test("sent mail lies in its sender's folder for sent mail, and with each reader elsewhere")
  func sentAndReceived() {
    for (copy, letter) in Self.pairs where Self.folder(copy).role == .sent {
      #expect(letter.sender.address == Self.ordinary.mailboxes[Int(copy.mailbox)].address)
    }
    for (copy, letter) in Self.pairs where letter.kind == .mail && Self.folder(copy).role == .inbox {
      let own = Self.ordinary.mailboxes[Int(copy.mailbox)].address
      let isNamed = letter.recipients.contains { $0.correspondent.address == own }
      let isList = letter.recipients.contains { $0.correspondent.address.hasPrefix("readers-") }
      #expect(isNamed || isList || copy.flags.contains(.isSecondCopy), "\(copy)")
    }
  }

  @Test("of a hundred copies three lie in Recoverable Items, and one or two are second copies in another folder")
  func shares() {
    let recoverable = Self.copies.count { Self.folder($0).role == .recoverableDeletions }
    let second = Self.copies.filter { $0.flags.contains(.isSecondCopy) }
    #expect((2000...4000).contains(recoverable * 100_000 / Self.copies.count))
    #expect((1000...2000).contains(second.count * 100_000 / Self.copies.count))
    for copy in second.prefix(50) {
      let others = Self.ordinary.copies(in: Int(copy.mailbox)).filter { $0.reference == copy.reference }
      #expect(others.count == 2 && others.first?.folder != others.last?.folder)
    }
  }

  @Test("folders of one name lie below different parents, none deeper than three below the inbox")
  func folders() {
    for mailbox in Self.ordinary.mailboxes {
      #expect(Set(mailbox.folders.map(\.path)).count == mailbox.folders.count)
      #expect(mailbox.folders.allSatisfy { ($0.parent ?? -1) < $0.number && $0.longTermID.count == 22 })
      #expect(mailbox.folders.allSatisfy { $0.path.split(separator: "\\").count <= 4 })
      let custom = mailbox.folders.filter { $0.role == .custom }.map(\.name)
      if mailbox.number % 3 == 0 { #expect(Set(custom).count < custom.count) }
    }
  }

  @Test("a copy was in one folder at a time: where it arrived, then where it lies")
  func whereabouts() throws {
    let moved = Self.copies.filter { Self.ordinary.movedAt($0) != nil }
    #expect((50...200).contains(moved.count * 1000 / Self.copies.count))
    for copy in moved.prefix(200) {
      let at = try #require(Self.ordinary.movedAt(copy))
      #expect(at > copy.arrivedAt)
      #expect(Self.ordinary.folder(of: copy, at: copy.arrivedAt - .seconds(1)) == nil)
      #expect(Self.ordinary.folder(of: copy, at: copy.arrivedAt) != Int(copy.folder))
      #expect(Self.ordinary.folder(of: copy, at: at) == Int(copy.folder))
    }
  }

  // MARK: Times

  @Test("answers come after what they answer, and say so")
  func answers() throws {
    var answers = 0
    for letter in Self.letters where letter.reference.number > 0 && letter.kind == .mail {
      let above = (0..<letter.reference.number).compactMap {
        Self.ordinary.letter(Letter.Reference(conversation: letter.reference.conversation, number: $0))
      }
      let answered = try #require(above.first { $0.internetMessageID == letter.inReplyTo })
      #expect(answered.sentAt < letter.sentAt)
      #expect(letter.references == answered.references + [letter.inReplyTo])
      #expect(letter.subject.hasSuffix(above[0].subject) && letter.subject != above[0].subject)
      answers += 1
    }
    #expect(answers > 5000)
  }

  @Test("no copy arrives before its letter was sent, and all is sent within the planned time")
  func arrival() {
    for (copy, letter) in Self.pairs {
      #expect(letter.sentAt >= Self.ordinary.plan.from && letter.sentAt <= Self.ordinary.plan.to)
      #expect(copy.arrivedAt >= letter.sentAt)
    }
  }

  @Test("people write by day and in the week, where they sit")
  func workingHours() throws {
    var (night, weekend, all) = (0, 0, 0)
    for (copy, letter) in Self.pairs where Self.folder(copy).role == .sent {
      let offset = Self.ordinary.mailboxes[Int(copy.mailbox)].person.offsetMinutes
      let local = (letter.sentAt + .minutes(offset)).civil
      all += 1
      if local.hour < 6 || local.hour >= 22 { night += 1 }
      if local.weekday == 0 || local.weekday == 6 { weekend += 1 }
    }
    #expect(night * 100 < all * 5 && weekend * 100 < all * 8 && weekend > 0)
  }

  // MARK: Names and addresses

  @Test("every domain ends in .example")
  func domains() {
    var addresses = Self.ordinary.mailboxes.map(\.address)
    for letter in Self.letters {
      addresses.append(letter.sender.address)
      addresses += letter.recipients.map(\.correspondent.address)
      addresses += [letter.internetMessageID].compactMap { $0?.dropLast().description }
    }
    for address in Set(addresses) {
      #expect(address.hasSuffix(".example") && address.allSatisfy(\.isASCII), "\(address)")
      #expect(address.count { $0 == "@" } == 1, "\(address)")
    }
  }

  @Test("every internet address is of the documentation ranges, and none is an attacker's")
  func clientAddresses() {
    let days = (0..<300).flatMap { day in
      (0..<5).map { Self.ordinary.mobileAddress(of: $0, on: Moment(2020, 5, 1) + .days(day)) }
    }
    let all = Set(
      days + Self.ordinary.mailboxes.flatMap(\.clientAddresses) + [Self.ordinary.organisation.publicAddress])
    for address in all {
      let isDocumented = ["192.0.2.", "198.51.100.", "203.0.113.", "2001:db8:"].contains { address.hasPrefix($0) }
      #expect(isDocumented && !address.hasPrefix("2001:db8:bad:"))
      let bytes = address.split(separator: ".").compactMap { UInt8($0) }
      #expect(bytes.count == 4 || address.contains(":"))
      if address.hasPrefix("203.0.113."), let last = bytes.last { #expect(!(64...95).contains(last)) }
    }
  }

  @Test("addresses, keys and GUIDs are nobody else's, though two people share a name")
  func identities() {
    let mailboxes = Self.ordinary.mailboxes
    for distinct in [
      Set(mailboxes.map(\.address)), Set(mailboxes.map(\.sid)), Set(mailboxes.map(\.legacyDN)),
      Set(mailboxes.map(\.userKey)), Set(mailboxes.map(\.guid.description)),
    ] {
      #expect(distinct.count == mailboxes.count)
    }
    #expect(mailboxes.allSatisfy { $0.userKey.count == 16 })
    #expect(mailboxes[1].person.givenName == mailboxes[3].person.givenName)
    #expect(mailboxes[1].person.familyName == mailboxes[3].person.familyName)
  }

  @Test("each language writes, in its own script")
  func languages() {
    for language in Language.allCases {
      let inIt = Self.letters.filter { $0.language == language }
      #expect(inIt.count > 20, "\(language)")
    }
    let folders = Self.ordinary.mailboxes.map(\.folders[0].name)
    for script: ClosedRange<Unicode.Scalar> in [
      "α"..."ω", "а"..."я", "א"..."ת", "ا"..."ي", "ぁ"..."ヶ", "一"..."龥", "अ"..."ह",
    ] {
      for texts in [Self.letters.map(\.subject), Self.letters.map(\.sender.name), folders] {
        #expect(texts.contains { $0.unicodeScalars.contains(where: script.contains) }, "\(script)")
      }
    }
    #expect(Self.letters.contains { $0.sender.name.contains(",") })
    #expect(Self.letters.contains { $0.sender.name.contains("\"") })
  }

  // MARK: Long tails and odd things

  @Test("threads, recipients and enclosures have long tails")
  func longTails() {
    #expect(Self.letters.map(\.reference.number).max() ?? 0 >= 40)
    #expect(Self.letters.allSatisfy { $0.reference.number < 60 && $0.recipients.count <= 82 })
    #expect(Self.letters.map(\.recipients.count).max() ?? 0 >= 60)
    #expect(Self.letters.map(\.attachments.count).max() ?? 0 >= 15)
    #expect(Self.letters.count { $0.attachments.isEmpty } * 2 > Self.letters.count)
    let counts = Self.ordinary.mailboxes.map { Self.ordinary.copies(in: $0.number).count }
    #expect((counts.max() ?? 0) > 4 * (counts.min() ?? 0))
  }

  @Test("enclosures keep to the planned size, and letters are larger than what they enclose")
  func sizes() {
    let largest = Self.ordinary.plan.largestAttachment
    for letter in Self.letters {
      #expect(letter.attachments.allSatisfy { $0.kind == .message || $0.byteCount <= largest })
      #expect(letter.byteCount > letter.attachments.reduce(0) { $0 + $1.byteCount } + letter.textLength)
      #expect(letter.bodyKind != .none || letter.textLength == 0)
    }
    let sizes = Self.letters.flatMap(\.attachments).filter { $0.kind == .pdf }.map(\.byteCount).sorted()
    #expect((30_000...50_000).contains(sizes[sizes.count / 2]))
    #expect((sizes.last ?? 0) > largest / 3)
  }

  @Test("every kind of letter and of enclosure occurs, and what is enclosed as a whole is there")
  func kinds() throws {
    #expect(Set(Self.letters.map(\.kind)).count == 9)
    let enclosures = Self.letters.flatMap(\.attachments)
    #expect(Set(enclosures.map(\.kind)).count == 11)
    for enclosure in enclosures where enclosure.kind == .message {
      let reference = try #require(enclosure.letter)
      let enclosed = try #require(Self.ordinary.letter(reference))
      #expect(enclosed.subject == enclosure.name && enclosed.byteCount == enclosure.byteCount)
    }
    #expect(Self.letters.contains { $0.recipients.contains { $0.kind == .bcc } })
  }

  @Test("a Message-ID is that of one letter, save those of the scanner, which counts anew again and again")
  func messageIDs() {
    var letters: [String: Set<Letter.Reference>] = [:]
    for letter in Self.letters {
      if let id = letter.internetMessageID { letters[id, default: []].insert(letter.reference) }
    }
    let shared = letters.filter { $0.value.count > 1 }
    #expect(!shared.isEmpty && shared.allSatisfy { $0.key.contains("JobID=Scan") })
    #expect(letters.contains { $0.key.contains { "!#$%&'*/=?^`{|}".contains($0) } })
  }

  // MARK: Digest

  /// Of everything that a world says.
  static func digest(_ world: World) -> String {
    var hash = SHA256()
    for mailbox in world.mailboxes {
      hash.update(data: Array("\(mailbox)".utf8))
      for copy in world.copies(in: mailbox.number) {
        let moved = world.movedAt(copy)?.isoSeconds ?? "-"
        let place =
          "\(copy.folder) \(copy.flags.rawValue) \(copy.arrivedSeconds) \(moved) \(world.longTermID(of: copy))"
        hash.update(data: Array((place + text(world.letter(copy.reference))).utf8))
      }
    }
    return hexadecimal(hash.finalize())
  }

  static func text(_ letter: Letter?) -> String { letter.map { "\($0)" } ?? "none" }
}
