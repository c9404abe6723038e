import Foundation
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

  /// Lines from `start` on, in seconds of the day, `step` apart.
  private func steady(_ count: Int, from start: Int, step: Int = 5) -> [(String, String)] {
    (0..<count).map { index in
      let second = start + index * step
      let parts = [second / 3600, second / 60 % 60, second % 60].map { $0 < 10 ? "0\($0)" : "\($0)" }
      return (parts.joined(separator: ":"), "EX01")
    }
  }

  @Test("a clock that was put forward and stays so is told where its busy log is silent as never else, and left open")
  func forward() async throws {
    let text = rows(steady(150, from: 0) + steady(150, from: 40_000))
    let reading = try await LogReading.of(text, with: HttpProxyReader.self)
    #expect(
      reading.defects.map(\.problem) == [
        "line 152: the clock of EX01 leaps forward by 0 d 10 h 54 min 15 s; its 298 other steps from record to record are "
          + "of at most 0 d 0 h 0 min 5 s"
      ])
    #expect(reading.defects.first?.consequence.contains("this log does not tell which") == true)
    #expect(reading.defects.first?.offset == reading.requests[150].location.offset)
    #expect(!reading.isPartial)
    let least = rows(steady(100, from: 0) + steady(100, from: 40_000))
    #expect(try await LogReading.of(least, with: HttpProxyReader.self).defects.count == 1)
  }

  @Test("no leap: few lines, a silence as there are others, a log that began anew; one taken back is told once")
  func noLeap() async throws {
    func count(_ text: String) async throws -> Int {
      try await LogReading.of(text, with: HttpProxyReader.self).defects.count
    }
    #expect(try await count(rows(steady(99, from: 0) + steady(150, from: 40_000))) == 0)
    #expect(try await count(rows(steady(50, from: 0) + steady(150, from: 40_000))) == 0)
    #expect(try await count(rows(steady(150, from: 0) + steady(50, from: 40_000))) == 0)
    #expect(try await count(rows(steady(150, from: 0) + steady(150, from: 4000))) == 0)
    let quiet = steady(150, from: 0) + steady(150, from: 3600) + steady(150, from: 40_000)
    #expect(try await count(rows(quiet)) == 0)
    #expect(try await count(rows(steady(150, from: 0)) + rows(steady(150, from: 40_000))) == 0)
    let back = rows(steady(150, from: 0) + steady(150, from: 40_000) + steady(150, from: 760))
    #expect(try await count(back) == 2)
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

  @Test(
    "times in the culture of an exporter: what tells day from month, and what does not",
    arguments: [
      ("6/13/2023 8:13:00 AM", "2023-06-13T08:13:00Z"), ("6/3/2023 12:13:00 AM", "2023-06-03T00:13:00Z"),
      ("6/3/2023 8:13:00 PM", "2023-06-03T20:13:00Z"), ("3/06/2023 8:13:00 AM", "2023-06-03T08:13:00Z"),
      ("03.06.2023 08:13:00", "2023-06-03T08:13:00Z"), ("3.6.2023 8.13.00", "2023-06-03T08:13:00Z"),
      ("03. 06. 2023 8:13:00", "2023-06-03T08:13:00Z"), ("2023. 06. 03. 8:13:00", "2023-06-03T08:13:00Z"),
      ("2023/6/3 8:13:00", "2023-06-03T08:13:00Z"), ("2023/6/3 下午 8:13:00", "2023-06-03T20:13:00Z"),
      ("2023-06-03 오전 8:13:00", "2023-06-03T08:13:00Z"), ("3/6/2023 8:13:00 p. m.", "2023-06-03T20:13:00Z"),
      ("6/13/2023 8:13", "2023-06-13T08:13:00Z"), ("13/06/2023", "2023-06-13T00:00:00Z"),
      ("5/5/2023 8:13:00", "2023-05-05T08:13:00Z"), ("8/2/2021, 1:32:07 PM", "2021-08-02T13:32:07Z"),
      ("03/06/2023 08:13:00", nil), ("03/06/2023 08:13:00 AM", nil), ("3/6/2023 8:13:00", nil), ("3/6/2566 8:13", nil),
      ("6/3/2023 25:13:00", nil), ("6/3/2023 8:13:00 XM", nil), ("6/3/23 8:13 AM", nil), ("31/31/2023 8:13", nil),
      ("6/3/2023 8:13:00 8:13:00", nil), ("", nil), ("/// ::", nil), ("now", nil),
    ] as [(String, String?)])
  func cultures(text: String, expected: String?) {
    #expect(CultureTime().microseconds(text) == expected.flatMap(microseconds))
  }

  @Test("what is sure goes before what is likely, in whichever order it is met; a file of one culture is read in it")
  func learning() {
    for times in [["3/6/2023 8:13:00 AM", "13/06/2023 8:13:00 AM"], ["13/06/2023 8:13:00 AM", "3/6/2023 8:13:00 AM"]] {
      var culture = CultureTime()
      for time in times { culture.learn(from: time) }
      #expect(culture.microseconds("3/6/2023 8:13:00 AM") == microseconds("2023-06-03T08:13:00Z"))
      #expect(culture.microseconds("6/13/2023 8:13:00 AM") == microseconds("2023-06-13T08:13:00Z"))
    }
    var likely = CultureTime()
    likely.learn(from: "5/5/2023 8:13:00 AM")
    likely.learn(from: "6/3/2023 8:13:00 AM")
    #expect(likely.microseconds("6/3/2023 20:13") == microseconds("2023-06-03T20:13:00Z"))
  }

  @Test("the audit queue of a server shows the server's own zone")
  func serverZone() async throws {
    func notes(_ created: [String]) async throws -> [String] {
      let text =
        "#Software: Microsoft Exchange\n#Log-type: audit\n#Fields: Timestamp,Server,RecordType,Data,RecordId,Operation\n"
        + created.map {
          "2023-01-11T15:56:33.189Z,EX01,ExchangeAdmin,\"{\"\"CreationTime\"\":\"\"\($0)\"\",\"\"Id\"\":\"\"i\"\","
            + "\"\"Operation\"\":\"\"A\"\"}\",i,A\n"
        }.joined()
      let collector = RecordCollector { _ in }
      try await ExchangeAuditReader.read(Source(Array(text.utf8)), into: collector)
      try await collector.finish()
      return collector.notes
    }
    let ahead = "The server's own clock, EX01, was at +01:00 to UTC, by its events and the rows that hold them."
    #expect(try await notes(["2023-01-11T16:56:11", "2023-01-11T16:55:50"]) == [ahead])
    #expect(try await notes(["2023-01-11T12:26:31"]).first?.contains("-03:30") == true)
    #expect(try await notes(["2023-01-11T16:50:11", "2023-01-13T16:56:11", "2023-01-11T16:56:11Z", "x"]).isEmpty)
  }

  @Test("a log whose last line has no end is said to, after the zone of its times")
  func openEnd() async throws {
    let native = "192.0.2.1, -, 11/20/2023, 15:44:03, W3SVC1, EX01, 10.0.0.1, 5, 100, 200, 200, 0, GET, /owa, -,"
    let notes = try await IISZone.requests(native, nil).notes
    #expect(notes.count == 2)
    #expect(notes.first?.hasPrefix(LocalZone.noteStart) == true)
    #expect(notes.last == "The last line has no line end: it may be cut short.")
    #expect(
      ExhibitNote.sentence(beginning: ExhibitNote.openEnd, in: notes.joined(separator: " "))
        == String(notes[1].dropLast()))
    let rules = "Name,MailboxOwnerId,ForwardTo,RedirectTo\nr,ann,x@evil.example,\n"
    for (text, count) in [(rules, 0), (String(rules.dropLast()), 1)] {
      for encoding in [String.Encoding.utf8, .utf16LittleEndian, .utf16BigEndian] {
        let bytes = Array(("\u{FEFF}" + text).data(using: encoding) ?? Data())
        let reading = try await Reading.of(bytes, by: MailboxStateReader.self)
        #expect(reading.records.count == 1)
        #expect(reading.notes.count == count)
      }
    }
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
