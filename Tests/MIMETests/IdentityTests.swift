import Records
import Testing

/// Of the message of these tests, which those of PST, MSG and TNEF read too; made by this in Python:
///
///     h = lambda s: hashlib.sha256(s.encode()).hexdigest()
///     inner = h("mailtrail content 1\nsubject inside\nfrom \nsent \nbody innertext\n")
///     h("mailtrail content 1\nsubject Re: Grüße\nfrom bob@example.org\nto carol@example.net\nto dave@example.net\n"
///       f"sent 1\nbody Plan9fürÄrzte\nattachment {h('short')}\nmessage {inner}\n")
private let content = "42c1a0ff7760200c5c07c90dde446872f5fa2f7a59a29db8bff728a5556965ec"

@Suite("Identity of Internet messages")
struct IdentityTests {
  private static let text = """
    Content-Type: text/plain; charset=utf-8

    Plan 9 für Ärzte.
    """
  private static let html = """
    Content-Type: text/html; charset=utf-8
    Content-Transfer-Encoding: quoted-printable

    <html><head><title>No</title><style>p {color: red}</style></head><!-- no --><body class="a>b"><p>Plan&nbsp;<b>9</b>
    f&uuml;r &#196;rz=
    te</p></body></html>
    """
  private static let mail = """
    Received: from a by b; Thu, 01 Jan 1970 00:00:07 +0000
    From: Bob <Bob@Example.org>
    To: Carol@example.net
    Cc: Dave <dave@example.net>
    Bcc: eve@example.com
    Subject: =?utf-8?Q?Re:__Gr=C3=BC=C3=9Fe?=
    Date: Thu, 01 Jan 1970 00:00:01 +0000
    Message-ID: <one@example.org>
    MIME-Version: 1.0
    Content-Type: multipart/mixed; boundary=x

    --x
    \(text)
    --x
    Content-Type: application/octet-stream; name=short.txt
    Content-Transfer-Encoding: base64

    c2hvcnQ=
    --x
    Content-Type: message/rfc822

    Subject: inside

    inner text
    --x--

    """

  private func hash(_ text: String) async throws -> String? {
    try await Records(of: text).messages.first?.contentSHA256?.hex
  }

  @Test("both hashes are those of their definitions")
  func whole() async throws {
    let records = try await Records(of: Self.mail)
    let message = try #require(records.messages.first)
    #expect(message.contentSHA256?.hex == content)
    // hashlib.md5(b"<one@example.org>").hexdigest()
    #expect(message.messageIDHash == "47675bbbeac1cc525657121843e07853")
    let inner = try #require(records.messages.last)
    #expect(inner.contentSHA256?.hex == "44a051ac82065b7ab4a2a298d152d6f4946b659508d912916c8df15762571389")
    #expect(inner.messageIDHash == nil)
  }

  @Test(
    "what each copy has of its own, and what formats change, leave the content as it is",
    arguments: [
      ("Received: from a by b; Thu, 01 Jan 1970 00:00:07 +0000\n", ""), ("Bcc: eve@example.com\n", ""),
      ("Message-ID: <one@example.org>\n", ""), ("From: Bob <Bob@Example.org>", "From: =?utf-8?Q?B?= <bob@EXAMPLE.org>"),
      ("Cc: Dave <dave@example.net>\n", ""),
      ("Subject: =?utf-8?Q?Re:__Gr=C3=BC=C3=9Fe?=", "Subject: Re:\n\tGru\u{308}ße"),
      ("00:00:01 +0000", "02:00:01 +0200"), ("Plan 9 für Ärzte.", "\n Plan 9\n\nfu\u{308}r A\u{308}rzte"),
      (text, html), (text, "Content-Type: multipart/alternative; boundary=y\n\n--y\n\(text)\n--y\n\(html)\n--y--"),
      ("name=short.txt", "name=other.txt"),
      ("Content-Transfer-Encoding: base64\n\nc2hvcnQ=", "\nshort"),
    ])
  func same(old: String, new: String) async throws {
    let recipients =
      new.isEmpty && old.hasPrefix("Cc") ? "To: dave@example.net, carol@example.net, Dave@example.net" : nil
    var mail = Self.mail.replacing(old, with: new)
    if let recipients { mail.replace("To: Carol@example.net", with: recipients) }
    #expect(mail != Self.mail)
    #expect(try await hash(mail) == content)
  }

  @Test("line ends do not count, not in attachments that went as text either", arguments: ["7bit", "quoted-printable"])
  func lineEnds(encoding: String) async throws {
    let mail = Self.mail.replacing(
      "Content-Transfer-Encoding: base64\n\nc2hvcnQ=", with: "Content-Transfer-Encoding: \(encoding)\n\none\ntwo\n")
    let hashes = try await [
      Records(of: mail).messages[0].contentSHA256, Records(of: crlf(mail)).messages[0].contentSHA256,
    ]
    #expect(hashes[0] != nil)
    #expect(hashes[0] == hashes[1])
    #expect(try await Records(of: crlf(Self.mail)).messages[0].contentSHA256?.hex == content)
  }

  @Test(
    "what a message says, to whom, when and with what, is its content",
    arguments: [
      ("Re:__", "Fwd:__"), ("Bob@", "Rob@"), ("Carol@", "Karol@"), ("Cc: Dave <dave@example.net>\n", ""),
      ("00:00:01", "00:00:02"), ("Plan 9", "Plan 8"), ("für", "fur"), ("c2hvcnQ=", "c2hvcnU="),
      ("inner text", "other text"), ("Subject: inside", "Subject: beside"),
      ("--x--", "--x\nContent-Type: application/pdf\n\nnew\n--x--"),
    ])
  func changed(old: String, new: String) async throws {
    let mail = Self.mail.replacing(old, with: new)
    #expect(mail != Self.mail)
    let hash = try await hash(mail)
    #expect(hash != nil)
    #expect(hash != content)
  }
}
