package import Bytes
import MIME
package import Records

/// One Internet message in a file (RFC 5322, MIME): `.eml`, and what other tools save under any name.
package enum EMLReader: Reader {
  package static let kind = "eml"
  package static let summary = "Internet message (RFC 5322, MIME): message, attached messages, attachments"
  package static let access = SourceAccess.sequential

  /// More of one message than this is left out.
  static let byteLimit = 256 << 20

  package static func recognises(_ opening: Opening) -> Bool { looksLikeMail(opening.bytes, isWhole: opening.isWhole) }

  package static func read(_ source: Source, into collector: RecordCollector) async throws {
    let input = try EMLInput(source, byteLimit: byteLimit)
    for defect in input.defects {
      collector.add(defect)
      collector.isPartial = true
    }
    let message = InternetMessage(parsing: input.bytes)
    if !message.tree.isComplete { collector.isPartial = true }
    let records = EMLRecords(collector: collector)
    records.addOwnerHints(of: message)
    try await records.addTop(message, byteCount: input.byteCount)
  }

  package static func open(_ child: ChildExhibit, in source: Source) throws -> any ByteStream {
    guard let recipe = EMLRecipe(child.recipe), let length = child.length, length <= UInt64(byteLimit) else {
      throw FormatError(.invalid("not a recipe of this reader: \(child.recipe)"), in: kind, at: child.offset)
    }
    let stored = try source.openStore().read(at: child.offset, count: Int(length))
    guard let bytes = recipe.decode(stored) else {
      throw FormatError(.invalid("the part is not where the recipe says"), in: kind, at: child.offset)
    }
    return MemoryStream(bytes)
  }
}

/// The bytes of a message file, as many as are read, and what was wrong with reading them.
private struct EMLInput {
  private(set) var bytes: [UInt8] = []
  private(set) var byteCount: UInt64 = 0
  private(set) var defects: [Defect] = []

  init(_ source: Source, byteLimit: Int) throws {
    let stream = try source.openStream()
    do {
      while let piece = try stream.next() {
        byteCount += UInt64(piece.count)
        bytes.append(contentsOf: piece.prefix(byteLimit - bytes.count))
      }
    } catch let error as FormatError {
      defects.append(
        Defect(
          field: error.field, problem: "\(error.problem)", consequence: "the message is read up to here",
          offset: byteCount))
    }
    if byteCount > UInt64(bytes.count) {
      defects.append(
        Defect(
          field: "message", problem: "\(byteCount) bytes, at most \(byteLimit) are read",
          consequence: "what follows is left out", offset: UInt64(byteLimit), length: byteCount - UInt64(bytes.count)))
    }
  }
}
