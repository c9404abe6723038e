/// The variants of the format that are written, by their number in the header (`wVer`, [MS-PST] 2.2.2.6).
package enum PSTVersion: UInt16, Sendable, CaseIterable {
  /// Outlook 97 to 2002: numbers and places of 32 bits, text in a code page. Both numbers mean the same.
  case ansi14 = 14
  case ansi15 = 15
  /// Outlook 2003 and later.
  case unicode = 23
  /// Cached stores of Outlook 2013 and later: pages of 4 KB, blocks of up to 64 KB, deflated where that makes them
  /// smaller. No specification tells of them; the sizes are those that libpff, libpst and ost2pst read.
  case largePages = 36
}

/// The sizes and places that differ between the variants.
struct StoreLayout: Sendable {
  let version: PSTVersion
  /// Bytes of a block's number, of a place in the file, and of a node's number where it is a key.
  let idSize: Int
  let pageSize: Int
  /// Where `cEnt` stands in a page of a B-tree: entries may fill what lies in front.
  let entryArea: Int
  /// Bytes of `cEnt` and of `cEntMax`.
  let pageCountSize: Int
  let pageTrailer: Int
  /// What blocks are aligned to, and one bit of an allocation map stands for.
  let slotSize: Int
  let blockTrailerSize: Int
  /// What one block can hold.
  let blockCapacity: Int
  /// Bits of an item's place in a HID; the block's lies above ([MS-PST] 2.3.1.1).
  let heapIndexBits: UInt32
  /// Bytes of a row's place in the row index of a table ([MS-PST] 2.3.4.3.1).
  let rowPlaceSize: Int
  /// Where the first allocation map stands, or what there is instead of it.
  let firstSpan: Int64

  static func of(_ version: PSTVersion) -> StoreLayout {
    switch version {
    case .unicode:
      StoreLayout(
        version: version, idSize: 8, pageSize: 512, entryArea: 488, pageCountSize: 1, pageTrailer: 496, slotSize: 64,
        blockTrailerSize: 16, blockCapacity: 8176, heapIndexBits: 11, rowPlaceSize: 4, firstSpan: 0x4400)
    case .ansi14, .ansi15:
      StoreLayout(
        version: version, idSize: 4, pageSize: 512, entryArea: 496, pageCountSize: 1, pageTrailer: 500, slotSize: 64,
        blockTrailerSize: 12, blockCapacity: 8180, heapIndexBits: 11, rowPlaceSize: 2, firstSpan: 0x4400)
    case .largePages:
      StoreLayout(
        version: version, idSize: 8, pageSize: 4096, entryArea: 4056, pageCountSize: 2, pageTrailer: 4072,
        slotSize: 512, blockTrailerSize: 24, blockCapacity: 65512, heapIndexBits: 14, rowPlaceSize: 4,
        firstSpan: 0x5000)
    }
  }

  var isANSI: Bool { idSize == 4 }
  /// How allocation maps of 4 KB look nobody has told, and no reader asks for them: such stores are written without.
  var hasMaps: Bool { version != .largePages }
  var isDeflated: Bool { version == .largePages }

  /// Bytes of an entry in the pages of a B-tree that lie above the leaves ([MS-PST] 2.2.2.7.7.2).
  var branchEntrySize: Int { 3 * idSize }
  /// [MS-PST] 2.2.2.7.7.4.
  var nodeEntrySize: Int { 4 * idSize }
  /// [MS-PST] 2.2.2.7.7.3.
  var blockEntrySize: Int { isANSI ? 12 : 24 }

  /// Where the checksum and the number stand in the trailer of a page or block ([MS-PST] 2.2.2.7.1, 2.2.2.8.1).
  var trailerChecksum: Int { isANSI ? 8 : 4 }
  var trailerID: Int { isANSI ? 4 : 8 }

  /// What a block of so many bytes takes in the file.
  func storedSize(ofBlock byteCount: Int) -> Int {
    (byteCount + blockTrailerSize + slotSize - 1) / slotSize * slotSize
  }

  /// Appends a block's number, a place in the file, or a node's number where it is a key.
  func append(id: UInt64, to bytes: inout [UInt8]) {
    if isANSI { bytes.append(littleEndian: UInt32(truncatingIfNeeded: id)) } else { bytes.append(littleEndian: id) }
  }

  func append(offset: Int64, to bytes: inout [UInt8]) { append(id: UInt64(bitPattern: offset), to: &bytes) }

  func store(id: UInt64, at place: Int, in bytes: UnsafeMutableRawBufferPointer) {
    if isANSI { bytes.store(UInt32(truncatingIfNeeded: id), at: place) } else { bytes.store(id, at: place) }
  }
}
