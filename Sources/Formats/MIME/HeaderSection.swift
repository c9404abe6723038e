#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The fields before a body, and where it starts.
struct HeaderSection {
  var start: Int
  var fields: [HeaderField] = []
  var bodyStart: Int
}

extension EntityParser {
  /// Reads the header section at `position` (RFC 5322 2.2). It ends at an empty line, at a delimiter, or where text
  /// begins that can be no field.
  mutating func readHeader(isMessage: Bool) -> HeaderSection {
    let top = position
    if isMessage { skipBeforeHeader() }
    var section = HeaderSection(start: top, bodyStart: bytes.count)
    var field: (line: Line, colon: Int)?
    var fieldEnd = 0
    var next = position
    section.start = position

    func close(_ parser: inout EntityParser) {
      if let (line, colon) = field { parser.add(line, colon: colon, end: fieldEnd, next: next, to: &section) }
      field = nil
    }

    while next < bytes.count {
      let line = line(at: next)
      if line.end == line.start {
        section.bodyStart = line.next
        break
      }
      if delimiter(line) != nil {
        section.bodyStart = line.start
        break
      }
      let isFolded = bytes[line.start].isBlank
      if isFolded, field != nil, !isBlank(line) || continuesHeader(line.next) {
        fieldEnd = line.end
      } else if isFolded, isBlank(line) {
        add(line.start, "header", "white space in the empty line behind the header", "nothing: read all the same")
        section.bodyStart = line.next
        break
      } else if let colon = fieldColon(line) {
        close(&self)
        field = (line, colon)
        fieldEnd = line.end
      } else if !section.fields.isEmpty || field != nil, line.next < bytes.count, isKnownField(self.line(at: line.next))
      {
        close(&self)
        add(line.start, "header", "a line that is no field", "kept in the raw header only")
      } else {
        add(line.start, "header", "no empty line before the body", "the body starts at this line")
        section.bodyStart = line.start
        break
      }
      next = line.next
    }
    close(&self)
    return section
  }

  /// A byte order mark, empty lines and an envelope line may come before the header of a message.
  private mutating func skipBeforeHeader() {
    if bytes[position...].hasPrefix("\u{FEFF}") { position += 3 }
    let start = position
    var next = position
    while next < bytes.count, open.count < 2, line(at: next).end == next { next = line(at: next).next }
    if next < bytes.count, bytes[next...].hasPrefix("From ") || bytes[next...].hasPrefix(">From ") {
      add(next, "header", "an envelope line before the header", "kept in the raw header only")
      next = line(at: next).next
    } else if next > start, next < bytes.count, isKnownField(line(at: next)) {
      add(start, "header", "empty lines before the header", "nothing: read all the same")
    } else {
      return
    }
    position = next
  }

  private mutating func add(_ line: Line, colon: Int, end: Int, next: Int, to section: inout HeaderSection) {
    let limit = section.start + EntityLimits.headerBytes
    guard end <= limit else {
      if isComplete {
        add(line.start, "header", "longer than \(EntityLimits.headerBytes) bytes", "what follows in it is left out")
      }
      isComplete = false
      return
    }
    guard fieldCount < limits.fields else {
      if isComplete { add(line.start, "header", "more than \(limits.fields) fields", "kept in the raw header only") }
      isComplete = false
      return
    }
    fieldCount += 1
    let name = String(decoding: bytes[line.start..<colon].trimmed, as: UTF8.self)
    section.fields.append(
      HeaderField(name: name, raw: bytes[line.start..<next], body: bytes[(colon + 1)..<max(colon + 1, end)]))
  }

  private func isBlank(_ line: Line) -> Bool { bytes[line.start..<line.end].allSatisfy(\.isBlank) }

  private func continuesHeader(_ next: Int) -> Bool {
    guard next < bytes.count else { return false }
    let line = line(at: next)
    return line.end > line.start && (bytes[line.start].isBlank && !isBlank(line) || fieldColon(line) != nil)
  }

  /// Index of the colon where the line is `name:`, white space before the colon allowed (RFC 5322 4.5.8).
  func fieldColon(_ line: Line) -> Int? {
    var index = line.start
    while index < line.end, bytes[index] != UInt8(ascii: ":"), bytes[index] > 0x20, bytes[index] < 0x7F { index += 1 }
    guard index > line.start else { return nil }
    while index < line.end, bytes[index].isBlank { index += 1 }
    return index < line.end && bytes[index] == UInt8(ascii: ":") ? index : nil
  }

  /// Whether the line is a field that mail has.
  func isKnownField(_ line: Line) -> Bool {
    guard let colon = fieldColon(line), colon - line.start < 80 else { return false }
    let key = String(decoding: bytes[line.start..<colon].trimmed, as: UTF8.self).lowercased()
    return knownFieldKeys.contains(key) || key.hasPrefix("x-") || key.hasPrefix("content-")
  }
}

extension [UInt8] {
  func firstIndex(of byte: UInt8, from start: Int) -> Int? {
    withUnsafeBytes { buffer in
      guard start < buffer.count, let base = buffer.baseAddress,
        let found = memchr(base + start, Int32(byte), buffer.count - start)
      else { return nil }
      return UnsafeRawPointer(found) - base
    }
  }
}
