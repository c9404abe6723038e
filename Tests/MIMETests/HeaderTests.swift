import MIME
import Testing

@Suite("Header section (RFC 5322 2.2)")
struct HeaderTests {
  @Test("every field is kept, duplicates too, in order, with its place")
  func fields() throws {
    let mail = message("Subject: one\nX-Trace: a\nsubject : two\n\nbody")
    #expect(mail.root.fields.map(\.name) == ["Subject", "X-Trace", "subject"])
    #expect(mail.root.fields("subject").map(\.text) == ["one", "two"])
    #expect(mail.root.fields.map(\.offset) == [0, 13, 24])
    #expect(mail.rawHeader == "Subject: one\nX-Trace: a\nsubject : two\n\n")
    #expect(mail.root.bodyRange == 39..<43)
  }

  @Test("folded lines are joined, their white space kept", arguments: ["\n", "\r\n", "\r", "\r\r\n"])
  func folding(lineBreak: String) {
    let mail = message("Subject: a\n  b\n\tc\nFrom: x@y.example\n\nbody".replacing("\n", with: lineBreak))
    #expect(mail.root.field("subject")?.text == "a  b\tc")
    #expect(mail.root.field("from")?.text == "x@y.example")
    #expect(MessageContent(of: mail).text == "body")
  }

  @Test("a carriage return inside a line is white space, not a line break")
  func bareCarriageReturn() {
    let mail = message("Subject: a\rBcc: hidden@x.example\nFrom: x@y.example\n\nbody")
    #expect(mail.root.field("subject")?.text == "a Bcc: hidden@x.example")
    #expect(mail.root.field("bcc") == nil)
  }

  @Test("raw 8-bit headers are UTF-8 where that is valid, else windows-1252")
  func rawBytes() {
    #expect(message("Subject: Größe\n\n").root.field("subject")?.text == "Größe")
    let mail = InternetMessage(parsing: Array("Subject: Gr".utf8) + [0xF6, 0xDF] + Array("e \n\n".utf8))
    #expect(mail.root.field("subject")?.text == "Größe")
    #expect(mail.rawHeader == "Subject: Größe \n\n")
  }

  @Test("without a header, all is body")
  func noHeader() {
    let mail = message("just text\nFrom: nobody\n")
    #expect(mail.root.fields.isEmpty)
    #expect(MessageContent(of: mail).text == "just text\nFrom: nobody\n")
  }

  @Test("without an empty line, the body starts at the first line that can be no field")
  func noEmptyLine() {
    let mail = message("Subject: a\nFrom: x@y.example\nDear all, this is text\nwith: a colon\n")
    #expect(mail.root.fields.count == 2)
    #expect(MessageContent(of: mail).text == "Dear all, this is text\nwith: a colon\n")
    #expect(mail.tree.defects.map(\.offset) == [29])
  }

  @Test("a stray line among fields is passed over, the fields behind it are read")
  func strayLine() {
    let mail = message("Subject: a\nthis is nothing\nFrom: x@y.example\n\nbody")
    #expect(mail.root.fields.map(\.key) == ["subject", "from"])
    #expect(mail.tree.defects.count == 1)
  }

  @Test("a separating line with blanks in it still separates")
  func blankSeparator() {
    let mail = message("Subject: a\n \nThis is text\n")
    #expect(mail.root.field("subject")?.text == "a")
    #expect(MessageContent(of: mail).text == "This is text\n")
  }

  @Test("a blank line inside a folded field does not end it (RFC 5322 4.2)")
  func obsoleteFolding() {
    let mail = message("Subject: a\n   \n b\nFrom: x@y.example\n\nbody")
    #expect(mail.root.field("subject")?.text.hasSuffix("b") == true)
    #expect(mail.root.field("from") != nil)
  }

  @Test(
    "a byte order mark, empty lines or an envelope line may come first",
    arguments: ["\u{FEFF}", "\n\n", "From a@b Mon Jan 1 00:00:00 2001\n"])
  func beforeHeader(start: String) {
    #expect(message(start + "Subject: a\n\nbody").root.field("subject")?.text == "a")
  }

  @Test("an empty message has one empty part")
  func empty() {
    let mail = InternetMessage(parsing: [])
    #expect(mail.tree.parts.count == 1)
    #expect(mail.root.fields.isEmpty)
    #expect(MessageContent(of: mail).text == "")
  }

  @Test("more fields than allowed are told, the body is found all the same")
  func fieldLimit() {
    var limits = EntityLimits()
    limits.fields = 3
    let text = String(repeating: "X-A: b\n", count: 10) + "\nbody"
    let mail = InternetMessage(parsing: Array(text.utf8), limits: limits)
    #expect(mail.root.fields.count == 3)
    #expect(!mail.tree.isComplete)
    #expect(mail.tree.defects.count == 1)
    #expect(MessageContent(of: mail).text == "body")
  }
}
