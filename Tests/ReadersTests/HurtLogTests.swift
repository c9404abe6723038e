import Bytes
import Records
import Testing

@testable import Readers

/// A small log of each kind, hurt everywhere: whatever is changed, reading goes on and says so.
@Suite("Every kind of log, cut and changed")
struct HurtLogTests {
  @Test("whole, each is known and gives its records without a defect", arguments: HurtLogs.samples)
  func whole(kind: String, text: String) async throws {
    let found = try #require(reader(for: Opening(Array(text.utf8), isWhole: true)))
    #expect(found.kind == kind)
    let reading = try await HurtReading.of(Array(text.utf8), by: found)
    #expect(reading.recordCount > 0 || reading.loadItemCount > 0)
    #expect(reading.defects.isEmpty)
  }

  @Test("what the times of each kind rest on is stated, and is what its records say", arguments: HurtLogs.samples)
  func times(kind: String, text: String) async throws {
    let found = try #require(reader(for: Opening(Array(text.utf8), isWhole: true)))
    let bases = found.timeBases
    let stated = try #require(bases, "\(kind) states nothing")
    let reading = try await HurtReading.of(Array(text.utf8), by: found)
    #expect(reading.timeBases.isSubset(of: stated), "\(kind) says \(reading.timeBases)")
  }

  @Test("there is a log of every kind here, as of every kind that states its times")
  func kinds() {
    let known = Set(HurtLogs.samples.map(\.kind))
    #expect(Set(allReaders.filter { $0.timeBases != nil }.map { $0.kind }).subtracting(known) == ["evtx"])
    let others = Set(allReaders.map { $0.kind }).subtracting(known)
    #expect(
      others == ["evtx", "pst", "msg", "tnef", "eml", "emlx", "mbox", "gzip", "zip", "tar", "7z"])
    #expect(EVTXReader.timeBases == [.utc])
  }

  @Test("cut anywhere, nothing crashes, and every place told lies inside of what is there", arguments: HurtLogs.samples)
  func cut(kind: String, text: String) async throws {
    let bytes = Array(text.utf8)
    for length in 0..<bytes.count { try await check(Array(bytes.prefix(length))) }
  }

  @Test("with any byte changed, the same", arguments: HurtLogs.samples)
  func changed(kind: String, text: String) async throws {
    for byte: UInt8 in [0x00, 0x0A, UInt8(ascii: "\""), 0xFF] {
      for index in text.utf8.indices.enumerated().map(\.offset) {
        var bytes = Array(text.utf8)
        bytes[index] = byte
        try await check(bytes)
      }
    }
  }

  private func check(_ bytes: [UInt8]) async throws {
    guard let found = reader(for: Opening(bytes, isWhole: true)) else { return }
    do {
      let reading = try await HurtReading.of(bytes, by: found)
      for place in reading.places { #expect(place.offset + place.length <= UInt64(bytes.count), "\(found.kind)") }
    } catch is FormatError {
      // Nothing could be read at all, which the exhibit then says.
    }
  }
}

/// How much a reader found, whatever it was, and where.
private struct HurtReading {
  var recordCount: Int64 = 0
  var loadItemCount = 0
  var places: [Records.SourceLocation] = []
  var defects: [Defect] = []
  /// Of the records that have a time.
  var timeBases: Set<TimeBasis> = []

  static func of(_ bytes: [UInt8], by reader: any Reader.Type) async throws -> HurtReading {
    let gathered = GatheredPlaces()
    let collector = RecordCollector { await gathered.add($0) }
    try await reader.read(Source(bytes), into: collector)
    try await collector.finish()
    var reading = await gathered.reading
    reading.recordCount = collector.recordCount
    return reading
  }
}

private actor GatheredPlaces {
  var reading = HurtReading()

  func add(_ batch: RecordBatch) {
    reading.places += batch.auditRecords.map(\.location) + batch.webRequests.map(\.location)
    reading.places += batch.loadItems.map(\.location)
    reading.loadItemCount += batch.loadItems.count
    reading.timeBases.formUnion(batch.auditRecords.filter { $0.occurredAt != nil }.map(\.timeBasis))
    reading.timeBases.formUnion(batch.webRequests.filter { $0.occurredAt != nil }.map(\.timeBasis))
    reading.places += batch.defects.compactMap { defect in
      defect.offset.map { Records.SourceLocation(offset: $0, length: defect.length ?? 0) }
    }
    reading.defects += batch.defects
  }
}
