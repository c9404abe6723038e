import Bytes
import EVTX
import Records

/// One reading of one event log: its records in order, then those that lie in slack.
final class EVTXReading {
  private let log: LogFile
  private let collector: RecordCollector
  private var recovered = RecoveredRecords()
  private var scriptBlocks = ScriptBlocks()
  /// Chunks of a log that goes round stand in another order than their records were written in.
  private var lastNumber: UInt64?

  init(of log: LogFile, into collector: RecordCollector) {
    self.log = log
    self.collector = collector
  }

  func readAll() async throws {
    while let chunk = try log.next() {
      tell(log.takeDamages())
      read(chunk)
      try await collector.handOverIfFull()
    }
    log.finish()
    tell(log.takeDamages())
    try await readRecovered()
    for block in scriptBlocks.finish() { add(block) }
  }

  private func read(_ chunk: Chunk) {
    let content = chunk.content(isLogOpen: log.header.isDirty)
    tell(content.damages)
    var hidden: [EventRecord] = []
    for record in content.records {
      let decoded = chunk.event(of: record)
      let location = chunk.location(of: record)
      recovered.note(decoded.event, in: chunk)
      add(decoded, record, at: location)
      watchClock(decoded.event, record, at: location)
      hidden += decoded.hidden
    }
    for record in hidden { recovered.add(record, of: chunk, isHidden: true) }
    for record in content.slack { recovered.add(record, of: chunk, isHidden: false) }
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
    while let (chunk, found) = try recovered.next(in: log) {
      tell(found.events, of: chunk)
      for item in found.events { add(item.decoded.event, item.record, at: chunk.location(of: item.record)) }
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
    item.decoded.error.map { "cut short by \($0)" } ?? item.decoded.substitute?.consequence
  }

  private func add(_ decoded: DecodedEvent, _ record: EventRecord, at location: SourceLocation) {
    if let error = decoded.error {
      collector.isPartial = true
      tell(error, "event kept as far as it could be taken apart", at: location)
    } else if let damage = decoded.substitute {
      collector.isPartial = true
      tell(damage.error, damage.consequence, at: location)
    }
    add(decoded.event, record, at: location)
  }

  /// Forwarded events come from many machines, in the order in which they arrived.
  private func watchClock(_ event: Event, _ record: EventRecord, at location: SourceLocation) {
    defer { lastNumber = record.identifier }
    guard let lastNumber, record.identifier > lastNumber, event.channel != "ForwardedEvents" else { return }
    collector.watchClock(
      EventMapping.microseconds(of: event.timeCreated)?.microseconds, of: event.computer, field: "TimeCreated",
      at: location)
  }

  private func add(_ event: Event, _ record: EventRecord, at location: SourceLocation) {
    guard let mapping = EventMapping(event, written: record.written, location: location) else {
      return tell(
        FormatError(.invalid("no digest of it could be made"), in: "EventRecord", at: location.offset),
        "record left out", at: location)
    }
    for defect in mapping.defects { collector.add(defect) }
    if let part = mapping.scriptBlockPart {
      for block in scriptBlocks.take(mapping.record, part) { add(block) }
    } else {
      add(mapping.record)
    }
  }

  private func add(_ block: ScriptBlocks.Finished) {
    for record in block.records { add(record) }
    if let defect = block.defect { collector.add(defect) }
  }

  private func add(_ record: AuditRecord) {
    var numbered = record
    numbered.ordinal = collector.nextAuditRecord()
    collector.add(numbered)
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
