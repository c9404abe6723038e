package import Bytes

/// A compound file: storages and streams in it, as a file system has folders and files ([MS-CFB]).
package final class CompoundFile {
  /// Some bytes of a stream that stand together in the exhibit.
  package struct Extent: Sendable, Equatable {
    package let offset: UInt64
    package var count: Int
  }

  package let damage: DamageLog
  package let header: CompoundHeader
  /// All entries, by their number; nil where one cannot be read.
  package private(set) var entries: [DirectoryEntry?] = []
  private var children: [Int: [Int]] = [:]
  private let tables: SectorTables
  private var miniFAT: [UInt32] = []
  /// The sectors of the mini stream.
  private var miniContainer: [UInt32] = []
  /// Bytes that may still be read: streams that share sectors could make a small file endless.
  private var readingLeft: UInt64

  /// Throws where it is no compound file, or has no directory.
  package init(_ store: any ByteStore, damage: DamageLog) throws {
    var reader = ByteReader(try store.read(at: 0, count: CompoundHeader.size), at: 0)
    header = try CompoundHeader(from: &reader)
    self.damage = damage
    tables = try SectorTables(header, in: store, damage: damage)
    readingLeft = 8 * store.byteCount + (16 << 20)
    try readDirectory()
    try readMiniTables()
  }

  package static let root = 0

  /// The storages and streams in a storage, by their names.
  package func children(of storage: Int) -> [(name: String, entry: Int)] {
    (children[storage] ?? []).compactMap { number in entries[number].map { ($0.name, number) } }
  }

  package func child(_ name: String, of storage: Int) -> Int? {
    children(of: storage).first { $0.name.lowercased() == name.lowercased() }?.entry
  }
}

/// The directory.
extension CompoundFile {
  private func readDirectory() throws {
    let place = tables.offset(of: header.firstDirectorySector)
    let chain = SectorChain(from: header.firstDirectorySector, in: tables.fat, limit: tables.sectorCount)
    if let problem = chain.problem {
      damage.add(
        FormatError(problem, in: "First Directory Sector Location", at: place),
        consequence: "storages and streams behind it left out")
    }
    let perSector = tables.sectorSize / DirectoryEntry.size
    for sector in chain.sectors {
      let bytes = try tables.store.read(at: tables.offset(of: sector), count: tables.sectorSize)
      var reader = ByteReader(bytes, at: tables.offset(of: sector))
      for _ in 0..<perSector {
        guard reader.remaining >= DirectoryEntry.size else { break }
        let start = reader.position
        entries.append(
          try damage.attempt("a storage or stream left out") {
            try DirectoryEntry(from: &reader, majorVersion: header.majorVersion)
          })
        try reader.skip(start + DirectoryEntry.size - reader.position, "Directory Entry")
      }
    }
    guard entries.first??.kind == .root else {
      throw FormatError(.missing(0), in: "Root Directory Entry", at: place)
    }
    buildTree()
  }

  /// Walks the trees of siblings; no entry is met twice.
  private func buildTree() {
    var visited: Set<Int> = [Self.root]
    var storages = [Self.root]
    while let storage = storages.popLast() {
      guard let first = entries[storage]?.child else { continue }
      var found: [Int] = []
      var toVisit = [first]
      while let number = toVisit.popLast() {
        guard number != DirectoryEntry.none else { continue }
        let index = Int(number)
        guard index < entries.count, let entry = entries[index], entry.kind != .unallocated else {
          tell(.missing(UInt64(number)), of: storage)
          continue
        }
        guard visited.insert(index).inserted else {
          tell(.invalid("entry \(index) stands in the tree more than once"), of: storage)
          continue
        }
        found.append(index)
        if entry.kind == .storage { storages.append(index) }
        toVisit += [entry.right, entry.left]
      }
      children[storage] = found.sorted()
    }
    let lost = entries.indices.filter { index in
      !visited.contains(index) && entries[index].map { $0.kind != .unallocated } ?? false
    }
    if let first = lost.first, let entry = entries[first] {
      damage.add(
        FormatError(.invalid("no storage leads to \(lost.count) entries"), in: "Child ID", at: entry.offset),
        consequence: "they are left out")
    }
  }

  private func tell(_ problem: FormatError.Problem, of storage: Int) {
    damage.add(
      FormatError(problem, in: "Left/Right Sibling ID", at: entries[storage]?.offset ?? 0),
      consequence: "a storage or stream in \(entries[storage]?.name ?? "") left out")
  }
}

/// Streams.
extension CompoundFile {
  private func readMiniTables() throws {
    guard let root = entries[Self.root], root.byteCount > 0 else { return }
    let chain = SectorChain(from: header.firstMiniFATSector, in: tables.fat, limit: tables.sectorCount)
    let container = SectorChain(from: root.start, in: tables.fat, limit: tables.sectorCount)
    for problem in [chain.problem, container.problem] {
      guard let problem else { continue }
      damage.add(
        FormatError(problem, in: "First Mini FAT Sector Location", at: 60),
        consequence: "short streams left out or cut short")
    }
    for sector in chain.sectors {
      let bytes = try tables.store.read(at: tables.offset(of: sector), count: tables.sectorSize)
      miniFAT += SectorTables.numbers(bytes)
    }
    miniContainer = container.sectors
  }

  /// How long a stream says it is.
  package func declaredSize(of entry: Int) -> UInt64 { entries[entry]?.byteCount ?? 0 }

  /// Where the bytes of a stream stand, in order; what is missing at its end is told.
  package func extents(of number: Int) -> [Extent] {
    guard let entry = entries[number], entry.kind == .stream, entry.byteCount > 0 else { return [] }
    let isMini = entry.byteCount < UInt64(header.miniStreamCutoff)
    let shift = isMini ? header.miniSectorShift : header.sectorShift
    let size = UInt64(1) << UInt64(shift)
    let needed = (entry.byteCount - 1) / size + 1
    let chain = SectorChain(from: entry.start, in: isMini ? miniFAT : tables.fat, limit: needed)
    var extents: [Extent] = []
    var left = entry.byteCount
    for sector in chain.sectors {
      guard let offset = isMini ? miniOffset(sector) : tables.offset(of: sector), offset < tables.store.byteCount
      else { break }
      let count = min(size, left, tables.store.byteCount - offset)
      if let last = extents.last, last.offset + UInt64(last.count) == offset {
        extents[extents.count - 1].count += Int(count)
      } else {
        extents.append(Extent(offset: offset, count: Int(count)))
      }
      left -= count
    }
    if left > 0 {
      damage.add(
        FormatError(
          chain.problem ?? .truncated(needed: Int(clamping: entry.byteCount), available: Int(entry.byteCount - left)),
          in: "Starting Sector Location", at: entry.offset),
        consequence: "\(entry.name): \(left) bytes of \(entry.byteCount) are not there")
    }
    return extents
  }

  private func miniOffset(_ sector: UInt32) -> UInt64? {
    let place = UInt64(sector) << UInt64(header.miniSectorShift)
    let index = Int(place >> UInt64(header.sectorShift))
    guard index < miniContainer.count else { return nil }
    return tables.offset(of: miniContainer[index]) + (place & UInt64(tables.sectorSize - 1))
  }

  /// Hands a stream to `body` piece by piece, at most 1 MiB each.
  package func forEachPiece(of number: Int, _ body: (ArraySlice<UInt8>, UInt64) throws -> Void) throws {
    for extent in extents(of: number) {
      var done = 0
      while done < extent.count {
        let count = min(1 << 20, extent.count - done)
        let offset = extent.offset + UInt64(done)
        guard UInt64(count) <= readingLeft else {
          throw FormatError(
            .limitExceeded(value: UInt64(extent.count), limit: readingLeft), in: "Stream Size", at: offset)
        }
        readingLeft -= UInt64(count)
        try body(tables.store.read(at: offset, count: count)[...], offset)
        done += count
      }
    }
  }

  /// A stream from its first byte to its last.
  package func stream(of number: Int) -> any ByteStream { ExtentStream(extents(of: number), in: tables.store) }

  /// A whole stream in memory, `limit` bytes at most.
  package func read(_ number: Int, limit: Int = 64 << 20) throws -> (bytes: [UInt8], offset: UInt64) {
    let size = declaredSize(of: number)
    guard size <= UInt64(limit) else {
      throw FormatError(
        .limitExceeded(value: size, limit: UInt64(limit)), in: "Stream Size", at: entries[number]?.offset ?? 0)
    }
    var bytes: [UInt8] = []
    var first: UInt64?
    try forEachPiece(of: number) { piece, offset in
      first = first ?? offset
      bytes.append(contentsOf: piece)
    }
    return (bytes, first ?? entries[number]?.offset ?? 0)
  }
}

/// Hands out the bytes of a stream in order.
private final class ExtentStream: ByteStream {
  private let store: any ByteStore
  private var extents: ArraySlice<CompoundFile.Extent>
  private var done = 0

  init(_ extents: [CompoundFile.Extent], in store: any ByteStore) {
    self.extents = extents[...]
    self.store = store
  }

  func next() throws -> [UInt8]? {
    while let extent = extents.first {
      let count = min(1 << 20, extent.count - done)
      if count > 0 {
        let bytes = try store.read(at: extent.offset + UInt64(done), count: count)
        done += bytes.count
        if !bytes.isEmpty { return bytes }
      }
      extents.removeFirst()
      done = 0
    }
    return nil
  }
}
