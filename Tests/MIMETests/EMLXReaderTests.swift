import Bytes
import Readers
import Records
import Testing

@Suite("EMLXReader")
struct EMLXReaderTests {
  static let mail =
    "From: a@example.com\nTo: b@example.com\nSubject: x\nMessage-ID: <1@b>\nMIME-Version: 1.0\n"
    + "Content-Type: multipart/mixed; boundary=x\n\n--x\n\ntext\n--x\nContent-Type: application/gzip; name=a.gz\n"
    + "Content-Transfer-Encoding: base64\n\nH4sIAAEC\n--x--\n"

  static func file(flags: String = "8590195713", count: Int = mail.utf8.count) -> [UInt8] {
    let list =
      "<?xml version=\"1.0\"?>\n<plist version=\"1.0\"><dict>\n\t<key>date-received</key>\n\t<integer>1614680430</integer>\n"
      + "\t<key>flags</key>\n\t<integer>\(flags)</integer>\n</dict></plist>\n"
    return Array("\(count)      \n\(mail)\(list)".utf8)
  }

  static func read(_ bytes: [UInt8]) async throws -> (batch: RecordBatch, isPartial: Bool, failure: FormatError?) {
    let gathered = Gathered()
    let collector = RecordCollector { await gathered.add($0) }
    var failure: FormatError?
    do {
      try await EMLXReader.read(Source(bytes), into: collector)
    } catch let error as FormatError {
      failure = error
    }
    try await collector.finish()
    return (await gathered.batch, collector.isPartial, failure)
  }

  private actor Gathered {
    var batch = RecordBatch()

    func add(_ further: RecordBatch) {
      batch.messages += further.messages
      batch.attachments += further.attachments
      batch.children += further.children
      batch.defects += further.defects
    }
  }

  @Test(
    "gives the message with its true place, and whether it was read", arguments: [("8590195713", true), ("2", false)])
  func message(flags: String, isRead: Bool) async throws {
    let file = Self.file(flags: flags)
    let (batch, isPartial, _) = try await Self.read(file)
    let message = try #require(batch.messages.first)
    #expect(message.subject == "x")
    #expect(message.isRead == isRead)
    #expect(message.body?.text == "text")
    let place = try #require(message.location)
    let stored = file[Int(place.offset)..<Int(place.offset + place.length)]
    #expect(String(decoding: stored, as: UTF8.self) == Self.mail)
    #expect(!isPartial)
    #expect(batch.defects.isEmpty)
  }

  @Test("evidence attached to it opens again")
  func children() async throws {
    let file = Self.file()
    let child = try #require(try await Self.read(file).batch.children.first)
    #expect(try EMLXReader.open(child, in: Source(file)).next() == [0x1F, 0x8B, 0x08, 0, 1, 2])
  }

  @Test("is told from mail and from lists of numbers")
  func recognition() {
    #expect(reader(for: Opening(Self.file(), isWhole: true))?.kind == "emlx")
    #expect(reader(for: Opening(Array(Self.mail.utf8), isWhole: true))?.kind == "eml")
    for text in ["12\n13\n14\n", "1234567890123\n\(Self.mail)", "\n\(Self.mail)x", "12 x\n\(Self.mail)", "12"] {
      #expect(reader(for: Opening(Array(text.utf8), isWhole: true))?.kind != "emlx", "\(text.prefix(20))")
    }
  }

  @Test("cut at every length, or with a count too high, it is read as far as it goes and told")
  func cut() async throws {
    let file = Self.file()
    let start = String(Self.mail.utf8.count).count + 7
    for length in 0..<file.count {
      let (batch, isPartial, failure) = try await Self.read(Array(file.prefix(length)))
      let isMessageWhole = length >= Self.mail.utf8.count + start
      #expect(failure != nil || isPartial || isMessageWhole, "\(length)")
      if failure == nil { #expect(batch.messages.count == 1) }
    }
    #expect(try await Self.read(Self.file(count: 999_999_999_999)).batch.defects.map(\.field) == ["emlx"])
  }
}
