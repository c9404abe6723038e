import Bytes
import Testing

@testable import RTF

@Suite("RTFText")
struct RTFTextTests {
  static func read(_ rtf: String) -> RTFText { RTFText(of: Array(rtf.utf8), at: 7) }

  static let fonts =
    "{\\fonttbl{\\f0\\fswiss\\fcharset0 Arial;}{\\f1\\fcharset204{\\*\\fname Arial;}Arial Cyr;}{\\f2\\fcharset128 MS;}}"

  @Test(
    "gives the text that one reads",
    arguments: [
      (
        "{\\rtf1\\ansi Hello \\b bold\\b0  and {\\i italic}.\\par Next\\tab x\\line y}",
        "Hello bold and italic.\r\nNext\tx\r\ny"
      ),
      (
        "{\\rtf1{\\colortbl;\\red255\\green0;}{\\stylesheet{\\s0 Normal;}}{\\*\\generator Riched20;}{\\info{\\title T}}a}",
        "a"
      ),
      ("{\\rtf1 {\\field{\\*\\fldinst{HYPERLINK \"http://x\"}}{\\fldrslt{link}}} end}", "link end"),
      ("{\\rtf1 {\\pict\\wmetafile8 0123456789abcdef}{\\*\\unknown gone}stays}", "stays"),
      ("{\\rtf1 a\\{b\\}c\\\\d}", "a{b}c\\d"), ("{\\rtf1 one\r\n two\\\nthree}", "one two\r\nthree"),
      ("{\\rtf1 \\lquote a\\rquote\\~b\\emdash c\\bullet}", "\u{2018}a\u{2019}\u{A0}b\u{2014}c\u{2022}"),
      ("{\\rtf1 a\\cell b\\cell\\row c}", "a\tb\t\r\nc"), ("{\\rtf1 a}behind", "a"), ("", ""), ("no rtf", "no rtf"),
      ("{\\rtf1 {\\object\\objemb{\\*\\objdata 0105}{\\result shown}}}", "shown"),
    ])
  func plain(rtf: String, text: String) {
    let read = Self.read(rtf)
    #expect(read.text == text)
    #expect(read.origin == .rtf)
    #expect(read.problems.isEmpty)
  }

  @Test(
    "decodes characters by the document's code page, the font's charset and as Unicode",
    arguments: [
      ("{\\rtf1\\ansi\\ansicpg1252 Gr\\'fc\\'dfe}", "Grüße"), ("{\\rtf1\\ansi\\ansicpg1251 \\'cf\\'f0\\'e8}", "При"),
      ("{\\rtf1\\ansi\\ansicpg1252\(fonts)\\f1 \\'cf\\'f0\\'e8{\\f0 \\'fc}\\'e8\\plain\\'fc}", "Приüиü"),
      ("{\\rtf1\\ansi\\ansicpg1252\\deff1\(fonts)\\'cf\\f0\\'fc\\plain\\'cf}", "ПüП"),
      ("{\\rtf1\\ansi\(fonts)\\f2 \\'93\\'fa\\'96{}\\'7b}", "日本"), ("{\\rtf1\\ansi\(fonts)\\f2 \\'83\\\\}", "ソ"),
      ("{\\rtf1\\mac \\'9f}", "ü"), ("{\\rtf1\\pc \\'81}", "ü"), ("{\\rtf1\\ansicpg65001 \\'c3\\'bc}", "ü"),
      ("{\\rtf1 \\u8364 ?1}", "€1"), ("{\\rtf1 \\u8364\\'801}", "€1"), ("{\\rtf1\\uc0 \\u8364 1}", "€1"),
      ("{\\rtf1\\uc2 \\u26085\\'93\\'fax}", "日x"), ("{\\rtf1{\\uc0 \\u8364}\\u8364 ?x}", "€€x"),
      ("{\\rtf1 \\u-10179?\\u-8704?}", "😀"), ("{\\rtf1 \\u55357?\\u56832?}", "😀"), ("{\\rtf1 \\u8364}x", "€"),
      ("{\\rtf1 {\\u8364}x}", "€x"), ("{\\rtf1 \\u8364\\par x}", "€\r\nx"),
      ("{\\rtf1{\\fonttbl{\\f3\\cpg1253\\fcharset0 A;}}\\f3\\'e1}", "α"),
    ])
  func characters(rtf: String, text: String) {
    let read = Self.read(rtf)
    #expect(read.text == text)
    #expect(read.problems.isEmpty)
  }

  @Test("what is no character becomes U+FFFD and is told", arguments: ["{\\rtf1 \\u-10179?x}", "{\\rtf1 \\u-8704?x}"])
  func loneSurrogate(rtf: String) {
    let read = Self.read(rtf)
    #expect(read.text == "\u{FFFD}x")
    #expect(read.problems.map(\.offset) == [7])
  }

  @Test("bytes of \\bin are no text, and no more of them are passed over than there are")
  func binary() {
    #expect(Self.read("{\\rtf1 a{\\*\\x\\bin5 }}}}}}b}").text == "ab")
    #expect(Self.read("{\\rtf1 a\\bin2147483647 b}").text == "a")
    #expect(Self.read("{\\rtf1 a\\bin-5 b}").text == "ab")
  }

  /// After the pattern of [MS-OXRTFEX] 3: tags in destinations of their own, what RTF readers need hidden by htmlrtf.
  static let html =
    "{\\rtf1\\ansi\\ansicpg1251\\fromhtml1 \\deff0{\\fonttbl{\\f0\\fswiss Arial;}{\\f1\\fcharset0 Symbol;}}\r\n"
    + "{\\*\\htmltag19 <html>}{\\*\\htmltag34 <head>\\par\\tab }{\\*\\htmltag177 <title>Caf\\'e9</title>}\r\n"
    + "{\\*\\htmltag41 </head>}{\\*\\htmltag50 <body>}\\htmlrtf {\\htmlrtf0 {\\*\\mhtmltag84 <b x>}"
    + "{\\*\\htmltag84 <b>}\\htmlrtf {\\b \\htmlrtf0 \\'cf\\'f0\\'e8\\~\\{\\}\\htmlrtf }\\htmlrtf0 {\\*\\htmltag92 </b>}"
    + "{\\*\\htmltag84 &lt;}\\htmlrtf <\\htmlrtf0 \\htmlrtf\\f1\\htmlrtf0 \\'fc\\htmlrtf \\u8364?gone}\\htmlrtf0 \\par\r\n"
    + "{\\*\\htmltag58 </body>}{\\*\\htmltag27 </html>}}"

  @Test("takes HTML out of the RTF around it")
  func encapsulated() {
    let read = Self.read(Self.html)
    #expect(read.origin == .html)
    #expect(
      read.text == "<html><head>\r\n\t<title>Cafй</title></head><body><b>При&nbsp;{}</b>&lt;ü\r\n</body></html>")
    #expect(read.problems.isEmpty)
  }

  @Test("takes plain text out of the RTF around it")
  func encapsulatedText() {
    let read = Self.read("{\\rtf1\\ansi\\ansicpg1252\\fromtext \\deff0{\\fonttbl{\\f0 A;}}\\f0 one\\par two\\'fc}")
    #expect(read == Self.read("{\\rtf1\\fromtext one\\line two\\'fc}"))
    #expect(read.origin == .plain)
    #expect(read.text == "one\r\ntwoü")
  }

  @Test("cut anywhere, it gives the beginning of the text")
  func cut() {
    let whole = Self.read(Self.html).text
    let bytes = Array(Self.html.utf8)
    for length in 60..<bytes.count {
      let text = RTFText(of: Array(bytes.prefix(length)), at: 0).text
      let common = zip(text.unicodeScalars, whole.unicodeScalars).prefix { $0 == $1 }.count
      // A control word that lost its end may stand for another, or for its own last letters.
      #expect(text.unicodeScalars.count - common <= 1, "\(length)")
    }
  }

  @Test("with any byte changed to another, it gives text of about the same length")
  func changed() {
    let bytes = Array(Self.html.utf8)
    for place in bytes.indices {
      for value in [0, 0x5C, 0x7B, 0x7D, 0x27, 0x39, 0xFF] as [UInt8] {
        var changed = bytes
        changed[place] = value
        #expect(RTFText(of: changed, at: 0).text.utf8.count <= 3 * bytes.count)
      }
    }
  }

  @Test("groups without end are read down to a limit and told")
  func depth() {
    let deep = "{\\rtf1 text" + String(repeating: "{", count: 1_000_000)
    let read = Self.read(deep)
    #expect(read.text == "text")
    #expect(read.problems.map(\.field) == ["RTF"])
  }

  @Test("numbers too big for anything are taken for what they are")
  func numbers() {
    #expect(
      Self.read("{\\rtf1\\ansicpg9999999999\\deff-9999999999\\f9999999999 a\\uc9999999999\\u99999 b}").text.contains(
        "a"))
  }
}
