import Bytes
import Crypto
import Readers
import Records
import Testing

@Suite("TNEFReader")
struct TNEFReaderTests {
  @Test("tells what attributes of old and what properties say")
  func message() async throws {
    let reading = try await Reading.of(TNEFBuilder.stream)
    #expect(reading.failure == nil)
    #expect(reading.batch.defects.isEmpty)
    let message = try #require(reading.batch.messages.first)
    #expect(message.messageClass == "IPM.Note")
    #expect(message.subject == "При")
    #expect(message.sentAt == 1_614_680_430_000_000)
    #expect(message.body == MessageBody(text: "body text", source: .plain, headers: nil))
    #expect(message.searchKey == "ab01")
    #expect(message.attachmentCount == 3)
    #expect(message.byteCount == Int64(TNEFBuilder.stream.count))
    #expect(
      message.recipients == [
        Recipient(kind: .from, address: "bob@example.org", displayName: nil),
        Recipient(kind: .cc, address: "carol@example.net", displayName: nil),
      ])
    #expect(reading.batch.ownerHints.map(\.basis) == ["internet_account_name"])
  }

  @Test("keeps the properties of what is not plain mail, named ones by their names, several values each on its own")
  func itemProperties() async throws {
    var stream = TNEFBuilder()
    stream.add(
      0x0006_9003,
      TNEFBuilder.list([
        TNEFBuilder.text(0x001A, "IPM.Contact"), TNEFBuilder.text(0x3A08, "12"), TNEFBuilder.named(0x8580, "ada"),
        TNEFBuilder.texts(0x7001, ["one", "three"]), TNEFBuilder.binary(0x7002, [0xAB, 1]),
        u16(0x1002) + u16(0x7003) + u32(2) + u16(5) + u16(0) + u16(0xFFFF) + u16(0),
        u16(0x48) + u16(0x7004) + Array(repeating: 0x11, count: 16),
      ]))
    let reading = try await Reading.of(stream.bytes)
    #expect(reading.batch.defects.isEmpty)
    let properties = try #require(reading.batch.messages.first).properties
    #expect(
      properties.map { "\($0.tag) \($0.type) \($0.value ?? "NULL")" } == [
        "0x3A08 PtypString 12", "0x7001 PtypMultipleString one", "0x7001 PtypMultipleString three",
        "0x7002 PtypBinary ab01", "0x7003 PtypMultipleInteger16 5", "0x7003 PtypMultipleInteger16 -1",
        "0x7004 PtypGuid {11111111-1111-1111-1111-111111111111}",
        "{00062008-0000-0000-C000-000000000046}:0x8580 PtypString ada",
      ])
    #expect(try await Reading.of(TNEFBuilder.stream).batch.messages.allSatisfy { $0.properties.isEmpty })
  }

  @Test("tells attachments with hash and place, and the message that one of them is")
  func attachments() async throws {
    let reading = try await Reading.of(TNEFBuilder.stream)
    let attachments = reading.attachments
    #expect(attachments.map(\.name) == ["a short text.txt", nil, "plain.txt"])
    #expect(attachments.map(\.byteCount) == [5, nil, 5])
    #expect(attachments[0].sha256 == Digest(SHA256.hash(data: Array("short".utf8))))
    let place = try #require(attachments[2].location)
    #expect(Array(TNEFBuilder.stream[Int(place.offset)..<Int(place.offset + place.length)]) == Array("plain".utf8))
    #expect(reading.batch.messages.map(\.subject) == ["При", "inside"])
    #expect(attachments[1].embeddedMessage == reading.batch.messages[1].ordinal)
  }

  @Test("a wrong checksum is told and costs nothing; ids without a type are known; bytes behind the last are told")
  func tolerance() async throws {
    var stream = TNEFBuilder.stream
    stream[stream.count - 1] ^= 0xFF
    let wrong = try await Reading.of(stream)
    #expect(wrong.batch.defects.map(\.field) == ["attrChecksum"])
    #expect(wrong.batch.defects.map(\.consequence) == ["nothing: read all the same"])
    #expect(wrong.attachments == (try await Reading.of(TNEFBuilder.stream)).attachments)
    var untyped = TNEFBuilder()
    untyped.add(0x9002, [], level: 2)
    untyped.add(0x800F, Array("this".utf8), level: 2)
    let reading = try await Reading.of(untyped.bytes + [0x0D, 0x0A])
    #expect(reading.attachments.map(\.byteCount) == [4])
    #expect(reading.batch.defects.map(\.field) == ["TNEFStream"])
    #expect(!reading.isPartial)
  }

  @Test("is known by its signature, and not by a name")
  func recognition() {
    #expect(reader(for: Opening(TNEFBuilder.stream, isWhole: true))?.kind == "tnef")
    #expect(reader(for: Opening(Array(TNEFBuilder.stream.prefix(6)), isWhole: true)) == nil)
  }

  @Test("an attachment that is evidence becomes a child exhibit, and opens again")
  func children() async throws {
    let evidence: [UInt8] = [0x1F, 0x8B, 0x08, 0, 1, 2, 3]
    var inner = TNEFBuilder()
    inner.add(0x0006_9002, [], level: 2)
    inner.add(0x0006_800F, evidence, level: 2)
    var stream = TNEFBuilder()
    stream.add(0x0006_9002, [], level: 2)
    stream.add(0x0006_800F, evidence, level: 2)
    stream.add(0x0006_9002, [], level: 2)
    stream.add(0x0006_9005, TNEFBuilder.list([TNEFBuilder.message(0x3701, inner.bytes)]), level: 2)
    let children = try await Reading.of(stream.bytes).batch.children
    #expect(children.map(\.recipe) == ["attachment:0", "attachment:1/0"])
    for child in children {
      #expect(try TNEFReader.open(child, in: Source(stream.bytes)).next() == evidence)
    }
    for recipe in ["attachment:1", "attachment:9", "attachment:", "x", "attachment:0/0", "attachment:-1"] {
      let child = ChildExhibit(name: "x", recipe: recipe, offset: 0, length: nil)
      #expect(throws: FormatError.self) { try TNEFReader.open(child, in: Source(stream.bytes)) }
    }
  }
}

@Suite("Damaged TNEF")
struct TNEFDamageTests {
  static let stream = TNEFBuilder.stream

  @Test("cut at every length, it gives what comes before and says so")
  func cut() async throws {
    for length in 0..<Self.stream.count {
      let reading = try await Reading.of(Array(Self.stream.prefix(length)))
      if length < 6 {
        #expect(reading.failure != nil)
        continue
      }
      #expect(reading.failure == nil)
      #expect(reading.batch.defects.isEmpty == TNEFBuilder.whole.borders.contains(length), "\(length)")
    }
  }

  @Test("with every byte changed, it is read or refused", arguments: [0, 0x7F, 0xFF] as [UInt8])
  func changed(value: UInt8) async throws {
    for place in Self.stream.indices where Self.stream[place] != value {
      var stream = Self.stream
      stream[place] = value
      let reading = try await Reading.of(stream)
      #expect(reading.failure != nil || reading.batch.messages.count <= 2)
    }
  }

  @Test("an attachment that is cut has no hash, for it would be that of something else")
  func cutAttachment() async throws {
    let reading = try await Reading.of(Array(Self.stream.dropLast(4)))
    let last = try #require(reading.attachments.last)
    #expect(last.name == "plain.txt")
    #expect(last.sha256 == nil)
    #expect(reading.isPartial)
  }

  @Test("counts without measure are refused")
  func counts() async throws {
    for list in [
      u32(.max), u32(1) + u16(0x101F) + u16(1) + u32(.max), u32(1) + u16(0x1F) + u16(1) + u32(1) + u32(.max),
    ] {
      var stream = TNEFBuilder()
      stream.add(0x0006_9003, list + [UInt8](repeating: 0, count: 64))
      stream.add(0x0001_8004, Array("kept\0".utf8))
      let reading = try await Reading.of(stream.bytes)
      #expect(reading.batch.messages.map(\.subject) == ["kept"])
      #expect(reading.batch.defects.count == 1)
    }
  }

  @Test("messages within messages are read down to a depth of 32, what is below is told")
  func depth() async throws {
    var stream = TNEFBuilder().bytes
    for _ in 0..<40 {
      var outer = TNEFBuilder()
      outer.add(0x0006_9002, [], level: 2)
      outer.add(0x0006_9005, TNEFBuilder.list([TNEFBuilder.message(0x3701, stream)]), level: 2)
      stream = outer.bytes
    }
    let reading = try await Reading.of(stream)
    #expect(reading.batch.messages.count == 33)
    #expect(reading.batch.defects.map(\.field) == ["PidTagAttachDataObject"])
  }
}
