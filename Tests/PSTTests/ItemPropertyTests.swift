import Bytes
import Foundation
import Readers
import Records
import Testing

@Suite("Properties of items that are not plain mail")
struct ItemPropertyTests {
  /// PSETID_Appointment 0x8216 is 0x8000, PS_PUBLIC_STRINGS "Keywords" 0x8001.
  static let nameMap: [Property] = [
    .binary(2, [0x02, 0x20, 0x06, 0, 0, 0, 0, 0, 0xC0, 0, 0, 0, 0, 0, 0, 0x46]),
    .binary(3, u32(0x8216) + u16(3 << 1) + u16(0) + u32(0) + u16(2 << 1 | 1) + u16(1)),
    .binary(4, u32(16) + utf16("Keywords")),
  ]

  static func read(_ properties: [Property]) async throws -> (item: Message, reading: Reading) {
    var store = SampleStore.builder()
    store.addProperties(0x61, nameMap)
    store.addProperties(0x2000A4, properties, parent: 0x8042)
    let reading = try await Reading.of(store.build())
    let item = try #require(reading.items.last)
    return (item, reading)
  }

  static func lines(_ properties: [ItemProperty]) -> [String] {
    properties.map { "\($0.tag) \($0.name ?? "-") \($0.type) \($0.value ?? "NULL")" }
  }

  static func heap(_ id: UInt16, _ type: UInt16, _ bytes: [UInt8]) -> Property {
    Property(id: id, type: type, value: .heap(bytes))
  }

  @Test("are kept with tag or name, type and value; recurrences raw; several values each on its own")
  func kinds() async throws {
    let texts = [utf16("red"), utf16("blue")]
    let (item, reading) = try await Self.read([
      .text(0x001A, "IPM.Appointment"), .text(0x0037, "Staff meeting"), .integer(0x0017, 2),
      Self.heap(0x0060, 0x40, u64(116_444_736_000_000_000 + 25)), Self.heap(0x0061, 0x40, u64(0x0CB3_4557_A3DD_4000)),
      .text(0x3A08, "+46 8 123"), Self.heap(0x6001, 0x05, u64((-1.5).bitPattern)),
      Self.heap(0x6002, 0x06, u64(UInt64(bitPattern: -12_345))),
      Self.heap(0x6003, 0x48, [0x33, 0x22, 0x11, 0, 0x55, 0x44, 0x77, 0x66, 8, 9, 10, 11, 12, 13, 14, 15]),
      Property(id: 0x6004, type: 0x0B, value: .inline(1)), Property(id: 0x6005, type: 0x02, value: .inline(0xFFFE)),
      Property(id: 0x6006, type: 0x0A, value: .inline(0x8004_010F)),
      Self.heap(0x6007, 0x1003, u32(7) + u32(0xFFFF_FFFF)),
      .binary(0x8000, [0x04, 0x30, 0xAB]), Self.heap(0x8001, 0x101F, u32(2) + u32(12) + u32(18) + texts.flatMap { $0 }),
      .binary(0x8002, []),
    ])
    let common = "{00062002-0000-0000-C000-000000000046}"
    let strings = "{00020329-0000-0000-C000-000000000046}"
    #expect(
      Self.lines(item.properties) == [
        "0x0017 PidTagImportance PtypInteger32 2", "0x0060 PidTagStartDate PtypTime 2",
        "0x0061 PidTagEndDate PtypTime NULL", "0x3A08 PidTagBusinessTelephoneNumber PtypString +46 8 123",
        "0x6001 - PtypFloating64 -1.5", "0x6002 - PtypCurrency -1.2345",
        "0x6003 - PtypGuid {00112233-4455-6677-0809-0A0B0C0D0E0F}", "0x6004 - PtypBoolean 1",
        "0x6005 - PtypInteger16 -2", "0x6006 - PtypErrorCode 0x8004010F", "0x6007 - PtypMultipleInteger32 7",
        "0x6007 - PtypMultipleInteger32 -1", "\(common):0x8216 PidLidAppointmentRecur PtypBinary 0430ab",
        "\(strings):Keywords PidNameKeywords PtypMultipleString red",
        "\(strings):Keywords PidNameKeywords PtypMultipleString blue", "0x8002 - PtypBinary ",
      ])
    #expect(reading.items.first?.properties == [])
    #expect(reading.associated.first?.properties == [])
  }

  @Test("are not kept of plain mail of any kind", arguments: ["IPM.Note", "ipm.note", "IPM.Note.SMIME"])
  func plainMail(messageClass: String) async throws {
    #expect(try await Self.read([.text(0x001A, messageClass), .text(0x3A08, "12")]).item.properties == [])
  }

  @Test(
    "are kept of classes that only begin like mail, and where the class is not known", arguments: ["IPM.Notebook", nil])
  func otherItems(messageClass: String?) async throws {
    let properties = (messageClass.map { [Property.text(0x001A, $0)] } ?? []) + [.text(0x3A08, "12")]
    #expect(try await Self.read(properties).item.properties.map(\.value) == ["12"])
  }

  @Test("of a report without a body the report text is the body; where there is a body, that is")
  func reportText() async throws {
    let report = Property.text(0x1001, "could not be delivered")
    let alone = try await Self.read([.text(0x001A, "REPORT.IPM.Note.NDR"), report]).item
    #expect(alone.body == MessageBody(text: "could not be delivered", source: .plain, headers: nil))
    let beside = try await Self.read([.text(0x001A, "REPORT.IPM.Note.NDR"), report, .text(0x1000, "body")]).item
    #expect(beside.body?.text == "body")
    #expect(Self.lines(beside.properties) == ["0x1001 PidTagReportText PtypString could not be delivered"])
  }

  @Test("a long value is cut and says so; the whole number of its bytes stands beside it")
  func longValue() async throws {
    var store = SampleStore.builder()
    let long = [[UInt8]](repeating: [UInt8](repeating: 0xAB, count: 7000), count: 10)
    let nodes = store.addSubnodes([StoreBuilder.Entry(id: 0x8041, data: store.addData(long, perXBlock: 20))])
    store.addProperties(
      0x2000A4, [.text(0x001A, "IPM.Appointment"), .subnode(0x6001, 0x8041)], subnodes: nodes, parent: 0x8042)
    let property = try #require(try await Reading.of(store.build()).items.last?.properties.first)
    #expect(property.isCut)
    #expect(property.byteCount == 70_000)
    #expect(property.value == String(repeating: "ab", count: 65_536))
  }

  @Test("one that cannot be read costs itself only, and a number of values that cannot be is told")
  func damage() async throws {
    let (item, reading) = try await Self.read([
      .text(0x001A, "IPM.Contact"), Self.heap(0x6001, 0x101F, u32(0x7FFF_FFFF)), Self.heap(0x6002, 0x1014, u32(1)),
      .subnode(0x6003, 0x9999), .text(0x6004, "there"),
    ])
    #expect(Self.lines(item.properties) == ["0x6004 - PtypString there"])
    let left = reading.batch.defects.map(\.consequence)
    for id in ["0x6001", "0x6002", "0x6003"] {
      #expect(left.contains("property \(id) of node 0x2000a4 left out"), "\(left)")
    }
  }

  @Test("more values than an item can have are told, and the first ones kept")
  func limit() async throws {
    var store = SampleStore.builder()
    let many = [[UInt8]](repeating: [UInt8](repeating: 1, count: 8000), count: 3)
    let nodes = store.addSubnodes([StoreBuilder.Entry(id: 0x8041, data: store.addData(many, perXBlock: 20))])
    store.addProperties(
      0x2000A4, [.text(0x001A, "IPM.Contact"), .subnode(0x6001, type: 0x1002, 0x8041), .text(0x6002, "behind")],
      subnodes: nodes, parent: 0x8042)
    let reading = try await Reading.of(store.build())
    #expect(reading.items.last?.properties.count == 10_000)
    let told = reading.batch.defects.map(\.consequence).filter { $0.hasSuffix("left out") }
    #expect(
      told.suffix(2) == [
        "values of property 0x6001 of node 0x2000a4 left out",
        "what follows property 0x6002 of node 0x2000a4 left out",
      ])
  }
}

@Suite("Properties of items in the stores of Samples/")
struct SampleItemPropertyTests {
  static func items(_ store: String, _ messageClass: String) async throws -> [[String: String]] {
    let samples = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Samples/" + store).path
    let reading = try await Reading.of(
      Source(openStream: { try StoreStream(FileStore(path: samples)) }, openStore: { try FileStore(path: samples) }))
    let ofMail = reading.live.filter { $0.messageClass == "IPM.Note" }.flatMap(\.properties)
    #expect(ofMail.isEmpty)
    return reading.items.filter { $0.messageClass == messageClass }.map { item in
      Dictionary(item.properties.compactMap { row in row.name.map { ($0, row.value ?? "NULL") } }) { first, _ in first }
    }
  }

  @Test("a contact's names, telephone, company, address and category")
  func contact() async throws {
    let found = try await Self.items(
      "rogue-app/evidence/mail/lukas.eichholz@atelier-vasseur.example.pst", "IPM.Contact")
    let contact = try #require(found.first)
    #expect(contact["PidTagBusinessTelephoneNumber"] == "+44 1632 960907")
    #expect(contact["PidTagSurname"] == "渡辺")
    #expect(contact["PidTagCompanyName"] == "maily.example")
    #expect(contact["PidLidEmail1EmailAddress"] == "misaki.watanabe@maily.example")
    #expect(contact["PidNameKeywords"] == "maily.example")
  }

  @Test("an appointment's place, begin, end and duration agree")
  func appointment() async throws {
    let found = try await Self.items(
      "insider-ediscovery/evidence/mail/claudia.kuehn@aoki-seiki.example.pst", "IPM.Appointment")
    let appointment = try #require(found.first)
    #expect(appointment["PidLidLocation"] == "Room 2.17")
    let start = try #require(appointment["PidLidAppointmentStartWhole"].flatMap { Int($0) })
    let end = try #require(appointment["PidLidAppointmentEndWhole"].flatMap { Int($0) })
    #expect(start == 1_692_946_800_000_000)
    #expect(appointment["PidLidAppointmentDuration"] == String((end - start) / 60_000_000))
  }

  @Test("a task's owner and state, a note's colour and size")
  func taskAndNote() async throws {
    let task = try #require(
      try await Self.items("sync/evidence/mail/noah.ashdown@atelier-vasseur.example.pst", "IPM.Task").first)
    #expect(task["PidLidTaskOwner"] == "Noah Ashdown")
    #expect(task["PidLidTaskComplete"] == "0")
    let note = try #require(
      try await Self.items("quiet/evidence/mail/asa.oberg@kolodziej.example.pst", "IPM.StickyNote").first)
    #expect(note["PidLidNoteColor"] == "3")
    #expect(note["PidLidNoteWidth"] == "200")
  }
}

@Suite("Properties of items in real stores", .enabled(if: Corpus.isThere, "no corpus"))
struct CorpusItemPropertyTests {
  @Test("a distribution list has all its members, each a value; pypff counts as many")
  func members() async throws {
    let reading = try await CorpusTests.read("rjohnsondev__java-libpst__dist-list.pst")
    let lists = reading.items.filter { $0.messageClass == "IPM.DistList" }
    let members = lists.map { $0.properties.filter { $0.name == "PidLidDistributionListMembers" }.count }
    let oneOff = lists.map { $0.properties.filter { $0.name == "PidLidDistributionListOneOffMembers" }.count }
    #expect(members.reduce(0, +) == 3)
    #expect(members == oneOff)
  }

  @Test("a recurrence stands as it is, and begins as one does")
  func recurrence() async throws {
    var found: [String] = []
    for store in ExpectedStore.all {
      let reading = try await CorpusTests.read(store.name)
      for item in reading.items where item.messageClass == "IPM.Appointment" {
        found += item.properties.filter { $0.name == "PidLidAppointmentRecur" }.compactMap(\.value)
      }
    }
    #expect(!found.isEmpty)
    // ReaderVersion and WriterVersion ([MS-OXOCAL] 2.2.1.44.1).
    for recurrence in found { #expect(recurrence.hasPrefix("04300430")) }
  }
}
