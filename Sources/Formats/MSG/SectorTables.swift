import Bytes

/// The sectors of a compound file and which follows which: FAT and DIFAT ([MS-CFB] 2.3, 2.5).
struct SectorTables {
  let header: CompoundHeader
  let store: any ByteStore
  let damage: DamageLog
  private(set) var fat: [UInt32] = []

  var sectorSize: Int { 1 << header.sectorShift }

  /// Sectors that the file has room for, the last one perhaps cut.
  var sectorCount: UInt64 {
    let size = UInt64(sectorSize)
    return store.byteCount <= size ? 0 : (store.byteCount - 1) / size
  }

  init(_ header: CompoundHeader, in store: any ByteStore, damage: DamageLog) throws {
    self.header = header
    self.store = store
    self.damage = damage
    try readFAT()
  }

  /// The header takes the place of one sector, whatever its own size.
  func offset(of sector: UInt32) -> UInt64 { (UInt64(sector) + 1) << UInt64(header.sectorShift) }

  /// The FAT is no longer than its file: sectors named twice or for nothing are not read.
  private mutating func readFAT() throws {
    let perSector = sectorSize / 4
    let limit = Int(sectorCount) / perSector + 1
    var sectors = header.difat.filter { $0 != SectorNumber.free }
    var next = header.firstDIFATSector
    var visited: Set<UInt32> = []
    while next < SectorNumber.maximum, sectors.count < limit {
      guard visited.insert(next).inserted else {
        tell(.invalid("the chain of DIFAT sectors leads back to itself"), "DIFAT", offset(of: next))
        break
      }
      let numbers = try readSector(next, "DIFAT")
      guard let last = numbers.last else { break }
      sectors += numbers.dropLast().filter { $0 != SectorNumber.free }
      next = last
    }
    if sectors.count > limit {
      tell(.outOfRange(value: UInt64(sectors.count), limit: UInt64(limit)), "Number of FAT Sectors", 44)
    }
    for sector in sectors.prefix(limit) {
      let numbers = sector < SectorNumber.maximum ? try readSector(sector, "FAT") : []
      fat += numbers + [UInt32](repeating: SectorNumber.free, count: perSector - numbers.count)
    }
  }

  /// The numbers in a sector; fewer where the file ends in it.
  private func readSector(_ sector: UInt32, _ field: String) throws -> [UInt32] {
    let place = offset(of: sector)
    let bytes = try store.read(at: place, count: sectorSize)
    if bytes.count < sectorSize { tell(.truncated(needed: sectorSize, available: bytes.count), field, place) }
    return Self.numbers(bytes)
  }

  static func numbers(_ bytes: [UInt8]) -> [UInt32] {
    bytes.withUnsafeBytes { raw in
      (0..<raw.count / 4).map { UInt32(littleEndian: raw.loadUnaligned(fromByteOffset: 4 * $0, as: UInt32.self)) }
    }
  }

  private func tell(_ problem: FormatError.Problem, _ field: String, _ place: UInt64) {
    damage.add(FormatError(problem, in: field, at: place), consequence: "streams left out or cut short")
  }
}

/// Sectors in the order of a chain, told as far as it goes.
struct SectorChain {
  private(set) var sectors: [UInt32] = []
  private(set) var problem: FormatError.Problem?

  /// Follows `table` from `start` until the chain ends or there are `limit` sectors.
  init(from start: UInt32, in table: [UInt32], limit: UInt64) {
    var visited: Set<UInt32> = []
    var next = start
    while next != SectorNumber.endOfChain, UInt64(sectors.count) < limit {
      guard Int(next) < table.count else {
        problem = .outOfRange(value: UInt64(next), limit: UInt64(table.count))
        return
      }
      guard visited.insert(next).inserted else {
        problem = .invalid("the chain of sectors leads back to sector \(next)")
        return
      }
      sectors.append(next)
      next = table[Int(next)]
    }
  }
}
