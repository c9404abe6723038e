import Bytes
import MIME
import Readers
import Records
import Testing

@Suite("Hostile and damaged messages")
struct DamageTests {
  /// A message with something of everything.
  private let rich = crlf(
    """
    Received: from a (b "c) by d for <e@f.example>; Tue, 2 Mar 21 10:00 EST (x(y))
    Delivered-To: e@f.example
    Date: Tue, 02 Mar 2021 10:00:00.5 +0100 (CET)
    From: "a \\"b" <@r.example:c@d.example>, g: h@i.example, j <k>;
    Subject: =?utf-8?B?4oI=?=
     =?utf-8?Q?=AC?= =?x?q?y?=
    Content-Type: multipart/mixed;
     boundary*0*=us-ascii'en'a%62; boundary*1=c

    --abc
    Content-Type: text/plain; charset="iso-2022-jp"
    Content-Transfer-Encoding: quoted-printable

    =1B$B=46|K\\=1B(B=
    --abc
    Content-Disposition: attachment; filename*0*=utf-8''%C3; filename*1*=%A9
    Content-Transfer-Encoding: base64

    H4sIAAAAAAAAAwMAAAAAAAAAAAA=
    --abc
    Content-Type: message/rfc822
    Content-Transfer-Encoding: base64

    Q29udGVudC1UeXBlOiBtdWx0aXBhcnQvbWl4ZWQ7IGJvdW5kYXJ5PXgKCi0teAoKYQotLXgtLQo=
    --abc
    Content-Type: multipart/digest; boundary=ab

    --ab

    Subject: s

    t
    --ab--
    --abc--
    """)

  @Test("cut at every length, it is read without a crash and never lost")
  func cut() async throws {
    for length in 0...rich.count {
      let records = try await Records(of: Array(rich.prefix(length)))
      #expect(!records.messages.isEmpty)
      #expect(records.messages.first?.byteCount == Int64(length))
    }
  }

  @Test(
    "with every byte changed, it is read without a crash and never lost",
    arguments: [0x00, 0x0A, 0x20, 0x22, 0x2D, 0x80] as [UInt8])
  func changed(value: UInt8) async throws {
    for place in rich.indices {
      var damaged = rich
      damaged[place] = value
      let records = try await Records(of: damaged)
      #expect(!records.messages.isEmpty)
      for attachment in records.attachments {
        let location = try #require(attachment.location)
        #expect(location.offset + location.length <= UInt64(rich.count))
      }
    }
  }

  @Test("whole, all of it is found")
  func whole() async throws {
    let records = try await Records(of: rich)
    #expect(records.messages.count == 3)
    #expect(records.messages[0].subject == "€y")
    #expect(records.messages[0].body?.text == "日本")
    #expect(records.children.count == 1)
    #expect(records.attachments.count == 3)
    #expect(records.defects.map(\.field) == ["Subject"])
  }

  @Test(
    "every file of mail in the corpus is read without a crash and is one message at least",
    .enabled(if: Corpus.root != nil), arguments: Corpus.files(under: "mail/eml") + Corpus.files(under: "mail/msg"))
  func corpus(path: String) async throws {
    let bytes = try Corpus.bytes(path)
    let records = try await Records(of: bytes)
    #expect(records.messages.first?.byteCount == Int64(bytes.count))
    #expect(records.attachments.allSatisfy { $0.sha256 != nil && $0.byteCount != nil })
  }

  @Test(
    "the malformed messages of the corpus give what can be had", .enabled(if: Corpus.root != nil), arguments: malformed)
  func malformedMessage(expected: Malformed) async throws {
    let records = try await Records(of: try Corpus.bytes("mail/eml/stalwart/malformed/\(expected.name).eml"))
    #expect(records.messages.count == expected.texts.count)
    for (message, text) in zip(records.messages, expected.texts) {
      #expect(text.map { message.body?.text?.hasPrefix($0) == true } ?? (message.body?.text == nil))
    }
    #expect(records.attachments.map(\.mediaType) == expected.attachments)
    #expect(records.defects.map(\.problem) == expected.problems)
  }
}

/// A malformed message of the corpus: the texts of its messages as they begin, its attachments, its defects.
struct Malformed: Sendable, CustomTestStringConvertible {
  var name: String
  var texts: [String?]
  var attachments: [String] = []
  var problems: [String] = []
  var testDescription: String { name }
}

private let open = "no closing delimiter"
private let malformed: [Malformed] = [
  Malformed(name: "000", texts: ["\n\n"], attachments: ["text/html"]),
  Malformed(name: "002", texts: ["body\n"], problems: ["multipart without parts"]),
  Malformed(name: "004", texts: ["--ab\nContent-Type"], problems: ["multipart without parts"]),
  Malformed(name: "006", texts: ["body\n"], problems: [open, open]),
  Malformed(name: "008", texts: ["body"], attachments: ["text/html"], problems: [open, open]),
  Malformed(name: "010", texts: [nil, nil, "1\n"], attachments: ["message/rfc822", "message/rfc822"]),
  Malformed(
    name: "012", texts: [nil, "1", "22", "333\n"],
    attachments: ["message/rfc822", "message/rfc822", "message/rfc822"],
    problems: [open, open]),
  Malformed(name: "014", texts: ["hello, world\n"], problems: [open]),
  Malformed(name: "016", texts: ["1\n22\n--1234"], problems: [open, open, open]),
  Malformed(name: "018", texts: ["Best\n"], problems: ["3 times = without two digits"]),
  Malformed(
    name: "020", texts: ["<html>"], attachments: ["image/png"], problems: ["more than one in a header", open]),
  Malformed(
    name: "022", texts: ["hello", "this attachment is not"], attachments: ["message/rfc822"],
    problems: ["no empty line before the body"]),
]
