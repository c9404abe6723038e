import Bytes
import MAPI
import PST
import Records

/// Items that are no longer, or not whole, in the trees and tables of a store, read after all that are; each once, by
/// the best of the ways that lead to it.
struct PSTRecovery {
  /// How an item was found, the surest first.
  enum Method: String {
    /// Its node is in the tree; its folder's table, which can be trusted, does not list it.
    case orphanedNode = "orphaned_node"
    /// An older page of the node tree names it, and its blocks are there still.
    case olderNode = "older_node"
    /// Its data is a block of the block tree that nothing names.
    case unnamedBlock = "unnamed_block"
    /// Its data is a block in freed space, signature and checksum right.
    case freedBlock = "freed_block"
    /// Its row in the contents table of its folder is all that is left.
    case contentsRow = "contents_row"
    /// A row that its table's index leads to no more, or texts, in what was freed of a heap.
    case heapSlack = "heap_slack"
    /// Its row in a contents table as it was before, in blocks that were freed.
    case formerRow = "former_row"
  }

  /// Where an item was found, so that it can be read again.
  enum Found {
    case item(Node, owner: String, MessageStore)
    case row(Properties)
    case texts([String])
  }

  let reading: PSTReading
  let folders: PSTFolders
  /// Items by the nodes that they had.
  var found: Set<NodeID> = []
  /// What rows of the items recovered so far would say.
  var foundRows: Set<Int> = []
  var verdict = PSTVerdict()

  init(of reading: PSTReading, _ folders: PSTFolders) {
    self.reading = reading
    self.folders = folders
  }

  /// Reads the rest of the store's blocks, so that all are checked, and recovers what is in them and in freed space.
  mutating func run() async throws {
    let live = reading.store.database
    let deletedRows = try DeletedRows(of: reading.store, folders)
    var unnamed = UnnamedBlocks()
    try live.readRest { unnamed.add($0, in: live) }
    let freed = try live.withFreedBlocks()
    let store = try MessageStore(freed)
    for id in folders.unlisted.sorted() {
      guard let node = live.node(id) else { continue }
      try await add(store.message(node), in: folders.places.of(node, live.damage), by: .orphanedNode, store)
    }
    let remains = try Remains(of: live, unnamed: unnamed, in: freed)
    let (rows, texts) = try deletedRows.read(from: store, remains)
    let former = try PSTFormerFolders(
      remains, rows, in: store, beside: folders, nextOrdinal: reading.collector.nextFolder)
    for folder in former.inOrder { reading.collector.add(folder) }
    verdict.count(recoveredFolders: former.inOrder.count)
    for node in remains.nodes {
      let place = former.places.of(folder: node.parent) ?? Self.nowhere
      if try await add(store.message(node), in: place, by: .olderNode, store) { found.insert(node.id) }
    }
    var match = try SubnodeMatch(remains.subnodeTops.filter { !freed.wasRead($0) }, in: store)
    for (id, isFreed) in remains.blocks + remains.innerBlocks where !freed.wasRead(id) {
      var object = try store.message(block: id)
      guard object.properties?.has(.messageClass) == true, object.properties?.has(.attachMethod) == false else {
        continue
      }
      let subnodes = try match.take(for: object)
      if let subnodes { object = try store.message(block: id, subnodes: subnodes.top) }
      try await add(
        object, in: Self.nowhere, by: isFreed ? .freedBlock : .unnamedBlock, ground: subnodes?.ground.rawValue, store)
    }
    try await addRows()
    for row in rows where row.id.kind == .normalMessage {
      try addRow(
        row.id, row.properties, in: former.places.of(folder: row.folder), by: row.method, isWhole: row.isWhole,
        at: row.location)
      try await reading.collector.handOverIfFull()
    }
    for found in texts {
      add(found.texts, of: found.table, in: former.places.of(folder: found.folder), "texts only")
    }
    try addTextsOfItems(in: store)
    try await reading.collector.handOverIfFull()
    verdict.tell(of: live, unnamed, try reading.store.properties?.integer(.pstPassword), to: reading.collector)
  }

  static let nowhere = PSTFolders.Place(ordinal: nil, area: .primary)

  /// Reads an item once without telling it, to know whether it was told already and whether it is whole; then tells it.
  @discardableResult
  private mutating func add(
    _ object: MessageObject, in place: PSTFolders.Place, by method: Method, ground: String? = nil, _ store: MessageStore
  ) async throws -> Bool {
    let isAssociated = try object.node.id.kind == .associatedMessage || object.isAssociated()
    func item(_ recovery: String) -> PSTItem {
      PSTItem(object, place: place, isAssociated: isAssociated, recovery: recovery)
    }
    _ = store.database.damage.take()
    let rehearsal = PSTReading(of: store, into: RecordCollector { _ in }, tellsDamage: false)
    let fingerprint = try await rehearsal.add(item("")).fingerprint
    let damage = store.database.damage.take()
    let isWhole = damage.allSatisfy { $0.consequence == Damage.readAllTheSame }
    let isSound = !damage.contains { $0.error.field.hasPrefix("BLOCKTRAILER") }
    // The same again; or another version of an item that is there, of which parts are lost and nothing can be said.
    let isVersion = fingerprint.identity.map(reading.seen.contains) ?? false
    guard !reading.seen.contains(fingerprint.whole), isWhole || !isVersion else { return false }
    reading.remember(fingerprint)
    if let row = fingerprint.row { foundRows.insert(row) }
    let words = [
      method.rawValue, ground, isVersion ? "other version" : nil, isWhole ? nil : "incomplete",
      isSound ? nil : "checksums wrong",
    ]
    .compactMap(\.self)
    verdict.count(recovered: method.rawValue)
    let recovered = PSTReading(of: store, into: reading.collector, tellsDamage: false)
    let told = try await recovered.add(item(words.joined(separator: ", ")))
    reading.onRecovered?(told.ordinal, .item(object.node, owner: object.owner, store))
    _ = store.database.damage.take()
    return true
  }
}
