import Bytes

/// What a heap holds of what was deleted in it: rows of a table that its index leads to no more, and texts.
package struct Leftovers {
  /// A row: which node it stood for, and what it said of it.
  package struct Row {
    package let id: NodeID
    package let properties: Properties
    /// False where something that the row told is not there any more, or may be another's by now.
    package let isWhole: Bool
    package let offset: UInt64
    package let length: Int
  }

  /// A text of which only the heap it stood in is known.
  package struct Text {
    package let text: String
    package let offset: UInt64
    package let length: Int
  }

  /// Ascending by id, each id once.
  package var rows: [Row] = []
  /// In the order of their places.
  package var texts: [Text] = []

  /// More texts of one heap are not told.
  private static let textLimit = 1000

  /// Adds what of freed allocations, and of stretches around them, reads as text, but for what lies in `covered`, and
  /// what the same block says elsewhere: of what was moved within its block the end may stand there twice.
  mutating func addTexts(
    of allocations: [Extent], and stretches: [Extent], outside covered: CoveredBytes, is8Bit: Bool
  ) {
    var told: Set<String> = []
    var bounded = covered
    for allocation in allocations { bounded.add(allocation) }
    let pieces = allocations.flatMap(covered.rest(of:)) + stretches.flatMap(bounded.rest(of:))
    for piece in pieces.sorted(by: { ($0.blockOffset, $0.range.lowerBound) < ($1.blockOffset, $1.range.lowerBound) }) {
      for run in TextRuns.find(in: piece, is8Bit: is8Bit) where texts.count < Self.textLimit {
        let part = piece.part(at: run.range.lowerBound, count: run.range.count)
        guard !part.standsElsewhereInItsBlock, told.insert(run.text).inserted else { continue }
        texts.append(Text(text: run.text, offset: part.offset, length: part.count))
      }
    }
  }
}

/// Parts of blocks that were made sense of.
struct CoveredBytes {
  private var ranges: [UInt64: [Range<Int>]] = [:]

  mutating func add(_ extent: Extent) { ranges[extent.blockOffset, default: []].append(extent.range) }

  func overlaps(_ extent: Extent) -> Bool {
    ranges[extent.blockOffset]?.contains { $0.overlaps(extent.range) } ?? false
  }

  /// The pieces of `extent` that are not among them.
  func rest(of extent: Extent) -> [Extent] {
    var (pieces, start) = ([Extent](), extent.range.lowerBound)
    func add(upTo end: Int) {
      if start < end { pieces.append(extent.part(at: start - extent.range.lowerBound, count: end - start)) }
    }
    for range in (ranges[extent.blockOffset] ?? []).sorted(by: { $0.lowerBound < $1.lowerBound })
    where range.overlaps(extent.range) {
      add(upTo: range.lowerBound)
      start = max(start, range.upperBound)
    }
    add(upTo: extent.range.upperBound)
    return pieces
  }
}

extension Extent {
  /// Whether its block has the same bytes somewhere in front of it.
  fileprivate var standsElsewhereInItsBlock: Bool {
    guard let first = slice.first, count > 0 else { return false }
    var start = 0
    while start <= range.lowerBound - count {
      guard let next = bytes[start...(range.lowerBound - count)].firstIndex(of: first) else { return false }
      if bytes[next..<next + count].elementsEqual(slice) { return true }
      start = next + 1
    }
    return false
  }
}

/// Finds text in bytes that nothing tells the type of.
///
/// UTF-16 of the alphabets of Europe and the Near East, and printable ASCII; of other scripts any bytes may be letters,
/// so that nothing could be told from chance.
enum TextRuns {
  private static let shortestUnits = 5
  /// 8-bit text is rare in a Unicode store.
  private static func shortestBytes(_ is8Bit: Bool) -> Int { is8Bit ? 6 : 16 }
  private static let fewestLetters = 4

  static func find(in extent: Extent, is8Bit: Bool) -> [(text: String, range: Range<Int>)] {
    var runs: [(text: String, range: Range<Int>)] = []
    let bytes = extent.slice
    var position = bytes.startIndex
    while position < bytes.endIndex {
      guard let (text, end) = wide(bytes, from: position) ?? narrow(bytes, from: position, is8Bit) else {
        position += 1
        continue
      }
      runs.append((text, position - bytes.startIndex..<end - bytes.startIndex))
      position = end
    }
    return runs
  }

  private static func wide(_ bytes: ArraySlice<UInt8>, from start: Int) -> (String, Int)? {
    var (position, letters) = (start, 0)
    while position + 1 < bytes.endIndex {
      let unit = UInt16(bytes[position]) | UInt16(bytes[position + 1]) << 8
      guard isText(unit) else { break }
      if isLetter(unit) { letters += 1 }
      position += 2
    }
    guard position - start >= 2 * shortestUnits, letters >= fewestLetters else { return nil }
    return (Charset.utf16LE.decode(bytes[start..<position]).text, position)
  }

  private static func narrow(_ bytes: ArraySlice<UInt8>, from start: Int, _ is8Bit: Bool) -> (String, Int)? {
    var (position, letters) = (start, 0)
    while position < bytes.endIndex, bytes[position] < 0x7F, isText(UInt16(bytes[position])) {
      if isLetter(UInt16(bytes[position])) { letters += 1 }
      position += 1
    }
    guard position - start >= shortestBytes(is8Bit), letters >= fewestLetters else { return nil }
    return (String(decoding: bytes[start..<position], as: UTF8.self), position)
  }

  private static func isText(_ unit: UInt16) -> Bool {
    switch unit {
    case 0x09, 0x0A, 0x0D, 0x20...0x7E, 0xA0...0x052F, 0x05D0...0x06FF, 0x2010...0x203A, 0x20AC: true
    default: false
    }
  }

  private static func isLetter(_ unit: UInt16) -> Bool {
    switch unit {
    case 0x41...0x5A, 0x61...0x7A, 0xC0...0x06FF: true
    default: false
    }
  }
}
