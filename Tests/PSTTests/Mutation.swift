import Testing

/// Damage done to a store of 512-byte pages on purpose, by the places that [MS-PST] gives.
enum Mutation: String, CaseIterable, CustomTestStringConvertible {
  case nodeRoot = "root of the node tree zeroed"
  case blockRoot = "root of the block tree zeroed"
  case bothRoots = "both roots zeroed"
  case headerChecksums = "header checksums wrong"
  case pageChecksums = "every page checksum wrong"
  case blockTrailers = "every block trailer zeroed"
  case storeNode = "store node nulled"
  case nameMap = "name map nulled"
  case rootFolder = "root folder nulled"
  case tables = "all tables of folders nulled"
  case encoding = "encoding in the header wrong"
  case allocationMaps = "allocation maps zeroed"

  var testDescription: String { rawValue }

  /// The field of a defect that must say so; nil where nothing that we read is wrong.
  var field: String? {
    switch self {
    case .nodeRoot, .blockRoot, .bothRoots: "PAGETRAILER.ptype"
    case .headerChecksums: "HEADER.dwCRCPartial"
    case .pageChecksums: "PAGETRAILER.dwCRC"
    case .blockTrailers: "BLOCKTRAILER.bid"
    case .storeNode, .nameMap, .rootFolder, .tables: "NBTENTRY.bidData"
    case .encoding: "HEADER.bCryptMethod"
    case .allocationMaps: nil
    }
  }

  func apply(to store: [UInt8]) -> [UInt8] {
    var bytes = store
    let file = Walked(store)
    switch self {
    case .nodeRoot: bytes.zero(file.nodeRoot, 512)
    case .blockRoot: bytes.zero(file.blockRoot, 512)
    case .bothRoots:
      bytes.zero(file.nodeRoot, 512)
      bytes.zero(file.blockRoot, 512)
    case .headerChecksums: bytes[4] ^= 0xFF
    case .pageChecksums: for page in file.pages { bytes[page + (file.isANSI ? 508 : 500)] ^= 0xFF }
    case .blockTrailers:
      let trailer = file.isANSI ? 12 : 16
      for block in file.blocks { bytes.zero(block.offset + (block.size + trailer + 63) / 64 * 64 - trailer, trailer) }
    case .storeNode: bytes.zero(file.entry(of: 0x21) + file.width, file.width)
    case .nameMap: bytes.zero(file.entry(of: 0x61) + file.width, file.width)
    case .rootFolder: bytes.zero(file.entry(of: 0x122) + file.width, file.width)
    case .tables:
      for (id, place) in file.nodes where [0x0D, 0x0E, 0x0F].contains(id & 0x1F) && id > 0x100 {
        bytes.zero(place + file.width, file.width)
      }
    case .encoding: bytes[file.isANSI ? 461 : 513] = 0x55
    case .allocationMaps:
      for place in stride(from: 0x4400, to: bytes.count, by: 253_952) { bytes.zero(place, 512) }
    }
    return bytes
  }

  /// Where the pages, nodes and blocks of an intact store stand.
  private struct Walked {
    let isANSI: Bool
    let nodeRoot: Int
    let blockRoot: Int
    private(set) var pages: [Int] = []
    private(set) var nodes: [(id: Int, place: Int)] = []
    private(set) var blocks: [(offset: Int, size: Int)] = []
    private let bytes: [UInt8]

    var width: Int { isANSI ? 4 : 8 }

    init(_ bytes: [UInt8]) {
      self.bytes = bytes
      isANSI = bytes[10] < 16
      let root = isANSI ? 184 : 216
      let width = isANSI ? 4 : 8
      nodeRoot = Self.number(bytes, root + width, width)
      blockRoot = Self.number(bytes, root + 3 * width, width)
      for place in walk(nodeRoot) { nodes.append((Self.number(bytes, place, 4), place)) }
      for place in walk(blockRoot) {
        blocks.append((Self.number(bytes, place + width, width), Self.number(bytes, place + 2 * width, 2)))
      }
    }

    func entry(of id: Int) -> Int { nodes.first { $0.id == id }?.place ?? 0 }

    /// Where the entries of the leaves stand.
    private mutating func walk(_ page: Int) -> [Int] {
      pages.append(page)
      let counts = isANSI ? 496 : 488
      let (count, size, level) = (Int(bytes[page + counts]), Int(bytes[page + counts + 2]), bytes[page + counts + 3])
      let places = (0..<count).map { page + $0 * size }
      return level == 0 ? places : places.flatMap { walk(Self.number(bytes, $0 + 2 * width, width)) }
    }

    private static func number(_ bytes: [UInt8], _ place: Int, _ count: Int) -> Int {
      bytes[place..<place + count].reversed().reduce(0) { $0 << 8 | Int($1) }
    }
  }
}

extension [UInt8] {
  mutating func zero(_ start: Int, _ count: Int) {
    for index in start..<Swift.min(start + count, self.count) { self[index] = 0 }
  }
}
