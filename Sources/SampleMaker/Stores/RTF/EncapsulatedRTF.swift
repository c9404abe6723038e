/// RTF that carries HTML or plain text, to be had again exactly ([MS-OXRTFEX]).
enum EncapsulatedRTF {
  private static let fonts =
    "{\\fonttbl\r\n{\\f0\\fswiss Arial;}\r\n{\\f1\\fmodern Courier New;}}\r\n{\\colortbl\\red0\\green0\\blue0;}\r\n"

  static func of(text: String) -> [UInt8] {
    var rtf = Array(
      ("{\\rtf1\\ansi\\ansicpg1252\\fromtext \\deff0" + fonts + "\\uc1\\pard\\plain\\deftab360 \\f0\\fs20 ").utf8)
    append(text, to: &rtf)
    return rtf + Array("}".utf8)
  }

  /// Tags and references to characters stand in groups that programs without HTML pass over; what such programs show
  /// instead stands between `\htmlrtf` and `\htmlrtf0`.
  static func of(html: String) -> [UInt8] {
    var rtf = Array(
      ("{\\rtf1\\ansi\\ansicpg1252\\fromhtml1 \\deff0" + fonts + "\\uc1\\pard\\plain\\deftab360 \\f0\\fs24 \r\n").utf8)
    let bytes = Array(html.utf8)
    var start = 0
    while start < bytes.count {
      let end = endOfToken(bytes, from: start)
      let token = String(decoding: bytes[start..<end], as: UTF8.self)
      if bytes[start] == less || bytes[start] == ampersand {
        appendTag(token, to: &rtf)
      } else {
        append(token, to: &rtf)
      }
      start = end
    }
    return rtf + Array("}".utf8)
  }

  /// A tag, with the whole of a style sheet; a reference to a character; text up to either.
  private static func endOfToken(_ html: [UInt8], from start: Int) -> Int {
    let rest = html[start...]
    switch html[start] {
    case less where rest.starts(with: "<style>".utf8):
      let end = rest.indices.first { html[$0...].starts(with: "</style>".utf8) }
      return end.map { $0 + "</style>".utf8.count } ?? html.count
    case less: return rest.firstIndex(of: UInt8(ascii: ">")).map { $0 + 1 } ?? html.count
    case ampersand: return rest.firstIndex(of: UInt8(ascii: ";")).map { $0 + 1 } ?? html.count
    default: return rest.firstIndex { $0 == less || $0 == ampersand } ?? html.count
    }
  }

  private static let less = UInt8(ascii: "<")
  private static let ampersand = UInt8(ascii: "&")

  private static func appendTag(_ tag: String, to rtf: inout [UInt8]) {
    rtf += Array("{\\*\\htmltag\(tag.hasPrefix("</") ? 72 : 64) ".utf8)
    append(tag, to: &rtf)
    rtf.append(UInt8(ascii: "}"))
    switch tag {
    case "<br>": rtf += Array("\\htmlrtf \\line\\htmlrtf0 ".utf8)
    case "</p>", "</tr>", "</div>": rtf += Array("\\htmlrtf \\par\\htmlrtf0 ".utf8)
    case "&amp;": rtf += Array("\\htmlrtf &\\htmlrtf0 ".utf8)
    default: break
    }
  }

  /// A line end is `\par` wherever it stands; what ASCII lacks is a byte of the code page, or else units of UTF-16.
  private static func append(_ text: String, to rtf: inout [UInt8]) {
    var text = text
    if text.utf8.contains(0x0D) { text = text.filterLineFeedsBehindReturns() }
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\\", "{", "}": rtf += [UInt8(ascii: "\\"), UInt8(scalar.value)]
      case "\r", "\n": rtf += Array("\\par\r\n".utf8)
      case "\t": rtf += Array("\\tab ".utf8)
      case _ where scalar.isASCII: rtf.append(UInt8(scalar.value))
      default:
        if let bytes = Charset.windows1252.encode(String(scalar)), let byte = bytes.first {
          rtf += Array("\\'".utf8) + Array(hexadecimal([byte]).utf8)
        } else {
          for unit in String(scalar).utf16 { rtf += Array("\\u\(Int16(bitPattern: unit))?".utf8) }
        }
      }
    }
  }
}

extension String {
  fileprivate func filterLineFeedsBehindReturns() -> String {
    var result = String.UnicodeScalarView()
    var isBehindReturn = false
    for scalar in unicodeScalars {
      if scalar != "\n" || !isBehindReturn { result.append(scalar) }
      isBehindReturn = scalar == "\r"
    }
    return String(result)
  }
}
