/// How the data of external blocks is encoded ([MS-PST] 2.2.2.6, bCryptMethod). It hides nothing: there is no key.
package enum Encoding: UInt8, Sendable {
  case none = 0x00
  case permute = 0x01
  case cyclic = 0x02

  /// Decodes the first `count` bytes in place.
  package func decode(_ bytes: inout [UInt8], count: Int, id: BlockID) {
    switch self {
    case .none: return
    case .permute: Self.decodePermuted(&bytes, count: count)
    case .cyclic: Self.decodeCyclic(&bytes, count: count, key: UInt32(truncatingIfNeeded: id.rawValue))
    }
  }

  /// [MS-PST] 5.1.
  private static func decodePermuted(_ bytes: inout [UInt8], count: Int) {
    EncodingTables.inverse.withUnsafeBufferPointer { table in
      bytes.withUnsafeMutableBufferPointer { buffer in
        for index in 0..<min(count, buffer.count) { buffer[index] = table[Int(buffer[index])] }
      }
    }
  }

  /// [MS-PST] 5.2; the same again encodes.
  private static func decodeCyclic(_ bytes: inout [UInt8], count: Int, key: UInt32) {
    var word = UInt16(truncatingIfNeeded: key >> 16 ^ key)
    let (r, s, i) = (EncodingTables.substitution, EncodingTables.involution, EncodingTables.inverse)
    bytes.withUnsafeMutableBufferPointer { buffer in
      for index in 0..<min(count, buffer.count) {
        let (low, high) = (UInt8(truncatingIfNeeded: word), UInt8(word >> 8))
        let first = r[Int(buffer[index] &+ low)] &+ high
        let second = s[Int(first)] &- high
        buffer[index] = i[Int(second)] &- low
        word &+= 1
      }
    }
  }
}
