import Bytes
import MIME
import Testing

@Suite("What is written is read as it was meant")
struct WritingTests {
  private func field(_ write: (inout HeaderWriter) -> Void) -> HeaderField? {
    var writer = HeaderWriter()
    write(&writer)
    // No text may end the field that it stands in.
    let message = InternetMessage(parsing: writer.bytes + Array("\r\nbody".utf8))
    #expect(message.root.fields.count == 1)
    for line in writer.bytes.split(separator: 0x0A) { #expect(line.count <= 90 && line.allSatisfy { $0 < 0x80 }) }
    return message.root.fields.first
  }

  @Test(
    "texts of header fields, whatever is in them",
    arguments: [
      "plain", "", "Über die Verträge – 契約について, und noch viel mehr als auf eine Zeile passt",
      "two  blanks, and a tail ", "a\r\nBcc: eve@example.com", "=?utf-8?Q?not=20encoded?=", "\u{0}\u{1F600}\u{7F}",
      String(repeating: "word ", count: 60) + "end", "🇩🇪👩‍👩‍👧 " + String(repeating: "é", count: 300),
    ])
  func text(text: String) {
    #expect(field { $0.add("Subject", text: text) }?.text == text)
  }

  @Test("addresses: names quoted and encoded, without an SMTP address as a group")
  func addresses() throws {
    let addresses = [
      Address(displayName: "Kühn, \"Claudia\"", address: "claudia.kuehn@corp.example"),
      Address(displayName: "a, b <c>\\", address: "x@y.example"), Address(address: "plain@corp.example"),
      Address(displayName: "Max Muster", address: "/o=Corp/ou=Exchange (X)/cn=Recipients/cn=max"),
      Address(displayName: "evil\r\nX: y", address: "a b@c"),
    ]
    let found = AddressList(try #require(field { $0.add("To", addresses: addresses) }).value)
    #expect(found.problems.isEmpty)
    #expect(found.addresses.map(\.displayName) == addresses.map(\.displayName))
    #expect(
      found.addresses.map(\.address) == ["claudia.kuehn@corp.example", "x@y.example", "plain@corp.example", nil, nil])
  }

  @Test(
    "file names",
    arguments: [
      "a.txt", "Vertrag Größe.pdf", "a\"b\\c;.doc", String(repeating: "長い名前", count: 40) + ".xlsx", "x\r\ny", "=?x?=",
    ])
  func parameters(name: String) throws {
    let value = try #require(
      field { $0.add("Content-Disposition", token: "attachment", [("filename", name), ("size", "1")]) }
    ).value
    let disposition = ContentDisposition(value)
    #expect(disposition.parameters.text("filename") == name)
    #expect(disposition.parameters.text("size") == "1")
  }

  @Test("base64 of pieces of any length", arguments: [0, 1, 56, 57, 58, 60_000, 200_001])
  func base64(count: Int) throws {
    let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 / 256) }
    var text: [UInt8] = []
    var writer = Base64Writer { text += $0 }
    for start in stride(from: 0, to: count, by: 777) { try writer.write(bytes[start..<min(start + 777, count)]) }
    try writer.finish()
    #expect(Array(TransferEncoding.base64.decode(text[...]).bytes) == bytes)
    #expect(text.split(separator: 0x0A).allSatisfy { $0.count <= 77 })
  }

  @Test(
    "texts of bodies come back with CR LF",
    arguments: [
      "", "one line", "From me\n.\nto you \r\n= \t\n", "ä\rö\n\n\n", String(repeating: "ärgerlich lang ", count: 30),
      String(repeating: "x", count: 300), "契約について\n契約",
    ])
  func body(text: String) throws {
    let body = TextBody(text)
    var written: [UInt8] = []
    try body.write { written += $0 }
    let expected = text.replacing("\r\n", with: "\n").replacing("\r", with: "\n").replacing("\n", with: "\r\n")
    #expect(String(decoding: body.encoding.decode(written[...]).bytes, as: UTF8.self) == expected)
    #expect(written.split(separator: 0x0A).allSatisfy { $0.count <= 77 && $0.allSatisfy { $0 < 0x80 } })
  }

  @Test("dates", arguments: [0, 1_614_650_400_999_999, -1, -86_400_000_000 * 366, 951_782_400_000_000] as [Int64])
  func date(microseconds: Int64) throws {
    let text = MessageDate.text(microseconds)
    let seconds = microseconds >= 0 ? microseconds / 1_000_000 : (microseconds - 999_999) / 1_000_000
    #expect(MessageDate(Array(text.utf8))?.microseconds == seconds * 1_000_000, "\(text)")
    #expect(MessageDate.text(1_614_650_400_000_000) == "Tue, 02 Mar 2021 02:00:00 +0000")
  }
}
