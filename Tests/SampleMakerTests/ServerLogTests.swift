import Foundation
import Testing

@testable import SampleMaker

@Suite("Text logs of an Exchange server, read by Python by their #Fields")
struct ServerLogTests {
  private struct Row: Decodable {
    let file: String
    let line: Int
    let row: [String: String]
    var place: LogPlace { LogPlace(file: file, line: line) }
  }

  private let noon = Moment(2021, 3, 3, 11, 59, 58)
  private let guid = GUID(high: 1, low: 2)

  private func shelf(below place: Workplace) -> LogShelf {
    let make: (String) throws(MakerError) -> OutputFile = { path throws(MakerError) in
      let folder = (place.path(path) as NSString).deletingLastPathComponent
      do { try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true) } catch {
        throw MakerError("\(error)")
      }
      return try OutputFile(creating: place.path(path))
    }
    return LogShelf(make: make, deliver: { _ in })
  }

  private func rows(below place: Workplace) throws -> [Row] {
    let read = try Peer.python("server_logs.py", place.path("."), in: place.folder)
    try #require(read.status == 0, "\(read.complaint)")
    return try read.lines.map { try JSONDecoder().decode(Row.self, from: Data($0.utf8)) }
  }

  @Test("HttpProxy: each protocol has its folder, each hour its file; rows have 74 cells and stand where we say")
  func httpProxy() throws {
    let place = try Workplace()
    let log = HttpProxyLog(
      in: "logs/EX01/HttpProxy", serverName: "EX01", build: ExchangeBuild(15, 1, 2176, 2), on: shelf(below: place)
    )
    var record = HttpProxyRecord(
      at: noon, requestID: guid, urlHost: "mail.victim.example", urlStem: "/ecp/y.js",
      userAgent: "Mozilla/5.0 (KHTML, like Gecko)", clientAddress: "203.0.113.9")
    record.anchorMailbox = "ServerInfo~a]@EX01.victim.example:444/ecp/DDI/DDIService.svc/SetObject?a=1,\"2\"#"
    record.routingHint = "X-BEResource-Cookie"
    record.status = 241
    let first = try log.append(record, to: .ecp)
    record.at = noon + .seconds(3)
    let second = try log.append(record, to: .ecp)
    let third = try log.append(record, to: .ews)
    record.at = record.at + .minutes(1)
    let fourth = try log.append(record, to: .ecp)
    try log.finish()

    let rows = try rows(below: place)
    #expect(rows.map(\.place) == [first, second, fourth, third])
    #expect(rows.map(\.line) == [6, 6, 7, 6])
    #expect(rows[0].file == "logs/EX01/HttpProxy/Ecp/HttpProxy_2021030311-1.LOG")
    #expect(rows[1].file == "logs/EX01/HttpProxy/Ecp/HttpProxy_2021030312-1.LOG")
    #expect(rows.allSatisfy { $0.row.count == 74 })
    #expect(rows[0].row["AnchorMailbox"] == record.anchorMailbox)
    #expect(rows[0].row["UserAgent"] == "Mozilla/5.0 (KHTML  like Gecko)")
    #expect(rows[0].row["HttpStatus"] == "241")
    #expect(rows[0].row["IsAuthenticated"] == "false")
    #expect(rows[3].row["Protocol"] == "Ews")
  }

  @Test("the build's number is the one that Exchange writes into its cookies")
  func build() {
    #expect(ExchangeBuild(15, 1, 2375, 7).packed == 1_942_063_431)
    #expect(ExchangeBuild(15, 1, 2375, 7).text == "15.01.2375.007")
  }

  @Test("IIS: a file a day, the head once more after a restart, byte counts only where they were switched on")
  func iis() throws {
    let place = try Workplace()
    let plain = IISLog(
      in: "EX01/W3SVC1", serverAddress: "192.0.2.11", logsByteCounts: false, on: shelf(below: place))
    let counted = IISLog(
      in: "EX02/W3SVC1", serverAddress: "192.0.2.12", logsByteCounts: true, on: shelf(below: place))
    var record = IISRecord(at: noon, stem: "/owa/", clientAddress: "192.0.2.1", userAgent: "Mozilla/5.0 (a b)")
    record.sentBytes = 4711
    let first = try plain.append(record)
    try plain.restart(at: noon + .seconds(1))
    record.at = noon + .seconds(2)
    record.user = "VICTIM\\probe"
    record.hasBlankBeforeUser = true
    let second = try plain.append(record)
    let third = try counted.append(record)
    record.at = noon + .hours(13)
    let fourth = try plain.append(record)
    try plain.finish()
    try counted.finish()

    let rows = try rows(below: place)
    #expect(rows.map(\.place) == [first, second, fourth, third])
    #expect(rows.map(\.line) == [5, 10, 5, 5])
    #expect(rows.map(\.file)[1...2] == ["EX01/W3SVC1/u_ex210303.log", "EX01/W3SVC1/u_ex210304.log"])
    #expect(rows.map { $0.row.count } == [15, 15, 15, 17])
    #expect(rows[0].row["cs(User-Agent)"] == "Mozilla/5.0+(a+b)")
    #expect(rows[0].row["cs-username"] == "-")
    #expect(rows[1].row["cs-username"] == "VICTIM\\probe")
    #expect(rows[3].row["sc-bytes"] == "4711")
    let text = try String(contentsOfFile: place.path(second.file), encoding: .utf8)
    #expect(text.contains(" 443  VICTIM\\probe "))
  }

  @Test("MRS: names above the head, states with times, items and bytes")
  func replication() throws {
    let place = try Workplace()
    let log = MailboxReplicationLog(
      in: "EX01/MailboxReplicationService", serverName: "EX01", build: ExchangeBuild(15, 1, 2176, 2),
      on: shelf(below: place))
    var record = MailboxReplicationRecord(
      at: noon, status: .queued, statusDetail: "Queued", requestGUID: guid, mailboxGUID: guid, database: "DB01",
      databaseGUID: guid, filePath: #"\\127.0.0.1\c$\x, y.pst"#, createdAt: noon)
    let first = try log.append(record)
    record.at = noon + .minutes(3)
    record.startedAt = noon + .minutes(1)
    record.completedAt = record.at
    (record.status, record.statusDetail) = (.completed, "Completed")
    (record.mailboxItems, record.itemsTransferred, record.bytesTransferred) = (40, 12, 345_678)
    let second = try log.append(record)
    try log.finish()

    let rows = try rows(below: place)
    #expect(rows.map(\.place) == [first, second])
    #expect(rows.map(\.line) == [7, 8])
    #expect(rows[0].file == "EX01/MailboxReplicationService/Requests/MRS_Request_20210303-1.LOG")
    #expect(rows[0].row["FilePath"] == #"\\127.0.0.1\c$\x, y.pst"#)
    #expect(rows[0].row["TS_Completion"] == "")
    #expect(rows[1].row["Status"] == "Completed")
    #expect(rows[1].row["ItemsTransferred"] == "12")
    #expect(rows[1].row["Duration_InProgress"] == "120000")
  }

  @Test("a line earlier than the one before it is refused")
  func order() throws {
    let place = try Workplace()
    let log = IISLog(in: "W3SVC1", serverAddress: "192.0.2.11", logsByteCounts: false, on: shelf(below: place))
    var record = IISRecord(at: noon, stem: "/", clientAddress: "192.0.2.1", userAgent: "x")
    _ = try log.append(record)
    record.at = noon - .seconds(1)
    #expect(throws: MakerError.self) { try log.append(record) }
  }
}
