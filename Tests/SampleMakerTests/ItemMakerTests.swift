import Crypto
import Testing

@testable import SampleMaker

@Suite("The items of a world")
struct ItemMakerTests {
  @Test("each copy becomes an item with the keys and bodies that it needs")
  func complete() {
    #expect(ContentFixture.items.count == 900)
    for (item, _, _) in ContentFixture.items {
      #expect(item.sourceKey.count == 22 && item.searchKey.count == 16)
      #expect(item.attachments.count == item.letter.attachments.count)
      #expect((item.plainBody != nil) == [.plain, .both].contains(item.letter.bodyKind))
      #expect((item.htmlBody != nil) == [.html, .both].contains(item.letter.bodyKind))
      #expect((item.contact != nil) == (item.letter.kind == .contact))
      #expect((item.appointment != nil) == [.appointment, .meetingRequest].contains(item.letter.kind))
      #expect(item.members.isEmpty == (item.letter.kind != .distributionList))
      #expect(item.receivedAt >= item.letter.sentAt.wholeSecond && item.modifiedAt >= item.receivedAt)
    }
  }

  @Test("plain text comes near the planned length")
  func length() {
    for (item, _, _) in ContentFixture.items where item.letter.textLength > 3000 {
      guard let body = item.plainBody else { continue }
      #expect(body.utf8.count > item.letter.textLength / 2 && body.utf8.count < item.letter.textLength * 2 + 2000)
    }
  }

  @Test("headers stand on what came by mail and on nothing that its owner wrote")
  func headers() {
    var received = 0
    for (item, folder, mailbox) in ContentFixture.items {
      let isOwn = item.letter.sender.address == mailbox.address || folder.role == .sent || folder.role == .drafts
      #expect((item.transportHeaders != nil) == (item.letter.internetMessageID != nil && !isOwn))
      guard let header = item.transportHeaders else { continue }
      received += 1
      #expect(header.utf8.allSatisfy { $0 < 0x80 })
      #expect(header.contains("\r\nMIME-Version: 1.0\r\n") && header.hasSuffix("\r\n"))
      #expect(header.split(separator: "\r\n").allSatisfy { $0.utf8.count <= 998 && !$0.contains("\n") })
      #expect(!header.lowercased().contains("\r\nbcc:"))
    }
    #expect(received > 300)
  }

  @Test("the conversation index begins with the first letter's time and grows by five bytes an answer")
  func conversationIndex() throws {
    for (item, _, _) in ContentFixture.items {
      let index = item.conversationIndex
      let above = ContentFixture.world.lettersAbove(item.letter)
      #expect(index.count == 22 + 5 * above.count && index[0] == 1)
      let first = (above.first ?? item.letter).sentAt.fileTime
      let shown = index.prefix(6).reduce(UInt64(0)) { $0 << 8 | UInt64($1) } << 16
      #expect(shown <= first && first - shown < 1 << 16)
    }
    let answers = ContentFixture.items.filter { $0.item.conversationIndex.count > 22 }
    let answer = try #require(answers.first).item
    let delta = answer.conversationIndex[22..<26].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    let root = answer.conversationIndex.prefix(6).reduce(UInt64(0)) { $0 << 8 | UInt64($1) } << 16
    let second = try #require(
      (ContentFixture.world.lettersAbove(answer.letter) + [answer.letter]).dropFirst().first)
    #expect(delta >> 31 == 1 || root + (delta + 1) << 18 > second.sentAt.fileTime)
    #expect(delta >> 31 == 1 || root + delta << 18 <= second.sentAt.fileTime)
  }

  @Test("an answer quotes the words of the letter above it")
  func quotation() throws {
    var quoting = 0
    for (item, _, _) in ContentFixture.items {
      guard let above = ContentFixture.world.lettersAbove(item.letter).last, let body = item.plainBody else { continue }
      let original = try ContentFixture.maker.embeddedItem(above.reference)
      guard let text = original.plainBody else { continue }
      let sentence = try #require(text.split(separator: "\r\n").dropFirst().first).prefix(40)
      #expect(body.contains("> " + sentence), "\(sentence)")
      quoting += 1
    }
    #expect(quoting > 5)
  }

  @Test("a letter of the scenario says what it is told to say")
  func told() throws {
    let letter = ContentFixture.letter(
      1, subject: "Your mailbox is full",
      recipients: [Recipient(kind: .to, correspondent: .init(name: "", address: "a@b.example"))])
    let item = try ContentFixture.item(letter, text: ["Sign in at https://login.example/ today."])
    let body = try #require(item.plainBody)
    #expect(body.contains("Sign in at https://login.example/ today."))
    #expect(body.hasPrefix("Hello") || body.hasPrefix("Dear") || body.hasPrefix("Hi") || body.hasPrefix("Good"))
    #expect(item.transportHeaders?.contains("Message-ID: <letter-1@tests.example>\r\n") == true)
  }

  @Test("letters that enclose each other come to an end")
  func circle() throws {
    struct Circle: LetterSource {
      let plan = ContentFixture.world.plan
      let mailboxes = ContentFixture.world.mailboxes
      let strangers: [Person] = []
      func lettersAbove(_ letter: Letter) -> [Letter] { [] }
      func longTermID(of copy: Copy) -> [UInt8] { [] }
      func letter(_ reference: Letter.Reference) -> Letter? {
        ContentFixture.letter(
          1, attachments: [AttachmentPlan(kind: .message, name: "itself", byteCount: 0, letter: reference)])
      }
    }
    var item = try ItemMaker(Circle()).embeddedItem(.init(conversation: 1_000_000, number: 1))
    var depth = 0
    while case .item(let enclosed) = item.attachments.first?.content { (item, depth) = (enclosed, depth + 1) }
    #expect(depth == 8)
  }

  @Test("a letter that the world does not have is an error that names it")
  func unknown() {
    #expect(throws: MakerError("the world has no letter 3 of conversation 99999999")) {
      try ContentFixture.maker.embeddedItem(.init(conversation: 99_999_999, number: 3))
    }
  }

  @Test("the same world gives the same bytes")
  func again() throws {
    let again = ItemMaker(World(ContentFixture.world.plan))
    for (place, copy) in ContentFixture.copies.enumerated() where place % 3 == 0 {
      #expect(try MIMEMessage(again.item(copy)).bytes == MIMEMessage(ContentFixture.items[place].item).bytes)
    }
  }

  @Test("letters of every language, kind and enclosure give the bytes that they gave when this was written")
  func pinned() throws {
    var hash = SHA256()
    let source = OneMailbox()
    let maker = ItemMaker(source)
    let kinds: [AttachmentPlan.Kind] = [
      .pdf, .png, .jpeg, .docx, .xlsx, .zip, .text, .csv, .calendar, .inlineImage,
    ]
    for number in 0..<120 {
      let letter = ContentFixture.letter(
        number, kind: [.mail, .meetingRequest, .appointment, .task, .contact, .report][number % 6],
        language: Language.allCases[number % 12], body: [.plain, .html, .both][number % 3],
        textLength: 300 + 40 * number,
        attachments: [
          AttachmentPlan(kind: kinds[number / 12], name: "Ä \(number).bin", byteCount: 5000 + number, letter: nil)
        ])
      let item = maker.item(
        writing: letter, in: source.folder, of: source.mailboxes[0], arrivedAt: letter.sentAt + .seconds(5),
        isRead: true, sourceKey: [])
      hash.update(data: MIMEMessage(item).bytes)
    }
    #expect(hexadecimal(hash.finalize()) == "0c5a30e5fed864615fc8f78dc778e224430fb53e81d2aa354a53bb0c4c1a34b1")
  }

  /// Owes nothing to the world's own chance, which has tests of its own.
  private struct OneMailbox: LetterSource {
    let folder = Folder(
      number: 0, role: .inbox, parent: nil, name: "Inbox", path: "\\Inbox", longTermID: [], containerClass: "IPF.Note")
    var strangers: [Person] { [] }

    var plan: WorldPlan {
      WorldPlan(
        seed: 5,
        organisation: Organisation(
          name: "Halden & Co", domain: "halden.example", tenantDomain: "halden.onmicrosoft.example",
          tenantID: GUID(high: 1, low: 2), isOnline: false, servers: ["EX01"], publicAddress: "192.0.2.1"),
        userCount: 1, sharedMailboxes: [], itemCount: 1, from: Moment(2020, 1, 1), to: Moment(2021, 1, 1))
    }

    var mailboxes: [Mailbox] {
      let person = Person(
        givenName: "Åsa", familyName: "Öberg", displayName: "Öberg, Åsa", address: "asa@halden.example",
        language: .swedish, offsetMinutes: 60)
      return [
        Mailbox(
          number: 0, kind: .user, person: person, guid: GUID(high: 3, low: 4), sid: "S-1-5-21-1", legacyDN: "/o=h",
          userKey: "0123456789ABCDEF", storeUID: GUID(high: 5, low: 6), clientAddresses: ["192.0.2.7"],
          folders: [folder])
      ]
    }

    func letter(_ reference: Letter.Reference) -> Letter? { nil }
    func lettersAbove(_ letter: Letter) -> [Letter] { [] }
    func longTermID(of copy: Copy) -> [UInt8] { [] }
  }
}
