import Records
import Testing

@Suite("Identity of items of a store")
struct IdentityTests {
  /// The message of the other formats' tests, in an Inbox.
  private func store(body: String = "Plan 9\r\nfür A\u{308}rzte\r\n") -> [UInt8] {
    var store = StoreBuilder()
    store.addFolder(0x122, name: "", parent: 0x122)
    store.addFolder(0x8042, name: "Inbox", parent: 0x122, count: 1)
    let inner = store.addData(
      HeapBuilder.propertyContext([
        .text(0x001A, "IPM.Note"), .text(0x0037, "inside"), .text(0x1000, "inner text\r\n"),
      ]))
    let innerNodes = store.addSubnodes([StoreBuilder.Entry(id: 0x200084, data: inner)])
    let short = store.addData(
      HeapBuilder.propertyContext([
        .text(0x3707, "short.txt"), .integer(0x3705, 1), .binary(0x3701, Array("short".utf8)),
      ]))
    let attached = store.addData(HeapBuilder.propertyContext([.integer(0x3705, 5), .object(0x3701, node: 0x200084)]))
    let recipients = recipients(in: &store)
    let subnodes = store.addSubnodes([
      recipients, StoreBuilder.Entry(id: 0x8025, data: short),
      StoreBuilder.Entry(id: 0x8065, data: attached, subnodes: innerNodes),
    ])
    store.addProperties(
      0x200024,
      [
        .text(0x001A, "IPM.Note"), .text(0x0037, "\u{1}\u{5}Re: Grüße"), .text(0x1000, body), .text(0x0C1A, "Bob"),
        .text(0x5D01, "BOB@example.org"), .text(0x1035, "<one@example.org>"),
        Property(id: 0x0039, type: 0x40, value: .heap(u64(116_444_736_000_000_000 + 10_000_000))),
      ], subnodes: subnodes, parent: 0x8042)
    return store.build()
  }

  private func recipients(in store: inout StoreBuilder) -> StoreBuilder.Entry {
    let columns = [
      HeapBuilder.Column(id: 0x39FE, type: 0x1F, size: 4), HeapBuilder.Column(id: 0x0C15, type: 3, size: 4),
    ]
    let addresses: [(String, UInt32)] = [("eve@example.com", 3), ("carol@example.net", 1), ("dave@example.net", 2)]
    var rows: [(id: UInt32, cells: [[UInt8]?])] = []
    var nodes: [StoreBuilder.Entry] = []
    for (place, (address, kind)) in addresses.enumerated() {
      let node = 0x803F + UInt32(place) * 0x20
      nodes.append(StoreBuilder.Entry(id: node, data: store.addData([utf16(address)])))
      rows.append((id: UInt32(place) + 1, cells: [u32(Int(node)), u32(Int(kind))]))
    }
    let table = HeapBuilder.tableContext(columns, rows: rows)
    return StoreBuilder.Entry(id: 0x692, data: store.addData(table.blocks), subnodes: store.addSubnodes(nodes))
  }

  @Test("are those of the same message as an EML, which MIMETests/IdentityTests reads and derives")
  func same() async throws {
    let message = try #require(try await Reading.of(store()).items.first)
    #expect(message.recipients.map(\.address).count == 4)
    #expect(message.contentSHA256?.hex == "42c1a0ff7760200c5c07c90dde446872f5fa2f7a59a29db8bff728a5556965ec")
    #expect(message.messageIDHash == "47675bbbeac1cc525657121843e07853")
  }

  @Test("a change of the body is another message")
  func changed() async throws {
    let message = try #require(try await Reading.of(store(body: "Plan 8 für Ärzte")).items.first)
    #expect(message.contentSHA256 != nil)
    #expect(message.contentSHA256?.hex != "42c1a0ff7760200c5c07c90dde446872f5fa2f7a59a29db8bff728a5556965ec")
    #expect(message.messageIDHash == "47675bbbeac1cc525657121843e07853")
  }
}
