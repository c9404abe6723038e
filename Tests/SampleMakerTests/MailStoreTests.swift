import Crypto
import Foundation
import Testing

@testable import SampleMaker

@Suite("EML folders and mboxes, read by Python")
struct MailStoreTests {
  /// What `mail_store.py` says of a message.
  struct Read: Decodable {
    struct Enclosed: Decodable, Equatable {
      let name: String?
      var sha256: String?
      var subject: String?
    }

    let file: String
    let offset: Int64
    let length: Int64
    let sha256: String
    let subject: String
    let from: [[String]]
    let to: [[String]]
    let cc: [[String]]
    let id: String?
    let sent: Int64?
    let type: String
    let plain: String?
    let html: String?
    let enclosed: [Enclosed]
    let hops: Int
    let defects: [String]
  }

  private func read(_ kind: String, _ workplace: Workplace) throws -> [String: Read] {
    let elsewhere = try Workplace()
    let result = try Peer.python(
      "mail_store.py", kind, workplace.folder.path(percentEncoded: false), in: elsewhere.folder)
    #expect(result.status == 0, "\(result.complaint)")
    let messages = try result.lines.map { try JSONDecoder().decode(Read.self, from: Data($0.utf8)) }
    return Dictionary(uniqueKeysWithValues: messages.map { ("\($0.file) \($0.offset)", $0) })
  }

  @Test("an EML folder: every item, at its place, with subject, people, text and what it encloses")
  func eml() throws {
    let workplace = try Workplace()
    let writer = ItemFolderWriter(.eml, creating: "evidence/mail", in: workplace.folder.path(percentEncoded: false))
    var places: [MailPlace] = []
    for (item, folder, mailbox) in ContentFixture.items where mailbox.number < 4 {
      places.append(try writer.add(item, in: folder))
    }
    let files = writer.finish()
    let messages = try read("eml", workplace)
    #expect(Set(places).count == places.count && messages.count == places.count && files.count == places.count)
    for (number, place) in places.enumerated() {
      let message = try #require(messages["\(place.file) 0"])
      #expect(message.length == place.length && files[number].byteCount == place.length)
      #expect(files[number].path == place.file && files[number].sha256 == message.sha256)
      try compare(message, with: ContentFixture.items[number].item)
    }
  }

  @Test("mboxes: every message at its offset, and the same bytes as its EML has when From_ lines are taken back")
  func mbox() throws {
    let workplace = try Workplace()
    let writer = MboxWriter(creating: "evidence/mail/box", in: workplace.folder.path(percentEncoded: false))
    let chosen = ContentFixture.items.filter { $0.mailbox.number == 1 }
    var places: [MailPlace] = []
    for (item, folder, _) in chosen { places.append(try writer.add(item, in: folder)) }
    let files = try writer.finish()
    let messages = try read("mbox", workplace)
    #expect(messages.count == chosen.count && files.count == Set(places.map(\.file)).count)
    for (place, (item, _, _)) in zip(places, chosen) {
      let message = try #require(messages["\(place.file) \(place.offset)"])
      #expect(message.length == place.length)
      #expect(message.sha256 == hexadecimal(SHA256.hash(data: withoutReturns(MIMEMessage(item).bytes))))
      try compare(message, with: item)
    }
    for file in files {
      let bytes = try Data(contentsOf: workplace.folder.appending(path: file.path))
      #expect(hexadecimal(SHA256.hash(data: bytes)) == file.sha256 && Int64(bytes.count) == file.byteCount)
    }
  }

  @Test("a mailbox without mail leaves no folder behind")
  func noMail() throws {
    let workplace = try Workplace()
    let root = workplace.folder.path(percentEncoded: false)
    #expect(ItemFolderWriter(.eml, creating: "evidence/mail/a", in: root).finish().isEmpty)
    #expect(try MboxWriter(creating: "evidence/mail/b.mbox", in: root).finish().isEmpty)
    #expect(try workplace.names.isEmpty)
  }

  @Test("lines that begin with From, however deep, come back as they were")
  func fromLines() throws {
    let text = ["From here on:\r\nFrom\r\n>From there\r\n>>From\r\n>>From deeper", "From the end"]
    var escaped = 0
    let workplace = try Workplace()
    let writer = MboxWriter(creating: "box", in: workplace.folder.path(percentEncoded: false))
    let inbox = try #require(ContentFixture.world.mailboxes[0].folder(.inbox))
    var hashes: [String] = []
    for number in 0..<40 {
      let item = try ContentFixture.item(ContentFixture.letter(number), text: text)
      _ = try writer.add(item, in: inbox)
      hashes.append(hexadecimal(SHA256.hash(data: withoutReturns(MIMEMessage(item).bytes))))
    }
    let file = try #require(try writer.finish().first)
    let bytes = try String(contentsOfFile: workplace.path(file.path), encoding: .utf8)
    escaped = bytes.split(separator: "\n").count { $0.hasPrefix(">") && $0.drop { $0 == ">" }.hasPrefix("From ") }
    #expect(escaped > 40)
    let messages = try read("mbox", workplace).values.sorted { $0.offset < $1.offset }
    #expect(messages.map(\.sha256) == hashes)
  }

  @Test("names and subjects of every script and with every sign come back", arguments: Language.allCases)
  func names(language: Language) throws {
    let odd = [
      "Plain Name", "Berg, Anna", "Anna \"Bo\" Berg", "Back\\slash", "Åsa Öberg (R&D)", "青木 花子", "Иван Щукин", "=?no?=",
      "  two  blanks ", "Zoë – Ärger, „Zitat“ " + String(repeating: "sehr langer Name ", count: 9), "🔧 Tool",
    ]
    let workplace = try Workplace()
    let writer = ItemFolderWriter(.eml, creating: "x", in: workplace.folder.path(percentEncoded: false))
    let inbox = try #require(ContentFixture.world.mailboxes[0].folder(.inbox))
    var items: [(MailPlace, Item)] = []
    for number in 0..<60 {
      let name = odd[number % odd.count]
      let letter = ContentFixture.letter(
        number, subject: odd[(number + 3) % odd.count] + " \(number)", language: language,
        body: [.plain, .html, .both][number % 3], sender: Correspondent(name: name, address: "who@firm.example"),
        recipients: odd.enumerated().map { place, name in
          Recipient(kind: place < 5 ? .to : .cc, correspondent: .init(name: name, address: "r\(place)@firm.example"))
        },
        attachments: [AttachmentPlan(kind: .text, name: "\(number) \(name).txt", byteCount: 99, letter: nil)])
      let item = try ContentFixture.item(letter)
      items.append((try writer.add(item, in: inbox), item))
    }
    let messages = try read("eml", workplace)
    for (place, item) in items { try compare(#require(messages["\(place.file) 0"]), with: item) }
  }

  /// What of a message has to be as the item has it.
  private func compare(_ message: Read, with item: Item) throws {
    let letter = item.letter
    #expect(message.defects == [])
    #expect(message.subject == letter.subject)
    #expect(message.from == [[letter.sender.name, letter.sender.address]])
    #expect(
      message.to
        == letter.recipients.filter { $0.kind == .to }.map { [$0.correspondent.name, $0.correspondent.address] })
    #expect(
      message.cc
        == letter.recipients.filter { $0.kind == .cc }.map { [$0.correspondent.name, $0.correspondent.address] })
    #expect(message.id == letter.internetMessageID)
    #expect(message.sent == letter.sentAt.microseconds / 1_000_000)
    #expect(message.plain == item.plainBody.map(hashOfText) || item.plainBody == nil)
    #expect(message.html == item.htmlBody.map(hashOfText))
    #expect((message.hops > 0) == (item.transportHeaders != nil))
    #expect((message.type == "multipart/report") == (letter.kind == .report))
    var found = message.enclosed
    found.removeAll { ["contact.vcf", "list.vcf", "item.ics"].contains($0.name) }
    #expect(found == expectedEnclosures(of: item))
  }

  /// Those in the body come first.
  private func expectedEnclosures(of item: Item) -> [Read.Enclosed] {
    let inline = item.htmlBody == nil ? [] : item.attachments.filter { $0.contentID != nil }
    let others = item.attachments.filter { item.htmlBody == nil || $0.contentID == nil }
    return (inline + others).map { attachment in
      switch attachment.content {
      case .bytes(let bytes): .init(name: attachment.name, sha256: hexadecimal(SHA256.hash(data: bytes)))
      case .item(let enclosed):
        .init(name: item.letter.kind == .report ? nil : attachment.name, subject: enclosed.letter.subject)
      }
    }
  }

  private func hashOfText(_ text: String) -> String {
    hexadecimal(SHA256.hash(data: withoutReturns(Array(text.utf8))))
  }

  private func withoutReturns(_ bytes: [UInt8]) -> [UInt8] { bytes.filter { $0 != 0x0D } }
}
