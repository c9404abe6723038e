import EVTX
import Records
import Testing

@testable import Readers

@Suite("PowerShell script blocks")
struct ScriptBlockTests {
  private func part(_ number: Int, of total: Int, _ text: String, id: String = "b1", recordID: UInt64) -> SampleEvent {
    SampleEvent(
      provider: "Microsoft-Windows-PowerShell", id: 4104, recordID: recordID,
      channel: "Microsoft-Windows-PowerShell/Operational",
      data: .named([
        ("MessageNumber", "\(number)"), ("MessageTotal", "\(total)"), ("ScriptBlockText", text), ("ScriptBlockId", id),
        ("Path", ""),
      ]))
  }

  @Test("are put together from their parts, in whatever order these come and whatever stands between")
  func together() async throws {
    let reading = try await Reading([
      part(2, of: 3, "-Mailbox eva ", recordID: 1), part(1, of: 1, "whoami", id: "b2", recordID: 2),
      part(1, of: 3, "New-MailboxExportRequest ", recordID: 3), part(3, of: 3, "-FilePath \\\\x", recordID: 4),
    ])
    #expect(reading.defects.isEmpty)
    #expect(reading.ids.sorted() == [1, 2, 3, 4])
    let texts = reading.records.compactMap { $0.parameter("ScriptBlockText") }
    #expect(texts == ["whoami", "New-MailboxExportRequest -Mailbox eva -FilePath \\\\x"])
    #expect(reading.records.filter { $0.target == "b1" }.count == 3)
    let whole = try #require(reading.records.first { $0.cmdlet != nil && $0.target == "b1" })
    #expect(Reading.id(whole) == 3)
  }

  @Test("that miss parts are kept as far as they go, and told")
  func incomplete() async throws {
    let reading = try await Reading([part(1, of: 4, "a", recordID: 1), part(3, of: 4, "c", recordID: 2)])
    #expect(reading.ids == [1, 2])
    #expect(reading.records[0].parameter("ScriptBlockText") == "ac")
    #expect(reading.records[0].parameter("MessageNumber") == "1, 3")
    #expect(reading.records[0].parameter("MessageTotal") == "4")
    #expect(reading.defects.map(\.field) == ["MessageTotal"])
    #expect(reading.defects[0].offset == reading.records[0].location.offset)
  }

  @Test("that come twice are two")
  func twice() async throws {
    let reading = try await Reading([
      part(1, of: 2, "a", recordID: 1), part(1, of: 2, "a", recordID: 2), part(2, of: 2, "b", recordID: 3),
    ])
    #expect(reading.records.compactMap { $0.parameter("ScriptBlockText") } == ["a", "ab"])
    #expect(reading.defects.count == 1)
  }

  @Test("wait within a bound: the one that waits longest is given up")
  func bounded() throws {
    var blocks = ScriptBlocks(textLimit: 100)
    var finished: [ScriptBlocks.Finished] = []
    for index in 0..<10 {
      let record = AuditRecord(
        ordinal: 0, location: SourceLocation(offset: UInt64(index), length: 1),
        payloadSHA256: try #require(Digest([UInt8](repeating: 0, count: 32))), logKind: "x", timeBasis: .utc,
        operation: "x")
      var event = Event()
      for (name, text) in [
        ("MessageNumber", "1"), ("MessageTotal", "2"), ("ScriptBlockId", "\(index)"),
        ("ScriptBlockText", String(repeating: "x", count: 30)),
      ] {
        event.data.append(name, .string(text))
      }
      finished += blocks.take(record, try #require(ScriptBlockPart(event)))
    }
    #expect(finished.map { $0.records[0].location.offset } == [0, 1, 2, 3, 4, 5, 6])
    #expect(finished.allSatisfy { $0.defect != nil })
    #expect(blocks.finish().count == 3)
  }
}
