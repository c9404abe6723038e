import Bytes
import PST
import Records

/// A store whose attachments are exhibits of their own: its trees are walked once for all of them.
final class PSTContainer: Container {
  private let bytes: any ByteStore
  private let map: StoreMap
  private let facts: MessageStore.Facts

  init(_ source: Source) throws {
    bytes = try source.openStore()
    // What is damaged was told when the store was read.
    let database = try NodeDatabase(bytes, damage: DamageLog())
    map = database.map
    facts = try MessageStore(database).facts()
  }

  func open(_ child: ChildExhibit) throws -> any ByteStream {
    let path = child.recipe.split(separator: ":", maxSplits: 1)
    let nodes = path.last?.split(separator: "/").compactMap { UInt32($0, radix: 16) } ?? []
    guard path.count == 2, path[0] == "attachment", nodes.count >= 2, nodes.count % 2 == 0 else {
      throw FormatError(.invalid("no way to an attachment: \(child.recipe)"), in: "recipe", at: child.offset)
    }
    let store = MessageStore(NodeDatabase(for: bytes, map), facts)
    return try PSTAttachments.stream(at: nodes.map(NodeID.init), in: store, offset: child.offset)
  }
}
