import Bytes

/// The frame of a record: its id, when it was written, and where its BinXml stands ([EVTX] event record).
package struct EventRecord: Sendable, Equatable {
  static let signature: UInt32 = 0x0000_2A2A
  static let headerLength = 24
  /// With the copy of the size behind it.
  static let minimumLength = 28

  /// Counts the records of this file; the event has its own, which exporting keeps.
  package let identifier: UInt64
  /// 100 ns since 1601-01-01 UTC.
  package let written: UInt64
  /// Where in the chunk it stands.
  package let range: Range<Int>

  /// Where its BinXml stands in the chunk.
  var body: Range<Int> { range.lowerBound + Self.headerLength..<max(bodyStart, range.upperBound - 4) }
  private var bodyStart: Int { range.lowerBound + Self.headerLength }

  /// The record at `position` of a chunk that stands at `offset`; the size at its end is looked at by `isClosed`.
  init(in bytes: [UInt8], at position: Int, chunkOffset: UInt64) throws(FormatError) {
    var reader = try ByteReader(bytes, range: position..<bytes.count, at: chunkOffset, field: "EventRecord")
    let place = reader.offset
    let signature: UInt32 = try reader.read("EventRecord.Signature")
    guard signature == Self.signature else {
      throw FormatError(.badMagic(UInt64(signature)), in: "EventRecord.Signature", at: place)
    }
    let size: UInt32 = try reader.read("EventRecord.Size")
    identifier = try reader.read("EventRecord.EventRecordIdentifier")
    written = try reader.read("EventRecord.WrittenDateAndTime")
    guard Int(size) >= Self.minimumLength, Int(size) <= bytes.count - position else {
      throw FormatError(
        .outOfRange(value: UInt64(size), limit: UInt64(bytes.count - position)), in: "EventRecord.Size", at: place + 4)
    }
    range = position..<position + Int(size)
  }

  /// A record that is damaged, as far as the next one.
  init(identifier: UInt64, written: UInt64, range: Range<Int>) {
    self.identifier = identifier
    self.written = written
    self.range = range
  }

  /// Whether its size stands at its end again.
  func isClosed(in bytes: [UInt8]) -> Bool {
    let copy = bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: range.upperBound - 4, as: UInt32.self) }
    return UInt32(littleEndian: copy) == UInt32(range.count)
  }

  /// The whole records in `region`, wherever they start. One that ends with a region that is `insideRecord` counts as
  /// whole without its size there: the size of the record around it stands in that place.
  static func search(
    _ bytes: [UInt8], _ region: Range<Int>, chunkOffset: UInt64, insideRecord: Bool = false
  ) -> [EventRecord] {
    var found: [EventRecord] = []
    var position = region.lowerBound
    while let start = nextSignature(in: bytes, position..<region.upperBound) {
      position = start + 1
      guard let record = try? EventRecord(in: bytes, at: start, chunkOffset: chunkOffset),
        record.range.upperBound <= region.upperBound,
        record.isClosed(in: bytes) || insideRecord && record.range.upperBound == region.upperBound
      else { continue }
      found.append(record)
      position = record.range.upperBound
    }
    return found
  }

  private static func nextSignature(in bytes: [UInt8], _ range: Range<Int>) -> Int? {
    guard range.count >= minimumLength else { return nil }
    let last = range.upperBound - minimumLength
    return bytes.withUnsafeBytes { all in
      var index = range.lowerBound
      while index <= last {
        let word = all.loadUnaligned(fromByteOffset: index, as: UInt64.self)
        if UInt32(truncatingIfNeeded: UInt64(littleEndian: word)) == signature { return index }
        // Most of what lies behind the records are zeros.
        index += word == 0 ? 8 : 1
      }
      return nil
    }
  }
}
