import Bytes

/// One walk over a node or block B-tree from its root, each page once.
struct BTreeWalk {
  let kind: BTreePage.Kind
  /// Pages that were read.
  private(set) var pageCount = 0
  /// False where a page could not be read, so that what hung from it was not met.
  private(set) var isWhole = true
  private let store: any ByteStore
  private let layout: Layout
  private let damage: DamageLog

  /// B-trees of this format are three or four levels deep; this many would hold more than any disk.
  private static let depthLimit = 12

  init(_ kind: BTreePage.Kind, in store: any ByteStore, _ layout: Layout, _ damage: DamageLog) {
    self.kind = kind
    self.store = store
    self.layout = layout
    self.damage = damage
  }

  /// Hands each leaf to `visit`, in the order of the tree, and claims the space of each page in `space`. A page that
  /// cannot be read is told as damage and passed over.
  mutating func run(
    from root: BlockReference, claiming space: inout SpaceMap, visit: (BTreePage) throws -> Void
  ) throws {
    var path: [(page: BTreePage, next: Int)] = []
    try enter(root, &path, &space)
    while let (page, index) = path.last {
      guard page.level > 0, index < page.count else {
        if page.level == 0 { try visit(page) }
        path.removeLast()
        continue
      }
      path[path.count - 1].next += 1
      try enter(page.child(index), &path, &space)
    }
  }

  private mutating func enter(
    _ reference: BlockReference, _ path: inout [(page: BTreePage, next: Int)], _ space: inout SpaceMap
  ) throws {
    do {
      let bytes = try store.read(at: reference.offset, count: layout.pageSize)
      let page = try BTreePage(bytes, at: reference, kind: kind, layout, damage: damage)
      if let parent = path.last?.page, page.level >= parent.level {
        throw FormatError(
          .mismatch(stored: UInt64(page.level), expected: UInt64(parent.level) - 1), in: "BTPAGE.cLevel",
          at: page.offset)
      }
      guard path.count < Self.depthLimit else {
        throw FormatError(
          .limitExceeded(value: UInt64(path.count), limit: UInt64(Self.depthLimit)), in: "BTPAGE.cLevel",
          at: page.offset)
      }
      guard space.claim(page.offset, count: layout.pageSize) else {
        throw FormatError(.invalid("page reached a second time"), in: "BTENTRY.BREF.ib", at: page.offset)
      }
      pageCount += 1
      path.append((page, 0))
    } catch let error as FormatError {
      isWhole = false
      damage.add(error, consequence: "the \(kind.name) of this page looked for elsewhere in the file")
    }
  }
}
