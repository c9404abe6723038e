import Bytes
import MAPI
import PST
import Records

/// The folders of a store, their paths made from the parents that the node tree gives.
struct PSTFolders {
  /// What an item takes over from its folder.
  struct Place {
    let ordinal: Ordinal?
    let area: StoreArea
  }

  private(set) var inOrder: [Folder] = []
  private var places: [NodeID: Place] = [:]
  private var found: [NodeID: Int64] = [:]
  private let store: MessageStore

  /// Walks the node tree once: folders, and how many items each holds.
  init(of store: MessageStore, nextOrdinal: () -> Ordinal) throws {
    self.store = store
    var nodes: [NodeID: Node] = [:]
    var cursor = try NodeCursor(store.database)
    while let node = try cursor.next() {
      switch node.id.kind {
      case .normalFolder?, .searchFolder?: nodes[node.id] = node
      case .normalMessage?: if let parent = node.parent { found[parent, default: 0] += 1 }
      default: break
      }
    }
    var children: [NodeID: [NodeID]] = [:]
    var tops: [NodeID] = []
    for id in nodes.keys.sorted() {
      if let parent = nodes[id]?.parent, parent != id, nodes[parent] != nil {
        children[parent, default: []].append(id)
      } else {
        tops.append(id)
      }
    }
    for top in tops { try add(from: top, nodes, children, nextOrdinal) }
    // What no top leads to hangs in a loop of parents.
    for id in nodes.keys.sorted() where places[id] == nil {
      tell(.invalid("folder \(id) lies below itself"), "folder \(id) placed at the top")
      try add(from: id, nodes, children, nextOrdinal)
    }
  }

  /// Where an item lies; a defect says so where its folder is not there.
  func place(of node: Node) -> Place {
    if let parent = node.parent, let place = places[parent] { return place }
    tell(.missing(UInt64(node.parent?.rawValue ?? 0)), "node \(node.id) without folder")
    return Place(ordinal: nil, area: .primary)
  }

  private struct Step {
    let id: NodeID
    let parent: Folder?
    let area: StoreArea
  }

  private mutating func add(
    from top: NodeID, _ nodes: [NodeID: Node], _ children: [NodeID: [NodeID]], _ nextOrdinal: () -> Ordinal
  ) throws {
    var steps = [Step(id: top, parent: nil, area: .primary)]
    while let step = steps.popLast() {
      guard let node = nodes[step.id], places[step.id] == nil else { continue }
      let folder = try folder(node, below: step.parent, ordinal: nextOrdinal())
      let isRecoverable = step.area == .recoverable || folder.name.lowercased() == "recoverable items"
      let area: StoreArea = isRecoverable ? .recoverable : .primary
      places[step.id] = Place(ordinal: folder.ordinal, area: area)
      inOrder.append(folder)
      for child in (children[step.id] ?? []).reversed() { steps.append(Step(id: child, parent: folder, area: area)) }
    }
  }

  private func folder(_ node: Node, below parent: Folder?, ordinal: Ordinal) throws -> Folder {
    let properties = try store.folder(node)
    let isRoot = parent == nil && (node.parent == node.id || node.id == .rootFolder)
    var name = try properties?.text(.displayName) ?? ""
    if name.isEmpty, !isRoot { name = "(node \(node.id))" }
    if parent == nil, !isRoot, node.parent?.rawValue != 0 {
      tell(.missing(UInt64(node.parent?.rawValue ?? 0)), "folder \(node.id) placed at the top")
    }
    let isSearch = node.id.kind == .searchFolder
    let key = try properties?.bytes(.sourceKey) ?? properties?.bytes(.entryID)
    return Folder(
      ordinal: ordinal, parent: parent?.ordinal, name: name, path: isRoot ? "\\" : path(name, below: parent),
      sourceNode: Int64(node.id.rawValue), declaredCount: try properties?.integer(.contentCount),
      foundCount: isSearch ? nil : found[node.id] ?? 0, folderKey: key.map(hexadecimal), isSearchFolder: isSearch)
  }

  /// From below the folder that the user sees as the top, as audit logs write it; else from the root.
  private func path(_ name: String, below parent: Folder?) -> String {
    guard let parent, parent.path != "\\", !isTop(parent) else { return "\\" + name }
    return parent.path + "\\" + name
  }

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
