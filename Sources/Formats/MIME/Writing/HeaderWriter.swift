/// Writes a header section (RFC 5322 2.2) in ASCII, whatever the texts are in, but for addresses that are not (RFC 6532);
/// lines end with CR LF.
///
/// Texts come from mail that an attacker may have written: what would end a line or begin a field is encoded.
package struct HeaderWriter {
  package private(set) var bytes: [UInt8] = []

  package init() {}

  /// Lines that are taken as they stand, each without its end.
  package mutating func add(rawLines lines: some Sequence<some Collection<UInt8>>) {
    for line in lines { bytes += Array(line) + [.carriageReturn, .lineFeed] }
  }

  /// An unstructured field: encoded words (RFC 2047) where the text is more than printable ASCII.
  package mutating func add(_ name: String, text: String) {
    if let words = Self.plainWords(text) {
      add(name, pieces: words)
    } else {
      add(name, pieces: Self.encodedWords(text))
    }
  }

  /// An address field (RFC 5322 3.4). Whom nothing but a name is known of stands as a group without members, which
  /// needs no address to be made up (RFC 6854).
  package mutating func add(_ name: String, addresses: [Address]) {
    var pieces: [String] = []
    for (place, address) in addresses.enumerated() {
      var mailbox = Self.mailbox(address)
      if place < addresses.count - 1 { mailbox[mailbox.count - 1] += "," }
      pieces += mailbox
    }
    add(name, pieces: pieces)
  }

  /// A field with a value of plain tokens and with parameters (RFC 2045 5.1, RFC 2231).
  package mutating func add(_ name: String, token: String, _ parameters: [(name: String, value: String)] = []) {
    var pieces = [token]
    for parameter in parameters {
      pieces[pieces.count - 1] += ";"
      pieces += Self.parameter(parameter.name, parameter.value)
    }
    add(name, pieces: pieces)
  }

  /// Whether an address can stand between angle brackets as it is.
  package static func isSMTP(_ address: String) -> Bool {
    let parts = address.split(separator: "@", omittingEmptySubsequences: false)
    return parts.count == 2 && parts.allSatisfy { !$0.isEmpty }
      && address.unicodeScalars.allSatisfy {
        $0.value > 0x20 && $0.value != 0x7F && !"<>()[],;:\\\"".unicodeScalars.contains($0)
      }
      && !address.hasPrefix("/")
  }

  // MARK: Folding

  private static let lineLength = 76

  /// Pieces with a blank between them, a line break in front of those that do not fit.
  private mutating func add(_ name: String, pieces: [String]) {
    var length = name.utf8.count + 1
    bytes += Array(name.utf8) + [UInt8(ascii: ":")]
    for piece in pieces {
      let isFirst = length == name.utf8.count + 1
      if !isFirst, length + 1 + piece.utf8.count > Self.lineLength {
        bytes += [.carriageReturn, .lineFeed]
        length = 0
      }
      bytes += [.space] + Array(piece.utf8)
      length += 1 + piece.utf8.count
    }
    bytes += [.carriageReturn, .lineFeed]
  }

  /// Nil where the text cannot stand as it is: the pieces and the single blanks between them have to give it again.
  private static func plainWords(_ text: String) -> [String]? {
    guard text.utf8.allSatisfy({ (0x20...0x7E).contains($0) }), !text.contains("=?") else { return nil }
    let words = text.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
    guard words.allSatisfy({ !$0.isEmpty && $0.utf8.count < 900 }) || text.isEmpty else { return nil }
    return text.isEmpty ? [] : words
  }

  // MARK: Encoded words

  /// Of fewer than 75 characters (RFC 2047 2), so that one has room beside the name of its field.
  private static func encodedWords(_ text: String) -> [String] {
    var words: [String] = []
    var piece: [UInt8] = []
    for scalar in text.unicodeScalars {
      let next = Array(String(scalar).utf8)
      if piece.count + next.count > 39 {
        words.append(encodedWord(piece))
        piece = []
      }
      piece += next
    }
    if !piece.isEmpty { words.append(encodedWord(piece)) }
    return words
  }

  private static func encodedWord(_ bytes: [UInt8]) -> String { "=?utf-8?B?\(base64Text(bytes))?=" }

  // MARK: Addresses

  private static func mailbox(_ address: Address) -> [String] {
    let name = address.displayName.flatMap { $0.isEmpty ? nil : $0 }
    guard let spec = address.address, isSMTP(spec) else {
      var group = phrase(name ?? address.address ?? "unknown")
      group[group.count - 1] += ":;"
      return group
    }
    return (name.map(phrase) ?? []) + ["<\(spec)>"]
  }

  private static func phrase(_ text: String) -> [String] {
    let isPlain = text.utf8.count <= 60 && text.utf8.allSatisfy { (0x20...0x7E).contains($0) } && !text.contains("=?")
    return isPlain ? [quoted(text)] : encodedWords(text)
  }

  private static func quoted(_ text: String) -> String {
    "\"" + text.flatMap { $0 == "\"" || $0 == "\\" ? ["\\", $0] : [$0] } + "\""
  }

  // MARK: Parameters

  private static func parameter(_ name: String, _ value: String) -> [String] {
    if value.utf8.count <= 60, value.utf8.allSatisfy({ (0x20...0x7E).contains($0) }), !value.contains("=?") {
      return ["\(name)=\(quoted(value))"]
    }
    var pieces: [String] = []
    var piece = "utf-8''"
    for byte in value.utf8 {
      let next = isAttributeCharacter(byte) ? String(UnicodeScalar(byte)) : percentEncoded(byte)
      if piece.utf8.count + next.utf8.count > 50 {
        pieces.append(piece)
        piece = ""
      }
      piece += next
    }
    pieces.append(piece)
    if pieces.count == 1 { return ["\(name)*=\(piece)"] }
    return pieces.enumerated().map { place, piece in
      "\(name)*\(place)*=\(piece)" + (place < pieces.count - 1 ? ";" : "")
    }
  }

  private static func isAttributeCharacter(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"): true
    default: false
    }
  }

  private static func percentEncoded(_ byte: UInt8) -> String {
    let digits = String(byte, radix: 16, uppercase: true)
    return "%" + (digits.utf8.count == 1 ? "0" : "") + digits
  }
}
