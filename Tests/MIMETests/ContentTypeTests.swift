import MIME
import Testing

@Suite("Content-Type and its parameters (RFC 2045 5.1, RFC 2231)")
struct ContentTypeTests {
  @Test(
    "media types",
    arguments: [
      ("text/plain", "text/plain"), ("TEXT / HTML; charset=x", "text/html"), ("text", "text/plain"),
      ("(c) image/png (d); x=y", "image/png"), ("\"text/html\"", "text/html"), ("multipart", "multipart/mixed"),
      ("text/plain charset=utf-8", "text/plain"),
    ])
  func types(raw: String, mediaType: String) { #expect(ContentType(Array(raw.utf8))?.mediaType == mediaType) }

  @Test("what is none is none", arguments: ["", ";", "foo", "/", "=?"])
  func none(raw: String) { #expect(ContentType(Array(raw.utf8)) == nil) }

  @Test(
    "file names",
    arguments: [
      ("filename=a.txt", "a.txt"), ("filename=\"a b;c.txt\"", "a b;c.txt"), ("filename=a b.txt; size=1", "a b.txt"),
      ("FileName = \"a.txt\"", "a.txt"), ("filename=\"C:\\dir\\a.txt\"", "C:\\dir\\a.txt"),
      ("filename=\"a\\\"b.txt\"", "a\"b.txt"), ("filename=\"a.txt", "a.txt"),
      ("filename*=UTF-8''%e2%82%ac%20rates.txt", "€ rates.txt"), ("filename*=iso-8859-1'en'%A3.txt", "£.txt"),
      ("filename=EURO.txt; filename*=utf-8''%e2%82%ac.txt", "€.txt"),
      ("filename*0=\"long \"; filename*1=\"name.txt\"", "long name.txt"),
      ("filename*1*=%B6.txt; filename*0*=utf-8''a%C3", "aö.txt"),
      ("filename*0*=utf-8''%E2%82; filename*1*=%AC; filename*2=\" %41.txt\"", "€ %41.txt"),
      ("filename=\"=?utf-8?Q?Gr=C3=B6=C3=9Fe.txt?=\"", "Größe.txt"),
      ("filename==?utf-8?B?w6k=?=", "é"), ("filename=\"=?utf-8?Q?a?= =?utf-8?Q?b?=\"", "ab"),
      ("filename=\"größe.txt\"", "größe.txt"), ("filename*=x-nobody''%C3%A9", "é"),
      ("filename*=no-apostrophes", "no-apostrophes"),
      (";;;; filename=a.txt;", "a.txt"), ("filename*=''%zz%4", "%zz%4"),
    ])
  func names(raw: String, name: String) {
    #expect(ContentDisposition(Array("attachment; \(raw)".utf8)).parameters.text("filename") == name)
  }

  @Test("a disposition without its kind still has parameters")
  func noKind() {
    let disposition = ContentDisposition(Array("filename=a.txt".utf8))
    #expect(disposition.kind == "")
    #expect(disposition.parameters.text("filename") == "a.txt")
  }

  @Test("raw bytes in a name are guessed")
  func rawBytes() {
    let raw = Array("attachment; filename=\"Gr".utf8) + [0xF6, 0xDF] + Array("e.txt\"".utf8)
    #expect(ContentDisposition(raw).parameters.text("filename") == "Größe.txt")
  }

  @Test("the name of Content-Type serves where there is no file name")
  func fallback() {
    let mail = message("Content-Type: application/pdf; name=\"b.pdf\"\nContent-Disposition: attachment\n\nx")
    #expect(mail.root.name == "b.pdf")
  }

  @Test(
    "parameters by the hundred thousand are walked once", .timeLimit(.minutes(5)),
    arguments: [";a=\"", ";a*0=b", "=", "(("])
  func linear(piece: String) {
    let raw = "text/plain" + String(repeating: piece, count: 200_000)
    #expect(ContentType(Array(raw.utf8))?.type == "text")
  }
}
