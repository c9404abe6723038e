import Records
import Testing

@testable import Readers

@Suite("Clocks and zones")
struct ClockTests {
  private static let head = "#Fields: DateTime,AnchorMailbox,UrlStem,ServerHostName\n"

  private func rows(_ times: [(String, String)]) -> String {
    Self.head + times.map { "2021-03-03T\($0.0)Z,,/a,\($0.1)\n" }.joined()
  }

  @Test("a clock that was put back is told once, where it was; times stay as logged")
  func jump() async throws {
    let text = rows([("02:00:00", "EX01"), ("02:50:00", "EX01"), ("01:50:00", "EX01"), ("01:51:00", "EX01")])
    let reading = try await LogReading.of(text, with: HttpProxyReader.self)
    #expect(reading.requests.count == 4)
    #expect(reading.defects.map(\.problem) == ["line 4: the clock of EX01 goes back by 0 d 1 h 0 min 0 s"])
    #expect(reading.defects.first?.offset == reading.requests[2].location.offset)
    #expect(reading.requests[2].occurredAt == microseconds("2021-03-03T01:50:00Z"))
    #expect(!reading.isPartial)
  }

  @Test("lines a little out of order, and lines of several servers, are no jump")
  func order() async throws {
    let text = rows([
      ("02:00:00", "EX01"), ("01:00:00", "EX02"), ("01:56:00", "EX01"), ("01:01:00", "EX02"), ("02:10:00", "EX01"),
    ])
    #expect(try await LogReading.of(text, with: HttpProxyReader.self).defects.isEmpty)
    let jumps = rows([("02:00:00", "EX01"), ("03:00:00", "EX02"), ("01:00:00", "EX01"), ("02:00:00", "EX02")])
    #expect(try await LogReading.of(jumps, with: HttpProxyReader.self).defects.count == 2)
  }

  @Test("a clock that was put forward is told at its leap once it is put right again, whatever other servers say")
  func leap() async throws {
    let text = rows([
      ("02:00:00", "EX01"), ("02:05:00", "EX01"), ("02:06:00", "EX02"), ("09:05:00", "EX01"), ("02:07:00", "EX02"),
      ("09:06:00", "EX01"), ("02:08:00", "EX01"), ("02:09:00", "EX01"),
    ])
    let reading = try await LogReading.of(text, with: HttpProxyReader.self)
    #expect(
      reading.defects.map(\.problem) == [
        "line 5: the clock of EX01 goes forward by 0 d 7 h 0 min 0 s, and was put back behind that",
        "line 8: the clock of EX01 goes back by 0 d 6 h 58 min 0 s",
      ])
    #expect(reading.defects.first?.offset == reading.requests[3].location.offset)
    #expect(reading.requests.count == 8)
  }

  @Test(
    "hours without requests are no leap; what goes back to before them is none of theirs",
    arguments: [
      (["02:00:00", "09:00:00", "09:01:00", "09:30:00"], 0), (["02:00:00", "09:00:00", "08:55:00"], 0),
      (["02:00:00", "09:00:00", "01:00:00"], 1), (["02:00:00", "09:00:00", "02:01:00", "09:00:00", "09:01:00"], 2),
      (["02:00:00", "04:00:00", "06:00:00", "04:30:00"], 2),
    ])
  func silence(times: [String], count: Int) async throws {
    let reading = try await LogReading.of(rows(times.map { ($0, "EX01") }), with: HttpProxyReader.self)
    #expect(reading.defects.count == count)
  }

  @Test("however often it jumps, a hundred are told")
  func many() async throws {
    let text = rows((0..<500).map { ($0 % 2 == 0 ? "02:00:00" : "01:00:00", "EX01") })
    #expect(try await LogReading.of(text, with: HttpProxyReader.self).defects.count == 100)
  }

  @Test(
    "offsets",
    arguments: [
      ("+01:00", 60), ("-0530", -330), ("+02", 120), ("Z", 0), ("utc", 0), ("+14:00", 840), ("+15:00", nil),
      ("+1", nil),
      ("+1:000", nil), ("01:00", nil), ("", nil), ("+01:60", nil), ("CET", nil), ("+0١", nil),
    ] as [(String, Int64?)])
  func offsets(text: String, minutes: Int64?) {
    #expect(LocalZone(offset: text).map { -$0.utc(0) / 60_000_000 } == minutes)
  }

  @Test("summer time: the hour shown twice is the first, the hour left out has the offset before it")
  func summerTime() {
    let hour: Microseconds = 3_600_000_000
    // Two hours ahead from 100 h to 200 h, else one.
    let zone = LocalZone(name: "test") { (100 * hour..<200 * hour).contains($0) ? 2 * hour : hour }
    #expect(zone.utc(50 * hour) == 49 * hour)
    #expect(zone.utc(150 * hour) == 148 * hour)
    #expect(zone.utc(101 * hour + 1) == 100 * hour + 1)
    #expect(zone.utc(201 * hour + 1) == 199 * hour + 1)
    #expect(zone.utc(202 * hour) == 201 * hour)
  }

  @Test("with a zone given, local times are put into UTC, and stay assumed; others stay as they are")
  func localTimes() async throws {
    let native = "192.0.2.1, -, 11/20/2023, 15:44:03, W3SVC1, EX01, 10.0.0.1, 5, 100, 200, 200, 0, GET, /owa, -,\n"
    let zone = try #require(LocalZone(offset: "+01:00"))
    let plain = try await IISZone.requests(native, nil)
    let placed = try await IISZone.requests(native, zone)
    #expect(plain.requests.map(\.occurredAt) == [microseconds("2023-11-20T15:44:03Z")])
    #expect(placed.requests.map(\.occurredAt) == [microseconds("2023-11-20T14:44:03Z")])
    #expect(placed.requests.map(\.timeBasis) == [.assumed])
    #expect(plain.notes == ["Local times in 1 records: of an unknown zone, taken for UTC."])
    #expect(placed.notes == ["Local times in 1 records: taken to be +01:00, as --time-zone says."])
    let w3c = "#Fields: date time cs-method cs-uri-stem\n2023-11-20 15:44:03 GET /owa\n"
    let utc = try await IISZone.requests(w3c, zone)
    #expect(utc.requests.map(\.occurredAt) == [microseconds("2023-11-20T15:44:03Z")])
    #expect(utc.notes.isEmpty)
  }

  @Test("a transcript with its zone given")
  func transcript() async throws {
    let text = """
      **********************
      Windows PowerShell transcript start
      Start time: 20210302080504
      Machine: EX01 (x)
      PSVersion: 5.1
      **********************
      PS C:\\> Get-Mailbox ann
      """
    let zone = try #require(LocalZone(offset: "-05:00"))
    let reading = try await Reading.of(Array(text.utf8), by: PowerShellTranscriptReader.self, zone: zone)
    #expect(reading.records.map(\.occurredAt) == [microseconds("2021-03-02T13:05:04Z")])
  }
}

private struct IISZone {
  var requests: [WebRequest] = []
  var notes: [String] = []

  static func requests(_ text: String, _ zone: LocalZone?) async throws -> IISZone {
    let gathered = GatheredRequests()
    let collector = RecordCollector(localZone: zone) { await gathered.add($0) }
    try await IISReader.read(Source(Array(text.utf8)), into: collector)
    try await collector.finish()
    return IISZone(requests: await gathered.requests, notes: collector.notes)
  }
}

private actor GatheredRequests {
  var requests: [WebRequest] = []
  func add(_ batch: RecordBatch) { requests += batch.webRequests }
}
