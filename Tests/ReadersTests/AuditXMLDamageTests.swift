import Bytes
import Records
import Testing

@testable import Readers

@Suite("Audit logs in XML: places and damage")
struct AuditXMLDamageTests {
  private let three = MailboxAuditTests.log(
    MailboxAuditTests.event(1), MailboxAuditTests.event(2), MailboxAuditTests.event(3))

  private func read(_ text: String, pieceLength: Int = 1 << 20) async throws -> Reading {
    try await Reading.of(text, by: MailboxAuditReader.self, pieceLength: pieceLength)
  }

  private func operations(_ reading: Reading) -> [String] { reading.records.map(\.operation) }

  enum Spelling: CaseIterable {
    case plain, mark, littleEndian, bigEndian, littleEndianWithoutMark, bigEndianWithoutMark
  }

  private func encoded(_ text: String, _ spelling: Spelling) -> [UInt8] {
    switch spelling {
    case .plain: Array(text.utf8)
    case .mark: [0xEF, 0xBB, 0xBF] + text.utf8
    case .littleEndian: [0xFF, 0xFE] + text.utf16.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }
    case .bigEndian: [0xFE, 0xFF] + text.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 255)] }
    case .bigEndianWithoutMark: text.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 255)] }
    case .littleEndianWithoutMark: text.utf16.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }
    }
  }

  @Test(
    "the bytes at the place of a record are its element, in any encoding and piece length",
    arguments: Spelling.allCases, [1, 3, 1000, 1 << 20])
  func places(spelling: Spelling, pieceLength: Int) async throws {
    let text = three.replacing("Ann Berg", with: "Änne 𝄞 Berg").replacing("utf-8", with: "utf-16")
    let bytes = encoded(text, spelling)
    let reading = try await Reading.of(bytes, by: MailboxAuditReader.self, pieceLength: pieceLength)
    #expect(reading.records.map(\.mailbox?.displayName) == Array(repeating: "Änne 𝄞 Berg", count: 3))
    for record in reading.records {
      let start = Int(record.location.offset)
      let element = Array(bytes[start..<start + Int(record.location.length)])
      let (first, last) = (encoded("<Event ", unmarked(spelling)), encoded("</Event>", unmarked(spelling)))
      #expect(Array(element.prefix(first.count)) == first)
      #expect(Array(element.suffix(last.count)) == last)
    }
    #expect(reading.records.map(\.location.line) == [3, 9, 15])
  }

  private func unmarked(_ spelling: Spelling) -> Spelling {
    switch spelling {
    case .littleEndian: .littleEndianWithoutMark
    case .bigEndian: .bigEndianWithoutMark
    case .mark: .plain
    default: spelling
    }
  }

  @Test("the documentation's misprint is read as it was meant, and told")
  func misprint() async throws {
    let reading = try await read(three.replacing("<Item Id=", with: "<ItemId="))
    #expect(
      reading.records.map { $0.accesses.map(\.itemKey) } == Array(repeating: [MailboxAuditTests.itemID], count: 3))
    #expect(reading.defects.count == 3)
    #expect(!reading.isPartial)
  }

  @Test(
    "an event that is not well-formed is told at its place, and the ones behind it are read",
    arguments: [
      ("Operation=\"SoftDelete\"", "Operation=\"SoftDelete"), ("Operation=\"SoftDelete\"", "Operation=SoftDelete"),
      ("</Event>", ""), ("<SourceItems>", "<SourceItems"), ("</SourceItems>", ""), ("Q1 &lt;", "Q1 <"),
      ("&amp;", "&undeclared;"), ("&amp;", "&"), ("Ann Berg", "Ann\u{1}Berg"), ("<SourceItems>", "<!-- "),
      ("<SourceItems>", "<![CDATA["),
    ])
  func broken(what: String, with: String) async throws {
    let hurt = MailboxAuditTests.event(2, operation: "SoftDelete").replacing(what, with: with)
    let text = MailboxAuditTests.log(MailboxAuditTests.event(1), hurt, MailboxAuditTests.event(3))
    let reading = try await read(text)
    #expect(reading.records.first?.accesses.count == 1)
    #expect(reading.records.last?.accesses.count == 1)
    #expect(reading.records.last?.occurredAt == 1_619_805_713_140_625)
    #expect((2...3).contains(reading.records.count))
    #expect(!reading.defects.isEmpty)
    #expect(reading.isPartial)
    let place = text.utf8.count - text[(text.range(of: "<Event", after: 1) ?? text.startIndex)...].utf8.count
    #expect(reading.defects.first?.offset == UInt64(place))
  }

  @Test("a log that ends between two events, before its root does, says so; a fragment without a root has none")
  func openRoot() async throws {
    let event =
      "<Event Operation=\"Send\" LastAccessed=\"2021-04-30T11:01:51Z\" LogonType=\"Owner\" MailboxGuid=\"g\"/>"
    let cut = try await Reading.of("<SearchResults>\r\n\(event)\r\n\(event)\r\n", by: MailboxAuditReader.self)
    #expect(cut.records.count == 2 && cut.isPartial)
    #expect(cut.defects.map(\.field) == ["SearchResults"])
    let whole = try await Reading.of("<SearchResults>\(event)</SearchResults>\r\n", by: MailboxAuditReader.self)
    #expect(whole.defects.isEmpty)
    #expect(try await Reading.of(event + event, by: MailboxAuditReader.self).defects.isEmpty)
    let wide = "\u{FEFF}<SearchResults>\(event)</SearchResults>\r\n".utf16.flatMap { unit -> [UInt8] in
      [UInt8(unit & 0xFF), UInt8(unit >> 8)]
    }
    let inUTF16 = try await Reading.of(wide, by: MailboxAuditReader.self)
    #expect(inUTF16.records.count == 1 && inUTF16.defects.isEmpty && !inUTF16.isPartial)
  }

  @Test("entities do not grow, and nothing outside is read")
  func entities() async throws {
    var declarations = "<!ENTITY lol0 \"lol\">"
    for level in 1...9 {
      declarations += "<!ENTITY lol\(level) \"" + String(repeating: "&lol\(level - 1);", count: 10) + "\">"
    }
    declarations += "<!ENTITY passwd SYSTEM \"file:///etc/passwd\"><!ENTITY % net SYSTEM \"http://127.0.0.1:9/x\">%net;"
    let text =
      "<?xml version=\"1.0\"?><!DOCTYPE SearchResults [\(declarations)]>"
      + MailboxAuditTests.log(
        MailboxAuditTests.event(1).replacing("Ann Berg", with: "&lol9;&passwd;"), MailboxAuditTests.event(2)
      ).dropFirst("<?xml version=\"1.0\" encoding=\"utf-8\"?>".count)
    let reading = try await read(text)
    #expect(reading.records.count == 2)
    let name = reading.records.first?.mailbox?.displayName ?? ""
    #expect(!name.contains("lollol") && !name.contains("root:"))
    #expect(reading.defects.contains { $0.problem.contains("document type declaration") })
    #expect(reading.defects.count == 2)
  }

  @Test("an attribute of 40 MB is left out with a defect, and reading goes on")
  func longAttribute() async throws {
    let long = MailboxAuditTests.event(2).replacing("Ann Berg", with: String(repeating: "A", count: 40 << 20))
    let reading = try await read(MailboxAuditTests.log(MailboxAuditTests.event(1), long, MailboxAuditTests.event(3)))
    #expect(operations(reading) == ["MessageBind", "MessageBind"])
    #expect(reading.defects.count == 1)
    #expect(reading.isPartial)
  }

  @Test("elements nested ten thousand deep are refused")
  func depth() async throws {
    let deep = String(repeating: "<a>", count: 10_000) + String(repeating: "</a>", count: 10_000)
    let hurt = MailboxAuditTests.event(2).replacing("<SourceItems>", with: deep + "<SourceItems>")
    let reading = try await read(MailboxAuditTests.log(MailboxAuditTests.event(1), hurt, MailboxAuditTests.event(3)))
    #expect(reading.records.count >= 2)
    #expect(!reading.defects.isEmpty)
  }

  @Test("cut at any place it is read up to there")
  func cut() async throws {
    let bytes = Array(three.utf8)
    let second = three.utf8.count - three[(three.range(of: "<Event", after: 1) ?? three.startIndex)...].utf8.count
    for length in stride(from: second, to: bytes.count, by: 7) {
      let reading = try await Reading.of(Array(bytes.prefix(length)), by: MailboxAuditReader.self)
      #expect(reading.records.first?.accesses.count == 1)
      #expect(reading.records.count <= 3)
    }
  }

  @Test("with any byte changed it is read without a crash, and two events stay whole")
  func changed() async throws {
    let bytes = Array(three.utf8)
    let opening = three.utf8.count - three[(three.range(of: "<Event", after: 0) ?? three.startIndex)...].utf8.count
    for index in stride(from: opening + 300, to: bytes.count, by: 3) {
      for value: UInt8 in [0, UInt8(ascii: "<"), UInt8(ascii: "\""), 0xFF] {
        var hurt = bytes
        hurt[index] = value
        let reading = try await Reading.of(hurt, by: MailboxAuditReader.self)
        #expect(
          reading.records.count { $0.accesses.first?.itemKey == MailboxAuditTests.itemID } >= 2, "\(index) \(value)")
      }
    }
  }

  @Test(
    "elements and comments that never end take no time to speak of",
    .timeLimit(.minutes(5)),
    arguments: ["<Event><!-- ", "<Event a='", "<Event ><![CDATA[", "<!-- ", "<Event>", "<Obj>"])
  func endless(piece: String) async throws {
    let cliXML =
      "<Objs Version=\"1.1\"><Obj><Props><S N=\"Operation\">x</S><S N=\"LogonType\">x</S>"
      + "<DT N=\"LastAccessed\">2021-04-30T20:05:04Z</DT></Props></Obj>"
    let opening = piece == "<Obj>" ? cliXML : MailboxAuditTests.log(MailboxAuditTests.event(1))
    let bytes = Array((opening + String(repeating: piece, count: (1 << 19) / piece.utf8.count)).utf8)
    let gathered = RecordCollector { _ in }
    try await MailboxAuditReader.read(MemoryStream(bytes), into: gathered, recordLimit: 1 << 17)
    try await gathered.finish()
    #expect(gathered.recordCount >= 1)
    #expect(gathered.isPartial)
    #expect(gathered.defectCount > 0)
  }

  @Test("Event elements of other logs are not taken")
  func others() {
    let windows =
      "<Events><Event xmlns=\"http://schemas.microsoft.com/win/2004/08/events/event\"><System/></Event></Events>"
    #expect(!MailboxAuditReader.recognises(Opening(Array(windows.utf8), isWhole: true)))
    #expect(!AdminAuditReader.recognises(Opening(Array(three.utf8), isWhole: true)))
    #expect(MailboxAuditReader.recognises(Opening(Array(three.utf8), isWhole: true)))
  }
}

extension String {
  /// Where `text` stands for the time after the first `skipped`.
  fileprivate func range(of text: String, after skipped: Int) -> String.Index? {
    ranges(of: text).dropFirst(skipped).first?.lowerBound
  }
}
