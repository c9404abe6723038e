import Bytes
import EVTX
import Records
import Testing

@testable import Readers

@Suite("Event logs: damage and recovery")
struct DamageTests {
  private static func events(_ ids: ClosedRange<UInt64>) -> [SampleEvent] {
    ids.map { MappingTests.cmdlet("Get-Mailbox", "-Identity \"box \($0)\"", recordID: $0) }
  }

  /// Two chunks, events 1 to 5 and 6 to 10.
  private static func twoChunks() -> LogBuilder {
    var log = LogBuilder()
    log.chunks = [ChunkBuilder(events(1...5)), ChunkBuilder(events(6...10), firstID: 6)]
    return log
  }

  private static let firstChunk = 4096
  private static let secondChunk = 4096 + 65_536

  /// Sets the checksum of a chunk's header right again after it was changed.
  private static func seal(_ bytes: inout [UInt8], chunk: Int) {
    let covered = bytes[chunk..<chunk + 120] + bytes[chunk + 128..<chunk + 512]
    bytes.replaceSubrange(chunk + 124..<chunk + 128, with: u32(Int(referenceCRC(covered))))
  }

  @Test("a whole log has no defect")
  func whole() async throws {
    let reading = try await Reading(Self.twoChunks().bytes())
    #expect(reading.ids == Array(1...10))
    #expect(reading.defects.isEmpty)
    #expect(!reading.isPartial)
  }

  @Test("a log that has lost its header, or its first block, is known by its chunks and read")
  func lostHeader() async throws {
    let bytes = Self.twoChunks().bytes()
    for hurt in [[UInt8](repeating: 0, count: 4096) + bytes.dropFirst(4096), Array(bytes.dropFirst(4096))] {
      #expect(reader(for: Opening(Array(hurt.prefix(Opening.length)), isWhole: false))?.kind == "evtx")
      let reading = try await Reading(hurt)
      #expect(reading.ids == Array(1...10))
      #expect(reading.defects.map(\.field) == ["FileHeader.Signature"])
      #expect(reading.isPartial)
    }
    #expect(reader(for: Opening(Array(bytes[1..<4096]), isWhole: true))?.kind != "evtx")
  }

  @Test(
    "a checksum that is wrong is told with its place, and all is read",
    arguments: [
      (20, "FileHeader.Checksum", 124), (4096 + 100, "ChunkHeader.Checksum", 4096 + 124),
      // A character of a parameter.
      (-1, "ChunkHeader.EventRecordsChecksum", 4096 + 52),
    ])
  func checksums(changed: Int, field: String, place: UInt64) async throws {
    let log = Self.twoChunks()
    var bytes = log.bytes()
    let text = utf16("box 3")
    let inText = try #require(bytes.indices.first { bytes[$0...].starts(with: text) })
    bytes[changed < 0 ? inText : changed] ^= 0x01
    let reading = try await Reading(bytes)
    #expect(reading.ids == Array(1...10))
    #expect(reading.defects.map(\.field) == [field])
    #expect(reading.defects.map(\.offset) == [place])
    #expect(reading.defects.allSatisfy { $0.consequence == "nothing: read all the same" })
  }

  @Test("a dirty log is told; records that its headers do not count yet are read")
  func dirty() async throws {
    var log = Self.twoChunks()
    log.flags = 1
    var bytes = log.bytes()
    // The second chunk's header as it was when only event 6 stood in it.
    let earlier = ChunkBuilder(Self.events(6...6), firstID: 6)
    bytes.replaceSubrange(Self.secondChunk..<Self.secondChunk + 128, with: earlier.bytes()[..<128])
    Self.seal(&bytes, chunk: Self.secondChunk)
    let reading = try await Reading(bytes)
    #expect(reading.ids == Array(1...10))
    #expect(reading.recovered.isEmpty)
    #expect(reading.defects.map(\.field) == ["FileHeader.FileFlags"])
  }

  @Test("records in the slack of a chunk are recovered behind the others and marked")
  func slack() async throws {
    var bytes = Self.twoChunks().bytes()
    // The same chunk again, but closed after event 8.
    let short = ChunkBuilder(Self.events(6...8), firstID: 6)
    bytes.replaceSubrange(Self.secondChunk..<Self.secondChunk + 128, with: short.bytes()[..<128])
    Self.seal(&bytes, chunk: Self.secondChunk)
    let reading = try await Reading(bytes)
    #expect(reading.ids == Array(1...10))
    #expect(reading.recovered.map { Reading.id($0) } == [9, 10])
    #expect(reading.records[9].parameter("Identity") == "box 10")
  }

  @Test("what slack holds of events that stand in the log is not told twice")
  func slackTwice() async throws {
    // The first chunk's slack holds its own events once more, those of the second chunk, and one that is nowhere else.
    var log = Self.twoChunks()
    var first = log.chunks[0].bytes()
    let start = 32_768
    let copies = ChunkBuilder(Self.events(1...1) + Self.events(6...7) + Self.events(99...99)).bytes()
    first.replaceSubrange(start..<start + 16_384, with: copies[512..<512 + 16_384])
    let second = log.chunks[1].bytes()
    log.chunks = []
    let header = Self.twoChunks().bytes()[..<4096]
    let reading = try await Reading(header + first + second)
    #expect(reading.ids == Array(1...10) + [99])
    #expect(reading.recovered.map { Reading.id($0) } == [99])
  }

  @Test("a chunk whose header is gone gives all its records, marked")
  func headerGone() async throws {
    var bytes = Self.twoChunks().bytes()
    bytes.replaceSubrange(Self.firstChunk..<Self.firstChunk + 512, with: [UInt8](repeating: 0, count: 512))
    let reading = try await Reading(bytes)
    #expect(reading.ids == [6, 7, 8, 9, 10, 1, 2, 3, 4, 5])
    #expect(reading.recovered.count == 5)
    #expect(reading.isPartial)
  }

  @Test("a chunk that stands where none should be is found; a record cut in two is kept as far as it goes")
  func shifted() async throws {
    let bytes = Self.twoChunks().bytes()
    let reading = try await Reading(Array(bytes[..<5000]) + Array(bytes[Self.secondChunk...]))
    #expect(reading.ids == [-1, 6, 7, 8, 9, 10])
    #expect(reading.records[0].occurredAt == reading.records[1].occurredAt)
  }

  @Test("a log that lacks chunks says so")
  func missingChunk() async throws {
    let reading = try await Reading(Array(Self.twoChunks().bytes()[..<Self.secondChunk]))
    #expect(reading.ids == [1, 2, 3, 4, 5])
    #expect(reading.defects.map(\.problem) == ["2 chunks counted, 1 found"])
    #expect(reading.isPartial)
  }

  @Test("a record whose frame is broken costs no other")
  func brokenFrame() async throws {
    let log = Self.twoChunks()
    let third = 4096 + log.chunks[0].starts[2]
    var bytes = log.bytes()
    bytes[third + 4] ^= 0xFF
    let reading = try await Reading(bytes)
    #expect(reading.ids == Array(1...10))
    #expect(reading.defects.contains { $0.field == "EventRecord.Size" })
    var gone = log.bytes()
    gone.replaceSubrange(third..<third + 24, with: [UInt8](repeating: 0xEE, count: 24))
    #expect(try await Reading(gone).ids == [1, 2, 4, 5, 6, 7, 8, 9, 10])
  }

  @Test("a record swallowed by the one before it is found and marked as hidden")
  func hidden() async throws {
    let log = Self.twoChunks()
    let starts = log.chunks[0].starts.map { 4096 + $0 }
    var bytes = log.bytes()
    let size = starts[3] - starts[1]
    bytes.replaceSubrange(starts[1] + 4..<starts[1] + 8, with: u32(size))
    bytes.replaceSubrange(starts[3] - 4..<starts[3], with: u32(size))
    let reading = try await Reading(bytes)
    #expect(reading.ids == [1, 2, 4, 5, 6, 7, 8, 9, 10, 3])
    #expect(reading.recovered.map { Reading.id($0) } == [3])
    #expect(reading.defects.contains { $0.problem.contains("hidden") })
  }

  @Test("a lost template is replaced by that of another chunk, or the System part is read by the order of its values")
  func lostTemplate() async throws {
    let log = Self.twoChunks()
    var bytes = log.bytes()
    let template = Self.secondChunk + log.chunks[1].starts[0] + 24 + 4 + 10
    bytes[template + 28] ^= 0xFF
    let borrowed = try await Reading(bytes)
    #expect(borrowed.ids == Array(1...10))
    #expect(borrowed.records[9].parameter("Identity") == "box 10")
    #expect(borrowed.defects.contains { $0.consequence.contains("another chunk") })

    var alone = LogBuilder([MappingTests.cmdlet("Get-Mailbox", "-Identity \"a\"", recordID: 7)]).bytes()
    alone[4096 + 512 + 38 + 28] ^= 0xFF
    let record = try #require(try await Reading(alone).records.first)
    #expect(Reading.id(record) == 7)
    #expect(record.operation == "MSExchange CmdletLogs 1")
    #expect(record.cmdlet?.name == "Get-Mailbox")
    #expect(record.server == nil)
  }

  @Test("templates that name themselves, and values put in without end, are stopped")
  func bombs() async throws {
    // A template whose body holds an instance of itself.
    var cycle = ChunkBuilder([SampleEvent(recordID: 1, data: .positional(["x"]))]).bytes()
    let template = 512 + 24 + 4 + 10
    var body: [UInt8] = [0x0F, 1, 1, 0, 0x0C, 1]
    for number in [0x1000, template, 0] { body += u32(number) }
    body.append(0)
    cycle.replaceSubrange(template + 24..<template + 24 + body.count, with: body)
    let reading = try await Reading(LogBuilder().bytes() + cycle)
    #expect(reading.records.count == 1)
    #expect(!reading.defects.isEmpty)

    // A thousand places for one value of 10,000 characters: 10 MB of text from one record.
    let places = [XML.Content](repeating: .element(.leaf("V", 0, 0x01)), count: 1000)
    let text = utf16(String(repeating: "x", count: 10_000))
    let values: [(type: UInt8, bytes: [UInt8])] = [(0x01, text)]
    let bomb = SampleEvent(
      provider: "MSExchange bomb", recordID: 2,
      data: .template(XML(name: "EventData", content: places), values))
    let large = try await Reading([bomb])
    #expect(large.records.count == 1)
    #expect(large.defects.contains { $0.problem.contains("limit exceeded") })
    let kept = large.records[0].cmdlet?.parameters.map { $0.value?.utf8.count ?? 0 } ?? []
    #expect(kept.reduce(0, +) <= 2 << 20)
  }
}

@Suite("Event logs cut anywhere and changed anywhere")
struct HostileInputTests {
  private static let whole: [UInt8] = {
    var log = LogBuilder()
    log.chunks = [
      ChunkBuilder([
        MappingTests.cmdlet("New-InboxRule", #"-Name "x" -ForwardTo "a@b.example""#, recordID: 1),
        ValueTests.allTypes(recordID: 2),
        SampleEvent(provider: "Named", recordID: 3, data: .named([("a", "1"), ("b", "2")])),
        SampleEvent(recordID: 4, data: .positional(["plain"]), isPlain: true),
      ])
    ]
    return log.bytes()
  }()
  /// Where the last record ends.
  private static let end = whole.lastIndex { $0 != 0 } ?? 0

  @Test("cut at any length, what is whole is read", arguments: 0..<8)
  func cut(part: Int) async throws {
    let full = try await Reading(Self.whole)
    #expect(full.ids == [1, 2, 3, 4])
    var lengths = Array(stride(from: part, to: 128, by: 8)) + Array(stride(from: 4096 + part, to: Self.end, by: 56))
    lengths.append(Self.end + 1 + part)
    for length in lengths {
      let bytes = Array(Self.whole.prefix(length))
      guard length >= 128 else {
        await #expect(throws: FormatError.self) { try await Reading(bytes) }
        continue
      }
      let reading = try await Reading(bytes)
      #expect(reading.records.count <= 4)
      if length > 4096 { #expect(!reading.defects.isEmpty, "cut at \(length)") }
      for record in reading.records where full.records.contains(where: { $0.location == record.location }) {
        #expect(record.location.offset + record.location.length <= UInt64(length))
      }
    }
  }

  @Test("with bytes changed by a fixed seed, reading ends, and every place told lies in the file", arguments: 1...20)
  func flipped(seed: UInt64) async throws {
    var random = SplitMix(state: seed)
    for _ in 0..<20 {
      var bytes = Self.whole
      for _ in 0...(random.next() % 8) {
        let index =
          random.next() % 3 == 0 ? Int(random.next() % 4700) : 4608 + Int(random.next() % UInt64(Self.end - 4607))
        bytes[index] = UInt8(truncatingIfNeeded: random.next())
      }
      guard let reading = try? await Reading(bytes) else {
        #expect(!bytes.starts(with: Array("ElfFile\0".utf8)))
        continue
      }
      #expect(reading.records.count <= 8)
      for record in reading.records {
        #expect(record.location.offset + record.location.length <= UInt64(bytes.count))
      }
      #expect(reading.defects.allSatisfy { ($0.offset ?? 0) <= UInt64(bytes.count) })
    }
  }

  @Test("noise behind a header gives nothing, and no crash")
  func noise() async throws {
    var random = SplitMix(state: 7)
    var bytes = Array(Self.whole.prefix(4096 + 512))
    bytes.replaceSubrange(4096 + 48..<4096 + 52, with: u32(65_536))
    while bytes.count < 4096 + 3 * 65_536 {
      bytes += random.next() % 16 == 0 ? [0x2A, 0x2A, 0, 0] + u32(Int(random.next() % 300)) : u64(random.next())
    }
    #expect(try await Reading(bytes).records.count < 100)
  }
}

/// SplitMix64: the same numbers on any machine.
private struct SplitMix {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = (state ^ state >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return mixed ^ mixed >> 31
  }
}
