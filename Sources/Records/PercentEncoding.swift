extension String {
  /// The text with `%xx` put right (RFC 3986 2.1), encoded twice over too: servers that pass a request on decode it again.
  /// Control characters stay as they are written.
  package var percentDecoded: String {
    var text = self
    for _ in 0..<3 {
      guard let decoded = text.decodedOnce else { break }
      text = decoded
    }
    return text
  }

  /// Nil where there is nothing to decode.
  private var decodedOnce: String? {
    guard utf8.contains(UInt8(ascii: "%")) else { return nil }
    let encoded = Array(utf8)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(encoded.count)
    var index = 0
    while index < encoded.count {
      if encoded[index] == UInt8(ascii: "%"), index + 2 < encoded.count, let high = encoded[index + 1].hexadecimalDigit,
        let low = encoded[index + 2].hexadecimalDigit, high << 4 | low >= 0x20, high << 4 | low != 0x7F
      {
        bytes.append(high << 4 | low)
        index += 3
      } else {
        bytes.append(encoded[index])
        index += 1
      }
    }
    return bytes.count == encoded.count ? nil : String(decoding: bytes, as: UTF8.self)
  }
}

extension UInt8 {
  fileprivate var hexadecimalDigit: UInt8? {
    switch self {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): self - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): self - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): self - UInt8(ascii: "A") + 10
    default: nil
    }
  }
}
