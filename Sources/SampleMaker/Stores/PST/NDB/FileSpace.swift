/// The room of a store behind its header, given out from front to back ([MS-PST] 2.6.1).
///
/// It is handled in spans: the 253,952 bytes that one allocation map (AMap) tells of, beginning with that map. A span is
/// held in memory until nothing more fits, so that its map is known when it is written and blocks are encoded in place.
final class FileSpace {
  let layout: StoreLayout
  private static let mapSize = 496
  private let spanSize: Int

  private let file: OutputFile
  private var span: [UInt8]
  private var map = [UInt8](repeating: 0, count: mapSize)
  private var used = 0
  private var spanCount = 0
  /// Bytes that no map calls used (`cbAMapFree`).
  private(set) var freeByteCount: Int64 = 0

  /// The file is empty; the header and density list are filled in at the end.
  init(in file: OutputFile, _ layout: StoreLayout) throws(MakerError) {
    (self.file, self.layout) = (file, layout)
    spanSize = Self.mapSize * 8 * layout.slotSize
    span = [UInt8](repeating: 0, count: spanSize)
    try file.append(repeatElement(0, count: Int(layout.firstSpan)))
    beginSpan()
  }

  private var spanOffset: Int64 { layout.firstSpan + Int64(spanCount) * Int64(spanSize) }

  /// Where the last allocation map stands (`ibAMapLast`).
  var lastMapOffset: Int64 { layout.hasMaps ? spanOffset : 0 }

  /// Finds room for a page or block, which lies within one span, and lets `fill` write it; unwritten bytes are zero.
  /// What is freed stands there all the same, though the map calls its place free. Returns what `fill` returns.
  func place<Result>(
    byteCount: Int, alignedTo alignment: Int, isFreed: Bool = false,
    fill: (UnsafeMutableRawBufferPointer, _ offset: Int64) -> Result
  ) throws(MakerError) -> Result {
    var start = aligned(to: alignment)
    if start + byteCount > spanSize {
      try endSpan()
      start = aligned(to: alignment)
    }
    if !isFreed { mark(start..<start + byteCount) }
    used = start + byteCount
    guard spanOffset + Int64(used) <= Int64(Int32.max) || !layout.isANSI else {
      throw MakerError("\(file.path): a store of this kind cannot be larger than 2 GB")
    }
    let offset = spanOffset + Int64(start)
    return span.withUnsafeMutableBytes { bytes in
      fill(UnsafeMutableRawBufferPointer(rebasing: bytes[start..<start + byteCount]), offset)
    }
  }

  /// Writes the last span whole, as Outlook does: a store ends where an allocation map's span ends. Without maps it ends
  /// with its last page.
  func finish() throws(MakerError) {
    if !layout.hasMaps { span.removeLast(spanSize - aligned(to: layout.pageSize)) }
    try writeSpan()
  }

  /// The first place of that alignment; offsets in a span and in the file are aligned alike.
  private func aligned(to alignment: Int) -> Int { (used + alignment - 1) / alignment * alignment }

  private func mark(_ bytes: Range<Int>) {
    for slot in bytes.lowerBound / layout.slotSize..<bytes.upperBound / layout.slotSize {
      map[slot / 8] |= 0x80 >> UInt8(slot % 8)
    }
  }

  /// Leaves room for the map itself and, at their intervals, for the three kinds of map that only old programs read
  /// and that [MS-PST] 2.2.2.7.3 to 2.2.2.7.6 still demands.
  private func beginSpan() {
    used = 0
    guard layout.hasMaps else { return }
    used = layout.pageSize
    var others: [PageType] = []
    if spanCount % 8 == 0 { others.append(.pageMap) }
    if spanCount >= 128, (spanCount - 128) % 496 == 0 { others.append(.freeMap) }
    if spanCount >= 8192, (spanCount - 8192) % (496 * 64) == 0 { others.append(.freePageMap) }
    for type in others {
      writeMap(type, [UInt8](repeating: 0xFF, count: Self.mapSize), at: used)
      used += layout.pageSize
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
    guard layout.hasMaps else { return try file.append(span) }
    let usedSlots = map.reduce(0) { $0 + $1.nonzeroBitCount }
    freeByteCount += Int64((Self.mapSize * 8 - usedSlots) * layout.slotSize)
    writeMap(.allocationMap, map, at: 0)
    try file.append(span)
  }

  /// The trailer of a map has its own place for a number and no signature ([MS-PST] 2.2.2.7.1). Where numbers have 32
  /// bits, four bytes stand in front of the map.
  private func writeMap(_ type: PageType, _ map: [UInt8], at start: Int) {
    let offset = spanOffset + Int64(start)
    let layout = layout
    span.withUnsafeMutableBytes { bytes in
      let page = UnsafeMutableRawBufferPointer(rebasing: bytes[start..<start + layout.pageSize])
      UnsafeMutableRawBufferPointer(rebasing: page[(layout.pageTrailer - Self.mapSize)...]).copyBytes(from: map)
      type.seal(page, layout, signature: 0, id: UInt64(offset))
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
  func seal(_ page: UnsafeMutableRawBufferPointer, _ layout: StoreLayout, signature: UInt16, id: UInt64) {
    let trailer = layout.pageTrailer
    page[trailer] = rawValue
    page[trailer + 1] = rawValue
    page.store(signature, at: trailer + 2)
    let checksum = Checksum.crc(UnsafeRawBufferPointer(rebasing: page[..<trailer]))
    page.store(checksum, at: trailer + layout.trailerChecksum)
    layout.store(id: id, at: trailer + layout.trailerID, in: page)
  }
}
