/// A trace field (RFC 5321 4.4): who handed the message over to whom, and when.
package struct Received: Sendable, Equatable {
  /// The text behind the last semicolon; nil where there is none.
  package let dateText: [UInt8]?
  /// The addresses behind the word `for`.
  package let recipients: [String]

  package var date: MessageDate? { dateText.flatMap { MessageDate($0) } }

  package init(_ value: [UInt8]) {
    let semicolon = UInt8(ascii: ";")
    let lastSemicolon = value.lastIndex(of: semicolon)
    dateText = lastSemicolon.map { Array(value[($0 + 1)...]) }
    var scanner = FieldScanner(Array(value[..<(lastSemicolon ?? value.endIndex)]))
    var recipients: [String] = []
    var isBehindFor = false
    while !scanner.isAtEnd {
      scanner.skipBlanks()
      let token = scanner.read { $0.isWhiteSpace || $0 == UInt8(ascii: "(") || $0 == UInt8(ascii: ";") }
      if token.isEmpty { scanner.position += 1 }
      let word = String(decoding: token, as: UTF8.self)
      if isBehindFor, word.contains("@") {
        recipients += AddressList(Array(token)).addresses.compactMap(\.address)
      } else {
        isBehindFor = word.lowercased() == "for"
      }
    }
    self.recipients = recipients
  }
}
