/// Files that stand uuencoded in a text, as mail programs sent them before MIME (POSIX uuencode): each from its `begin`
/// line to its `end` line.
struct UuencodedFiles {
  struct File {
    /// In the bytes of the tree, both lines and the line break behind with it.
    let range: Range<Int>
    let name: String
  }
  private(set) var files: [File] = []

  /// More of one text are left in it.
  private static let limit = 1000

  /// `text` with its offsets in the tree as indices. What has a line that is no uuencoded one, or no end, is text.
  init(in text: ArraySlice<UInt8>) {
    var rest = text
    while files.count < Self.limit, let start = Self.begin(in: rest) {
      let first = Self.line(rest[start...])
      guard let name = Self.name(first), let end = Self.end(of: rest[Self.next(first, in: rest)...]) else {
        rest = rest[Self.next(first, in: rest)...]
        continue
      }
      files.append(File(range: start..<end, name: name))
      rest = rest[end...]
    }
  }

  /// The text without them.
  func cut(from text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    guard !files.isEmpty else { return text }
    var result: [UInt8] = []
    var start = text.startIndex
    for file in files {
      result += text[start..<file.range.lowerBound]
      start = file.range.upperBound
    }
    return (result + text[start...])[...]
  }

  /// Where a line begins with `begin `.
  private static func begin(in text: ArraySlice<UInt8>) -> Int? {
    var index = text.startIndex
    while index < text.endIndex {
      if text[index] == UInt8(ascii: "b"), text[index...].hasPrefix("begin ") { return index }
      guard let feed = text[index...].firstIndex(of: .lineFeed) else { return nil }
      index = feed + 1
    }
    return nil
  }

  private static func line(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> { text.prefix { $0 != .lineFeed } }

  private static func next(_ line: ArraySlice<UInt8>, in text: ArraySlice<UInt8>) -> Int {
    min(line.endIndex + 1, text.endIndex)
  }

  /// Of `begin 644 name`.
  private static func name(_ line: ArraySlice<UInt8>) -> String? {
    let words = line.split(separator: .space, maxSplits: 2)
    guard words.count == 3, (3...4).contains(words[1].count), words[1].allSatisfy({ (0x30...0x37).contains($0) }) else {
      return nil
    }
    let name = words[2].trimmed
    return name.isEmpty || name.count > 255 ? nil : textOfUndeclaredCharset(name)
  }

  /// Behind the `end` line; nil where another line comes before.
  private static func end(of text: ArraySlice<UInt8>) -> Int? {
    var rest = text
    var hasData = false
    while !rest.isEmpty {
      let line = line(rest)
      let content = line.last == .carriageReturn ? line.dropLast() : line
      if hasData, content.elementsEqual("end".utf8) { return next(line, in: rest) }
      guard isData(content) else { return nil }
      hasData = true
      rest = rest[next(line, in: rest)...]
    }
    return nil
  }

  /// Its first character says how many bytes the others are, four of them for three; blanks at the end may be lost.
  private static func isData(_ line: ArraySlice<UInt8>) -> Bool {
    guard let first = line.first, (0x20...0x60).contains(first), line.allSatisfy({ (0x20...0x60).contains($0) }) else {
      return false
    }
    let count = Int((first - 0x20) & 0x3F)
    let digits = (count + 2) / 3 * 4
    return line.count - 1 <= digits + 2 && (line.count - 1 >= digits || line.count > 1 || count == 0)
  }
}

extension BodyPart {
  /// A file in the text of this part, as a part of its own.
  func file(_ file: UuencodedFiles.File) -> BodyPart {
    var disposition: [UInt8] = Array("attachment; filename*=utf-8''".utf8)
    for byte in file.name.utf8 {
      let digits = Array(String(byte, radix: 16).utf8)
      disposition += [UInt8(ascii: "%")] + (digits.count == 1 ? [UInt8(ascii: "0")] : []) + digits
    }
    return BodyPart(
      index: index, parent: parent, fields: [], headerStart: file.range.lowerBound, bodyStart: file.range.lowerBound,
      bodyEnd: file.range.upperBound, contentType: ContentType(type: "application", subtype: "octet-stream"),
      disposition: ContentDisposition(disposition), transferEncoding: .uuencode, content: .leaf)
  }
}
