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
  /// Bytes of data in a full block: what a row matrix divides into ([MS-PST] 2.3.4.4).
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
    blockTrailerSize: 16, blockDataSize: 8176, subnodeHeaderSize: 8, heapIndexBits: 11, rowIndexSize: 4)

  package static func == (a: Layout, b: Layout) -> Bool { a.idSize == b.idSize && a.pageSize == b.pageSize }

  /// Bytes that a block of `dataSize` bytes takes in the file, trailer and padding included.
  func storedSize(ofBlock dataSize: Int) -> Int {
    (dataSize + blockTrailerSize + blockAlignment - 1) / blockAlignment * blockAlignment
  }
}
