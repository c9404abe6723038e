import Bytes
import Readers
import Records
import Testing

@Suite("What is taken for mail, by content alone")
struct RecognitionTests {
  private func isMail(_ bytes: [UInt8], isWhole: Bool = true) -> Bool {
    EMLReader.recognises(Opening(bytes, isWhole: isWhole))
  }

  @Test(
    "mail",
    arguments: [
      "From: a@b.example\nTo: c@d.example\nSubject: x\n\nbody", "Received: from a by b\nFrom: x\n",
      "\u{FEFF}Message-ID: <a@b>\n\n",
      "\n\nMIME-Version: 1.0\n\n", "subject: hello\nDATE: Tue, 02 Mar 2021 09:59:58 +0100\n\n",
      "Return-Path: <>\r\nX: y\r\n\r\n",
      "Content-Type: text/plain\n\nbody", "X-Mailer: y\nX-B: z\n\n", "From : \"a\" <a@b.example>\rSubject: mac\r\rbody",
      "Delivered-To: a@b.example\n", "Subject: x\n\nbody", "From: me\nTo: you\nSubject: x\n\nbody",
      "Content-Type: multipart/mixed; boundary=a\nContent-Disposition: inline\n\n",
      "X-A: folded\n over lines\nFrom: a@b.example\nCc: d@e.example\n\n",
    ])
  func mail(text: String) { #expect(isMail(Array(text.utf8))) }

  @Test(
    "look-alikes",
    arguments: [
      "", "\n\n\n", "plain text", "From a@b.example Mon Jan 1 00:00:00 2001\nFrom: a@b.example\nSubject: x\n\n",
      "Date,From,To,Subject\n2021-03-02,a@b.example,c@d.example,x\n", "\"From\",\"To\"\n",
      "{\"From\": \"a@b.example\"}",
      "[{\"Subject\": \"x\"}]",
      "#Software: Microsoft Internet Information Services 10.0\n#Version: 1.0\n#Date: 2021-03-02 00:00:00\n#Fields: date time\n",
      "[mail]\nFrom: a@b.example\n", "---\ndate: 2021-03-02\nsubject: x\n---\n", "date: 2021-03-02\ntitle: x\n\ntext",
      "name: build\non: push\nfrom: a@b.example\n\njobs:\n",
      "from: a@b.example\nport: 25\nhost: mail.example\n\nmore: 1\n",
      "subject: maths\nlevel: 3\ntopics:\n  - sets\n\n", "to: do\nfrom: now\n\n", "To: milk, bread\n",
      "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n",
      "Host: a.example\r\nContent-Type: text/plain\r\nX-A: b\r\n\r\n",
      "BEGIN:VCARD\nVERSION:3.0\nX-A:b\nEND:VCARD\n\n", "BEGIN:VCALENDAR\nX-WR-CALNAME:a\n\n",
      "<?xml version=\"1.0\"?>\n<From>a</From>",
      "import os\nfrom a import b\n", "// Subject: x\n\n", "package main\n\n",
      "Package: x\nVersion: 1\nMaintainer: a@b.example\n\n",
      "dn: cn=ann\nmail: a@b.example\n\n", "2021-03-02 10:00:00 From: a@b.example Subject: x\n",
      "Error: x\nDate: Tue, 02 Mar 2021 09:59:58 +0100\nLevel: 3\nCode: 5\n\n",
      "!BDN\u{0}\u{0}From: a@b.example\n\n", "From: a@b.example\u{0}\nSubject: x\n\n",
      "From: a@b.example\u{1}\nReceived: x\n\n", "PK\u{3}\u{4}Received: x\n",
    ])
  func lookAlikes(text: String) { #expect(!isMail(Array(text.utf8))) }

  @Test("a header longer than what is looked at")
  func longHeader() {
    let text = "From: a@b.example\nTo: " + String(repeating: "c@d.example,\n ", count: 6000)
    #expect(isMail(Array(text.utf8.prefix(Opening.length)), isWhole: false))
  }

  @Test("UTF-16, and bytes of all values, are not mail")
  func binary() {
    #expect(!isMail([0xFF, 0xFE] + "From: a@b.example\n\n".utf8.flatMap { [$0, 0] }))
    #expect(!isMail(Array(0...255)))
  }

  @Test("logs and stores of the corpus are not mail, and its mail is", .enabled(if: Corpus.root != nil))
  func corpus() throws {
    for path in Corpus.files(under: "logs") { #expect(!isMail(try opening(path)), "\(path)") }
    for path in Corpus.files(under: "mail/pst") { #expect(!isMail(try opening(path)), "\(path)") }
    for path in Corpus.files(under: "mail/tnef") { #expect(!isMail(try opening(path)), "\(path)") }
    for path in Corpus.files(under: "mail/eml/stalwart", where: { $0.hasSuffix(".eml") })
    where !path.contains("malformed") {
      #expect(isMail(try opening(path)), "\(path)")
    }
  }

  private func opening(_ path: String) throws -> [UInt8] { Array(try Corpus.bytes(path).prefix(Opening.length)) }

  @Test(
    "gzip is told by its magic and its method",
    arguments: [([0x1F, 0x8B, 8, 0], true), ([0x1F, 0x8B, 7, 0], false), ([0x1F], false), ([], false)]
      as [([UInt8], Bool)])
  func gzip(bytes: [UInt8], isGzip: Bool) { #expect(GzipReader.recognises(Opening(bytes, isWhole: true)) == isGzip) }

  @Test("a gzip member has its stored name, behind an extra field too, or none")
  func gzipName() async throws {
    let named: [UInt8] =
      [0x1F, 0x8B, 8, 12, 0, 0, 0, 0, 0, 3, 2, 0, 0xAA, 0xBB]
      + Array("gr\u{FC}n.csv".unicodeScalars.map { UInt8($0.value) }) + [0]
    #expect(
      try await Records(of: Source(named, pieceLength: 1), by: GzipReader.self).children.map(\.name) == ["grün.csv"])
    for length in 0..<named.count {
      let children = try await Records(of: Source(Array(named.prefix(length))), by: GzipReader.self).children
      #expect(children.map(\.name) == ["gzip member"])
    }
  }
}
