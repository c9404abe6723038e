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
    try await EMLInput.read(source) { try await add($0, to: collector) }
  }

  private static func add(_ input: EMLInput, to collector: RecordCollector) async throws {
    input.tell(collector)
    let message = InternetMessage(parsing: input.bytes)
    if !message.tree.isComplete { collector.isPartial = true }
    let records = EMLRecords(collector: collector)
    records.addOwnerHints(of: message)
    try await records.addTop(message, at: SourceLocation(offset: 0, length: input.byteCount))
  }

  package static func open(_ child: ChildExhibit, in source: Source) throws -> any ByteStream {
    let steps = child.recipe.split(separator: "#", maxSplits: 1)
    guard let recipe = EMLRecipe(String(steps.first ?? "")), let length = child.length, length <= UInt64(byteLimit)
    else {
      throw FormatError(.invalid("not a recipe of this reader: \(child.recipe)"), in: kind, at: child.offset)
    }
    let stored = try source.openStore().read(at: child.offset, count: Int(length))
    guard let bytes = recipe.decode(stored) else {
      throw FormatError(.invalid("the part is not where the recipe says"), in: kind, at: child.offset)
    }
    return steps.count == 2 ? try TNEFReader.attachment(at: steps[1], in: bytes, of: child) : MemoryStream(bytes)
  }
}

/// The bytes of a message file, as many as are read, and what was wrong with reading them.
struct EMLInput {
  /// Messages up to here are read beside each other.
  private static let smallLimit = 16 << 20

  /// Reads a whole file and hands it to `body`; of the big ones, one at a time.
  static func read(_ source: Source, _ body: (EMLInput) async throws -> Void) async throws {
    var input = try EMLInput(source)
    try input.read(upTo: smallLimit)
    if input.isWhole { return try await body(input) }
    await BigMessages.shared.enter()
    do {
      try input.read(upTo: EMLReader.byteLimit)
      try await body(input)
    } catch {
      await BigMessages.shared.leave()
      throw error
    }
    await BigMessages.shared.leave()
  }

  /// What was wrong with reading it.
  func tell(_ collector: RecordCollector) {
    for defect in defects {
      collector.add(defect)
      collector.isPartial = true
    }
  }

  private(set) var bytes: [UInt8] = []
  private(set) var byteCount: UInt64 = 0
  private(set) var defects: [Defect] = []
  private(set) var isWhole = false
  private let stream: any ByteStream

  private init(_ source: Source) throws { stream = try source.openStream() }

  /// Reads on until there are about `limit` bytes; `EMLReader.byteLimit` is the last call, which goes to the end.
  private mutating func read(upTo limit: Int) throws {
    let isLast = limit >= EMLReader.byteLimit
    // All at once: an array that grows is there twice. What is not filled takes no memory.
    if isLast { bytes.reserveCapacity(limit) }
    do {
      while isLast || bytes.count < limit {
        guard let piece = try stream.next() else {
          isWhole = true
          break
        }
        byteCount += UInt64(piece.count)
        bytes.append(contentsOf: piece.prefix(EMLReader.byteLimit - bytes.count))
      }
    } catch let error as FormatError {
      isWhole = true
      defects.append(
        Defect(
          field: error.field, problem: "\(error.problem)", consequence: "the message is read up to here",
          offset: byteCount))
    }
    if byteCount > UInt64(bytes.count) {
      defects.append(
        Defect(
          field: "message", problem: "\(byteCount) bytes, at most \(EMLReader.byteLimit) are read",
          consequence: "what follows is left out", offset: UInt64(bytes.count),
          length: byteCount - UInt64(bytes.count)))
    }
  }
}

/// Lets one big message at a time stand in memory.
private actor BigMessages {
  static let shared = BigMessages()
  private var isTaken = false
  private var waiting: [CheckedContinuation<Void, Never>] = []

  func enter() async {
    guard isTaken else {
      isTaken = true
      return
    }
    await withCheckedContinuation { waiting.append($0) }
  }

  func leave() {
    if waiting.isEmpty { isTaken = false } else { waiting.removeFirst().resume() }
  }
}
