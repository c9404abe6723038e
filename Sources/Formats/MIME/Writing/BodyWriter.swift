/// Takes the bytes of a message as they are made.
package typealias MailOutput = (ArraySlice<UInt8>) throws -> Void

/// Base64 in lines of 76 characters (RFC 2045 6.8), of bytes that come piece by piece.
package struct Base64Writer {
  private var pending: [UInt8] = []
  private let output: MailOutput

  /// Bytes of a line, and of what is written at once.
  private static let lineBytes = 57
  private static let block = lineBytes * 1024

  package init(to output: @escaping MailOutput) { self.output = output }

  package mutating func write(_ bytes: ArraySlice<UInt8>) throws {
    var rest = bytes
    while !rest.isEmpty {
      let count = min(rest.count, Self.block - pending.count)
      pending += rest.prefix(count)
      rest = rest.dropFirst(count)
      if pending.count == Self.block { try flush() }
    }
  }

  /// To be called once, behind the last bytes.
  package mutating func finish() throws { try flush() }

  private mutating func flush() throws {
    guard !pending.isEmpty else { return }
    var text: [UInt8] = []
    text.reserveCapacity(pending.count / Self.lineBytes * 78 + 80)
    for start in stride(from: 0, to: pending.count, by: Self.lineBytes) {
      appendBase64(pending[start..<min(start + Self.lineBytes, pending.count)], to: &text)
      text += [.carriageReturn, .lineFeed]
    }
    pending.removeAll(keepingCapacity: true)
    try output(text[...])
  }
}

private let base64Digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

private func appendBase64(_ bytes: ArraySlice<UInt8>, to text: inout [UInt8]) {
  var index = bytes.startIndex
  while index < bytes.endIndex {
    let left = bytes.endIndex - index
    let first = bytes[index]
    let second = left > 1 ? bytes[index + 1] : 0
    let third = left > 2 ? bytes[index + 2] : 0
    text.append(base64Digits[Int(first >> 2)])
    text.append(base64Digits[Int(first << 4 & 0x30 | second >> 4)])
    text.append(left > 1 ? base64Digits[Int(second << 2 & 0x3C | third >> 6)] : UInt8(ascii: "="))
    text.append(left > 2 ? base64Digits[Int(third & 0x3F)] : UInt8(ascii: "="))
    index += 3
  }
}

func base64Text(_ bytes: [UInt8]) -> String {
  var text: [UInt8] = []
  appendBase64(bytes[...], to: &text)
  return String(decoding: text, as: UTF8.self)
}

/// A text as the body of a part: its lines with CR LF, in UTF-8, in whichever of the two transfer encodings is shorter.
package struct TextBody {
  package let encoding: TransferEncoding
  private let lines: [UInt8]

  package init(_ text: String) {
    let lines = Self.withLineBreaks(text)
    self.lines = lines
    let costly = lines.count {
      $0 >= 0x7F || $0 == UInt8(ascii: "=") || $0 < 0x20 && $0 != .lineFeed && $0 != .carriageReturn
    }
    encoding = costly > lines.count / 6 ? .base64 : .quotedPrintable
  }

  private static func withLineBreaks(_ text: String) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(text.utf8.count + text.utf8.count / 32)
    var wasReturn = false
    for byte in text.utf8 {
      if byte == .lineFeed {
        if !wasReturn { result.append(.carriageReturn) }
      } else if wasReturn {
        result.append(.lineFeed)
      }
      result.append(byte)
      wasReturn = byte == .carriageReturn
    }
    if wasReturn { result.append(.lineFeed) }
    return result
  }

  package func write(to output: @escaping MailOutput) throws {
    if encoding == .base64 {
      var writer = Base64Writer(to: output)
      try writer.write(lines[...])
      try writer.finish()
    } else {
      try output(Self.quotedPrintable(lines)[...])
    }
  }

  /// RFC 2045 6.7. `From ` and `.` at the beginning of a line are encoded too: mail programs change them.
  private static func quotedPrintable(_ text: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(text.count + text.count / 8)
    var column = 0
    for (index, byte) in text.enumerated() {
      if byte == .carriageReturn || byte == .lineFeed {
        result.append(byte)
        column = 0
        continue
      }
      let endsLine = index + 1 >= text.count || text[index + 1] == .carriageReturn
      let isPlain =
        (0x21...0x7E).contains(byte) && byte != UInt8(ascii: "=") || byte.isBlank && !endsLine
      let opensLine = column == 0 && (byte == UInt8(ascii: "F") || byte == UInt8(ascii: "."))
      let width = isPlain && !opensLine ? 1 : 3
      if column + width > 75 {
        result += [UInt8(ascii: "="), .carriageReturn, .lineFeed]
        column = 0
      }
      if width == 1 {
        result.append(byte)
      } else {
        let digits = Array(String(byte, radix: 16, uppercase: true).utf8)
        result += [UInt8(ascii: "=")] + (digits.count == 1 ? [UInt8(ascii: "0")] : []) + digits
      }
      column += width
    }
    return result
  }
}
