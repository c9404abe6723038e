import Bytes
import Foundation
import Records
import Testing

/// Exhibits of every mail format, cut and changed: each reading ends, and tells what is lost, and where.
@Suite("Damaged mail")
struct DamagedMailTests {
  struct Whole {
    let bytes: [UInt8]
    let reading: Reading
    let kind: String

    init(_ format: String) async throws {
      bytes = try SmallMail.bytes(format)
      reading = try await Reading.of(bytes)
      kind = try #require(reading.kind, "\(format)")
    }

    /// What was found: messages and attachments, or members of an archive.
    static func found(_ reading: Reading) -> Int {
      reading.items.count + reading.batch.attachments.count { $0.sha256 != nil } + reading.batch.children.count
    }
  }

  /// The same bytes every time.
  private struct Dice {
    var state: UInt64
    mutating func below(_ limit: Int) -> Int {
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      return Int(state % UInt64(limit))
    }
  }

  private func look(_ damaged: [UInt8], of whole: Whole, _ format: String, _ what: String) async throws {
    let clock = ContinuousClock()
    var reading: Reading?
    let time = try await clock.measure { reading = try await Reading.of(damaged, kind: whole.kind) }
    let found = try #require(reading)
    // Some hundred times as long as it takes, for busy machines.
    #expect(time < .seconds(20), "\(what)")
    let places = found.batch.defects.compactMap(\.offset) + (found.failure.map { [$0.offset] } ?? [])
    #expect(places.allSatisfy { $0 <= UInt64(max(damaged.count, whole.bytes.count)) + 4096 }, "\(what): \(places)")
    #expect(Whole.found(found) <= 4 * Whole.found(whole.reading) + 40, "\(what)")
    guard SmallMail.tellsLoss(format), Whole.found(found) < Whole.found(whole.reading) else { return }
    #expect(found.failure != nil || found.isPartial || !found.batch.defects.isEmpty, "\(what): loss in silence")
  }

  @Test("cut at many lengths", arguments: SmallMail.formats)
  func cut(format: String) async throws {
    let whole = try await Whole(format)
    #expect(Whole.found(whole.reading) > 0 && whole.reading.failure == nil)
    var dice = Dice(state: 0x1234_5678)
    let lengths =
      (0..<10).map { whole.bytes.count * $0 / 10 + dice.below(64) } + [1, 3, 511, 513, whole.bytes.count - 1]
    for length in lengths where length < whole.bytes.count {
      try await look(Array(whole.bytes.prefix(length)), of: whole, format, "\(format) cut at \(length)")
    }
  }

  @Test("bytes changed at random", arguments: SmallMail.formats)
  func changed(format: String) async throws {
    let whole = try await Whole(format)
    // Most of a store is empty: what is not zero is changed.
    let filled = whole.bytes.indices.filter { whole.bytes[$0] != 0 }
    var dice = Dice(state: 0x9E37_79B9)
    for round in 0..<20 {
      var bytes = whole.bytes
      for _ in 0..<1 + round % 12 { bytes[filled[dice.below(filled.count)]] = UInt8(dice.below(256)) }
      try await look(bytes, of: whole, format, "\(format) changed, round \(round)")
    }
  }

  @Test("a run over hundreds of damaged exhibits ends, with each in a state, in little memory")
  func run() throws {
    let place = try Workplace()
    var dice = Dice(state: 0xABCD_EF01)
    var count = 0
    for format in SmallMail.formats {
      let whole = try SmallMail.bytes(format)
      for round in 0..<12 {
        var bytes = round % 3 == 0 ? Array(whole.prefix(dice.below(whole.count))) : whole
        for _ in 0..<round where !bytes.isEmpty { bytes[dice.below(bytes.count)] = UInt8(dice.below(256)) }
        try Data(bytes).write(to: place.folder.appending(path: "\(format)-\(round)"))
        count += 1
      }
    }
    let tool = MadeMail.tool("mailtrail")
    // Address space, of which what is taken is a part: 2 GB.
    let output = try Peer.run(
      "/bin/bash",
      [
        "-c",
        "ulimit -v 2000000; \"$0\" examine --json --case case.sqlite \(SmallMail.formats.map { $0 + "-*" }.joined(separator: " ")) || [ $? -eq 3 ]",
        tool,
      ], in: place.folder)
    #expect(!output.isEmpty)
    #expect(count == 12 * SmallMail.formats.count)
  }
}
