import Records
import Testing

@testable import Readers

@Suite("Exchange server logs as audit records")
struct ServerLogTests {
  private static func head(_ type: String, _ fields: String) -> String {
    "#Software: Microsoft Exchange Server\n#Version: 15.0.0.0\n#Log-type: \(type)\n#Fields: \(fields)\n"
  }

  /// The only record of a log of one row, read by whichever reader knows it.
  private func record(_ kind: String, _ type: String, _ fields: String, _ row: String) async throws -> AuditRecord {
    let bytes = Array((Self.head(type, fields) + row + "\n").utf8)
    let opening = Opening(bytes, isWhole: true)
    let found = try #require(reader(for: opening) as? any FieldLogReader.Type)
    #expect(found.kind == kind)
    let reading = try await LogReading.of(bytes, with: found)
    #expect(reading.defects.isEmpty)
    #expect(reading.records.count == 1)
    return try #require(reading.records.first)
  }

  @Test("EventData: types taken off, quoted items and values put right, the rest left as it is")
  func eventData() {
    let data = EventData("S:A=1;I32:B=2;'S:CMD=Set-X.Url=''a;b''&I=''c''';C='x;y';Plain=it's;S:D=;word;")
    #expect(data["A"] == "1")
    #expect(data["B"] == "2")
    #expect(data["CMD"] == "Set-X.Url='a;b'&I='c'")
    #expect(data["C"] == "x;y")
    #expect(data["Plain"] == "it's")
    #expect(data["D"]?.isEmpty == true)
    #expect(data.filled("D") == nil)
    #expect(data[""] == "word")
    #expect(data["None"] == nil)
    #expect(EventData("S:A='open;S:B=2")["B"] == "2")
  }

  @Test("ECP Server: the cmdlet that planted a web shell, its parameters whole")
  func ecpServer() async throws {
    let shell =
      "http://f/<script language=\"\"JScript\"\" runat=\"\"server\"\">f(Request[\"\"x\"\"],\"\"unsafe\"\");</script>"
    let data =
      "\"S:TIME=297;S:SID=8b1ff5c3-1111-4222-8333-123456789abc;"
      + "'S:CMD=Set-OabVirtualDirectory.ExternalUrl=''\(shell)''&Identity=''OAB (Default Web Site)''';"
      + "S:URL=/ecp/DDI/DDIService.svc/SetObject?schema=OABVirtualDirectory;S:EX=;S:ACTID=2\""
    let record = try await record(
      "ecp_server", "ECP Server Log", "TimeStamp,ServerName,EventId,EventData",
      "2021-03-03T06:50:12.033Z,EX01,ECP.Request,\(data)")
    #expect(record.operation == "ECP.Request")
    #expect(record.server == "EX01")
    #expect(record.target == "/ecp/DDI/DDIService.svc/SetObject?schema=OABVirtualDirectory")
    #expect(record.sessionKey == "8b1ff5c3-1111-4222-8333-123456789abc")
    #expect(record.isSuccess == true)
    #expect(record.cmdlet?.name == "Set-OabVirtualDirectory")
    #expect(record.cmdlet?.target == "OAB (Default Web Site)")
    #expect(record.cmdlet?.parameters.first?.name == "ExternalUrl")
    #expect(record.cmdlet?.parameters.first?.value == shell.replacing("\"\"", with: "\""))
  }

  @Test("CmdletInfra: an export request with its parameters, and that it failed")
  func cmdletInfra() async throws {
    let record = try await record(
      "cmdlet_infra", "Rps Cmdlet Logs",
      "DateTime,ServerHostName,AuthenticatedUser,ExecutingUserSid,ClientApplication,Cmdlet,Parameters,ExecutionResult",
      "2021-03-03T07:00:00Z,EX01,,S-1-5-18,ManagementShell,New-MailboxExportRequest,"
        + "\"-Mailbox \"\"eva lind\"\" -FilePath \"\"\\\\127.0.0.1\\c$\\a.pst\"\"\",Error")
    #expect(record.operation == "New-MailboxExportRequest")
    #expect(record.actor == "S-1-5-18")
    #expect(record.isSuccess == false)
    #expect(record.target == "eva lind")
    #expect(record.cmdlet?.caller == "S-1-5-18")
    #expect(record.cmdlet?.parameters.map(\.name) == ["Mailbox", "FilePath"])
    #expect(record.cmdlet?.parameters.last?.value == "\\\\127.0.0.1\\c$\\a.pst")
  }

  @Test("RPC Client Access and MapiHttp: a logon names mailbox, kind of logon and client")
  func clientAccess() async throws {
    let fields =
      "date-time,session-id,seq-number,client-name,organization-info,client-software,client-software-version,"
      + "client-mode,client-ip,server-ip,protocol,application-id,operation,rpc-status,processing-time,"
      + "operation-specific,failures"
    let row =
      "2021-03-03T07:00:00.123Z,77,2,/o=Org/ou=X/cn=Recipients/cn=ann,,OUTLOOK.EXE,16.0.4266.1001,Cached,192.0.2.7,"
      + "10.0.0.1,ncacn_http,,DelegateLogon,0,00:00:00,\"Logon: Delegate, /o=Org/ou=X/cn=Recipients/cn=eva in database "
      + "DB01 last mounted on EX01 at 1/1/2021\","
    let rpc = try await record("rpc_client_access", "RCA Protocol Logs", fields, row)
    #expect(rpc.operation == "DelegateLogon")
    #expect(rpc.logonType == "delegate")
    #expect(rpc.mailbox?.legacyDN == "/o=Org/ou=X/cn=Recipients/cn=eva")
    #expect(rpc.actor == "/o=Org/ou=X/cn=Recipients/cn=ann")
    #expect(rpc.clientInfo == "OUTLOOK.EXE 16.0.4266.1001 Cached")
    #expect(rpc.clientIP == "192.0.2.7")
    #expect(rpc.sessionKey == "77")
    #expect(rpc.isSuccess == true)
    for failure in ["1144 (rop::WrongServer)", "0x6BA (rpc::ServerUnavailable)", "-2147221231 (LogonFailed)"] {
      let failed = row.replacing("DelegateLogon,0,", with: "DelegateLogon,\(failure),")
      #expect(
        try await record("rpc_client_access", "RCA Protocol Logs", fields, failed).isSuccess == false, "\(failure)")
    }
    let mapi = try await record("mapi_http", "MAPI Http Protocol Logs", fields, row)
    #expect(mapi.mailbox == rpc.mailbox)
  }

  @Test("Mailbox replication: a finished export with mailbox, file, items and bytes")
  func mailboxReplication() async throws {
    let record = try await record(
      "mailbox_replication", "Request Log",
      "Time,StatusDetail,RequestGuid,Status,SourceExchangeGuid,SourceServer,MRSServerName,ItemsTransferred,"
        + "BytesTransferred,RequestType,FilePath",
      "2021-02-28T02:07:00.708Z,Completed,ec036317-86a6-4a80-980d-a497445c07e1,Completed,"
        + "b7a7185d-a7b9-4781-ac41-3f03b4579fed,EX01,EX02,6,26700,MailboxExport,\\\\127.0.0.1\\c$\\a.pst")
    #expect(record.operation == "Completed")
    #expect(record.occurredAt == microseconds("2021-02-28T02:07:00.708Z"))
    #expect(record.isSuccess == true)
    #expect(record.mailbox == LoggedMailbox(guid: "b7a7185d-a7b9-4781-ac41-3f03b4579fed"))
    #expect(record.sessionKey == "ec036317-86a6-4a80-980d-a497445c07e1")
    #expect(record.workload == "MailboxExport")
    #expect(record.target == "\\\\127.0.0.1\\c$\\a.pst")
    #expect(record.server == "EX02")
    #expect(record.itemCount == 6)
    #expect(record.byteCount == 26700)
  }

  @Test("Message tracking: who sent and who got which message", arguments: [("RECEIVE", true), ("DELIVER", false)])
  func messageTracking(event: String, isSend: Bool) async throws {
    let record = try await record(
      "message_tracking", "Message Tracking Log",
      "date-time,client-ip,server-hostname,source,event-id,message-id,recipient-address,total-bytes,recipient-count,"
        + "message-subject,sender-address",
      "2021-03-03T07:00:00Z,192.0.2.7,EX01,STOREDRIVER,\(event),<A@x.example>,eva@x.example,4711,1,\"Re: a,b\",ann@x.example"
    )
    #expect(record.operation == event)
    #expect(record.actor == "ann@x.example")
    #expect(record.target == "eva@x.example")
    #expect(record.mailbox?.address == (isSend ? "ann@x.example" : "eva@x.example"))
    #expect(record.accesses.map(\.accessType) == [isSend ? .send : .create])
    #expect(record.accesses.first?.internetMessageID == "<A@x.example>")
    #expect(record.accesses.first?.messageKey != nil)
    #expect(record.accesses.first?.subject == "Re: a,b")
    #expect(record.accesses.first?.byteCount == 4711)
  }

  @Test("OAB generator: the line of a failed download says which file it left")
  func oabGenerator() async throws {
    let said = "Download failed and temporary file 'C:\\inetpub\\x.aspx' needs to be removed"
    let record = try await record(
      "oab_generator", "OABGenerator Log", "DateTime,Thread,Text", "2021-03-03T07:00:00Z,7,\"\(said)\"")
    #expect(record.target == said)
    #expect(record.operation == "OABGenerator Log")
  }

  @Test("a log that nobody knows: each row is a record of the log's name")
  func unknown() async throws {
    let record = try await record(
      "exchange_log", "Some New Log", "DateTime,ServerName,Whatever", "2021-03-03T07:00:00Z,EX01,x")
    #expect(record.operation == "Some New Log")
    #expect(record.server == "EX01")
    let firewall =
      "#Version: 1.5\n#Software: Microsoft Windows Firewall\n#Time Format: Local\n"
      + "#Fields: date time action protocol src-ip\n2021-03-03 07:00:00 DROP TCP 192.0.2.7\n"
    #expect(LogReading.kind(Array(firewall.utf8)) == "exchange_log")
    let reading = try await LogReading.of(firewall, with: ExchangeLogReader.self)
    #expect(reading.records.map(\.occurredAt) == [microseconds("2021-03-03T07:00:00Z")])
    #expect(reading.records.map(\.timeBasis) == [.assumed])
    #expect(reading.defects.isEmpty)
  }

  @Test("audit queue: the event in Data, at the row's time; what is no event is kept as a row")
  func auditQueue() async throws {
    let fields = "Timestamp,Server,RecordType,Data,UserKey,RecordId,Operation"
    let json = "{\"CreationTime\":\"2021-03-03T08:00:00\",\"Id\":\"a\",\"Operation\":\"Set-Mailbox\",\"RecordType\":1}"
    let row = "2021-03-03T07:00:00Z,EX01,ExchangeAdmin,\(Event.quoted(json)),eva,a,Set-Mailbox"
    let event = try await record("exchange_audit", "audit", fields, row)
    #expect(event.logKind == "unified_audit_log")
    #expect(event.occurredAt == microseconds("2021-03-03T07:00:00Z"))
    #expect(event.cmdlet?.name == "Set-Mailbox")
    let broken = try await LogReading.of(
      Self.head("audit", fields) + "2021-03-03T07:00:00Z,EX01,ExchangeAdmin,nothing,eva,a,Set-Mailbox\n",
      with: ExchangeAuditReader.self)
    #expect(broken.records.map(\.operation) == ["Set-Mailbox"])
    #expect(broken.records.map(\.logKind) == ["exchange_audit"])
    #expect(broken.defects.map(\.field) == ["Data"])
  }

  @Test("SMTP: who connected from where and what was said")
  func smtp() async throws {
    let fields = "date-time,connector-id,session-id,sequence-number,local-endpoint,remote-endpoint,event,data,context"
    let row = "2021-03-03T07:00:00Z,EX01\\Default,08D8,1,10.0.0.1:25,192.0.2.7:4711,<,EHLO x,"
    let received = try await record("smtp_receive", "SMTP Receive Protocol Log", fields, row)
    #expect(received.operation == "received")
    #expect(received.clientIP == "192.0.2.7")
    #expect(received.clientPort == 4711)
    #expect(received.server == "EX01")
    #expect(received.target == "EHLO x")
    #expect(received.sessionKey == "08D8")
    let sent = try await record("smtp_send", "SMTP Send Protocol Log", fields, row)
    #expect(sent.operation == "received")
  }

  private static let hostile =
    "#Version: 1\n#Log-type: \0\n#Fields: DateTime,EventData,operation-specific,Data,event-id,source,message-id,Cmdlet,"
    + "Parameters\n2021-03-03T07:00:00Z,'S:CMD=A-B.C=''d;&,\"Logon: Owner, /o= in database \",{\"Id\":1,DELIVER,"
    + "STOREDRIVER,<>,X,-a \"\n#Fields: date time c-ip cs-method\n2021-03-03 07:00:00  \0 GET -\n#Fields:\nx y\n"
    + "#Fields: ,,\n\"\n\",\"\n1,2,3,4\n"

  @Test("every reader reads such a log to its end, cut at every byte and with every byte changed")
  func damaged() async throws {
    let readers = allReaders.compactMap { $0 as? any FieldLogReader.Type }
    #expect(readers.count == 18)
    let text = Array(Self.hostile.utf8)
    for reader in readers {
      for index in text.indices {
        let cut = try await LogReading.of(Array(text.prefix(index)), with: reader)
        var changed = text
        changed[index] ^= UInt8(truncatingIfNeeded: index | 1)
        let read = try await LogReading.of(changed, with: reader)
        #expect(cut.requests.count + cut.records.count <= 8)
        #expect(read.requests.count + read.records.count <= 12)
        #expect(read.requests.allSatisfy { $0.location.offset + $0.location.length <= UInt64(text.count) })
      }
    }
  }

  @Test("EventData and commands cut anywhere give what came before")
  func cutEventData() {
    let text = "S:A=1;'S:CMD=Set-X.Url=''a;b''&I=''c''';S:B=2"
    for length in 6...text.utf8.count {
      let data = EventData(String(decoding: text.utf8.prefix(length), as: UTF8.self))
      #expect(data["A"] == "1")
      if let command = data["CMD"] { #expect(ECPCommand(command).name.utf8.count <= 5) }
    }
    #expect(ECPCommand("").name.isEmpty)
    #expect(ECPCommand("Get-X;Get-Y").parameters == [Cmdlet.Parameter(name: "Parameters", value: ";Get-Y")])
  }
}
