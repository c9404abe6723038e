/// Reads fields one after another from bytes whose place in the exhibit is known; every read is checked.
package struct ByteReader: Sendable {
  private let bytes: [UInt8]
  private let base: UInt64
  /// Index of the next byte, from the start of `bytes`.
  package private(set) var position: Int
  private let end: Int

  /// `offset` is where `bytes` starts in the exhibit, so that errors name the true place.
  package init(_ bytes: [UInt8], at offset: UInt64) {
    self.bytes = bytes
    base = offset
    position = 0
    end = bytes.count
  }

  /// Reads `range` of `bytes` only; `offset` is still where `bytes` starts.
  package init(_ bytes: [UInt8], range: Range<Int>, at offset: UInt64, field: String) throws(FormatError) {
    guard range.lowerBound >= 0, range.upperBound <= bytes.count else {
      throw FormatError(
        .truncated(needed: range.upperBound, available: bytes.count), in: field, at: offset)
    }
    self.bytes = bytes
    base = offset
    position = range.lowerBound
    end = range.upperBound
  }

  /// Where the next byte stands in the exhibit.
  package var offset: UInt64 { base &+ UInt64(position) }
  package var remaining: Int { end - position }

  /// Reads a little-endian integer. One function for each width: other modules cannot specialise a generic one.
  package mutating func read(_ field: String, as type: UInt8.Type = UInt8.self) throws(FormatError) -> UInt8 {
    try integer(field)
  }

  package mutating func read(_ field: String, as type: UInt16.Type = UInt16.self) throws(FormatError) -> UInt16 {
    try integer(field)
  }

  package mutating func read(_ field: String, as type: UInt32.Type = UInt32.self) throws(FormatError) -> UInt32 {
    try integer(field)
  }

  package mutating func read(_ field: String, as type: UInt64.Type = UInt64.self) throws(FormatError) -> UInt64 {
    try integer(field)
  }

  private mutating func integer<T: FixedWidthInteger>(_ field: String) throws(FormatError) -> T {
    let size = MemoryLayout<T>.size
    try need(size, field)
    let value = bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: position, as: T.self) }
    position += size
    return T(littleEndian: value)
  }

  package mutating func read(_ field: String, count: Int) throws(FormatError) -> ArraySlice<UInt8> {
    try need(count, field)
    defer { position += count }
    return bytes[position..<position + count]
  }

  package mutating func skip(_ count: Int, _ field: String) throws(FormatError) {
    try need(count, field)
    position += count
  }

  private func need(_ count: Int, _ field: String) throws(FormatError) {
    guard count >= 0, count <= remaining else {
      throw FormatError(.truncated(needed: count, available: remaining), in: field, at: offset)
    }
  }
}
