import Bytes
import Readers
import Records
import Testing

@Suite("Items of stores as Internet messages")
struct ExportTests {
  private func place(_ message: Message, way: [Int] = []) -> MessagePlace {
    MessagePlace(
      ordinal: message.ordinal, node: message.sourceNode, location: message.location,
      isRecovered: message.isRecovered, recoveryMethod: message.recoveryMethod, way: way)
  }

  private func written(_ store: [UInt8], _ place: MessagePlace) async throws -> (Reading, WrittenMail, String) {
    let export = try #require(try PSTReader.mailExport(Source(store)))
    nonisolated(unsafe) var bytes: [UInt8] = []
    let written = try await export.write(place) { bytes += $0 }
    return (try await Reading.of(Source(bytes), by: EMLReader.self), written, String(decoding: bytes, as: UTF8.self))
  }

  @Test("read again, the message has the item's hashes, attachments and attached message")
  func live() async throws {
    let store = SampleStore.builder().build()
    let whole = try await Reading.of(store)
    let item = try #require(whole.items.first { $0.subject == "Re: plans" })
    let (mail, result, _) = try await written(store, place(item))
    let message = try #require(mail.batch.messages.first { $0.parent == nil })
    #expect(result.form == .reconstructed)
    #expect(message.contentSHA256 == item.contentSHA256 && item.contentSHA256 != nil)
    #expect(message.messageIDHash == item.messageIDHash)
    let hashes = { (reading: Reading) in
      reading.batch.attachments.compactMap { $0.embeddedMessage == nil ? $0.sha256?.hex : nil }
    }
    #expect(hashes(mail) == hashes(whole))
    let inner = try #require(whole.embedded.first)
    #expect(mail.batch.messages.first { $0.parent != nil }?.contentSHA256 == inner.contentSHA256)
  }

  @Test("the message attached to an item comes out by itself")
  func embedded() async throws {
    let store = SampleStore.builder().build()
    let whole = try await Reading.of(store)
    let (item, inner) = (try #require(whole.items.first), try #require(whole.embedded.first))
    let rank = try #require(
      whole.batch.attachments.filter { $0.message == item.ordinal }.firstIndex { $0.embeddedMessage != nil })
    let (mail, _, _) = try await written(store, place(item, way: [rank]))
    #expect(mail.batch.messages.map(\.subject) == ["inside"])
    #expect(mail.batch.messages.first?.contentSHA256 == inner.contentSHA256)
  }

  @Test("a recovered item is found again in what was freed, and marked", arguments: [false, true])
  func recovered(isNamed: Bool) async throws {
    var builder = SampleStore.builder()
    let removed = builder.removeNode(RecoveryTests.message)
    let node = try #require(removed)
    if isNamed { builder.olderNodes = [node] }
    builder.freed = builder.blocks(of: node)
    let store = builder.build()
    let item = try #require(try await Reading.of(store).recovered.first { $0.subject == "Re: plans" })
    let (mail, _, text) = try await written(store, place(item))
    #expect(mail.batch.messages.first { $0.parent == nil }?.contentSHA256 == item.contentSHA256)
    #expect(text.contains("X-Mailtrail-Recovered: \(isNamed ? "older_node" : "freed_block")"))
  }

  @Test("a row and texts from the slack of a heap are written as what they say, marked as what they are")
  func slack() async throws {
    var table = SlackTests.table()
    let row = table.row(0x2000E4, "Deal with Fabrikam")
    _ = table.heap.add(row)
    _ = table.heap.add(utf16("words of nobody known"))
    table.heap.freedAtEnd = 4
    var builder = SampleStore.builder()
    builder.addNode(0x804E, data: builder.addData(table.blocks))
    let store = builder.build()
    let recovered = try await Reading.of(store).recovered
    #expect(recovered.map(\.recoveryMethod) == ["heap_slack", "heap_slack, texts only"])
    let (mail, _, text) = try await written(store, place(try #require(recovered.first)))
    #expect(mail.batch.messages.map(\.subject) == ["Deal with Fabrikam"])
    #expect(text.contains("X-Mailtrail-Recovered: heap_slack"))
    let (texts, _, marked) = try await written(store, place(try #require(recovered.last)))
    #expect(texts.batch.messages.first?.body?.text?.contains("words of nobody known") == true)
    #expect(marked.contains("X-Mailtrail-Recovered: heap_slack, texts only"))
  }

  @Test("what is no longer there is told, not made up")
  func missing() async throws {
    let export = try #require(try PSTReader.mailExport(Source(SampleStore.builder().build())))
    let gone = MessagePlace(ordinal: 1, node: 0x200FE4, location: nil)
    await #expect(throws: FormatError.self) { try await export.write(gone) { _ in } }
    let never = MessagePlace(ordinal: 99, node: nil, location: nil, isRecovered: true, recoveryMethod: "freed_block")
    await #expect(throws: FormatError.self) { try await export.write(never) { _ in } }
  }

  private static let rtf = Array("{\\rtf1\\ansi Bold {\\b text}\\par}".utf8)

  /// Uncompressed, as [MS-OXRTFCP] 2.1.3.1.1 allows.
  private static var storedRTF: [UInt8] {
    u32(rtf.count + 12) + u32(rtf.count) + u32(0x414C_454D) + u32(0) + rtf
  }

  @Test("headers as stored, what they lack made; the structure's own renamed; RTF beside its text")
  func header() async throws {
    var builder = SampleStore.builder()
    let headers =
      "Microsoft Mail Internet Headers Version 2.0\r\nReceived: from a by b;\r\n\tMon, 3 May 2021 08:00:00 +0000\r\n"
      + "X-Mailtrail-Form: forged\r\nContent-Type: multipart/mixed; boundary=x\r\nFrom: Ada <ada@corp.example>\r\n\r\n"
      + "--x\r\nSubject: not of the header\r\n"
    builder.addProperties(
      0x2000E4,
      [
        .text(0x1A, "IPM.Note"), .text(0x37, "Größe\r\nBcc: eve@corp.example"), .text(0x7D, headers),
        .text(0x0C1F, "/o=Corp/cn=ada"), .text(0x0C1A, "Ada"), .binary(0x1009, Self.storedRTF),
      ], parent: 0x8042)
    let store = builder.build()
    let item = try #require(try await Reading.of(store).items.first { $0.sourceNode == 0x2000E4 })
    let (mail, result, text) = try await written(store, place(item))
    let message = try #require(mail.batch.messages.first)
    #expect(message.subject == "Größe\r\nBcc: eve@corp.example")
    #expect(!message.recipients.contains { $0.kind == .bcc })
    #expect(message.contentSHA256 == item.contentSHA256 && item.contentSHA256 != nil)
    #expect(result.madeFields == ["Subject"])
    #expect(result.notes == ["lines of the stored headers that are no fields left out: 1"])
    #expect(
      text.hasPrefix(
        "Received: from a by b;\r\n\tMon, 3 May 2021 08:00:00 +0000\r\nX-Original-X-Mailtrail-Form: forged"))
    #expect(text.contains("X-Original-Content-Type: multipart/mixed; boundary=x\r\n"))
    #expect(text.contains("X-Mailtrail-Address: from: Ada </o=Corp/cn=ada>\r\n"))
    #expect(!text.contains("not of the header"))
    #expect(message.body?.text?.hasPrefix("Bold text") == true)
    #expect(mail.batch.attachments.map(\.name) == ["body.rtf"])
    #expect(mail.batch.attachments.first?.byteCount == Int64(Self.rtf.count))
  }
}
