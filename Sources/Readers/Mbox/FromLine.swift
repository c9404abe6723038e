import MIME

/// The line that begins a message in an mbox: `From `, who sent it, and when.
enum FromLine {
  static let mark = Array("From ".utf8)
  /// Lines longer than this are none.
  static let lengthLimit = 1024

  /// Whether a From_ line stands at `index`. Text has lines that begin with `From ` too: a From_ line says a date, or
  /// a field that only mail has comes behind it.
  static func stands(at index: Int, in bytes: ArraySlice<UInt8>) -> Bool {
    let rest = bytes[index...]
    guard rest.starts(with: mark) else { return false }
    let line = rest.prefix(lengthLimit).prefix { $0 != 0x0A && $0 != 0x0D }
    var next = bytes[line.endIndex...]
    if next.first == 0x0D { next = next.dropFirst() }
    guard next.first == 0x0A else { return false }
    let name = fieldName(next.dropFirst())
    if hasDate(line) { return name != nil || opensBody(next.dropFirst()) }
    return name.map { fieldsOfMail.contains($0) || $0.hasPrefix("x-") } ?? false
  }

  /// The field that a line names, in lower case (RFC 5322 2.2).
  private static func fieldName(_ line: ArraySlice<UInt8>) -> String? {
    let quoteless = line.first == UInt8(ascii: ">") ? line.dropFirst() : line
    let name = quoteless.prefix(77).prefix { (0x21...0x7E).contains($0) && $0 != UInt8(ascii: ":") }
    guard !name.isEmpty, quoteless.dropFirst(name.count).first == UInt8(ascii: ":") else { return nil }
    return String(decoding: name, as: UTF8.self).lowercased()
  }

  /// A message without any field begins with the empty line in front of its body.
  private static func opensBody(_ line: ArraySlice<UInt8>) -> Bool { line.first == 0x0A || line.first == 0x0D }

  /// A time of day and a year: `Thu Jun 20 08:35:23 1996`, with whatever zone.
  private static func hasDate(_ line: ArraySlice<UInt8>) -> Bool {
    let words = line.split(separator: 0x20)
    let hasTime = words.contains { word in
      let parts = word.split(separator: UInt8(ascii: ":"))
      return (2...3).contains(parts.count) && parts.allSatisfy { (1...2).contains($0.count) && isNumber($0) }
    }
    return hasTime && words.contains { $0.count == 4 && isNumber($0) }
  }

  private static func isNumber(_ word: ArraySlice<UInt8>) -> Bool { word.allSatisfy { (0x30...0x39).contains($0) } }

  private static let fieldsOfMail: Set<String> = [
    "from", "to", "cc", "subject", "date", "received", "return-path", "delivered-to", "message-id", "mime-version",
    "reply-to", "sender", "status", "in-reply-to", "references", "content-type", "dkim-signature",
    "authentication-results", "envelope-to",
  ]
}
