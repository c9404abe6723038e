import Bytes
import Records
import Synchronization
import Testing

@testable import Readers

@Suite("mbox")
struct MboxTests {
  private let line = "From a@b.example Wed Mar  3 06:49:42 2021\n"

  private func read(_ text: String, pieceLength: Int = 1 << 20) async throws -> RecordBatch {
    try await read(Array(text.utf8), pieceLength: pieceLength)
  }

  private func read(_ bytes: [UInt8], pieceLength: Int = 1 << 20) async throws -> RecordBatch {
    let found = Mutex(RecordBatch())
    let collector = RecordCollector { batch in
      found.withLock {
        $0.messages += batch.messages
        $0.attachments += batch.attachments
        $0.children += batch.children
        $0.defects += batch.defects
      }
    }
    try await MboxReader.read(Source(bytes, pieceLength: pieceLength), into: collector)
    try await collector.finish()
    return found.withLock { $0 }
  }

  private func mail(_ number: Int, _ body: String, _ fields: String = "") -> String {
    "From: a@b.example\nSubject: \(number)\n\(fields)\n\(body)"
  }

  @Test("each message has its place, its From_ line with it, the empty line behind it not")
  func places() async throws {
    let first = line + mail(1, "one\n")
    let second = line + mail(2, "two\n")
    let batch = try await read(first + "\n" + second)
    #expect(batch.messages.map(\.subject) == ["1", "2"])
    #expect(batch.messages.map(\.body?.text) == ["one\n", "two\n"])
    let lengths = [first, second].map { UInt64($0.utf8.count) }
    #expect(batch.messages.map(\.location?.offset) == [0, lengths[0] + 1])
    #expect(batch.messages.map(\.location?.length) == lengths)
    #expect(batch.defects.isEmpty)
  }

  @Test("one > is taken from quoted From_ lines, and nothing else is", arguments: [1, 7, 1 << 20])
  func quoted(pieceLength: Int) async throws {
    let body = ">From here\n>>From there\n> From me\n>Fromage\n"
    let batch = try await read(
      line + mail(1, body) + "\n" + line + mail(2, "x\n"), pieceLength: pieceLength)
    #expect(batch.messages.map(\.body?.text) == ["From here\n>From there\n> From me\n>Fromage\n", "x\n"])
  }

  @Test("text that only begins with From is no message")
  func unquoted() async throws {
    let body = "my favourite:\n\nFrom Russia with love\n\nFrom Russia with love\nYear: 1963\n"
    let batch = try await read(line + mail(1, body) + "\n" + line + mail(2, "x\n"))
    #expect(batch.messages.map(\.body?.text) == [body, "x\n"])
  }

  @Test("a From_ line without a date counts where a field of mail follows")
  func dateless() async throws {
    let batch = try await read("From -\n" + mail(1, "x\n") + "\nFrom -\n" + mail(2, "y\n"))
    #expect(batch.messages.map(\.subject) == ["1", "2"])
  }

  @Test("mboxcl2: where Content-Length leads to a From_ line, nothing in the body ends it or is unquoted")
  func contentLength() async throws {
    let body = "From x\n\n\(line)From: evil@b.example\n\n>From y\n"
    let first = line + mail(1, body, "Content-Length: \(body.utf8.count)\n")
    let batch = try await read(first + "\n" + line + mail(2, ">From z\n"))
    #expect(batch.messages.map(\.subject) == ["1", "2"])
    #expect(batch.messages.map(\.body?.text) == [body, ">From z\n"])
  }

  @Test("mboxcl: with Content-Length and quoted lines, the quoting is taken off")
  func quotedWithLength() async throws {
    let body = ">From x\nand more\n"
    let batch = try await read(line + mail(1, body, "Content-Length: \(body.utf8.count)\n"))
    #expect(batch.messages.map(\.body?.text) == ["From x\nand more\n"])
  }

  @Test("a Content-Length that leads nowhere is not believed", arguments: [0, 3, 10_000, 1 << 40])
  func wrongLength(length: Int) async throws {
    let first = line + mail(1, "some text\n", "Content-Length: \(length)\n")
    let batch = try await read(first + "\n" + line + mail(2, "x\n"))
    #expect(batch.messages.map(\.body?.text) == ["some text\n", "x\n"])
  }

  @Test("CR LF, and a byte order mark in front")
  func carriageReturns() async throws {
    let text = "\u{FEFF}" + line + mail(1, "one\n") + "\n" + line + mail(2, "two\n")
    let batch = try await read(text.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\r\n"))
    #expect(batch.messages.map(\.subject) == ["1", "2"])
    #expect(batch.messages.map(\.location?.offset) == [3, UInt64((line + mail(1, "one\n")).utf8.count + 1 + 6 + 3)])
  }

  @Test("an attachment is where its location says, in a message with quoted lines before it")
  func attachmentPlace() async throws {
    let parts = """
      --b
      Content-Type: text/plain

      >From here
      --b
      Content-Type: application/octet-stream; name=a.bin
      Content-Transfer-Encoding: base64

      aGVsbG8=
      --b--

      """
    let text = line + mail(1, parts, "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n")
    let batch = try await read(text)
    let place = try #require(batch.attachments.first?.location)
    let stored = Array(text.utf8)[Int(place.offset)..<Int(place.offset + place.length)]
    #expect(String(decoding: stored, as: UTF8.self) == "aGVsbG8=")
  }

  @Test("an attached log with quoted lines is opened as it was before it was quoted")
  func child() async throws {
    let mbox = line + mail(1, "inner\n")
    let quoted = mbox.split(separator: "\n", omittingEmptySubsequences: false)
      .map { $0.hasPrefix("From ") ? ">" + $0 : String($0) }.joined(separator: "\n")
    let parts = "--b\nContent-Type: application/mbox; name=x\n\n\(quoted)--b--\n"
    let text = line + mail(1, parts, "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n")
    let batch = try await read(text)
    let child = try #require(batch.children.first)
    let stream = try MboxReader.container(Source(Array(text.utf8))).open(child)
    var bytes: [UInt8] = []
    while let piece = try stream.next() { bytes += piece }
    #expect(String(decoding: bytes, as: UTF8.self) == String(mbox.dropLast()))
  }

  @Test(
    "told by content",
    arguments: [("From a Wed Mar  3 06:49:42 2021\nSubject: x\n\n", true), ("From me\nto you\n", false)])
  func recognised(text: String, isMbox: Bool) {
    #expect(MboxReader.recognises(Opening(Array(text.utf8), isWhole: true)) == isMbox)
  }

  @Test("cut anywhere, what is there is read")
  func cut() async throws {
    let body = ">From here\n"
    let whole = Array((line + mail(1, body, "Content-Length: 11\n") + "\n" + line + mail(2, "two\n")).utf8)
    for length in whole.indices {
      let batch = try await read(Array(whole[..<length]), pieceLength: 3)
      #expect(batch.messages.count <= 2)
      let end = batch.messages.last?.location.map { $0.offset + $0.length } ?? 0
      #expect(end <= UInt64(length))
    }
  }
}
