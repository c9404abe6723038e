import Bytes

/// Pages and blocks that stand in space which no tree claims, known by their trailers alone: what a lost page of a tree
/// led to, and what was freed and not yet overwritten.
package struct Carving: Sendable {
  /// A leaf page of a tree.
  struct Page: Sendable {
    let reference: BlockReference
    let kind: BTreePage.Kind
  }
  /// Newest first: ids of pages only grow.
  private(set) var pages: [Page] = []
  /// Blocks whose signature and checksum both hold.
  private(set) var blocks = BlockIndex(limit: Carving.blockLimit)
  /// Pages of the allocation maps ([MS-PST] 2.2.2.7.2 to 2.2.2.7.6), and how many of them have a wrong checksum.
  package private(set) var mapPageCount = 0
  package private(set) var badMapPageCount = 0
  /// Bytes looked through.
  package private(set) var searchedBytes: UInt64 = 0

  static let none = Carving()
  /// More pages than these are not looked at: 40 MB of memory.
  private static let pageLimit = 1 << 20
  /// Nor more blocks: 100 MB.
  private static let blockLimit = 1 << 22
  private static let pieceSize = 1 << 20

  private init() {}

  init(of store: any ByteStore, free space: SpaceMap, _ layout: Layout) throws {
    var search = Search(store: store, layout: layout, space: space)
    try space.forEachFreeRange { range in
      searchedBytes += range.upperBound - range.lowerBound
      var start = range.lowerBound
      while start < range.upperBound {
        let count = Int(min(UInt64(Self.pieceSize), range.upperBound - start))
        let bytes = try store.read(at: start, count: count)
        guard !bytes.isEmpty else { break }
        try search.look(through: bytes, at: start)
        start += UInt64(count)
      }
    }
    pages = search.pages.sorted {
      ($0.reference.id.rawValue, $0.reference.offset) > ($1.reference.id.rawValue, $1.reference.offset)
    }
    (mapPageCount, badMapPageCount) = (search.mapPageCount, search.badMapPageCount)
    search.blocks.finish()
    blocks = search.blocks
  }

  private struct Search {
    let store: any ByteStore
    let layout: Layout
    let space: SpaceMap
    var pages: [Page] = []
    var blocks = BlockIndex(limit: Carving.blockLimit)
    var mapPageCount = 0
    var badMapPageCount = 0

    /// Looks at the end of each unit: there stands the trailer of what ends in it.
    mutating func look(through bytes: [UInt8], at offset: UInt64) throws {
      let unit = layout.blockAlignment
      for end in stride(from: unit, through: bytes.count, by: unit) {
        let place = offset + UInt64(end)
        if place % 512 == 0 { try lookForPage(bytes, end: end, at: place) }
        try lookForBlock(bytes, end: end, at: place)
      }
    }

    private mutating func lookForPage(_ bytes: [UInt8], end: Int, at place: UInt64) throws {
      let start = end - (layout.pageSize - layout.pageTrailerOffset)
      guard start >= 0, bytes[start] == bytes[start + 1], Self.pageTypes.contains(bytes[start]),
        place >= UInt64(layout.pageSize)
      else { return }
      let offset = place - UInt64(layout.pageSize)
      let id = BlockID(bytes.identifier(at: start + layout.trailerIDOffset, layout))
      guard let kind = BTreePage.Kind(rawValue: bytes[start]) else {
        return try count(mapPageAt: offset, id, crc: bytes.integer(at: start + layout.trailerCRCOffset))
      }
      guard pages.count < Carving.pageLimit, bytes.integer(at: start + 2) == signature(offset: offset, id: id),
        space.isFree(offset, count: layout.pageSize)
      else { return }
      let page = try store.read(at: offset, count: layout.pageSize)
      let crc: UInt32 = bytes.integer(at: start + layout.trailerCRCOffset)
      guard page.count == layout.pageSize, page[layout.pageLevelOffset] == 0,
        CRC.compute(page, range: 0..<layout.pageTrailerOffset) == crc
      else { return }
      pages.append(Page(reference: BlockReference(id: id, offset: offset), kind: kind))
    }

    /// ptype of all pages ([MS-PST] 2.2.2.7.1).
    private static let pageTypes: ClosedRange<UInt8> = 0x80...0x86

    /// Pages of the maps have their own place as id.
    private mutating func count(mapPageAt offset: UInt64, _ id: BlockID, crc: UInt32) throws {
      guard id.rawValue == offset else { return }
      let page = try store.read(at: offset, count: layout.pageSize)
      guard page.count == layout.pageSize else { return }
      mapPageCount += 1
      if CRC.compute(page, range: 0..<layout.pageTrailerOffset) != crc { badMapPageCount += 1 }
    }

    private mutating func lookForBlock(_ bytes: [UInt8], end: Int, at place: UInt64) throws {
      let start = end - layout.blockTrailerSize
      let size = Int(bytes.integer(at: start, as: UInt16.self))
      let whole = layout.storedSize(ofBlock: size)
      guard size > 0, size <= layout.blockDataSize, UInt64(whole) <= place else { return }
      let offset = place - UInt64(whole)
      let id = BlockID(bytes.identifier(at: start + layout.trailerIDOffset, layout))
      guard id != .none, bytes.integer(at: start + 2) == signature(offset: offset, id: id),
        space.isFree(offset, count: whole)
      else { return }
      let data = try store.read(at: offset, count: size)
      let crc: UInt32 = bytes.integer(at: start + layout.trailerCRCOffset)
      guard data.count == size, CRC.compute(data, range: 0..<size) == crc else { return }
      let inflated = layout.isCompressible ? Int(bytes.integer(at: start + 18, as: UInt16.self)) : size
      blocks.add(BlockLocation(id: id, offset: offset, size: size, inflatedSize: inflated))
    }
  }
}
