import Bytes
import MAPI

extension MessageStore {
  /// Whether the heap or the rows of a folder's table hold more than the table leads to; false where it is not there.
  package func hasLeftovers(_ kind: NodeID.Kind, of folder: NodeID) throws -> Bool {
    try database.damage.attempt("\(kind.tableName) of folder \(folder) not searched for deleted rows") {
      try table(kind, of: folder)?.hasLeftovers()
    } ?? false
  }

  /// Rows and texts of a folder's table that were deleted in it.
  package func leftovers(_ kind: NodeID.Kind, of folder: NodeID) throws -> Leftovers {
    try database.damage.attempt("") {
      try table(kind, of: folder)?.leftovers { self.database.node($0) != nil }
    } ?? Leftovers()
  }

  /// Texts in a heap that none of its properties, or of its rows, has any more.
  package func leftoverTexts(of heap: SlackHeap) throws -> [Leftovers.Text] {
    try database.damage.attempt("") {
      switch heap.client {
      case .tableContext:
        return try TableContext(heap.node, in: database, owner: "").leftovers { _ in true }.texts
      case .propertyContext:
        let properties = try PropertyContext.read(heap.node, subnodes: .empty, in: database, owner: "")
        let referred = Set(properties.referred)
        let (slack, unreferred) = try properties.heap.slack { referred.contains($0) }
        let freed = unreferred.merging(slack.former) { first, _ in first }
        var found = Leftovers()
        found.addTexts(
          of: freed.sorted { $0.key < $1.key }.map(\.value), and: slack.stretches, outside: CoveredBytes(),
          is8Bit: database.layout.has8BitText)
        return found.texts
      }
    } ?? []
  }
}

/// A table as it was before it was changed: its blocks, and the folder that it was of, where that is known.
package struct FormerTable: Sendable {
  let node: Node
  /// Where its rows stood outside its heap.
  let matrix: BlockID?
  package let folder: NodeID?
}

extension MessageStore {
  /// Rows of a former table, of nodes that are no longer there: messages or folders. What is damaged is left out.
  package func formerRows(of former: FormerTable) throws -> [Leftovers.Row] {
    var rows: [Leftovers.Row] = []
    try database.damage.attempt("") {
      var table = try TableContext(former.node, in: database, owner: "a former table")
      if table.isMatrixMissing { table.foundMatrix = former.matrix }
      try table.forEachRow { id, row in
        let id = NodeID(id)
        guard id.kind == .normalMessage || id.kind == .normalFolder, database.node(id) == nil else { return }
        rows.append(
          Leftovers.Row(id: id, properties: row, isWhole: true, offset: row.offset, length: row.location.size))
      }
    }
    return rows
  }

  /// Which block rows stand in that a former table does not lead to: the one of `candidates` that has the node of each
  /// row where the table's index says. Nil where the table has its rows, or none does.
  func matrix(of node: Node, among candidates: [UInt32: [BlockID]]) throws -> BlockID? {
    try database.damage.attempt("") {
      let table = try TableContext(node, in: database, owner: "a former table")
      guard table.isMatrixMissing, let first = table.rows.first(where: { $0.index == 0 }) else { return nil }
      let ids = Dictionary(table.rows.map { ($0.index, $0.id) }) { first, _ in first }
      return try (candidates[first.id] ?? []).prefix(Self.candidateLimit).first { id in
        guard let top = try database.dataTree(id).blocks.first else { return false }
        let bytes = try database.block(top).bytes
        let places = bytes.count / table.rowSize
        return places > 0
          && (0..<places).allSatisfy {
            ids[$0] == nil || ids[$0] == bytes.integer(at: $0 * table.rowSize, as: UInt32.self)
          }
      }
    }
  }

  private static var candidateLimit: Int { 16 }
}
