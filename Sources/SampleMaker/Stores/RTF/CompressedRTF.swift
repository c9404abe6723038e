/// RTF as messages keep it ([MS-OXRTFCP]): a header with sizes and checksum, then bytes and references to earlier ones
/// in a window of 4096 bytes that begins with common words.
enum CompressedRTF {
  private static let words = Array(
    ("{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor MS Sans SerifSym"
      + "bolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx")
      .utf8)
  private static let windowSize = 4096
  private static let longest = 17
  /// Earlier places that are tried for one match.
  private static let mostTries = 24

  static func bytes(of rtf: [UInt8]) -> [UInt8] {
    let content = compressed(rtf)
    var bytes: [UInt8] = []
    bytes.append(littleEndian: UInt32(content.count + 12))
    bytes.append(littleEndian: UInt32(rtf.count))
    bytes += Array("LZFu".utf8)
    bytes.append(littleEndian: Checksum.crc(content))
    return bytes + content
  }

  /// Runs of eight: a byte whose bits, from the lowest, tell references from bytes. The end is a reference to the place
  /// that would be written next.
  private static func compressed(_ rtf: [UInt8]) -> [UInt8] {
    let text = words + rtf
    var matches = Matches(text)
    for place in 0..<words.count { matches.note(place) }
    var (bytes, run) = ([UInt8](), [UInt8]())
    var (flags, count): (UInt8, UInt8) = (0, 0)
    func put(_ token: [UInt8], isReference: Bool) {
      if isReference { flags |= 1 << count }
      run += token
      count += 1
      if count == 8 { endRun() }
    }
    func endRun() {
      if count > 0 { bytes += [flags] + run }
      (flags, count) = (0, 0)
      run.removeAll(keepingCapacity: true)
    }
    func put(reference place: Int, length: Int) {
      let token = UInt16(place % windowSize) << 4 | UInt16(length - 2)
      put([UInt8(token >> 8), UInt8(truncatingIfNeeded: token)], isReference: true)
    }
    var place = words.count
    while place < text.count {
      let (earlier, length) = matches.best(for: place, longest: longest, within: windowSize - 1, tries: mostTries)
      if length >= 3 { put(reference: earlier, length: length) } else { put([text[place]], isReference: false) }
      for step in 0..<max(1, length >= 3 ? length : 1) { matches.note(place + step) }
      place += length >= 3 ? length : 1
    }
    put(reference: place, length: 2)
    endRun()
    return bytes
  }
}

/// Where three bytes stood before, the latest place first.
private struct Matches {
  private let text: [UInt8]
  private var latest = [Int](repeating: -1, count: 1 << 14)
  private var earlier: [Int]

  init(_ text: [UInt8]) {
    self.text = text
    earlier = [Int](repeating: -1, count: text.count)
  }

  private func slot(_ place: Int) -> Int? {
    guard place + 3 <= text.count else { return nil }
    let value = UInt32(text[place]) | UInt32(text[place + 1]) << 8 | UInt32(text[place + 2]) << 16
    return Int((value &* 0x9E37_79B1) >> 18)
  }

  mutating func note(_ place: Int) {
    guard let slot = slot(place) else { return }
    earlier[place] = latest[slot]
    latest[slot] = place
  }

  func best(for place: Int, longest: Int, within distance: Int, tries: Int) -> (place: Int, length: Int) {
    guard let slot = slot(place) else { return (0, 0) }
    var best = (place: 0, length: 0)
    var (candidate, left) = (latest[slot], tries)
    while candidate >= 0, place - candidate <= distance, left > 0 {
      var length = 0
      while length < longest, place + length < text.count, text[candidate + length] == text[place + length] {
        length += 1
      }
      if length > best.length { best = (candidate, length) }
      (candidate, left) = (earlier[candidate], left - 1)
    }
    return best
  }
}
