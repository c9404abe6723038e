import Bytes
import Records
import Testing

@testable import Readers

@Suite("Exchange Online beside the unified audit log")
struct ExchangeOnlineTests {
  private func kind(_ text: String) -> String? { reader(for: Opening(Array(text.utf8), isWhole: true))?.kind }

  // MARK: Message trace

  private static let columns = [
    "Received", "SenderAddress", "RecipientAddress", "Subject", "Status", "FromIP", "ToIP", "Size", "MessageId",
    "MessageTraceId",
  ]

  private func expect(_ record: AuditRecord?) throws {
    let record = try #require(record)
    #expect(record.occurredAt == 1_658_751_973_000_000)
    #expect(record.timeBasis == .utc)
    #expect(record.operation == "Delivered")
    #expect(record.isSuccess == true)
    #expect(record.actor == "ann@contoso.example")
    #expect(record.target == "x@evil.example")
    #expect(record.clientIP == "203.0.113.7")
    #expect(record.server == "198.51.100.9")
    #expect(record.accesses.map(\.accessType) == [.send])
    #expect(record.accesses.first?.messageKey == messageKey(of: "a@contoso.example"))
    #expect(record.accesses.first?.byteCount == 87_680)
    #expect(record.accesses.first?.subject == "Q1, \"final\"")
    #expect(record.mailbox == nil)
  }

  @Test("a message trace says the same as CSV, historical search in UTF-16, and JSON of both services")
  func messageTrace() async throws {
    let values = [
      "7/25/2022 12:26:13 PM", "ann@contoso.example", "x@evil.example", "Q1, \"\"final\"\"", "Delivered", "203.0.113.7",
      "198.51.100.9", "87680", "<a@contoso.example>", "3b4fc661-180d-4c2f-60c9-08da6e38dd10",
    ]
    let csv =
      Self.columns.map { "\"\($0)\"" }.joined(separator: ",") + "\r\n"
      + values.map { "\"\($0)\"" }.joined(separator: ",") + "\r\n"
    let members = """
      "MessageId":"<a@contoso.example>","SenderAddress":"ann@contoso.example","RecipientAddress":"x@evil.example",\
      "Subject":"Q1, \\"final\\"","Status":"Delivered","ToIP":"198.51.100.9","FromIP":"203.0.113.7","Size":87680,\
      "MessageTraceId":"3b4fc661-180d-4c2f-60c9-08da6e38dd10","Index":0
      """
    let reporting =
      "{\"d\":{\"results\":[{\"__metadata\":{\"id\":\"x\"},\"Received\":\"/Date(1658751973000)/\",\(members)}]}}"
    let rest =
      "{\"@odata.context\":\"https://x/$metadata\",\"value\":[{\"Received\":\"2022-07-25T12:26:13.0000000\",\(members)},"
      + "{\"Received\":\"2022-07-25T12:26:13\",\(members)}],\"@odata.nextLink\":\"https://x\"}"
    for (text, count) in [(csv, 1), (reporting, 1), (rest, 2)] {
      #expect(kind(text) == "message_trace")
      let reading = try await Reading.of(text, by: MessageTraceReader.self)
      #expect(reading.defects.isEmpty, "\(reading.defects)")
      #expect(reading.records.count == count)
      for record in reading.records { try expect(record) }
      #expect(Set(reading.records.map(\.externalID)).count == 1)
    }
    let historical =
      "origin_timestamp_utc,sender_address,recipient_status,message_subject,total_bytes,message_id,network_message_id,"
      + "original_client_ip,directionality\r\n2022-07-25T12:26:13.0000000Z,ann@contoso.example,"
      + "x@evil.example##Receive Deliver,\"Q1, \"\"final\"\"\",87680,<a@contoso.example>,3b4fc661,203.0.113.7,Originating\r\n"
    let utf16: [UInt8] = [0xFF, 0xFE] + historical.utf16.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }
    #expect(reader(for: Opening(utf16, isWhole: true))?.kind == "message_trace")
    let record = try #require(try await Reading.of(utf16, by: MessageTraceReader.self).records.first)
    #expect(record.occurredAt == 1_658_751_973_000_000)
    #expect(record.target == "x@evil.example" && record.operation == "Deliver" && record.isSuccess == true)
    #expect(record.accesses.first?.internetMessageID == "<a@contoso.example>")
    let place = Int(record.location.offset)..<Int(record.location.offset + record.location.length)
    #expect(Array(utf16[place].prefix(4)) == [0x32, 0, 0x30, 0])
    #expect(record.location.line == 2)
  }

  @Test("a step that failed, from Get-MessageTraceDetail, is told as such")
  func traceDetail() async throws {
    let csv = """
      "MessageId","MessageTraceId","Date","SenderAddress","RecipientAddress","Event","Action","Detail"
      "<a@x>","1","8/28/2023 12:43:13 PM","a@x","b@y","Fail","","550 5.7.520"
      "<a@x>","1","8/28/2023 12:43:14 PM","a@x","b@y","Submit","",""

      """
    let reading = try await Reading.of(csv, by: MessageTraceReader.self)
    #expect(reading.records.map(\.operation) == ["Fail", "Submit"])
    #expect(reading.records.map(\.isSuccess) == [false, nil])
    #expect(reading.records.map(\.location.line) == [2, 3])
    #expect(reading.records.map(\.cmdlet?.parameters.first?.value) == ["550 5.7.520", nil])
  }

  @Test("steps of Get-MessageTraceDetail, which names neither sender nor recipient, are read")
  func traceDetailAlone() async throws {
    let csv = """
      "PSComputerName","RunspaceId","Organization","MessageId","MessageTraceId","Date","Event","Action","Detail","Data"
      "x","1","contoso","<a@x>","t1","3/2/2021 8:05:04 PM","Receive","","Message received by: X","<root/>"
      "x","1","contoso","<a@x>","t1","3/2/2021 8:05:05 PM","Deliver","","Delivered.","<root/>"

      """
    #expect(kind(csv) == "message_trace")
    let reading = try await Reading.of(csv, by: MessageTraceReader.self)
    #expect(reading.defects.isEmpty)
    #expect(reading.records.map(\.operation) == ["Receive", "Deliver"])
    #expect(reading.records.allSatisfy { $0.actor == nil && $0.accesses.first?.internetMessageID == "<a@x>" })
  }

  @Test("the session that an export was made in is none of what was exported")
  func sessions() async throws {
    let row = { (session: String) in
      "RunspaceId,PSComputerName,Name,MailboxOwnerId,ForwardTo,RedirectTo\n\(session),\(session),r,ann,x@evil.example,\n"
    }
    let one = try await Reading.of(row("1"), by: MailboxStateReader.self).records
    let other = try await Reading.of(row("2"), by: MailboxStateReader.self).records
    #expect(one.map(\.externalID) == other.map(\.externalID))
    #expect(one.first?.cmdlet?.parameters.contains { $0.name == "RunspaceId" } == false)
    let nobodys = "Name,ForwardTo,RedirectTo\nr,x@evil.example,\n"
    #expect(try await Reading.of(nobodys, by: MailboxStateReader.self).records.map(\.externalID) == [nil])
  }

  @Test(
    "exports put one behind the other in one file: names of columns are no record, and those behind them have these")
  func putTogether() async throws {
    let names = "MessageTraceId,Received,SenderAddress,RecipientAddress,Status,MessageId\n"
    let row = "1,2021-03-02T08:05:04,a@x.example,b@x.example,Delivered,<1@x>\n"
    let other = "\u{FEFF}\"MessageId\",\"SenderAddress\",\"RecipientAddress\",\"Status\",\"Received\"\r\n"
    let otherRow = "\"<3@x>\",\"Status\",\"d@x.example\",\"Failed\",\"2021-03-02T08:05:06\"\r\n"
    let text =
      names + row + "#TYPE Microsoft.Exchange, Version=1\n" + names + row.replacing("1", with: "2") + other + otherRow
    let reading = try await Reading.of(text, by: MessageTraceReader.self)
    #expect(reading.defects.isEmpty)
    #expect(reading.records.map(\.operation) == ["Delivered", "Delivered", "Failed"])
    #expect(reading.records.compactMap { $0.accesses.first?.internetMessageID } == ["<1@x>", "<2@x>", "<3@x>"])
    #expect(reading.records.allSatisfy { $0.occurredAt != nil })
    #expect(reading.records.last?.actor == "Status")
  }

  @Test("a line that is too long is told, and the whole row behind it is not")
  func longLine() async throws {
    let names = "MessageTraceId,Received,SenderAddress,RecipientAddress,Status,MessageId\n"
    let row = "1,2021-03-02T08:05:04,a@x.example,b@x.example,Delivered,<1@x>\n"
    let long = row.replacing("Delivered", with: String(repeating: "A", count: 17 << 20))
    let reading = try await Reading.of(names + long + row, by: MessageTraceReader.self)
    #expect(reading.records.count == 1)
    #expect(reading.defects.count == 1)
    #expect(reading.defects.first?.problem.contains("a line of more than") == true)
  }

  @Test("a historical search tells of each recipient what became of the message there")
  func historicalRecipients() async throws {
    let csv = """
      origin_timestamp_utc,sender_address,recipient_status,message_subject,total_bytes,message_id
      2022-07-25T12:26:13Z,a@x,"b@y##Receive, Deliver;c@z##Receive, Fail;d@z##Receive, Send External",Q1,5,<a@x>

      """
    let reading = try await Reading.of(csv, by: MessageTraceReader.self)
    #expect(reading.records.map(\.target) == ["b@y", "c@z", "d@z"])
    #expect(reading.records.map(\.operation) == ["Deliver", "Fail", "Send External"])
    #expect(reading.records.map(\.isSuccess) == [true, false, true])
    #expect(Set(reading.records.map(\.externalID)).count == 3)
  }

  @Test(
    "a reply of class 5 is a refusal, whatever the step is called",
    arguments: [
      ("SIZE=552", false), ("S:MessageInfo=550 kB of 700", false), ("552-5.2.2 mailbox full", true),
      ("Reason: [{LED=554 Transaction failed}]", true),
      ("Reason: [{LED=550 5.7.520 Access denied, Your organization does not allow external forwarding.}]", true),
      ("[{LRT=};{LED=554};{FQDN=x}]", true), ("The message was received by: mail-15.20.550.3", false),
      ("250 2.1.5 Recipient OK", false), ("451 4.7.0 try later", false), ("", false),
    ])
  func refusals(detail: String, isRefusal: Bool) { #expect(MessageTraceMapping.isRefusal(detail) == isRefusal) }

  @Test("the corpus' message traces are read", .enabled(if: Corpus.isThere))
  func corpus() async throws {
    for (name, time) in [("messagetrace.json", 1_658_751_973_240_000), ("messagetrace2.json", 1_661_344_992_170_000)] {
      let bytes = try Corpus.bytes("logs/message_trace/sekoia/\(name)")
      #expect(reader(for: Opening(bytes, isWhole: true))?.kind == "message_trace")
      let reading = try await Reading.of(bytes, by: MessageTraceReader.self)
      #expect(reading.records.map(\.occurredAt) == [Int64(time)])
      #expect(reading.defects.isEmpty)
    }
  }

  // MARK: Sign-ins

  @Test("a sign-in says the same as JSON of Graph, of diagnostic settings, and as CSV of the portal")
  func signIns() async throws {
    let members = """
      "createdDateTime":"2022-07-25T12:26:13Z","userPrincipalName":"ann@contoso.example","appId":"app-1",\
      "appDisplayName":"Outlook","ipAddress":"203.0.113.7","clientAppUsed":"IMAP4","userAgent":"CBAInPROD",\
      "id":"AB-1","resourceDisplayName":"Exchange","status":{"errorCode":CODE,"failureReason":"Other."}
      """
    let csv = """
      Date (UTC),Request ID,User agent,User,Username,Application ID,IP address,Client app,Status,Sign-in error code,Resource
      2022-07-25T12:26:13Z,AB-1,CBAInPROD,Ann Berg,ann@contoso.example,app-1,203.0.113.7,IMAP4,Success,,Exchange

      """
    let page = "{\"@odata.context\":\"x\",\"value\":[{\(members)}]}".replacing("CODE", with: "0")
    let diagnostic =
      "{\"time\":\"2022-07-25T12:26:13Z\",\"category\":\"SignInLogs\",\"operationName\":\"Sign-in activity\","
      + "\"resultSignature\":\"None\",\"properties\":{\(members)}}".replacing("CODE", with: "0")
    var payloads: Set<Records.Digest> = []
    for text in [csv, page, diagnostic] {
      #expect(kind(text) == "entra_sign_in_log")
      let reading = try await Reading.of(text, by: SignInReader.self)
      #expect(reading.defects.isEmpty)
      #expect(reading.records.count == 1)
      let record = try #require(reading.records.first)
      #expect(record.operation == "UserLoggedIn")
      #expect(record.isSuccess == true)
      #expect(record.occurredAt == 1_658_751_973_000_000)
      #expect(record.actor == "ann@contoso.example")
      #expect(record.clientIP == "203.0.113.7")
      #expect(record.clientInfo == "IMAP4")
      #expect(record.userAgent == "CBAInPROD")
      #expect(record.appID == "app-1")
      #expect(record.externalID == "ab-1")
      #expect(record.target == "Exchange")
      payloads.insert(record.payloadSHA256)
    }
    #expect(payloads.count == 1)
    let later = page.replacing("\"status\"", with: "\"riskState\":\"atRisk\",\"status\"")
    #expect(try await Reading.of(later, by: SignInReader.self).records.map(\.payloadSHA256) == Array(payloads))
    let altered = page.replacing("203.0.113.7", with: "203.0.113.8")
    #expect(try await Reading.of(altered, by: SignInReader.self).records.map(\.payloadSHA256) != Array(payloads))
    let failed = try await Reading.of("[{\(members)}]".replacing("CODE", with: "50126"), by: SignInReader.self)
    #expect(failed.records.map(\.operation) == ["UserLoginFailed"])
    #expect(failed.records.map(\.isSuccess) == [false])
  }

  @Test("applications and managed identities sign in too; a sign-in whose time cannot be read is kept and told")
  func applications() async throws {
    let csv = """
      Date (UTC),Request ID,Service principal ID,Service principal name,IP address,Application ID,Status,Resource
      2022-07-25T12:26:13Z,AB-1,sp-1,Mail Reader,203.0.113.7,app-1,Success,Microsoft Graph

      """
    let json =
      "[{\"createdDateTime\":\"2022-07-25T12:26:13Z\",\"servicePrincipalId\":\"sp-1\",\"servicePrincipalName\":\"Mail Reader\","
      + "\"userPrincipalName\":null,\"appId\":\"app-1\",\"ipAddress\":\"203.0.113.7\",\"id\":\"AB-1\",\"status\":{\"errorCode\":0},"
      + "\"resourceDisplayName\":\"Microsoft Graph\"}]"
    for text in [csv, json] {
      #expect(kind(text) == "entra_sign_in_log")
      let record = try #require(try await Reading.of(text, by: SignInReader.self).records.first)
      #expect(record.actor == "Mail Reader" && record.appID == "app-1" && record.clientIP == "203.0.113.7")
      #expect(record.operation == "UserLoggedIn" && record.target == "Microsoft Graph")
    }
    let timeless = try await Reading.of(csv.replacing("2022-07-25T12", with: "noon"), by: SignInReader.self)
    #expect(timeless.records.map(\.occurredAt) == [nil])
    #expect(timeless.defects.map(\.field) == ["createdDateTime"])
  }

  // MARK: State

  @Test("exported rules and settings are state: no time, no actor, a cmdlet that changes nothing")
  func state() async throws {
    let rules = """
      "Name","Enabled","Identity","MailboxOwnerId","ForwardTo","RedirectTo","DeleteMessage"
      ".","True","ann\\123","ann","[SMTP:x@evil.example]","","True"

      """
    let mailboxes = """
      #TYPE Microsoft.Exchange.Data.Directory.Management.Mailbox
      "DisplayName","PrimarySmtpAddress","ExchangeGuid","ForwardingSmtpAddress","DeliverToMailboxAndForward","Languages"
      "Ann Berg","ann@contoso.example","g-1","smtp:x@evil.example","True","en"

      """
    let selected = "UserPrincipalName,ForwardingAddress,DeliverToMailboxAndForward\nann@x.example,x.example/c,False\n"
    for text in [rules, mailboxes, selected] { #expect(kind(text) == "mailbox_state") }
    for names in [
      "Name,ForwardingSmtpAddress,DeliverToMailboxAndForward", "UserPrincipalName,ForwardingAddress",
      "MailboxOwnerId,Name,Enabled,ForwardTo,DeleteMessage", "Mailbox,RuleName,ForwardTo,RedirectTo",
      "Identity,ForwardAsAttachmentTo,RuleIdentity",
    ] { #expect(kind(names + "\n") == "mailbox_state") }
    for names in ["Name,Identity,ForwardTo", "Name,RedirectTo,Status", "Identity,Name,MoveToFolder,MarkAsRead"] {
      #expect(kind(names + "\n") == nil)
    }
    let rule = try #require(try await Reading.of(rules, by: MailboxStateReader.self).records.first)
    #expect(rule.operation == "Get-InboxRule")
    #expect(rule.occurredAt == nil)
    #expect(rule.actor == nil)
    #expect(rule.target == "ann")
    #expect(rule.cmdlet?.parameters.last == Cmdlet.Parameter(name: "ForwardTo", value: "x@evil.example"))
    let mailbox = try #require(try await Reading.of(mailboxes, by: MailboxStateReader.self).records.first)
    #expect(mailbox.cmdlet?.name == "Get-Mailbox")
    #expect(mailbox.mailbox?.guid == "g-1")
    #expect(
      mailbox.cmdlet?.parameters.map(\.name) == [
        "ForwardingSmtpAddress", "DeliverToMailboxAndForward", "ForwardingSmtpAddress",
      ])
  }

  @Test("cut anywhere, rows and objects are read up to there", arguments: [",", "{"])
  func cut(what: String) async throws {
    let csv =
      Self.columns.joined(separator: ",") + "\n"
      + String(repeating: "2022-07-25T12:26:13,a@x,b@y,\"s, \"\"t\"\"\",Delivered,1.2.3.4,,1,<m@x>,t\n", count: 3)
    let object =
      "{\"Received\":\"2022-07-25T12:26:13\",\"MessageId\":\"<m@x>\",\"SenderAddress\":\"a\",\"RecipientAddress\":\"b\","
      + "\"Status\":\"Failed\"}"
    let text = what == "," ? csv : "[" + [object, object, object].joined(separator: ",") + "]"
    let bytes = Array(text.utf8)
    let first = (bytes.firstIndex(of: UInt8(ascii: what == "," ? "\n" : "}")) ?? 0) + 2
    for length in first..<bytes.count {
      let reading = try await Reading.of(Array(bytes.prefix(length)), by: MessageTraceReader.self)
      #expect(reading.records.count <= 3)
    }
    for index in first..<bytes.count {
      var hurt = bytes
      hurt[index] = UInt8(ascii: "\"")
      let reading = try await Reading.of(hurt, by: MessageTraceReader.self)
      #expect(reading.records.count >= 1)
    }
  }
}
