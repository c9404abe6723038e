import Foundation
import Testing

@testable import SampleMaker

@Suite("Audit logs as XML")
struct AuditXMLTests {
  @Test("xmllint reads a mailbox audit log: its events, its items, the lines they begin on")
  func mailbox() throws {
    let place = try Workplace()
    let log = try AuditXML(creating: "SearchResult.xml", inCase: place.path("."), offsetMinutes: -420)
    let admin = AuditFixture.session(.owaViaProxy, as: AuditActor(AuditFixture.helper), .administrator)
    let inbox = AuditFixture.item(1).folder
    let at = Moment(2021, 4, 30, 18, 1, 55) + Span(microseconds: 140_625)
    let places = [
      try log.append(MailboxAuditEvent(.folderBind, admin, at: at, folder: inbox)),
      try log.append(
        MailboxAuditEvent(
          .messageBind, admin, at: at, folder: inbox, items: [AuditFixture.item(1), AuditFixture.item(2)])),
      try log.append(MailboxAuditEvent(.mailboxLogin, admin, at: at)),
    ]
    _ = try log.finish()
    #expect(try count("//Event", in: place) == 3)
    #expect(try count("//Event[@LogonType='Admin']/SourceItems/Item", in: place) == 2)
    #expect(try text("string(//Event[1]/@LastAccessed)", in: place) == "2021-04-30T11:01:55.140625-07:00")
    #expect(try text("string-length(//Event[1]/@FolderId)", in: place) == "92")
    #expect(try text("string-length(//Item[1]/@Id)", in: place) == "140")
    #expect(try text("string(//Item[1]/@Subject)", in: place) == AuditFixture.item(1).subject)
    #expect(try places.map(\.line) == lines(of: "<Event ", in: place))
  }

  @Test("xmllint reads an admin audit log: cmdlets, parameters, what changed and what failed")
  func admin() throws {
    let place = try Workplace()
    let log = try AuditXML(creating: "SearchResult.xml", inCase: place.path("."), offsetMinutes: 60)
    let failed = AdminAuditEvent(
      caller: "corp.example/Users/Admin", "New-MailboxExportRequest",
      ["Mailbox": "ana", "ContentFilter": "(Received -ge '03/01/2021') & <x>"], on: "ana", at: Moment(2021, 3, 3),
      error: "Couldn't connect to \"target\"", originatingServer: "EX01 (15.01.2176.002)")
    let changed = AdminAuditEvent(
      caller: "corp.example/Users/Admin", "Set-Mailbox", ["Identity": "ana"], on: "ana", at: Moment(2021, 3, 3, 1),
      originatingServer: "EX01 (15.01.2176.002)", changes: [.init("ProhibitSendQuota", from: "1 GB", to: "2 GB")])
    let places = [try log.append(failed), try log.append(changed)]
    _ = try log.finish()
    #expect(try count("//Event/CmdletParameters/Parameter", in: place) == 3)
    #expect(try count("//Event[@Succeeded='false'][@Error!='None']", in: place) == 1)
    #expect(try text("string(//Property/@NewValue)", in: place) == "2 GB")
    #expect(
      try text("string(//Parameter[@Name='ContentFilter']/@Value)", in: place) == "(Received -ge '03/01/2021') & <x>")
    #expect(try places.map(\.line) == lines(of: "<Event ", in: place))
  }

  private func count(_ path: String, in place: Workplace) throws -> Int? { Int(try text("count(\(path))", in: place)) }

  private func text(_ path: String, in place: Workplace) throws -> String {
    let result = try Peer.run("xmllint", ["--nonet", "--xpath", path, "SearchResult.xml"], in: place.folder)
    try #require(result.status == 0, "\(result.complaint)")
    return result.text.trimmingCharacters(in: .newlines)
  }

  private func lines(of start: String, in place: Workplace) throws -> [Int] {
    let text = try String(contentsOfFile: place.path("SearchResult.xml"), encoding: .utf8)
    let lines = text.split(separator: "\r\n", omittingEmptySubsequences: false)
    return lines.indices.filter { lines[$0].contains(start) }.map { $0 + 1 }
  }
}
