/// Where the tags of HTML end, as far as that is needed to leave them out.
enum HTMLTag {
  /// Where goes on what is read behind the tag or comment that begins at `index`; behind a `<` that begins none, the
  /// next byte.
  static func end(of index: Int, in html: UnsafeBufferPointer<UInt8>) -> Int {
    let next = index + 1
    guard next < html.count else { return next }
    switch html[next] | 0x20 {
    case UInt8(ascii: "s"), UInt8(ascii: "t"):
      let end = closing(from: next, in: html)
      for name in unread where isNamed(name, at: next, in: html) { return element(name, from: end, in: html) }
      return end
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "/"), UInt8(ascii: "?"):
      return closing(from: next, in: html)
    case UInt8(ascii: "!"):
      let isComment = next + 2 < html.count && html[next + 1] == dash && html[next + 2] == dash
      return isComment ? behindComment(from: next + 3, in: html) : closing(from: next, in: html)
    default: return next
    }
  }

  private static let dash = UInt8(ascii: "-")

  /// Elements whose contents nobody reads.
  private static let unread = ["script", "style", "title"]

  private static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) }

  /// Behind the `>` that is in no quoted value of an attribute.
  private static func closing(from start: Int, in html: UnsafeBufferPointer<UInt8>) -> Int {
    var index = start
    var before: UInt8 = 0
    while index < html.count, html[index] != UInt8(ascii: ">") {
      let byte = html[index]
      if before == UInt8(ascii: "="), byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
        var end = index + 1
        while end < html.count, html[end] != byte { end += 1 }
        // A quote that nothing closes quotes nothing.
        if end < html.count { index = end }
      }
      if byte > 0x20 { before = byte }
      index += 1
    }
    return min(index + 1, html.count)
  }

  /// Behind the end tag of an element, or the end.
  private static func element(_ name: String, from start: Int, in html: UnsafeBufferPointer<UInt8>) -> Int {
    var index = start
    while let open = html[index...].firstIndex(of: UInt8(ascii: "<")) {
      index = open + 1
      if index < html.count, html[index] == UInt8(ascii: "/"), isNamed(name, at: index + 1, in: html) {
        return closing(from: index, in: html)
      }
    }
    return html.count
  }

  private static func isNamed(_ name: String, at index: Int, in html: UnsafeBufferPointer<UInt8>) -> Bool {
    let end = index + name.utf8.count
    guard end <= html.count, zip(html[index..<end], name.utf8).allSatisfy({ $0 | 0x20 == $1 }) else { return false }
    return end == html.count || !isLetter(html[end])
  }

  private static func behindComment(from start: Int, in html: UnsafeBufferPointer<UInt8>) -> Int {
    var index = start
    while index + 2 < html.count {
      if html[index] == dash, html[index + 1] == dash, html[index + 2] == UInt8(ascii: ">") { return index + 3 }
      index += 1
    }
    return html.count
  }
}
