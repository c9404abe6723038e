package import Bytes

/// What 8-bit text of a message is in.
package enum CodePages {
  /// By the message's code page, else by what its language is written in, else by its Internet code page; nil where it
  /// says nothing. That its HTML or its way through the Internet is UTF-8 says nothing of its own text.
  package static func charset(of properties: some PropertySet) throws -> Charset? {
    if let page = try properties.integer(.messageCodepage), let charset = charset(number: page) { return charset }
    if let language = try properties.integer(.messageLocaleID), let charset = charset(ofLanguage: language) {
      return charset
    }
    let charset = try properties.integer(.internetCodepage).flatMap(charset(number:))
    return charset == .utf8 ? nil : charset
  }

  /// By the number of a Windows code page.
  package static func charset(number: Int64) -> Charset? { Int(exactly: number).flatMap(Charset.init(codePage:)) }

  /// The ANSI code page of a language ([MS-LCID], the primary language in the low ten bits); nil for no language, and
  /// for American English, which software leaves there that knows of no languages.
  private static func charset(ofLanguage id: Int64) -> Charset? {
    let page: Int? =
      switch id & 0x3FF {
      case 0: nil
      case 0x01, 0x20, 0x29: 1256
      case 0x02, 0x19, 0x22, 0x23, 0x2F, 0x3F, 0x40, 0x44: 1251
      case 0x04: id == 0x0404 || id == 0x0C04 || id == 0x1404 ? 950 : 936
      case 0x05, 0x0E, 0x15, 0x18, 0x1B, 0x1C, 0x24: 1250
      case 0x1A: id == 0x0C1A || id == 0x1C1A ? 1251 : 1250
      case 0x08: 1253
      case 0x0D: 1255
      case 0x11: 932
      case 0x12: 949
      case 0x1E: 874
      case 0x1F, 0x2C: 1254
      case 0x25, 0x26, 0x27: 1257
      case 0x2A: 1258
      default: id == 0x0409 ? nil : 1252
      }
    return page.flatMap(Charset.init(codePage:))
  }
}
