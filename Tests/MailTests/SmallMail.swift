import Foundation

@testable import SampleMaker

/// Exhibits of a few items, made to be damaged.
enum SmallMail {
  static let formats = ["pst-ansi", "pst-unicode", "pst-deleted", "ost-4k", "msg", "eml", "emlx", "mbox", "zip", "tar"]

  static func bytes(_ format: String) throws -> [UInt8] {
    switch format {
    case "pst-ansi": try store(.ansi15, encoding: .permute)
    case "pst-unicode": try store(.unicode, encoding: .cyclic)
    case "pst-deleted": try store(.unicode, encoding: .permute, deletes: true)
    case "ost-4k": try store(.largePages, encoding: .none)
    case "msg": try MSGFile.bytes(of: mail(1, attachments: enclosed))
    case "eml": internetMail(1)
    case "emlx": Array("\(internetMail(1).count)\n".utf8) + internetMail(1) + Array("<plist></plist>\n".utf8)
    case "mbox":
      (1...4).flatMap { Array("From ada@tideway.example Wed Mar  3 06:49:42 2021\n".utf8) + internetMail($0) + [10] }
    default: try archive(format)
    }
  }

  /// Kinds of which every loss is told: what is left of a text may be a whole one.
  static func tellsLoss(_ format: String) -> Bool { !["eml", "mbox", "emlx", "tar"].contains(format) }

  private static func store(_ version: PSTVersion, encoding: PSTEncoding, deletes: Bool = false) throws -> [UInt8] {
    let place = try Workplace()
    let path = place.folder.appending(path: "store").path(percentEncoded: false)
    let bodies: BodyForm = version == .ansi15 ? .rtf : .asWritten
    let writer = try PSTWriter(
      creating: path,
      settings: PSTSettings(
        version, encoding: encoding, bodies: bodies, displayName: "Lindqvist", storeUID: GUID(high: 7, low: 11)))
    let inbox = try writer.addFolder(named: "Inbox", containerClass: "IPF.Note", role: .inbox)
    for number in 1...10 {
      let item = mail(number, attachments: number == 3 ? enclosed : [])
      let deletion = deletes && number % 2 == 0 ? Deletion.allCases[number / 2 % 4] : nil
      _ = try writer.add(item, to: inbox, deleted: deletion)
    }
    _ = try writer.finish()
    return Array(try Data(contentsOf: URL(filePath: path)))
  }

  private static let enclosed = [
    Attachment(
      name: "chart.bin", mediaType: "application/octet-stream", contentID: nil,
      content: .bytes((0..<20_000).map { UInt8(truncatingIfNeeded: $0 &* 31) })),
    Attachment(name: "Inner", mediaType: "message/rfc822", contentID: nil, content: .item(mail(40, attachments: []))),
  ]

  private static func mail(_ number: Int, attachments: [Attachment]) -> Item {
    let ada = Correspondent(name: "Ada Lindqvist", address: "ada.lindqvist@tideway.example")
    let jun = Correspondent(name: "Jun Sato", address: "jun.sato@harbour.example")
    let at = Moment(2021, 3, 3, 6, 49, 42) + .minutes(number)
    let letter = Letter(
      reference: Letter.Reference(conversation: number, number: 0), kind: .mail, messageClass: "IPM.Note",
      internetMessageID: "<\(number)@tideway.example>", inReplyTo: nil, references: [], subject: "Tide table \(number)",
      language: .english, sender: ada, recipients: [Recipient(kind: .to, correspondent: jun)], sentAt: at,
      bodyKind: .both, textLength: 20, attachments: [], byteCount: 4242)
    return Item(
      letter: letter, receivedAt: at + .seconds(3), createdAt: at, modifiedAt: at, isRead: true,
      transportHeaders: "Message-ID: <\(number)@tideway.example>\r\n", plainBody: "The tide is at four.\r\n",
      htmlBody: "<p>The tide is at <b>four</b>.</p>\r\n", attachments: attachments,
      sourceKey: (0..<22).map { UInt8($0 + number) }, searchKey: (0..<16).map { UInt8($0 + number) },
      conversationIndex: [UInt8](repeating: UInt8(number), count: 22), appointment: nil, contact: nil, members: [])
  }

  private static func internetMail(_ number: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    MIMEMessage(mail(number, attachments: number == 1 ? enclosed : [])).append(to: &bytes)
    return bytes.filter { $0 != 13 }
  }

  private static func archive(_ format: String) throws -> [UInt8] {
    let place = try Workplace()
    for number in 1...4 { try Data(internetMail(number)).write(to: place.folder.appending(path: "\(number).eml")) }
    let names = (1...4).map { "\($0).eml" }
    let script = """
      import sys, tarfile, zipfile
      if sys.argv[1] == "zip":
          with zipfile.ZipFile("archive", "w", zipfile.ZIP_DEFLATED) as archive:
              for name in sys.argv[2:]: archive.write(name)
      else:
          with tarfile.open("archive", "w") as archive:
              for name in sys.argv[2:]: archive.add(name)
      """
    _ = try Peer.run("python3", ["-c", script, format] + names, in: place.folder)
    return Array(try Data(contentsOf: place.folder.appending(path: "archive")))
  }
}
