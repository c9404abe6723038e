/// A page of a B-tree as the page above it names it ([MS-PST] 2.2.2.7.7.2, BTENTRY).
struct BTreeChild: Sendable {
  let key: UInt64
  let id: UInt64
  let offset: Int64

  func append(to bytes: inout [UInt8], _ layout: StoreLayout) {
    layout.append(id: key, to: &bytes)
    layout.append(id: id, to: &bytes)
    layout.append(offset: offset, to: &bytes)
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

  /// Adds an entry, which `write` appends in `entrySize` bytes.
  mutating func add(_ key: UInt64, to pages: BTreePage, write: (inout [UInt8]) -> Void) throws(MakerError) {
    if entries.count + entrySize > pages.layout.entryArea { try flush(to: pages) }
    if entries.isEmpty { firstKey = key }
    write(&entries)
  }

  mutating func flush(to pages: BTreePage) throws(MakerError) {
    guard !entries.isEmpty else { return }
    children.append(try pages.write(entries, of: entrySize, level: 0, type: type, firstKey: firstKey))
    entries.removeAll(keepingCapacity: true)
  }
}

/// The leaf pages of the node tree as they were before items were deleted, where any was: of such a page the place is
/// free, and nothing was written over it.
struct OlderLeaves {
  private let entrySize: Int
  private var entries: [UInt8] = []
  private var firstKey: UInt64 = 0
  private var namesGone = false

  init(entrySize: Int) { self.entrySize = entrySize }

  mutating func add(
    _ key: UInt64, isGone: Bool, to pages: BTreePage, write: (inout [UInt8]) -> Void
  ) throws(MakerError) {
    if entries.count + entrySize > pages.layout.entryArea { try flush(to: pages) }
    if entries.isEmpty { firstKey = key }
    write(&entries)
    namesGone = namesGone || isGone
  }

  mutating func flush(to pages: BTreePage) throws(MakerError) {
    if namesGone {
      _ = try pages.write(entries, of: entrySize, level: 0, type: .nodeBTree, firstKey: firstKey, isFreed: true)
    }
    entries.removeAll(keepingCapacity: true)
    namesGone = false
  }
}

/// Writes pages of B-trees ([MS-PST] 2.2.2.7.7.1) and numbers them.
final class BTreePage {
  let layout: StoreLayout
  private let space: FileSpace
  /// The number of the next page (`bidNextP`).
  private(set) var nextID: UInt64 = 1

  init(in space: FileSpace) { (self.space, layout) = (space, space.layout) }

  func takeID() -> UInt64 {
    defer { nextID += 1 }
    return nextID
  }

  func write(
    _ entries: [UInt8], of entrySize: Int, level: Int, type: PageType, firstKey: UInt64, isFreed: Bool = false
  ) throws(MakerError) -> BTreeChild {
    let (id, counts, size) = (takeID(), layout.entryArea, layout.pageCountSize)
    return try space.place(byteCount: layout.pageSize, alignedTo: layout.pageSize, isFreed: isFreed) { page, offset in
      page.copyBytes(from: entries)
      for (place, count) in [entries.count / entrySize, layout.entryArea / entrySize].enumerated() {
        page[counts + place * size] = UInt8(truncatingIfNeeded: count)
      }
      page[counts + 2 * size] = UInt8(entrySize)
      page[counts + 2 * size + 1] = UInt8(level)
      type.seal(page, layout, signature: Checksum.signature(offset: offset, id: id), id: id)
      return BTreeChild(key: firstKey, id: id, offset: offset)
    }
  }

  /// Writes the levels above the leaves and returns the root.
  func writeRoot(over leaves: [BTreeChild], type: PageType) throws(MakerError) -> BTreeChild {
    var children = leaves
    var level = 1
    let (entrySize, capacity) = (layout.branchEntrySize, layout.entryArea / layout.branchEntrySize)
    while children.count > 1 {
      var parents: [BTreeChild] = []
      for start in stride(from: 0, to: children.count, by: capacity) {
        var entries: [UInt8] = []
        for child in children[start..<min(start + capacity, children.count)] { child.append(to: &entries, layout) }
        let key = children[start].key
        parents.append(try write(entries, of: entrySize, level: level, type: type, firstKey: key))
      }
      children = parents
      level += 1
    }
    guard let root = children.first else { throw MakerError("a store cannot be without nodes") }
    return root
  }
}
