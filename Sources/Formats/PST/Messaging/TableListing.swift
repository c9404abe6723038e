import Bytes
import MAPI

/// The nodes that a table of a folder lists: its subfolders, its items, or its associated items ([MS-PST] 2.4.4.4 to
/// 2.4.4.6).
package struct TableListing {
  /// Ascending, each once.
  package let nodes: [NodeID]
  /// False where a part of the table could not be read.
  package let isWhole: Bool

  init(_ table: TableContext) {
    var nodes: [NodeID] = []
    nodes.reserveCapacity(table.rows.count)
    for id in table.rows.map(\.id).sorted() where nodes.last?.rawValue != id { nodes.append(NodeID(id)) }
    self.nodes = nodes
    isWhole = table.isWhole
  }

  package func lists(_ id: NodeID) -> Bool {
    var (low, high) = (0, nodes.count)
    while low < high {
      let middle = (low + high) / 2
      if nodes[middle] < id { low = middle + 1 } else { high = middle }
    }
    return low < nodes.count && nodes[low] == id
  }
}

extension MessageStore {
  /// What a table of a folder lists; nil where it is missing or cannot be read at all.
  package func listing(_ kind: NodeID.Kind, of folder: NodeID) throws -> TableListing? {
    try table(kind, of: folder).map(TableListing.init)
  }

  /// Rows of the contents table of a folder.
  package func contentsRows(of folder: NodeID, only wanted: Set<NodeID>) throws -> [(id: NodeID, row: Properties)] {
    var rows: [(id: NodeID, row: Properties)] = []
    try table(.contentsTable, of: folder)?.forEachRow { id, row in
      if wanted.contains(NodeID(id)) { rows.append((NodeID(id), row)) }
    }
    return rows
  }

  /// The names of subfolders, as the hierarchy table of their parent repeats them.
  package func subfolderNames(of folder: NodeID) throws -> [NodeID: String] {
    var names: [NodeID: String] = [:]
    try table(.hierarchyTable, of: folder)?.forEachRow { id, row in
      if let name = try row.text(.displayName), !name.isEmpty { names[NodeID(id)] = name }
    }
    return names
  }

  func table(_ kind: NodeID.Kind, of folder: NodeID) throws -> TableContext? {
    guard let node = database.node(folder.sibling(kind)) else { return nil }
    return try database.damage.attempt("\(kind.tableName) of folder \(folder) not compared with what is there") {
      try TableContext(node, in: database, owner: "the \(kind.tableName) of folder \(folder)")
    }
  }
}
