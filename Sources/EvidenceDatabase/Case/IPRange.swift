import Records

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// An address or a network (`203.0.113.7`, `2001:db8::/32`) as its first and last address: 32 lower-case hexadecimal
/// digits each, IPv4 mapped into IPv6 (::ffff:0:0/96), so that text comparison answers membership.
package struct IPRange: Sendable, Equatable {
  package let from: String
  package let to: String

  /// Nil where `text` is neither.
  package init?(_ text: String) {
    let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    guard !text.utf8.contains(0), let first = parts.first, let (address, offset) = Self.address(String(first)) else {
      return nil
    }
    var bits = 128
    if parts.count == 2 {
      let digits = parts[1]
      guard !digits.isEmpty, digits.utf8.count <= 3, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
        let length = Int(digits), length <= 128 - offset
      else { return nil }
      bits = offset + length
    }
    from = hexadecimal(address.enumerated().map { $1 & Self.mask(of: $0, bits) })
    to = hexadecimal(address.enumerated().map { $1 | ~Self.mask(of: $0, bits) })
  }

  /// The bits of byte `place` that the first `bits` bits of an address cover.
  private static func mask(of place: Int, _ bits: Int) -> UInt8 {
    let covered = min(8, max(0, bits - place * 8))
    return covered == 0 ? 0 : UInt8.max << (8 - covered)
  }

  /// Sixteen bytes, and how many bits the address's own family starts at.
  private static func address(_ text: String) -> ([UInt8], Int)? {
    var bytes = [UInt8](repeating: 0, count: 16)
    if inet_pton(AF_INET6, text, &bytes) == 1 { return (bytes, 0) }
    var short = [UInt8](repeating: 0, count: 4)
    guard inet_pton(AF_INET, text, &short) == 1 else { return nil }
    return (Array(repeating: 0, count: 10) + [0xFF, 0xFF] + short, 96)
  }
}
