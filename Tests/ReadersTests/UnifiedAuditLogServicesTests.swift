import Bytes
import Records
import Testing

@testable import Readers

@Suite("Unified audit log: from other services")
struct UnifiedAuditLogServicesTests {
  private static let bind =
    #""RecordType":"50","Operation":"MailItemsAccessed","OrganizationId":"o-1","UserType":"Admin","ResultStatus":"Succeeded","#
    + #""UserId":"ann@contoso.example","UserId_":"ann@contoso.example","Logon_Type":"Delegated","#
    + #""MailboxGuid":"g-1","MailboxOwnerUPN":"bob@contoso.example","ClientInfoString":"Client=REST;;","#
    + #""Client_IPAddress":"203.0.113.7","Folders":"[{\"FolderItems\":[{\"InternetMessageId\":\"<a@x>\"},"#
    + #"{\"InternetMessageId\":\"<b@x>\"}],\"Id\":\"F1\",\"Path\":\"\\\\Inbox\"}]","#
    + #""OperationProperties":"[{\"Name\":\"MailAccessType\",\"Value\":\"Bind\"},{\"Name\":\"IsThrottled\",\"Value\":\"True\"}]","#
    + #""OriginatingServer":"AB1 (15.20)\r\n","OfficeWorkload":"Exchange","OfficeId":"AB-1","Type":"OfficeActivity""#

  @Test(
    "a message previewed in the Defender portal is an access to it in its mailbox, as an extended property or a member",
    arguments: [
      #""ExtendedProperties":[{"Name":"InternetMessageId","Value":"%3Ca%40x%3E"},{"Name":"MailboxId","Value":"bob@contoso.example"}]"#,
      #""InternetMessageId":"<a@x>","MailboxId":"bob@contoso.example""#,
    ])
  func preview(members: String) async throws {
    let text =
      #"{"CreationTime":"2023-05-02T10:00:00","Id":"p-1","Operation":"AdminMailAccess","RecordType":28,"#
      + #""Workload":"SecurityComplianceCenter","UserId":"eve@contoso.example",\#(members)}"#
    let record = try #require(try await Reading.audit(text).records.first)
    #expect(record.mailbox == LoggedMailbox(address: "bob@contoso.example"))
    #expect(record.accesses.map(\.accessType) == [.bind])
    #expect(record.accesses.map(\.internetMessageID) == ["<a@x>"])
    #expect(record.accesses.first?.messageKey == messageKey(of: "<a@x>"))
  }

  @Test("Sentinel's OfficeActivity says what AuditData says")
  func sentinel() async throws {
    let text = "{\"TimeGenerated\":\"2021-08-02T13:32:07Z\",\(Self.bind)}"
    for text in [text, "[\(text)]"] {
      #expect(UnifiedAuditLogReader.recognises(Opening(Array(text.utf8), isWhole: true)))
      let reading = try await Reading.audit(text)
      #expect(reading.defects.isEmpty)
      let record = try #require(reading.records.first)
      #expect(record.externalID == "ab-1")
      #expect(record.occurredAt == 1_627_911_127_000_000)
      #expect(record.recordType == 50)
      #expect(record.userType == 2)
      #expect(record.logonType == "delegate")
      #expect(record.workload == "Exchange")
      #expect(record.clientIP == "203.0.113.7")
      #expect(record.server == "AB1 (15.20)")
      #expect(record.accesses.map(\.internetMessageID) == ["<a@x>", "<b@x>"])
      #expect(record.accesses.map(\.folderName) == ["\\Inbox", "\\Inbox"])
      #expect(record.accesses.map(\.isThrottled) == [true, true])
    }
  }

  @Test(
    "the table OfficeActivity as CSV says the same, with the portal's times too",
    arguments: [
      ("TimeGenerated", "2021-08-02T13:32:07Z", TimeBasis.utc),
      ("TimeGenerated [UTC]", "\"8/2/2021, 1:32:07.000 PM\"", .utc),
      ("TimeGenerated [Local Time]", "\"8/2/2021, 1:32:07.000 PM\"", .assumed),
    ])
  func logAnalytics(name: String, time: String, basis: TimeBasis) async throws {
    let folders = #"[{"FolderItems":[{"InternetMessageId":"<a@x>"},{"InternetMessageId":"<b@x>"}],"Path":"\\Inbox"}]"#
    let properties = #"[{"Name":"MailAccessType","Value":"Bind"}]"#
    let text =
      "\(name),RecordType,Operation,UserId,Logon_Type,MailboxGuid,Client_IPAddress,OfficeWorkload,OfficeId,Folders,"
      + "OperationProperties,Empty\r\n\(time),50,MailItemsAccessed,ann@contoso.example,Owner,g-1,203.0.113.7,Exchange,AB-1,"
      + "\(Event.quoted(folders)),\(Event.quoted(properties)),\r\n"
    #expect(reader(for: Opening(Array(text.utf8), isWhole: true))?.kind == "unified_audit_log")
    let reading = try await Reading.audit(text)
    #expect(reading.defects.isEmpty)
    let record = try #require(reading.records.first)
    #expect(reading.records.count == 1)
    #expect(record.occurredAt == 1_627_911_127_000_000)
    #expect(record.timeBasis == basis)
    #expect(record.externalID == "ab-1")
    #expect(record.recordType == 50)
    #expect(record.clientIP == "203.0.113.7")
    #expect(record.accesses.map(\.internetMessageID) == ["<a@x>", "<b@x>"])
    #expect(record.accesses.map(\.folderName) == ["\\Inbox", "\\Inbox"])
    #expect(record.location.line == 2)
  }

  @Test("a value whose own JSON is hurt costs that value, not the event")
  func hurtValue() async throws {
    let text =
      "TimeGenerated,Operation,OfficeId,UserId,Folders\r\n2021-08-02T13:32:07Z,MailItemsAccessed,AB-1,ann@contoso.example,"
      + Event.quoted(#"[{"Path":"\Inbox"}"#) + "\r\n"
    let reading = try await Reading.audit(text)
    #expect(reading.records.map(\.actor) == ["ann@contoso.example"])
    #expect(reading.defects.first?.problem == "line 2: the JSON in one of its values cannot be read")
  }

  @Test("the corpus' OfficeActivity is read", .enabled(if: Corpus.isThere))
  func sentinelCorpus() async throws {
    let reading = try await Reading.audit(try Corpus.bytes("logs/sentinel/OfficeActivityEvents.json"))
    #expect(reading.records.map(\.accesses.count) == [7])
    #expect(reading.records.map(\.userType) == [0])
    #expect(reading.defects.isEmpty)
  }

  @Test("pages of Graph's auditLogRecord are read, with all of AuditData or with what only the record says")
  func graph() async throws {
    let outer =
      #""@odata.type":"microsoft.graph.security.auditLogRecord","id":"G-1","createdDateTime":"2024-03-01T10:00:00Z","#
      + #""auditLogRecordType":"exchangeItem","operation":"Send","userPrincipalName":"ann@contoso.example","#
      + #""clientIp":"203.0.113.7","service":"Exchange","userType":"Regular","#
    let item = #""Item":{"InternetMessageId":"<a@x>","Subject":"s","ParentFolder":{"Path":"\\Sent"}}"#
    let short = "{\(outer)\"auditData\":{\"@odata.type\":\"x\",\(item)}}"
    let whole =
      "{\(outer)\"auditData\":{\"Id\":\"g-2\",\"Operation\":\"Send\",\"CreationTime\":\"2024-03-01T10:00:00\",\(item)}}"
    let page =
      "{\"@odata.context\":\"x\",\"@odata.count\":2,\"value\":[\(short),\n \(whole)],\"@odata.nextLink\":\"y\"}\n"
    #expect(UnifiedAuditLogReader.recognises(Opening(Array(page.utf8), isWhole: true)))
    let reading = try await Reading.audit(page + page.replacing("G-1", with: "G-3").replacing("g-2", with: "g-4"))
    #expect(reading.defects.isEmpty, "\(reading.defects)")
    #expect(reading.records.map(\.externalID) == ["g-1", "g-2", "g-3", "g-4"])
    #expect(reading.records.allSatisfy { $0.occurredAt == 1_709_287_200_000_000 && $0.operation == "Send" })
    #expect(reading.records.allSatisfy { $0.accesses.first?.internetMessageID == "<a@x>" })
    #expect(reading.records.first?.actor == "ann@contoso.example" && reading.records.first?.recordType == 2)
    #expect(reading.records.map(\.location.line) == [1, 2, 3, 4])
  }

  @Test("eDiscovery searches and exports say where they looked and for what")
  func discovery() async throws {
    let text =
      #"{"CreationTime":"2023-08-27T20:49:00","Id":"D-1","Operation":"SearchExported","RecordType":24,"#
      + #""ObjectId":"Review_Export","UserId":"henry@contoso.example","Case":"Internal","#
      + #""ExchangeLocations":["ann@contoso.example","bob@contoso.example"],"PublicFolderLocations":"","#
      + #""ExtendedProperties":[{"Name":"Cmdlet","Value":"New-ComplianceSearchAction"},{"Name":"None","Value":""}],"#
      + #""Query":"from:\"x\""}"#
    let cmdlet = try #require(try await Reading.audit(text).records.first?.cmdlet)
    #expect(cmdlet.name == "SearchExported")
    #expect(cmdlet.target == "Review_Export")
    #expect(
      cmdlet.parameters.map { "\($0.name)=\($0.value ?? "")" } == [
        "Case=Internal", "Query=from:\"x\"", "ExchangeLocations=ann@contoso.example",
        "ExchangeLocations=bob@contoso.example", "Cmdlet=New-ComplianceSearchAction",
      ])
  }

  @Test("a search in a mailbox has its words, wherever they are logged")
  func search() async throws {
    for member in [#""QueryText":"merger""#, #""OperationProperties":[{"Name":"QueryText","Value":"merger"}]"#] {
      let text =
        #"{"CreationTime":"2023-08-27T20:49:00","Id":"S-1","Operation":"SearchQueryInitiatedExchange","RecordType":101,"#
        + member + "}"
      let record = try #require(try await Reading.audit(text).records.first)
      #expect(record.accesses.map(\.accessType) == [.search])
      #expect(record.cmdlet?.parameters == [Cmdlet.Parameter(name: "QueryText", value: "merger")])
    }
  }

  @Test("attachments opened are items of their folders")
  func attachments() async throws {
    let text =
      #"{"CreationTime":"2025-03-01T10:00:00","Id":"A-1","Operation":"AttachmentAccess","RecordType":50,"#
      + #""OperationProperties":[{"Name":"AttachmentAccessType","Value":"Bind"}],"#
      + #""Messages":[{"Id":"F1","Path":"\\Inbox","MessageItems":[{"Id":"I1","SizeInBytes":5},{"Id":"I2","SizeInBytes":6}]}]}"#
    let record = try #require(try await Reading.audit(text).records.first)
    #expect(record.accesses.map(\.accessType) == [.attachment, .attachment])
    #expect(record.accesses.map(\.itemKey) == ["I1", "I2"])
    #expect(record.byteCount == 11)
  }
}
