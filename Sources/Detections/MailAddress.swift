/// A mail address found in text, in lower case.
struct MailAddress: Hashable {
  let address: String
  let domain: String

  /// Every address in the value of a parameter, however it is wrapped: `smtp:x@y`, `"Name" [SMTP:x@y]`, `a@b;c@d`,
  /// a JSON list. Only what stands next to an `@` is looked at, so a value cannot hide one behind another.
  static func all(in text: String) -> [MailAddress] {
    let bytes = Array(text.utf8)
    var found: [MailAddress] = []
    for at in bytes.indices where bytes[at] == UInt8(ascii: "@") {
      let start = localPartStart(in: bytes, before: at)
      let domain = domainRange(in: bytes, after: at)
      guard start < at, !domain.isEmpty else { continue }
      let domainText = String(decoding: bytes[domain], as: UTF8.self).lowercased()
      let localText = String(decoding: bytes[start..<at], as: UTF8.self).lowercased()
      found.append(MailAddress(address: "\(localText)@\(domainText)", domain: domainText))
    }
    return found
  }

  private static func localPartStart(in bytes: [UInt8], before at: Int) -> Int {
    var start = at
    while start > 0, isAtomText(bytes[start - 1]) { start -= 1 }
    // A quoted local part ("a b"@x) reaches back to its opening quote.
    if start == at, at > 1, bytes[at - 1] == UInt8(ascii: "\"") {
      start = bytes[..<(at - 1)].lastIndex(of: UInt8(ascii: "\"")) ?? at - 1
    }
    while start < at, bytes[start] == UInt8(ascii: "'") || bytes[start] == UInt8(ascii: ".") { start += 1 }
    return start
  }

  private static func domainRange(in bytes: [UInt8], after at: Int) -> Range<Int> {
    var start = at + 1
    var end = start
    if end < bytes.count, bytes[end] == UInt8(ascii: "[") {
      // A domain literal, [192.0.2.1].
      let close = bytes[end...].prefix(64).firstIndex(of: UInt8(ascii: "]"))
      return close.map { start..<$0 + 1 } ?? start..<start
    }
    while end < bytes.count, isDomainText(bytes[end]) { end += 1 }
    while start < end, bytes[start] == UInt8(ascii: ".") { start += 1 }
    while start < end, bytes[end - 1] == UInt8(ascii: ".") { end -= 1 }
    return start..<end
  }

  /// RFC 5322 atext and the dot; bytes above ASCII belong to an internationalised address (RFC 6532).
  private static func isAtomText(_ byte: UInt8) -> Bool {
    isDomainText(byte) || "!#$%&'*+/=?^`{|}~".utf8.contains(byte)
  }

  private static func isDomainText(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"), 0x80...:
      true
    default: false
    }
  }
}
