/// How a store is made.
package struct PSTSettings: Sendable {
  package let version: PSTVersion
  package let encoding: PSTEncoding
  package let bodies: BodyForm
  /// What Outlook shows above the folders.
  package let displayName: String
  /// The store's own number (PidTagRecordKey), part of its entry ids.
  package let storeUID: GUID

  package init(
    _ version: PSTVersion = .unicode, encoding: PSTEncoding, bodies: BodyForm = .asWritten, displayName: String,
    storeUID: GUID
  ) {
    (self.version, self.encoding, self.bodies) = (version, encoding, bodies)
    (self.displayName, self.storeUID) = (displayName, storeUID)
  }
}

/// How an item was deleted, and what its store still has of it. Each time its folder lists it no more.
package enum Deletion: String, Sendable, CaseIterable {
  /// Its node is in the node tree still.
  case rowGone = "row_gone"
  /// Its blocks are in the block tree still, though nothing names them.
  case nodeGone = "node_gone"
  /// Its blocks were freed and not written over, and so was the page of the node tree that named it.
  case pageFreed = "page_freed"
  /// Its blocks were freed and not written over; nothing names them.
  case blocksFreed = "blocks_freed"
  /// Its blocks are written over. Its row and the texts of it are freed in the heap of the table, and stand there still.
  case heapSlack = "heap_slack"
}

/// Writes a PST or OST by [MS-PST], item by item, whatever the size of the whole: what it holds in memory
/// is a few blocks for each folder and 2 bytes for each item.
///
/// Items come in any order of folders; each folder lists them in the order of their coming.
package final class PSTWriter {
  /// A folder of the store, to add items and folders to.
  package struct FolderHandle: Sendable { let index: Int }

  package let path: String
  private let settings: PSTSettings
  private let database: NodeDatabase
  private let messages: MessageWriter
  private var folders: [StoreFolder] = []
  private var nextFolderIndex = NodeID.deletedItems.index + 1
  private var hasDeletedItems = false

  /// Below this all folders lie: `Top of Outlook data file`.
  private static let top = 1

  /// Makes a new file; one that is there already is an error.
  package init(creating path: String, settings: PSTSettings) throws(MakerError) {
    (self.path, self.settings) = (path, settings)
    database = try NodeDatabase(creating: path, settings.version, encoding: settings.encoding)
    messages = MessageWriter(database: database, bodies: settings.bodies)
    try add(.rootFolder, named: "", parent: nil)
    try add(.topOfPersonalFolders, named: "Top of Outlook data file", parent: 0)
    try add(.searchRoot, named: "Search Root", parent: 0)
  }

  /// Adds a folder below another or, without one, at the top. The first of the role `deleted` is where Outlook looks
  /// for deleted items; a store without one gets one.
  package func addFolder(
    named name: String, containerClass: String, role: Folder.Role = .custom, parent: FolderHandle? = nil
  ) throws(MakerError) -> FolderHandle {
    let node: NodeID
    if role == .deleted, !hasDeletedItems {
      node = .deletedItems
      hasDeletedItems = true
    } else {
      guard nextFolderIndex < NodeDatabase.firstMessageIndex else { throw MakerError("\(path): too many folders") }
      node = NodeID(.normalFolder, index: nextFolderIndex)
      nextFolderIndex += 1
    }
    try add(node, named: name, containerClass: containerClass, parent: parent?.index ?? Self.top)
    return FolderHandle(index: folders.count - 1)
  }

  /// The root is its own parent ([MS-PST] 3.12).
  private func add(
    _ node: NodeID, named name: String, containerClass: String = "", parent: Int?
  ) throws(MakerError) {
    let parentNode = parent.map { folders[$0].node } ?? node
    let folder = try StoreFolder(
      node, named: name, containerClass: containerClass, parent: parentNode, in: database)
    folders.append(folder)
    if let parent { folders[parent].childCount += 1 }
  }

  /// Writes an item, or what is left of a deleted one, and returns the number that its node has or had.
  package func add(_ item: Item, to folder: FolderHandle, deleted: Deletion? = nil) throws(MakerError) -> UInt32 {
    try messages.check(item)
    let node = try database.takeID(.normalMessage)
    switch deleted {
    case .rowGone, nil: database.fate = .kept
    case .nodeGone: database.fate = .unnamed
    case .pageFreed, .blocksFreed: database.fate = .freed
    case .heapSlack: database.fate = .overwritten
    }
    let (content, properties) = try messages.write(item)
    database.fate = .kept
    let folder = folders[folder.index]
    switch deleted {
    case nil:
      try database.addMessage(node, content, parent: folder.node)
      try folder.add(node, properties, isRead: item.isRead)
    case .rowGone: try database.addMessage(node, content, parent: folder.node)
    case .pageFreed: try database.addMessage(node, content, parent: folder.node, isGone: true)
    case .heapSlack: folder.addDeleted(node, properties)
    case .nodeGone, .blocksFreed: break
    }
    return node.rawValue
  }

  /// Writes what is left and returns the SHA-256 of the file, in lower-case hexadecimal digits, and its length.
  package func finish() throws(MakerError) -> (sha256: String, byteCount: Int64) {
    if !hasDeletedItems {
      _ = try addFolder(named: "Deleted Items", containerClass: "IPF.Note", role: .deleted)
    }
    var children: [NodeID: [(node: NodeID, row: PropertyList)]] = [
      .rootFolder: [(.spamSearchFolder, StoreNodes.spamSearchFolder(.of(database.layout)))]
    ]
    for folder in folders where folder.parent != folder.node {
      children[folder.parent, default: []].append((folder.node, folder.row))
    }
    for folder in folders {
      try folder.finish(children: (children[folder.node] ?? []).sorted { $0.node < $1.node })
    }
    try StoreNodes.write(settings, to: database)
    return try database.finish()
  }
}
