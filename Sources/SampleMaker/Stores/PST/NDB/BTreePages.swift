/// A page of a B-tree as the page above it names it ([MS-PST] 2.2.2.7.7.2, BTENTRY).
struct BTreeChild: Sendable {
  let key: UInt64
  let id: UInt64
  let offset: Int64

  static let byteCount = 24

  func append(to bytes: inout [UInt8]) {
    bytes.append(littleEndian: key)
    bytes.append(littleEndian: id)
    bytes.append(littleEndian: offset)
  }
}

/// The leaf pages of a B-tree whose keys come in ascending order; a page is written when it is full, and only what the
/// level above needs is kept.
struct BTreeLeaves {
  let type: PageType
  let entrySize: Int
  private var entries: [UInt8] = []
  private var firstKey: UInt64 = 0
  private(set) var children: [BTreeChild] = []

  init(_ type: PageType, entrySize: Int) { (self.type, self.entrySize) = (type, entrySize) }

  private var isFull: Bool { entries.count + entrySize > BTreePage.entryArea }

  /// Adds an entry, which `write` appends in `entrySize` bytes.
  mutating func add(_ key: UInt64, to pages: BTreePage, write: (inout [UInt8]) -> Void) throws(MakerError) {
    if isFull { try flush(to: pages) }
    if entries.isEmpty { firstKey = key }
    write(&entries)
  }

  mutating func flush(to pages: BTreePage) throws(MakerError) {
    guard !entries.isEmpty else { return }
    children.append(try pages.write(entries, of: entrySize, level: 0, type: type, firstKey: firstKey))
    entries.removeAll(keepingCapacity: true)
  }
}

/// Writes pages of B-trees ([MS-PST] 2.2.2.7.7.1) and numbers them.
final class BTreePage {
  /// What entries may fill of a page.
  static let entryArea = 488

  private let space: FileSpace
  /// The number of the next page (`bidNextP`).
  private(set) var nextID: UInt64 = 1

  init(in space: FileSpace) { self.space = space }

  func takeID() -> UInt64 {
    defer { nextID += 1 }
    return nextID
  }

  func write(
    _ entries: [UInt8], of entrySize: Int, level: Int, type: PageType, firstKey: UInt64
  ) throws(MakerError) -> BTreeChild {
    let id = takeID()
    return try space.place(byteCount: FileSpace.pageSize, alignedTo: FileSpace.pageSize) { page, offset in
      page.copyBytes(from: entries)
      page[488] = UInt8(entries.count / entrySize)
      page[489] = UInt8(Self.entryArea / entrySize)
      page[490] = UInt8(entrySize)
      page[491] = UInt8(level)
      type.seal(page, signature: Checksum.signature(offset: offset, id: id), id: id)
      return BTreeChild(key: firstKey, id: id, offset: offset)
    }
  }

  /// Writes the levels above the leaves and returns the root.
  func writeRoot(over leaves: [BTreeChild], type: PageType) throws(MakerError) -> BTreeChild {
    var children = leaves
    var level = 1
    let capacity = Self.entryArea / BTreeChild.byteCount
    while children.count > 1 {
      var parents: [BTreeChild] = []
      for start in stride(from: 0, to: children.count, by: capacity) {
        var entries: [UInt8] = []
        for child in children[start..<min(start + capacity, children.count)] { child.append(to: &entries) }
        let key = children[start].key
        parents.append(try write(entries, of: BTreeChild.byteCount, level: level, type: type, firstKey: key))
      }
      children = parents
      level += 1
    }
    guard let root = children.first else { throw MakerError("a store cannot be without nodes") }
    return root
  }
}
