import Bytes

/// The parameters of a Content-Type or Content-Disposition field (RFC 2045 5.1, RFC 2231), names in lower case.
package struct Parameters: Sendable, Equatable {
  /// One `name=value`, or one piece of a value that was cut (RFC 2231 3).
  struct Piece: Sendable, Equatable {
    var name: String
    var value: [UInt8]
    /// The piece's number where the name ends in `*0`, `*1`…
    var section: Int?
    /// The name ends in `*`: the value has `%` escapes and, in its first piece, a charset.
    var isExtended = false
  }

  private(set) var pieces: [Piece] = []
  static let pieceLimit = 1000

  init() {}

  /// Reads `; name=value` until the end of the field.
  init(from scanner: inout FieldScanner) {
    while !scanner.isAtEnd, pieces.count < Self.pieceLimit {
      let before = scanner.position
      while let byte = scanner.next, byte == UInt8(ascii: ";") || byte.isWhiteSpace { scanner.position += 1 }
      if let piece = Self.readPiece(&scanner) { pieces.append(piece) }
      if scanner.position == before { scanner.position += 1 }
    }
  }

  private static func readPiece(_ scanner: inout FieldScanner) -> Piece? {
    scanner.skipBlanks()
    let label = scanner.read { $0 == UInt8(ascii: "=") || $0 == UInt8(ascii: ";") }.trimmed
    guard scanner.skip(UInt8(ascii: "=")) else { return nil }
    scanner.skipWhiteSpace()
    let isSemicolon = { (byte: UInt8) in byte == UInt8(ascii: ";") }
    let value: [UInt8]
    if let quoted = scanner.quotedString() {
      value = quoted
      _ = scanner.read(upTo: isSemicolon)
    } else {
      value = Array(scanner.read(upTo: isSemicolon).drop { $0 == .quote }.trimmed)
    }
    return label.isEmpty ? nil : piece(labelled: String(decoding: label, as: UTF8.self).lowercased(), value)
  }

  /// Splits `filename*1*` into name, number and star.
  private static func piece(labelled label: String, _ value: [UInt8]) -> Piece {
    var parts = label.split(separator: "*", omittingEmptySubsequences: false)
    guard parts.count > 1 else { return Piece(name: label, value: value) }
    let isExtended = parts.last?.isEmpty == true
    if isExtended { parts.removeLast() }
    let section = parts.count > 1 ? parts.last.flatMap { Int($0) } : nil
    return Piece(name: String(parts[0]), value: value, section: section, isExtended: isExtended)
  }

  /// The value as bytes, `%` escapes undone, pieces in the order of their numbers; nil where there is none.
  package func bytes(_ name: String) -> [UInt8]? { join(name)?.bytes }

  /// The value as text: by its RFC 2231 charset, else encoded words decoded though RFC 2047 5 forbids them here.
  package func text(_ name: String) -> String? {
    guard let joined = join(name) else { return nil }
    guard let label = joined.charset else { return decodeHeaderText(joined.bytes).text }
    return Charset(named: label)?.decode(joined.bytes).text ?? textOfUndeclaredCharset(joined.bytes)
  }

  /// An extended value wins over a plain one of the same name: it is what the sender meant, the plain one is for old
  /// readers (RFC 6266 4.3).
  private func join(_ name: String) -> (bytes: [UInt8], charset: String?)? {
    let all = pieces.filter { $0.name == name }
    if let whole = all.first(where: { $0.isExtended && $0.section == nil }) { return Self.join([whole]) }
    if let plain = all.first(where: { $0.section == nil }) { return (plain.value, nil) }
    let sections = all.sorted { ($0.section ?? 0) < ($1.section ?? 0) }
    return sections.isEmpty ? nil : Self.join(sections)
  }

  private static func join(_ pieces: [Piece]) -> (bytes: [UInt8], charset: String?) {
    var bytes: [UInt8] = []
    var charset: String?
    for (index, piece) in pieces.enumerated() {
      var value = piece.value[...]
      if index == 0, piece.isExtended, let (label, rest) = charsetPrefix(value) {
        charset = label
        value = rest
      }
      bytes.append(contentsOf: piece.isExtended ? percentDecoded(value) : Array(value))
    }
    return (bytes, charset)
  }

  /// Splits `charset'language'text` (RFC 2231 4).
  private static func charsetPrefix(_ value: ArraySlice<UInt8>) -> (label: String?, rest: ArraySlice<UInt8>)? {
    let apostrophe = UInt8(ascii: "'")
    guard let first = value.firstIndex(of: apostrophe),
      let second = value[(first + 1)...].firstIndex(of: apostrophe)
    else { return nil }
    let label = String(decoding: value[..<first], as: UTF8.self)
    return (label.isEmpty ? nil : label, value[(second + 1)...])
  }

  private static func percentDecoded(_ value: ArraySlice<UInt8>) -> [UInt8] {
    var output: [UInt8] = []
    var index = value.startIndex
    while index < value.endIndex {
      if value[index] == UInt8(ascii: "%"), index + 2 < value.endIndex, let high = value[index + 1].hexValue,
        let low = value[index + 2].hexValue
      {
        output.append(high << 4 | low)
        index += 3
      } else {
        output.append(value[index])
        index += 1
      }
    }
    return output
  }
}
