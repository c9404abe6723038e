import MIME
import Testing

@Suite("Parts of a message (RFC 2046 5.1)")
struct EntityTreeTests {
  /// Bodies of the leaves, decoded.
  private func leaves(_ mail: InternetMessage) -> [String] {
    mail.tree.parts.filter { $0.content == .leaf }.map { String(decoding: mail.decode($0).bytes, as: UTF8.self) }
  }

  @Test("parts have the offsets of header and body", arguments: ["\n", "\r\n"])
  func offsets(lineBreak: String) throws {
    let text =
      "Content-Type: multipart/mixed; boundary=b\n\npreamble\n--b\nX-A: 1\n\none\n\n--b\n\ntwo\n--b--\nepilogue\n"
      .replacing("\n", with: lineBreak)
    let mail = message(text)
    #expect(leaves(mail) == ["one" + lineBreak, "two"])
    let one = mail.tree.parts[1]
    let bytes = Array(text.utf8)
    #expect(String(decoding: bytes[one.headerStart..<one.bodyStart], as: UTF8.self) == "X-A: 1" + lineBreak + lineBreak)
    #expect(String(decoding: bytes[one.bodyRange], as: UTF8.self) == "one" + lineBreak)
    #expect(mail.tree.defects.isEmpty)
  }

  @Test("a boundary that begins another one is told from it")
  func prefixClash() {
    let mail = message(
      "Content-Type: multipart/mixed; boundary=ab\n\n--ab\nContent-Type: multipart/mixed; boundary=a\n\n--a\n\none\n--a--\n--ab\n\ntwo\n--ab--\n"
    )
    #expect(leaves(mail) == ["one", "two"])
    #expect(mail.root.children.count == 2)
  }

  @Test("a boundary used again by a part within belongs to the innermost first")
  func reused() {
    let mail = message(
      "Content-Type: multipart/mixed; boundary=a\n\n--a\nContent-Type: multipart/mixed; boundary=a\n\n--a\n\none\n--a--\n\n--a\n\ntwo\n--a--\n"
    )
    #expect(leaves(mail) == ["one", "two"])
    #expect(mail.root.children.map { mail.tree.parts[$0].content } == [.multipart, .leaf])
    #expect(mail.tree.defects.isEmpty)
  }

  @Test("a missing end is told, the last part reaches to the end")
  func missingEnd() {
    let mail = message("Content-Type: multipart/mixed; boundary=a\n\n--a\n\none\n--a\n\ntwo\n")
    #expect(leaves(mail) == ["one", "two\n"])
    #expect(mail.tree.defects.map(\.problem) == ["no closing delimiter"])
  }

  @Test("an outer delimiter ends all that is open within")
  func outerEnds() {
    let mail = message(
      "Content-Type: multipart/mixed; boundary=a\n\n--a\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\none\n--a\n\ntwo\n--a--\n"
    )
    #expect(leaves(mail) == ["one", "two"])
    #expect(mail.root.children.count == 2)
  }

  @Test("a boundary that no one names is taken from the first delimiter")
  func undeclared() {
    let mail = message("Content-Type: multipart/mixed\n\ntext\n--xyz\nContent-Type: text/plain\n\none\n--xyz--\n")
    #expect(leaves(mail) == ["one"])
    #expect(mail.tree.defects.map(\.field) == ["Content-Type.boundary"])
  }

  @Test("a multipart without parts is text")
  func noParts() {
    let mail = message("Content-Type: multipart/mixed; boundary=a\n\nall the text\n--b\n")
    #expect(leaves(mail) == ["all the text\n--b\n"])
    #expect(mail.tree.defects.count == 1)
  }

  @Test("text behind a boundary is ignored, parts behind the end are read and told")
  func behind() {
    let mail = message(
      "Content-Type: multipart/mixed; boundary=a\n\n--a \t trailing\n\none\n--a--\n\n--a\n\ntwo\n--a--\n")
    #expect(leaves(mail) == ["one", "two"])
    #expect(mail.tree.defects.map(\.problem) == ["a part behind the closing delimiter"])
  }

  @Test("a delimiter ends a header too")
  func delimiterInHeader() {
    let mail = message(
      "Content-Type: multipart/mixed; boundary=:foo\n\n--:foo\n--:foo\nContent-Type: text/plain\n--:foo--\n")
    #expect(mail.root.children.count == 2)
    #expect(leaves(mail) == ["", ""])
  }

  @Test("a boundary in pieces by RFC 2231")
  func boundaryInPieces() {
    let mail = message("Content-Type: multipart/mixed; boundary*0=a; boundary*1=b\n\n--ab\n\none\n--ab--\n")
    #expect(leaves(mail) == ["one"])
  }

  @Test("parts of a digest are messages unless they say otherwise (RFC 2046 5.1.5)")
  func digest() {
    let mail = message(
      "Content-Type: multipart/digest; boundary=a\n\n--a\n\nSubject: one\n\nx\n--a\nContent-Type: text/plain\n\ny\n--a--\n"
    )
    let parts = mail.root.children.map { mail.tree.parts[$0] }
    #expect(parts.map(\.content) == [.message, .leaf])
    #expect(mail.message(in: parts[0])?.root.field("subject")?.text == "one")
  }

  @Test(
    "an attached message in base64 or quoted-printable is opened all the same",
    arguments: ["base64", "quoted-printable"])
  func encodedMessage(encoding: String) throws {
    let body = encoding == "base64" ? "U3ViamVjdDogaW5uZXIKCmjDtmhlCg==" : "Subject: inner\n\nh=C3=B6he\n"
    let mail = message("Content-Type: message/rfc822\nContent-Transfer-Encoding: \(encoding)\n\n\(body)")
    let inner = try #require(mail.message(in: mail.root))
    #expect(inner.root.field("subject")?.text == "inner")
    #expect(MessageContent(of: inner).text == "höhe\n")
  }

  @Test("an attached message that claims base64 and is not is read as it stands")
  func claimedEncoding() throws {
    let mail = message("Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\nSubject: inner\n\nbody")
    #expect(mail.message(in: mail.root)?.root.field("subject")?.text == "inner")
  }

  @Test("nesting without end stops at the limit and says so", arguments: ["plain", "multipart", "base64"])
  func depth(kind: String) {
    var text = "innermost"
    for level in 0..<200 {
      switch kind {
      case "plain": text = "Content-Type: message/rfc822\n\n" + text
      case "multipart": text = "Content-Type: multipart/mixed; boundary=\(level)x\n\n--\(level)x\n" + text
      default:
        if level > 40 { break }
        text =
          "Content-Type: message/rfc822\nContent-Transfer-Encoding: quoted-printable\n\n"
          + text.replacing("=", with: "=3D").replacing(":", with: "=3A")
      }
    }
    var limits = EntityLimits()
    limits.depth = kind == "base64" ? 20 : 100
    let mail = InternetMessage(parsing: Array(text.utf8), limits: limits)
    #expect(mail.tree.parts.count <= limits.depth + 1)
    #expect(!mail.tree.isComplete)
  }

  @Test("more decoded bytes than allowed are left in their attachment and told")
  func decodedLimit() {
    var limits = EntityLimits()
    limits.decodedBytes = 10
    let text = "Content-Type: message/rfc822\nContent-Transfer-Encoding: quoted-printable\n\nSubject: inner\n\nbody"
    let mail = InternetMessage(parsing: Array(text.utf8), limits: limits)
    #expect(mail.message(in: mail.root) == nil)
    #expect(!mail.tree.isComplete)
    #expect(mail.tree.defects.count == 1)
  }

  @Test("more parts than allowed are left out and told")
  func partLimit() {
    var limits = EntityLimits()
    limits.parts = 10
    let text = "Content-Type: multipart/mixed; boundary=a\n\n" + String(repeating: "--a\n\nx\n", count: 50)
    let mail = InternetMessage(parsing: Array(text.utf8), limits: limits)
    #expect(mail.tree.parts.count == 10)
    #expect(!mail.tree.isComplete)
    #expect(mail.tree.defects.contains { $0.problem.contains("10 parts") })
  }

  @Test("delimiters by the hundred thousand are walked once", .timeLimit(.minutes(5)))
  func linear() {
    var text = ""
    for level in 0..<99 { text += "Content-Type: multipart/mixed; boundary=\(level)\n\n--\(level)\n" }
    let mail = message(text + "\n" + String(repeating: "--\n--x\n", count: 200_000))
    #expect(mail.tree.parts.count == 100)
  }
}
