package import Bytes
import PST
package import Records

/// Mailbox stores: PST, OST and PAB of every layout ([MS-PST]).
package enum PSTReader: Reader {
  package static let kind = "pst"
  package static let summary =
    "Outlook stores (.pst, .ost, .pab), ANSI, Unicode, 4 KB pages: folders, every item, attachments, checksums verified"
  package static let access = SourceAccess.random

  package static func recognises(_ opening: Opening) -> Bool { Header.isStore(opening.bytes) }

  package static func read(_ source: Source, into collector: RecordCollector) async throws {
    let damage = DamageLog()
    do {
      let database = try NodeDatabase(source.openStore(), damage: damage)
      let reading = PSTReading(of: try MessageStore(database), into: collector)
      try await reading.readAll()
    } catch {
      collector.add(damage)
      throw error
    }
  }

  package static func open(_ child: ChildExhibit, in source: Source) throws -> any ByteStream {
    let path = child.recipe.split(separator: ":", maxSplits: 1)
    let nodes = path.last?.split(separator: "/").compactMap { UInt32($0, radix: 16) } ?? []
    guard path.count == 2, path[0] == "attachment", nodes.count >= 2, nodes.count % 2 == 0 else {
      throw FormatError(.invalid("no way to an attachment: \(child.recipe)"), in: "recipe", at: child.offset)
    }
    let store = try MessageStore(NodeDatabase(source.openStore(), damage: DamageLog()))
    return try PSTAttachments.stream(at: nodes.map(NodeID.init), in: store, offset: child.offset)
  }
}
