import Bytes
import Readers
import Records
import Testing

@Suite("Verdict on a store")
struct VerdictTests {
  @Test("of a whole store: all blocks checked, nothing wrong, nothing unnamed, nothing recovered")
  func whole() async throws {
    var store = SampleStore.builder()
    store.entriesPerPage = 5
    let notes = try await Reading.of(store.build()).notes
    #expect(notes.count == 5)
    #expect(notes[0].hasPrefix("Store of wVer 23, encoding none: "))
    let counts = notes[0].split(separator: " ").compactMap { Int($0) }
    #expect(counts.count == 4 && counts[2] == counts[3] && counts[3] > 20 && counts[0] > 9)
    #expect(notes[1] == "Every checksum, signature and id is right.")
    #expect(notes[3] == "0 blocks (0 bytes) are named by nothing.")
    #expect(notes[4] == "No item recovered.")
  }

  @Test(
    "of a damaged one: what is wrong, with counts; bytes and blocks that nothing claims or names; what came of them")
  func damaged() async throws {
    var store = SampleStore.builder()
    let lost = store.addData(HeapBuilder.propertyContext([.text(0x1A, "IPM.Note"), .text(0x37, "lost")]))
    let freed = store.addData(HeapBuilder.propertyContext([.text(0x1A, "IPM.Note"), .text(0x37, "freed")]))
    store.freed = [freed]
    var bytes = store.build()
    let place = try #require(try await Reading.of(bytes).items.first?.location)
    bytes[Int(place.offset) + 30] ^= 1
    let notes = try await Reading.of(bytes).notes
    #expect(lost != freed)
    #expect(notes.contains("Wrong: BLOCKTRAILER.dwCRC 1."))
    #expect(notes.contains("1 blocks (128 bytes) are named by nothing."))
    #expect(notes.contains { $0.hasSuffix("in them 0 older node pages, 0 older block pages, 1 blocks.") })
    #expect(notes.last == "Items recovered: freed_block 1, unnamed_block 1.")
  }

  @Test("says that a password is set, and reads all the same")
  func password() async throws {
    var store = SampleStore.builder()
    _ = store.removeNode(0x21)
    store.addProperties(0x21, [.integer(0x67FF, 0xE61E_B50F)])
    let reading = try await Reading.of(store.build())
    #expect(reading.items.count == 2)
    #expect(reading.notes.contains { $0.contains("PidTagPstPassword 0xe61eb50f") })
  }

  @Test("a block that nothing reads for its content is checked too")
  func unreadBlock() async throws {
    var store = SampleStore.builder()
    let place = store.addBlock([1, 2, 3, 4])
    store.addNode(0x1E1, data: place)
    var bytes = store.build()
    let start = try #require(bytes.indices.dropLast(4).last { Array(bytes[$0..<$0 + 4]) == [1, 2, 3, 4] })
    bytes[start] = 9
    let reading = try await Reading.of(bytes)
    #expect(reading.batch.defects.contains { $0.field == "BLOCKTRAILER.dwCRC" })
    #expect(reading.items.count == 2)
  }

  @Test("a block that stands where another does is told")
  func overlap() async throws {
    var store = StoreBuilder()
    store.addProperties(0x200024, [.text(0x37, "one")], parent: 0x122)
    store.addProperties(0x200044, [.text(0x37, "two")], parent: 0x122)
    var bytes = store.build()
    // The second entry of the block tree's only leaf is made to point to where the first does.
    let root = Int(bytes[240..<248].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
    bytes.replaceSubrange(root + 32..<root + 40, with: bytes[root + 8..<root + 16])
    let reading = try await Reading.of(bytes)
    #expect(reading.batch.defects.contains { $0.problem.contains("overlaps what else stands there") })
  }

  @Test("blocks that name one another twenty thousand deep are read, each once", .timeLimit(.minutes(5)))
  func deepNames() async throws {
    var store = StoreBuilder()
    var below: UInt64 = 0
    for _ in 0..<20_000 { below = store.addSubnodes([.init(id: 0x801F, data: 0, subnodes: below)]) }
    store.addNode(0x1E1, data: store.addBlock([1]), subnodes: below)
    let reading = try await Reading.of(store.build())
    #expect(reading.failure == nil)
    #expect(reading.notes.contains("0 blocks (0 bytes) are named by nothing."))
  }

  @Test("folders as deep as there are nodes have paths of bounded length", .timeLimit(.minutes(5)))
  func deepFolders() async throws {
    var store = StoreBuilder()
    store.addFolder(0x122, name: "", parent: 0x122)
    for index in 0..<3000 as Range<UInt32> {
      store.addFolder(0x8022 + index << 5, name: "f", parent: index == 0 ? 0x122 : 0x8002 + index << 5)
    }
    let folders = try await Reading.of(store.build(withTables: false)).batch.folders
    #expect(folders.count == 3001)
    #expect(folders.allSatisfy { $0.path.utf8.count < 10_000 })
  }
}
