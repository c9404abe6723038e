/// `>` in front of lines that would look like From_ lines: mboxo and mboxcl write it before `From `, mboxrd before
/// `>From ` too.
enum FromQuoting {
  /// Takes one `>` from each such line; also gives the places, in what is left, before which one stood.
  static func unquote(_ bytes: ArraySlice<UInt8>) -> ([UInt8], [Int]) {
    let quoted = quotedLines(bytes)
    guard !quoted.isEmpty else { return (Array(bytes), []) }
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    var removed: [Int] = []
    var start = bytes.startIndex
    for place in quoted {
      result += bytes[start..<place]
      removed.append(result.count)
      start = place + 1
    }
    result += bytes[start...]
    return (result, removed)
  }

  /// Whether a line of the message, but for its first, begins with `From `.
  static func hasUnquotedLine(_ bytes: ArraySlice<UInt8>) -> Bool {
    var rest = bytes
    while let feed = rest.firstIndex(of: 0x0A) {
      rest = rest[(feed + 1)...]
      if rest.first == UInt8(ascii: "F"), rest.starts(with: FromLine.mark) { return true }
    }
    return false
  }

  /// Where the first `>` of each quoted line stands.
  private static func quotedLines(_ bytes: ArraySlice<UInt8>) -> [Int] {
    bytes.withUnsafeBufferPointer { buffer in
      var places: [Int] = []
      var index = 0
      while index < buffer.count - FromLine.mark.count {
        if buffer[index] == UInt8(ascii: ">"), index == 0 || buffer[index - 1] == 0x0A {
          var end = index
          while end < buffer.count, buffer[end] == UInt8(ascii: ">") { end += 1 }
          if buffer[end...].starts(with: FromLine.mark) { places.append(bytes.startIndex + index) }
          index = end
        }
        index += 1
      }
      return places
    }
  }
}
