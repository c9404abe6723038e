/// What a body holds (RFC 2045 5); type and subtype in lower case.
package struct ContentType: Sendable, Equatable {
  package let type: String
  package let subtype: String
  package let parameters: Parameters

  package var mediaType: String { "\(type)/\(subtype)" }
  package var isMultipart: Bool { type == "multipart" }
  package var isMessage: Bool {
    type == "message" && (subtype == "rfc822" || subtype == "global" || subtype == "news")
  }

  static let plainText = ContentType(type: "text", subtype: "plain")
  static let message = ContentType(type: "message", subtype: "rfc822")

  init(type: String, subtype: String, parameters: Parameters = Parameters()) {
    self.type = type
    self.subtype = subtype
    self.parameters = parameters
  }

  /// Nil where the value has no type and subtype; `text` alone is taken for `text/plain`.
  package init?(_ value: [UInt8]) {
    var scanner = FieldScanner(value)
    scanner.skipBlanks()
    let type = Self.token(&scanner)
    scanner.skipBlanks()
    let hasSlash = scanner.skip(UInt8(ascii: "/"))
    scanner.skipBlanks()
    let subtype = hasSlash ? Self.token(&scanner) : ""
    _ = scanner.read { $0 == UInt8(ascii: ";") }
    guard !type.isEmpty, !subtype.isEmpty || type == "text" || type == "multipart" else { return nil }
    let assumed = type == "text" ? "plain" : "mixed"
    self.init(type: type, subtype: subtype.isEmpty ? assumed : subtype, parameters: Parameters(from: &scanner))
  }

  private static func token(_ scanner: inout FieldScanner) -> String {
    let token = scanner.read { byte in
      byte.isWhiteSpace || byte == UInt8(ascii: ";") || byte == UInt8(ascii: "/") || byte == UInt8(ascii: "(")
        || byte == UInt8(ascii: ",") || byte == UInt8(ascii: "=")
    }
    return String(decoding: token.filter { $0 != .quote }, as: UTF8.self).lowercased()
  }
}

/// How a body part asks to be shown (RFC 2183).
package struct ContentDisposition: Sendable, Equatable {
  /// Lower case.
  package let kind: String
  package let parameters: Parameters

  package init(_ value: [UInt8]) {
    var scanner = FieldScanner(value)
    scanner.skipBlanks()
    let start = scanner.position
    var token = scanner.read { $0.isWhiteSpace || $0 == UInt8(ascii: ";") || $0 == UInt8(ascii: "=") }
    if scanner.next == UInt8(ascii: "=") {  // `filename=…` without a kind before it
      scanner.position = start
      token = []
    }
    kind = String(decoding: token, as: UTF8.self).lowercased()
    parameters = Parameters(from: &scanner)
  }
}
