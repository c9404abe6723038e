import Bytes
import Records
import Testing

@testable import Readers

@Suite("Mailbox audit log")
struct MailboxAuditTests {
  /// [MS-OXCDATA] 2.2.4: flags, provider, type, replica and counter of the folder, those of the message.
  static let provider = "0000000073098c3277988f4cb882f5b82ebf6461"
  static let folder = "a7c317f68c24304bbd18abe1f185e79b00000026bd4f"
  static let message = "a7c317f68c24304bbd18abe1f185e79b00000026bd54"
  static let folderID = provider + "0100" + folder + "0000"
  static let itemID = provider + "0700" + folder + "0000" + message + "0000"

  static func event(_ number: Int, operation: String = "MessageBind", more: String = "") -> String {
    """
      <Event MailboxGuid="6d4fbdae-e3ae-4530-8d0b-f62a14687939" Owner="Ann Berg" LastAccessed="2021-04-30T11:01:5\
    \(number).140625-07:00" Operation="\(operation)" OperationResult="Succeeded" LogonType="Admin"
        FolderPathName="\\Inbox" ClientInfoString="Client=OWA;Mozilla/5.0 (Windows; x) Edge;" \
    ClientIPAddress="[2001:DB8::1]:443" MailboxOwnerUPN="ann@contoso.example" MailboxOwnerSid="S-1-5-21-1" \
    LogonUserDN="SYSTEM &amp; co" LogonUserSid="S-1-5-18"\(more)>
        <SourceItems>
          <Item Id="\(itemID)" Subject="Q1 &lt;draft&gt;" FolderPathName="\\Inbox" />
        </SourceItems>
      </Event>

    """
  }

  static func log(_ events: String...) -> String {
    "<?xml version=\"1.0\" encoding=\"utf-8\"?>\r\n<SearchResults>\r\n" + events.joined() + "</SearchResults>\r\n"
  }

  @Test("an event gives a record with its mailbox, its actor, its time in UTC and a row for each item")
  func mapping() async throws {
    let reading = try await Reading.of(Self.log(Self.event(1)), by: MailboxAuditReader.self)
    let record = try #require(reading.records.first)
    #expect(reading.defects.isEmpty)
    #expect(record.occurredAt == 1_619_805_711_140_625)
    #expect(record.timeBasis == .offset)
    #expect(record.operation == "MessageBind")
    #expect(record.logonType == "admin")
    #expect(record.actor == "SYSTEM & co")
    #expect(record.clientIP == "2001:db8::1")
    #expect(record.clientPort == 443)
    #expect(record.userAgent == "Mozilla/5.0 (Windows; x) Edge")
    #expect(record.isSuccess == true)
    #expect(record.mailbox?.guid == "6d4fbdae-e3ae-4530-8d0b-f62a14687939")
    #expect(record.mailbox?.displayName == "Ann Berg")
    #expect(record.itemCount == 1)
    let access = try #require(record.accesses.first)
    #expect(access.accessType == .bind)
    #expect(access.itemKey == Self.itemID)
    #expect(access.subject == "Q1 <draft>")
    #expect(access.folderName == "\\Inbox")
    #expect(access.folderKey == Self.folder, "from the message's id, as the event names no folder id")
  }

  @Test(
    "operations have the access types of the unified audit log",
    arguments: [
      ("MessageBind", MailAccess.AccessType.bind), ("FolderBind", .folderBind), ("SendAs", .send),
      ("SendOnBehalf", .send), ("SoftDelete", .delete), ("HardDelete", .delete), ("Move", .move),
      ("MoveToDeletedItems", .move), ("Copy", .move), ("Create", .create), ("Update", .update),
    ])
  func accessTypes(operation: String, type: MailAccess.AccessType) async throws {
    let reading = try await Reading.of(Self.log(Self.event(1, operation: operation)), by: MailboxAuditReader.self)
    #expect(reading.records.first?.accesses.map(\.accessType) == [type])
  }

  @Test(
    "known with a > in a value, a < that should not be there, behind a remark that names the element, by few attributes",
    arguments: [
      log(event(1).replacing("Ann Berg", with: "Ann > Berg")), log("<!-- an <Event> each -->", event(1)),
      log(event(1).replacing("Ann Berg", with: "Ann <Berg>"), event(2)),
      log(
        "<Event LastAccessed=\"2021-04-30T11:00:00Z\" Operation=\"SendAs\" MailboxOwnerUPN=\"ann@contoso.example\"/>"),
    ])
  func recognised(text: String) async throws {
    #expect(LogReading.kind(Array(text.utf8)) == "mailbox_audit_log")
    #expect(try await Reading.of(text, by: MailboxAuditReader.self).records.count == 1)
  }

  @Test("a logon touches no item")
  func logon() async throws {
    let event = "<Event LastAccessed=\"2021-04-30T11:01:55Z\" Operation=\"MailboxLogin\" LogonType=\"Owner\" />\n"
    let reading = try await Reading.of(Self.log(event), by: MailboxAuditReader.self)
    #expect(reading.records.map(\.accesses.count) == [0])
    #expect(reading.defects.isEmpty)
  }

  @Test("ids in hexadecimal digits and in base64 come apart into the same keys")
  func entryIdentifiers() throws {
    let bytes: [UInt8] =
      [70] + stride(from: 0, to: Self.itemID.count, by: 2).compactMap { UInt8(Self.digits(Self.itemID, $0), radix: 16) }
      + [9]
    let base64 = Self.base64(bytes)
    let hex = try #require(EntryIdentifier(Self.itemID.uppercased()))
    #expect(hex == EntryIdentifier(base64))
    #expect(hex.folderKey == Self.folder)
    #expect(hex.messageKey == Self.message)
    #expect(EntryIdentifier(Self.folderID)?.folderKeyOfFolder == Self.folder)
    #expect(hex.folderKeyOfFolder == nil)
    #expect(EntryIdentifier(String(Self.itemID.dropLast(2))) == nil)
    #expect(EntryIdentifier("") == nil)
    #expect(EntryIdentifier("not an id") == nil)
  }

  @Test("Search-MailboxAuditLog as CSV, list and CliXml says the same as the XML")
  func containers() async throws {
    let columns = [
      ("Operation", "HardDelete"), ("OperationResult", "Succeeded"), ("LogonType", "Delegate"),
      ("FolderPathName", "\\Inbox"), ("ClientInfoString", "Client=MSExchangeRPC"), ("ClientIPAddress", "10.1.2.3"),
      ("MailboxOwnerUPN", "ann@contoso.example"), ("LogonUserDisplayName", "Bob Ek"),
      ("SourceItemIdsList", "\(Self.itemID),\(Self.folderID)"), ("SourceItemSubjectsList", "one, two"),
      ("SourceItems", "{a, b}"), ("SessionId", "s-1"), ("LastAccessed", "4/30/2021 8:05:04 PM"),
      ("Identity", "AAA="),
    ]
    let csv =
      "#TYPE Microsoft.Exchange.Data.Storage.Management.MailboxAuditLogEvent\r\n"
      + columns.map { "\"\($0.0)\"" }.joined(separator: ",") + "\r\n"
      + columns.map { "\"\($0.1)\"" }.joined(separator: ",") + "\r\n"
    let width = 26
    let list =
      "\r\n\r\n"
      + columns.map { name, value in
        let name = name + String(repeating: " ", count: width - name.count)
        guard value.count > 90 else { return name + ": " + value }
        return name + ": " + value.prefix(90) + "\r\n" + String(repeating: " ", count: width + 2) + value.dropFirst(90)
      }.joined(separator: "\r\n") + "\r\n\r\n"
    let properties = columns.map { name, value in
      name == "LastAccessed" ? "<DT N=\"LastAccessed\">2021-04-30T20:05:04Z</DT>" : "<S N=\"\(name)\">\(value)</S>"
    }.joined()
    let cliXML =
      "<Objs Version=\"1.1.0.1\" xmlns=\"http://schemas.microsoft.com/powershell/2004/04\">\r\n  <Obj RefId=\"0\">"
      + "<TN RefId=\"0\"><T>Deserialized.MailboxAuditLogEvent</T></TN><Props>\(properties)"
      + "<Obj N=\"Empty\" RefId=\"1\"><LST/></Obj></Props></Obj>\r\n</Objs>"
    for (text, basis) in [(csv, TimeBasis.assumed), (list, .assumed), (cliXML, .utc)] {
      #expect(reader(for: Opening(Array(text.utf8), isWhole: true))?.kind == "mailbox_audit_log")
      let reading = try await Reading.of(text, by: MailboxAuditReader.self)
      #expect(reading.defects.isEmpty, "\(reading.defects)")
      let record = try #require(reading.records.first)
      #expect(reading.records.count == 1)
      #expect(record.occurredAt == 1_619_813_104_000_000)
      #expect(record.timeBasis == basis)
      #expect(record.actor == "Bob Ek")
      #expect(record.sessionKey == "s-1")
      #expect(record.accesses.map(\.itemKey) == [Self.itemID, Self.folderID])
      #expect(record.accesses.map(\.subject) == ["one", "two"])
      #expect(record.accesses.allSatisfy { $0.accessType == .delete })
    }
  }

  @Test("MailItemsAccessed: Bind or Sync, whether throttled, and its items; what is not told is said to be guessed")
  func mailItemsAccessed() async throws {
    func read(_ properties: String?, _ folders: String = "", count: Int = 1) async throws -> Reading {
      let row = ["MailItemsAccessed", "Owner", "2021-04-30T20:05:04Z", properties ?? "", folders, "\(count)"]
      return try await Reading.of(
        "Operation,LogonType,LastAccessed,OperationProperties,AggregatedRecordFoldersData,"
          + "AuditOperationsCountInAggregatedRecord\n"
          + row.map { "\"" + $0.replacing("\"", with: "\"\"") + "\"" }.joined(separator: ",") + "\n",
        by: MailboxAuditReader.self)
    }
    let folders = #"[{"Id":"F1","Path":"\\Inbox","FolderItems":[{"InternetMessageId":"<a@x.example>","Id":"I1"}]}]"#
    let bind = try await read("{MailAccessType:Bind, IsThrottled:True}", folders)
    #expect(bind.defects.isEmpty)
    #expect(bind.records.first?.accesses.map(\.internetMessageID) == ["<a@x.example>"])
    #expect(bind.records.first?.accesses.map(\.isThrottled) == [true])
    let sync = try await read("MailAccessType:Sync;IsThrottled:False")
    #expect(sync.records.first?.accesses.map(\.accessType) == [.sync])
    #expect(sync.records.first?.accesses.map(\.isThrottled) == [false])
    let guessed = try await read(nil, folders)
    #expect(guessed.records.first?.accesses.map(\.accessType) == [.bind])
    #expect(guessed.records.first?.accesses.map(\.isThrottled) == [nil])
    #expect(guessed.defects.map(\.field) == ["OperationProperties.MailAccessType"])
    for cut in [String(folders.prefix(60)), "System.Object[]"] {
      let reading = try await read("MailAccessType:Bind", cut)
      #expect(reading.defects.map(\.field) == ["AuditOperationsCountInAggregatedRecord"])
    }
    let list = """
      <Objs Version="1.1.0.1"><Obj RefId="0"><Props><S N="Operation">MailItemsAccessed</S><S N="LogonType">Owner</S>
      <DT N="LastAccessed">2021-04-30T20:05:04Z</DT><Obj N="OperationProperties" RefId="1"><LST>
      <S>MailAccessType:Sync</S><S>IsThrottled:True</S></LST></Obj></Props></Obj></Objs>
      """
    let listed = try await Reading.of(list, by: MailboxAuditReader.self)
    #expect(listed.records.first?.accesses.map(\.accessType) == [.sync])
    #expect(listed.records.first?.accesses.map(\.isThrottled) == [true])
  }

  @Test("a list is wrapped at blanks, which come back, and in the middle of a word that is too wide for a line")
  func wrapping() async throws {
    let list = """
      Operation           : SoftDelete
      LogonType           : Delegate
      LastAccessed        : 2021-04-30T20:05:04Z
      FolderPathName      : \\Projects\\The offers of
                            spring\\All
      ClientInfoString    : Client=OWA;Mozilla/5.0 (Win
                            NT 10.0) x
      ItemSubject         : A very long one that
                            Donaudampfschifffahrtsgesellsch
                            aft wrote


      """
    let reading = try await Reading.of(list, by: MailboxAuditReader.self)
    let access = try #require(reading.records.first?.accesses.first)
    #expect(access.folderName == #"\Projects\The offers of spring\All"#)
    #expect(access.subject == "A very long one that Donaudampfschifffahrtsgesellschaft wrote")
    #expect(reading.records.first?.clientInfo == "Client=OWA;Mozilla/5.0 (Win NT 10.0) x")
  }

  @Test("text that is no UTF-8 is told, in rows and in lists")
  func encoding() async throws {
    let csv =
      "Operation,LogonType,LastAccessed,LogonUserDisplayName\nFolderBind,Owner,2021-04-30T20:05:04Z,J\u{FC}rgen\n"
    let list = [
      "Operation    : FolderBind", "LogonType    : Owner", "LastAccessed : 2021-04-30T20:05:04Z",
      "Owner        : J\u{FC}rgen", "\n",
    ].joined(separator: "\n")
    for text in [csv, list] {
      let reading = try await Reading.of(text.unicodeScalars.map { UInt8($0.value) }, by: MailboxAuditReader.self)
      #expect(reading.records.count == 1 && reading.isPartial)
      #expect(reading.defects.map(\.problem).allSatisfy { $0.contains("bytes that are no UTF-8") })
      #expect(reading.defects.count == 1)
      let plain = try await Reading.of(text, by: MailboxAuditReader.self)
      #expect(plain.defects.isEmpty && !plain.isPartial)
    }
  }

  @Test("the order of day and month is learnt from the file; where nothing tells it the time is not known")
  func culture() async throws {
    func csv(_ times: [String]) -> String {
      "Operation,LogonType,LastAccessed\n" + times.map { "FolderBind,Owner,\($0)\n" }.joined()
    }
    let learnt = try await Reading.of(csv(["01/02/2021 10:00:00", "28/02/2021 10:00:00"]), by: MailboxAuditReader.self)
    #expect(learnt.records.map(\.occurredAt) == [1_612_173_600_000_000, 1_614_506_400_000_000])
    #expect(learnt.records.allSatisfy { $0.timeBasis == .assumed })
    let unknown = try await Reading.of(csv(["01/02/2021 10:00:00"]), by: MailboxAuditReader.self)
    #expect(unknown.records.map(\.occurredAt) == [nil])
    #expect(unknown.defects.map(\.field) == ["LastAccessed"])
  }

  @Test("an event exported twice, in two time zones, has one id; another event has another")
  func copies() async throws {
    let other = Self.event(1).replacing("11:01:51.140625-07:00", with: "20:01:51.140625+02:00")
    let reading = try await Reading.of(Self.log(Self.event(1), other, Self.event(2)), by: MailboxAuditReader.self)
    let ids = reading.records.map(\.externalID)
    #expect(ids.count == 3)
    #expect(ids[0] == ids[1])
    #expect(ids[0] != ids[2])
  }
}

extension MailboxAuditTests {
  fileprivate static func digits(_ text: String, _ offset: Int) -> String {
    String(text.dropFirst(offset).prefix(2))
  }

  /// RFC 4648, with the alphabet written out once more.
  fileprivate static func base64(_ bytes: [UInt8]) -> String {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
    var text = ""
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let part = bytes[start..<min(start + 3, bytes.count)]
      var bits = 0
      for index in 0..<3 { bits = bits << 8 | (index < part.count ? Int(part[start + index]) : 0) }
      for index in 0..<4 {
        text.append(index <= part.count ? alphabet[bits >> (18 - 6 * index) & 63] : "=")
      }
    }
    return text
  }
}
