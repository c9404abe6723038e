/// The account that a phone names in the query of its requests, `?User=CORP%5Calice&DeviceId=…&DeviceType=…&Cmd=…`
/// ([MS-ASHTTP] 2.2.1.1.1.1.2). The encoded form of newer protocol versions holds none.
struct ActiveSyncQuery {
  private(set) var user: String?

  init(_ query: String) {
    for part in query.split(separator: "&") {
      guard let sign = part.firstIndex(of: "=") else { continue }
      if part[..<sign].lowercased() == "user" { user = user ?? Self.decoded(part[part.index(after: sign)...]) }
    }
  }

  /// Percent signs taken off; nil where that gives no text.
  private static func decoded(_ text: Substring) -> String? {
    var bytes: [UInt8] = []
    var rest = text.utf8[...]
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "%"), let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16),
        rest.count >= 2
      {
        bytes.append(value)
        rest = rest.dropFirst(2)
      } else {
        bytes.append(byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte)
      }
    }
    let value = String(validating: bytes, as: UTF8.self)
    return value?.isEmpty == true ? nil : value
  }
}
