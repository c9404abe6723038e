/// JSON text made readable again where a tool on the way has hurt it, and what was done to it.
///
/// Spreadsheets cut a cell after 32,767 characters, exports are saved in another character set, scripts undo escapes:
/// an audit record hurt like that still says most of what it said.
struct JSONRepair {
  private(set) var text: [UInt8] = []
  private(set) var repairs: [String] = []

  /// Where the text can be cut so that closing brackets make it whole, and the brackets to close there.
  private var cut: (length: Int, closers: [UInt8])?
  private var closers: [UInt8] = []
  private var isInString = false
  /// Whether a bracket closes another than the one that is open.
  private var isBroken = false

  /// nil where there is nothing to repair, or too much.
  init?(_ damaged: UnsafeBufferPointer<UInt8>) {
    let decoded = String(decoding: damaged, as: UTF8.self).utf8
    if !decoded.elementsEqual(damaged) { repairs.append("bytes that are no UTF-8 read as U+FFFD") }
    text.reserveCapacity(decoded.count + 64)
    var source = Array(decoded)
    while let last = source.last, last.isJSONSpace || last == 0 { source.removeLast() }
    var index = 0
    while index < source.count, !isBroken {
      guard closers.count <= JSONDocument.depthLimit else { return nil }
      if isInString {
        index += takeInString(source, at: index)
      } else {
        takeOutside(source[index])
        index += 1
        if closers.isEmpty { break }
      }
    }
    if closers.isEmpty, source[index...].contains(where: { !$0.isJSONSpace && $0 != UInt8(ascii: ",") }) {
      repairs.append("text behind its end left out")
    }
    if isInString || !closers.isEmpty {
      guard let cut else { return nil }
      text.removeLast(text.count - cut.length)
      text += cut.closers.reversed()
      repairs.append("cut or broken in the middle, read up to there")
    }
    guard !repairs.isEmpty else { return nil }
  }

  private mutating func takeOutside(_ byte: UInt8) {
    switch byte {
    case UInt8(ascii: "\""): isInString = true
    case UInt8(ascii: "{"): closers.append(UInt8(ascii: "}"))
    case UInt8(ascii: "["): closers.append(UInt8(ascii: "]"))
    case UInt8(ascii: "}"), UInt8(ascii: "]"):
      guard closers.last == byte else {
        isBroken = true
        return
      }
      closers.removeLast()
    case UInt8(ascii: ","): cut = (text.count, closers)
    default: break
    }
    text.append(byte)
    if byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[") || byte == UInt8(ascii: "}") || byte == UInt8(ascii: "]")
    {
      cut = (text.count, closers)
    }
  }

  /// Takes one character of a string and says how many bytes it was.
  private mutating func takeInString(_ source: [UInt8], at index: Int) -> Int {
    let byte = source[index]
    if byte < 0x20 {
      note("bare control characters in strings escaped")
      text += "\\u00".utf8
      text += [hexDigit(byte >> 4), hexDigit(byte & 15)]
      return 1
    }
    if byte == UInt8(ascii: "\\"), index + 1 < source.count {
      guard isEscape(source, at: index + 1) else {
        note("backslashes that escape nothing doubled")
        text += [byte, byte]
        return 1
      }
      text += [byte, source[index + 1]]
      return 2
    }
    if byte == UInt8(ascii: "\"") { isInString = false }
    text.append(byte)
    return 1
  }

  private mutating func note(_ repair: String) {
    if !repairs.contains(repair) { repairs.append(repair) }
  }

  private func isEscape(_ source: [UInt8], at index: Int) -> Bool {
    guard source[index] == UInt8(ascii: "u") else { return "\"\\/bfnrt".utf8.contains(source[index]) }
    // Digits that the cut took away go with the string.
    return source[(index + 1)...].prefix(4).allSatisfy { ($0 as UInt8).isHexDigit }
  }

  private func hexDigit(_ value: UInt8) -> UInt8 { value < 10 ? 0x30 + value : 0x57 + value }
}

extension UInt8 {
  var isHexDigit: Bool { isASCIIDigit || (0x61...0x66).contains(lowercasedASCII) }
}
