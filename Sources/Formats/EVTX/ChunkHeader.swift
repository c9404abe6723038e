package import Bytes

/// The header of a chunk: 128 bytes, then the offsets of its string and template tables ([EVTX] chunk).
///
/// The tables are only an index by hash: names and templates are found by the offsets that the tokens hold, so that a
/// chunk whose header is gone can be read all the same.
package struct ChunkHeader: Sendable, Equatable {
  package static let signature: [UInt8] = Array("ElfChnk\0".utf8)
  /// Header and tables; the first record stands behind them.
  package static let length = 512

  package let firstRecordNumber: UInt64
  package let lastRecordNumber: UInt64
  package let firstRecordIdentifier: UInt64
  package let lastRecordIdentifier: UInt64
  package let headerSize: UInt32
  package let lastRecordOffset: UInt32
  /// Where the records end.
  package let freeSpaceOffset: UInt32
  package let storedRecordsChecksum: UInt32
  package let flags: UInt32
  package let storedChecksum: UInt32
  package let computedChecksum: UInt32

  /// Newer Windows can leave the checksums out.
  package var hasChecksums: Bool { flags & 4 == 0 }
  package var isChecksumRight: Bool { !hasChecksums || storedChecksum == computedChecksum }

  /// `bytes` are those of the chunk, which stands at `offset` in the exhibit.
  package init(_ bytes: [UInt8], at offset: UInt64) throws(FormatError) {
    guard bytes.count >= Self.length else {
      throw FormatError(.truncated(needed: Self.length, available: bytes.count), in: "ChunkHeader", at: offset)
    }
    var reader = ByteReader(bytes, at: offset)
    let signature = try reader.read("ChunkHeader.Signature", count: Self.signature.count)
    guard signature.elementsEqual(Self.signature) else {
      throw FormatError(.invalid("no chunk header"), in: "ChunkHeader.Signature", at: offset)
    }
    firstRecordNumber = try reader.read("ChunkHeader.FirstEventRecordNumber")
    lastRecordNumber = try reader.read("ChunkHeader.LastEventRecordNumber")
    firstRecordIdentifier = try reader.read("ChunkHeader.FirstEventRecordIdentifier")
    lastRecordIdentifier = try reader.read("ChunkHeader.LastEventRecordIdentifier")
    headerSize = try reader.read("ChunkHeader.HeaderSize")
    lastRecordOffset = try reader.read("ChunkHeader.LastEventRecordDataOffset")
    freeSpaceOffset = try reader.read("ChunkHeader.FreeSpaceOffset")
    storedRecordsChecksum = try reader.read("ChunkHeader.EventRecordsChecksum")
    try reader.skip(64, "ChunkHeader.Reserved")
    flags = try reader.read("ChunkHeader.Flags")
    storedChecksum = try reader.read("ChunkHeader.Checksum")
    computedChecksum = checksum(of: bytes, [0..<120, 128..<Self.length])
  }

  /// How many records the header counts; nil where its numbers cannot be.
  package var recordCount: UInt64? {
    guard lastRecordNumber >= firstRecordNumber, lastRecordNumber - firstRecordNumber < 65_536 else { return nil }
    return lastRecordNumber - firstRecordNumber + 1
  }
}
