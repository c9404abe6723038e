package import Bytes
import MIME
package import Records

/// A message as Apple Mail keeps it (`.emlx`): how many bytes it has on a line of its own, the message, and a property
/// list with its flags.
package enum EMLXReader: Reader {
  package static let kind = "emlx"
  package static let summary = "Apple Mail message (.emlx): as of an EML, and whether it was read"
  package static let access = SourceAccess.sequential

  package static func recognises(_ opening: Opening) -> Bool {
    guard let frame = EMLXFrame(opening.bytes) else { return false }
    return looksLikeMail(Array(opening.bytes[frame.start...]), isWhole: opening.isWhole)
  }

  package static func read(_ source: Source, into collector: RecordCollector) async throws {
    try await EMLInput.read(source) { try await add($0, to: collector) }
  }

  private static func add(_ input: EMLInput, to collector: RecordCollector) async throws {
    guard let frame = EMLXFrame(input.bytes) else {
      throw FormatError(.invalid("no count of bytes in front of the message"), in: "emlx", at: 0)
    }
    input.tell(collector)
    let end = min(frame.start + frame.declaredCount, input.bytes.count)
    if frame.declaredCount > end - frame.start {
      collector.isPartial = true
      let error = FormatError(
        .truncated(needed: frame.declaredCount, available: end - frame.start), in: "emlx", at: 0)
      collector.add(
        Defect(
          field: error.field, problem: error.problem.description, consequence: "the message is read up to here",
          offset: error.offset))
    }
    let message = InternetMessage(parsing: Array(input.bytes[frame.start..<end]))
    if !message.tree.isComplete { collector.isPartial = true }
    let origin = MailOrigin(offset: UInt64(frame.start), removed: [])
    let records = EMLRecords(
      collector: collector, origin: origin, isRead: EMLXFrame.flags(in: input.bytes[end...]).map { $0 & 1 != 0 })
    records.addOwnerHints(of: message)
    try await records.addTop(
      message, at: SourceLocation(offset: UInt64(frame.start), length: UInt64(end - frame.start)))
  }

  package static func open(_ child: ChildExhibit, in source: Source) throws -> any ByteStream {
    try EMLReader.open(child, in: source)
  }
}

/// What stands around the message.
struct EMLXFrame {
  /// Where the message begins, and how many bytes it is said to have.
  let start: Int
  let declaredCount: Int

  /// Nil where the first line is no number, or a longer one than sizes have.
  init?(_ bytes: [UInt8]) {
    let line = bytes.prefix(20).prefix { $0 != 0x0A }
    let digits = line.prefix { (0x30...0x39).contains($0) }
    guard !digits.isEmpty, digits.count <= 12, line.endIndex < bytes.count, bytes[line.endIndex] == 0x0A,
      line[digits.endIndex...].allSatisfy({ $0 == 0x20 || $0 == 0x0D })
    else { return nil }
    start = line.endIndex + 1
    declaredCount = digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
  }

  /// The number behind the key `flags` in the property list; nil where there is none.
  static func flags(in list: ArraySlice<UInt8>) -> Int64? {
    let text = String(decoding: list.prefix(65_536), as: UTF8.self)
    guard let key = text.range(of: "<key>flags</key>") else { return nil }
    let value = text[key.upperBound...].drop { $0.isWhitespace }
    guard value.hasPrefix("<integer>") else { return nil }
    return Int64(value.dropFirst("<integer>".count).prefix { $0 != "<" })
  }
}

extension String {
  /// Where `part` first stands.
  fileprivate func range(of part: String) -> Range<String.Index>? {
    var rest = self[...]
    while let first = rest.firstIndex(of: "<") {
      rest = rest[first...]
      if rest.hasPrefix(part) { return first..<rest.index(first, offsetBy: part.count) }
      rest = rest.dropFirst()
    }
    return nil
  }
}
