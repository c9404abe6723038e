import Bytes
import Records

/// A stretch of an exhibit's text as UTF-8: what has come from the stream and is not yet given up.
///
/// Splitters look for the end of a record in `bytes`, ask for more where it is not there yet, and give up what they are
/// done with. UTF-16 with a byte order mark is decoded, and so is UTF-16 without one; places are still those of the
/// exhibit's bytes.
final class TextWindow {
  private(set) var bytes: [UInt8] = []
  private(set) var isAtEnd = false
  /// Index in `bytes` of the first that is not given up.
  private(set) var start = 0
  /// Where the byte at `start` stands in the exhibit, and the line that it is on, counted from 1.
  private(set) var offset: UInt64 = 0
  private(set) var line: UInt64 = 1
  /// Damage of a container around the text that ended it early.
  private(set) var damage: FormatError?

  /// The last bytes of the text so far, given up or not.
  private(set) var tail: [UInt8] = []

  private let stream: any ByteStream
  private let minimumFill: Int
  private var utf16: UTF16Decoder?
  private var total: UInt64 = 0
  /// What the stream gave before it was asked for.
  private var ahead: Result<[UInt8]?, any Error>?

  /// At least `minimumFill` bytes are asked for at a time.
  init(_ stream: any ByteStream, minimumFill: Int = 1 << 18) throws {
    self.stream = stream
    self.minimumFill = max(1, minimumFill)
    while bytes.count < 3, !isAtEnd { try receive() }
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
      bytes.removeFirst(3)
      offset = 3
    } else if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
      beginDecoding(isBigEndian: bytes[0] == 0xFE, behind: 2)
    } else if let isBigEndian = Self.isBigEndianWithoutMark(bytes) {
      beginDecoding(isBigEndian: isBigEndian, behind: 0)
    }
  }

  /// Decodes what has come, behind a mark of so many bytes.
  private func beginDecoding(isBigEndian: Bool, behind markLength: Int) {
    var decoder = UTF16Decoder(isBigEndian: isBigEndian)
    let encoded = bytes[markLength...]
    bytes = []
    decoder.decode(encoded, into: &bytes)
    utf16 = decoder
    offset = UInt64(markLength)
    tail = Array(bytes.suffix(Self.tailLength))
  }

  /// Whether all has come, and the last line of it has no end.
  var endsInLine: Bool { isAtEnd && tail.last.map { $0 != 0x0A } ?? false }

  /// Whether the exhibit is UTF-16, so that its bytes are not those of the window.
  var isDecoded: Bool { utf16 != nil }

  /// UTF-16 without a byte order mark, by its first character; nil for what is not.
  private static func isBigEndianWithoutMark(_ bytes: [UInt8]) -> Bool? {
    guard bytes.count > 2 else { return nil }
    let isText = { (byte: UInt8) in (0x20..<0x7F).contains(byte) || byte.isJSONSpace }
    if bytes[0] == 0, isText(bytes[1]), bytes[2] == 0 { return true }
    return bytes[1] == 0 && isText(bytes[0]) && isText(bytes[2]) ? false : nil
  }

  /// Asks the stream for as much again as is already here, so that looking again from the start of a long record
  /// costs no more than reading it; false where nothing more comes. Indices change: `start` becomes 0.
  func more() throws -> Bool {
    if start > 0 {
      bytes.removeFirst(start)
      start = 0
    }
    let before = bytes.count
    let wanted = before + max(minimumFill, before)
    while bytes.count < wanted, !isAtEnd { try receive() }
    return bytes.count > before
  }

  /// Gives up everything before `index`.
  func advance(to index: Int) {
    guard index > start else { return }
    offset = place(of: index)
    line += lineCount(upTo: index)
    start = index
  }

  /// Where the window stands; good until it asks for more.
  struct Mark: Sendable {
    fileprivate let start: Int
    fileprivate let offset: UInt64
    fileprivate let line: UInt64
  }

  var mark: Mark { Mark(start: start, offset: offset, line: line) }

  /// Takes back what was given up since.
  func goBack(to mark: Mark) { (start, offset, line) = (mark.start, mark.offset, mark.line) }

  /// Gives up everything up to the end of the line that `start` stands on.
  func skipLine() throws {
    while true {
      if let end = bytes[start...].firstIndex(of: 0x0A) { return advance(to: end + 1) }
      advance(to: bytes.count)
      guard try more() else { return }
    }
  }

  /// Where the byte at `index` stands in the exhibit.
  func place(of index: Int) -> UInt64 {
    if utf16 == nil { return offset + UInt64(index - start) }
    return min(total, offset + 2 * UInt64(UTF16Decoder.unitCount(bytes[start..<index])))
  }

  func location(of range: Range<Int>) -> SourceLocation {
    let start = place(of: range.lowerBound)
    return SourceLocation(
      offset: start, length: place(of: range.upperBound) - start, line: line + lineCount(upTo: range.lowerBound))
  }

  private func lineCount(upTo index: Int) -> UInt64 {
    bytes.withUnsafeBytes { UInt64(UnsafeRawBufferPointer(rebasing: $0[start..<index]).newlineCount) }
  }

  /// Reads the next piece while others work on what is here; `bytes` stays as it is.
  func readAhead() {
    guard ahead == nil, !isAtEnd else { return }
    ahead = Result { try stream.next() }
  }

  private func receive() throws {
    let piece: [UInt8]?
    do {
      readAhead()
      piece = try ahead.take()?.get()
    } catch let error as FormatError {
      damage = error
      piece = nil
    }
    guard let piece else {
      isAtEnd = true
      let before = bytes.count
      utf16?.finish(into: &bytes)
      keepTail(from: before)
      return
    }
    let before = bytes.count
    total += UInt64(piece.count)
    if utf16 == nil {
      bytes += piece
    } else {
      utf16?.decode(piece[...], into: &bytes)
    }
    keepTail(from: before)
  }

  private static let tailLength = 256

  private func keepTail(from start: Int) {
    let last = bytes[start...].suffix(Self.tailLength) as ArraySlice
    tail = Array(tail.suffix(Self.tailLength - last.count)) + last
  }
}

extension RecordCollector {
  /// Says that the last line of a text of lines may be cut short, where nothing shows that it is whole.
  func noteOpenEnd(of window: TextWindow) {
    guard window.endsInLine else { return }
    note(ExhibitNote.openEnd + ": it may be cut short.")
  }

  /// Tells the damage of a container, such as gzip, that ended the text before its end.
  func tellDamage(around window: TextWindow) {
    guard let damage = window.damage else { return }
    isPartial = true
    add(
      Defect(
        field: damage.field, problem: "\(damage.problem), at offset \(damage.offset) of the container",
        consequence: "what came before is read, what follows is missing", offset: window.offset))
  }
}

/// UTF-16 to UTF-8, piece by piece; half a surrogate pair becomes U+FFFD.
struct UTF16Decoder {
  private let isBigEndian: Bool
  private var oddByte: UInt8?
  private var highSurrogate: UInt16?

  init(isBigEndian: Bool) { self.isBigEndian = isBigEndian }

  mutating func decode(_ encoded: ArraySlice<UInt8>, into text: inout [UInt8]) {
    for byte in encoded {
      guard let first = oddByte else {
        oddByte = byte
        continue
      }
      oddByte = nil
      take(isBigEndian ? UInt16(first) << 8 | UInt16(byte) : UInt16(byte) << 8 | UInt16(first), into: &text)
    }
  }

  mutating func finish(into text: inout [UInt8]) {
    if highSurrogate != nil { text += "\u{FFFD}".utf8 }
    if oddByte != nil { text += "\u{FFFD}".utf8 }
    (highSurrogate, oddByte) = (nil, nil)
  }

  /// How many UTF-16 units this UTF-8 came from.
  static func unitCount(_ text: ArraySlice<UInt8>) -> Int {
    var count = 0
    for byte in text where byte & 0xC0 != 0x80 { count += byte >= 0xF0 ? 2 : 1 }
    return count
  }

  private mutating func take(_ unit: UInt16, into text: inout [UInt8]) {
    if let high = highSurrogate {
      highSurrogate = nil
      if UTF16.isTrailSurrogate(unit) {
        append(0x10000 + (UInt32(high - 0xD800) << 10) + UInt32(unit - 0xDC00), to: &text)
        return
      }
      append(0xFFFD, to: &text)
    }
    if UTF16.isLeadSurrogate(unit) {
      highSurrogate = unit
    } else {
      append(UTF16.isTrailSurrogate(unit) ? 0xFFFD : UInt32(unit), to: &text)
    }
  }

  private func append(_ value: UInt32, to text: inout [UInt8]) {
    if value < 0x80 {
      text.append(UInt8(value))
    } else if let scalar = Unicode.Scalar(value) {
      text += UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter
    }
  }
}
