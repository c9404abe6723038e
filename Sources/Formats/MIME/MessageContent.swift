import Bytes

/// What a message says and what it carries: the parts that are its text, and all others.
package struct MessageContent: Sendable {
  package enum Format: Sendable { case plain, html }
  package let text: String?
  package let format: Format?
  /// Parts that are not the text, in their order, and files uuencoded in it.
  package let attachments: [BodyPart]
  package let defects: [MIMEDefect]

  /// Chooses as mail clients do: the first text decides whether plain or HTML is shown, inline texts of the same kind
  /// follow it; the other form of the same text (multipart/alternative) is shown by nobody and carried by nobody.
  package init(of message: InternetMessage) {
    var parts = TextParts(tree: message.tree)
    parts.collect(message.root)
    var decoder = TextDecoder(message: message)
    for text in parts.texts where text.role == .plain && text.part.transferEncoding == .identity {
      let files = UuencodedFiles(in: message.tree.bytes[text.part.bodyRange])
      guard !files.files.isEmpty else { continue }
      decoder.files[text.part.index] = files
      let place = parts.attachments.firstIndex { $0.index > text.part.index } ?? parts.attachments.endIndex
      parts.attachments.insert(contentsOf: files.files.map(text.part.file), at: place)
    }
    let plain = parts.texts.filter { $0.role != .htmlOfAlternative }
    let decoded = plain.map { (part: $0.part, isHTML: $0.role == .html, text: decoder.text(of: $0.part)) }
    let isEmpty = decoded.allSatisfy { $0.text.allSatisfy(\.isWhitespace) }
    let alternatives = parts.texts.filter { $0.role == .htmlOfAlternative }
    if isEmpty, !alternatives.isEmpty {
      text = alternatives.map { decoder.text(of: $0.part) }.joined(separator: "\n")
      format = .html
      attachments = parts.attachments
    } else if let first = decoded.first {
      let shown = decoded.filter { first.isHTML || !$0.isHTML }
      text = shown.count == 1 ? first.text : shown.map(\.text).joined(separator: "\n")
      format = first.isHTML ? .html : .plain
      let carried = decoded.filter { !first.isHTML && $0.isHTML }.map(\.part)
      attachments = (parts.attachments + carried).sorted { $0.index < $1.index }
    } else {
      text = nil
      format = nil
      attachments = parts.attachments
    }
    defects = decoder.defects
  }
}

/// Sorts the leaves of a message into texts and attachments, after the algorithm of RFC 8621 4.1.4.
private struct TextParts {
  enum Role { case plain, html, htmlOfAlternative }
  let tree: EntityTree
  var texts: [(part: BodyPart, role: Role)] = []
  var attachments: [BodyPart] = []

  /// Depth is bounded by the parser's limit.
  mutating func collect(_ part: BodyPart, isFirst: Bool = true, isRelated: Bool = false) {
    if part.content == .multipart {
      let before = texts.count
      let isRelated = part.contentType.subtype == "related"
      for (place, child) in part.children.enumerated() {
        collect(tree.parts[child], isFirst: place == 0, isRelated: isRelated)
      }
      if part.contentType.subtype == "alternative" { markAlternatives(from: before) }
    } else if let role = role(of: part, isFirst, isRelated) {
      texts.append((part, role))
    } else {
      attachments.append(part)
    }
  }

  private func role(of part: BodyPart, _ isFirst: Bool, _ isRelated: Bool) -> Role? {
    guard part.content == .leaf, part.disposition?.kind != "attachment" else { return nil }
    guard isFirst || !isRelated && part.name == nil else { return nil }
    if part.contentType.mediaType == "text/html" { return .html }
    let isText = part.contentType.type == "text" && part.parent.map { tree.parts[$0].content == .message } ?? true
    return isText || part.contentType.mediaType == "text/plain" ? .plain : nil
  }

  private mutating func markAlternatives(from start: Int) {
    guard texts[start...].contains(where: { $0.role == .plain }) else { return }
    for index in texts.indices[start...] where texts[index].role == .html { texts[index].role = .htmlOfAlternative }
  }
}

private struct TextDecoder {
  let message: InternetMessage
  var defects: [MIMEDefect] = []
  /// Files in texts, by the part that is the text.
  var files: [Int: UuencodedFiles] = [:]
  /// Bytes of text that may still be taken.
  private var room = EntityLimits.textBytes

  init(message: InternetMessage) { self.message = message }

  /// The text of a leaf: transfer encoding off, charset decoded, no byte order mark.
  mutating func text(of part: BodyPart) -> String {
    let stored = body(of: part)
    let decoded = part.transferEncoding.decode(stored, limit: room)
    room = max(0, room - max(0, decoded.bytes.count - stored.count))
    if let problem = decoded.problem {
      add(part, "Content-Transfer-Encoding", problem, "text decoded as far as possible")
    }
    let text = unicode(decoded.bytes, part)
    return text.unicodeScalars.first == "\u{FEFF}" ? String(text.unicodeScalars.dropFirst()) : text
  }

  /// The body as far as there is room for it, cut behind a line.
  private mutating func body(of part: BodyPart) -> ArraySlice<UInt8> {
    let stored = message.tree.bytes[part.bodyRange]
    let whole = files[part.index]?.cut(from: stored) ?? stored
    var body = whole.prefix(room)
    if body.count < whole.count {
      if let lineEnd = body.lastIndex(of: .lineFeed) { body = body[...lineEnd] }
      let problem = "\(whole.count) bytes of text, of which \(body.count) are taken"
      add(part, "text", problem, "a message's text beyond \(EntityLimits.textBytes) bytes is left out")
    }
    room -= body.count
    return body
  }

  private mutating func unicode(_ bytes: ArraySlice<UInt8>, _ part: BodyPart) -> String {
    let label = part.contentType.parameters.text("charset") ?? ""
    let isUndeclared = label.isEmpty || ["us-ascii", "ascii"].contains(label.lowercased())
    if isUndeclared, let text = String(validating: bytes, as: UTF8.self) { return text }
    var charset = isUndeclared ? .windows1252 : Charset(named: label)
    if charset == nil {
      add(part, "Content-Type.charset", "unknown charset \(label.prefix(40))", "charset guessed")
      if let text = String(validating: bytes, as: UTF8.self) { return text }
      charset = .windows1252
    }
    guard let decoded = charset?.decode(bytes) else { return "" }
    if decoded.badByteCount > 0 {
      let problem = "\(decoded.badByteCount) bytes that are not \(label.isEmpty ? "text" : label)"
      add(part, "Content-Type.charset", problem, "replaced by U+FFFD")
    }
    return decoded.text
  }

  private mutating func add(_ part: BodyPart, _ field: String, _ problem: String, _ consequence: String) {
    defects.append(MIMEDefect(at: part.bodyStart, field: field, problem: problem, consequence: consequence))
  }
}
