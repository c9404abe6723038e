import Bytes
import Crypto
import Foundation
import Readers
import Records
import Testing

@Suite("TNEF inside Internet messages")
struct TransportTests {
  static func mail(_ stream: [UInt8], text: String = "") -> [UInt8] {
    let head =
      "From: bob@example.org\r\nTo: ada@example.com\r\nMessage-ID: <1@b>\r\nMIME-Version: 1.0\r\n"
      + "Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: text/plain\r\n\r\n\(text)\r\n--x\r\n"
      + "Content-Type: application/ms-tnef; name=winmail.dat\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    return Array((head + Data(stream).base64EncodedString() + "\r\n--x--\r\n").utf8)
  }

  @Test("becomes part of the message: text where there is none, class, attachments")
  func part() async throws {
    let bytes = Self.mail(TNEFBuilder.stream)
    let reading = try await Reading.of(bytes, by: EMLReader.self)
    #expect(reading.failure == nil)
    #expect(reading.batch.defects.isEmpty)
    #expect(reading.batch.children.isEmpty)
    let message = try #require(reading.batch.messages.first)
    #expect(message.body?.text == "body text")
    #expect(message.body?.source == .plain)
    #expect(message.body?.headers?.hasPrefix("From: bob@example.org") == true)
    #expect(message.subject == "При")
    #expect(message.internetMessageID == "<1@b>")
    #expect(message.recipients.map(\.address) == ["bob@example.org", "ada@example.com"])
    #expect(message.attachmentCount == 4)
    let attachments = reading.attachments
    #expect(attachments.map(\.name) == ["winmail.dat", "a short text.txt", nil, "plain.txt"])
    #expect(attachments[0].sha256 == Digest(SHA256.hash(data: TNEFBuilder.stream)))
    #expect(attachments.allSatisfy { $0.message == message.ordinal })
    #expect(Set(attachments.map(\.location?.offset)).count == 1)
    #expect(reading.batch.messages.map(\.subject) == ["При", "inside"])
    #expect(attachments[2].embeddedMessage == reading.batch.messages[1].ordinal)
  }

  @Test("what the message says itself stays")
  func header() async throws {
    var bytes = Self.mail(TNEFBuilder.stream, text: "own text")
    bytes = Array("Subject: own\r\nDate: Mon, 1 Mar 2021 00:00:00 +0000\r\n".utf8) + bytes
    let message = try #require(try await Reading.of(bytes, by: EMLReader.self).batch.messages.first)
    #expect(message.subject == "own")
    #expect(message.body?.text?.hasPrefix("own text") == true)
    #expect(message.sentAt == 1_614_556_800_000_000)
  }

  @Test("a part that only begins like TNEF stays an attachment, and what is wrong is told at its place")
  func damaged() async throws {
    let bytes = Self.mail(Array(TNEFBuilder.stream.prefix(50)), text: "own text")
    let reading = try await Reading.of(bytes, by: EMLReader.self)
    #expect(reading.attachments.map(\.name) == ["winmail.dat"])
    let defect = try #require(reading.batch.defects.first)
    #expect(defect.offset == reading.attachments[0].location?.offset)
  }

  @Test("evidence attached inside it becomes a child exhibit of the mail, and opens again")
  func children() async throws {
    let evidence: [UInt8] = [0x1F, 0x8B, 0x08, 0, 1, 2, 3]
    var stream = TNEFBuilder()
    stream.add(0x0006_9002, [], level: 2)
    stream.add(0x0006_800F, evidence, level: 2)
    let bytes = Self.mail(stream.bytes)
    let children = try await Reading.of(bytes, by: EMLReader.self).batch.children
    #expect(children.map(\.recipe) == ["base64#0"])
    for child in children { #expect(try EMLReader.open(child, in: Source(bytes)).next() == evidence) }
    let wrong = ChildExhibit(name: "x", recipe: "base64#7", offset: children[0].offset, length: children[0].length)
    #expect(throws: FormatError.self) { try EMLReader.open(wrong, in: Source(bytes)) }
  }
}
