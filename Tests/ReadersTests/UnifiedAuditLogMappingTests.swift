import Records
import Testing

@testable import Readers

@Suite("Unified audit log: what an event says")
struct UnifiedAuditLogMappingTests {
  private func event(_ members: String) async throws -> AuditRecord {
    let reading = try await events(members)
    #expect(reading.defects.isEmpty)
    return try #require(reading.records.first)
  }

  private func events(_ members: String) async throws -> Reading {
    try await Reading.audit("{\"CreationTime\":\"2021-05-18T10:48:21\",\"Id\":\"AB-1\"," + members + "}")
  }

  private static let bind = #"""
    "Operation":"MailItemsAccessed","RecordType":50,"Workload":"Exchange","ResultStatus":"Succeeded","UserType":0,
    "UserId":"ann@contoso.example","ClientIPAddress":"[2001:DB8::13]:443","ClientInfoString":"Client=REST;;",
    "AppId":"app-1","ClientAppId":"","SessionId":"","LogonType":0,"MailboxGuid":"g-1",
    "MailboxOwnerUPN":"ann@contoso.example","MailboxOwnerSid":"S-1-5-21-1",
    "OriginatingServer":"VI1PR04 (15.20)\r\n",
    """#

  @Test(
    "sizes and counts that cannot be are told and not taken over", arguments: ["9223372036854775807", "-1", "1e18"])
  func impossibleNumbers(number: String) async throws {
    let reading = try await events(
      Self.bind + #"""
        "OperationProperties":[{"Name":"MailAccessType","Value":"Bind"}],"OperationCount":\#(number),
        "Folders":[{"Id":"F1","Path":"\\Inbox","FolderItems":[
          {"InternetMessageId":"<a@x.example>","SizeInBytes":\#(number)},
          {"InternetMessageId":"<b@x.example>","SizeInBytes":100}]}]
        """#)
    let record = try #require(reading.records.first)
    #expect(record.accesses.map(\.byteCount) == [nil, 100])
    #expect(record.byteCount == nil)
    #expect(record.itemCount == 2)
    #expect(reading.defects.map(\.field) == ["SizeInBytes", "OperationCount"])
  }

  @Test("a Bind gives a row for each message, with folder, key and throttle flag, and covers two minutes")
  func bind() async throws {
    let record = try await event(
      Self.bind + #"""
        "OperationProperties":[{"Name":"MailAccessType","Value":"Bind"},{"Name":"IsThrottled","Value":"False"}],
        "Folders":[{"Id":"F1","Path":"\\Inbox","FolderItems":[
          {"InternetMessageId":"<a@x.example>","SizeInBytes":100,"Id":"I1","ImmutableId":"M1"},
          {"InternetMessageId":"b@x.example","SizeInBytes":1156492.00}]}],"OperationCount":2
        """#)
    #expect(record.externalID == "ab-1")
    #expect(record.occurredAt == 1_621_334_901_000_000)
    #expect(record.occurredTo == 1_621_335_021_000_000)
    #expect(record.server == "VI1PR04 (15.20)")
    #expect(record.clientIP == "2001:db8::13")
    #expect(record.clientPort == 443)
    #expect(record.appID == "app-1")
    #expect(record.sessionKey == nil)
    #expect(record.logonType == "owner")
    #expect(record.isSuccess == true)
    #expect(record.mailbox == LoggedMailbox(address: "ann@contoso.example", guid: "g-1", sid: "S-1-5-21-1"))
    #expect(record.itemCount == 2)
    #expect(record.byteCount == 1_156_592)
    var first = MailAccess(.bind)
    first.folderName = "\\Inbox"
    first.folderKey = "F1"
    first.internetMessageID = "<a@x.example>"
    first.messageKey = messageKey(of: "<a@x.example>")
    first.itemKey = "I1"
    first.immutableID = "M1"
    first.byteCount = 100
    first.isThrottled = false
    #expect(record.accesses.first == first)
    #expect(record.accesses.map(\.internetMessageID) == ["<a@x.example>", "b@x.example"])
    #expect(record.accesses[1].messageKey == messageKey(of: "<b@x.example>"))
  }

  @Test("no IsThrottled is not known, and the session stands in AppAccessContext")
  func bindOf2025() async throws {
    let record = try await event(
      Self.bind + #"""
        "AppAccessContext":{"AADSessionId":"S-9","ClientAppId":"app-2"},
        "OperationProperties":[{"Name":"MailAccessType","Value":"Bind"}],
        "Folders":[{"Id":"F1","Path":"\\Inbox","FolderItems":[{"InternetMessageId":"<a@x.example>"}]}],"OperationCount":1
        """#)
    #expect(record.sessionKey == "S-9")
    #expect(record.appID == "app-1")
    #expect(record.accesses.map(\.isThrottled) == [nil])
    #expect(record.byteCount == nil)
  }

  @Test("where no session is told, the token stands for it")
  func token() async throws {
    let record = try await event(
      Self.bind + #"""
        "AppAccessContext":{"IssuedAtTime":"2024-05-01T10:00:00","UniqueTokenId":"T-1"},
        "OperationProperties":[{"Name":"MailAccessType","Value":"Bind"}],"Folders":[]
        """#)
    #expect(record.sessionKey == "T-1")
  }

  @Test("a throttled Bind without items, and one without folders, keep their flag in one row")
  func throttled() async throws {
    let properties =
      #""OperationProperties":[{"Name":"MailAccessType","Value":"Bind"},{"Name":"IsThrottled","Value":"True"}]"#
    let emptyFolder = try await event(
      Self.bind + properties + #","Folders":[{"Id":"F1","Path":"\\Inbox","FolderItems":[]}]"#)
    #expect(emptyFolder.accesses.map(\.folderKey) == ["F1"])
    #expect(emptyFolder.accesses.map(\.isThrottled) == [true])
    #expect(emptyFolder.itemCount == 0)
    let noFolder = try await event(Self.bind + properties)
    #expect(noFolder.accesses.count == 1)
    #expect(noFolder.accesses.map(\.isThrottled) == [true])
  }

  @Test("a Bind that lists fewer items than it counts keeps them and says so")
  func countMismatch() async throws {
    let reading = try await events(
      Self.bind + #"""
        "OperationProperties":[{"Name":"MailAccessType","Value":"Bind"}],
        "Folders":[{"Id":"F1","FolderItems":[{"InternetMessageId":"<a@x.example>"}]}],"OperationCount":7
        """#)
    #expect(reading.records.map(\.itemCount) == [7])
    #expect(reading.defects.map(\.field) == ["OperationCount"])
    #expect(reading.defects.map(\.consequence).first?.contains("which others there were") == true)
  }

  @Test("a Sync names one folder, by its name where the path is not available")
  func sync() async throws {
    let record = try await event(
      #"""
      "Operation":"MailItemsAccessed","RecordType":2,"SessionId":"S-1","ClientInfoString":"Client=MSExchangeRPC",
      "OperationProperties":[{"Name":"MailAccessType","Value":"Sync"},{"Name":"IsThrottled","Value":false}],
      "Item":{"Id":"F1","ParentFolder":{"Id":"F1","Name":"Inbox","Path":"Not Available"}}
      """#)
    #expect(record.accesses.map(\.accessType) == [.sync])
    #expect(record.accesses.map(\.folderName) == ["Inbox"])
    #expect(record.accesses.map(\.isThrottled) == [false])
    #expect(record.itemCount == nil)
    #expect(record.occurredTo == nil)
    #expect(record.sessionKey == "S-1")
  }

  @Test("a Sync that lists folders as a Bind does keeps each of them, and the items in them")
  func syncOfFolders() async throws {
    let record = try await event(
      #"""
      "Operation":"MailItemsAccessed","RecordType":50,
      "OperationProperties":[{"Name":"MailAccessType","Value":"Sync"},{"Name":"IsThrottled","Value":"True"}],
      "Folders":[{"Id":"F1","Path":"Not Available","Name":"Inbox"},
        {"Id":"F2","Path":"\\Sent","FolderItems":[{"InternetMessageId":"<a@x.example>"}]}]
      """#)
    #expect(record.accesses.map(\.accessType) == [.sync, .sync])
    #expect(record.accesses.map(\.folderName) == ["Inbox", "\\Sent"])
    #expect(record.accesses.map(\.folderKey) == ["F1", "F2"])
    #expect(record.accesses.map(\.internetMessageID) == [nil, "<a@x.example>"])
    #expect(record.accesses.map(\.isThrottled) == [true, true])
    #expect(record.occurredTo == nil)
  }

  @Test("an array of one that a tool has turned into its element, and names that became keys, lose nothing")
  func collapsed() async throws {
    let bind = try await events(
      Self.bind + #"""
        "OperationProperties":{"MailAccessType":"Bind","IsThrottled":"True"},"OperationCount":1,
        "Folders":{"Id":"F1","Path":"\\Inbox","FolderItems":{"InternetMessageId":"<a@x.example>","SizeInBytes":7}}
        """#)
    #expect(bind.defects.isEmpty)
    let access = try #require(bind.records.first?.accesses.first)
    #expect(access.internetMessageID == "<a@x.example>" && access.folderKey == "F1" && access.isThrottled == true)
    let deletion = try await event(
      #"""
      "Operation":"HardDelete","RecordType":3,"Folder":{"Id":"F1","Path":"\\Inbox"},
      "AffectedItems":{"Id":"I1","InternetMessageId":"<a@x.example>","Subject":"Offer"}
      """#)
    #expect(deletion.itemCount == 1)
    #expect(deletion.accesses.map(\.internetMessageID) == ["<a@x.example>"])
    let rule = #""Operation":"New-InboxRule","RecordType":1,"Parameters":"#
    let expected = [
      Cmdlet.Parameter(name: "Name", value: "."), Cmdlet.Parameter(name: "ForwardTo", value: "a@x.example"),
    ]
    let asKeys = try await event(rule + #"{"Name":".","ForwardTo":"a@x.example"}"#)
    #expect(asKeys.cmdlet?.parameters.starts(with: expected) == true)
    let alone = try await event(rule + #"{"Name":"ForwardTo","Value":"a@x.example"}"#)
    #expect(alone.cmdlet?.parameters.first == expected[1])
    let consent = try await event(
      #"""
      "Operation":"Consent to application.","RecordType":8,"Target":{"ID":"app-1","Type":2},
      "ModifiedProperties":{"ConsentAction.Permissions":{"NewValue":"Mail.Read","OldValue":""}}
      """#)
    #expect(
      consent.cmdlet?.parameters == [
        Cmdlet.Parameter(name: "ConsentAction.Permissions", value: "Mail.Read"),
        Cmdlet.Parameter(name: "Target", value: "app-1"),
      ])
  }

  @Test("AttachmentAccess, Send, MoveToDeletedItems and HardDelete give a row for each item")
  func otherItems() async throws {
    let attachment = try await event(
      #""Operation":"AttachmentAccess","Messages":[{"Id":"F","Path":"\\In","MessageItems":[{"Id":"I","SizeInBytes":5}]}]"#
    )
    #expect(attachment.accesses.map(\.accessType) == [.attachment])
    #expect(attachment.accesses.map(\.itemKey) == ["I"])
    #expect(attachment.byteCount == 5)

    let sent = try await event(
      #"""
      "Operation":"SendAs","Item":{"Id":"I","InternetMessageId":"<s@x.example>","SizeInBytes":9,"Subject":"Half \ud83d",
      "ParentFolder":{"Id":"F","Path":"\\Drafts"}}
      """#)
    #expect(sent.accesses.map(\.accessType) == [.send])
    #expect(sent.accesses.map(\.subject) == ["Half \u{FFFD}"])
    #expect(sent.accesses.map(\.folderName) == ["\\Drafts"])

    let moved = try await event(
      #"""
      "Operation":"MoveToDeletedItems","ResultStatus":"PartiallySucceeded","DestFolder":{"Id":"D","Path":"\\Deleted"},
      "Folder":{"Id":"F","Path":"\\Inbox"},"AffectedItems":[{"Id":"1"},
      {"Id":"2","InternetMessageId":"<m@x.example>","ParentFolder":{"Id":"P","Path":"\\Inbox\\A"}}]
      """#)
    #expect(moved.accesses.map(\.accessType) == [.move, .move])
    #expect(moved.accesses.map(\.folderName) == ["\\Inbox", "\\Inbox\\A"])
    #expect(moved.accesses.map(\.destinationFolderName) == ["\\Deleted", "\\Deleted"])
    #expect(moved.isSuccess == true)
    #expect(moved.itemCount == 2)

    let deleted = try await event(#""Operation":"HardDelete","ResultStatus":"Failed","AffectedItems":[{"Id":"1"}]"#)
    #expect(deleted.accesses.map(\.accessType) == [.delete])
    #expect(deleted.isSuccess == false)
  }

  @Test("folder permissions are an access and a cmdlet")
  func permissions() async throws {
    let record = try await event(
      #"""
      "Operation":"ModifyFolderPermissions","UserId":"ann@contoso.example","MailboxOwnerUPN":"bob@contoso.example",
      "Item":{"ParentFolder":{"Id":"F","MemberRights":"ReadAny","MemberSid":"S-1-1-0","MemberUpn":"Everyone",
      "Name":"Inbox","Path":"\\Inbox"}}
      """#)
    #expect(record.accesses.map(\.accessType) == [.permission])
    #expect(record.cmdlet?.target == "bob@contoso.example")
    #expect(
      record.cmdlet?.parameters.map { [$0.name, $0.value] } == [
        ["MemberUpn", "Everyone"], ["MemberSid", "S-1-1-0"], ["MemberRights", "ReadAny"], ["Name", "Inbox"],
        ["Path", "\\Inbox"],
      ])
  }

  @Test("an admin record is a cmdlet, forwarding addresses also plain")
  func admin() async throws {
    let record = try await event(
      #"""
      "Operation":"New-InboxRule","RecordType":"1","ResultStatus":"True","UserId":"ann@contoso.example",
      "ObjectId":"ann\\.","ClientIP":"192.0.2.1:24528","Parameters":[{"Name":"Name","Value":"."},
      {"Name":"ForwardTo","Value":"\"Eve\" [SMTP:eve@evil.example];\"Mal\" [SMTP:mal@evil.example]"},{"Name":"Force"}]
      """#)
    #expect(record.recordType == 1)
    #expect(record.isSuccess == true)
    #expect(record.clientIP == "192.0.2.1")
    #expect(record.cmdlet?.name == "New-InboxRule")
    #expect(record.cmdlet?.caller == "ann@contoso.example")
    #expect(record.cmdlet?.target == "ann\\.")
    #expect(record.cmdlet?.parameters.map(\.name) == ["Name", "ForwardTo", "Force", "ForwardTo", "ForwardTo"])
    #expect(record.cmdlet?.parameters.suffix(2).map(\.value) == ["eve@evil.example", "mal@evil.example"])
    #expect(record.cmdlet?.parameters[2].value == nil)
  }

  @Test("UpdateInboxRules says what its rule does as New-InboxRule would")
  func updateInboxRules() async throws {
    let record = try await event(
      #"""
      "Operation":"UpdateInboxRules","OperationProperties":[{"Name":"RuleName"},{"Name":"RuleActions",
      "Value":"[{\"ActionType\":\"Forward\",\"Recipients\":[\"eve@evil.example\"],\"ForwardFlags\":\"None\"},{\"ActionType\":\"Delete\"}]"}]
      """#)
    #expect(record.cmdlet?.parameters.map(\.name) == ["RuleName", "RuleActions", "ForwardTo", "DeleteMessage"])
    #expect(record.cmdlet?.parameters[2].value == "eve@evil.example")
  }

  @Test("a cmdlet of the compliance centre logged as one text is taken apart")
  func complianceCmdlet() async throws {
    let record = try await event(
      #"""
      "Operation":"New-ComplianceSearch","RecordType":18,
      "Parameters":"-Name \"all -Force mail\" -ExchangeLocation (\"ALL\") -Force -Query \"{\"a\":1} -x\""
      """#)
    #expect(
      record.cmdlet?.parameters.map { [$0.name, $0.value] } == [
        ["Name", "all -Force mail"], ["ExchangeLocation", "ALL"], ["Force", nil], ["Query", "{\"a\":1} -x"],
      ])
  }

  @Test("consent to an application keeps what was changed, for whom")
  func consent() async throws {
    let record = try await event(
      #"""
      "Operation":"Consent to application.","RecordType":8,"ResultStatus":"Success","ObjectId":"app-1",
      "ModifiedProperties":[{"Name":"ConsentAction.Permissions","NewValue":"Scope: Mail.Read","OldValue":""}],
      "Target":[{"ID":"Reader app","Type":1}],"ExtendedProperties":[{"Name":"additionalDetails","Value":"{}"}]
      """#)
    #expect(
      record.cmdlet?.parameters.map { [$0.name, $0.value] } == [
        ["ConsentAction.Permissions", "Scope: Mail.Read"], ["Target", "Reader app"], ["additionalDetails", "{}"],
      ])
  }

  @Test("a failed sign-in failed, whatever its ResultStatus says")
  func signIn() async throws {
    let record = try await event(
      #"""
      "Operation":"UserLoginFailed","RecordType":15,"ResultStatus":"Success","ActorIpAddress":"192.0.2.9","ClientIP":"",
      "ApplicationId":"app-3","ExtendedProperties":[{"Name":"UserAgent","Value":"Mozilla/5.0"}],
      "DeviceProperties":[{"Name":"SessionId","Value":"S-3"}]
      """#)
    #expect(record.isSuccess == false)
    #expect(record.clientIP == "192.0.2.9")
    #expect(record.appID == "app-3")
    #expect(record.userAgent == "Mozilla/5.0")
    #expect(record.sessionKey == "S-3")
    #expect(record.cmdlet == nil)
  }

  @Test("the browser is read out of OWA's client text")
  func userAgent() async throws {
    let record = try await event(
      #""Operation":"Create","ClientInfoString":"Client=OWA;Mozilla/5.0 (Windows NT 10.0; Win64) Chrome/89.0;""#)
    #expect(record.userAgent == "Mozilla/5.0 (Windows NT 10.0; Win64) Chrome/89.0")
    let none = try await event(#""Operation":"Create","ClientInfoString":"Client=OWA;Action=ViaProxy""#)
    #expect(none.userAgent == nil)
  }

  @Test("what goes to another mailbox has that one as its target")
  func otherMailbox() async throws {
    let text =
      #"{"CreationTime":"2021-05-18T10:00:00","Id":"i","Operation":"Move","CrossMailboxOperation":CROSS,"#
      + #""MailboxOwnerUPN":"ann@x.example","DestMailboxOwnerUPN":"eve@x.example","AffectedItems":[]}"#
    for (cross, target) in [("true", "eve@x.example"), ("false", nil)] as [(String, String?)] {
      #expect(try await Reading.audit(text.replacing("CROSS", with: cross)).records.map(\.target) == [target])
    }
  }

  @Test("an operation that nobody knows is a record all the same")
  func unknown() async throws {
    let record = try await event(
      #""Operation":"FooBarred","ClientIP":null,"LogonType":"Delegated","ResultStatus":"Odd""#)
    #expect(record.operation == "FooBarred")
    #expect(record.isSuccess == nil)
    #expect(record.logonType == "delegate")
    #expect(record.accesses.isEmpty)
  }

  @Test("a record whose time cannot be read is kept and told")
  func noTime() async throws {
    let reading = try await Reading.audit(#"{"Operation":"X","CreationTime":"yesterday","Id":"1"}"#)
    #expect(reading.records.map(\.occurredAt) == [nil])
    #expect(reading.defects.map(\.field) == ["CreationTime"])
  }

  @Test("of members with the same name the first counts")
  func duplicateNames() async throws {
    #expect(try await event(#""Operation":"First","Operation":"Second""#).operation == "First")
  }
}
