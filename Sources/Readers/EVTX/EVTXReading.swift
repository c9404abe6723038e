import Bytes
import EVTX
import Records

/// One reading of one event log: its records in order, then those that lie in slack.
///
/// Chunks are read by all cores and taken over in their order, so that the records are the same for any number of cores.
final class EVTXReading {
  private let log: LogFile
  private let collector: RecordCollector
  private var recovered = RecoveredRecords()
  private var scriptBlocks = ScriptBlocks()
  private var numbers = RecordNumbers()
  /// Chunks of a log that goes round stand in another order than their records were written in.
  private var lastNumber: UInt64?

  init(of log: LogFile, into collector: RecordCollector) {
    self.log = log
    self.collector = collector
  }

  /// Chunks that are read before the first of them is taken over; as many of them at a time as there are cores.
  private static let chunksAhead = 12

  func readAll() async throws {
    tell(log.takeDamages())
    try await readChunks()
    log.finish()
    tell(log.takeDamages())
    try await readRecovered()
    if let gap = numbers.gap { collector.add(gap) }
    for block in scriptBlocks.finish() { add(block) }
  }

  private func readChunks() async throws {
    let isLogOpen = log.isDirty
    var failure: (any Error)?
    try await withThrowingTaskGroup(of: (Int, ChunkReading).self) { group in
      // Where the medium fails, the chunks before are taken over all the same.
      func start(_ index: Int) {
        guard failure == nil else { return }
        do {
          guard let bytes = try log.nextBytes() else { return }
          group.addTask { (index, ChunkReading(Chunk(alone: bytes), bytes, isLogOpen: isLogOpen)) }
        } catch {
          failure = error
        }
      }
      for index in 0..<Self.chunksAhead { start(index) }
      var waiting: [Int: ChunkReading] = [:]
      var next = 0
      while let (index, reading) = try await group.next() {
        waiting[index] = consume reading
        while let reading = waiting.removeValue(forKey: next) {
          start(next + Self.chunksAhead)
          takeOver(consume reading)
          try await collector.handOverIfFull()
          next += 1
        }
      }
    }
    if let failure { throw failure }
  }

  /// A chunk that lacks templates is read once more, with those of the chunks before it.
  private func takeOver(_ alone: consuming ChunkReading) {
    var reading = alone
    let templates = reading.templates
    if reading.lacksTemplates {
      reading = ChunkReading(log.chunk(reading.bytes), reading.bytes, isLogOpen: log.isDirty)
    }
    log.keep(templates)
    tell(reading.damages)
    reading.takeItems { take(&$0) }
    for location in reading.undigested { tellUndigested(at: location) }
    if let ids = reading.eventIDs { recovered.note(ids, in: reading.bytes) }
    for record in reading.hidden { recovered.add(record, of: reading.bytes, isHidden: true) }
    for record in reading.slack { recovered.add(record, of: reading.bytes, isHidden: false) }
  }

  private func readRecovered() async throws {
    if recovered.leftOut > 0 {
      collector.isPartial = true
      collector.add(
        Defect(
          field: "EventRecord", problem: "\(recovered.leftOut) more records in slack than are looked at",
          consequence: "these are left out"))
    }
    try recovered.dropKnown(in: log)
    var recent = RecentEvents()
    while let (chunk, found) = try recovered.next(in: log) {
      tell(found.events, of: chunk)
      for item in found.events {
        let location = chunk.location(of: item.record)
        numbers.note(item.record.identifier, at: location.offset)
        let event = item.decoded.event
        if var mapping = EventMapping(event, written: item.record.written, location: location, after: &recent) {
          add(&mapping)
        } else {
          tellUndigested(at: location)
        }
      }
      if found.unreadable > 0 {
        collector.add(
          Defect(
            field: "EventRecord", problem: "\(found.unreadable) records in slack whose content cannot be taken apart",
            consequence: "left out", offset: chunk.offset))
      }
      try await collector.handOverIfFull()
    }
  }

  /// Recovered records are told by defects at their place, one for those of a kind that lie side by side: the evidence
  /// database has no column for it.
  private func tell(_ items: [RecoveredRecords.Item], of chunk: Chunk) {
    var rest = items[...]
    while let first = rest.first {
      let isSame = { (item: RecoveredRecords.Item) in
        !first.isHidden && !item.isHidden && Self.loss(item) == Self.loss(first)
      }
      let run = rest.prefix { $0.record == first.record || isSame($0) }
      rest = rest.dropFirst(run.count)
      let start = chunk.location(of: first.record).offset
      let end = chunk.offset + UInt64(run.last?.record.range.upperBound ?? first.record.range.upperBound)
      let place =
        first.isHidden
        ? "hidden inside another record, as after it was cut out of the log"
        : chunk.header == nil ? "in a chunk without a header" : "in the slack of a chunk, no longer part of the log"
      collector.add(
        Defect(
          field: "EventRecord", problem: "\(run.count == 1 ? "a record" : "\(run.count) records") \(place)",
          consequence: "recovered: kept as a record" + (Self.loss(first).map { "; \($0)" } ?? ""), offset: start,
          length: end - start))
    }
  }

  private static func loss(_ item: RecoveredRecords.Item) -> String? {
    item.decoded.outcome.error.map { "cut short by \($0)" } ?? item.decoded.outcome.substitute?.consequence
  }

  /// Takes the next record of the log over, out of its place. Forwarded events come from many machines, in the order in
  /// which they arrived. Where numbers are missing, nothing can be told from how much later the next record is.
  private func take(_ item: inout ChunkReading.Item) {
    let (identifier, location) = (item.identifier, item.mapping.record.location)
    numbers.note(identifier, at: location.offset)
    tellDamage(item.error, item.substitute, at: location)
    let computer = item.mapping.record.server
    let isForwarded = item.mapping.record.workload == "ForwardedEvents"
    add(&item.mapping)
    defer { lastNumber = identifier }
    guard let lastNumber, identifier > lastNumber, !isForwarded else { return }
    if identifier != lastNumber + 1 || item.mapping.explainsLeap { collector.beginLogSection() }
    collector.watchClock(item.mapping.toldAt, of: computer, field: "TimeCreated", at: location)
  }

  private func tellDamage(_ error: FormatError?, _ substitute: Damage?, at location: SourceLocation) {
    if let error {
      collector.isPartial = true
      tell(error, "event kept as far as it could be taken apart", at: location)
    } else if let substitute {
      collector.isPartial = true
      tell(substitute.error, substitute.consequence, at: location)
    }
  }

  private func tellUndigested(at location: SourceLocation) {
    tell(
      FormatError(.invalid("no digest of it could be made"), in: "EventRecord", at: location.offset), "record left out",
      at: location)
  }

  private func add(_ mapping: inout EventMapping) {
    for defect in mapping.defects { collector.add(defect) }
    if let part = mapping.scriptBlockPart {
      for block in scriptBlocks.take(mapping.record, part) { add(block) }
    } else {
      add(mapping.record.moveOut())
    }
  }

  private func add(_ block: ScriptBlocks.Finished) {
    for record in block.records { add(record) }
    if let defect = block.defect { collector.add(defect) }
  }

  private func add(_ record: consuming AuditRecord) {
    record.ordinal = collector.nextAuditRecord()
    collector.add(consume record)
  }

  private func tell(_ error: FormatError, _ consequence: String, at location: SourceLocation) {
    collector.add(
      Defect(
        field: error.field, problem: "\(error.problem), at offset \(error.offset)", consequence: consequence,
        offset: location.offset, length: location.length))
  }

  private func tell(_ damages: [Damage]) {
    for damage in damages {
      collector.add(
        Defect(
          field: damage.error.field, problem: damage.error.problem.description, consequence: damage.consequence,
          offset: damage.error.offset, length: damage.length))
      if damage.consequence != Damage.readAllTheSame { collector.isPartial = true }
    }
  }
}

extension Chunk {
  func location(of record: EventRecord) -> SourceLocation {
    SourceLocation(offset: offset + UInt64(record.range.lowerBound), length: UInt64(record.range.count))
  }
}
