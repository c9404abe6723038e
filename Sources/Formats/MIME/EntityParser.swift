/// Finds the parts of a message in one pass over its lines (RFC 2046 5.1): a stack holds the entities that are open, a
/// delimiter line closes all of them above its multipart.
struct EntityParser {
  struct OpenEntity {
    let part: Int
    /// Nil for what is no multipart, and for a multipart that does not name its boundary.
    var boundary: [UInt8]?
    var hasDelimiter = false
    var isClosed = false
  }

  /// A line without and with its line break.
  struct Line {
    var start: Int
    var end: Int
    var next: Int
  }

  let bytes: [UInt8]
  let limits: EntityLimits
  /// Line feed, but in text that has carriage returns only.
  let lineBreak: UInt8
  var parts: [BodyPart] = []
  var defects: [MIMEDefect] = []
  var isComplete = true
  var position = 0
  var fieldCount = 0
  private(set) var open: [OpenEntity] = []
  private var openMultiparts = 0

  init(_ bytes: [UInt8], limits: EntityLimits) {
    self.bytes = bytes
    self.limits = limits
    let opening = bytes.prefix(65_536)
    let hasCarriageReturnsOnly = opening.contains(.carriageReturn) && !opening.contains(.lineFeed)
    lineBreak = hasCarriageReturnsOnly ? .carriageReturn : .lineFeed
  }

  mutating func parse() {
    begin(under: nil, at: 0)
    while position < bytes.count, openMultiparts > 0 {
      let line = line(at: position)
      if let hit = delimiter(line) {
        take(hit.level, isClosing: hit.isClosing, line)
      } else if let boundary = undeclaredBoundary(line) {
        open[open.count - 1].boundary = boundary
        add(line.start, "Content-Type.boundary", "missing", "the first line that looks like a delimiter was taken")
        take(open.count - 1, isClosing: false, line)
      } else {
        position = line.next
      }
    }
    finish(downTo: 0, at: bytes.count)
  }

  mutating func add(_ offset: Int, _ field: String, _ problem: String, _ consequence: String) {
    guard defects.count < limits.defects else { return }
    defects.append(MIMEDefect(at: offset, field: field, problem: problem, consequence: consequence))
  }

  func line(at start: Int) -> Line {
    let found = bytes.firstIndex(of: lineBreak, from: start)
    var end = found ?? bytes.count
    while end > start, bytes[end - 1] == .carriageReturn { end -= 1 }
    return Line(start: start, end: end, next: found.map { $0 + 1 } ?? bytes.count)
  }

  /// Opens the entity at `start`, and where it is an attached message, the message in it.
  private mutating func begin(under parent: Int?, at start: Int) {
    var parent = parent
    position = start
    while parts.count < limits.parts {
      let isMessage = parent.map { parts[$0].content == .message } ?? true
      let header = readHeader(isMessage: isMessage)
      let part = makePart(under: parent, header)
      if let parent { parts[parent].children.append(part.index) }
      parts.append(part)
      position = part.bodyStart
      open.append(OpenEntity(part: part.index, boundary: boundary(of: part)))
      if part.content == .multipart { openMultiparts += 1 }
      guard part.content == .message, isReadInPlace(part) else { return }
      parent = part.index
    }
    isComplete = false
    add(start, "multipart", "more than \(limits.parts) parts", "what follows is left out")
    position = bytes.count
  }

  private mutating func makePart(under parent: Int?, _ header: HeaderSection) -> BodyPart {
    func value(_ key: String) -> (value: [UInt8], offset: Int)? {
      header.fields.first { $0.key == key }.map { ($0.value, $0.offset) }
    }
    for key in ["content-type", "content-transfer-encoding"] {
      let again = header.fields.filter { $0.key == key }.dropFirst()
      if let second = again.first { add(second.offset, second.name, "more than one in a header", "the first is taken") }
    }
    let isInDigest = parent.map { parts[$0].contentType.mediaType == "multipart/digest" } ?? false
    var contentType = isInDigest ? ContentType.message : ContentType.plainText
    if let declared = value("content-type") {
      if let type = ContentType(declared.value) {
        contentType = type
      } else {
        add(declared.offset, "Content-Type", "not a media type", "taken for \(contentType.mediaType)")
      }
    }
    var encoding = TransferEncoding.identity
    if let declared = value("content-transfer-encoding") {
      encoding = transferEncoding(declared.value, declared.offset)
    }
    var content: BodyPart.Content = contentType.isMultipart ? .multipart : contentType.isMessage ? .message : .leaf
    if content != .leaf, open.count >= limits.depth {
      add(header.start, "Content-Type", "nested deeper than \(limits.depth)", "kept as one part, not opened")
      content = .leaf
      isComplete = false
    }
    return BodyPart(
      index: parts.count, parent: parent, fields: header.fields, headerStart: header.start, bodyStart: header.bodyStart,
      bodyEnd: bytes.count, contentType: contentType,
      disposition: value("content-disposition").map { ContentDisposition($0.value) }, transferEncoding: encoding,
      content: content)
  }

  private mutating func transferEncoding(_ value: [UInt8], _ offset: Int) -> TransferEncoding {
    var scanner = FieldScanner(value)
    scanner.skipBlanks()
    let token = scanner.read { $0.isWhiteSpace || $0 == UInt8(ascii: ";") || $0 == UInt8(ascii: "(") }
    let label = String(decoding: token.filter { $0 != .quote }, as: UTF8.self)
    if let encoding = TransferEncoding(named: label) { return encoding }
    add(offset, "Content-Transfer-Encoding", "unknown: \(label.prefix(40))", "the bytes are kept as they stand")
    return .identity
  }

  private mutating func boundary(of part: BodyPart) -> [UInt8]? {
    guard part.content == .multipart else { return nil }
    if part.transferEncoding != .identity {
      add(
        part.headerStart, "Content-Transfer-Encoding", "encoded multipart (RFC 2045 6.4)", "nothing: read as it stands")
    }
    guard let boundary = part.contentType.parameters.bytes("boundary")?[...].trimmed, !boundary.isEmpty else {
      return nil
    }
    return Array(boundary)
  }

  /// Whether an attached message stands there as text, also where its header claims base64 and a colon shows that it
  /// is none.
  private func isReadInPlace(_ part: BodyPart) -> Bool {
    switch part.transferEncoding {
    case .identity: true
    case .base64: part.bodyStart < bytes.count && fieldColon(line(at: part.bodyStart)) != nil
    case .quotedPrintable, .uuencode, .gzip64: false
    }
  }

  /// The multipart that a line starting with `--` belongs to, the innermost first. Text behind the boundary is ignored
  /// (RFC 2046 5.1.1), but white space must come before it: boundaries may be beginnings of each other.
  func delimiter(_ line: Line) -> (level: Int, isClosing: Bool)? {
    guard line.end - line.start > 2, bytes[line.start] == UInt8(ascii: "-"), bytes[line.start + 1] == UInt8(ascii: "-")
    else { return nil }
    var closedLevel: Int?
    for level in open.indices.reversed() {
      guard let boundary = open[level].boundary, let isClosing = matches(line, boundary) else { continue }
      if !open[level].isClosed { return (level, isClosing) }
      if !isClosing, closedLevel == nil { closedLevel = level }
    }
    return closedLevel.map { ($0, false) }
  }

  private func matches(_ line: Line, _ boundary: [UInt8]) -> Bool? {
    var rest = line.start + 2 + boundary.count
    guard rest <= line.end, bytes[(line.start + 2)..<rest].elementsEqual(boundary) else { return nil }
    let isClosing = rest + 1 < line.end && bytes[rest] == UInt8(ascii: "-") && bytes[rest + 1] == UInt8(ascii: "-")
    if isClosing { rest += 2 }
    return rest == line.end || bytes[rest].isBlank ? isClosing : nil
  }

  /// What follows `--`, where the innermost multipart names no boundary and a header or an empty line comes next.
  private func undeclaredBoundary(_ line: Line) -> [UInt8]? {
    guard let last = open.last, last.boundary == nil, parts[last.part].content == .multipart,
      line.end - line.start > 2, bytes[line.start] == UInt8(ascii: "-"), bytes[line.start + 1] == UInt8(ascii: "-"),
      line.next < bytes.count
    else { return nil }
    let next = self.line(at: line.next)
    let text = bytes[(line.start + 2)..<line.end].trimmed
    return !text.isEmpty && (next.start == next.end || isKnownField(next)) ? Array(text) : nil
  }

  private mutating func take(_ level: Int, isClosing: Bool, _ line: Line) {
    finish(downTo: level + 1, at: endOfBody(before: line.start))
    open[level].hasDelimiter = true
    position = line.next
    if isClosing {
      open[level].isClosed = true
      return
    }
    if open[level].isClosed {
      add(line.start, "multipart", "a part behind the closing delimiter", "nothing: read all the same")
      open[level].isClosed = false
    }
    begin(under: open[level].part, at: line.next)
  }

  /// The line break before a delimiter belongs to the delimiter.
  private func endOfBody(before start: Int) -> Int {
    var end = start
    if end > 0, bytes[end - 1] == lineBreak { end -= 1 }
    if end > 0, end < start, lineBreak == .lineFeed, bytes[end - 1] == .carriageReturn { end -= 1 }
    return end
  }

  private mutating func finish(downTo level: Int, at end: Int) {
    while open.count > level {
      let entity = open.removeLast()
      parts[entity.part].bodyEnd = max(parts[entity.part].bodyStart, end)
      guard parts[entity.part].content == .multipart else { continue }
      openMultiparts -= 1
      if !entity.hasDelimiter {
        parts[entity.part].content = .leaf
        parts[entity.part].contentType = .plainText
        add(parts[entity.part].headerStart, "Content-Type", "multipart without parts", "its body is taken for text")
      } else if !entity.isClosed {
        add(end, "multipart", "no closing delimiter", "nothing: the last part was read up to here")
      }
    }
  }
}
