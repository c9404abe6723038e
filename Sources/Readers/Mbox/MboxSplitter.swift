import Bytes
import Records

/// One message of an mbox as it was before it was put there.
struct MboxMessage {
  let bytes: [UInt8]
  /// Where those bytes stand in the exhibit.
  let origin: MailOrigin
  /// All of it in the mbox, its From_ line with it.
  let location: SourceLocation
  /// Where the window goes on.
  let end: Int
  var defects: [Defect] = []

  /// `stored` begins with the From_ line and stands at `offset`.
  init(_ stored: ArraySlice<UInt8>, at offset: UInt64, length: UInt64, end: Int, isQuoted: Bool) {
    let text = stored.drop { $0 != 0x0A }.dropFirst()
    let (unquoted, removed) = isQuoted ? FromQuoting.unquote(text) : (Array(text), [])
    bytes = unquoted
    origin = MailOrigin(offset: offset + UInt64(stored.count - text.count), removed: removed)
    location = SourceLocation(offset: offset, length: length)
    self.end = end
  }
}

/// Cuts an mbox into its messages.
///
/// A From_ line behind an empty line begins the next one. Where a header says how long the body is (Content-Length)
/// and a From_ line stands right there, that is believed: then lines of the body may look like From_ lines unquoted.
final class MboxSplitter {
  private let window: MboxWindow
  /// Whether a body was seen that holds a From_ line unquoted within its Content-Length: such a file quotes none.
  private var isUnquoted = false
  private var isBegun = false

  init(_ window: MboxWindow) { self.window = window }

  /// Nil at the end.
  func next() throws -> MboxMessage? {
    guard let message = try cut() else { return nil }
    window.advance(to: message.end)
    return message
  }

  private func cut() throws -> MboxMessage? {
    try skipToFromLine()
    guard window.start < window.bytes.count else { return nil }
    let header = try headerLength()
    let declared = MboxHeader(window.bytes[window.start..<window.start + header]).contentLength
    if let declared, let end = try end(ofHeader: header, body: declared) {
      return take(window.bytes[window.start..<end], until: end, isDeclared: true)
    }
    if let end = try nextFromLine(after: window.start + header, withinLimit: true) {
      let last = Self.beforeEmptyLine(window.bytes, end)
      return take(window.bytes[window.start..<last], until: end, isDeclared: false)
    }
    return try takeTooLong()
  }

  /// Empty lines, and before the first message a byte order mark.
  private func skipToFromLine() throws {
    if !isBegun, try window.fill(3), window.bytes.starts(with: "\u{FEFF}".utf8) { window.advance(to: 3) }
    isBegun = true
    while true {
      let rest = window.bytes[window.start...].prefix { $0 == 0x0A || $0 == 0x0D }
      window.advance(to: rest.endIndex)
      guard window.start == window.bytes.count, try window.receive() else { return }
    }
  }

  /// Of the From_ line and the header, without the empty line behind them.
  private func headerLength() throws -> Int {
    var place = window.start
    while true {
      while let feed = window.bytes[place...].firstIndex(of: 0x0A), feed + 1 < window.bytes.count {
        let isEmpty = window.bytes[feed + 1] == 0x0A || window.bytes[feed + 1] == 0x0D
        if isEmpty || feed - window.start > MboxHeader.lengthLimit { return feed + 1 - window.start }
        place = feed + 1
      }
      guard try window.receive() else { return window.bytes.count - window.start }
    }
  }

  /// Where the message ends if its body has `length` bytes; nil where no message begins behind that.
  private func end(ofHeader header: Int, body length: Int) throws -> Int? {
    guard length <= EMLReader.byteLimit else { return nil }
    var count = header
    guard try window.fill(count + 2) else { return nil }
    count += window.bytes[window.start + count] == 0x0D ? 2 : 1
    count += length
    let isThere = try window.fill(count + FromLine.lengthLimit)
    guard isThere || window.bytes.count - window.start >= count else { return nil }
    let end = window.start + count
    let rest = window.bytes[end...].drop { $0 == 0x0A || $0 == 0x0D }
    guard rest.isEmpty || FromLine.stands(at: rest.startIndex, in: rest) else { return nil }
    return end
  }

  /// Where the next message begins, or the end of the mbox; nil where no message is as long as what lies before.
  private func nextFromLine(after index: Int, withinLimit: Bool) throws -> Int? {
    var place = index
    while true {
      let found = window.bytes.withUnsafeBufferPointer { Self.fromLine(in: $0, from: place) }
      if let found {
        // Its line and the one behind have to be at hand to tell.
        if window.bytes.count - found < 2 * FromLine.lengthLimit, try window.receive() { continue }
        if FromLine.stands(at: found, in: window.bytes[...]) { return found }
        place = found + 1
        continue
      }
      place = max(place, window.bytes.count - Self.tail)
      if window.bytes.count - window.start > EMLReader.byteLimit {
        if withinLimit { return nil }
        // Its beginning is kept already; of the rest nothing but the end is wanted.
        window.advance(to: place)
        place = window.start
      }
      guard try window.receive() else { return window.bytes.count }
    }
  }

  /// So much is looked at again when more has come: an empty line and the mark behind it.
  private static let tail = 8

  /// The next `From ` behind an empty line.
  private static func fromLine(in bytes: UnsafeBufferPointer<UInt8>, from place: Int) -> Int? {
    var index = max(place, 2)
    let last = bytes.count - FromLine.mark.count
    while index <= last {
      defer { index += 1 }
      guard bytes[index] == UInt8(ascii: "F"), bytes[index - 1] == 0x0A else { continue }
      let before = bytes[index - 2] == 0x0D && index > 2 ? bytes[index - 3] : bytes[index - 2]
      guard before == 0x0A, bytes[index + 1] == UInt8(ascii: "r"), bytes[index + 2] == UInt8(ascii: "o"),
        bytes[index + 3] == UInt8(ascii: "m"), bytes[index + 4] == 0x20
      else { continue }
      return index
    }
    return nil
  }

  private func take(_ stored: ArraySlice<UInt8>, until end: Int, isDeclared: Bool) -> MboxMessage {
    if isDeclared, !isUnquoted { isUnquoted = FromQuoting.hasUnquotedLine(stored) }
    return MboxMessage(
      stored, at: window.offset, length: UInt64(stored.count), end: end, isQuoted: !isUnquoted)
  }

  /// A message past the limit: its beginning, and how long it is.
  private func takeTooLong() throws -> MboxMessage {
    let offset = window.offset
    let beginning = window.bytes[window.start...].prefix(EMLReader.byteLimit)
    window.advance(to: window.bytes.count - Self.tail)
    let end = try nextFromLine(after: window.start, withinLimit: false) ?? window.bytes.count
    let length = window.offset + UInt64(end - window.start) - offset
    var message = MboxMessage(beginning, at: offset, length: length, end: end, isQuoted: !isUnquoted)
    message.defects = [
      Defect(
        field: "mbox message", problem: "\(length) bytes, at most \(EMLReader.byteLimit) are read",
        consequence: "what follows of it is left out", offset: offset, length: length)
    ]
    return message
  }

  /// The empty line in front of a From_ line, or at the end, belongs to the mbox, not to the message.
  private static func beforeEmptyLine(_ bytes: [UInt8], _ end: Int) -> Int {
    guard end > 2, bytes[end - 1] == 0x0A else { return end }
    let line = bytes[end - 2] == 0x0D ? end - 2 : end - 1
    return bytes[line - 1] == 0x0A ? line : end
  }
}
