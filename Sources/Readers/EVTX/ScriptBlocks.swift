import EVTX
import Records

/// One event 4104: a part of the text of a script block.
struct ScriptBlockPart {
  let blockID: String
  /// Counted from 1.
  let number: UInt64
  let total: UInt64
  let text: String
  let path: String?

  /// Nil where the event does not say to which block it belongs, which then stands alone.
  init?(_ event: Event) {
    guard let text = event["ScriptBlockText"]?.text else { return nil }
    self.text = text
    blockID = event["ScriptBlockId"]?.text ?? ""
    number = event["MessageNumber"]?.number ?? 1
    total = event["MessageTotal"]?.number ?? 1
    path = event["Path"]?.text.flatMap { $0.isEmpty ? nil : $0 }
  }
}

/// Puts script blocks together from their parts, which other events may stand between. The whole text is kept with the
/// first part; a block whose parts are not all there is kept as far as it goes, and told.
///
/// What waits for its other parts is bounded: past that the block that waits longest is given up.
struct ScriptBlocks {
  struct Finished {
    let records: [AuditRecord]
    let defect: Defect?
  }

  private struct Block {
    var total: UInt64
    var parts: [UInt64: (record: AuditRecord, part: ScriptBlockPart)] = [:]
    var byteCount = 0
    var age: UInt64
  }

  private let textLimit: Int
  private let blockLimit = 1000
  private var blocks: [String: Block] = [:]
  private var byteCount = 0
  private var time: UInt64 = 0

  init(textLimit: Int = 32 << 20) { self.textLimit = textLimit }

  /// Takes one part; gives back what is finished by it.
  mutating func take(_ record: AuditRecord, _ part: ScriptBlockPart) -> [Finished] {
    guard part.total > 1, !part.blockID.isEmpty else {
      return [Self.finished(Block(total: 1, parts: [1: (record, part)], age: 0))]
    }
    var finished: [Finished] = []
    if let known = blocks[part.blockID], known.parts[part.number] != nil || known.total != part.total {
      finished += give(part.blockID)
    }
    time += 1
    var block = blocks[part.blockID] ?? Block(total: part.total, age: time)
    block.parts[part.number] = (record, part)
    block.byteCount += part.text.utf8.count
    byteCount += part.text.utf8.count
    blocks[part.blockID] = block
    if UInt64(block.parts.count) == block.total { finished += give(part.blockID) }
    while byteCount > textLimit || blocks.count > blockLimit,
      let oldest = blocks.min(by: { $0.value.age < $1.value.age })
    {
      finished += give(oldest.key)
    }
    return finished
  }

  /// What is left when the log ends.
  mutating func finish() -> [Finished] {
    blocks.sorted { $0.value.age < $1.value.age }.flatMap { give($0.key) }
  }

  private mutating func give(_ id: String) -> [Finished] {
    guard let block = blocks.removeValue(forKey: id) else { return [] }
    byteCount -= block.byteCount
    return [Self.finished(block)]
  }

  private static func finished(_ block: Block) -> Finished {
    let parts = block.parts.sorted { $0.key < $1.key }
    var records = parts.map(\.value.record)
    guard let first = parts.first?.value.part else { return Finished(records: [], defect: nil) }
    var parameters = [
      Cmdlet.Parameter(name: "ScriptBlockText", value: parts.map(\.value.part.text).joined()),
      Cmdlet.Parameter(name: "ScriptBlockId", value: first.blockID),
    ]
    if let path = first.path { parameters.append(Cmdlet.Parameter(name: "Path", value: path)) }
    let isComplete = UInt64(parts.count) == block.total && parts.last?.key == block.total
    let numbers = parts.prefix(100).map { String($0.key) }.joined(separator: ", ")
    if !isComplete {
      parameters.append(Cmdlet.Parameter(name: "MessageNumber", value: numbers))
      parameters.append(Cmdlet.Parameter(name: "MessageTotal", value: String(block.total)))
    }
    records[0].cmdlet = Cmdlet(
      name: records[0].operation, caller: records[0].actor, target: records[0].target, parameters: parameters)
    let location = records[0].location
    let defect = Defect(
      field: "MessageTotal",
      problem: "of the \(block.total) parts of script block \(first.blockID) these are here: \(numbers)",
      consequence: "its text is kept as far as it goes", offset: location.offset, length: location.length)
    return Finished(records: records, defect: isComplete ? nil : defect)
  }
}
