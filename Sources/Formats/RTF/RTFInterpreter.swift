import Bytes

/// Goes through the tokens of a document and keeps what each group has set.
struct RTFInterpreter {
  /// What holds within a group and ends with it.
  private struct State {
    enum Destination { case body, fontTable, htmlTag, ignored }
    var destination = Destination.body
    /// `\htmlrtf`: what only readers of RTF are to see ([MS-OXRTFEX] 2.1.3.1.2).
    var isForRTFOnly = false
    var font: Int?
    /// `\uc`: how many characters behind a `\u` stand in for it.
    var substituteCount = 1
  }

  private(set) var origin = RTFText.Origin.rtf
  var output = RTFOutput()
  private var fonts = RTFFonts()
  private var state = State()
  private var outer: [State] = []
  /// Characters still to be passed over, because they stand in for one that came as `\u`.
  private var substitutesLeft = 0
  /// The last token was `\*`: the next word names a destination that may be ignored.
  private var isOptional = false
  private var isTooDeep = false

  var problems: [FormatError.Problem] {
    var problems: [FormatError.Problem] = []
    if isTooDeep { problems.append(.invalid("groups nested deeper than \(RTFText.depthLimit)")) }
    if output.isFull { problems.append(.invalid("more than \(RTFText.sizeLimit) bytes of text")) }
    if output.badByteCount > 0 {
      problems.append(.invalid("\(output.badByteCount) bytes are no text of their code page"))
    }
    return problems
  }

  /// Up to the end of the document, which is that of its outermost group.
  mutating func run(_ rtf: [UInt8]) {
    var scanner = RTFScanner(rtf)
    while !output.isFull, !isTooDeep, let token = scanner.next() {
      switch token {
      case .groupStart: open()
      case .groupEnd:
        guard let before = outer.popLast() else { return }
        state = before
        substitutesLeft = 0
        if outer.isEmpty { return }
      case .word(let word, let number): take(word, number)
      case .symbol(let symbol): take(symbol)
      case .hexadecimal(let byte): put(byte)
      case .byte(let byte): put(byte)
      }
    }
  }

  private mutating func open() {
    substitutesLeft = 0
    isOptional = false
    guard outer.count < RTFText.depthLimit else {
      isTooDeep = true
      return
    }
    outer.append(state)
  }

  private var isShown: Bool {
    switch state.destination {
    case .body: !(origin == .html && state.isForRTFOnly)
    case .htmlTag: !state.isForRTFOnly
    case .fontTable, .ignored: false
    }
  }

  private mutating func put(_ byte: UInt8) {
    guard substitutesLeft == 0 else {
      substitutesLeft -= 1
      return
    }
    guard isShown else { return }
    output.add(byte, codePage: fonts.codePage(ofFont: state.font))
  }

  private mutating func put(_ text: StaticString) {
    substitutesLeft = 0
    if isShown { output.add(text) }
  }

  /// In HTML the entity, in text the character.
  private mutating func put(_ character: StaticString, _ entity: StaticString) {
    put(origin == .html ? entity : character)
  }

  private mutating func take(_ symbol: UInt8) {
    switch symbol {
    case UInt8(ascii: "*"): isOptional = true
    case UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: "\\"): put(symbol)
    case UInt8(ascii: "~"): put("\u{A0}", "&nbsp;")
    case UInt8(ascii: "_"): put("\u{2011}", "&shy;")
    case UInt8(ascii: "-"): put("\u{AD}", "&shy;")
    case 0x0A, 0x0D: put("\r\n")
    case 0x09: put("\t")
    default: break
    }
  }

  private mutating func take(_ word: String, _ number: Int?) {
    defer { isOptional = false }
    if state.destination == .fontTable { return fonts.take(word, number) }
    if takeDestination(word) || state.destination == .ignored { return }
    if !takeState(word, number) { takeText(word, number) }
  }

  /// Whether the word says what its group is for.
  private mutating func takeDestination(_ word: String) -> Bool {
    if word == "fonttbl" {
      state.destination = .fontTable
    } else if isOptional, word == "htmltag", origin == .html, state.destination != .ignored {
      state.destination = .htmlTag
    } else if isOptional && !Self.shownThoughOptional.contains(word) || Self.ignored.contains(word) {
      state.destination = .ignored
    } else {
      return false
    }
    return true
  }

  /// Whether the word sets something for what follows.
  private mutating func takeState(_ word: String, _ number: Int?) -> Bool {
    switch word {
    case "fromhtml": if number != 0 { origin = .html }
    case "fromtext": origin = .plain
    case "htmlrtf": state.isForRTFOnly = number != 0
    case "f": state.font = number
    case "plain": state.font = fonts.defaultFont
    case "deff": (fonts.defaultFont, state.font) = (number, number)
    case "ansicpg": if let page = number, page > 0 { fonts.documentCodePage = page }
    case "mac": fonts.documentCodePage = 10_000
    case "pc": fonts.documentCodePage = 437
    case "pca": fonts.documentCodePage = 850
    case "uc": state.substituteCount = min(max(0, number ?? 1), 100)
    case "u":
      if isShown { output.add(unit: UInt16(truncatingIfNeeded: number ?? 0xFFFD)) }
      substitutesLeft = state.substituteCount
    default: return false
    }
    return true
  }

  private mutating func takeText(_ word: String, _ number: Int?) {
    switch word {
    case "par", "line", "row", "nestrow", "sect", "page", "column": put("\r\n")
    case "tab", "cell", "nestcell": put("\t")
    case "lquote": put("\u{2018}", "&lsquo;")
    case "rquote": put("\u{2019}", "&rsquo;")
    case "ldblquote": put("\u{201C}", "&ldquo;")
    case "rdblquote": put("\u{201D}", "&rdquo;")
    case "bullet": put("\u{2022}", "&bull;")
    case "endash": put("\u{2013}", "&ndash;")
    case "emdash": put("\u{2014}", "&mdash;")
    case "emspace": put("\u{2003}", "&emsp;")
    case "enspace": put("\u{2002}", "&ensp;")
    case "qmspace": put("\u{2005}", "&#8197;")
    case "zwj": put("\u{200D}", "&zwj;")
    case "zwnj": put("\u{200C}", "&zwnj;")
    default: break
    }
  }

  /// Destinations that say something though they may be passed over.
  private static let shownThoughOptional: Set<String> = ["shptxt", "fldrslt"]

  /// Destinations that are not text of the message.
  private static let ignored: Set<String> = [
    "colortbl", "stylesheet", "info", "pict", "fldinst", "header", "headerf", "headerl", "headerr", "footer",
    "footerf", "footerl", "footerr", "nonshppict", "mhtmltag", "listtable", "listoverridetable", "rsidtbl", "xmlnstbl",
    "themedata", "colorschememapping", "datastore", "latentstyles", "generator", "filetbl", "revtbl", "bkmkstart",
    "bkmkend", "xe", "tc", "private", "template", "fontemb", "falt", "panose", "mmathPr", "mathPr",
  ]
}
