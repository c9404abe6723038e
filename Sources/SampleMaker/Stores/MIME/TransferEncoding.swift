/// How the bytes of a part are made to pass old mail servers (RFC 2045, 6).
enum TransferEncoding: String, Sendable {
  case sevenBit = "7bit"
  case eightBit = "8bit"
  case quotedPrintable = "quoted-printable"
  case base64

  /// Appends the bytes so encoded. Quoted-printable keeps CR LF as line breaks and is for text only.
  func append(_ bytes: [UInt8], to output: inout [UInt8]) {
    switch self {
    case .sevenBit, .eightBit: output += bytes
    case .quotedPrintable: appendQuotedPrintable(bytes, to: &output)
    case .base64: appendBase64(bytes, lineLength: 76, to: &output)
    }
  }
}

private let base64Digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
private let hexDigits = Array("0123456789ABCDEF".utf8)

/// In lines of so many digits, each ended by CR LF; without a line length, in one and without an end.
func appendBase64(_ bytes: [UInt8], lineLength: Int?, to output: inout [UInt8]) {
  guard !bytes.isEmpty else { return }
  let bytesPerLine = lineLength.map { $0 / 4 * 3 } ?? bytes.count
  let lineCount = (bytes.count + bytesPerLine - 1) / bytesPerLine
  let length = (bytes.count + 2) / 3 * 4 + (lineLength == nil ? 0 : 2 * lineCount)
  let encoded = [UInt8](unsafeUninitializedCapacity: length) { target, filled in
    bytes.withUnsafeBufferPointer { bytes in
      base64Digits.withUnsafeBufferPointer { digits in
        var place = 0
        for start in stride(from: 0, to: bytes.count, by: bytesPerLine) {
          let end = min(bytes.count, start + bytesPerLine)
          for index in stride(from: start, to: end, by: 3) {
            let second = index + 1 < end ? Int(bytes[index + 1]) : 0
            let third = index + 2 < end ? Int(bytes[index + 2]) : 0
            let group = Int(bytes[index]) << 16 | second << 8 | third
            target[place] = digits[group >> 18]
            target[place + 1] = digits[group >> 12 & 63]
            target[place + 2] = index + 1 < end ? digits[group >> 6 & 63] : UInt8(ascii: "=")
            target[place + 3] = index + 2 < end ? digits[group & 63] : UInt8(ascii: "=")
            place += 4
          }
          if lineLength != nil {
            (target[place], target[place + 1]) = (0x0D, 0x0A)
            place += 2
          }
        }
        filled = place
      }
    }
  }
  output += encoded
}

/// RFC 4648, 4, with padding and without line breaks.
func base64(_ bytes: [UInt8]) -> String {
  var digits: [UInt8] = []
  appendBase64(bytes, lineLength: nil, to: &digits)
  return String(decoding: digits, as: UTF8.self)
}

/// Lines of at most 76 characters; blanks before a line break are encoded (RFC 2045, 6.7).
private func appendQuotedPrintable(_ bytes: [UInt8], to output: inout [UInt8]) {
  output.reserveCapacity(output.count + bytes.count + bytes.count / 8)
  var lineLength = 0
  var index = 0
  while index < bytes.count {
    let byte = bytes[index]
    if byte == 0x0D, index + 1 < bytes.count, bytes[index + 1] == 0x0A {
      output += [0x0D, 0x0A]
      (lineLength, index) = (0, index + 2)
      continue
    }
    let endsLine = index + 1 == bytes.count || bytes[index + 1] == 0x0D
    let isPlain = 0x21...0x7E ~= byte && byte != 0x3D || (byte == 0x20 || byte == 0x09) && !endsLine
    if lineLength + (isPlain ? 1 : 3) > 75 {
      output += [0x3D, 0x0D, 0x0A]
      lineLength = 0
    }
    if isPlain {
      output.append(byte)
    } else {
      output.append(0x3D)
      output.append(hexDigits[Int(byte >> 4)])
      output.append(hexDigits[Int(byte & 15)])
    }
    (lineLength, index) = (lineLength + (isPlain ? 1 : 3), index + 1)
  }
}
