import Bytes

/// How the bytes of a body are written (RFC 2045 6).
package enum TransferEncoding: String, Sendable {
  /// 7bit, 8bit, binary, and whatever else leaves the bytes as they are.
  case identity = "7bit"
  case base64
  case quotedPrintable = "quoted-printable"
  case uuencode = "x-uuencode"
  /// Deflated by gzip, then base64, as some Perl programs send it.
  case gzip64 = "x-gzip64"

  /// Nil where nobody knows the encoding of that name.
  package init?(named label: some StringProtocol) {
    switch label.lowercased() {
    case "", "7bit", "8bit", "binary", "7-bit", "8-bit": self = .identity
    case "base64", "b64", "x-base64", "base-64": self = .base64
    case "quoted-printable", "quotedprintable", "qp": self = .quotedPrintable
    case "x-uuencode", "x-uue", "uuencode", "uue": self = .uuencode
    case "x-gzip64", "gzip64": self = .gzip64
    default: return nil
    }
  }

  /// What unpacks beyond this is left out, unless less is asked for.
  package static let unpackedLimit = 64 << 20

  /// Only what is packed becomes more by this; `limit` is how much.
  package func decode(_ body: ArraySlice<UInt8>, limit: Int = unpackedLimit) -> DecodedBody {
    switch self {
    case .identity: DecodedBody(bytes: body)
    case .base64: decodeBase64(body)
    case .quotedPrintable: decodeQuotedPrintable(body)
    case .uuencode: decodeUuencode(body)
    case .gzip64: decodeGzip64(body, limit: limit)
    }
  }
}

/// The bytes of a body without its transfer encoding, and what was wrong with that.
package struct DecodedBody: Sendable, Equatable {
  /// Its indices mean nothing; where nothing was encoded, it is the body itself and no copy.
  package var bytes: ArraySlice<UInt8>
  package var problem: String?
}

private let base64Values: [UInt8] = {
  var values = [UInt8](repeating: 0xFF, count: 256)
  let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
  for (value, character) in alphabet.utf8.enumerated() { values[Int(character)] = UInt8(value) }
  return values
}()

/// Base64 (RFC 2045 6.8). Bytes outside the alphabet are passed over; text behind the padding is decoded only where it
/// is base64 too, as from senders that encode piece by piece.
func decodeBase64(_ text: ArraySlice<UInt8>) -> DecodedBody {
  var output: [UInt8] = []
  output.reserveCapacity(text.count / 4 * 3 + 3)
  var bits: UInt32 = 0
  var count = 0
  var strangers = 0
  var wasPadded = false
  var isCut = false
  base64Values.withUnsafeBufferPointer { values in
    for (index, byte) in zip(text.indices, text) {
      let value = values[Int(byte)]
      if value != 0xFF {
        bits = bits << 6 | UInt32(value)
        count += 1
        if count == 4 {
          output.append(UInt8(truncatingIfNeeded: bits >> 16))
          output.append(UInt8(truncatingIfNeeded: bits >> 8))
          output.append(UInt8(truncatingIfNeeded: bits))
          count = 0
        }
      } else if byte == UInt8(ascii: "=") {
        isCut = appendRest(bits, count, to: &output) || isCut
        count = 0
        if !wasPadded, !isBase64(text[index...], values) {
          strangers += 1
          break
        }
        wasPadded = true
      } else if !byte.isWhiteSpace {
        strangers += 1
      }
    }
  }
  isCut = appendRest(bits, count, to: &output) || isCut
  if strangers > 0 { return DecodedBody(bytes: output[...], problem: "\(strangers) bytes or more that are not base64") }
  return DecodedBody(bytes: output[...], problem: isCut ? "base64 cut inside a byte" : nil)
}

/// The bytes of a group of fewer than four digits; true where a single digit is left, too little for a byte.
private func appendRest(_ bits: UInt32, _ count: Int, to output: inout [UInt8]) -> Bool {
  if count == 2 { output.append(UInt8(truncatingIfNeeded: bits >> 4)) }
  if count == 3 {
    output.append(UInt8(truncatingIfNeeded: bits >> 10))
    output.append(UInt8(truncatingIfNeeded: bits >> 2))
  }
  return count == 1
}

private func isBase64(_ text: ArraySlice<UInt8>, _ values: UnsafeBufferPointer<UInt8>) -> Bool {
  text.allSatisfy { values[Int($0)] != 0xFF || $0.isWhiteSpace || $0 == UInt8(ascii: "=") }
}

/// Quoted-printable (RFC 2045 6.7). An `=` that introduces nothing stays as it is.
func decodeQuotedPrintable(_ text: ArraySlice<UInt8>) -> DecodedBody {
  var output: [UInt8] = []
  output.reserveCapacity(text.count)
  var strangers = 0
  var index = text.startIndex
  let end = text.endIndex
  while index < end {
    let byte = text[index]
    if byte == UInt8(ascii: "=") {
      if index + 2 < end, let high = text[index + 1].hexValue, let low = text[index + 2].hexValue {
        output.append(high << 4 | low)
        index += 3
      } else if let next = softLineBreakEnd(text, after: index) {
        index = next
      } else {
        strangers += 1
        output.append(byte)
        index += 1
      }
    } else if byte.isBlank {
      var next = index
      while next < end, text[next].isBlank { next += 1 }
      if next < end, !text[next].isLineBreak { output.append(contentsOf: text[index..<next]) }
      index = next
    } else {
      output.append(byte)
      index += 1
    }
  }
  return DecodedBody(bytes: output[...], problem: strangers > 0 ? "\(strangers) times = without two digits" : nil)
}

/// Index behind the line break that the `=` at `index` takes away, white space before it too; nil where there is none.
private func softLineBreakEnd(_ text: ArraySlice<UInt8>, after index: Int) -> Int? {
  var next = index + 1
  while next < text.endIndex, text[next].isBlank { next += 1 }
  guard next < text.endIndex else { return next }
  if text[next] == .carriageReturn {
    next += 1
    if next < text.endIndex, text[next] == .lineFeed { next += 1 }
    return next
  }
  return text[next] == .lineFeed ? next + 1 : nil
}

/// Uuencoded lines between `begin` and `end` (POSIX uuencode), whose length stands in their first character.
func decodeUuencode(_ text: ArraySlice<UInt8>) -> DecodedBody {
  var output: [UInt8] = []
  var hasBegun = false
  for line in text.split(separator: .lineFeed) {
    let line = line.trimmed
    if !hasBegun {
      hasBegun = line.hasPrefix("begin ")
      continue
    }
    if line.hasPrefix("end") || line.isEmpty { break }
    var digits = line.dropFirst().map { ($0 &- 0x20) & 0x3F }
    let length = Int((line[line.startIndex] &- 0x20) & 0x3F)
    // A space is a zero, and those at the ends of lines do not outlive every program.
    let needed = (length + 2) / 3 * 4
    while digits.count < needed || digits.count % 4 != 0 { digits.append(0) }
    var bytes: [UInt8] = []
    for group in stride(from: 0, to: digits.count, by: 4) {
      bytes.append(digits[group] << 2 | digits[group + 1] >> 4)
      bytes.append(digits[group + 1] << 4 | digits[group + 2] >> 2)
      bytes.append(digits[group + 2] << 6 | digits[group + 3])
    }
    output.append(contentsOf: bytes.prefix(length))
  }
  if !hasBegun { return DecodedBody(bytes: text, problem: "uuencoded text without its begin line") }
  return DecodedBody(bytes: output[...])
}

/// Base64 of a gzip file; as far as that goes.
private func decodeGzip64(_ text: ArraySlice<UInt8>, limit: Int) -> DecodedBody {
  let packed = decodeBase64(text)
  let stream = GzipStream(MemoryStream(Array(packed.bytes)))
  var output: [UInt8] = []
  do {
    while let piece = try stream.next() {
      guard output.count + piece.count <= limit else {
        return DecodedBody(bytes: output[...], problem: "gzip: more than \(limit) bytes")
      }
      output += piece
    }
  } catch {
    return DecodedBody(bytes: output[...], problem: "gzip: \(error)")
  }
  return DecodedBody(bytes: output[...], problem: packed.problem)
}
