import MIME
import Testing

@Suite("Encoded words (RFC 2047)")
struct EncodedWordTests {
  @Test(
    "are decoded",
    arguments: [
      ("=?utf-8?Q?Gr=C3=B6=C3=9Fe?=", "Größe"), ("=?ISO-8859-1?q?a_b=5F?=", "a b_"), ("=?utf-8?B?w6k=?= x", "é x"),
      ("=?us-ascii*en?Q?plain?=", "plain"), ("=?utf-8?Q?a?=\t =?utf-8?Q?b?=", "ab"), ("=?utf-8?Q?a?= b", "a b"),
      ("=?koi8-r?B?8PI=?=", "ПР"), ("=?utf-8?Q??=", ""), ("x=?utf-8?Q?=C3=A9?=y", "xéy"),
      ("=?utf-8?Q?two words?=", "two words"), ("=?iso-2022-jp?B?GyRCRnxLXBsoQg==?=", "日本"),
    ])
  func decodes(raw: String, text: String) {
    #expect(decodeHeaderText(Array(raw.utf8)) == HeaderText(text: text))
  }

  @Test("neighbours that cut a character in two are joined before decoding")
  func splitCharacter() {
    #expect(decodeHeaderText(Array("=?utf-8?B?4oI=?= =?UTF-8?B?rA==?=".utf8)) == HeaderText(text: "€"))
    #expect(decodeHeaderText(Array("=?utf-8?Q?=E2=82?= =?utf-8?B?rA==?=".utf8)) == HeaderText(text: "€"))
  }

  @Test(
    "what is none stays text",
    arguments: ["=?", "=?utf-8?", "=?utf-8?X?a?=", "=?utf-8?Q?a", "=? utf-8?Q?a?=", "a=b?=c", "=??Q?a?="])
  func notAWord(raw: String) {
    #expect(decodeHeaderText(Array(raw.utf8)) == HeaderText(text: raw))
  }

  @Test("an unknown charset is guessed and told")
  func unknownCharset() {
    let decoded = decodeHeaderText(Array("=?x-nobody?Q?Gr=C3=B6?=".utf8))
    #expect(decoded.text == "Grö")
    #expect(decoded.problems.count == 1)
  }

  @Test("bytes that the charset does not have are replaced and told")
  func malformed() {
    let decoded = decodeHeaderText(Array("=?utf-8?Q?a=FFb?=".utf8))
    #expect(decoded.text == "a\u{FFFD}b")
    #expect(decoded.problems.count == 1)
  }

  @Test("ten thousand words without an end take no longer than one walk", .timeLimit(.minutes(5)))
  func linear() {
    let raw = String(repeating: "=?u?q?x", count: 300_000)
    #expect(decodeHeaderText(Array(raw.utf8)).text == raw)
  }
}
