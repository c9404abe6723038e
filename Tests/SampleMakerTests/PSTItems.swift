@testable import SampleMaker

/// Items to write into stores, each different from the others by its number.
enum PSTItems {
  static let ada = Correspondent(name: "Ada Lindqvist", address: "ada.lindqvist@tideway.example")
  static let jun = Correspondent(name: "佐藤 純", address: "jun.sato@harbour.example")
  static let emoji = Correspondent(name: "Zoë 🐙 Ünal", address: "zoe@reef.example")

  static let written = Moment(2021, 3, 3, 6, 49, 42) + .milliseconds(120)

  struct Body {
    var plain: String?
    var html: String?
    var headers: String?

    static let none = Body()
  }

  static func mail(
    _ number: Int, subject: String? = nil, body: Body? = nil, attachments: [Attachment] = [], isRead: Bool = true,
    to recipients: [Recipient]? = nil, byteCount: Int = 4242
  ) -> Item {
    let plain = "Hello \(number),\r\n\r\nthe tide is at four.\r\n"
    let usual = Body(plain: plain, html: nil, headers: headers(number))
    return item(
      number, .mail, "IPM.Note", subject: subject ?? "Tide table \(number)", body: body ?? usual,
      attachments: attachments, isRead: isRead, recipients: recipients ?? someRecipients, byteCount: byteCount,
      messageID: "<\(number)@tideway.example>")
  }

  static let someRecipients = [
    Recipient(kind: .to, correspondent: jun), Recipient(kind: .cc, correspondent: emoji),
  ]

  static func headers(_ number: Int) -> String {
    "Received: from mail.harbour.example\r\nMessage-ID: <\(number)@tideway.example>\r\nX-Sample: \(number)\r\n"
  }

  static func file(_ name: String, _ bytes: [UInt8], contentID: String? = nil) -> Attachment {
    Attachment(name: name, mediaType: "application/octet-stream", contentID: contentID, content: .bytes(bytes))
  }

  static func enclosed(_ item: Item) -> Attachment {
    Attachment(name: item.letter.subject, mediaType: "message/rfc822", contentID: nil, content: .item(item))
  }

  /// Bytes that tell a wrong order or a lost block.
  static func bytes(_ count: Int, seed: UInt64) -> [UInt8] {
    var dice = Dice(seed: seed)
    return dice.bytes(count)
  }

  /// One of each class that is written, in the order in which the small store has them.
  static var everyClass: [Item] {
    [
      mail(1, subject: "RE: Pilot book", body: both(1), isRead: false),
      mail(2, body: Body(plain: nil, html: "<p>Only HTML: äß日本🐙</p>", headers: headers(2))),
      item(3, .appointment, "IPM.Appointment", subject: "Dry dock", appointment: dock),
      item(
        4, .meetingRequest, "IPM.Schedule.Meeting.Request", subject: "AW: Dry dock", recipients: someRecipients,
        appointment: dock, messageID: "<4@tideway.example>"),
      item(5, .contact, "IPM.Contact", subject: "Jun Satō", contact: card),
      item(6, .distributionList, "IPM.DistList", subject: "Harbour pilots", members: [ada, jun, emoji]),
      item(7, .task, "IPM.Task", subject: "Paint the buoy"),
      item(8, .note, "IPM.StickyNote", subject: "Keys are with Ada"),
      item(9, .post, "IPM.Post", subject: "Notice to mariners", messageID: "<9@tideway.example>"),
      item(
        10, .report, "REPORT.IPM.Note.NDR", subject: "Undeliverable: Tide table", messageID: "<10@tideway.example>"),
      item(11, .mail, "IPM.Note", subject: "", body: .none),
    ]
  }

  static func both(_ number: Int) -> Body {
    Body(
      plain: "Both bodies, \(number): Ωmega 日本 🐙\r\n", html: "<b>Both bodies</b> \(number)", headers: headers(number))
  }

  private static let dock = (
    start: Moment(2021, 4, 1, 9), end: Moment(2021, 4, 1, 10, 30), location: "Pier 3, Göteborg"
  )

  private static let card = ContactCard(
    person: Person(
      givenName: "純", familyName: "佐藤", displayName: jun.name, address: jun.address, language: .japanese,
      offsetMinutes: 540), company: "Harbour & Sons", telephone: "+81 3 5550 0123")

  private static func item(
    _ number: Int, _ kind: Letter.Kind, _ messageClass: String, subject: String,
    body: Body = Body(plain: "Plain text.\r\n"), attachments: [Attachment] = [], isRead: Bool = true,
    recipients: [Recipient] = [], byteCount: Int = 4242,
    appointment: (start: Moment, end: Moment, location: String)? = nil, contact: ContactCard? = nil,
    members: [Correspondent] = [], messageID: String? = nil
  ) -> Item {
    let at = written + .minutes(number)
    let letter = Letter(
      reference: Letter.Reference(conversation: number, number: 0), kind: kind, messageClass: messageClass,
      internetMessageID: messageID, inReplyTo: nil, references: [], subject: subject, language: .english, sender: ada,
      recipients: recipients, sentAt: at, bodyKind: .both, textLength: 20, attachments: [], byteCount: byteCount)
    return Item(
      letter: letter, receivedAt: at + .seconds(3), createdAt: at + .seconds(4), modifiedAt: at + .seconds(5),
      isRead: isRead, transportHeaders: body.headers, plainBody: body.plain, htmlBody: body.html,
      attachments: attachments, sourceKey: bytes(22, seed: UInt64(number)),
      searchKey: bytes(16, seed: UInt64(number) << 8),
      conversationIndex: [1] + bytes(21, seed: UInt64(number) << 16), appointment: appointment, contact: contact,
      members: members)
  }
}
