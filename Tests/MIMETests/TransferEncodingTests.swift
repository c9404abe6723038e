import MIME
import Testing

@Suite("Transfer encodings (RFC 2045 6)")
struct TransferEncodingTests {
  private func decode(_ encoding: TransferEncoding, _ text: String) -> (String, String?) {
    let decoded = encoding.decode(Array(text.utf8)[...])
    return (String(decoding: decoded.bytes, as: UTF8.self), decoded.problem)
  }

  @Test(
    "base64",
    arguments: [
      ("aGFyZQ==", "hare"), ("aGFy\r\nZQ==\r\n", "hare"), ("aGFyZQ", "hare"), ("aGE=aGE=", "haha"), ("", ""),
      ("aGE=\n\naGFy", "hahar"),
    ])
  func base64(text: String, plain: String) { #expect(decode(.base64, text) == (plain, nil)) }

  @Test(
    "broken base64 gives what it can and says so",
    arguments: [("aG*Fy", "har"), ("aGFyZ", "har"), ("aGFyZQ==\n-- \nfooter, text", "hare"), ("ï»¿aGFy", "har")])
  func brokenBase64(text: String, plain: String) {
    let decoded = decode(.base64, text)
    #expect(decoded.0 == plain)
    #expect(decoded.1 != nil)
  }

  @Test(
    "quoted-printable",
    arguments: [
      ("a=3Db", "a=b"), ("gr=c3=b6", "grö"), ("a=\nb", "ab"), ("a=\r\nb", "ab"), ("a= \t\r\nb", "ab"),
      ("a \t\nb", "a\nb"),
      ("a b", "a b"), ("a=", "a"), ("a ", "a"), ("a=20\nb", "a \nb"),
    ])
  func quotedPrintable(text: String, plain: String) { #expect(decode(.quotedPrintable, text) == (plain, nil)) }

  @Test(
    "broken quoted-printable stays as it stands and is told",
    arguments: [("a=b", "a=b"), ("=ZZ", "=ZZ"), ("a=4", "a=4"), ("==41", "=A")])
  func brokenQuotedPrintable(text: String, plain: String) {
    let decoded = decode(.quotedPrintable, text)
    #expect(decoded.0 == plain)
    #expect(decoded.1 != nil)
  }

  @Test("uuencode")
  func uuencode() {
    #expect(decode(.uuencode, "begin 644 cat.txt\n#0V%T\n`\nend\n") == ("Cat", nil))
    #expect(decode(.uuencode, "begin 644 zeros\n&00\n`\nend\n") == ("A\0\0\0\0\0", nil), "spaces cut from the end")
    #expect(decode(.uuencode, "nothing").1 != nil)
  }

  @Test(
    "names of encodings in the wild",
    arguments: [
      ("BASE64", TransferEncoding.base64), ("Quoted-Printable", .quotedPrintable), ("8bit", .identity), ("", .identity),
      ("x-uue", .uuencode),
    ])
  func names(label: String, encoding: TransferEncoding) { #expect(TransferEncoding(named: label) == encoding) }

  @Test("an unknown encoding is told and the bytes are kept")
  func unknown() {
    let mail = message("Content-Transfer-Encoding: x-rot13\n\nuryyb")
    #expect(MessageContent(of: mail).text == "uryyb")
    #expect(mail.tree.defects.map(\.field) == ["Content-Transfer-Encoding"])
  }
}
