/// What the HEADER of a store says that is not the same in all of them ([MS-PST] 2.2.2.6).
struct StoreHeader {
  let layout: StoreLayout
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

  /// The 564 bytes of the header, or 512 where numbers have 32 bits: then the number of the next block stands further in
  /// front, and there is no checksum of the whole.
  var bytes: [UInt8] {
    var bytes: [UInt8] = Array("!BDN".utf8)
    bytes.append(littleEndian: UInt32(0))  // dwCRCPartial, below
    bytes += Array((layout.version == .largePages ? "SO" : "SM").utf8)
    bytes.append(littleEndian: layout.version.rawValue)
    bytes.append(littleEndian: UInt16(19))  // wVerClient
    bytes += [1, 1]  // bPlatformCreate, bPlatformAccess
    bytes.appendZeros(8)  // dwReserved1, dwReserved2
    if layout.isANSI { layout.append(id: nextBlockID, to: &bytes) } else { bytes.appendZeros(8) }  // bidUnused
    layout.append(id: nextPageID, to: &bytes)
    bytes.append(littleEndian: unique)
    for index in nodeIndexes { bytes.append(littleEndian: index) }
    if !layout.isANSI { bytes.appendZeros(8) }  // qwUnused
    appendRoot(to: &bytes)
    if !layout.isANSI { bytes.appendZeros(4) }  // dwAlign
    bytes.append(contentsOf: repeatElement(0xFF, count: 256))  // rgbFM, rgbFP: read by old programs only
    bytes += [0x80, encoding.rawValue, 0, 0]  // bSentinel, bCryptMethod, rgbReserved
    if layout.isANSI {
      bytes.appendZeros(48)  // ullReserved, dwReserved, rgbReserved2, bReserved, rgbReserved3
    } else {
      bytes.append(littleEndian: nextBlockID)
      bytes.append(littleEndian: UInt32(0))  // dwCRCFull, below
      bytes.appendZeros(36)
      bytes.store(Checksum.crc(Array(bytes[8..<524])), at: 524)
    }
    bytes.store(Checksum.crc(Array(bytes[8..<479])), at: 4)
    return bytes
  }

  /// The ROOT ([MS-PST] 2.2.2.5).
  private func appendRoot(to bytes: inout [UInt8]) {
    bytes.append(littleEndian: UInt32(0))
    for number in [fileLength, lastMapOffset, freeByteCount, 0] { layout.append(offset: number, to: &bytes) }
    for tree in [nodeTree, blockTree] {
      layout.append(id: tree.id, to: &bytes)
      layout.append(offset: tree.offset, to: &bytes)
    }
    bytes += [layout.hasMaps ? 2 : 0, 0, 0, 0]  // fAMapValid: VALID_AMAP2; bReserved, wReserved
  }

  /// A density list that names no page, as Outlook leaves it in a new store ([MS-PST] 2.2.2.7.4.2).
  static let densityListOffset: Int64 = 0x4200

  static func densityList(_ layout: StoreLayout, id: UInt64) -> [UInt8] {
    var page = [UInt8](repeating: 0, count: layout.pageSize)
    let signature = Checksum.signature(offset: densityListOffset, id: id)
    page.withUnsafeMutableBytes { PageType.densityList.seal($0, layout, signature: signature, id: id) }
    return page
  }
}
