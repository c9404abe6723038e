import Bytes

/// A SID as it stands in packets ([MS-DTYP] 2.4.2.2).
package struct SecurityIdentifier: Sendable, Equatable {
  /// Revision, count of sub-authorities, authority (big-endian), sub-authorities (little-endian); checked for length.
  private let bytes: [UInt8]

  init(_ bytes: ArraySlice<UInt8>, at offset: UInt64) throws(FormatError) {
    let all = Array(bytes)
    guard all.count >= 8, all.count == 8 + 4 * Int(all[1]), all[1] <= 15 else {
      throw FormatError(.invalid("\(all.count) bytes are no SID"), in: "SID.SubAuthorityCount", at: offset)
    }
    self.bytes = all
  }

  var revision: UInt8 { bytes[0] }
  var authority: UInt64 { bytes[2..<8].reduce(0) { $0 << 8 | UInt64($1) } }
  var subAuthorityCount: Int { (bytes.count - 8) / 4 }

  func subAuthority(_ index: Int) -> UInt32 {
    let start = 8 + 4 * index
    return bytes[start..<start + 4].reversed().reduce(0) { $0 << 8 | UInt32($1) }
  }
}
