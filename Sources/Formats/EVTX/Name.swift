import Bytes

/// The name of an element or attribute, an entry of a chunk's string table ([EVTX] name).
struct Name {
  let xml: XMLName
  /// Index in the chunk of the first byte behind it.
  let end: Int

  /// The hash is checked: it tells a name from other bytes that an offset may point to.
  init(in bytes: [UInt8], at position: Int, chunkOffset: UInt64) throws(FormatError) {
    var reader = try ByteReader(
      bytes, range: min(position, bytes.count)..<bytes.count, at: chunkOffset, field: "Name.Offset")
    try reader.skip(4, "Name.NextStringOffset")
    let stored: UInt16 = try reader.read("Name.NameHash")
    let count: UInt16 = try reader.read("Name.NameNumChars")
    let characters = try reader.read("Name.Name", count: 2 * Int(count))
    try reader.skip(2, "Name.EndOfString")
    let computed = Self.hash(bytes, characters.startIndex..<characters.endIndex)
    guard stored == computed else {
      throw FormatError(
        .checksumMismatch(stored: UInt64(stored), computed: UInt64(computed)), in: "Name.NameHash",
        at: chunkOffset + UInt64(position) + 4)
    }
    xml = XMLName(utf16Text(bytes, characters.startIndex..<characters.endIndex))
    end = reader.position
  }

  private static func hash(_ bytes: [UInt8], _ range: Range<Int>) -> UInt16 {
    var hash: UInt32 = 0
    for index in stride(from: range.lowerBound, to: range.upperBound - 1, by: 2) {
      hash = hash &* 65_599 &+ (UInt32(bytes[index]) | UInt32(bytes[index + 1]) << 8)
    }
    return UInt16(truncatingIfNeeded: hash)
  }
}
