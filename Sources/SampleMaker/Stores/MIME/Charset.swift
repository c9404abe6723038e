/// The charsets that mail is written in here. Each but UTF-8 has one byte a character and holds ASCII.
enum Charset: String, Sendable, CaseIterable {
  case utf8 = "utf-8"
  case latin1 = "iso-8859-1"
  case latin2 = "iso-8859-2"
  case arabic = "iso-8859-6"
  case greek = "iso-8859-7"
  case koi8r = "koi8-r"
  case windows1251 = "windows-1251"
  case windows1252 = "windows-1252"
  case windows1255 = "windows-1255"

  /// What the sender's program writes in: for about one letter in six one of the older charsets of its language.
  static func chosen(for language: Language, by searchKey: [UInt8]) -> Charset {
    let choices = older(language)
    guard let first = searchKey.first, first < 42, !choices.isEmpty else { return .utf8 }
    return choices[Int(first) % choices.count]
  }

  private static func older(_ language: Language) -> [Charset] {
    switch language {
    case .english: [.windows1252]
    case .german, .french, .swedish: [.latin1, .windows1252]
    case .polish: [.latin2]
    case .greek: [.greek]
    case .russian: [.koi8r, .windows1251]
    case .arabic: [.arabic]
    case .hebrew: [.windows1255]
    case .japanese, .chinese, .hindi: []
    }
  }

  /// The bytes of a text, or nil where the charset lacks one of its characters.
  func encode(_ text: String) -> [UInt8]? {
    if self == .utf8 { return Array(text.utf8) }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.utf8.count)
    for scalar in text.unicodeScalars {
      guard let byte = scalar.isASCII ? UInt8(scalar.value) : byte(scalar.value) else { return nil }
      bytes.append(byte)
    }
    return bytes
  }

  /// Of a character beyond ASCII.
  private func byte(_ scalar: UInt32) -> UInt8? {
    switch self {
    case .utf8: nil
    case .latin1: 0xA0...0xFF ~= scalar ? UInt8(scalar) : nil
    case .latin2: Self.polish[scalar]
    case .arabic: Self.arabicByte(scalar)
    case .greek: Self.greekByte(scalar)
    case .koi8r: Self.koi8[scalar]
    case .windows1251: Self.cyrillicByte(scalar)
    case .windows1252: 0xA0...0xFF ~= scalar ? UInt8(scalar) : Self.windows[scalar]
    case .windows1255: 0x05D0...0x05EA ~= scalar ? UInt8(scalar - 0x05D0 + 0xE0) : Self.windows[scalar]
    }
  }

  /// ISO 8859-6 keeps the letters in the order of Unicode, in two runs.
  private static func arabicByte(_ scalar: UInt32) -> UInt8? {
    switch scalar {
    case 0x0621...0x063A, 0x0640...0x0652, 0x060C, 0x061B, 0x061F: UInt8(scalar - 0x0560)
    default: nil
    }
  }

  /// ISO 8859-7: all but four places from U+0384 on stand in the order of Unicode.
  private static func greekByte(_ scalar: UInt32) -> UInt8? {
    switch scalar {
    case 0x0387, 0x038B, 0x038D, 0x03A2: nil
    case 0x0384...0x03CE: UInt8(scalar - 0x02D0)
    default: nil
    }
  }

  private static func cyrillicByte(_ scalar: UInt32) -> UInt8? {
    switch scalar {
    case 0x0410...0x044F: UInt8(scalar - 0x0410 + 0xC0)
    case 0x0401: 0xA8
    case 0x0451: 0xB8
    default: windows[scalar]
    }
  }

  /// Where the Windows code pages agree outside of letters: dashes, quotation marks, ellipsis.
  private static let windows = table([
    "–": 0x96, "—": 0x97, "‘": 0x91, "’": 0x92, "“": 0x93, "”": 0x94, "„": 0x84, "…": 0x85, "•": 0x95,
  ])

  private static let polish = table([
    "Ą": 0xA1, "Ł": 0xA3, "Ś": 0xA6, "Ź": 0xAC, "Ż": 0xAF, "ą": 0xB1, "ł": 0xB3, "ś": 0xB6, "ź": 0xBC, "ż": 0xBF,
    "Ć": 0xC6, "Ę": 0xCA, "Ń": 0xD1, "Ó": 0xD3, "ć": 0xE6, "ę": 0xEA, "ń": 0xF1, "ó": 0xF3,
  ])

  /// RFC 1489.
  private static let koi8: [UInt32: UInt8] = {
    var bytes = table(["ё": 0xA3, "Ё": 0xB3])
    let letters = "юабцдефгхийклмнопярстужвьызшэщчъЮАБЦДЕФГХИЙКЛМНОПЯРСТУЖВЬЫЗШЭЩЧЪ"
    for (place, letter) in letters.unicodeScalars.enumerated() { bytes[letter.value] = UInt8(0xC0 + place) }
    return bytes
  }()

  private static func table(_ bytes: KeyValuePairs<Unicode.Scalar, UInt8>) -> [UInt32: UInt8] {
    Dictionary(uniqueKeysWithValues: bytes.map { ($0.key.value, $0.value) })
  }
}
