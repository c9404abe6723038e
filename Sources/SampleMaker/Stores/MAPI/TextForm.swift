/// What texts are written in: UTF-16, or in stores of old the bytes of a code page.
enum TextForm: Sendable, Equatable {
  case unicode
  case codePage(CodePage)

  /// What a store's own texts are in, such as the names of folders.
  static func of(_ layout: StoreLayout, _ texts: [String] = []) -> TextForm {
    layout.isANSI ? .codePage(CodePage.holding(texts)) : .unicode
  }

  var isUnicode: Bool { self == .unicode }

  /// PidTagMessageCodepage: of UTF-16 a number that no text is in.
  var number: Int32 {
    switch self {
    case .unicode: 1200
    case .codePage(let page): page.rawValue
    }
  }

  func append(_ text: String, to bytes: inout [UInt8]) {
    switch self {
    case .unicode: bytes.append(utf16: text)
    case .codePage(let page): bytes += page.encode(text)
    }
  }

  func bytes(of text: String) -> [UInt8] {
    var bytes: [UInt8] = []
    append(text, to: &bytes)
    return bytes
  }

  /// Leaves so many units of a text, and no half of a character at its end.
  func cut(_ bytes: inout [UInt8], units: Int) {
    var length = isUnicode ? 2 * units : units
    guard bytes.count > length else { return }
    switch self {
    case .unicode: if bytes[length - 1] & 0xFC == 0xD8 { length -= 2 }
    case .codePage(.utf8): while length > 0, bytes[length] & 0xC0 == 0x80 { length -= 1 }
    case .codePage: break
    }
    bytes.removeLast(bytes.count - length)
  }
}

/// The Windows code pages that 8-bit text is written in, by their numbers (PidTagMessageCodepage).
enum CodePage: Int32, Sendable, CaseIterable {
  case western = 1252
  case cyrillic = 1251
  case hebrew = 1255
  case utf8 = 65001

  private var charset: Charset {
    switch self {
    case .western: .windows1252
    case .cyrillic: .windows1251
    case .hebrew: .windows1255
    case .utf8: .utf8
    }
  }

  /// The first that has every character of the texts.
  static func holding(_ texts: [String]) -> CodePage {
    allCases.first { page in texts.allSatisfy { page.charset.encode($0) != nil } } ?? .utf8
  }

  /// What it lacks becomes a question mark, as Windows writes it.
  func encode(_ text: String) -> [UInt8] {
    if let bytes = charset.encode(text) { return bytes }
    return text.unicodeScalars.flatMap { charset.encode(String($0)) ?? [UInt8(ascii: "?")] }
  }
}
