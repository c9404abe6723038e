import Bytes
import Readers
import Records
import Testing

@Suite("MSGReader")
struct MSGReaderTests {
  @Test("tells a message with all that it says, in sectors of either size", arguments: [3, 4])
  func message(version: Int) async throws {
    let reading = try await Reading.of(CompoundBuilder.file(MessageBuilder.nodes, version: version))
    #expect(reading.failure == nil)
    #expect(reading.batch.defects.isEmpty)
    let message = try #require(reading.batch.messages.first)
    #expect(message.subject == "Re: plans")
    #expect(message.messageClass == "IPM.Note")
    #expect(message.senderAddress == "bob@example.org")
    #expect(message.sentAt == 1_000_000)
    #expect(message.isRead == true)
    #expect(message.body == MessageBody(text: "body text", source: .plain, headers: nil))
    #expect(message.messageKey == messageKey(of: "one@example.org"))
    #expect(message.searchKey == "ab01")
    #expect(message.attachmentCount == 5)
    #expect(message.byteCount == Int64(CompoundBuilder.file(MessageBuilder.nodes, version: version).count))
    #expect(
      message.recipients == [
        Recipient(kind: .from, address: "bob@example.org", displayName: "Bob"),
        Recipient(kind: .to, address: "carol@example.net", displayName: nil),
        Recipient(kind: .bcc, address: "/O=X/CN=DAVE", displayName: "Dave"),
      ])
  }

  @Test("keeps the properties of what is not plain mail; values of variable length each from its own stream")
  func itemProperties() async throws {
    func text(_ text: String) -> [UInt8] { text.utf16.flatMap { u16(Int($0)) } }
    let names: [CompoundBuilder.Node] = [
      .stream("__substg1.0_00020102", []), .stream("__substg1.0_00040102", u32(16) + text("Keywords")),
      .stream("__substg1.0_00030102", u32(0) + u16(2 << 1 | 1) + u16(0)),
    ]
    let properties: [MessageBuilder.Property] = [
      MessageBuilder.text(0x001A, "IPM.Contact"), MessageBuilder.text(0x3A08, "12"),
      (0x6001_1003, .bytes(u32(7) + u32(8))), (0x8000_101F, .bytes(u32(8) + u32(10))),
      (0x6002_1102, .bytes(u64(1) + u64(1))),
    ]
    let values: [CompoundBuilder.Node] = [
      .stream("__substg1.0_8000101F-00000001", text("blue\0")), .stream("__substg1.0_8000101F-00000000", text("red\0")),
      .stream("__substg1.0_60021102-00000000", [0xAB]),
    ]
    let nodes =
      MessageBuilder.properties(properties, header: MessageBuilder.header(recipients: 0, attachments: 0)) + values
      + [.storage("__nameid_version1.0", names)]
    let reading = try await Reading.of(CompoundBuilder.file(nodes, version: 3))
    let found = try #require(reading.batch.messages.first).properties
    let keywords = "{00020329-0000-0000-C000-000000000046}:Keywords PtypMultipleString"
    #expect(
      found.map { "\($0.tag) \($0.type) \($0.value ?? "NULL")" } == [
        "0x3A08 PtypString 12", "0x6001 PtypMultipleInteger32 7", "0x6001 PtypMultipleInteger32 8",
        "0x6002 PtypMultipleBinary ab", "\(keywords) red", "\(keywords) blue",
      ])
    #expect(reading.batch.defects.map(\.consequence) == ["1 of 2 values of property 0x6002 are there"])
    #expect(try await Reading.of(MessageBuilder.file).batch.messages.allSatisfy { $0.properties.isEmpty })
  }

  @Test("a message's location holds its properties")
  func location() async throws {
    let location = try #require(try await Reading.of(MessageBuilder.file).batch.messages.first?.location)
    let bytes = MessageBuilder.file[Int(location.offset)..<Int(location.offset + location.length)]
    #expect(bytes.count == 32 + 11 * 16)
    #expect(Array(bytes.dropFirst(32).prefix(4)) == [0x1F, 0, 0x1A, 0])
  }

  @Test("hashes attachments in the mini stream and in sectors, and tells objects and links without hash")
  func attachments() async throws {
    let attachments = try await Reading.of(MessageBuilder.file).batch.attachments.sorted { $0.ordinal < $1.ordinal }
    #expect(attachments.map(\.name) == ["short.txt", "BIG.BIN", nil, "Picture", "linked.doc"])
    #expect(attachments.map(\.byteCount) == [5, 9000, nil, 3, nil])
    #expect(attachments[0].sha256?.hex == "f9b0078b5df596d2ea19010c001bbd009e651de2c57e8fb7e355f31eb9d3f739")
    #expect(attachments[1].sha256 != nil)
    #expect(attachments[2...].allSatisfy { $0.sha256 == nil })
    let place = try #require(attachments[1].location)
    #expect(Array(MessageBuilder.file[Int(place.offset)..<Int(place.offset) + 9000]) == MessageBuilder.big)
  }

  @Test("puts an attached message behind its parent, and says which attachment it is")
  func embedded() async throws {
    let batch = try await Reading.of(MessageBuilder.file).batch
    #expect(batch.messages.map(\.subject) == ["Re: plans", "inside"])
    #expect(batch.messages[1].parent == batch.messages[0].ordinal)
    #expect(batch.messages[1].body?.text == "inner text")
    #expect(batch.attachments.compactMap(\.embeddedMessage) == [batch.messages[1].ordinal])
  }

  @Test("says whose mailbox it lay in, also by a property that has a name and no id of its own")
  func owners() async throws {
    let hints = try await Reading.of(MessageBuilder.file).batch.ownerHints
    #expect(Set(hints.map(\.value)) == ["ada@example.com", "ada@pop.example.com"])
    #expect(Set(hints.map(\.basis)) == ["received_by", "internet_account_name"])
  }

  @Test("is told from other compound files, and from mail that is only called .msg")
  func recognition() {
    #expect(reader(for: Opening(MessageBuilder.file, isWhole: true))?.kind == "msg")
    let document = CompoundBuilder.file([.stream("WordDocument", MessageBuilder.big)])
    #expect(reader(for: Opening(document, isWhole: true)) == nil)
    let mail = Array("From: a@example.com\r\nSubject: x\r\nMessage-ID: <1@b>\r\n\r\ntext".utf8)
    #expect(reader(for: Opening(mail, isWhole: true))?.kind == "eml")
  }

  @Test("is known also where its directory stands far behind")
  func farDirectory() {
    let nodes = [.stream("__substg1.0_3701000D", [UInt8](repeating: 1, count: 200_000))] + MessageBuilder.nodes
    let file = CompoundBuilder.file(nodes)
    let beginning = Array(file.prefix(Opening.length))
    #expect(MSGReader.recognises(Opening(beginning, isWhole: false, openStore: { MemoryStore(file) })))
    #expect(!MSGReader.recognises(Opening(beginning, isWhole: false)))
  }

  @Test("8-bit text is read by code page, by language, by Internet code page, and as UTF-8 where it is that")
  func codePages() async throws {
    typealias Builder = MessageBuilder
    let russian: [UInt8] = [0xCF, 0xF0, 0xE8]
    let cases: [([Builder.Property], [UInt8], String)] = [
      ([Builder.integer(0x3FFD, 1251)], russian, "При"), ([Builder.integer(0x3FF1, 0x0419)], russian, "При"),
      ([Builder.integer(0x3FDE, 1251)], russian, "При"),
      ([Builder.integer(0x3FF1, 0x0409), Builder.integer(0x3FDE, 1251)], russian, "При"),
      ([Builder.integer(0x3FF1, 0x0407), Builder.integer(0x3FDE, 1251)], russian, "Ïðè"), ([], russian, "Ïðè"),
      ([Builder.integer(0x3FDE, 65001)], russian, "Ïðè"),
      ([Builder.integer(0x3FFD, 1251)], Array("Grüße".utf8), "Grüße"),
    ]
    for (properties, bytes, text) in cases {
      let nodes = Builder.properties(
        properties + [Builder.text8(0x0037, bytes)], header: Builder.header(recipients: 0, attachments: 0))
      let reading = try await Reading.of(nodes)
      #expect(reading.batch.messages.first?.subject == text)
      #expect(reading.batch.defects.isEmpty)
    }
  }

  @Test("values count without being listed; one listed and missing costs itself only, and is told")
  func lists() async throws {
    let nodes = MessageBuilder.properties(
      [(0x0037_001F, .unlisted(u16(0x41))), (0x1000_001F, .missing), MessageBuilder.text(0x001A, "IPM.Note")],
      header: MessageBuilder.header(recipients: 1, attachments: 0))
    let reading = try await Reading.of(nodes)
    #expect(reading.batch.messages.map(\.subject) == ["A"])
    #expect(reading.batch.messages.map(\.messageClass) == ["IPM.Note"])
    #expect(reading.batch.defects.map(\.field) == ["__recip_version1.0_#", "__substg1.0_"])
  }

  @Test("an attachment that is a message file becomes a child exhibit and opens again, also from an attached message")
  func children() async throws {
    typealias Builder = MessageBuilder
    let attached = Builder.attachment(
      7, [Builder.integer(0x3705, 1), Builder.text(0x3707, "in.msg"), Builder.binary(0x3701, Builder.file)])
    let inner = Builder.properties([], header: Builder.header(recipients: 0, attachments: 1, isTop: false)) + [attached]
    let nodes =
      Builder.properties([], header: Builder.header(recipients: 0, attachments: 2)) + [
        attached, Builder.attachment(8, [Builder.integer(0x3705, 5)], object: inner),
      ]
    let file = CompoundBuilder.file(nodes)
    let children = try await Reading.of(file).batch.children
    #expect(children.map(\.recipe) == ["attachment:0", "attachment:1/0"])
    #expect(children.map(\.name) == ["in.msg", "in.msg"])
    for child in children {
      let stream = try MSGReader.open(child, in: Source(file))
      var bytes: [UInt8] = []
      while let piece = try stream.next() { bytes += piece }
      #expect(bytes == Builder.file)
    }
    for recipe in ["attachment:1", "attachment:9", "attachment:", "x", "attachment:0/0", "attachment:-1"] {
      let child = ChildExhibit(name: "x", recipe: recipe, offset: 0, length: nil)
      #expect(throws: FormatError.self) { try MSGReader.open(child, in: Source(file)) }
    }
  }
}
