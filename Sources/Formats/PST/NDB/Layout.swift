/// Sizes and places that differ between the variants of the format; all else is the same for every variant, so a
/// further variant is a further value here and no second reader.
package struct Layout: Sendable, Equatable {
  /// Bytes of a BID, of a file offset, and of a node id where it is a key ([MS-PST] 2.2.2.2).
  let idSize: Int
  /// Where ROOT stands in the header ([MS-PST] 2.2.2.6), and the fields behind it.
  let rootOffset: Int
  let sentinelOffset: Int
  /// Bytes that dwCRCFull covers, from 8; nil where there is no such field.
  let fullCRC: (length: Int, storedAt: Int)?
  let headerSize: Int

  let pageSize: Int
  /// Where cEnt and its neighbours stand in a B-tree page; the entries lie in front ([MS-PST] 2.2.2.7.7.1).
  let pageCountsOffset: Int
  /// Bytes of cEnt and of cEntMax.
  let pageCountSize: Int
  let pageTrailerOffset: Int
  /// In page and block trailers the CRC stands in front of the BID, or behind.
  let trailerHasCRCFirst: Bool

  let blockAlignment: Int
  let blockTrailerSize: Int
  /// Blocks may be stored deflated; the block tree then names both sizes.
  let isCompressible: Bool
  /// Bytes of data in a full block ([MS-PST] 2.2.2.8.1).
  let blockDataSize: Int
  /// Bytes in front of the entries of an SLBLOCK or SIBLOCK ([MS-PST] 2.2.2.8.3.3).
  let subnodeHeaderSize: Int
  /// Bits of hidIndex in a HID ([MS-PST] 2.3.1.1).
  let heapIndexBits: Int
  /// Bytes of dwRowIndex in a table's row index ([MS-PST] 2.3.4.3.1).
  let rowIndexSize: Int

  /// Unicode stores of Outlook 2003 and later, wVer 23.
  package static let unicode = Layout(
    idSize: 8, rootOffset: 180, sentinelOffset: 512, fullCRC: (516, 524), headerSize: 564, pageSize: 512,
    pageCountsOffset: 488, pageCountSize: 1, pageTrailerOffset: 496, trailerHasCRCFirst: true, blockAlignment: 64,
    blockTrailerSize: 16, isCompressible: false, blockDataSize: 8176, subnodeHeaderSize: 8, heapIndexBits: 11,
    rowIndexSize: 4)

  /// ANSI stores of Outlook 97 to 2002, wVer 14 and 15.
  package static let ansi = Layout(
    idSize: 4, rootOffset: 164, sentinelOffset: 460, fullCRC: nil, headerSize: 512, pageSize: 512,
    pageCountsOffset: 496, pageCountSize: 1, pageTrailerOffset: 500, trailerHasCRCFirst: false, blockAlignment: 64,
    blockTrailerSize: 12, isCompressible: false, blockDataSize: 8180, subnodeHeaderSize: 4, heapIndexBits: 11,
    rowIndexSize: 2)

  /// Cached stores of Outlook 2013 and later, wVer 36: pages of 4 KB, blocks of up to 64 KB, deflated or not. No
  /// specification tells of them; the values are those of stores that libpff, libpst and we read alike.
  package static let largePages = Layout(
    idSize: 8, rootOffset: 180, sentinelOffset: 512, fullCRC: (516, 524), headerSize: 564, pageSize: 4096,
    pageCountsOffset: 4056, pageCountSize: 2, pageTrailerOffset: 4072, trailerHasCRCFirst: true, blockAlignment: 512,
    blockTrailerSize: 24, isCompressible: true, blockDataSize: 65512, subnodeHeaderSize: 8, heapIndexBits: 14,
    rowIndexSize: 4)

  package static func == (a: Layout, b: Layout) -> Bool { a.idSize == b.idSize && a.pageSize == b.pageSize }

  /// The layouts that a store of this wVer may have, the likeliest first: a version between those that are known was
  /// written by some tool, and a byte of wVer may be wrong as any other.
  static func candidates(version: UInt16) -> [Layout]? {
    switch version {
    case 14, 15: [.ansi, .unicode, .largePages]
    case 16...35, 37: [.unicode, .largePages, .ansi]
    case 36: [.largePages, .unicode, .ansi]
    default: nil
    }
  }

  /// Text is in a code page, not in UTF-16.
  var has8BitText: Bool { idSize == 4 }

  /// What examiners call stores of this layout.
  var name: String {
    if isCompressible { return "a store with 4 KB pages (wVer 36)" }
    return idSize == 8 ? "a Unicode store (wVer 23)" : "an ANSI store (wVer 14 or 15)"
  }

  /// Where dwCRC and bid stand in the trailer of a page or block ([MS-PST] 2.2.2.7.1, 2.2.2.8.1).
  var trailerCRCOffset: Int { trailerHasCRCFirst ? 4 : 4 + idSize }
  var trailerIDOffset: Int { trailerHasCRCFirst ? 8 : 4 }
  /// Where cLevel stands in a B-tree page.
  var pageLevelOffset: Int { pageCountsOffset + 2 * pageCountSize + 1 }

  /// Bytes that a block of `dataSize` bytes takes in the file, trailer and padding included.
  func storedSize(ofBlock dataSize: Int) -> Int {
    (dataSize + blockTrailerSize + blockAlignment - 1) / blockAlignment * blockAlignment
  }
}
