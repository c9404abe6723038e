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
    try PSTContainer(source).open(child)
  }

  package static func container(_ source: Source) throws -> any Container { try PSTContainer(source) }
}
