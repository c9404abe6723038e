import MIME
import Testing

@Suite("Text and attachments of a message")
struct MessageContentTests {
  private func multipart(_ subtype: String, _ parts: [String]) -> String {
    let boundary = "\(subtype)-\(parts.count)"
    return "Content-Type: multipart/\(subtype); boundary=\"\(boundary)\"\n\n"
      + parts.map { "--\(boundary)\n\($0)\n" }.joined()
      + "--\(boundary)--\n"
  }
  private let plain = "Content-Type: text/plain\n\nplain text"
  private let html = "Content-Type: text/html\n\n<p>html</p>"
  private let image =
    "Content-Type: image/png; name=i.png\nContent-Disposition: inline\nContent-Transfer-Encoding: base64\n\naGFyZQ=="

  private func content(_ text: String) -> MessageContent { MessageContent(of: message(text)) }

  @Test("plain text wins over its HTML form, which is no attachment")
  func alternative() {
    let content = content(multipart("alternative", [plain, html]))
    #expect(content.text == "plain text")
    #expect(content.format == .plain)
    #expect(content.attachments.isEmpty)
  }

  @Test("HTML serves where there is no plain text, or only white space")
  func htmlOnly() {
    #expect(content(html).format == .html)
    let blank = content(multipart("alternative", ["Content-Type: text/plain\n\n \n\n", html]))
    #expect(blank.text == "<p>html</p>")
    #expect(blank.format == .html)
  }

  @Test("inline plain texts are joined, named texts and images are attachments")
  func mixed() {
    let named = "Content-Type: text/plain; name=notes.txt\n\nnotes"
    let asked = "Content-Type: text/plain\nContent-Disposition: attachment\n\nattached"
    let content = content(multipart("mixed", [plain, image, named, asked, plain]))
    #expect(content.text == "plain text\nplain text")
    #expect(content.attachments.map(\.contentType.mediaType) == ["image/png", "text/plain", "text/plain"])
    #expect(content.attachments.map(\.name) == ["i.png", "notes.txt", nil])
  }

  @Test("images inside the HTML form are attachments")
  func related() {
    let content = content(multipart("alternative", [plain, multipart("related", [html, image])]))
    #expect(content.text == "plain text")
    #expect(content.attachments.map(\.name) == ["i.png"])
  }

  @Test("HTML beside plain text that is not its other form is an attachment")
  func looseHTML() {
    let content = content(multipart("mixed", [plain, html]))
    #expect(content.text == "plain text")
    #expect(content.attachments.map(\.contentType.mediaType) == ["text/html"])
  }

  @Test("a footer behind an HTML message does not hide it")
  func footer() {
    let content = content(multipart("mixed", [multipart("alternative", [html]), "Content-Type: text/plain\n\nfooter"]))
    #expect(content.text == "<p>html</p>\nfooter")
    #expect(content.format == .html)
  }

  @Test("a message that is one image has no text and one attachment")
  func onlyAttachment() {
    let content = content(image)
    #expect(content.text == nil)
    #expect(content.format == nil)
    #expect(content.attachments.count == 1)
  }

  @Test(
    "charsets",
    arguments: [
      ("text/plain; charset=iso-8859-1", [0xF6], "ö", 0), ("text/plain; charset=utf-8", [0xC3, 0xB6], "ö", 0),
      ("text/plain", [0xC3, 0xB6], "ö", 0), ("text/plain", [0xF6], "ö", 0),
      ("text/plain; charset=us-ascii", [0xC3, 0xB6], "ö", 0),
      ("text/plain; charset=x-nobody", [0xF6], "ö", 1), ("text/plain; charset=utf-8", [0x41, 0xF6], "A\u{FFFD}", 1),
      ("text/plain; charset=\"utf-16le\"", [0xF6, 0], "ö", 0),
      ("text/plain; charset=utf-8", [0xEF, 0xBB, 0xBF, 0x41], "A", 0),
    ] as [(String, [UInt8], String, Int)])
  func charsets(type: String, bytes: [UInt8], text: String, defects: Int) {
    let mail = InternetMessage(parsing: Array("Content-Type: \(type)\n\n".utf8) + bytes)
    let content = MessageContent(of: mail)
    #expect(content.text == text)
    #expect(content.defects.count == defects)
  }
}
