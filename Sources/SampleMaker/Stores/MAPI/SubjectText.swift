/// A subject as a PST keeps it ([MS-PST] 2.5.3.1.1.1): before it the number 1 and the length of its prefix and one more.
enum SubjectText {
  static func stored(_ subject: String) -> String {
    let length = UInt8(prefixLength(subject) + 1)
    return "\u{01}\(Unicode.Scalar(length))\(subject)"
  }

  /// Without its prefix, as all mails of a conversation have it.
  static func withoutPrefix(_ subject: String) -> String {
    String(decoding: subject.utf16.dropFirst(prefixLength(subject)), as: UTF16.self)
  }

  /// Units of UTF-16 up to the space: one to three signs that are no digits, a colon, a space ([MS-OXCMSG] 2.2.1.9).
  private static func prefixLength(_ subject: String) -> Int {
    let units = Array(subject.utf16.prefix(5))
    guard let colon = units.firstIndex(of: 0x3A), (1...3).contains(colon), units.count > colon + 1,
      units[colon + 1] == 0x20
    else { return 0 }
    let isPlain = !units[..<colon].contains { (0x30...0x39).contains($0) || $0 == 0x20 }
    return isPlain ? colon + 2 : 0
  }
}
