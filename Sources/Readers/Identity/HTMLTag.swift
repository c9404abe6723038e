/// Where the tags of HTML end, as far as that is needed to leave them out.
enum HTMLTag {
  /// Where goes on what is read behind the tag or comment that begins at `index`; behind a `<` that begins none, the
  /// next byte.
  static func end(of index: Int, in html: UnsafeBufferPointer<UInt8>) -> Int {
    let next = index + 1
    guard next < html.count else { return next }
    if html[next...].starts(with: "!--".utf8) { return behind("-->", from: next + 3, in: html) }
    let first = html[next]
    guard isLetter(first) || "/!?".utf8.contains(first) else { return next }
    let end = closing(from: next, in: html)
    for name in unread where isNamed(name, at: next, in: html) { return element(name, from: end, in: html) }
    return end
  }

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
        // A quote that nothing closes quotes nothing.
        if let end = html[(index + 1)...].firstIndex(of: byte) { index = end }
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

  private static func behind(_ mark: String, from start: Int, in html: UnsafeBufferPointer<UInt8>) -> Int {
    var index = start
    while let first = html[index...].firstIndex(of: UInt8(ascii: "-")) {
      if html[first...].starts(with: mark.utf8) { return first + mark.utf8.count }
      index = first + 1
    }
    return html.count
  }
}
