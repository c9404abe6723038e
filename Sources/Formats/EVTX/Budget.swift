import Bytes

/// How much work a chunk and each of its records may cost: bytes of names and templates taken apart, tokens, characters
/// of text.
///
/// Templates may name each other, and a value may be put in any number of times, so that 64 KiB could ask for
/// gigabytes; what Windows writes stays far below.
struct Budget {
  static let chunkLimit = 4 << 20
  static let recordLimit = 2 << 20

  private var chunkLeft = Self.chunkLimit
  private var recordLeft = Self.recordLimit

  mutating func startRecord() { recordLeft = Self.recordLimit }

  mutating func spend(_ amount: Int, _ field: String, at offset: UInt64) throws(FormatError) {
    chunkLeft -= amount
    recordLeft -= amount
    guard chunkLeft >= 0, recordLeft >= 0 else {
      let limit = recordLeft < 0 ? Self.recordLimit : Self.chunkLimit
      // Not below the limit again: what is used up stays so.
      chunkLeft = max(chunkLeft, -1)
      recordLeft = max(recordLeft, -1)
      throw FormatError(.limitExceeded(value: UInt64(limit) + 1, limit: UInt64(limit)), in: field, at: offset)
    }
  }
}
