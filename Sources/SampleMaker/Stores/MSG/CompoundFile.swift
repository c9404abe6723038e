/// A storage or stream of a compound file ([MS-CFB] 1.3).
struct CompoundEntry {
  enum Content {
    case storage([CompoundEntry])
    case stream([UInt8])
  }

  /// At most 31 units of UTF-16.
  let name: String
  let content: Content

  static func storage(_ name: String, _ entries: [CompoundEntry]) -> CompoundEntry {
    CompoundEntry(name: name, content: .storage(entries))
  }

  static func stream(_ name: String, _ bytes: [UInt8]) -> CompoundEntry {
    CompoundEntry(name: name, content: .stream(bytes))
  }
}

/// Writes a compound file of version 3 ([MS-CFB]): the directory, the small streams together, the large ones, and the
/// tables of sectors behind them.
struct CompoundFile {
  private static let sectorSize = 512
  private static let smallSectorSize = 64
  /// What is shorter lies among the small streams.
  private static let smallLimit = 4096
  private static let entriesPerSector = 128
  /// How many sectors of the table the header names.
  private static let namedInHeader = 109
  private static let endOfChain: UInt32 = 0xFFFF_FFFE
  private static let tableSector: UInt32 = 0xFFFF_FFFD
  private static let tableOfTablesSector: UInt32 = 0xFFFF_FFFC

  private var body: [UInt8] = []
  private var next: [UInt32] = []
  private var small: [UInt8] = []
  private var smallNext: [UInt32] = []

  /// The bytes of a file whose root has that class (CLSID) and these entries.
  static func bytes(rootClass: [UInt8], _ entries: [CompoundEntry]) throws(MakerError) -> [UInt8] {
    var file = CompoundFile()
    var directory = CompoundDirectory(rootClass: rootClass)
    try directory.add(entries) { file.add($0) }
    let smallStart = file.addSectors(file.small)
    directory.setSmallStreams(start: smallStart, byteCount: file.small.count)
    let smallTable = file.addSectors(file.smallNext.bytes(filledTo: entriesPerSector))
    let directoryStart = file.addSectors(directory.bytes)
    return file.finish(directoryStart, smallTable)
  }

  /// Takes in a stream and tells where it begins.
  private mutating func add(_ stream: [UInt8]) -> UInt32 {
    guard !stream.isEmpty else { return Self.endOfChain }
    guard stream.count < Self.smallLimit else { return addSectors(stream) }
    let start = UInt32(smallNext.count)
    small += stream
    small.appendZeros((Self.smallSectorSize - small.count % Self.smallSectorSize) % Self.smallSectorSize)
    let end = UInt32(small.count / Self.smallSectorSize)
    for sector in start..<end { smallNext.append(sector + 1 == end ? Self.endOfChain : sector + 1) }
    return start
  }

  private mutating func addSectors(_ bytes: [UInt8]) -> UInt32 {
    guard !bytes.isEmpty else { return Self.endOfChain }
    let start = UInt32(next.count)
    body += bytes
    body.appendZeros((Self.sectorSize - body.count % Self.sectorSize) % Self.sectorSize)
    let end = UInt32(body.count / Self.sectorSize)
    for sector in start..<end { next.append(sector + 1 == end ? Self.endOfChain : sector + 1) }
    return start
  }

  /// The table of sectors tells of its own sectors too, and of those that name more of them than the header can.
  private func finish(_ directory: UInt32, _ smallTable: UInt32) -> [UInt8] {
    var (tables, overflow) = (0, 0)
    while true {
      let needed = (next.count + tables + overflow + Self.entriesPerSector - 1) / Self.entriesPerSector
      let more = max(0, needed - Self.namedInHeader + Self.entriesPerSector - 2) / (Self.entriesPerSector - 1)
      if (needed, more) == (tables, overflow) { break }
      (tables, overflow) = (needed, more)
    }
    let first = next.count
    let table =
      next + [UInt32](repeating: Self.tableSector, count: tables)
      + [UInt32](repeating: Self.tableOfTablesSector, count: overflow)
    let places = (first..<first + tables).map { UInt32($0) }
    var bytes = header(directory, smallTable, places: places, overflow: overflow)
    bytes += body
    bytes += table.bytes(filledTo: Self.entriesPerSector)
    var rest = places.dropFirst(Self.namedInHeader)
    for number in 0..<overflow {
      let part = Array(rest.prefix(Self.entriesPerSector - 1))
      rest = rest.dropFirst(Self.entriesPerSector - 1)
      let following = number + 1 == overflow ? Self.endOfChain : UInt32(first + tables + number + 1)
      bytes += part.bytes(filledTo: Self.entriesPerSector - 1)
      bytes.append(littleEndian: following)
    }
    return bytes
  }

  /// [MS-CFB] 2.2.
  private func header(_ directory: UInt32, _ smallTable: UInt32, places: [UInt32], overflow: Int) -> [UInt8] {
    var bytes: [UInt8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]
    bytes.appendZeros(16)
    for number in [0x3E, 3, 0xFFFE, 9, 6] as [UInt16] { bytes.append(littleEndian: number) }
    bytes.appendZeros(10)  // reserved, and the sectors of the directory, which version 3 does not count
    bytes.append(littleEndian: UInt32(places.count))
    bytes.append(littleEndian: directory)
    bytes.append(littleEndian: UInt32(0))
    bytes.append(littleEndian: UInt32(Self.smallLimit))
    bytes.append(littleEndian: smallTable)
    bytes.append(littleEndian: UInt32((smallNext.count + Self.entriesPerSector - 1) / Self.entriesPerSector))
    bytes.append(littleEndian: overflow == 0 ? Self.endOfChain : UInt32(next.count + places.count))
    bytes.append(littleEndian: UInt32(overflow))
    return bytes + Array(places.prefix(Self.namedInHeader)).bytes(filledTo: Self.namedInHeader)
  }
}

extension [UInt32] {
  /// With numbers that stand for nothing up to a whole number of sectors.
  fileprivate func bytes(filledTo count: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    for number in self { bytes.append(littleEndian: number) }
    for _ in 0..<(count - self.count % count) % count { bytes.append(littleEndian: UInt32.max) }
    return bytes
  }
}
