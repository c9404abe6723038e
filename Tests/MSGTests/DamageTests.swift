import Bytes
import MSG
import Readers
import Records
import Testing

@Suite("Damaged message files")
struct DamageTests {
  static let file = MessageBuilder.file

  /// The same file with some bytes changed.
  static func changed(_ place: Int, to bytes: [UInt8]) -> [UInt8] {
    var copy = file
    copy.replaceSubrange(place..<place + bytes.count, with: bytes)
    return copy
  }

  /// Where the directory entry of that name stands, the how-manieth it is.
  static func entry(_ name: String, _ number: Int = 0) throws -> Int {
    let pattern = name.utf16.flatMap { u16(Int($0)) }
    let places = stride(from: 512, to: file.count, by: 128).filter { file[$0...].starts(with: pattern) }
    return try #require(places.dropFirst(number).first)
  }

  @Test("cut at every length, it is refused, or what is left of it is told")
  func cut() async throws {
    for length in stride(from: 0, to: Self.file.count, by: 7) {
      let reading = try await Reading.of(Array(Self.file.prefix(length)))
      #expect(reading.failure != nil || reading.isPartial || length > Self.file.count - 512, "\(length)")
    }
  }

  @Test("with every byte of header, directory and tables changed, it is read or refused")
  func bytes() async throws {
    let header = 0..<200
    let rest = Self.file.count - 14 * 512
    for place in Array(header) + Array(stride(from: rest, to: Self.file.count, by: 3)) {
      for value in [0, 0xFF, Self.file[place] ^ 0x10] as [UInt8] {
        let reading = try await Reading.of(Self.changed(place, to: [value]))
        #expect(reading.failure != nil || reading.batch.messages.count <= 3)
      }
    }
  }

  @Test("with bytes changed at random, it is read or refused", arguments: 0..<8)
  func random(part: Int) async throws {
    var state = UInt64(part) &* 0x9E37_79B9_7F4A_7C15 | 1
    func next(_ limit: Int) -> Int {
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      return Int(state % UInt64(limit))
    }
    for _ in 0..<100 {
      var file = Self.file
      for _ in 0..<20 { file[next(file.count)] = UInt8(next(256)) }
      let reading = try await Reading.of(file)
      #expect(reading.failure != nil || reading.batch.messages.count < 100)
    }
  }

  @Test("a directory that leads back to itself is walked once, and told")
  func siblingLoop() async throws {
    let place = try Self.entry("__recip_version1.0_#00000000")
    let other = try Self.entry("__attach_version1.0_#00000000")
    // The right sibling of the one is the storage itself, reached before.
    let reading = try await Reading.of(Self.changed(other + 76, to: u32(0)))
    #expect(reading.batch.defects.contains { $0.problem.contains("more than once") })
    #expect(reading.batch.messages.first?.subject == "Re: plans")
    let cut = try await Reading.of(Self.changed(place + 72, to: u32(0x00FF_FFFF)))
    #expect(cut.batch.defects.contains { $0.field == "Left/Right Sibling ID" && $0.problem.hasPrefix("missing") })
    #expect(cut.batch.defects.contains { $0.field == "Child ID" })
    #expect(cut.isPartial)
  }

  @Test("a chain of sectors that leads back, breaks off or is too short costs its stream")
  func chains() async throws {
    let table = Self.file.count - 512
    let name = try Self.entry("__substg1.0_37010102", 1)
    let big = Self.file[name + 120] == UInt8(truncatingIfNeeded: 9000) ? name : try Self.entry("__substg1.0_37010102")
    let start = Int(Self.file[big + 116]) + Int(Self.file[big + 117]) << 8
    for (next, problem) in [
      (UInt32(start), "leads back"), (0x00FF_FFFF, "out of range"), (0xFFFF_FFFE, "truncated"),
    ] {
      let reading = try await Reading.of(Self.changed(table + 4 * (start + 1), to: u32(next)))
      #expect(reading.batch.defects.contains { $0.problem.contains(problem) }, "\(problem)")
      let attachment = try #require(reading.batch.attachments.first { $0.name == "BIG.BIN" })
      #expect(attachment.sha256 == nil)
      #expect(attachment.byteCount == nil)
      #expect(reading.batch.attachments.count == 5)
      #expect(reading.batch.messages.count == 2)
    }
  }

  @Test("tables that lead to themselves, and counts without measure, end")
  func tables() async throws {
    var file = Self.file
    // The first DIFAT sector is one that names itself as the next.
    file.replaceSubrange(68..<76, with: u32(3) + u32(0xFFFF_FFFF))
    file.replaceSubrange(4 * 512 + 508..<5 * 512, with: u32(3))
    #expect(try await Reading.of(file).batch.messages.count <= 3)
    // Every FAT sector is the same one.
    file = Self.file
    for index in 0..<109 { file.replaceSubrange(76 + 4 * index..<80 + 4 * index, with: file[76..<80]) }
    #expect(try await Reading.of(file).batch.messages.count == 2)
  }

  @Test("a stream said to be huge takes no memory and is told")
  func hugeStream() async throws {
    let place = try Self.entry("__substg1.0_1000001F", 1)
    let reading = try await Reading.of(Self.changed(place + 120, to: u32(0xFFFF_FFF0)))
    #expect(reading.batch.messages.contains { $0.subject == "Re: plans" })
    #expect(
      reading.batch.defects.contains { $0.problem.contains("limit exceeded") || $0.problem.contains("truncated") })
  }

  @Test("messages within messages are read down to a depth of 32, what is below is told")
  func depth() async throws {
    typealias Builder = MessageBuilder
    var inner = Builder.properties([], header: Builder.header(recipients: 0, attachments: 0, isTop: false))
    for depth in 0..<40 {
      let attachment = Builder.attachment(0, [Builder.integer(0x3705, 5)], object: inner)
      inner =
        Builder.properties([], header: Builder.header(recipients: 0, attachments: 1, isTop: depth == 39)) + [attachment]
    }
    let reading = try await Reading.of(inner)
    #expect(reading.batch.messages.count == 33)
    #expect(reading.batch.defects.map(\.field) == ["PidTagAttachDataObject"])
  }

  @Test("a compound file without a message is refused")
  func noMessage() async throws {
    let reading = try await Reading.of([.stream("WordDocument", [1, 2, 3])])
    #expect(reading.failure?.field == "__properties_version1.0")
    #expect(reading.batch.messages.isEmpty)
  }
}
