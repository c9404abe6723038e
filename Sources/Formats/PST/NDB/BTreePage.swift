import Bytes

/// One page of the node or block B-tree ([MS-PST] 2.2.2.7.7.1).
struct BTreePage {
  /// ptype, which says what tree a page belongs to ([MS-PST] 2.2.2.7.1).
  enum Kind: UInt8, Sendable {
    case block = 0x80
    case node = 0x81

    /// What its leaves hold.
    var name: String { self == .node ? "nodes" : "blocks" }

    /// Bytes of an entry at least: in a leaf, and above.
    func entrySize(level: Int, _ layout: Layout) -> Int {
      if level > 0 { return 3 * layout.idSize }
      return self == .node ? 4 * layout.idSize : 2 * layout.idSize + 4
    }
  }

  let offset: UInt64
  /// 0 for a leaf.
  let level: Int
  let count: Int
  private let stride: Int
  private let bytes: [UInt8]
  private let layout: Layout

  /// `bytes` are the whole page. What is wrong but can be read past goes to `damage`.
  init(
    _ bytes: [UInt8], at reference: BlockReference, kind: Kind, _ layout: Layout, damage: DamageLog
  ) throws(FormatError) {
    offset = reference.offset
    self.bytes = bytes
    self.layout = layout
    guard bytes.count == layout.pageSize else {
      throw FormatError(.truncated(needed: layout.pageSize, available: bytes.count), in: "BTPAGE", at: offset)
    }
    try Self.checkTrailer(bytes, at: reference, kind: kind, layout, damage)

    let counts = layout.pageCountsOffset
    let size = layout.pageCountSize
    var storedCount = Int(bytes[counts])
    if size == 2 { storedCount = Int(bytes.integer(at: counts, as: UInt16.self)) }
    stride = Int(bytes[counts + 2 * size])
    level = Int(bytes[counts + 2 * size + 1])
    let least = kind.entrySize(level: level, layout)
    guard stride >= least || storedCount == 0 else {
      throw FormatError(
        .invalid("entries of \(stride) bytes, at least \(least) needed"), in: "BTPAGE.cbEnt",
        at: offset &+ UInt64(counts + 2 * size))
    }
    let room = counts / max(1, stride)
    if storedCount > room {
      damage.add(
        FormatError(
          .outOfRange(value: UInt64(storedCount), limit: UInt64(room)), in: "BTPAGE.cEnt",
          at: offset &+ UInt64(counts)), consequence: "only \(room) entries of the page read")
    }
    count = min(storedCount, room)
  }

  /// The node or block id that entry `index` is found by.
  func key(_ index: Int) -> UInt64 { bytes.identifier(at: index * stride, layout) }

  /// Where the page below entry `index` lies.
  func child(_ index: Int) -> BlockReference {
    let start = index * stride
    return BlockReference(
      id: BlockID(bytes.identifier(at: start + layout.idSize, layout)),
      offset: bytes.identifier(at: start + 2 * layout.idSize, layout))
  }

  /// NBTENTRY ([MS-PST] 2.2.2.7.7.4).
  func node(_ index: Int) -> Node {
    let (start, size) = (index * stride, layout.idSize)
    return Node(
      id: NodeID(bytes.integer(at: start)), data: BlockID(bytes.identifier(at: start + size, layout)),
      subnodes: BlockID(bytes.identifier(at: start + 2 * size, layout)),
      parent: NodeID(bytes.integer(at: start + 3 * size)))
  }

  /// BBTENTRY ([MS-PST] 2.2.2.7.7.3).
  func block(_ index: Int) -> BlockLocation {
    let (start, size) = (index * stride, layout.idSize)
    let stored = Int(bytes.integer(at: start + 2 * size, as: UInt16.self))
    return BlockLocation(
      id: BlockID(bytes.identifier(at: start, layout)), offset: bytes.identifier(at: start + size, layout),
      size: stored,
      inflatedSize: layout.isCompressible ? Int(bytes.integer(at: start + 2 * size + 2, as: UInt16.self)) : stored)
  }

  /// PAGETRAILER ([MS-PST] 2.2.2.7.1).
  private static func checkTrailer(
    _ bytes: [UInt8], at reference: BlockReference, kind: Kind, _ layout: Layout, _ damage: DamageLog
  ) throws(FormatError) {
    let start = layout.pageTrailerOffset
    let place = reference.offset &+ UInt64(start)
    let (type, again) = (bytes[start], bytes[start + 1])
    guard type == kind.rawValue || again == kind.rawValue else {
      throw FormatError(
        .mismatch(stored: UInt64(type), expected: UInt64(kind.rawValue)), in: "PAGETRAILER.ptype", at: place)
    }
    func tell(_ field: String, _ offset: Int, _ stored: UInt64, _ expected: UInt64, isCRC: Bool = false) {
      guard stored != expected else { return }
      let problem: FormatError.Problem =
        isCRC
        ? .checksumMismatch(stored: stored, computed: expected) : .mismatch(stored: stored, expected: expected)
      damage.add(FormatError(problem, in: "PAGETRAILER." + field, at: place &+ UInt64(offset)))
    }
    tell("ptype", 0, UInt64(type), UInt64(kind.rawValue))
    tell("ptypeRepeat", 1, UInt64(again), UInt64(kind.rawValue))
    let (crcPlace, idPlace) = (layout.trailerCRCOffset, layout.trailerIDOffset)
    let id = BlockID(bytes.identifier(at: start + idPlace, layout))
    tell(
      "wSig", 2, UInt64(bytes.integer(at: start + 2, as: UInt16.self)),
      UInt64(signature(offset: reference.offset, id: reference.id)))
    tell(
      "dwCRC", crcPlace, UInt64(bytes.integer(at: start + crcPlace, as: UInt32.self)),
      UInt64(CRC.compute(bytes, range: 0..<start)), isCRC: true)
    tell("bid", idPlace, id.rawValue, reference.id.rawValue)
  }
}
