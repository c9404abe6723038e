package import Bytes
import MIME
package import Records

/// Many messages in one file, each behind a From_ line (RFC 4155 and its elders): mboxo, mboxrd, mboxcl and mboxcl2,
/// told apart by what they hold.
package enum MboxReader: Reader {
  package static let kind = "mbox"
  package static let summary = "mbox (mboxo, mboxrd, mboxcl, mboxcl2): every message as of an EML, with its place"
  package static let access = SourceAccess.sequential

  package static func recognises(_ opening: Opening) -> Bool {
    let bytes = opening.bytes
    let start = bytes.starts(with: "\u{FEFF}".utf8) ? 3 : 0
    return FromLine.stands(at: start, in: bytes[...])
  }

  package static func read(_ source: Source, into collector: RecordCollector) async throws {
    let window = MboxWindow(try source.openStream())
    let splitter = MboxSplitter(window)
    while let message = try splitter.next() {
      for defect in message.defects { collector.add(defect) }
      if !message.defects.isEmpty { collector.isPartial = true }
      let parsed = InternetMessage(parsing: message.bytes)
      if !parsed.tree.isComplete { collector.isPartial = true }
      let records = EMLRecords(collector: collector, origin: message.origin)
      records.addOwnerHints(of: parsed)
      try await records.addTop(parsed, at: message.location)
      try await collector.handOverIfFull()
    }
    if let damage = window.damage { throw damage }
  }

  package static func open(_ child: ChildExhibit, in source: Source) throws -> any ByteStream {
    try EMLReader.open(child, in: source)
  }
}
