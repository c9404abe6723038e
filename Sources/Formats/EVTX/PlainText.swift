import Bytes
#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Text in UTF-8 that grows. What events say is put into one such place and looked at there: a `String` for each value cost
/// more than all else about an event.
package struct PlainText: Sendable {
  /// Longer than the text: room that is written into without being filled before.
  private var storage: [UInt8] = []
  package private(set) var count = 0

  package init() {}

  package mutating func removeAll() { count = 0 }

  package mutating func append(_ byte: UInt8) {
    makeRoom(for: 1)
    storage[count] = byte
    count += 1
  }

  package mutating func append(_ text: String) {
    var text = text
    text.withUTF8 { append(UnsafeRawBufferPointer($0)) }
  }

  package mutating func append(decimal number: UInt64) {
    // 20 digits hold any number; they come last digit first.
    makeRoom(for: 40)
    let place = count
    count += storage.withUnsafeMutableBufferPointer { storage in
      var (rest, start) = (number, place + 40)
      repeat {
        start -= 1
        storage[start] = UInt8(truncatingIfNeeded: rest % 10) | 0x30
        rest /= 10
      } while rest > 0
      let digits = place + 40 - start
      for index in 0..<digits { storage[place + index] = storage[start + index] }
      return digits
    }
  }

  package mutating func append(decimal number: Int64) {
    if number < 0 { append(UInt8(ascii: "-")) }
    append(decimal: number.magnitude)
  }

  /// A text of several, with a byte behind it that tells an empty one from none.
  package mutating func append(part text: String?) {
    if let text { append(text) }
    endPart(isThere: text != nil)
  }

  package mutating func append(part number: UInt64?) {
    if let number { append(decimal: number) }
    endPart(isThere: number != nil)
  }

  package mutating func append(part number: Int64?) {
    if let number { append(decimal: number) }
    endPart(isThere: number != nil)
  }

  /// Ends what was appended since the last part.
  mutating func endPart(isThere: Bool) { append(isThere ? 0 : 1) }

  /// Whether the part whose text ends at `end`, if only an empty one, is there.
  func isPart(endingAt end: Int) -> Bool { storage[end] == 0 }

  private mutating func append(_ bytes: UnsafeRawBufferPointer) {
    makeRoom(for: bytes.count)
    storage.withUnsafeMutableBytes {
      UnsafeMutableRawBufferPointer(rebasing: $0[count...]).copyMemory(from: bytes)
    }
    count += bytes.count
  }

  /// UTF-16LE; half a surrogate pair becomes U+FFFD.
  mutating func append(utf16 bytes: [UInt8], _ range: Range<Int>) {
    let narrowed = appendASCII(bytes, range)
    guard narrowed < range.upperBound - 1 else { return }
    append(Charset.utf16LE.decode(bytes[narrowed..<range.upperBound - range.count % 2]).text)
  }

  /// One text of several, up to its NUL or the end of the last whole unit, which is given back.
  mutating func appendItem(utf16 bytes: [UInt8], _ range: Range<Int>) -> Int {
    let narrowed = appendASCII(bytes, range)
    let end = endOfText(bytes, narrowed..<range.upperBound)
    if narrowed < end { append(Charset.utf16LE.decode(bytes[narrowed..<end]).text) }
    return end
  }

  /// The ASCII that the text starts with, which nearly always is all of it; where the rest starts.
  private mutating func appendASCII(_ bytes: [UInt8], _ range: Range<Int>) -> Int {
    makeRoom(for: range.count / 2)
    let taken = bytes.withUnsafeBytes { all in
      storage.withUnsafeMutableBytes {
        narrow(
          UnsafeRawBufferPointer(rebasing: all[range]), into: UnsafeMutableRawBufferPointer(rebasing: $0[count...]))
      }
    }
    count += taken
    return range.lowerBound + 2 * taken
  }

  private mutating func makeRoom(for more: Int) {
    guard storage.count - count < more else { return }
    storage.append(contentsOf: repeatElement(0, count: max(more, storage.count, 2048)))
  }
}

extension PlainText: Equatable {
  package static func == (a: PlainText, b: PlainText) -> Bool {
    a.count == b.count && a.withBytes(0..<a.count) { a in b.withBytes(0..<b.count) { isSame(a, $0) } }
  }
}

extension PlainText {
  /// `range` must lie in the text.
  package func withBytes<Result>(_ range: Range<Int>, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
    storage.withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[range])) }
  }

  package func withBytes(_ body: (UnsafeRawBufferPointer) -> Void) {
    storage.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
  }

  package func isSame(_ text: String, at range: Range<Int>) -> Bool {
    guard text.utf8.count == range.count else { return false }
    var text = text
    return text.withUTF8 { text in withBytes(range) { Self.isSame($0, text) } }
  }

  /// Of one length.
  fileprivate static func isSame(_ a: UnsafeBufferPointer<UInt8>, _ b: UnsafeBufferPointer<UInt8>) -> Bool {
    guard let a = a.baseAddress, let other = b.baseAddress else { return b.isEmpty }
    return memcmp(a, other, b.count) == 0
  }

  package func text(_ range: Range<Int>) -> String {
    withBytes(range) { String(decoding: $0, as: UTF8.self) }
  }
}

/// Narrows the units that are ASCII and not NUL, up to the first other one; how many there are. `output` has a byte for each.
private func narrow(_ units: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer) -> Int {
  let count = units.count / 2
  var index = 0
  while index + 4 <= count {
    let four = UInt64(littleEndian: units.loadUnaligned(fromByteOffset: 2 * index, as: UInt64.self))
    // Of ASCII, all but NUL reach bit 7 with 0x7F more.
    guard four & 0xFF80_FF80_FF80_FF80 == 0,
      (four &+ 0x007F_007F_007F_007F) & 0x0080_0080_0080_0080 == 0x0080_0080_0080_0080
    else { break }
    let pairs = (four | four >> 8) & 0x0000_FFFF_0000_FFFF
    let bytes = UInt32(truncatingIfNeeded: pairs | pairs >> 16)
    output.storeBytes(of: bytes.littleEndian, toByteOffset: index, as: UInt32.self)
    index += 4
  }
  while index < count {
    let unit = UInt16(littleEndian: units.loadUnaligned(fromByteOffset: 2 * index, as: UInt16.self))
    guard unit > 0, unit < 0x80 else { break }
    output[index] = UInt8(truncatingIfNeeded: unit)
    index += 1
  }
  return index
}
