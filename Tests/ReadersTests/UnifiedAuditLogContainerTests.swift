import Bytes
import Records
import Testing

@testable import Readers

/// Invented events, plain enough to see what a test is about.
enum Event {
  static func json(_ id: Int, operation: String = "Send", more: String = "") -> String {
    #"{"CreationTime":"2021-05-18T10:00:0\#(id % 10)","Id":"id-\#(id)","Operation":"\#(operation)","Path":"a\/b""#
      + #","Note":"line\r\nline, \"quoted\" {[ ü \ud83d\ude00"\#(more)}"#
  }

  static func quoted(_ text: String) -> String { "\"" + text.replacing("\"", with: "\"\"") + "\"" }

  static func csv(_ ids: [Int], lineEnd: String = "\n") -> String {
    (["\"RecordType\",\"Note\",\"AuditData\",\"Identity\""]
      + ids.map { "\"ExchangeItem\",\"one\nand, \"\"two\"\"\",\(quoted(json($0))),\"id-\($0)\"" })
      .joined(separator: lineEnd) + lineEnd
  }

  static func ids(_ reading: Reading) -> [String] { reading.records.compactMap(\.externalID) }
}

@Suite("Unified audit log: containers")
struct UnifiedAuditLogContainerTests {
  private static let utf16LE: [UInt8] =
    [0xFF, 0xFE] + Event.csv([1, 2]).utf16.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }
  private static let utf16BE: [UInt8] =
    [0xFE, 0xFF] + Event.csv([1, 2]).utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 255)] }
  private static let wrapper = "{\"RecordType\":\"ExchangeItem\",\"AuditData\":"

  /// Each holds the events id-1 and id-2 and nothing else.
  static let containers: [(String, [UInt8])] =
    ([
      ("csv", Event.csv([1, 2])), ("csv, CRLF", Event.csv([1, 2], lineEnd: "\r\n")),
      ("csv, CR", Event.csv([1, 2], lineEnd: "\r")), ("csv with BOM", "\u{FEFF}" + Event.csv([1, 2])),
      ("csv without last line end", String(Event.csv([1, 2]).dropLast())),
      ("csv behind #TYPE", "#TYPE Selected.System.Management.Automation.PSCustomObject\r\n" + Event.csv([1, 2])),
      ("csv, one column, bare header", "auditdata\n\(Event.quoted(Event.json(1)))\n\(Event.quoted(Event.json(2)))\n"),
      (
        "csv, semicolons, bare cells",
        "Id;AuditData\n1;{\"Operation\":\"A\",\"Id\":\"id-1\",\"CreationTime\":\"2021-05-18T10:00:00\"}\n"
          + "2;\(Event.quoted(Event.json(2)))\n"
      ),
      (
        "csv, CloudAppEvents",
        "\"Timestamp\",\"ActionType\",\"RawEventData\"\n"
          + [1, 2].map { "\"2021-05-18T10:00:00Z\",\"Send\",\(Event.quoted(Event.json($0)))\n" }.joined()
      ),
      (
        "CloudAppEvents in JSON",
        [1, 2].map { "{\"ActionType\":\"Send\",\"RawEventData\":\(Event.json($0))}" }.joined(separator: "\n")
      ),
      ("json lines", Event.json(1) + "\n" + Event.json(2) + "\n"),
      ("json lines, CRLF, spaces before", "  \r\n" + Event.json(1) + "\r\n" + Event.json(2)),
      ("array", "[" + Event.json(1) + "," + Event.json(2) + "]"),
      ("array with BOM", "\u{FEFF} [\n" + Event.json(1) + " ,\n" + Event.json(2) + "\n]\n"),
      ("objects without anything between", Event.json(1) + Event.json(2)),
      ("rows with an object", "[\(wrapper)\(Event.json(1))},\(wrapper)\(Event.json(2))}]"),
      (
        "rows with text",
        [1, 2].map { id in
          let text = Event.json(id).replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
          return "{\"auditData\":\"\(text)\"}"
        }.joined(separator: "\n")
      ),
    ] as [(String, String)]).map { ($0.0, Array($0.1.utf8)) }
    + [("csv in UTF-16LE", utf16LE), ("csv in UTF-16BE", utf16BE)]

  @Test("the same two events come out of every container, whatever the pieces", arguments: containers)
  func container(_ name: String, _ bytes: [UInt8]) async throws {
    #expect(UnifiedAuditLogReader.recognises(Opening(bytes, isWhole: true)))
    let whole = try await Reading.audit(bytes)
    #expect(Event.ids(whole) == ["id-1", "id-2"])
    #expect(whole.defects.isEmpty)
    #expect(!whole.isPartial)
    for fill in [1, 7] {
      let inPieces = try await Reading.audit(bytes, pieceLength: 1, fill: fill)
      #expect(inPieces.records == whole.records)
    }
  }

  private static let list = [1, 2].map { id in
    let text = Event.json(id)
    return "RecordType  : ExchangeItem\r\nAuditData   : \(text.prefix(40))\r\n              \(text.dropFirst(40))\r\n"
      + "ResultIndex : \(id)\r\nResultCount : 2\r\n\r\n"
  }
  private static let cliXML =
    "<Objs Version=\"1.1.0.1\" xmlns=\"http://schemas.microsoft.com/powershell/2004/04\">\r\n"
    + [1, 2].map { id in
      "  <Obj RefId=\"\(id)\"><TN RefId=\"0\"><T>Deserialized.X</T></TN><Props><S N=\"RecordType\">ExchangeItem</S>"
        + "<S N=\"AuditData\">\(Event.json(id))</S><I32 N=\"ResultIndex\">\(id)</I32></Props></Obj>\r\n"
    }.joined() + "</Objs>\r\n"

  @Test(
    "printed as a list or serialised as CliXml by PowerShell they come out too", arguments: [list.joined(), cliXML])
  func printed(text: String) async throws {
    let bytes = Array(text.utf8)
    #expect(UnifiedAuditLogReader.recognises(Opening(bytes, isWhole: true)))
    let whole = try await Reading.audit(bytes)
    #expect(Event.ids(whole) == ["id-1", "id-2"])
    #expect(whole.defects.isEmpty)
    #expect(
      whole.records.map(\.payloadSHA256) == (try await Reading.audit(Event.csv([1, 2]))).records.map(\.payloadSHA256))
    for length in 300..<bytes.count {
      let cut = try await Reading.audit(Array(bytes.prefix(length)))
      let ended = whole.records.filter { $0.location.offset + $0.location.length <= UInt64(length) }
      #expect(Event.ids(cut).starts(with: ended.compactMap(\.externalID)))
    }
  }

  @Test("two records of a list without an empty line between them are two, and told")
  func joinedBlocks() async throws {
    let text = Self.list[0].replacing("2\r\n\r\n", with: "2\r\n") + Self.list[1]
    let reading = try await Reading.audit(text)
    #expect(Event.ids(reading) == ["id-1", "id-2"])
    #expect(reading.defects.map(\.field) == ["list"])
    #expect(reading.records.map(\.location.line) == [1, 6])
  }

  private static let escaped = Event.json(1).replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")

  private static let begunLate: [String] = {
    let (hurt, sound) = (Event.json(0), [Event.json(1), Event.json(2)])
    let lines: String = sound.joined(separator: "\n")
    let table: String = String(Event.csv([1, 2]).drop { $0 != "\n" }.dropFirst())
    return [
      String(hurt.dropFirst(30)) + "\n" + lines, hurt.replacing(",\"Operation", with: " \"Operation") + "\n" + lines,
      "{\"export\":\"all\",\"rows\":2}\n" + lines, "Exported on Monday\n" + lines, "[{}, \(sound[0]), \(sound[1])]",
      "[null, \(sound[0]), \(sound[1])]", String(Event.csv([0]).dropFirst(60)) + table,
    ]
  }()

  @Test(
    "a log that begins with half an event, a hurt one, or a word of its exporter's is known by the next",
    arguments: begunLate)
  func laterStart(text: String) async throws {
    #expect(LogReading.kind(Array(text.utf8)) == "unified_audit_log")
    let reading = try await Reading.audit(text)
    #expect(Event.ids(reading).suffix(2) == ["id-1", "id-2"])
    #expect(!reading.defects.isEmpty && reading.isPartial)
  }

  @Test("exports put one behind the other are read as they stand, each by its own columns")
  func putTogether() async throws {
    let names = "#TYPE Selected.System, Version=1\n\"AuditData\",\"ResultIndex\",\"ResultCount\"\n"
    let rows = [3, 4].map { "\(Event.quoted(Event.json($0))),\"\($0)\",\"4\"\n" }.joined()
    let reading = try await Reading.audit(Event.csv([1]) + "\u{FEFF}" + Event.csv([2]) + names + rows)
    #expect(Event.ids(reading) == ["id-1", "id-2", "id-3", "id-4"])
    #expect(reading.defects.isEmpty && !reading.isPartial)
    #expect(reading.gaps.map(\.missingCount) == [2])
    #expect(try await Event.ids(Reading.audit(Event.csv([1]) + names)) == ["id-1"])
  }

  @Test("rows below a title, and an event in a wrapper that goes on behind what is looked at, are known")
  func titleAndLongWrapper() async throws {
    let titled = "Audit log search results\n\n" + Event.csv([1, 2])
    #expect(LogReading.kind(Array(titled.utf8)) == "unified_audit_log")
    #expect(Event.ids(try await Reading.audit(titled)) == ["id-1", "id-2"])
    let long = Self.escaped.dropLast() + ",\\\"Filler\\\":\\\"" + String(repeating: "x", count: 1 << 17) + "\\\"}"
    let wrapped = "{\"input\":{\"message\":\"\(long)\"}}"
    #expect(LogReading.kind(Array(wrapped.utf8)) == "unified_audit_log")
    #expect(Event.ids(try await Reading.audit(wrapped)) == ["id-1"])
  }

  @Test("mail, logs with # lines and exports of the audit queue that hold events in their text stay what they are")
  func notHijacked() {
    let mail = "Subject: events\n\n" + Event.json(1) + "\n" + Event.json(2) + "\n"
    #expect(LogReading.kind(Array(mail.utf8)) != "unified_audit_log")
    let names = "Timestamp,Server,RecordType,Data,RecordId,Operation\n"
    let row = "2021-05-18T10:00:00Z,EX01,1,\(Event.quoted(Event.json(1))),id-1,Send\n"
    #expect(LogReading.kind(Array((names + row).utf8)) == "exchange_audit")
    #expect(LogReading.kind(Array(("#Fields: " + names + row).utf8)) == "exchange_audit")
  }

  @Test("a place is that of the row or object in the exhibit's own bytes", arguments: containers)
  func places(_ name: String, _ bytes: [UInt8]) async throws {
    for record in try await Reading.audit(bytes).records {
      let place = bytes[Int(record.location.offset)..<Int(record.location.offset + record.location.length)]
      let text =
        switch bytes.prefix(2) {
        case [0xFF, 0xFE]: Charset.utf16LE.decode(place).text
        case [0xFE, 0xFF]: try #require(Charset(named: "UTF-16BE")).decode(place).text
        default: String(decoding: place, as: UTF8.self)
        }
      #expect(text.contains(try #require(record.externalID)))
      #expect(text.components("id-").count - 1 <= 2)
      #expect(text.first == "{" || name.hasPrefix("csv"))
    }
  }

  @Test("rows with line ends inside count lines as an editor does")
  func lines() async throws {
    let csv = try await Reading.audit(Event.csv([1, 2]))
    #expect(csv.records.map(\.location.line) == [2, 4])
    let json = try await Reading.audit(Event.json(1) + "\n\n" + Event.json(2))
    #expect(json.records.map(\.location.line) == [1, 3])
  }

  @Test("the payload's digest is the same however AuditData is quoted")
  func payload() async throws {
    let bare = try await Reading.audit(Event.json(1)).records.map(\.payloadSHA256)
    for (name, bytes) in Self.containers where !name.contains("semicolons") {
      #expect(try await Reading.audit(bytes).records.first?.payloadSHA256 == bare.first, "\(name)")
    }
  }

  @Test("cut anywhere, no event before the cut is lost and nothing crashes", arguments: containers)
  func truncated(_ name: String, _ bytes: [UInt8]) async throws {
    let whole = try await Reading.audit(bytes)
    for length in 0..<bytes.count {
      let opening = Opening(Array(bytes.prefix(length)), isWhole: true)
      guard UnifiedAuditLogReader.recognises(opening) else { continue }
      let cut = try await Reading.audit(opening.bytes)
      let before = whole.records.filter { $0.location.offset + $0.location.length <= UInt64(length) }
      #expect(Array(cut.records.prefix(before.count)) == before, "cut at \(length)")
    }
  }

  @Test("with any byte changed nothing crashes, and the event that it does not stand in stays", arguments: containers)
  func changed(_ name: String, _ bytes: [UInt8]) async throws {
    let whole = try await Reading.audit(bytes)
    let rows = try #require(whole.records.first).location.offset
    for index in bytes.indices {
      for byte: UInt8 in [0x0A, UInt8(ascii: "\""), UInt8(ascii: "{"), 0xFF] {
        var hurt = bytes
        hurt[index] = byte
        guard UnifiedAuditLogReader.recognises(Opening(hurt, isWhole: true)) else { continue }
        let reading = try await Reading.audit(hurt)
        #expect(!reading.records.isEmpty || !reading.defects.isEmpty, "byte \(index) changed to \(byte)")
        let before = whole.records.filter { $0.location.offset + $0.location.length < UInt64(index) }
        #expect(Array(reading.records.prefix(before.count)) == before, "byte \(index) changed to \(byte)")
        if index >= rows {
          let after = whole.records.filter { $0.location.offset > UInt64(index + 1) }.compactMap(\.externalID)
          #expect(Array(Event.ids(reading).suffix(after.count)) == after, "byte \(index) changed to \(byte)")
        }
      }
    }
  }

  @Test(
    "other texts are not taken",
    arguments: [
      "", " ", "{}", "[]", "[1,2]", "a,b,c\n1,2,3\n", "{\"Operation\":\"x\"}", "{\"a\":{\"AuditData\":1}}",
      "Note: AuditData\n",
      "{\"CreationTime\":1,\"Operation\":2}", "{\"TimeGenerated\":\"x\",\"Operation\":\"y\",\"RecordType\":1}",
      "Subject: AuditData, again\n\nHello", "{\"input\":{\"message\":\"text\"}}",
    ])
  func notTaken(_ text: String) {
    #expect(!UnifiedAuditLogReader.recognises(Opening(Array(text.utf8), isWhole: true)))
  }
}

extension String {
  func components(_ separator: String) -> [Substring] { split(separator: separator, omittingEmptySubsequences: false) }
}
