/// What the HEADER of a Unicode store says that is not the same in all of them ([MS-PST] 2.2.2.6).
struct StoreHeader {
  let encoding: PSTEncoding
  let fileLength: Int64
  let lastMapOffset: Int64
  let freeByteCount: Int64
  let nodeTree: BTreeChild
  let blockTree: BTreeChild
  let nextPageID: UInt64
  let nextBlockID: UInt64
  /// The highest index given to a node of each of the 32 types.
  let nodeIndexes: [UInt32]
  /// Changes with every change of the header; any number serves in a new store.
  let unique: UInt32

  /// The 564 bytes of the header.
  var bytes: [UInt8] {
    var bytes: [UInt8] = Array("!BDN".utf8)
    bytes.append(littleEndian: UInt32(0))  // dwCRCPartial, below
    bytes += Array("SM".utf8)
    bytes.append(littleEndian: UInt16(23))  // wVer: Unicode
    bytes.append(littleEndian: UInt16(19))  // wVerClient
    bytes += [1, 1]  // bPlatformCreate, bPlatformAccess
    bytes.appendZeros(16)  // dwReserved1, dwReserved2, bidUnused
    bytes.append(littleEndian: nextPageID)
    bytes.append(littleEndian: unique)
    for index in nodeIndexes { bytes.append(littleEndian: index) }
    bytes.appendZeros(8)  // qwUnused
    appendRoot(to: &bytes)
    bytes.appendZeros(4)  // dwAlign
    bytes.append(contentsOf: repeatElement(0xFF, count: 256))  // rgbFM, rgbFP: read by old programs only
    bytes += [0x80, encoding.rawValue, 0, 0]  // bSentinel, bCryptMethod, rgbReserved
    bytes.append(littleEndian: nextBlockID)
    bytes.append(littleEndian: UInt32(0))  // dwCRCFull, below
    bytes.appendZeros(36)
    bytes.store(Checksum.crc(Array(bytes[8..<479])), at: 4)
    bytes.store(Checksum.crc(Array(bytes[8..<524])), at: 524)
    return bytes
  }

  /// The ROOT ([MS-PST] 2.2.2.5).
  private func appendRoot(to bytes: inout [UInt8]) {
    bytes.append(littleEndian: UInt32(0))
    bytes.append(littleEndian: fileLength)
    bytes.append(littleEndian: lastMapOffset)
    bytes.append(littleEndian: freeByteCount)
    bytes.append(littleEndian: UInt64(0))  // cbPMapFree
    for tree in [nodeTree, blockTree] {
      bytes.append(littleEndian: tree.id)
      bytes.append(littleEndian: tree.offset)
    }
    bytes += [2, 0, 0, 0]  // fAMapValid: VALID_AMAP2; bReserved, wReserved
  }

  /// A density list that names no page, as Outlook leaves it in a new store ([MS-PST] 2.2.2.7.4.2).
  static let densityListOffset: Int64 = 0x4200

  static func densityList(id: UInt64) -> [UInt8] {
    var page = [UInt8](repeating: 0, count: FileSpace.pageSize)
    let signature = Checksum.signature(offset: densityListOffset, id: id)
    page.withUnsafeMutableBytes { PageType.densityList.seal($0, signature: signature, id: id) }
    return page
  }
}
