/// What files are put together from.
extension [UInt8] {
  /// Bytes without a pattern, which is what packed pictures look like from outside.
  mutating func appendNoise(_ count: Int, from dice: inout Dice) {
    guard count > 0 else { return }
    let noise = [UInt8](unsafeUninitializedCapacity: count + 7) { buffer, filled in
      let raw = UnsafeMutableRawBufferPointer(buffer)
      for offset in Swift.stride(from: 0, to: count, by: 8) {
        raw.storeBytes(of: dice.next().littleEndian, toByteOffset: offset, as: UInt64.self)
      }
      filled = count
    }
    append(contentsOf: noise)
  }

  mutating func append(_ text: String) { append(contentsOf: text.utf8) }

  mutating func appendLittleEndian(_ value: some FixedWidthInteger) {
    Swift.withUnsafeBytes(of: value.littleEndian) { append(contentsOf: $0) }
  }

  mutating func appendBigEndian(_ value: some FixedWidthInteger) {
    Swift.withUnsafeBytes(of: value.bigEndian) { append(contentsOf: $0) }
  }
}

/// A file of exactly `byteCount` bytes: a head, as many units as there is room for, a tail, padding, and an end; where
/// even head, tail and end are longer, they stand alone.
func filled(
  _ byteCount: Int, head: String = "", tail: String = "", padding: UInt8 = 0x20, end: String = "",
  unit: (inout String) -> Void
) -> [UInt8] {
  let framed = byteCount - tail.utf8.count - end.utf8.count
  var file: [UInt8] = []
  file.reserveCapacity(byteCount)
  file.append(head)
  var piece = ""
  while true {
    piece.removeAll(keepingCapacity: true)
    unit(&piece)
    guard file.count + piece.utf8.count <= framed else { break }
    file.append(piece)
  }
  let missing = max(0, framed - file.count)
  file.append(tail)
  file += [UInt8](repeating: padding, count: missing)
  file.append(end)
  return file
}
