package import Bytes

/// The header of an event log file, the first 128 bytes of its first block ([EVTX] file header).
package struct FileHeader: Sendable, Equatable {
  package static let signature: [UInt8] = Array("ElfFile\0".utf8)
  package static let length = 128

  package let firstChunkNumber: UInt64
  package let lastChunkNumber: UInt64
  package let nextRecordIdentifier: UInt64
  package let headerSize: UInt32
  package let minorVersion: UInt16
  package let majorVersion: UInt16
  /// Where the first chunk starts.
  package let headerBlockSize: UInt16
  package let chunkCount: UInt16
  package let flags: UInt32
  package let storedChecksum: UInt32
  package let computedChecksum: UInt32

  /// The log was not closed: its counts are those of an earlier time.
  package var isDirty: Bool { flags & 1 != 0 }
  package var isChecksumRight: Bool { storedChecksum == computedChecksum }

  package init(_ bytes: [UInt8]) throws(FormatError) {
    var reader = ByteReader(bytes, at: 0)
    let signature = try reader.read("FileHeader.Signature", count: Self.signature.count)
    guard signature.elementsEqual(Self.signature) else {
      throw FormatError(.invalid("not an event log"), in: "FileHeader.Signature", at: 0)
    }
    firstChunkNumber = try reader.read("FileHeader.FirstChunkNumber")
    lastChunkNumber = try reader.read("FileHeader.LastChunkNumber")
    nextRecordIdentifier = try reader.read("FileHeader.NextRecordIdentifier")
    headerSize = try reader.read("FileHeader.HeaderSize")
    minorVersion = try reader.read("FileHeader.MinorVersion")
    majorVersion = try reader.read("FileHeader.MajorVersion")
    headerBlockSize = try reader.read("FileHeader.HeaderBlockSize")
    chunkCount = try reader.read("FileHeader.NumberOfChunks")
    try reader.skip(76, "FileHeader.Reserved")
    flags = try reader.read("FileHeader.FileFlags")
    storedChecksum = try reader.read("FileHeader.Checksum")
    computedChecksum = checksum(of: bytes, [0..<120])
  }
}

/// The CRC-32 over these ranges of `bytes`, which must lie in it.
func checksum(of bytes: [UInt8], _ ranges: [Range<Int>]) -> UInt32 {
  bytes.withUnsafeBytes { all in
    var crc = CRC32()
    for range in ranges { crc.update(UnsafeRawBufferPointer(rebasing: all[range])) }
    return crc.value
  }
}
