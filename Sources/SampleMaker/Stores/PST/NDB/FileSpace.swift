/// The room of a store behind its header, given out from front to back ([MS-PST] 2.6.1).
///
/// It is handled in spans: the 253,952 bytes that one allocation map (AMap) tells of, beginning with that map. A span is
/// held in memory until nothing more fits, so that its map is known when it is written and blocks are encoded in place.
final class FileSpace {
  /// Where the first allocation map stands; in front of it are the header and the density list.
  static let firstMap: Int64 = 0x4400
  static let pageSize = 512
  /// What one bit of an allocation map stands for.
  static let slotSize = 64
  static let mapSize = 496
  static let spanSize = mapSize * 8 * slotSize

  private let file: OutputFile
  private var span = [UInt8](repeating: 0, count: spanSize)
  private var map = [UInt8](repeating: 0, count: mapSize)
  private var used = 0
  private var spanCount = 0
  /// Bytes that no map calls used (`cbAMapFree`).
  private(set) var freeByteCount: Int64 = 0

  /// The file is empty; the header and density list are filled in at the end.
  init(in file: OutputFile) throws(MakerError) {
    self.file = file
    try file.append(repeatElement(0, count: Int(Self.firstMap)))
    beginSpan()
  }

  private var spanOffset: Int64 { Self.firstMap + Int64(spanCount) * Int64(Self.spanSize) }

  /// Where the last allocation map stands (`ibAMapLast`).
  var lastMapOffset: Int64 { spanOffset }

  /// Finds room for a page or block, which lies within one span, and lets `fill` write it; unwritten bytes are zero.
  /// Returns what `fill` returns.
  func place<Result>(
    byteCount: Int, alignedTo alignment: Int, fill: (UnsafeMutableRawBufferPointer, _ offset: Int64) -> Result
  ) throws(MakerError) -> Result {
    var start = aligned(to: alignment)
    if start + byteCount > Self.spanSize {
      try endSpan()
      start = aligned(to: alignment)
    }
    mark(start..<start + byteCount)
    used = start + byteCount
    let offset = spanOffset + Int64(start)
    return span.withUnsafeMutableBytes { bytes in
      fill(UnsafeMutableRawBufferPointer(rebasing: bytes[start..<start + byteCount]), offset)
    }
  }

  /// Writes the last span whole, as Outlook does: a store ends where an allocation map's span ends.
  func finish() throws(MakerError) { try writeSpan() }

  /// The first place of that alignment; offsets in a span and in the file are aligned alike.
  private func aligned(to alignment: Int) -> Int { (used + alignment - 1) / alignment * alignment }

  private func mark(_ bytes: Range<Int>) {
    for slot in bytes.lowerBound / Self.slotSize..<bytes.upperBound / Self.slotSize {
      map[slot / 8] |= 0x80 >> UInt8(slot % 8)
    }
  }

  /// Leaves room for the map itself and, at their intervals, for the three kinds of map that only old programs read
  /// and that [MS-PST] 2.2.2.7.3 to 2.2.2.7.6 still demands.
  private func beginSpan() {
    used = Self.pageSize
    var others: [PageType] = []
    if spanCount % 8 == 0 { others.append(.pageMap) }
    if spanCount >= 128, (spanCount - 128) % 496 == 0 { others.append(.freeMap) }
    if spanCount >= 8192, (spanCount - 8192) % (496 * 64) == 0 { others.append(.freePageMap) }
    for type in others {
      writeMap(type, [UInt8](repeating: 0xFF, count: Self.mapSize), at: used)
      used += Self.pageSize
    }
    mark(0..<used)
  }

  private func endSpan() throws(MakerError) {
    try writeSpan()
    spanCount += 1
    span.clear()
    map.clear()
    beginSpan()
  }

  private func writeSpan() throws(MakerError) {
    let usedSlots = map.reduce(0) { $0 + $1.nonzeroBitCount }
    freeByteCount += Int64((Self.mapSize * 8 - usedSlots) * Self.slotSize)
    writeMap(.allocationMap, map, at: 0)
    try file.append(span)
  }

  /// The trailer of a map has its own place for a number and no signature ([MS-PST] 2.2.2.7.1).
  private func writeMap(_ type: PageType, _ map: [UInt8], at start: Int) {
    let offset = spanOffset + Int64(start)
    span.withUnsafeMutableBytes { bytes in
      let page = UnsafeMutableRawBufferPointer(rebasing: bytes[start..<start + Self.pageSize])
      page.copyBytes(from: map)
      type.seal(page, signature: 0, id: UInt64(offset))
    }
  }
}

/// What a page is ([MS-PST] 2.2.2.7.1, `ptype`).
enum PageType: UInt8 {
  case blockBTree = 0x80
  case nodeBTree = 0x81
  case freeMap = 0x82
  case pageMap = 0x83
  case allocationMap = 0x84
  case freePageMap = 0x85
  case densityList = 0x86

  /// Writes the PAGETRAILER.
  func seal(_ page: UnsafeMutableRawBufferPointer, signature: UInt16, id: UInt64) {
    page[496] = rawValue
    page[497] = rawValue
    page.store(signature, at: 498)
    page.store(Checksum.crc(UnsafeRawBufferPointer(rebasing: page[..<496])), at: 500)
    page.store(id, at: 504)
  }
}
