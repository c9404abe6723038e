package import Bytes

/// The HEADER structure, the first bytes of every store ([MS-PST] 2.2.2.6), with its ROOT ([MS-PST] 2.2.2.5).
package struct Header: Sendable, Equatable {
  package let version: UInt16
  package let layout: Layout
  /// bCryptMethod as stored.
  let encodingMethod: UInt8
  package let fileSize: UInt64
  package let nodeTree: BlockReference
  package let blockTree: BlockReference

  /// "!BDN".
  package static let magic: UInt32 = 0x4E44_4221
  /// "SM" for a PST, "SO" for an OST, "AB" for a personal address book.
  package static let clientMagics: [UInt16] = [0x4D53, 0x4F53, 0x4241]
  /// Enough bytes for the header of every variant.
  package static let readLength = 564

  /// Whether these bytes open a store of any version.
  package static func isStore(_ bytes: [UInt8]) -> Bool {
    bytes.count >= 10 && bytes.integer(at: 0) == magic && clientMagics.contains(bytes.integer(at: 8))
  }

  /// `bytes` are the first of the store; without `layout`, it has the likeliest one of its version. Checksums that do
  /// not agree go to `damage`.
  package init(_ bytes: [UInt8], layout chosen: Layout? = nil, damage: DamageLog) throws(FormatError) {
    var reader = ByteReader(bytes, at: 0)
    let magic: UInt32 = try reader.read("HEADER.dwMagic")
    guard magic == Self.magic else { throw FormatError(.badMagic(UInt64(magic)), in: "HEADER.dwMagic", at: 0) }
    let partialCRC: UInt32 = try reader.read("HEADER.dwCRCPartial")
    let client: UInt16 = try reader.read("HEADER.wMagicClient")
    guard Self.clientMagics.contains(client) else {
      throw FormatError(.badMagic(UInt64(client)), in: "HEADER.wMagicClient", at: 8)
    }
    version = try reader.read("HEADER.wVer")
    guard let layouts = Layout.candidates(version: version) else {
      throw FormatError(.unsupportedVersion(UInt64(version)), in: "HEADER.wVer", at: 10)
    }
    layout = chosen ?? layouts[0]
    if ![14, 15, 23, 36, 37].contains(version) || layout != layouts[0] {
      damage.add(FormatError(.invalid("version \(version), read as \(layout.name)"), in: "HEADER.wVer", at: 10))
    }

    try reader.skip(layout.rootOffset - reader.position, "HEADER")
    try reader.skip(4, "ROOT.dwReserved")
    fileSize = try reader.readIdentifier("ROOT.ibFileEof", layout)
    try reader.skip(3 * layout.idSize, "ROOT.ibAMapLast")
    nodeTree = try Self.readReference(&reader, "ROOT.BREFNBT", layout)
    blockTree = try Self.readReference(&reader, "ROOT.BREFBBT", layout)

    try reader.skip(layout.sentinelOffset - reader.position, "HEADER")
    let sentinel: UInt8 = try reader.read("HEADER.bSentinel")
    if sentinel != 0x80 {
      let offset = UInt64(layout.sentinelOffset)
      damage.add(FormatError(.mismatch(stored: UInt64(sentinel), expected: 0x80), in: "HEADER.bSentinel", at: offset))
    }
    let method: UInt8 = try reader.read("HEADER.bCryptMethod")
    guard method != 0x10 else {
      throw FormatError(
        .invalid("encrypted by Windows Information Protection (0x10), which only its owner's keys undo"),
        in: "HEADER.bCryptMethod", at: UInt64(layout.sentinelOffset + 1))
    }
    encodingMethod = method
    try checkSums(bytes, partial: partialCRC, damage: damage)
  }

  /// The header of a store, in the first layout of its version in which both roots are there; in the likeliest, where
  /// they are in none.
  static func read(from store: any ByteStore, _ damage: DamageLog) throws -> Header {
    let opening = try store.read(at: 0, count: readLength)
    var log = DamageLog()
    let likeliest = try Header(opening, damage: log)
    var found = likeliest
    if try !likeliest.hasRoots(in: store) {
      for layout in Layout.candidates(version: likeliest.version) ?? [] where layout != likeliest.layout {
        let other = DamageLog()
        guard let header = try? Header(opening, layout: layout, damage: other), try header.hasRoots(in: store) else {
          continue
        }
        (found, log) = (header, other)
        break
      }
    }
    for one in log.take() { damage.add(one.error, consequence: one.consequence) }
    return found
  }

  private func hasRoots(in store: any ByteStore) throws -> Bool {
    for (root, kind) in [(nodeTree, BTreePage.Kind.node), (blockTree, .block)] {
      let bytes = try store.read(at: root.offset, count: layout.pageSize)
      let trailer = layout.pageTrailerOffset
      guard bytes.count > trailer + 1, bytes[trailer] == kind.rawValue, bytes[trailer + 1] == kind.rawValue else {
        return false
      }
    }
    return true
  }

  private static func readReference(
    _ reader: inout ByteReader, _ field: String, _ layout: Layout
  ) throws(FormatError) -> BlockReference {
    let id = try reader.readIdentifier(field + ".bid", layout)
    return BlockReference(id: BlockID(id), offset: try reader.readIdentifier(field + ".ib", layout))
  }

  private func checkSums(_ bytes: [UInt8], partial: UInt32, damage: DamageLog) throws(FormatError) {
    guard bytes.count >= layout.headerSize else {
      throw FormatError(.truncated(needed: layout.headerSize, available: bytes.count), in: "HEADER", at: 0)
    }
    check(stored: partial, bytes, range: 8..<8 + 471, "HEADER.dwCRCPartial", at: 4, damage)
    if let full = layout.fullCRC {
      let stored: UInt32 = bytes.integer(at: full.storedAt)
      check(
        stored: stored, bytes, range: 8..<8 + full.length, "HEADER.dwCRCFull", at: UInt64(full.storedAt), damage)
    }
  }

  private func check(
    stored: UInt32, _ bytes: [UInt8], range: Range<Int>, _ field: String, at offset: UInt64, _ damage: DamageLog
  ) {
    let computed = CRC.compute(bytes, range: range)
    guard stored != computed else { return }
    damage.add(
      FormatError(.checksumMismatch(stored: UInt64(stored), computed: UInt64(computed)), in: field, at: offset))
  }
}
