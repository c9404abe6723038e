import Records
import Testing

@testable import Readers

@Suite("Identity of messages")
struct ContentIdentityTests {
  @Test(
    "the EDRM hash is that of the Message-ID with its brackets, without white space",
    arguments: [
      ("<one@example.org>", "47675bbbeac1cc525657121843e07853"),
      (" \t<one@example.org> (comment)\r\n", "47675bbbeac1cc525657121843e07853"),
      ("<one@\r\n example.org>", "47675bbbeac1cc525657121843e07853"),
      ("id: <one@example.org>>", "47675bbbeac1cc525657121843e07853"),
      ("<One.Two@Shop.example>", "43c888b30620474fab9ce7288341cab3"), ("one@example.org", nil), ("<one", nil),
      (">one<", nil), ("", nil),
    ] as [(String, String?)])
  func edrm(_ id: String, _ hash: String?) { #expect(messageIDHash(of: id) == hash) }

  private func words(_ text: String, _ source: MessageBody.Source) -> String {
    String(decoding: BodyWords.bytes(of: MessageBody(text: text, source: source, headers: nil)), as: UTF8.self)
  }

  @Test(
    "of a text its letters, marks and digits are left, composed",
    arguments: [
      ("a-b C\r\n1,5 €!", "abC15"), ("A\u{30A}ng", "Ång"), ("\u{212B}ng", "Ång"), ("x²½", "x²½"), ("हिन्दी।", "हिन्दी"),
      ("\u{1112}\u{1161}\u{11AB}", "한"), ("Привет, мир", "Приветмир"), ("日本 語。", "日本語"), ("😀a😀", "a"), ("", ""),
    ])
  func plain(_ text: String, _ expected: String) {
    #expect(Array(words(text, .plain).unicodeScalars) == Array(expected.unicodeScalars))
    #expect(words(text, .html) == expected)
  }

  @Test(
    "of HTML what is read is left",
    arguments: [
      ("<p>a</p><P x='>'>b</p>", "ab"), ("a<!-- <b> b -->c", "ac"), ("<SCRIPT>a</b></script >b", "b"),
      ("<style>a", ""), ("<styled>a</styled>", "a"), ("a < b <3 c", "ab3c"), ("a<b", "a"), ("<a title=\"x>y", "y"),
      ("&Auml;&#228;&#xE4;&#XE4;&nbsp;&amp;&alpha;&Omega;&sigmaf;", "ÄäääαΩς"), ("&unknown;x & y &;", "xy"),
      ("&#99999999999;&#55296;a", "a"), ("R&D;x", "Rx"), ("AT&T", "ATT"), ("<!DOCTYPE html>a<?xml x?>b", "ab"),
      ("&uuml", "uuml"), ("<", ""), ("&", ""), ("<!--", ""),
    ])
  func html(_ text: String, _ expected: String) { #expect(words(text, .html) == expected) }

  @Test("HTML cut anywhere is read without a crash, and in time")
  func damage() {
    let page = "<a href=\"x>y\">&Auml;ä</a><!-- c --><script>x</script>日"
    for length in 0...page.count { _ = words(String(page.prefix(length)), .html) }
    for part in ["<", "<a =\"", "<!--", "<script", "&", "<!-", "</script", "<a ='\">"] {
      _ = words(String(repeating: part, count: 100_000), .html)
    }
  }

  private func message(_ change: (inout Message) -> Void = { _ in }) -> Message {
    var message = Message(ordinal: 1)
    message.recipients = [
      Recipient(kind: .from, address: "/O=X/CN=BOB", displayName: "Bob"),
      Recipient(kind: .to, address: "/O=X/CN=CAROL", displayName: "Carol"),
    ]
    change(&message)
    return message
  }

  @Test("an item that knows its people by X.500 address has them, and its time, from its stored headers")
  func headers() {
    let headers =
      "Microsoft Mail Internet Headers Version 2.0\r\nFrom: \"Bob\" <Bob@example.org>\r\nTo: carol@example.net,\r\n"
      + "\tDave <dave@example.net>\r\nDate: Thu, 01 Jan 1970 00:00:01 +0000\r\n\r\n"
    let found = MessageCorrespondents(
      of: message { $0.body = MessageBody(text: nil, source: nil, headers: headers) })
    #expect(found.author == "bob@example.org")
    #expect(found.recipients == ["carol@example.net", "dave@example.net"])
    #expect(found.sentAt == 1_000_000)
  }

  @Test("without headers they go by name; nobody is named by undisclosed recipients")
  func names() {
    let found = MessageCorrespondents(
      of: message { $0.recipients.append(Recipient(kind: .cc, address: nil, displayName: "undisclosed-recipients:")) })
    #expect(found.author == "bob")
    #expect(found.recipients == ["carol"])
    #expect(found.sentAt == nil)
  }

  @Test(
    "only mail has a content hash",
    arguments: [
      (nil, true), ("IPM.Note", true), ("IPM.Note.SMIME", true), ("REPORT.IPM.Note.NDR", true), ("IPM", true),
      ("IPM.Schedule.Meeting.Request", true), ("IPM.Contact", false), ("IPM.Appointment", false),
      ("IPM.Notebook", false),
    ] as [(String?, Bool)])
  func classes(_ name: String?, _ isMail: Bool) {
    var message = message { $0.messageClass = name }
    ContentIdentity().complete(&message)
    #expect((message.contentSHA256 != nil) == isMail)
    message.isAssociated = true
    ContentIdentity().complete(&message)
    #expect(message.contentSHA256 == nil)
  }

  @Test("something unread leaves the message without a content hash, not without the other")
  func unread() {
    var message = message { $0.internetMessageID = "<one@example.org>" }
    var identity = ContentIdentity()
    identity.add(bytes: nil)
    #expect(identity.complete(&message) == nil)
    #expect(message.contentSHA256 == nil)
    #expect(message.messageIDHash == "47675bbbeac1cc525657121843e07853")
  }

  @Test("times before 1970 are rounded down too")
  func seconds() {
    let hashes = [-1, -1_000_000, -1_000_001, 0].map { (time: Microseconds) in
      var message = message { $0.sentAt = time }
      return ContentIdentity().complete(&message)
    }
    #expect(hashes[0] == hashes[1])
    #expect(Set(hashes).count == 3)
  }
}
