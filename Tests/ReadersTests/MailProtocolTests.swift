import Records
import Testing

@testable import Readers

@Suite("POP3 and IMAP4 logs of Exchange")
struct MailProtocolTests {
  private static let fields =
    "dateTime,sessionId,seqNumber,sIp,cIp,user,duration,rqsize,rpsize,command,parameters,context"

  /// The records of a log with these lines, each without its time, read by whichever reader knows it.
  private func records(_ type: String?, _ lines: [String]) async throws -> [AuditRecord] {
    let head = (type.map { "#Log-type: \($0)\n" } ?? "") + "#Fields: \(Self.fields)\n"
    let bytes = Array((head + lines.map { "2021-03-03T06:50:12.033Z,\($0)\n" }.joined()).utf8)
    let found = try #require(reader(for: Opening(bytes, isWhole: true)) as? any FieldLogReader.Type)
    #expect(found.kind == (type?.hasPrefix("POP3") == true ? "pop3" : "imap4"))
    let reading = try await LogReading.of(bytes, with: found)
    #expect(reading.defects.isEmpty)
    return reading.records
  }

  @Test("POP3: who signed in, and what was fetched; a number names no message, the Inbox is all there is")
  func pop3() async throws {
    let records = try await records(
      "POP3 Log",
      [
        "A0,0,10.0.0.1:995,192.0.2.7:4711,,3,0,53,OpenSession,,",
        "A0,1,10.0.0.1:995,192.0.2.7:4711,frank,1,24,5,user,frank@corp.example,R=ok",
        "A0,2,10.0.0.1:995,192.0.2.7:4711,frank,90,10,31,pass,*****,R=ok",
        "A0,3,10.0.0.1:995,192.0.2.7:4711,frank,4,6,9,stat,,R=ok",
        "A0,4,10.0.0.1:995,192.0.2.7:4711,frank,9,8,4711,retr,1,R=ok",
        #"A0,5,10.0.0.1:995,192.0.2.7:4711,frank,9,8,21,retr,2,"R=""-ERR no such message""""#,
        "A0,6,10.0.0.1:995,192.0.2.7:4711,frank,0,66,4830,CloseSession,,",
      ])
    #expect(records.map(\.operation) == ["OPENSESSION", "USER", "PASS", "STAT", "RETR", "RETR", "CLOSESESSION"])
    // USER is said before anybody is let in.
    let frank: String? = "frank@corp.example"
    #expect(records.map(\.actor) == [nil, nil, frank, frank, frank, "frank", frank])
    #expect(records[4].mailbox == LoggedMailbox(address: "frank@corp.example"))
    #expect(records[4].itemCount == 1)
    #expect(records[4].byteCount == 4711)
    #expect(records[4].accesses.map(\.accessType) == [.folderBind])
    #expect(records[4].accesses.map(\.folderName) == ["INBOX"])
    #expect(records[4].accesses.map(\.internetMessageID) == [nil])
    #expect(records[5].isSuccess == false && records[5].accesses.isEmpty)
    #expect(records[6].byteCount == nil)
    #expect(records.allSatisfy { $0.clientIP == "192.0.2.7" && $0.clientPort == 4711 && $0.server == "10.0.0.1" })
    #expect(records.allSatisfy { $0.clientInfo == "POP3" && $0.logKind == "pop3" && $0.timeBasis == .utc })
  }

  @Test("a sign-in that fails lets nobody in: the lines around it have no actor", arguments: ["POP3 Log", "IMAP4 Log"])
  func refused(type: String) async throws {
    let isPOP = type.hasPrefix("POP3")
    let refusal =
      isPOP
      ? #"pass,*****,"R=""-ERR Logon failure: unknown user name or bad password."";ErrMsg=AuthFailed:LogonDenied""#
      : #"authenticate,PLAIN,"R=""2 NO AUTHENTICATE failed."";Msg=""AuthFailed:LogonDenied,User: eva"";ErrMsg=x""#
    let records = try await records(
      type,
      [
        "A0,0,10.0.0.1:993,192.0.2.7:1,,51,0,53,OpenSession,,",
        "A0,1,10.0.0.1:993,192.0.2.7:1,eva,614,31,30,\(refusal)",
        "A0,2,10.0.0.1:993,192.0.2.7:1,eva,0,31,83,CloseSession,,",
      ])
    #expect(records.map(\.actor) == [nil, "eva", nil])
    #expect(records.map(\.isSuccess) == [nil, false, nil])
    #expect(records.map(\.byteCount) == [nil, nil, nil])
    #expect(records.allSatisfy { $0.mailbox == nil })
  }

  @Test("IMAP4: content fetched from the folder that is selected; flags, sizes and headers are none")
  func imap4() async throws {
    let records = try await records(
      "IMAP4 Log",
      [
        #"B1,0,10.0.0.1:993,[2001:db8::7]:50,frank,205,48,24,login,frank@corp.example *****,"R=OK;Msg=""x""""#,
        #"B1,1,10.0.0.1:993,[2001:db8::7]:50,frank,148,15,306,select,"""Board/Minutes""",R=OK;Rows=12"#,
        "B1,2,10.0.0.1:993,[2001:db8::7]:50,frank,42,30,45,fetch,1:* (FLAGS RFC822.SIZE BODY.PEEK[HEADER.FIELDS (DATE)]),R=OK",
        "B1,3,10.0.0.1:993,[2001:db8::7]:50,frank,42,30,9000,uid,\"fetch 11,12 (UID BODY.PEEK[])\",R=OK",
        "B1,4,10.0.0.1:993,[2001:db8::7]:50,frank,42,30,900,uid fetch,13:40 (RFC822),R=OK",
        "B1,5,10.0.0.1:993,[2001:db8::7]:50,frank,42,30,45,fetch,1 (BODY[]),\"R=\"\"a4 NO The set is invalid.\"\"\"",
      ])
    #expect(
      records.map(\.operation) == ["LOGIN", "SELECT", "FETCH", "UID FETCH", "UID FETCH", "FETCH"])
    #expect(records.map { $0.accesses.first?.folderName } == [nil, nil, nil, "Board/Minutes", "Board/Minutes", nil])
    #expect(records.map(\.itemCount) == [nil, nil, nil, 2, nil, nil])
    #expect(records.map { $0.accesses.first?.byteCount } == [nil, nil, nil, 9000, 900, nil])
    #expect(records[3].clientIP == "2001:db8::7")
    #expect(records[3].mailbox?.address == "frank@corp.example")
    #expect(records[5].isSuccess == false)
  }

  @Test("what a front end hands on it logs as a whole; who opens somebody else's mailbox is told apart from it")
  func proxied() async throws {
    let records = try await records(
      nil,
      [
        #"C1,0,10.0.0.1:993,192.0.2.7:1,x,9,9,9,login,CORP\frank\board *****,R=ok;Msg=Proxy:EX01:1993:SSL"#,
        #"C1,1,10.0.0.1:993,192.0.2.7:1,x,0,61,458000,CloseSession,,"#,
        #"C2,0,10.0.0.1:993,192.0.2.7:2,frank@corp.example\board@corp.example,9,9,9,select,INBOX,R=ok"#,
      ])
    #expect(records.map(\.actor) == [#"CORP\frank"#, #"CORP\frank"#, "frank@corp.example"])
    #expect(records[1].mailbox == LoggedMailbox(displayName: "board"))
    #expect(records[1].byteCount == 458_000)
    #expect(records[2].mailbox == LoggedMailbox(address: "board@corp.example"))
  }
}
