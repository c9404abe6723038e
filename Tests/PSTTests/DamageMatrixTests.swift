import Bytes
import Readers
import Records
import Testing

/// The damage matrix of the notes: what other readers lose to each kind of damage, ours does not.
@Suite("Damage matrix")
struct DamageMatrixTests {
  /// The stores that we make have neither name map nor allocation maps.
  static let madeMutations = Mutation.allCases.filter { $0 != .nameMap && $0 != .allocationMaps }

  /// Deep enough that trees have pages below their roots.
  static func store(_ variant: StoreVariant) -> [UInt8] {
    var store = SampleStore.builder(variant)
    store.entriesPerPage = 8
    for index in 0..<30 as Range<UInt32> {
      store.addProperties(
        0x200104 + index << 5, [.text(0x001A, "IPM.Note"), .text(0x0037, "number \(index)")], parent: 0x8062)
    }
    return store.build()
  }

  @Test("costs no item of a store that we made", arguments: madeMutations, [StoreVariant.unicode, .ansi])
  func made(mutation: Mutation, variant: StoreVariant) async throws {
    let whole = Self.store(variant)
    try await Self.expectNothingLost(mutation, of: whole)
  }

  @Test(
    "costs no item of a real store", .enabled(if: Corpus.isThere, "no corpus"), arguments: Mutation.allCases,
    [
      "rjohnsondev__java-libpst__dist-list.pst", "apache__tika__testPST.pst", "farnulfo__pst-exp__submessage.pst",
      "rjohnsondev__java-libpst__passworded.pst", "farnulfo__pst-exp__sample2.pst",
    ])
  func real(mutation: Mutation, name: String) async throws {
    try await Self.expectNothingLost(mutation, of: Corpus.bytes(name))
  }

  static func expectNothingLost(_ mutation: Mutation, of whole: [UInt8]) async throws {
    let base = try await Reading.of(whole)
    let reading = try await Reading.of(mutation.apply(to: whole))
    #expect(reading.failure == nil)
    var (expected, found) = (base.live, reading.live)
    if mutation == .storeNode {
      // Without the store's record key there is nothing to make an entry id from.
      for index in expected.indices { expected[index].entryID = nil }
      for index in found.indices { found[index].entryID = nil }
    }
    if mutation == .nameMap {
      expected = expected.map(\.withoutPropertyNames)
      found = found.map(\.withoutPropertyNames)
    }
    #expect(found.map(\.subject) == expected.map(\.subject))
    #expect(found == expected)
    #expect(reading.batch.attachments.prefix(base.batch.attachments.count).elementsEqual(base.batch.attachments))
    #expect(Set(reading.batch.folders.map(\.sourceNode)) == Set(base.batch.folders.map(\.sourceNode)))
    let fields = Set(reading.batch.defects.map(\.field))
    if let field = mutation.field {
      #expect(fields.contains(field))
    } else {
      #expect(reading.batch.defects == base.batch.defects)
    }
  }

  @Test("a folder that is gone is known by its name in the table of its parent, and keeps its items")
  func lostFolder() async throws {
    var store = StoreBuilder()
    store.addFolder(0x122, name: "", parent: 0x122)
    let columns = [
      HeapBuilder.Column(id: 0x67F2, type: 3, size: 4), HeapBuilder.Column(id: 0x3001, type: 0x1F, size: 4),
    ]
    // The name stands in a subnode of the table.
    let name = store.addSubnodes([.init(id: 0x801F, data: store.addBlock(utf16("Board")))])
    let table = HeapBuilder.tableContext(columns, rows: [(id: 0x8022, cells: [u32(0x8022), u32(0x801F)])])
    store.addNode(0x12D, data: store.addData(table.blocks), subnodes: name)
    store.addProperties(0x200024, [.text(0x37, "kept")], parent: 0x8022)
    let reading = try await Reading.of(store.build())
    #expect(reading.batch.folders.map(\.path) == ["\\", "\\Board"])
    #expect(reading.items.map(\.folder) == [2])
    #expect(reading.batch.defects.contains { $0.consequence == "folder 0x8022 below 0x122 lost but for its name" })
  }

  @Test("parents in the node tree and rows of the tables are compared, and each difference told")
  func crossCheck() async throws {
    var store = StoreBuilder()
    store.addFolder(0x122, name: "", parent: 0x122)
    store.addFolder(0x8022, name: "A", parent: 0x122, count: 1)
    store.addFolder(0x8042, name: "B", parent: 0x122, count: 2)
    store.addFolder(0x8062, name: "C", parent: 0x9FE2)
    store.addProperties(0x200024, [.text(0x37, "in B")], parent: 0x8042)
    store.addProperties(0x200044, [.text(0x37, "stray")], parent: 0x9999)
    store.addTable(0x12D, rows: [0x8022, 0x8062])
    store.addTable(0x802D, rows: [0x8042])
    store.addTable(0x802E, rows: [0x200044])
    store.addTable(0x804E, rows: [0x200024, 0x200064])
    let reading = try await Reading.of(store.build())
    #expect(reading.batch.folders.map(\.path) == ["\\", "\\A", "\\B", "\\C"])
    #expect(reading.items.map(\.subject) == ["in B", "stray"])
    #expect(reading.items.map(\.folder) == [3, 2])
    let told = Set(reading.batch.defects.map(\.consequence))
    #expect(
      told.isSuperset(of: [
        "folder 0x8042 kept below 0x122, though 0x8022 lists it too",
        "folder 0x8042 kept below 0x122, which does not list it", "folder 0x8062 placed below 0x122, which lists it",
        "item 0x200044 placed in folder 0x8022, which lists it",
        "item 0x200064 of folder 0x8042 lost: nothing but its row is there",
      ]))
  }
}

extension Message {
  /// Without the name map named properties go by the number that the store gave them, with the values that they have.
  var withoutPropertyNames: Message {
    var message = self
    for index in message.properties.indices {
      message.properties[index].tag = ""
      message.properties[index].name = nil
    }
    return message
  }
}
