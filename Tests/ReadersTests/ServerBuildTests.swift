import Records
import Testing

@testable import Readers

@Suite("Builds that logs show")
struct ServerBuildTests {
  private static let columns = "DateTime,MajorVersion,MinorVersion,BuildVersion,RevisionVersion,AnchorMailbox,UrlStem"

  @Test("a front end's log: one stretch for each server and build, from its earliest to its latest record")
  func stretches() async throws {
    let rows = [
      "2021-03-03T02:00:00Z,15,1,2176,2,,/a,EX01", "2021-03-03T01:00:00Z,15,1,2176,2,,/a,EX01",
      "2021-03-03T01:30:00Z,15,1,2176,2,,/a,EX02", "2021-03-03T03:00:00Z,15,1,2176,2,,/a,EX01",
      "2021-03-03T04:00:00Z,15,1,2176,9,,/a,EX01",
    ]
    let text = "#Version: 15.01.2176.002\n#Fields: \(Self.columns),ServerHostName\n" + rows.joined(separator: "\n")
    let builds = try await LogReading.of(text, with: HttpProxyReader.self).builds
    let lines = builds.map { "\($0.server) \($0.build ?? "-") \($0.firstRecord) \($0.lastRecord) \($0.recordCount)" }
    #expect(lines == ["EX01 15.1.2176.2 2 4 3", "EX02 15.1.2176.2 3 3 1", "EX01 15.1.2176.9 5 5 1"])
    #expect(builds[0].firstAt == microseconds("2021-03-03T01:00:00Z"))
    #expect(builds[0].lastAt == microseconds("2021-03-03T03:00:00Z"))
  }

  @Test("#Version 15.0.0.0 is no build: the server alone is noted")
  func noBuild() async throws {
    let text =
      "#Version: 15.0.0.0\n#Log-type: ECP Server Log\n#Fields: TimeStamp,ServerName,EventId,EventData\n"
      + "2021-03-03T06:50:12.033Z,EX01,ECP.Request,S:SID=1\n"
    let builds = try await LogReading.of(text, with: ECPServerReader.self).builds
    #expect(builds.map(\.server) == ["EX01"])
    #expect(builds.map(\.build) == [nil])
  }

  @Test("the control panel's log says the build in its data")
  func controlPanel() async throws {
    let text =
      "#Version: 15.0.0.0\n#Log-type: ECP Server Log\n#Fields: TimeStamp,ServerName,EventId,EventData\n"
      + "2021-03-03T06:50:12.033Z,EX01,ECP.Request,S:SID=1;S:BLD=15.1.2176.2\n"
      + "2021-03-03T06:51:12.033Z,EX01,ECP.Request,S:SID=1\n"
      + "2021-03-03T06:52:12.033Z,EX01,ECP.Request,S:SID=1;S:BLD=15.1.2176.2\n"
    let builds = try await LogReading.of(text, with: ECPServerReader.self).builds
    #expect(builds.map { "\($0.build ?? "-") \($0.firstRecord)-\($0.lastRecord)" } == ["- 1-3", "15.1.2176.2 1-3"])
  }

  @Test("the server that a message went to is not the one that wrote the log")
  func destination() async throws {
    let text =
      "#Version: 15.01.2176.002\n#Fields: date-time,client-hostname,server-hostname,message-id,event-id,"
      + "recipient-address,sender-address\n2021-03-03T06:50:12.033Z,EX01,mx.elsewhere.example,<a@b>,SEND,x@y,z@w\n"
    let reading = try await LogReading.of(text, with: MessageTrackingReader.self)
    #expect(reading.records.count == 1)
    #expect(reading.builds.isEmpty)
  }

  @Test(
    "the server of an audit record is taken apart from its build",
    arguments: [
      ("EX01 (15.01.2176.002)", "EX01", "15.1.2176.2"),
      ("VI1PR04MB5056 (15.20.4129.032)\r\n", "VI1PR04MB5056", "15.20.4129.32"),
      ("EX01", "EX01", nil), ("EX01 (here)", "EX01 (here)", nil), ("(15.01.2176.002)", "", "15.1.2176.2"),
      ("", "", nil),
    ])
  func originatingServer(text: String, name: String, build: String?) {
    let server = OriginatingServer(text)
    #expect(server.name == name)
    #expect(server.build == build)
  }
}
