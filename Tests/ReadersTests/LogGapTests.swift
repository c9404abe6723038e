import Records
import Testing

@testable import Readers

@Suite("What exports show to be missing")
struct LogGapTests {
  private static func row(_ id: Int, _ index: Int, _ count: Int) -> String {
    "\"ExchangeItem\",\(Event.quoted(Event.json(id))),\"\(index)\",\"\(count)\"\n"
  }

  private func gaps(_ rows: [String]) async throws -> [LogGap] {
    let reading = try await Reading.audit("RecordType,AuditData,ResultIndex,ResultCount\n" + rows.joined())
    #expect(reading.defects.isEmpty)
    return reading.gaps
  }

  @Test("all results there, in whichever order and however often: nothing is missing")
  func complete() async throws {
    let rows = [3, 1, 2, 1].map { Self.row($0, $0, 3) }
    #expect(try await gaps(rows + [Self.row(9, 1, 1)]).isEmpty)
  }

  @Test("fewer rows than ResultCount: how many are missing, and which")
  func missing() async throws {
    let found = try await gaps([1, 2, 5, 8].map { Self.row($0, $0, 9) } + [Self.row(9, 1, 1)])
    #expect(found.map(\.basis) == [.resultCount])
    #expect(found.first?.missingCount == 5)
    #expect(found.first?.note.hasSuffix("missing by ResultIndex: 3 to 4, 6 to 7, 9") == true)
    #expect(found.first?.offset == 45)
  }

  @Test("two searches that gave equally many results: what one has does not hide what the other lacks")
  func sameCount() async throws {
    let first = (1...4).map { Self.row($0, $0, 4) }
    let second = [1, 2, 4].map { Self.row(10 + $0, $0, 4) }
    let found = try await gaps(first + second + first)
    #expect(found.map(\.missingCount) == [1])
    #expect(found.first?.note.hasPrefix("of the results of at least 2 searches with 4 each") == true)
    #expect(found.first?.note.hasSuffix("missing by ResultIndex: 3") == true)
    #expect(try await gaps(first + second + [Self.row(13, 3, 4)]).isEmpty)
    #expect(try await gaps(first + first).isEmpty)
  }

  @Test("rows of a search that failed say so; numbers that cannot be are passed over")
  func failed() async throws {
    #expect(try await gaps([Self.row(1, -1, 0), Self.row(2, -1, 0)]).map(\.basis) == [.searchFailed])
    #expect(try await gaps([Self.row(1, 5, 4), Self.row(2, 0, 0), Self.row(3, 1, Int.max)]).isEmpty)
  }

  @Test(
    "records of an event log are numbered: what is missing between others is told, in whichever order chunks stand",
    arguments: [
      ([1, 2, 3], nil), ([7, 8, 5, 6], nil), ([], nil), ([0, UInt64.max], "1 to 18446744073709551614"),
      ([5, 6, 9, 11, 3], "4, 7 to 8, 10"), ([1, 1, 2, 2], nil), ([1, 3, 5, 7, 9, 11, 13], "2, 4, 6, 8, 10…"),
    ] as [([UInt64], String?)])
  func numbers(of records: [UInt64], missing: String?) {
    var numbers = RecordNumbers()
    for (place, number) in records.enumerated() { numbers.note(number, at: UInt64(place) * 100) }
    #expect(numbers.gap == nil ? missing == nil : numbers.gap?.note.contains(": \(missing ?? "-");") == true)
  }

  @Test("rows of an export to JSON count as those of a table")
  func json() async throws {
    let rows = [1, 3].map { "{\"ResultIndex\":\($0),\"ResultCount\":3,\"AuditData\":\(Event.json($0))}" }
    let reading = try await Reading.audit("[" + rows.joined(separator: ",") + "]")
    #expect(reading.gaps.map(\.missingCount) == [1])
  }

  @Test(
    "just as many rows as one search gives at most",
    arguments: [
      (99, 0), (100, 1), (4999, 0), (5000, 1), (5001, 0), (9999, 0), (10_000, 1), (10_001, 0), (49_999, 0), (50_000, 1),
      (50_001, 0),
    ])
  func limit(count: Int, expected: Int) async throws {
    let reading = try await Reading.audit((1...count).map { Event.json($0) + "\n" }.joined())
    #expect(reading.records.count == count)
    #expect(reading.gaps.map(\.basis) == Array(repeating: .rowLimit, count: expected))
    #expect(reading.gaps.allSatisfy { $0.note.hasPrefix("exactly \(count) rows") })
  }

  @Test("a search with just as many results as one gives at most is told, whatever else was put into the table")
  func searchLimit() async throws {
    let rows = (1...5000).map { Self.row($0, $0, 5000) } + (1...3).map { Self.row(9000 + $0, $0, 3) }
    let found = try await gaps(rows)
    #expect(found.map(\.basis) == [.rowLimit])
    #expect(found.first?.note.hasPrefix("a search with exactly 5000 results") == true)
    #expect(try await gaps(Array(rows.prefix(5000))).map(\.basis) == [.rowLimit])
  }

  @Test(
    "other exports with just as many rows as is given at most",
    arguments: [
      (
        MessageTraceReader.self, "MessageId,Received,SenderAddress,RecipientAddress,Status",
        "<ROW@x>,2021-03-02T08:05:04,a@x,b@x,Delivered", [1000, 5000]
      ),
      (
        SignInReader.self, "Date (UTC),Request ID,Username,IP address", "2021-03-02T08:05:04Z,ROW,a@x,203.0.113.7",
        [1000, 5000]
      ),
      (
        MailboxAuditReader.self, "LastAccessed,Operation,LogonType,MailboxGuid",
        "2021-03-02T08:05:04Z,FolderBind,Owner,ROW", [1000]
      ),
      (
        AdminAuditReader.self, "RunDate,Caller,CmdletName,ObjectModified", "2021-03-02T08:05:04Z,admin,Set-Mailbox,ROW",
        [1000]
      ),
      (MailboxStateReader.self, "Name,ForwardingSmtpAddress", "ROW,", [1000]),
    ] as [(any Reader.Type, String, String, [Int])])
  func otherLimits(reader: any Reader.Type, names: String, row: String, limits: [Int]) async throws {
    for limit in limits {
      for count in [limit - 1, limit, limit + 1] {
        let text = names + "\n" + (0..<count).map { row.replacing("ROW", with: "\($0)") + "\n" }.joined()
        let reading = try await Reading.of(text, by: reader)
        #expect(reading.records.count == count)
        #expect(reading.gaps.map(\.basis) == (count == limit ? [.rowLimit] : []))
      }
    }
  }

  @Test("a table of 50,000 rows, one of them empty and one broken, has reached the wall all the same")
  func tableLimit() async throws {
    var rows = (1...50_000).map { Self.row($0, $0, 60_000) }
    rows[7] = "\"ExchangeItem\",\"\",\"8\",\"60000\"\n"
    rows[9] = "\"ExchangeItem\",\"{\",\"10\",\"60000\"\n"
    let reading = try await Reading.audit("RecordType,AuditData,ResultIndex,ResultCount\n" + rows.joined())
    #expect(reading.records.count == 49_998)
    #expect(reading.defects.count == 2)
    #expect(reading.gaps.map(\.basis) == [.resultCount, .rowLimit])
    #expect(reading.gaps.first?.missingCount == 10_000)
    #expect(reading.gaps.first?.note.hasSuffix("missing by ResultIndex: 50001 to 60000") == true)
  }

  @Test(
    "a page that names a next one which is not there",
    arguments: [
      ("\"@odata.nextLink\":\"https://x/2\"", true), ("\"@odata.nextLink\":null", false),
      ("\"@odata.nextLink\":\"\"", false),
      ("\"@odata.count\":2", false),
    ])
  func nextPage(member: String, isMissing: Bool) async throws {
    let before = "{\"@odata.context\":\"x\",\(member),\"value\":[\(Event.json(1))]}"
    let behind = "{\"@odata.context\":\"x\",\"value\":[\(Event.json(1))],\(member)}"
    for page in [before, behind] {
      let reading = try await Reading.audit(page)
      #expect(reading.records.count == 1)
      #expect(reading.defects.isEmpty)
      #expect(reading.gaps.map(\.basis) == (isMissing ? [.nextPage] : []))
      let whole = try await Reading.audit(page + "\n{\"@odata.context\":\"x\",\"value\":[\(Event.json(2))]}")
      #expect(whole.gaps.isEmpty)
    }
  }

  @Test("real exports: those that were cut down to one event say what they lack", .enabled(if: Corpus.isThere))
  func corpus() async throws {
    let bytes = try Corpus.bytes("logs/ual/det-eng-samples/t1114_Set-Mailbox-ForwardSMTPAddress.csv")
    let reading = try await Reading.audit(bytes)
    #expect(reading.gaps.map(\.missingCount) == [188])
  }
}
