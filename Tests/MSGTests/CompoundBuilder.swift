/// Writes compound files, byte by byte after [MS-CFB], for tests.
struct CompoundBuilder {
  indirect enum Node {
    case stream(String, [UInt8])
    case storage(String, [Node])
  }

  private struct Entry {
    var name: String
    var kind: UInt8
    var child: UInt32 = .max
    var right: UInt32 = .max
    var start: UInt32 = 0xFFFF_FFFE
    var size = 0
  }

  private static let end: UInt32 = 0xFFFF_FFFE
  private let sectorSize: Int
  private var entries: [Entry] = []
  private var sectors: [[UInt8]] = []
  private var fat: [UInt32] = []
  private var mini: [UInt8] = []
  private var miniFAT: [UInt32] = []

  /// The bytes of a file of version 3, or of version 4 with its sectors of 4096 bytes.
  static func file(_ nodes: [Node], version: Int = 3) -> [UInt8] {
    var builder = CompoundBuilder(sectorSize: version == 3 ? 512 : 4096)
    builder.entries.append(Entry(name: "Root Entry", kind: 5))
    builder.entries[0].child = builder.add(nodes)
    return builder.finish(version)
  }

  private init(sectorSize: Int) { self.sectorSize = sectorSize }

  /// Siblings as a list down their right sides, which is a tree as well; gives the first.
  private mutating func add(_ nodes: [Node]) -> UInt32 {
    var next: UInt32 = .max
    for node in nodes.reversed() {
      let index = entries.count
      switch node {
      case .stream(let name, let bytes):
        entries.append(Entry(name: name, kind: 2, right: next, size: bytes.count))
        entries[index].start = bytes.isEmpty ? Self.end : bytes.count < 4096 ? addMini(bytes) : addSectors(bytes)
      case .storage(let name, let inner):
        entries.append(Entry(name: name, kind: 1, right: next))
        entries[index].child = add(inner)
      }
      next = UInt32(index)
    }
    return next
  }

  private mutating func addMini(_ bytes: [UInt8]) -> UInt32 {
    let first = UInt32(miniFAT.count)
    let count = (bytes.count + 63) / 64
    mini += bytes + [UInt8](repeating: 0, count: count * 64 - bytes.count)
    for step in 1...count { miniFAT.append(step == count ? Self.end : first + UInt32(step)) }
    return first
  }

  private mutating func addSectors(_ bytes: [UInt8]) -> UInt32 {
    let first = UInt32(sectors.count)
    for start in stride(from: 0, to: bytes.count, by: sectorSize) {
      let piece = bytes[start..<min(start + sectorSize, bytes.count)]
      sectors.append(piece + [UInt8](repeating: 0, count: sectorSize - piece.count))
      fat.append(UInt32(sectors.count))
    }
    fat[fat.count - 1] = Self.end
    return first
  }

  private mutating func finish(_ version: Int) -> [UInt8] {
    if !mini.isEmpty { (entries[0].start, entries[0].size) = (addSectors(mini), mini.count) }
    let miniStart = miniFAT.isEmpty ? Self.end : addSectors(miniFAT.flatMap(u32))
    var directory = entries.flatMap(bytes)
    while directory.count % sectorSize != 0 { directory += bytes(of: Entry(name: "", kind: 0)) }
    let directoryStart = addSectors(directory)
    let perSector = sectorSize / 4
    var fatCount = 1
    while fat.count + fatCount > fatCount * perSector { fatCount += 1 }
    let fatStart = UInt32(sectors.count)
    fat += [UInt32](repeating: 0xFFFF_FFFD, count: fatCount)
    fat += [UInt32](repeating: .max, count: fatCount * perSector - fat.count)
    let table = fat.flatMap(u32)
    var header: [UInt8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1] + [UInt8](repeating: 0, count: 16)
    header += u16(0x3E) + u16(version) + u16(0xFFFE) + u16(version == 3 ? 9 : 12) + u16(6) + [0, 0, 0, 0, 0, 0]
    header += u32(0) + u32(UInt32(fatCount)) + u32(directoryStart) + u32(0) + u32(4096) + u32(miniStart) + u32(1)
    header += u32(Self.end) + u32(0)
    for index in 0..<109 { header += u32(index < fatCount ? fatStart + UInt32(index) : .max) }
    header += [UInt8](repeating: 0, count: sectorSize - header.count)
    return header + sectors.flatMap { $0 } + table
  }

  private func bytes(of entry: Entry) -> [UInt8] {
    let name = entry.name.utf16.flatMap { u16(Int($0)) }
    var bytes = name + [UInt8](repeating: 0, count: 64 - name.count)
    bytes += u16(entry.name.isEmpty ? 0 : name.count + 2) + [entry.kind, 1]
    bytes += u32(.max) + u32(entry.right) + u32(entry.child) + [UInt8](repeating: 0, count: 36)
    return bytes + u32(entry.start) + u32(UInt32(entry.size)) + u32(0)
  }
}

func u16(_ value: Int) -> [UInt8] { [UInt8(truncatingIfNeeded: value), UInt8(truncatingIfNeeded: value >> 8)] }
func u32(_ value: UInt32) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) } }
func u64(_ value: UInt64) -> [UInt8] { u32(UInt32(truncatingIfNeeded: value)) + u32(UInt32(value >> 32)) }
