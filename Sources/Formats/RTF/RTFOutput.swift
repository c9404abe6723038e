import Bytes

/// Text on its way out of RTF: bytes of a code page wait until something else follows, for characters may take several.
struct RTFOutput {
  private var utf8: [UInt8] = []
  private var waiting: [UInt8] = []
  private var waitingCodePage = 0
  private var highSurrogate: UInt16?
  private var charsets: [Int: Charset] = [:]
  private(set) var badByteCount = 0

  var isFull: Bool { utf8.count + waiting.count >= RTFText.sizeLimit }

  /// All of it.
  var text: String {
    mutating get {
      flush()
      return String(decoding: utf8, as: UTF8.self)
    }
  }

  mutating func add(_ byte: UInt8, codePage: Int) {
    endSurrogate()
    if codePage != waitingCodePage {
      flush()
      waitingCodePage = codePage
    }
    waiting.append(byte)
  }

  mutating func add(_ text: StaticString) {
    flush()
    text.withUTF8Buffer { utf8.append(contentsOf: $0) }
  }

  /// A unit of UTF-16, as `\u` has it.
  mutating func add(unit: UInt16) {
    if let high = highSurrogate, unit & 0xFC00 == 0xDC00 {
      highSurrogate = nil
      append(Unicode.Scalar(0x10000 + (UInt32(high & 0x3FF) << 10 | UInt32(unit & 0x3FF))))
      return
    }
    flush()
    if unit & 0xFC00 == 0xD800 { highSurrogate = unit } else { append(Unicode.Scalar(unit)) }
  }

  private mutating func append(_ scalar: Unicode.Scalar?) {
    if scalar == nil { badByteCount += 2 }
    utf8.append(contentsOf: String(Character(scalar ?? "\u{FFFD}")).utf8)
  }

  private mutating func endSurrogate() {
    guard highSurrogate != nil else { return }
    highSurrogate = nil
    append(nil)
  }

  private mutating func flush() {
    endSurrogate()
    guard !waiting.isEmpty else { return }
    if waiting.allSatisfy({ $0 < 0x80 }) {
      utf8.append(contentsOf: waiting)
    } else {
      let (text, bad) = charset(waitingCodePage).decode(waiting)
      utf8.append(contentsOf: text.utf8)
      badByteCount += bad
    }
    waiting.removeAll(keepingCapacity: true)
  }

  private mutating func charset(_ codePage: Int) -> Charset {
    if let known = charsets[codePage] { return known }
    let charset = Charset(codePage: codePage) ?? .windows1252
    charsets[codePage] = charset
    return charset
  }
}
