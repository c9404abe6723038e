import Bytes
import Records
import Testing

@testable import Readers

/// A small log of each kind, hurt everywhere: whatever is changed, reading goes on and says so.
@Suite("Every kind of log, cut and changed")
struct HurtLogTests {
  private static func log(_ type: String, _ fields: String, _ row: String) -> String {
    "#Software: Microsoft Exchange Server\n#Version: 15.01.2176.002\n#Log-type: \(type)\n#Fields: \(fields)\n\(row)\n\(row)\n"
  }

  static let samples: [(kind: String, text: String)] = [
    (
      "http_proxy",
      log(
        "HttpProxy Logs", "DateTime,AnchorMailbox,UrlStem,ServerHostName",
        "2021-03-03T06:50:12.033Z,Sid~S-1-5-18,/a,EX01")
    ),
    (
      "ews",
      log(
        "EWS Logs", "DateTime,SoapAction,ImpersonatedUser,HttpStatus",
        "2021-03-03T06:50:12.033Z,GetItem,ann@x.example,200")
    ),
    (
      "ecp_server",
      log(
        "ECP Server Log", "TimeStamp,ServerName,EventId,EventData",
        "2021-03-03T06:50:12.033Z,EX01,ECP.Request,\"'S:CMD=Set-X.Url=''a;b''&I=''c''';S:EX=\"")
    ),
    (
      "cmdlet_infra",
      log(
        "Rps Cmdlet Logs", "DateTime,ServerHostName,Cmdlet,Parameters,ExecutionResult",
        "2021-03-03T06:50:12Z,EX01,Set-Mailbox,\"-Identity \"\"ann\"\" -Force\",Success")
    ),
    (
      "message_tracking",
      log(
        "Message Tracking Log",
        "date-time,client-hostname,server-hostname,message-id,event-id,recipient-address,sender-address",
        "2021-03-03T06:50:12.033Z,EX01,EX02,<a@b>,SEND,x@y,z@w")
    ),
    (
      "exchange_audit",
      log(
        "audit", "Timestamp,Server,RecordType,Data,RecordId,Operation",
        "2021-03-03T06:50:12Z,EX01,ExchangeAdmin,\"{\"\"Operation\"\":\"\"A\"\",\"\"Id\"\":\"\"i\"\"}\",i,A")
    ),
    (
      "iis",
      "#Fields: date time cs-method cs-uri-stem cs-username c-ip sc-status\n"
        + "2021-03-03 06:50:12 GET /owa CORP\\ann 192.0.2.1 200\n2021-03-03 06:50:13 POST /ecp - 192.0.2.1 302\n"
    ),
    (
      "iis", "192.0.2.1, -, 11/20/2023, 15:44:03, W3SVC1, EX01, 10.0.0.1, 5, 100, 200, 200, 0, GET, /owa, -,\n"
    ),
    (
      "admin_audit_log",
      "<SearchResults><Event Caller=\"a\" Cmdlet=\"Set-Mailbox\" RunDate=\"2021-03-03T06:50:12-05:00\" Succeeded=\"true\">"
        + "<CmdletParameters><Parameter Name=\"Identity\" Value=\"ann\"/></CmdletParameters></Event></SearchResults>"
    ),
    (
      "mailbox_audit_log",
      "Operation,LastAccessed,LogonType,MailboxGuid,ItemSubject\nMessageBind,2021-03-03T06:50:12Z,Admin,g-1,\"a \"\"b\"\"\"\n"
    ),
    (
      "unified_audit_log",
      "TimeGenerated,Operation,OfficeId,OfficeWorkload,Folders\n2021-08-02T13:32:07Z,Send,i-1,Exchange,\"[{\"\"Id\"\":1}]\"\n"
    ),
    (
      "powershell_transcript",
      "**********************\nStart time: 20210302080504\nMachine: EX01 (x)\nPSVersion: 5.1\n**********************\n"
        + "PS C:\\> Set-Mailbox ann -Force:$true\n"
    ),
    ("powershell_history", "Get-Mailbox -Identity ann\nNew-InboxRule -Name . -ForwardTo 'x@y.example'\n"),
  ]

  @Test("whole, each is known and gives its records without a defect", arguments: samples)
  func whole(kind: String, text: String) async throws {
    let found = try #require(reader(for: Opening(Array(text.utf8), isWhole: true)))
    #expect(found.kind == kind)
    let reading = try await HurtReading.of(Array(text.utf8), by: found)
    #expect(reading.recordCount > 0)
    #expect(reading.defects.isEmpty)
  }

  @Test("cut anywhere, nothing crashes, and every place told lies inside of what is there", arguments: samples)
  func cut(kind: String, text: String) async throws {
    let bytes = Array(text.utf8)
    for length in 0..<bytes.count { try await check(Array(bytes.prefix(length))) }
  }

  @Test("with any byte changed, the same", arguments: samples)
  func changed(kind: String, text: String) async throws {
    for byte: UInt8 in [0x00, 0x0A, UInt8(ascii: "\""), 0xFF] {
      for index in text.utf8.indices.enumerated().map(\.offset) {
        var bytes = Array(text.utf8)
        bytes[index] = byte
        try await check(bytes)
      }
    }
  }

  private func check(_ bytes: [UInt8]) async throws {
    guard let found = reader(for: Opening(bytes, isWhole: true)) else { return }
    do {
      let reading = try await HurtReading.of(bytes, by: found)
      for place in reading.places { #expect(place.offset + place.length <= UInt64(bytes.count), "\(found.kind)") }
    } catch is FormatError {
      // Nothing could be read at all, which the exhibit then says.
    }
  }
}

/// How much a reader found, whatever it was, and where.
private struct HurtReading {
  var recordCount: Int64 = 0
  var places: [Records.SourceLocation] = []
  var defects: [Defect] = []

  static func of(_ bytes: [UInt8], by reader: any Reader.Type) async throws -> HurtReading {
    let gathered = GatheredPlaces()
    let collector = RecordCollector { await gathered.add($0) }
    try await reader.read(Source(bytes), into: collector)
    try await collector.finish()
    var reading = await gathered.reading
    reading.recordCount = collector.recordCount
    return reading
  }
}

private actor GatheredPlaces {
  var reading = HurtReading()

  func add(_ batch: RecordBatch) {
    reading.places += batch.auditRecords.map(\.location) + batch.webRequests.map(\.location)
    reading.places += batch.defects.compactMap { defect in
      defect.offset.map { Records.SourceLocation(offset: $0, length: defect.length ?? 0) }
    }
    reading.defects += batch.defects
  }
}
