/// Characters that HTML writes as `&name;` or by number (HTML 4.01, 24): those of them that are letters or digits.
enum HTMLCharacters {
  /// More than any name or number needs, zeros in front of it included.
  static let lengthLimit = 32

  /// `name` without `&` and `;`; nil for what is neither a number nor a letter known by name.
  static func scalar(_ name: String) -> Unicode.Scalar? {
    guard name.hasPrefix("#") else { return letters[name] }
    let digits = name.dropFirst()
    let isHexadecimal = digits.first == "x" || digits.first == "X"
    let value = isHexadecimal ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
    return value.flatMap(Unicode.Scalar.init)
  }

  private static let letters: [String: Unicode.Scalar] = {
    var letters: [String: Unicode.Scalar] = [
      "ordf": "\u{AA}", "sup2": "\u{B2}", "sup3": "\u{B3}", "micro": "\u{B5}", "sup1": "\u{B9}", "ordm": "\u{BA}",
      "frac14": "\u{BC}", "frac12": "\u{BD}", "frac34": "\u{BE}", "OElig": "\u{152}", "oelig": "\u{153}",
      "Scaron": "\u{160}", "scaron": "\u{161}", "Yuml": "\u{178}", "fnof": "\u{192}",
    ]
    add(latin, from: 0xC0, to: &letters)
    add(greekCapitals, from: 0x391, to: &letters)
    add(greek, from: 0x3B1, to: &letters)
    return letters
  }()

  /// Names of characters that follow each other; `-` for one without a name.
  private static func add(_ names: String, from start: UInt32, to letters: inout [String: Unicode.Scalar]) {
    for (place, name) in names.split(whereSeparator: \.isWhitespace).enumerated() where name != "-" {
      letters[String(name)] = Unicode.Scalar(start + UInt32(place))
    }
  }

  private static let latin = """
    Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml
    ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig
    agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute icirc iuml
    eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml
    """
  private static let greekCapitals = """
    Alpha Beta Gamma Delta Epsilon Zeta Eta Theta Iota Kappa Lambda Mu Nu Xi Omicron Pi Rho - Sigma Tau Upsilon Phi Chi
    Psi Omega
    """
  private static let greek = """
    alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigmaf sigma tau upsilon phi
    chi psi omega
    """
}
