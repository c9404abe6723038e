import Bytes

/// All nodes of a store, leaf by leaf in the order of the tree, each page once.
package struct NodeCursor {
  private let database: NodeDatabase
  private var path: [(page: BTreePage, next: Int)] = []
  private var visited: Set<UInt64> = []

  package init(_ database: NodeDatabase) throws {
    self.database = database
    try enter(database.header.nodeTree)
  }

  /// The next node; nil after the last. A page that cannot be read is told as damage and passed over.
  package mutating func next() throws -> Node? {
    while let (page, index) = path.last {
      guard index < page.count else {
        path.removeLast()
        continue
      }
      path[path.count - 1].next += 1
      if page.level == 0 { return page.node(index) }
      try enterOrTell(page.child(index))
    }
    return nil
  }

  private mutating func enterOrTell(_ reference: BlockReference) throws {
    do {
      try enter(reference)
    } catch let error as FormatError {
      database.damage.add(error, consequence: "the nodes of this page left out")
    }
  }

  private mutating func enter(_ reference: BlockReference) throws {
    let page = try database.page(at: reference, .node)
    if let parent = path.last?.page, page.level >= parent.level { throw NodeDatabase.loop(page, under: parent) }
    guard path.count < NodeDatabase.depthLimit else {
      throw FormatError(
        .limitExceeded(value: UInt64(path.count), limit: UInt64(NodeDatabase.depthLimit)), in: "BTPAGE.cLevel",
        at: page.offset)
    }
    guard visited.insert(page.offset).inserted else {
      throw FormatError(.invalid("page reached a second time"), in: "BTENTRY.BREF.ib", at: page.offset)
    }
    path.append((page, 0))
  }
}
