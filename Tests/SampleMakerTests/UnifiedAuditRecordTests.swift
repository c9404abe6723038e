import Foundation
import Testing

@testable import SampleMaker

@Suite("Records of the unified audit log")
struct UnifiedAuditRecordTests {
  @Test(
    "the year of a Bind decides what it tells of an item",
    arguments: [
      (AuditSchema.year2021, ["InternetMessageId"]), (.year2023, ["InternetMessageId", "SizeInBytes"]),
      (.year2024, ["ClientRequestId", "Id", "InternetMessageId", "SizeInBytes"]),
      (.year2025, ["Id", "ImmutableId", "InternetMessageId", "SizeInBytes"]),
    ])
  func items(schema: AuditSchema, names: [String]) throws {
    let bind = try members(of: "MailItemsAccessed", schema)
    let folders = try #require(bind["Folders"] as? [[String: Any]])
    let items = try #require(folders[0]["FolderItems"] as? [[String: Any]])
    #expect(items[0].keys.sorted() == names)
    #expect((bind["OperationProperties"] as? [Any])?.count == (schema == .year2025 ? 1 : 2))
    #expect((bind["AppAccessContext"] != nil) == (schema >= .year2024))
    #expect((bind["SessionId"] != nil) == (schema < .year2025))
  }

  @Test("a Bind counts its items over all folders and tells the address once")
  func bind() throws {
    let bind = try members(of: "MailItemsAccessed", .year2023)
    #expect(bind["OperationCount"] as? Int == 3)
    #expect((bind["Folders"] as? [Any])?.count == 2)
    #expect(bind["ClientIP"] == nil)
    #expect(bind["ClientIPAddress"] as? String == "203.0.113.9")
    #expect((bind["OriginatingServer"] as? String)?.hasSuffix(")\r\n") == true)
  }

  @Test("a Sync is an ExchangeItem that names its folder and no path")
  func sync() throws {
    var builder = AuditFixture.builder(.year2021)
    let inbox = try #require(AuditFixture.owner.folder(.inbox))
    let record = builder.sync(AuditFixture.session(.outlook()), inbox, at: Moment(2021, 3, 3))
    let data = try object(record)
    let parent = try #require((data["Item"] as? [String: Any])?["ParentFolder"] as? [String: String])
    #expect(record.recordType == .exchangeItem)
    #expect(data["Folders"] == nil && data["AppId"] == nil && data["SessionId"] != nil)
    #expect(parent["Path"] == "Not Available" && parent["Name"] == "Posteingang")
  }

  @Test("ids hold the store, the folder and the message between a length and a kind")
  func identifiers() throws {
    let owner = AuditFixture.owner
    let item = AuditFixture.item(4)
    let folder = EntryIdentifier.unifiedAudit(folder: item.folder, in: owner)
    let message = EntryIdentifier.unifiedAudit(item: item, in: owner)
    #expect(folder.hasPrefix("LgAAAA") && message.hasPrefix("RgAAAA"))
    let bytes = Array(try #require(Data(base64Encoded: message)))
    #expect(bytes.count == 72)
    #expect(Array(bytes[5..<21]) == owner.storeUID.structureBytes)
    #expect(Array(bytes[23..<45]) == item.folder.longTermID && Array(bytes[47..<69]) == item.longTermID)
    #expect(Array(bytes[21..<23]) == [7, 0] && bytes[71] == 9)
    #expect(Array(try #require(Data(base64Encoded: folder)))[21..<23] == [1, 0])
  }

  @Test(
    "base64 is RFC 4648's", arguments: [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg==")])
  func base64Vectors(plain: String, encoded: String) { #expect(base64(Array(plain.utf8)) == encoded) }

  @Test("administration tells a port, with brackets around version 6; the service's own upkeep no address at all")
  func ports() throws {
    let rule = try members(of: "New-InboxRule", .year2023)
    #expect((rule["ClientIP"] as? String)?.hasPrefix("[2001:db8::9]:") == true)
    #expect(rule["UserType"] as? Int == 2)
    let upkeep = try members(of: "Set-Mailbox", .year2023)
    #expect(upkeep["ClientIP"] == nil && upkeep["SessionId"] == nil)
    #expect(upkeep["UserType"] as? Int == 3)
  }

  @Test("an export of a search is ordered by one record and fetched by another, and its cmdlet's quotes are doubled")
  func eDiscovery() throws {
    let records = AuditFixture.everyRecord(.year2023)
    let downloaded = try #require(records.last)
    #expect(try object(downloaded)["ObjectId"] as? String == "Audit Q3_Export")
    let cmdlet = try members(of: "New-ComplianceSearch", .year2023)
    #expect((cmdlet["Parameters"] as? String)?.contains("subject:\"\"price list\"\" AND") == true)
    #expect(cmdlet["RecordType"] as? Int == 18)
  }

  @Test("a moment of a year without a shape of its own has the shape before it")
  func years() {
    #expect(AuditSchema(at: Moment(2020, 5, 5)) == .year2021)
    #expect(AuditSchema(at: Moment(2022, 5, 5)) == .year2021)
    #expect(AuditSchema(at: Moment(2026, 5, 5)) == .year2025)
  }

  private func members(of operation: String, _ schema: AuditSchema) throws -> [String: Any] {
    try object(try #require(AuditFixture.everyRecord(schema).first { $0.operation == operation }))
  }

  private func object(_ record: UnifiedAuditRecord) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(record.auditData.text.utf8)) as? [String: Any])
  }
}
