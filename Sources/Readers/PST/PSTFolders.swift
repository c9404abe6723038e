import Bytes
import MAPI
import PST
import Records

/// The folders of a store, with their paths, from the parents that the node tree gives and from the tables of the
/// folders. Either alone shows them all; where the two differ, that is told.
struct PSTFolders {
  /// What an item takes over from its folder.
  struct Place: Sendable {
    let ordinal: Ordinal?
    let area: StoreArea
  }

  /// Where items lie.
  struct Places: Sendable {
    fileprivate var folders: [NodeID: Place] = [:]
    fileprivate let adopted: [NodeID: NodeID]
    fileprivate let treeOffset: UInt64

    func of(folder id: NodeID?) -> Place? { id.flatMap { folders[$0] } }

    mutating func add(_ id: NodeID, _ place: Place) { folders[id] = place }

    /// The place of an item by its own folder, else by the one that lists it; damage says so where there is neither.
    func of(_ node: Node, _ damage: DamageLog) -> Place {
      if let place = of(folder: node.parent) ?? of(folder: adopted[node.id]) { return place }
      damage.add(
        FormatError(.missing(UInt64(node.parent?.rawValue ?? 0)), in: "NBTENTRY.nidParent", at: treeOffset),
        consequence: "node \(node.id) without folder")
      return Place(ordinal: nil, area: .primary)
    }
  }

  private(set) var inOrder: [Folder] = []
  /// Items that the tables of their folder do not list, though these can be trusted: deleted ones.
  private(set) var unlisted: Set<NodeID> = []
  /// Folders with rows of items that are not there, and the ids of these.
  private(set) var lost: [(folder: NodeID, items: [NodeID])] = []
  private(set) var places: Places
  private let census: PSTCensus
  private let store: MessageStore
  private var nameLists: [NodeID: [NodeID: String]] = [:]

  init(of store: MessageStore, nextOrdinal: () -> Ordinal) throws {
    self.store = store
    census = try PSTCensus(of: store)
    places = Places(adopted: census.adopted, treeOffset: store.database.header.nodeTree.offset)
    let name = try store.properties?.text(.displayName) ?? ""
    let area: StoreArea = ArchiveName(name) == nil ? .primary : .archive
    for top in census.tops { try add(from: top, in: area, nextOrdinal) }
    // What no top leads to hangs in a loop of parents.
    for id in census.folders where places.folders[id] == nil {
      tell(.invalid("folder \(id) lies below itself"), "folder \(id) placed at the top")
      try add(from: id, in: area, nextOrdinal)
    }
  }

  private struct Step {
    let id: NodeID
    let parent: Folder?
    let area: StoreArea
  }

  /// Outlook writes an archive into a store of its own, or as a folder called after it.
  private mutating func add(from top: NodeID, in area: StoreArea, _ nextOrdinal: () -> Ordinal) throws {
    var steps = [Step(id: top, parent: nil, area: area)]
    while let step = steps.popLast() {
      guard places.folders[step.id] == nil else { continue }
      let folder = try folder(step.id, below: step.parent, ordinal: nextOrdinal())
      let isRecoverable = step.area == .recoverable || folder.name.lowercased() == "recoverable items"
      let area: StoreArea = isRecoverable ? .recoverable : ArchiveName(folder.name) == nil ? step.area : .archive
      places.folders[step.id] = Place(ordinal: folder.ordinal, area: area)
      inOrder.append(folder)
      for child in census.children(of: step.id).reversed() {
        steps.append(Step(id: child, parent: folder, area: area))
      }
    }
  }

  private mutating func folder(_ id: NodeID, below parent: Folder?, ordinal: Ordinal) throws -> Folder {
    let node = store.database.node(id)
    let properties = try node.flatMap { try store.folder($0) }
    let isRoot = parent == nil && (node?.parent == id || id == .rootFolder)
    var name = try properties?.text(.displayName) ?? ""
    if name.isEmpty, !isRoot, let listed = try listedName(id, below: parent) { name = listed }
    if name.isEmpty, !isRoot { name = node == nil ? "(lost folder \(id))" : "(node \(id))" }
    if parent == nil, !isRoot, node?.parent?.rawValue != 0 {
      tell(.missing(UInt64(node?.parent?.rawValue ?? id.rawValue)), "folder \(id) placed at the top")
    }
    let isSearch = id.kind == .searchFolder
    let key = try properties?.bytes(.sourceKey) ?? properties?.bytes(.entryID)
    let declared = try properties?.integer(.contentCount)
    let found = try isSearch ? nil : count(id, declared: declared)
    return Folder(
      ordinal: ordinal, parent: parent?.ordinal, name: name, path: isRoot ? "\\" : path(name, below: parent),
      sourceNode: Int64(id.rawValue), declaredCount: declared, foundCount: found, folderKey: key.map(hexadecimal),
      isSearchFolder: isSearch)
  }

  /// The name that the parent's table repeats.
  private mutating func listedName(_ id: NodeID, below parent: Folder?) throws -> String? {
    guard let node = parent?.sourceNode else { return nil }
    let parent = NodeID(UInt32(truncatingIfNeeded: node))
    if nameLists[parent] == nil { nameLists[parent] = try store.subfolderNames(of: parent) }
    return nameLists[parent]?[id]
  }

  /// How many items the folder has, its tables asked. An item that it does not list was deleted, unless it lists fewer
  /// than it says it has: then the table is at fault.
  private mutating func count(_ id: NodeID, declared: Int64?) throws -> Int64 {
    let check = try census.check(id)
    let found = Int64(check.items.count)
    if !check.lost.isEmpty { lost.append((id, check.lost)) }
    guard !check.unlisted.isEmpty else { return found }
    if let declared, declared == found {
      tell(
        .mismatch(stored: UInt64(check.unlisted.count), expected: 0),
        "nothing: items of folder \(id) that its contents table does not list read all the same")
      return found
    }
    unlisted.formUnion(check.unlisted)
    return found - Int64(check.unlisted.count { $0.kind == .normalMessage })
  }

  /// From below the folder that the user sees as the top, as audit logs write it; else from the root.
  func path(_ name: String, below parent: Folder?) -> String {
    guard let parent, parent.path != "\\", !isTop(parent) else { return "\\" + name }
    // Folders that lie deeper than any user makes them: the way down is cut, so that it does not grow with them.
    let way = parent.path.utf8.count > Self.pathLimit ? "\\…" : parent.path
    return way + "\\" + name
  }

  private static let pathLimit = 8192

  /// Names of that folder in stores that do not say which one it is: cached stores, and damaged ones.
  private static let topNames: Set = [
    "IPM_SUBTREE", "Top of Information Store", "Top of Personal Folders", "Top of Outlook data file",
  ]

  private func isTop(_ folder: Folder) -> Bool {
    if let top = store.ipmSubtree { return folder.sourceNode == Int64(top.rawValue) }
    return Self.topNames.contains(folder.name)
  }

  private func tell(_ problem: FormatError.Problem, _ consequence: String) {
    store.database.damage.add(
      FormatError(problem, in: "NBTENTRY.nidParent", at: store.database.header.nodeTree.offset),
      consequence: consequence)
  }
}
