import Bytes
import MAPI
import PST
import Records

/// Items of which no more is left than a row of a table, or texts in a heap.
extension PSTRecovery {
  /// Rows that the contents tables of folders still lead to, of items that are not there.
  mutating func addRows() async throws {
    for (folder, items) in folders.lost {
      let wanted = Set(items).subtracting(found)
      guard !wanted.isEmpty else { continue }
      for (id, row) in try reading.store.contentsRows(of: folder, only: wanted) {
        try addRow(id, row, in: folders.places.of(folder: folder), by: .contentsRow)
      }
      try await reading.collector.handOverIfFull()
    }
  }

  /// Tells a row, unless its item is told already: by its node, or by what the row says of it. Of rows that their table
  /// does not lead to, items that are there count too: an item that was moved leaves one behind.
  mutating func addRow(
    _ id: NodeID, _ row: Properties, in place: PSTFolders.Place?, by method: Method, isWhole: Bool = true,
    at location: SourceLocation? = nil
  ) throws {
    guard !found.contains(id) else { return }
    let damage = row.damage
    if method != .contentsRow { _ = damage.take() }
    var message = try Self.message(of: row)
    let isReadable = method == .contentsRow || damage.take().isEmpty
    // Rows of other tables than those of contents have none of these.
    guard method == .contentsRow || message.messageClass != nil || message.subject != nil || message.receivedAt != nil
    else { return }
    if let key = PSTFingerprint.row(message) {
      guard !foundRows.contains(key), method == .contentsRow || !reading.seen.contains(key) else { return }
      foundRows.insert(key)
    }
    found.insert(id)
    message.ordinal = reading.collector.nextMessage()
    message.sourceNode = Int64(id.rawValue)
    message.location = location
    message.folder = place?.ordinal
    message.storeArea = (place ?? Self.nowhere).area
    message.isRecovered = true
    message.recoveryMethod = method.rawValue + (isWhole && isReadable ? "" : ", incomplete")
    verdict.count(recovered: method.rawValue)
    reading.onRecovered?(message.ordinal, .row(row))
    reading.collector.add(message)
  }

  private static func message(of row: Properties) throws -> Message {
    var message = Message(ordinal: 0)
    message.messageClass = try row.text(.messageClass)
    message.subject = try row.text(.subject).map(MAPIMessage.withoutPrefixMark)
    message.senderName = try row.text(.sentRepresentingName)
    message.sentAt = try row.time(.clientSubmitTime)
    message.receivedAt = try row.time(.messageDeliveryTime)
    message.byteCount = try row.integer(.messageSize).flatMap { $0 >= 0 ? $0 : nil }
    message.isRead = try row.integer(.messageFlags).map { $0 & 1 != 0 }
    return message
  }

  /// Texts that nothing in the heap of an item, or of a folder, refers to any more: what it said before.
  mutating func addTextsOfItems(in store: MessageStore) throws {
    var searched: Set<UInt64> = []
    for (item, heap) in reading.slack where searched.count < Self.heapLimit && searched.insert(heap.key).inserted {
      let live = store.database.node(item)
      let place = folders.places.of(folder: item) ?? folders.places.of(folder: live?.parent)
      add(try store.leftoverTexts(of: heap), of: item, in: place, "other version, texts only")
      _ = store.database.damage.take()
    }
  }

  /// More heaps with something deleted are not searched for texts.
  private static let heapLimit = 20_000

  /// One record for what is left in one heap: which of the texts belong together is not known.
  mutating func add(_ texts: [Leftovers.Text], of node: NodeID, in place: PSTFolders.Place?, _ words: String) {
    guard let first = texts.first else { return }
    var message = Message(ordinal: reading.collector.nextMessage())
    message.sourceNode = Int64(node.rawValue)
    message.location = SourceLocation(offset: first.offset, length: UInt64(first.length))
    message.folder = place?.ordinal
    message.storeArea = (place ?? Self.nowhere).area
    message.isRecovered = true
    message.recoveryMethod = Method.heapSlack.rawValue + ", " + words
    let headers = texts.first { MAPIMessage.messageID(inHeaders: $0.text) != nil }?.text
    message.body = MessageBody(text: texts.map(\.text).joined(separator: "\n"), source: nil, headers: headers)
    verdict.count(recovered: Method.heapSlack.rawValue)
    reading.onRecovered?(message.ordinal, .texts(texts.map(\.text)))
    reading.collector.add(message)
  }
}

extension Leftovers.Row {
  fileprivate var location: SourceLocation { SourceLocation(offset: offset, length: UInt64(length)) }
}

/// Rows of folders' tables that are no longer in use: in the heaps of the tables, and in the tables as they were.
struct DeletedRows {
  /// A row, and the folder in whose table it was, where that is known.
  struct Row {
    let id: NodeID
    let properties: Properties
    let isWhole: Bool
    let folder: NodeID?
    let method: PSTRecovery.Method
    let location: SourceLocation
  }

  /// Texts of a table that are in none of its rows.
  struct Texts {
    let table: NodeID
    let folder: NodeID
    let texts: [Leftovers.Text]
  }

  private static let kinds = [NodeID.Kind.contentsTable, .hierarchyTable]
  private var tables: [(folder: NodeID, kind: NodeID.Kind)] = []

  /// Finds the tables that hold more than they lead to.
  init(of store: MessageStore, _ folders: PSTFolders) throws {
    for folder in folders.inOrder {
      guard let node = folder.sourceNode.flatMap(UInt32.init(exactly:)), !folder.isSearchFolder else { continue }
      for kind in Self.kinds where try store.hasLeftovers(kind, of: NodeID(node)) {
        tables.append((NodeID(node), kind))
      }
    }
    _ = store.database.takeSlackHeaps()
  }

  /// Each row that is found in several places comes from the likeliest: the table's own heap, then the latest of the
  /// tables that were.
  func read(from store: MessageStore, _ remains: Remains) throws -> (rows: [Row], texts: [Texts]) {
    var (rows, texts) = ([Row](), [Texts]())
    for (folder, kind) in tables {
      let leftovers = try store.leftovers(kind, of: folder)
      for row in leftovers.rows {
        rows.append(
          Row(
            id: row.id, properties: row.properties, isWhole: row.isWhole, folder: folder, method: .heapSlack,
            location: row.location))
      }
      texts.append(Texts(table: folder.sibling(kind), folder: folder, texts: leftovers.texts))
    }
    for table in remains.tables {
      for row in try store.formerRows(of: table) {
        rows.append(
          Row(
            id: row.id, properties: row.properties, isWhole: true, folder: table.folder, method: .formerRow,
            location: row.location))
      }
    }
    _ = store.database.damage.take()
    return (rows, texts)
  }
}
