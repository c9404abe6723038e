import Bytes
import Records
import Testing

@testable import Readers

@Suite("Unified audit log: damage")
struct UnifiedAuditLogDamageTests {
  private static let header = "\"Id\",\"AuditData\",\"Note\"\n"

  private func row(_ id: Int) -> String { "\"\(id)\",\(Event.quoted(Event.json(id))),\"n\"\n" }

  private func read(_ rows: String) async throws -> Reading { try await Reading.audit(Self.header + rows) }

  @Test("an empty AuditData is one defect and no event")
  func empty() async throws {
    let reading = try await read(row(1) + "\"2\",\"\",\"n\"\n" + "3,,n\n" + row(4))
    #expect(Event.ids(reading) == ["id-1", "id-4"])
    #expect(reading.defects.map(\.problem) == ["line 3: AuditData is empty", "line 4: AuditData is empty"])
    #expect(reading.defects.first?.offset == UInt64((Self.header + row(1)).utf8.count))
  }

  @Test("rows with too few or too many cells are read where AuditData is found, and told")
  func cellCount() async throws {
    let few = "\(Event.quoted(Event.json(1)))\n"
    let many = "\"2\",\"x\",\(Event.quoted(Event.json(2))),\"n\",\"\"\n"
    let bare = "3,\(Event.json(3)),n\n"
    let reading = try await read(few + many + bare + "\"4\"\n" + row(5))
    #expect(Event.ids(reading) == ["id-1", "id-2", "id-3", "id-5"])
    #expect(reading.defects.count == 4)
    #expect(reading.defects.last?.consequence == "row left out")
  }

  @Test("two rows on one line, their line end lost, are both read")
  func joinedRows() async throws {
    let reading = try await read(row(1).dropLast() + row(2) + row(3))
    #expect(Event.ids(reading) == ["id-1", "id-2", "id-3"])
    #expect(reading.defects.count == 1)
  }

  @Test("a quote left open does not swallow the rows behind it")
  func strayQuote() async throws {
    let open = "\"1\",\"{\"\"CreationTime\"\":\"\"2021\n"
    let reading = try await read(row(0) + open + row(2) + row(3))
    #expect(Event.ids(reading) == ["id-0", "id-2", "id-3"])
    #expect(!reading.defects.isEmpty)
    let first = try await read("\"x\n" + row(2) + row(3))
    #expect(Event.ids(first) == ["id-2", "id-3"])
  }

  @Test("a row longer than the limit is left out, and reading goes on behind its lines")
  func limit() async throws {
    let long = "\"1\",\"" + String(repeating: "x", count: 3000) + "\n" + String(repeating: "\"\"\n", count: 1000)
    let bytes = Array((Self.header + row(0) + long + "\"\n" + row(2)).utf8)
    let reading = try await Reading.audit(bytes, fill: 64, limit: 2000)
    #expect(Event.ids(reading) == ["id-0", "id-2"])
    #expect(reading.isPartial)
    let object = Event.json(1, more: ",\"x\":\"" + String(repeating: "x", count: 3000) + "\"")
    let json = try await Reading.audit(
      Array([Event.json(0), object, Event.json(2)].joined(separator: "\n").utf8), fill: 64, limit: 2000)
    #expect(Event.ids(json) == ["id-0", "id-2"])
  }

  @Test("a cell cut by a spreadsheet is read up to the cut, and told")
  func cutCell() async throws {
    let whole = Event.json(
      1, operation: "MailItemsAccessed",
      more: #","Folders":[{"Id":"F","FolderItems":["#
        + #"{"InternetMessageId":"<a@x.example>"},{"InternetMessageId":"<b@x.example>"},{"Intern"#)
    let reading = try await read("\"1\",\(Event.quoted(String(whole.dropLast()))),\"n\"\n" + row(2))
    #expect(Event.ids(reading) == ["id-1", "id-2"])
    #expect(reading.records.first?.accesses.compactMap(\.internetMessageID) == ["<a@x.example>", "<b@x.example>"])
    #expect(reading.defects.contains { $0.problem.contains("cut or broken") })
  }

  @Test("text that ends inside a quoted cell is told with its place")
  func cutFile() async throws {
    let text = Self.header + row(1) + String(row(2).dropLast(4))
    let reading = try await Reading.audit(text)
    #expect(Event.ids(reading) == ["id-1", "id-2"])
    let inside = try await Reading.audit(Self.header + row(1) + "\"2\",\"{\"\"Crea")
    #expect(Event.ids(inside) == ["id-1"])
    #expect(inside.defects.first?.offset == UInt64((Self.header + row(1)).utf8.count))
    #expect(inside.defects.first?.problem.hasPrefix("line 3: the text ends inside a quoted cell") == true)
    #expect(inside.isPartial)
  }

  @Test("bytes that are no UTF-8, bare control characters and lone backslashes are repaired and told")
  func repaired() async throws {
    let hurt: [UInt8] =
      Array(#"{"CreationTime":"2021-05-18T10:00:00","Id":"1","Operation":"A "#.utf8) + [0xFC, 0x0D, 0x0A]
    let bytes =
      Array("AuditData\n\"".utf8) + hurt.flatMap { $0 == UInt8(ascii: "\"") ? [$0, $0] : [$0] }
      + Array("C:\\Windows\"\"}\"\n".utf8)
    let reading = try await Reading.audit(bytes)
    #expect(reading.records.map(\.operation) == ["A \u{FFFD}\r\nC:\\Windows"])
    #expect(reading.defects.count == 1)
    #expect(reading.defects.first?.problem.contains("no UTF-8") == true)
  }

  @Test("JSON that is broken in the middle costs no other object, and keeps what stands before the break")
  func brokenJSON() async throws {
    let broken = #"{"CreationTime":"2021-05-18T10:00:00","Id":"id-9","Operation":"open quote}"#
    let lines = try await Reading.audit([Event.json(1), broken, Event.json(2)].joined(separator: "\n"))
    #expect(Event.ids(lines) == ["id-1", "id-9", "id-2"])
    #expect(lines.records[1].operation.isEmpty)
    let bracket = #"{"CreationTime":"2021-05-18T10:00:00","Id":"id-9","Operation":["x"}"#
    let array = try await Reading.audit("[" + [Event.json(1), bracket, Event.json(2)].joined(separator: ",") + "]")
    #expect(Event.ids(array) == ["id-1", "id-9", "id-2"])
    let spread = "[\n  {\n    \"CreationTime\": \"2021\n  },\n  " + Event.json(2) + "\n]"
    let pretty = try await Reading.audit("{\"CreationTime\":\"x\",\"Operation\":\"y\",\"Id\":\"id-1\"}\n" + spread)
    #expect(Event.ids(pretty) == ["id-1", "id-2"])
    #expect(lines.defects.map(\.field) == ["Operation", "AuditData"])
    #expect(array.defects.map(\.field) == ["Operation", "AuditData"])
  }

  @Test("events inside a wrapper of unknown shape are read, the wrapper told")
  func unknownWrapper() async throws {
    let reading = try await Reading.audit(
      Event.json(0) + "{\"things\":[" + Event.json(1) + "," + Event.json(2) + "],\"next\":null}")
    #expect(Event.ids(reading) == ["id-0", "id-1", "id-2"])
    #expect(!reading.defects.isEmpty)
  }

  @Test("text between objects is told and skipped")
  func stray() async throws {
    let reading = try await Reading.audit(Event.json(1) + "\nWARNING: truncated\n" + Event.json(2) + "\n")
    #expect(Event.ids(reading) == ["id-1", "id-2"])
    #expect(reading.defects.map(\.problem) == ["line 2: text that is no JSON object"])
  }

  @Test("an object that is no event, and a row without readable AuditData, is told with its place")
  func notAnEvent() async throws {
    let rows = #"[{"AuditData":""},{"AuditData":null},{"AuditData":"text"},{"Rows":[1]},{"AuditData":{"x":1}}]"#
    let reading = try await Reading.audit(Event.json(1) + "\n" + rows)
    #expect(Event.ids(reading) == ["id-1"])
    #expect(reading.defects.count == 5)
    #expect(reading.defects.allSatisfy { $0.offset != nil && $0.consequence == "object left out" })
  }

  @Test("nesting beyond the limit is refused, not followed")
  func deep() async throws {
    let deep = Event.json(
      2, more: ",\"x\":" + String(repeating: "[", count: 5000) + String(repeating: "]", count: 5000))
    let reading = try await Reading.audit([Event.json(1), deep, Event.json(3)].joined(separator: "\n"))
    #expect(Event.ids(reading) == ["id-1", "id-3"])
    let csv = try await read("\"2\",\(Event.quoted(deep)),\"n\"\n" + row(3))
    #expect(Event.ids(csv) == ["id-3"])
  }

  @Test("a damaged container keeps what came before the damage")
  func damagedStream() async throws {
    let reading = try await Reading.audit(DamagedStream(Array((Event.json(1) + "\n" + Event.json(2) + "\n").utf8)))
    #expect(Event.ids(reading) == ["id-1", "id-2"])
    #expect(reading.defects.map(\.field) == ["gzip"])
    #expect(reading.isPartial)
  }
}

private final class DamagedStream: ByteStream {
  private var piece: [UInt8]?

  init(_ piece: [UInt8]) { self.piece = piece }

  func next() throws -> [UInt8]? {
    guard let bytes = piece else { throw FormatError(.invalid("crc"), in: "gzip", at: 7) }
    piece = nil
    return bytes
  }
}
