import Bytes
import Crypto
import MIME
import Readers
import Records
import Testing

@Suite("EMLReader")
struct EMLReaderTests {
  private let rich = """
    Return-Path: <carol@shop.example>
    Delivered-To: ann@firm.example
    Received: from mx.shop.example (mx.shop.example [192.0.2.9])
     by mail.firm.example with ESMTPS id 77 for <ann@firm.example>; Tue, 02 Mar 2021 10:00:05 +0100
    Received: from old by older; Mon, 01 Mar 2021 10:00:00 +0100
    Message-ID: <One.Two@Shop.example>
    Date: Tue, 02 Mar 2021 09:59:58 +0100
    From: "Lee, Carol" <carol@shop.example>
    Sender: desk@shop.example
    Reply-To: desk@shop.example
    To: =?utf-8?Q?Ann_Gr=C3=B6=C3=9Fe?= <ann@firm.example>, team: bob@firm.example;
    Cc: dave@firm.example
    Bcc: eve@firm.example
    Subject: =?utf-8?B?4oI=?= =?utf-8?B?rA==?= offer
    MIME-Version: 1.0
    Content-Type: multipart/mixed; boundary=outer

    --outer
    Content-Type: multipart/alternative; boundary=inner

    --inner
    Content-Type: text/plain; charset=utf-8
    Content-Transfer-Encoding: quoted-printable

    Gr=C3=BC=C3=9Fe
    --inner
    Content-Type: text/html

    <p>hello</p>
    --inner--
    --outer
    Content-Type: application/octet-stream
    Content-Disposition: attachment; filename*=utf-8''pr%C3%A9cis.bin
    Content-Transfer-Encoding: base64

    aGFyZQ==
    --outer
    Content-Type: message/rfc822

    From: fay@other.example
    Message-ID: <inner@other.example>
    Subject: inner
    Content-Type: multipart/mixed; boundary=deep

    --deep

    inner text
    --deep
    Content-Type: image/gif; name=a.gif

    GIF
    --deep--
    --outer--

    """

  @Test("a message becomes its row, with recipients of all kinds, times, text and raw header")
  func message() async throws {
    let bytes = crlf(rich)
    let records = try await Records(of: bytes)
    let mail = try #require(records.messages.first)
    #expect(records.defects.isEmpty)
    #expect(!records.isPartial)
    #expect(mail.ordinal == 1)
    #expect(mail.parent == nil)
    #expect(mail.messageClass == "IPM.Note")
    #expect(mail.internetMessageID == "<One.Two@Shop.example>")
    #expect(mail.messageKey == messageKey(of: "One.Two@Shop.example"))
    #expect(mail.subject == "€ offer")
    #expect(mail.senderAddress == "carol@shop.example")
    #expect(mail.senderName == "Lee, Carol")
    #expect(mail.sentAt == 1_614_675_598_000_000)
    #expect(mail.receivedAt == 1_614_675_605_000_000)
    #expect(mail.byteCount == Int64(bytes.count))
    #expect(mail.location == SourceLocation(offset: 0, length: UInt64(bytes.count)))
    #expect(mail.attachmentCount == 2)
    #expect(mail.body?.text == "Grüße")
    #expect(mail.body?.source == .plain)
    #expect(mail.body?.headers?.hasPrefix("Return-Path: <carol@shop.example>\r\nDelivered-To:") == true)
    #expect(
      mail.recipients == [
        Recipient(kind: .from, address: "carol@shop.example", displayName: "Lee, Carol"),
        Recipient(kind: .sender, address: "desk@shop.example", displayName: nil),
        Recipient(kind: .replyTo, address: "desk@shop.example", displayName: nil),
        Recipient(kind: .to, address: "ann@firm.example", displayName: "Ann Größe"),
        Recipient(kind: .to, address: "bob@firm.example", displayName: nil),
        Recipient(kind: .cc, address: "dave@firm.example", displayName: nil),
        Recipient(kind: .bcc, address: "eve@firm.example", displayName: nil),
      ])
  }

  @Test("attachments have name, size, hash and place; attached messages are messages with their own")
  func attachments() async throws {
    let bytes = crlf(rich)
    let records = try await Records(of: bytes)
    #expect(records.messages.map(\.ordinal) == [1, 2])
    let inner = records.messages[1]
    #expect(inner.parent == 1)
    #expect(inner.subject == "inner")
    #expect(inner.body?.text == "inner text")
    #expect(inner.attachmentCount == 1)
    let attachments = records.attachments.sorted { $0.ordinal < $1.ordinal }
    #expect(attachments.map(\.message) == [1, 1, 2])
    #expect(attachments.map(\.name) == ["précis.bin", nil, "a.gif"])
    #expect(attachments.map(\.embeddedMessage) == [nil, 2, nil])
    #expect(attachments.map(\.mediaType) == ["application/octet-stream", "message/rfc822", "image/gif"])
    #expect(attachments[0].byteCount == 4)
    #expect(attachments[0].sha256 == Digest(SHA256.hash(data: Array("hare".utf8))))
    let place = try #require(attachments[0].location)
    #expect(Array(bytes[Int(place.offset)..<Int(place.offset + place.length)]) == Array("aGFyZQ==".utf8))
    #expect(inner.location == attachments[1].location)
    #expect(inner.byteCount == attachments[1].byteCount)
  }

  @Test("whose mailbox it was is hinted by the delivery fields and the topmost Received")
  func ownerHints() async throws {
    let records = try await Records(of: rich)
    #expect(
      records.hints == [
        OwnerHint(kind: .address, value: "ann@firm.example", basis: "delivered_to"),
        OwnerHint(kind: .address, value: "ann@firm.example", basis: "received_for"),
      ])
  }

  @Test("without From, the sender is Sender")
  func sender() async throws {
    let records = try await Records(of: "Sender: Desk <desk@shop.example>\n\n")
    #expect(records.messages.first?.senderAddress == "desk@shop.example")
  }

  @Test("dates that are none are told at their field and stay unknown")
  func badDates() async throws {
    let records = try await Records(of: "Subject: x\nDate: yesterday\nReceived: by here; whenever\n\n")
    #expect(records.messages.first?.sentAt == nil)
    #expect(records.messages.first?.receivedAt == nil)
    #expect(records.defects.map(\.field) == ["Date", "Received"])
    #expect(records.defects.map(\.offset) == [11, 27])
  }

  @Test(
    "attached evidence becomes a child that opens to its bytes again",
    arguments: ["base64", "7bit", "inner", "encoded inner"])
  func children(kind: String) async throws {
    let log = "From: x@y.example\nSubject: attached as octets\n\n"
    let gzip: [UInt8] =
      [0x1F, 0x8B, 8, 8, 0, 0, 0, 0, 0, 3] + Array("ual.csv\0".utf8) + [3, 0, 0, 0, 0, 0, 0, 0, 0, 0]
    let part =
      "Content-Type: application/gzip; name=\"../ual.csv.gz\"\nContent-Transfer-Encoding: base64\n\n\(base64(gzip))\n"
    let mixed =
      "Content-Type: multipart/mixed; boundary=b\n\n--b\n\(part)--b\nContent-Type: application/octet-stream\n\n\(log)\n--b--\n"
    var bytes = Array(mixed.utf8)
    if kind == "7bit" {
      bytes = Array("Content-Type: application/gzip; name=\"../ual.csv.gz\"\n\n".utf8) + gzip
    } else if kind == "inner" {
      bytes = Array(("Content-Type: message/rfc822\n\n" + mixed).utf8)
    } else if kind == "encoded inner" {
      bytes = Array("Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n\(base64(bytes))\n".utf8)
    }
    let records = try await Records(of: bytes)
    let child = try #require(records.children.first)
    #expect(records.children.count == 1, "mail in octets is no exhibit")
    #expect(child.name == "../ual.csv.gz")
    let stream = try EMLReader.open(child, in: Source(bytes))
    #expect(try stream.next() == gzip)
    let grandchild = try await Records(of: Source(gzip), by: GzipReader.self).children
    #expect(grandchild == [ChildExhibit(name: "ual.csv", recipe: "gzip", offset: 0, length: nil)])
  }

  @Test(
    "recipes that are none are refused",
    arguments: [
      "", "rot13", "base64|", "base64|5|base64", "base64|-1+2|base64", "7bit|0+99|7bit",
      "base64|9223372036854775807+1|7bit",
    ])
  func badRecipes(recipe: String) {
    let child = ChildExhibit(name: "x", recipe: recipe, offset: 0, length: 4)
    #expect(throws: FormatError.self) { try EMLReader.open(child, in: Source(Array("aGE=".utf8))) }
  }

  @Test("a container that breaks off is told, the message is kept as far as it came")
  func brokenContainer() async throws {
    let source = Source(openStream: { BrokenStream() }, openStore: { MemoryStore([]) })
    let records = try await Records(of: source)
    #expect(records.messages.first?.subject == "kept")
    #expect(records.defects.first?.offset == 19)
    #expect(records.isPartial)
  }

  @Test("what the parser could not hold is told and makes the exhibit partial")
  func partial() async throws {
    let text = (0..<150).reduce("end") { inner, _ in "Content-Type: message/rfc822\n\n" + inner }
    let records = try await Records(of: text)
    #expect(records.isPartial)
    #expect(records.defects.contains { $0.problem.contains("nested deeper") })
  }

  private func base64(_ bytes: [UInt8]) -> String {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
    var text = ""
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let group = bytes[start..<min(start + 3, bytes.count)]
      let bits = (0..<3).reduce(0) { $0 << 8 | (start + $1 < bytes.count ? Int(bytes[start + $1]) : 0) }
      for digit in 0..<4 { text.append(digit <= group.count ? alphabet[bits >> (18 - 6 * digit) & 63] : "=") }
    }
    return text
  }
}

private final class BrokenStream: ByteStream {
  private var hasStarted = false
  func next() throws -> [UInt8]? {
    if hasStarted { throw FormatError(.invalid("cut"), in: "gzip", at: 7) }
    hasStarted = true
    return Array("Subject: kept\n\nbody".utf8)
  }
}
