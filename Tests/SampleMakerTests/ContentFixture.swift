import Foundation
import Testing

@testable import SampleMaker

/// A small world, and its items made once.
enum ContentFixture {
  static let world = World(
    .standard(
      seed: 11, mailboxes: 6, items: 900, from: Moment(2020, 3, 1), to: Moment(2021, 3, 10), isOnline: false))
  static let maker = ItemMaker(world)
  static let copies = world.mailboxes.flatMap { Array(world.copies(in: $0.number)) }
  static let items: [(item: Item, folder: Folder, mailbox: Mailbox)] = {
    do {
      return try copies.map { copy in
        let mailbox = world.mailboxes[Int(copy.mailbox)]
        return (try maker.item(copy), mailbox.folders[Int(copy.folder)], mailbox)
      }
    } catch {
      Issue.record("items: \(error)")
      return []
    }
  }()

  /// A letter as no world makes it; its place tells it from others.
  static func letter(
    _ number: Int, kind: Letter.Kind = .mail, subject: String = "Offer", language: Language = .english,
    body: Letter.BodyKind = .plain, textLength: Int = 400, sender: Correspondent? = nil,
    recipients: [Recipient] = [], attachments: [AttachmentPlan] = [], sentAt: Moment = Moment(2021, 3, 3, 6, 49, 42)
  ) -> Letter {
    Letter(
      reference: .init(conversation: 1_000_000, number: number), kind: kind, messageClass: "IPM.Note",
      internetMessageID: "<letter-\(number)@tests.example>", inReplyTo: nil, references: [], subject: subject,
      language: language, sender: sender ?? Correspondent(name: "Ann Other", address: "ann@other.example"),
      recipients: recipients, sentAt: sentAt, bodyKind: body, textLength: textLength, attachments: attachments,
      byteCount: 5000)
  }

  /// The letter as it came to the first mailbox's inbox.
  static func item(_ letter: Letter, text: [String]? = nil) throws -> Item {
    let mailbox = world.mailboxes[0]
    let inbox = try #require(mailbox.folder(.inbox))
    return maker.item(
      writing: letter, text: text, in: inbox, of: mailbox, arrivedAt: letter.sentAt + .seconds(9), isRead: false,
      sourceKey: [UInt8](repeating: 7, count: 22))
  }
}
