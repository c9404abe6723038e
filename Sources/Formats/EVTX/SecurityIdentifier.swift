import Bytes

/// A SID as it stands in packets ([MS-DTYP] 2.4.2.2).
package struct SecurityIdentifier: Sendable, Equatable {
  let revision: UInt8
  let identifierAuthority: UInt64
  let subAuthorities: [UInt32]

  init(_ bytes: ArraySlice<UInt8>, at offset: UInt64) throws(FormatError) {
    let all = Array(bytes)
    guard all.count >= 8, all.count == 8 + 4 * Int(all[1]), all[1] <= 15 else {
      throw FormatError(.invalid("\(all.count) bytes are no SID"), in: "SID.SubAuthorityCount", at: offset)
    }
    revision = all[0]
    identifierAuthority = all[2..<8].reduce(0) { $0 << 8 | UInt64($1) }
    subAuthorities = stride(from: 8, to: all.count, by: 4).map { start in
      all[start..<start + 4].reversed().reduce(0) { $0 << 8 | UInt32($1) }
    }
  }

  /// [MS-DTYP] 2.4.2.1: the authority in hexadecimal from 2³² on.
  package var text: String {
    let authority =
      identifierAuthority < 1 << 32
      ? String(identifierAuthority) : "0x" + String(identifierAuthority, radix: 16, uppercase: true)
    return subAuthorities.reduce("S-\(revision)-\(authority)") { "\($0)-\($1)" }
  }
}
