import Records
import Testing

@testable import Readers

@Suite("IIS logs")
struct IISTests {
  private static let fields =
    "#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) cs(Referer) "
    + "sc-status sc-substatus sc-win32-status time-taken\n"

  private func read(_ text: String) async throws -> LogReading { try await LogReading.of(text, with: IISReader.self) }

  @Test("a line of the default fields, with all that a request has")
  func line() async throws {
    let text =
      "#Software: Microsoft Internet Information Services 10.0\n" + Self.fields
      + "2021-03-03 06:49:42 10.0.0.1 POST /ecp/y.js msExchEcpCanary=x 443 CONTOSO\\eva 203.0.113.9:4711 "
      + "python-requests/2.25.1+x - 241 0 0 65\n"
    let request = try #require(try await read(text).requests.first)
    #expect(request.occurredAt == microseconds("2021-03-03T06:49:42Z"))
    #expect(request.timeBasis == .utc)
    #expect(request.server == "10.0.0.1")
    #expect(request.method == "POST")
    #expect(request.path == "/ecp/y.js")
    #expect(request.query == "msExchEcpCanary=x")
    #expect(request.actor == "CONTOSO\\eva")
    #expect(request.clientIP == "203.0.113.9")
    #expect(request.userAgent == "python-requests/2.25.1 x")
    #expect(request.status == 241)
    #expect(request.durationMilliseconds == 65)
    #expect(request.requestBytes == nil)
  }

  @Test("blanks in a value: it is put together again, and told where Exchange does not write it so")
  func blanks() async throws {
    let doubled = "2021-03-03 06:00:00 ::1 POST /powershell a=b 444  CONTOSO\\eva ::1 WinRM - 200 0 0 15\n"
    let agent = "2021-03-03 06:00:01 ::1 GET /owa - 443 - 1.2.3.4 Mozilla/5.0 (Windows NT 10.0) - 200 0 0 15\n"
    let query = "2021-03-03 06:00:02 ::1 GET /owa a=b c d 443 - 1.2.3.4 curl - 200 0 0 15\n"
    let name = "2021-03-03 06:00:03 ::1 GET /owa - 443 CONTOSO\\eva lind 1.2.3.4 curl - 200 0 0 15\n"
    let cut = "2021-03-03 06:00:04 ::1 GET /owa - 443 CONTOSO\\eva"
    let reading = try await read(Self.fields + doubled + agent + query + name + cut)
    #expect(reading.requests.map(\.actor) == ["CONTOSO\\eva", nil, nil, "CONTOSO\\eva lind", "CONTOSO\\eva"])
    #expect(reading.requests.prefix(4).map(\.status) == [200, 200, 200, 200])
    #expect(reading.requests[1].userAgent == "Mozilla/5.0 (Windows NT 10.0)")
    #expect(reading.requests[2].query == "a=b c d")
    #expect(reading.requests.map(\.path) == ["/powershell", "/owa", "/owa", "/owa", "/owa"])
    #expect(reading.requests[4].status == nil)
    #expect(reading.defects.count == 4)
  }

  @Test("blanks in several values of all that IIS can log: each comes back to its own field")
  func blanksInAllFields() async throws {
    let fields = "#Fields: " + RequestLogShape.allFields.joined(separator: " ") + "\n"
    func line(_ agent: String, _ cookie: String, query: String = "-", user: String = "-") -> String {
      "2021-03-03 06:00:01 W3SVC1 EX01 ::1 GET /owa \(query) 443 \(user) 1.2.3.4 HTTP/1.1 \(agent) \(cookie) - "
        + "mail.x.example 200 0 0 50 60 15\n"
    }
    let agent = "Mozilla/5.0 (Windows NT 10.0) Safari/537.36"
    let reading = try await read(
      fields + line(agent, "-") + line(agent, "a=b; c=d") + line("curl", "a=b; c=d")
        + line("python 3 x", "-", query: "q=a b c", user: "CORP\\eva lind"))
    #expect(reading.requests.map(\.userAgent) == [agent, agent, "curl", "python 3 x"])
    #expect(reading.requests.map(\.clientIP) == Array(repeating: "1.2.3.4", count: 4))
    #expect(reading.requests.map(\.actor) == [nil, nil, nil, "CORP\\eva lind"])
    #expect(reading.requests.map(\.query) == [nil, nil, nil, "q=a b c"])
    #expect(reading.requests.map(\.durationMilliseconds) == [15, 15, 15, 15])
  }

  @Test("a file that lost its head is known by the shape of its lines", arguments: [true, false])
  func headless(hasReferrer: Bool) async throws {
    let text = "2021-03-03 06:00:01 ::1 GET /owa - 443 - 1.2.3.4 curl \(hasReferrer ? "- " : "")200 0 0 15\n"
    #expect(LogReading.kind(Array(text.utf8)) == "iis")
    let reading = try await read(text + text)
    #expect(reading.requests.map(\.status) == [200, 200])
    #expect(reading.requests.map(\.durationMilliseconds) == [15, 15])
    #expect(reading.defects.isEmpty)
  }

  @Test("without a head: cut in its first line, with all fields, with one of the administrator's own")
  func headlessOther() async throws {
    let line = "2021-03-03 06:00:01 ::1 GET /owa - 443 - 1.2.3.4 curl - 200 0 0 15"
    let all =
      "2021-03-03 06:00:01 W3SVC1 EX01 ::1 GET /owa - 443 - 1.2.3.4 HTTP/1.1 curl a=b;+c=d - mail.x.example 200 0 0 50 "
      + "60 15"
    for whole in [line, all, line + " 203.0.113.9", all + " 203.0.113.9,+10.0.0.1"] {
      #expect(LogReading.kind(Array((whole + "\n").utf8)) == "iis")
      let cut = whole.dropFirst(30) + "\n" + whole + "\n" + whole + "\n"
      #expect(LogReading.kind(Array(cut.utf8)) == "iis")
      let reading = try await read(String(cut))
      #expect(reading.requests.map(\.status) == [200, 200])
      #expect(reading.requests.map(\.clientIP) == ["1.2.3.4", "1.2.3.4"])
      #expect(reading.requests.map(\.userAgent) == ["curl", "curl"])
      #expect(reading.requests.map(\.durationMilliseconds) == [15, 15])
      #expect(reading.defects.map(\.offset) == [0])
    }
  }

  @Test("rows of other fields above a head are read by that head; of its default fields by their shape")
  func rowsAboveHead() async throws {
    let fields = "#Fields: time c-ip date cs-method cs-uri-stem sc-status x-proxy\n"
    let row = "06:00:01 1.2.3.4 2021-03-03 GET /owa 200 -\n"
    let text = String(row.dropFirst(12)) + row + row + "#Date: 2021-03-04 00:00:00\n" + fields + row
    #expect(LogReading.kind(Array(text.utf8)) == "iis")
    let reading = try await read(text)
    #expect(reading.requests.map(\.status) == [200, 200, 200])
    #expect(reading.requests.map(\.occurredAt) == Array(repeating: microseconds("2021-03-03T06:00:01Z"), count: 3))
    #expect(reading.defects.map(\.offset) == [0])
    let usual = "2021-03-03 06:00:01 ::1 GET /owa - 443 - 1.2.3.4 curl - 200 0 0 15\n"
    let changed = try await read(usual + usual + fields + row)
    #expect(changed.requests.map(\.status) == [200, 200, 200])
    #expect(changed.defects.isEmpty)
  }

  @Test("native dates are read in the order that any of them shows, whichever comes first")
  func nativeOrder() async throws {
    func line(_ date: String) -> String {
      "10.0.0.9, -, \(date), 15:44:03, W3SVC1, EX01, 10.0.0.1, 12, 345, 678, 200, 0, GET, /owa/, -,\n"
    }
    let reading = try await read(line("03/04/2021") + line("20/04/2021"))
    #expect(
      reading.requests.map(\.occurredAt) == [
        microseconds("2021-04-03T15:44:03Z"), microseconds("2021-04-20T15:44:03Z"),
      ])
    #expect(reading.defects.isEmpty)
    #expect(try await read(line("3/3/2021")).defects.isEmpty, "either way it is the same day")
  }

  @Test("lines with a time only take the date from #Date, and the next day past midnight")
  func headerDate() async throws {
    let text = "#Date: 2021-03-03 22:00:00\n#Fields: time c-ip cs-method cs-uri-stem sc-status\n"
    let reading = try await read(text + "23:59:59 1.2.3.4 GET /a 200\n00:00:01 1.2.3.4 GET /b 200\n")
    #expect(
      reading.requests.map(\.occurredAt) == [
        microseconds("2021-03-03T23:59:59Z"), microseconds("2021-03-04T00:00:01Z"),
      ])
    let without = try await read("#Fields: time c-ip cs-method cs-uri-stem\n23:59:59 1.2.3.4 GET /a\n")
    #expect(without.requests.first?.occurredAt == nil)
    #expect(without.defects.map(\.field) == ["date"])
  }

  @Test("the native format: dates as the server writes them, in a zone that is not known")
  func native() async throws {
    let line =
      "10.0.0.9, CONTOSO\\eva, 11/20/2023, 15:44:03, W3SVC1, EX01, 10.0.0.1, 12, 345, 678, 200, 0, GET, /owa/, a,b,\n"
    #expect(LogReading.kind(Array(line.utf8)) == "iis")
    let reading = try await read(line)
    let request = try #require(reading.requests.first)
    #expect(request.occurredAt == microseconds("2023-11-20T15:44:03Z"))
    #expect(request.timeBasis == .assumed)
    #expect(request.server == "EX01")
    #expect(request.query == "a,b")
    #expect(request.requestBytes == 345)
    #expect(request.responseBytes == 678)
    #expect(reading.defects.isEmpty)
    let unclear = try await read(line.replacing("11/20/2023", with: "11/10/2023"))
    #expect(unclear.defects.map(\.field) == ["date"])
  }

  @Test("no mail and no text is taken for a log of requests")
  func others() {
    for text in [
      "From: a@x.example\nTo: b@x.example, c@x.example, d@x.example, e@x.example\n\nbody\n", "# a, b, c, d\ntext\n",
      "a,b,c,d\n1,2,3,4\n", "2021-03-03 06:00:01 something happened here and there was text behind it all\n",
    ] {
      #expect(!["iis", "http_proxy", "ews"].contains(LogReading.kind(Array(text.utf8)) ?? ""), "\(text)")
    }
  }

  @Test("lines of very many words, and words of any bytes, come to an end soon")
  func hostile() async throws {
    let many = "2021-03-03 06:00:01 " + String(repeating: "x ", count: 100_000) + "\n"
    let some = "2021-03-03 06:00:01 " + String(repeating: "- ", count: 900) + "\n"
    let reading = try await read(Self.fields + many + String(repeating: some, count: 20))
    #expect(reading.requests.count == 21)
    #expect(reading.defects.count >= 21)
  }
}
