import Records
import Testing

@testable import Readers

@Suite("Message-ID")
struct MessageIdentityTests {
  /// The first eight bytes of the SHA-256 of `a@x.example`, of `<a@x.example>` and of `ä@x.example`.
  private static let (plain, bracketed, umlaut): (Int64, Int64, Int64) = (
    -3_748_463_398_234_139_066, -6_628_204_756_427_659_248, -917_779_060_469_148_089
  )

  @Test(
    "the key is that of the text without white space and one pair of brackets",
    arguments: [
      ("a@x.example", plain), ("<a@x.example>", plain), (" \t<a@x.example>\r\n", plain), ("\0<a@x.example>", plain),
      ("< a@x.example\u{B} >", plain), ("\u{A0}<a@x.example>", plain), ("<<a@x.example>>", bracketed),
      ("<ä@x.example>", umlaut), ("<>", nil), ("", nil), ("<", nil), (" < > ", nil),
    ] as [(String, Int64?)])
  func key(_ text: String, _ key: Int64?) {
    #expect(messageKey(of: text) == key)
  }

  @Test(
    "bytes and characters agree on what is left", arguments: ["\u{1F}a@x", "a b@x", "A@x", ">a@x<", "<a@x", "a@x>"])
  func sameAsCharacters(_ text: String) {
    #expect(messageKey(of: text) == messageKey(of: "<" + normalisedMessageID(text) + ">"))
  }
}
