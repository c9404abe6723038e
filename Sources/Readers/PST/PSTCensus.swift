import Bytes
import MAPI
import PST

/// Which folders a store has, which lies in which, and which items each holds: as the node tree says, completed by the
/// tables of the folders, with the differences told.
struct PSTCensus {
  /// Ascending; those that only a table or an item names are among them.
  private(set) var folders: [NodeID] = []
  /// Folders without a parent that is there.
  private(set) var tops: [NodeID] = []
  private var subfolders: [NodeID: [NodeID]] = [:]
  /// Ordinary and associated items.
  private var items: [NodeID: [NodeID]] = [:]
  /// The folder by its tables, of items whose own one is not there.
  private(set) var adopted: [NodeID: NodeID] = [:]
  private var known: Set<NodeID> = []
  private let store: MessageStore

  init(of store: MessageStore) throws {
    self.store = store
    var parents: [NodeID: NodeID] = [:]
    for node in store.database.nodes {
      switch node.id.kind {
      case .normalFolder?, .searchFolder?:
        known.insert(node.id)
        if let parent = node.parent, parent != node.id { parents[node.id] = parent }
      case .normalMessage?, .associatedMessage?:
        if let parent = node.parent { items[parent, default: []].append(node.id) }
      default: break
      }
    }
    let present = known.sorted()
    // An item names a folder that is not there: it is shown as lost, so that what lay in it stays together.
    for parent in items.keys where parent.kind == .normalFolder { known.insert(parent) }
    try compareHierarchies(of: present, &parents)
    folders = known.sorted()
    for id in folders {
      if let parent = parents[id], known.contains(parent) {
        subfolders[parent, default: []].append(id)
      } else {
        tops.append(id)
      }
    }
    try adopt(present)
  }

  func children(of folder: NodeID) -> [NodeID] { subfolders[folder] ?? [] }

  /// What a folder holds, and what of it its tables do not list.
  struct Check {
    /// Ordinary ones only.
    let items: [NodeID]
    /// Of either kind; none where the table is missing or not whole.
    let unlisted: [NodeID]
    /// Ordinary ones of which there is a row and no node.
    let lost: [NodeID]
  }

  /// Compares the items of a folder with its contents tables; a row without its item is told.
  func check(_ folder: NodeID) throws -> Check {
    let all = items[folder] ?? []
    let ordinary = all.filter { $0.kind == .normalMessage }
    guard folder.kind == .normalFolder, store.database.node(folder) != nil else {
      return Check(items: ordinary, unlisted: [], lost: [])
    }
    var (unlisted, lost) = ([NodeID](), [NodeID]())
    for (kind, table) in [
      (NodeID.Kind.normalMessage, NodeID.Kind.contentsTable), (.associatedMessage, .associatedTable),
    ] {
      let listing = try store.listing(table, of: folder)
      guard let listing else {
        let hasSome = all.contains { $0.kind == kind }
        if hasSome { tellMissing(table, of: folder) }
        continue
      }
      if listing.isWhole { unlisted += all.filter { $0.kind == kind && !listing.lists($0) } }
      for id in listing.nodes where store.database.node(id) == nil {
        tell(.missing(UInt64(id.rawValue)), "item \(id) of folder \(folder) lost: nothing but its row is there")
        if kind == .normalMessage { lost.append(id) }
      }
    }
    return Check(items: ordinary, unlisted: unlisted, lost: lost)
  }

  /// The tables of subfolders beside the parents in the node tree.
  private mutating func compareHierarchies(of present: [NodeID], _ parents: inout [NodeID: NodeID]) throws {
    var below: [NodeID: [NodeID]] = [:]
    for child in present { if let parent = parents[child] { below[parent, default: []].append(child) } }
    for folder in present where folder.kind == .normalFolder {
      guard let listing = try store.listing(.hierarchyTable, of: folder) else {
        if below[folder] != nil { tellMissing(.hierarchyTable, of: folder) }
        continue
      }
      for child in listing.nodes where child.kind == .normalFolder || child.kind == .searchFolder {
        compare(child, listedIn: folder, &parents)
      }
      guard listing.isWhole else { continue }
      for child in below[folder] ?? [] where !listing.lists(child) {
        tell(.missing(UInt64(child.rawValue)), "folder \(child) kept below \(folder), which does not list it")
      }
    }
  }

  private mutating func compare(_ child: NodeID, listedIn folder: NodeID, _ parents: inout [NodeID: NodeID]) {
    if let parent = parents[child], known.contains(parent) {
      guard parent != folder else { return }
      tell(
        .mismatch(stored: UInt64(folder.rawValue), expected: UInt64(parent.rawValue)),
        "folder \(child) kept below \(parent), though \(folder) lists it too")
    } else if child != folder, child != .rootFolder {
      parents[child] = folder
      known.insert(child)
      let isThere = store.database.node(child) != nil
      tell(
        .missing(UInt64(child.rawValue)),
        isThere
          ? "folder \(child) placed below \(folder), which lists it"
          : "folder \(child) below \(folder) lost but for its name")
    }
  }

  /// Items whose folder is not there go to the one that lists them.
  private mutating func adopt(_ present: [NodeID]) throws {
    let strays = Set(items.filter { !known.contains($0.key) }.values.joined())
    guard !strays.isEmpty else { return }
    for folder in present where folder.kind == .normalFolder {
      for table in [NodeID.Kind.contentsTable, .associatedTable] {
        for id in try store.listing(table, of: folder)?.nodes ?? [] where strays.contains(id) && adopted[id] == nil {
          adopted[id] = folder
          items[folder, default: []].append(id)
          tell(.missing(UInt64(id.rawValue)), "item \(id) placed in folder \(folder), which lists it")
        }
      }
    }
  }

  private func tellMissing(_ kind: NodeID.Kind, of folder: NodeID) {
    tell(
      .missing(UInt64(folder.sibling(kind).rawValue)),
      "nothing: what is in folder \(folder) is known from the node tree")
  }

  private func tell(_ problem: FormatError.Problem, _ consequence: String) {
    store.database.damage.add(
      FormatError(problem, in: "TCROWID.dwRowID", at: store.database.header.nodeTree.offset), consequence: consequence)
  }
}
