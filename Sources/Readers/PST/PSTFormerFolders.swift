import Bytes
import MAPI
import PST
import Records

/// Folders that the node tree no longer has, as far as older pages of it and the blocks named there still tell of them:
/// what is recovered of their items stays together, under the name and at the place that they had.
struct PSTFormerFolders {
  /// What a folder is known by.
  enum Method: String {
    /// An older page of the node tree names it, and its properties are there still.
    case olderNode = "older_node"
    /// A row that the table of the folder above no longer leads to, or one of the table as it was, tells its name.
    case heapSlack = "heap_slack"
    case formerRow = "former_row"
    /// Recovered items name it as theirs; what it was called is lost.
    case itemParent = "item_parent"
  }

  /// Parents before what lies in them.
  private(set) var inOrder: [Folder] = []
  private(set) var places: PSTFolders.Places
  private let store: MessageStore
  private let folders: PSTFolders
  private let nodes: [NodeID: Node]
  private let rows: [NodeID: DeletedRows.Row]
  private let present: [Int64: Folder]
  private var made: [NodeID: Folder] = [:]

  /// Folders deeper in one another than these are shown at the top.
  private static let depthLimit = 64

  /// `store` is the one with what was freed in it.
  init(
    _ remains: Remains, _ rows: [DeletedRows.Row], in store: MessageStore, beside folders: PSTFolders,
    nextOrdinal: () -> Ordinal
  ) throws {
    self.store = store
    self.folders = folders
    places = folders.places
    nodes = Dictionary(remains.folders.map { ($0.id, $0) }) { first, _ in first }
    self.rows = Dictionary(rows.filter { $0.id.kind == .normalFolder }.map { ($0.id, $0) }) { first, _ in first }
    present = Dictionary(
      folders.inOrder.compactMap { folder in folder.sourceNode.map { ($0, folder) } },
      uniquingKeysWith: { first, _ in first })
    for node in remains.folders where try store.folder(node) != nil { try add(node.id, nextOrdinal) }
    for id in self.rows.keys.sorted() { try add(id, nextOrdinal) }
    for parent in Set(remains.nodes.compactMap(\.parent)).sorted() where parent.kind == .normalFolder {
      try add(parent, nextOrdinal)
    }
  }

  /// Adds the folder behind those that it lies in.
  private mutating func add(_ id: NodeID, _ nextOrdinal: () -> Ordinal) throws {
    var way: [NodeID] = []
    var next: NodeID? = id
    while let id = next, id.kind == .normalFolder, places.of(folder: id) == nil, !way.contains(id),
      way.count < Self.depthLimit
    {
      way.append(id)
      next = parent(of: id)
    }
    for id in way.reversed() {
      let folder = try folder(id, ordinal: nextOrdinal())
      let above = area(above: id)
      let isRecoverable = folder.name.lowercased() == "recoverable items" || above == .recoverable
      made[id] = folder
      places.add(id, PSTFolders.Place(ordinal: folder.ordinal, area: isRecoverable ? .recoverable : above ?? .primary))
      inOrder.append(folder)
    }
  }

  private func area(above id: NodeID) -> StoreArea? { places.of(folder: parent(of: id))?.area }

  private func parent(of id: NodeID) -> NodeID? { nodes[id]?.parent ?? rows[id]?.folder }

  private func folder(_ id: NodeID, ordinal: Ordinal) throws -> Folder {
    let properties = try nodes[id].flatMap { try store.folder($0) }
    let row = properties == nil ? rows[id] : nil
    let parent = parent(of: id).flatMap { made[$0] ?? present[Int64($0.rawValue)] }
    let told = properties ?? row?.properties
    let name = try told?.nonEmptyText(.displayName) ?? "(former folder \(id))"
    let key = try properties?.bytes(.sourceKey) ?? properties?.bytes(.entryID)
    return Folder(
      ordinal: ordinal, parent: parent?.ordinal, name: name, path: folders.path(name, below: parent),
      sourceNode: Int64(id.rawValue), declaredCount: try told?.integer(.contentCount),
      folderKey: key.map(hexadecimal),
      recoveryMethod: method(hasProperties: properties != nil, row).rawValue)
  }

  private func method(hasProperties: Bool, _ row: DeletedRows.Row?) -> Method {
    if hasProperties { return .olderNode }
    guard let row else { return .itemParent }
    return row.method == .heapSlack ? .heapSlack : .formerRow
  }
}
