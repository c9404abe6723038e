import Glibc

/// An address as 32 hexadecimal digits, IPv4 mapped into IPv6, so that text comparison answers membership of a
/// network. Nil where the text is no address.
package func addressDigits(_ text: String) -> String? {
  var v4 = in_addr()
  if inet_pton(AF_INET, text, &v4) == 1 {
    return "00000000000000000000ffff" + withUnsafeBytes(of: &v4) { hexadecimal($0) }
  }
  var v6 = in6_addr()
  let withoutZone = String(text.prefix { $0 != "%" })
  guard inet_pton(AF_INET6, withoutZone, &v6) == 1 else { return nil }
  return withUnsafeBytes(of: &v6) { hexadecimal($0) }
}

func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
  let digits = Array("0123456789abcdef".utf8)
  return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
}
