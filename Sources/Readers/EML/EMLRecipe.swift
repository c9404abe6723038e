import MIME

/// How an attachment is taken out of its exhibit again: `base64`, or, inside an attached message that was itself
/// encoded, `base64|120+4000|quoted-printable`: decode, take 4000 bytes from 120 on, decode. `>` in front: what is
/// stored has quoted From_ lines, as an mbox has.
struct EMLRecipe {
  private(set) var isQuoted = false
  /// Outer first.
  private(set) var encodings: [TransferEncoding]
  /// One fewer than `encodings`: where the next encoded bytes lie in the decoded ones.
  private(set) var ranges: [Range<Int>] = []

  init(_ encoding: TransferEncoding, isQuoted: Bool = false) {
    encodings = [encoding]
    self.isQuoted = isQuoted
  }

  init?(_ text: String) {
    encodings = []
    isQuoted = text.hasPrefix(">")
    let text = text.drop { $0 == ">" }
    for (place, step) in text.split(separator: "|", omittingEmptySubsequences: false).enumerated() {
      if place % 2 == 0 {
        guard let encoding = TransferEncoding(rawValue: String(step)) else { return nil }
        encodings.append(encoding)
      } else {
        let numbers = step.split(separator: "+").map { Int($0) }
        guard numbers.count == 2, let start = numbers[0], let count = numbers[1], start >= 0, count >= 0,
          start <= Int.max - count
        else { return nil }
        ranges.append(start..<start + count)
      }
    }
    guard encodings.count == ranges.count + 1 else { return nil }
  }

  func then(_ range: Range<Int>, _ encoding: TransferEncoding) -> EMLRecipe {
    var longer = self
    longer.ranges.append(range)
    longer.encodings.append(encoding)
    return longer
  }

  var text: String {
    var text = (isQuoted ? ">" : "") + encodings[0].rawValue
    for (range, encoding) in zip(ranges, encodings.dropFirst()) {
      text += "|\(range.lowerBound)+\(range.count)|\(encoding.rawValue)"
    }
    return text
  }

  /// Nil where the stored bytes are not those that the recipe was made for.
  func decode(_ stored: [UInt8]) -> [UInt8]? {
    let unquoted = isQuoted ? FromQuoting.unquote(stored[...]).0 : stored
    var bytes = Array(encodings[0].decode(unquoted[...]).bytes)
    for (range, encoding) in zip(ranges, encodings.dropFirst()) {
      guard range.upperBound <= bytes.count else { return nil }
      bytes = Array(encoding.decode(bytes[range]).bytes)
    }
    return bytes
  }
}
