import CZlib

/// The variants of the format as the builder writes them, from [MS-PST] and, for 4 KB pages, from the notes on stores
/// that three other readers read alike.
enum StoreVariant: CaseIterable {
  case ansi, unicode, largePages, deflated

  var version: Int {
    switch self {
    case .ansi: 14
    case .unicode: 23
    case .largePages, .deflated: 36
    }
  }
  var isLarge: Bool { self == .largePages || self == .deflated }
  var pageSize: Int { isLarge ? 4096 : 512 }
  var alignment: Int { isLarge ? 512 : 64 }
  var blockTrailerSize: Int { self == .ansi ? 12 : isLarge ? 24 : 16 }
  var heapIndexBits: Int { isLarge ? 14 : 11 }

  /// A BID, file offset or key.
  func id(_ value: UInt64) -> [UInt8] { self == .ansi ? bytes(UInt32(value)) : u64(value) }

  var padding: [UInt8] { self == .ansi ? [] : u32(0) }

  /// NBTENTRY.
  func node(_ entry: StoreBuilder.Entry) -> [UInt8] {
    id(UInt64(entry.id)) + id(entry.data) + id(entry.subnodes) + bytes(entry.parent) + padding
  }

  /// BBTENTRY.
  func block(_ place: StoreBuilder.Place, size: Int, inflated: Int) -> [UInt8] {
    let sizes = isLarge ? u16(size) + u16(inflated) + u16(2) + u16(0) : u16(size) + u16(2) + padding
    return id(place.id) + id(place.offset) + sizes
  }

  /// A row of the index of a table.
  func rowIndex(_ index: Int) -> [UInt8] { self == .ansi ? u16(index) : u32(index) }

  /// The data of a block as stored.
  func stored(_ data: [UInt8]) -> [UInt8] {
    guard self == .deflated else { return data }
    var length = compressBound(uLong(data.count))
    var target = [UInt8](repeating: 0, count: Int(length))
    guard compress2(&target, &length, data, uLong(data.count), 6) == Z_OK, length < data.count else { return data }
    return Array(target.prefix(Int(length)))
  }

  /// A block with padding and trailer; `data` as stored.
  func block(_ data: [UInt8], id: UInt64, at offset: UInt64, inflated: Int) -> [UInt8] {
    let size = (data.count + blockTrailerSize + alignment - 1) / alignment * alignment
    let padding = [UInt8](repeating: 0, count: size - blockTrailerSize - data.count)
    let (crc, signature) = (bytes(referenceCRC(data)), StoreBuilder.signature(id, offset))
    let trailer = self == .ansi ? self.id(id) + crc : crc + u64(id)
    return data + padding + u16(data.count) + signature + trailer
      + (isLarge ? u16(2) + u16(inflated) + u32(0) : [])
  }

  /// A page of a B-tree.
  func page(_ entries: [[UInt8]], type: UInt8, level: UInt8, id: UInt64, at offset: UInt64) -> [UInt8] {
    let room = self == .ansi ? 496 : isLarge ? 4056 : 488
    let width = self == .ansi ? 12 : 24
    let size = entries.first?.count ?? (type == 0x81 ? width / 3 * 4 : width)
    var page = entries.flatMap { $0 }
    page += [UInt8](repeating: 0, count: room - page.count)
    page += isLarge ? u16(entries.count) + u16(room / size) : [UInt8(entries.count), UInt8(room / size)]
    page += [UInt8(size), level]
    page += [UInt8](repeating: 0, count: pageSize - (isLarge ? 24 : self == .ansi ? 12 : 16) - page.count)
    let (crc, signature) = (bytes(referenceCRC(page)), StoreBuilder.signature(id, offset))
    return page + [type, type] + signature + (self == .ansi ? self.id(id) + crc : crc + u64(id))
      + (isLarge ? u64(0) : [])
  }

  func header(
    fileSize: UInt64, nodeRoot: StoreBuilder.Place, blockRoot: StoreBuilder.Place, version: Int? = nil,
    method: UInt8 = 0
  ) -> [UInt8] {
    var header = [UInt8](repeating: 0, count: self == .ansi ? 512 : 564)
    header.put(Array("!BDN".utf8), at: 0)
    header.put(Array("SM".utf8), at: 8)
    header.put(u16(version ?? self.version) + u16(19), at: 10)
    let root = self == .ansi ? 164 : 180
    let width = self == .ansi ? 4 : 8
    header.put(id(fileSize), at: root + 4)
    let references = [nodeRoot.id, nodeRoot.offset, blockRoot.id, blockRoot.offset]
    header.put(references.flatMap { id($0) }, at: root + 4 + 4 * width)
    header.put([0x80, method], at: self == .ansi ? 460 : 512)
    header.put(bytes(referenceCRC(header[8..<479])), at: 4)
    if self != .ansi { header.put(bytes(referenceCRC(header[8..<524])), at: 524) }
    return header
  }
}
