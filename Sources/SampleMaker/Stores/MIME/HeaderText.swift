/// How header fields spell texts, addresses and parameters.
struct HeaderText: Sendable {
  /// What words beyond ASCII are written in; those that it lacks, in UTF-8.
  let charset: Charset

  /// `Subject: …`, folded, with CR LF at its end.
  func field(_ name: String, text: String) -> String {
    guard needsEncoding(text) else { return folded("\(name): \(text)") }
    return "\(name): \(encodedWords(text, separator: "\r\n "))\r\n"
  }

  /// `To: …`, each address on a line of its own.
  func field(_ name: String, addresses: [Correspondent]) -> String {
    "\(name): " + addresses.map(address).joined(separator: ",\r\n\t") + "\r\n"
  }

  /// `"Berg, Anna" <anna.berg@firm.example>` (RFC 5322, 3.4).
  func address(_ correspondent: Correspondent) -> String {
    guard !correspondent.name.isEmpty else { return "<\(correspondent.address)>" }
    return "\(phrase(correspondent.name)) <\(correspondent.address)>"
  }

  private func phrase(_ name: String) -> String {
    if needsEncoding(name) { return encodedWords(name, separator: "\r\n ") }
    guard name.utf8.contains(where: { !isAtomByte($0) && $0 != 0x20 }) else { return name }
    return quoted(name)
  }

  /// `; filename="offer.pdf"`, beyond ASCII as RFC 2231 has it, in numbered pieces where it is long.
  func parameter(_ name: String, _ value: String) -> String {
    if value.utf8.allSatisfy({ 0x20..<0x7F ~= $0 }), value.utf8.count <= 60 { return ";\r\n\t\(name)=\(quoted(value))" }
    let pieces = percentEncoded(value)
    guard pieces.count > 1 else { return ";\r\n\t\(name)*=utf-8''\(pieces.joined())" }
    return pieces.enumerated().map { number, piece in
      ";\r\n\t\(name)*\(number)*=\(number == 0 ? "utf-8''" : "")\(piece)"
    }.joined()
  }

  /// RFC 2047, in `Q` where most is ASCII. Words are at most 75 characters long and end between characters.
  func encodedWords(_ text: String, separator: String) -> String {
    let charset = charset.encode(text) == nil ? .utf8 : charset
    let isQ = (charset.encode(text) ?? []).count { $0 >= 0x80 } * 4 < text.utf8.count
    let room = 75 - "=??Q??=".utf8.count - charset.rawValue.utf8.count
    var words: [String] = []
    var (pending, length): ([UInt8], Int) = ([], 0)
    func close() {
      words.append("=?\(charset.rawValue)?\(isQ ? "Q" : "B")?\(isQ ? qEncoded(pending) : base64(pending))?=")
      (pending, length) = ([], 0)
    }
    for scalar in text.unicodeScalars {
      let bytes = charset.encode(String(scalar)) ?? []
      let width = isQ ? bytes.reduce(0) { $0 + ($1 == 0x20 || isAlphanumeric($1) ? 1 : 3) } : bytes.count
      if isQ ? length + width > room : (length + width + 2) / 3 * 4 > room { close() }
      pending += bytes
      length += width
    }
    if !pending.isEmpty { close() }
    return words.joined(separator: separator)
  }

  private func needsEncoding(_ text: String) -> Bool {
    text.utf8.contains { $0 >= 0x7F || $0 < 0x20 } || text.hasPrefix(" ") || text.hasSuffix(" ") || text.contains("=?")
      || text.utf8.split(separator: 0x20).contains { $0.count > 900 }
  }

  /// The restricted form, which also suits phrases (RFC 2047, 5).
  private func qEncoded(_ bytes: [UInt8]) -> String {
    var text = ""
    for byte in bytes {
      switch byte {
      case 0x20: text += "_"
      case _ where isAlphanumeric(byte): text.unicodeScalars.append(Unicode.Scalar(byte))
      default: text += "=" + hexadecimal(byte).uppercased()
      }
    }
    return text
  }

  private func percentEncoded(_ value: String) -> [String] {
    var pieces = [""]
    for scalar in value.unicodeScalars {
      var encoded = ""
      for byte in String(scalar).utf8 {
        let isPlain = isAlphanumeric(byte) || byte == 0x2E || byte == 0x2D || byte == 0x5F
        encoded += isPlain ? String(Unicode.Scalar(byte)) : "%" + hexadecimal(byte).uppercased()
      }
      if pieces[pieces.count - 1].utf8.count + encoded.utf8.count > 58 { pieces.append("") }
      pieces[pieces.count - 1] += encoded
    }
    return pieces
  }
}

/// A quoted-string (RFC 5322, 3.2.4).
func quoted(_ text: String) -> String {
  var result = "\""
  for scalar in text.unicodeScalars {
    if scalar == "\"" || scalar == "\\" { result += "\\" }
    result.unicodeScalars.append(scalar)
  }
  return result + "\""
}

/// A field with line breaks before the blanks at which it would pass 76 characters, and CR LF at its end.
func folded(_ field: String) -> String {
  guard field.utf8.count > 76 else { return field + "\r\n" }
  var result = ""
  var length = 0
  for (number, word) in field.split(separator: " ", omittingEmptySubsequences: false).enumerated() {
    if number > 1, !word.isEmpty, length + 1 + word.utf8.count > 76 {
      result += "\r\n"
      length = 0
    }
    if number > 0 { result += " " }
    result += word
    length += word.utf8.count + 1
  }
  return result + "\r\n"
}

private func isAlphanumeric(_ byte: UInt8) -> Bool {
  0x30...0x39 ~= byte || 0x41...0x5A ~= byte || 0x61...0x7A ~= byte
}

private func isAtomByte(_ byte: UInt8) -> Bool {
  isAlphanumeric(byte) || "!#$%&'*+-/=?^_`{|}~".utf8.contains(byte)
}
