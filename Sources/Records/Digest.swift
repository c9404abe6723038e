/// A SHA-256 value.
package struct Digest: Sendable, Hashable {
  package let words: (UInt64, UInt64, UInt64, UInt64)

  /// `bytes` are the 32 bytes of the hash, first byte first.
  package init?(_ bytes: some Sequence<UInt8>) {
    var all: [UInt64] = [0, 0, 0, 0]
    var count = 0
    for byte in bytes {
      guard count < 32 else { return nil }
      all[count / 8] = all[count / 8] << 8 | UInt64(byte)
      count += 1
    }
    guard count == 32 else { return nil }
    words = (all[0], all[1], all[2], all[3])
  }

  /// The same from 32 bytes in memory: there is one for each record of a log.
  package init?(_ bytes: UnsafeRawBufferPointer) {
    guard bytes.count == 32 else { return nil }
    func word(_ index: Int) -> UInt64 {
      UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8 * index, as: UInt64.self))
    }
    words = (word(0), word(1), word(2), word(3))
  }

  /// The first 64 bits, as the integer that the database joins over.
  package var key: Int64 { Int64(bitPattern: words.0) }

  /// 64 lower-case hexadecimal digits.
  package var hex: String {
    let bytes = (words.0.bigEndian, words.1.bigEndian, words.2.bigEndian, words.3.bigEndian)
    return withUnsafeBytes(of: bytes) { hexadecimal($0) }
  }

  /// The id of an event of a log that gives its events none: what is logged twice to the last character is one event.
  package var externalID: String {
    let bytes = (words.0.bigEndian, words.1.bigEndian, words.2.bigEndian, words.3.bigEndian)
    return withUnsafeBytes(of: bytes) { hexadecimal($0, behind: "sha256:") }
  }

  package static func == (a: Digest, b: Digest) -> Bool { a.words == b.words }

  package func hash(into hasher: inout Hasher) { hasher.combine(words.0) }
}
