import Bytes
import MAPI
import PST
import Records

/// One reading of one store, from its first folder to its last item.
///
/// The items are found in the node tree, not in the tables of the folders: damage to a folder then costs no item.
final class PSTReading {
  let store: MessageStore
  let collector: RecordCollector
  var owners = MAPIOwners()
  /// What the items read so far say, so that what is found of them elsewhere is not told again.
  var seen: Set<Int> = []
  /// Heaps of items, and of folders, that hold something deleted, with the node of the item.
  var slack: [(item: NodeID, heap: SlackHeap)] = []

  /// Hears of each item that was recovered, with its ordinal.
  var onRecovered: ((Ordinal, PSTRecovery.Found) -> Void)?

  /// Whether damage goes to the collector as it is met; else it stays in the log.
  private let tellsDamage: Bool

  init(of store: MessageStore, into collector: RecordCollector, tellsDamage: Bool = true) {
    self.store = store
    self.collector = collector
    self.tellsDamage = tellsDamage
  }

  var damage: DamageLog { store.database.damage }

  func readAll() async throws {
    if let properties = store.properties { try owners.add(store: properties) }
    let folders = try PSTFolders(of: store, nextOrdinal: collector.nextFolder)
    for folder in folders.inOrder {
      collector.add(folder)
      try await collector.handOverIfFull()
    }
    for heap in store.database.takeSlackHeaps() where heap.node.id.kind == .normalFolder {
      slack.append((heap.node.id, heap))
    }
    try await PSTItems(of: self, folders).readAll()
    for hint in owners.hints { collector.add(hint) }
    collector.add(damage)
    var recovery = PSTRecovery(of: self, folders)
    try await recovery.run()
    collector.add(damage)
  }

  /// Keeps what tells an item from others.
  func remember(_ fingerprint: PSTFingerprint) {
    seen.insert(fingerprint.whole)
    if let identity = fingerprint.identity { seen.insert(identity) }
    if let row = fingerprint.row { seen.insert(row) }
  }

  /// A message that was added: what is needed of it further on.
  struct Told {
    let ordinal: Ordinal
    let fingerprint: PSTFingerprint
    /// The hash of its content.
    let content: Digest?
  }

  /// Adds an item of a folder, its attachments, and the messages embedded in it.
  @discardableResult
  func add(_ item: PSTItem) async throws -> Told {
    var budget = EmbeddedMessages.countLimit
    let told = try await add(item, way: [item.object.node], budget: &budget)
    for heap in store.database.takeSlackHeaps() { slack.append((item.object.node.id, heap)) }
    try await collector.handOverIfFull()
    return told
  }

  /// Adds the item behind all that is attached to it, complete.
  private func add(_ item: PSTItem, way: [Node], budget: inout Int) async throws -> Told {
    var message = Message(ordinal: item.ordinal ?? collector.nextMessage())
    let nodes = try item.object.attachmentNodes()
    message.attachmentCount = Int64(nodes.count)
    try item.fill(&message, damage)
    if item.recovery == nil { try item.object.properties?.searchSlack() }
    if item.parent == nil, !item.isAssociated, item.recovery == nil, let properties = item.object.properties {
      try owners.add(properties, internetAccountName: item.object.internetAccountNameID)
    }
    var identity = ContentIdentity()
    if item.object.properties == nil { identity.addUnread() }
    if !nodes.isEmpty {
      do {
        try await addAttachments(nodes, of: item, message.ordinal, way: way, budget: &budget, to: &identity)
      } catch {
        collector.add(message)
        throw error
      }
    }
    if tellsDamage { collector.add(damage) }
    let content = identity.complete(&message)
    let told = Told(ordinal: message.ordinal, fingerprint: PSTFingerprint(of: message), content: content)
    collector.add(message)
    return told
  }

  private func addAttachments(
    _ nodes: [Node], of item: PSTItem, _ message: Ordinal, way: [Node], budget: inout Int,
    to identity: inout ContentIdentity
  ) async throws {
    for node in nodes {
      let object = try item.object.attachment(node)
      if item.recovery == nil { try object.properties?.searchSlack() }
      var attachment = Attachment(ordinal: collector.nextAttachment(), message: message)
      let embedded = try PSTAttachments.fill(
        &attachment, from: object, way: way.map(\.id), isRecovered: item.recovery != nil, into: collector, damage)
      guard let embedded, try mayEnter(embedded, way: way, object, &budget) else {
        collector.add(attachment)
        if embedded == nil { try identity.add(attachment, object.properties) } else { identity.addUnread() }
        continue
      }
      attachment.embeddedMessage = collector.nextMessage()
      collector.add(attachment)
      let inner = PSTItem(
        try object.embedded(embedded), place: item.place, ordinal: attachment.embeddedMessage,
        parent: message, recovery: item.recovery)
      identity.add(message: try await add(inner, way: way + [node, embedded], budget: &budget).content)
      try await collector.handOverIfFull()
    }
  }

  /// Whether an embedded message is to be read: not below the depth limit, not one of those it lies in.
  private func mayEnter(
    _ embedded: Node, way: [Node], _ attachment: AttachmentObject, _ budget: inout Int
  ) throws -> Bool {
    let depth = way.count / 2 + 1
    let refusal: FormatError.Problem?
    if way.contains(where: { $0.data == embedded.data && $0.subnodes == embedded.subnodes }) {
      refusal = .invalid("the message is embedded in itself")
    } else if depth > EmbeddedMessages.depthLimit {
      refusal = .limitExceeded(value: UInt64(depth), limit: UInt64(EmbeddedMessages.depthLimit))
    } else if budget <= 0 {
      refusal = .limitExceeded(
        value: UInt64(EmbeddedMessages.countLimit) + 1, limit: UInt64(EmbeddedMessages.countLimit))
    } else {
      refusal = nil
    }
    budget -= 1
    guard let refusal else { return true }
    damage.add(
      FormatError(refusal, in: "PidTagAttachDataObject", at: attachment.properties?.location.offset ?? 0),
      consequence: "embedded message \(attachment.owner)/\(embedded.id) left out")
    return false
  }
}
