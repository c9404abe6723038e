/// How the data blocks of a store are obscured (`bCryptMethod`, [MS-PST] 2.2.2.6). Internal blocks and pages never are.
package enum PSTEncoding: UInt8, Sendable, CaseIterable {
  case none = 0
  /// "Compressible encryption", what Outlook makes unless told otherwise.
  case permute = 1
  /// "High encryption": each byte depends on its place and on the block's number.
  case cyclic = 2

  /// Encodes the bytes of a block where they stand.
  func encode(_ bytes: UnsafeMutableRawBufferPointer, block: BlockID) {
    switch self {
    case .none: break
    case .permute: permute(bytes)
    case .cyclic: rotate(bytes, key: UInt32(truncatingIfNeeded: block.rawValue))
    }
  }

  /// [MS-PST] 5.1.
  private func permute(_ bytes: UnsafeMutableRawBufferPointer) {
    EncodingTables.r.withUnsafeBufferPointer { table in
      for place in 0..<bytes.count { bytes[place] = table[Int(bytes[place])] }
    }
  }

  /// [MS-PST] 5.2; its own inverse.
  private func rotate(_ bytes: UnsafeMutableRawBufferPointer, key: UInt32) {
    var word = UInt16(truncatingIfNeeded: key ^ key >> 16)
    EncodingTables.r.withUnsafeBufferPointer { r in
      EncodingTables.s.withUnsafeBufferPointer { s in
        EncodingTables.i.withUnsafeBufferPointer { i in
          for place in 0..<bytes.count {
            let (low, high) = (UInt8(truncatingIfNeeded: word), UInt8(word >> 8))
            let once = r[Int(bytes[place] &+ low)]
            let twice = s[Int(once &+ high)]
            bytes[place] = i[Int(twice &- high)] &- low
            word &+= 1
          }
        }
      }
    }
  }
}
