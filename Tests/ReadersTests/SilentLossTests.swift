import Bytes
import Foundation
import Records
import Testing

@testable import Readers

/// A small log of each kind, cut and changed everywhere: what the damage does not touch is read as before, and where
/// anything is lost, that is told.
@Suite("No log loses a record in silence")
struct SilentLossTests {
  /// With the last line twice more where the log is one of lines.
  private static let samples = HurtLogs.samples.map { kind, text in
    let last = text.split(separator: "\n").last ?? ""
    let isOfLines = text.last == "\n"
    return (kind: kind, text: isOfLines ? text + "\(last)\n\(last)\n" : text)
  }

  @Test("cut anywhere: records before the cut are kept, and a record that is cut is told", arguments: samples)
  func cut(kind: String, text: String) async throws {
    let bytes = Array(text.utf8)
    let whole = try await LossReading.of(bytes)
    for length in 0..<bytes.count {
      let reading = try await LossReading.of(Array(bytes.prefix(length)))
      guard reading.kind == kind else { continue }
      let kept = whole.places.filter { $0.upperBound <= length }
      #expect(reading.places.starts(with: kept), "\(kind) cut at \(length) loses records")
      let isInside = whole.places.contains { $0.lowerBound < length && length < $0.upperBound }
      #expect(!isInside || reading.isTold, "\(kind) cut at \(length) tells nothing")
    }
  }

  /// `MAILTRAIL_SWEEP=1` puts in every mark that some format knows: a matter of minutes.
  private static let marks: [UInt8] =
    ProcessInfo.processInfo.environment["MAILTRAIL_SWEEP"] == nil
    ? [0x00, 0x0A, UInt8(ascii: "\"")] : [0x00, 0x09, 0x0A, 0x0D, 0x7F, 0xFF] + Array(" !\"#',-0;:<>@AZ[\\]_{|}".utf8)

  @Test("with any byte changed: where fewer records come of it, that is told", arguments: samples)
  func changed(kind: String, text: String) async throws {
    let whole = try await LossReading.of(Array(text.utf8))
    for byte in Self.marks {
      for index in 0..<text.utf8.count {
        var bytes = Array(text.utf8)
        // Two commands without a line end between are one line like any other.
        guard bytes[index] != byte, !kind.hasPrefix("powershell") || bytes[index] != 0x0A else { continue }
        bytes[index] = byte
        let reading = try await LossReading.of(bytes)
        guard reading.kind == kind else { continue }
        let kept = whole.places.filter { !$0.contains(index) }.count
        #expect(
          reading.places.count >= kept || reading.isTold, "\(kind) with \(byte) at \(index) loses records in silence")
      }
    }
  }
}

/// What a reader made of some bytes: the places of its records, and whether it tells anything.
private struct LossReading {
  var kind: String?
  var places: [Range<Int>] = []
  var isTold = false

  static func of(_ bytes: [UInt8]) async throws -> LossReading {
    var reading = LossReading()
    guard let reader = reader(for: Opening(bytes, isWhole: true)) else { return reading }
    reading.kind = reader.kind
    let gathered = GatheredLoss()
    let collector = RecordCollector { await gathered.add($0) }
    do {
      try await reader.read(Source(bytes), into: collector)
      try await collector.finish()
    } catch is FormatError {
      reading.isTold = true
    }
    reading.places = await gathered.places
    let notes = collector.notes.contains { $0.hasPrefix(ExhibitNote.openEnd) || $0 == ExhibitNote.noRows }
    let defectCount = await gathered.defectCount
    if notes || collector.isPartial || defectCount > 0 { reading.isTold = true }
    return reading
  }
}

private actor GatheredLoss {
  var places: [Range<Int>] = []
  var defectCount = 0

  func add(_ batch: RecordBatch) {
    let locations =
      batch.auditRecords.map(\.location) + batch.webRequests.map(\.location) + batch.loadItems.map(\.location)
    places += locations.map { Int($0.offset)..<Int($0.offset + $0.length) }
    defectCount += batch.defects.count
  }
}
