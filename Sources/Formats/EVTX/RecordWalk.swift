import Bytes

/// Walks a chunk from record to record and tells which belong to the log, which only lie in its slack, and what is
/// damaged between them.
struct RecordWalk {
  private(set) var records: [EventRecord] = []
  /// Whole records that are no longer part of the log: left over from an earlier use of the chunk, or cut out of it.
  private(set) var slack: [EventRecord] = []
  private(set) var damages: [Damage] = []
  private let bytes: [UInt8]
  private let offset: UInt64

  /// A chunk without a header has slack only. With `isOpen` the header may be older than the records: those that follow
  /// without a break belong to the log too.
  init(_ chunk: Chunk, isOpen: Bool) {
    bytes = chunk.bytes
    offset = chunk.offset
    var position = min(ChunkHeader.length, bytes.count)
    guard let header = chunk.header else {
      slack = EventRecord.search(bytes, 0..<bytes.count, chunkOffset: offset)
      return
    }
    let freeSpace = Int(header.freeSpaceOffset)
    let isPossible = (ChunkHeader.length...bytes.count).contains(freeSpace)
    if !isPossible {
      damages.append(
        Damage(
          FormatError(
            .outOfRange(value: UInt64(freeSpace), limit: UInt64(bytes.count)), in: "ChunkHeader.FreeSpaceOffset",
            at: offset + 48),
          consequence: freeSpace > Chunk.length || freeSpace < ChunkHeader.length
            ? "records read for as long as they follow each other" : "records read as far as the chunk is there"))
    }
    walk(&position, to: isPossible ? freeSpace : bytes.count, isOpen: !isPossible)
    if isOpen || !header.isChecksumRight { follow(&position) }
    slack += EventRecord.search(bytes, position..<bytes.count, chunkOffset: offset)
  }

  /// Reads records up to `end`, passing over what is damaged. With `isOpen` nobody knows that there is one at all.
  private mutating func walk(_ position: inout Int, to end: Int, isOpen: Bool) {
    while position < end {
      let problem: FormatError
      do {
        let record = try EventRecord(in: bytes, at: position, chunkOffset: offset)
        if record.isClosed(in: bytes), record.range.upperBound <= end {
          records.append(record)
          position = record.range.upperBound
          continue
        }
        problem = FormatError(
          .invalid("the size at its end is not \(record.range.count)"), in: "EventRecord.Size",
          at: offset + UInt64(record.range.upperBound - 4))
      } catch {
        problem = error
      }
      if isOpen, bytes[position..<end].prefix(EventRecord.minimumLength).allSatisfy({ $0 == 0 }) { return }
      passDamage(&position, to: end, problem)
    }
  }

  /// Goes to the next whole record of the log behind a damaged one, of which is kept what can be.
  private mutating func passDamage(_ position: inout Int, to end: Int, _ problem: FormatError) {
    let last = records.last?.identifier ?? 0
    let candidates = EventRecord.search(bytes, position + 1..<max(position + 1, end), chunkOffset: offset)
    let next = candidates.first { $0.identifier > last }?.range.lowerBound ?? end
    let isKept = keepDamaged(position..<next, after: last)
    damages.append(
      Damage(
        problem, length: UInt64(next - position),
        consequence: isKept ? "record read as far as it goes" : "what stands here is left out"))
    position = next
  }

  /// Whether the start of a record stands here.
  private mutating func keepDamaged(_ range: Range<Int>, after last: UInt64) -> Bool {
    guard range.count >= EventRecord.minimumLength,
      var reader = try? ByteReader(bytes, range: range, at: offset, field: "EventRecord"),
      let signature = try? reader.read("EventRecord.Signature", as: UInt32.self), signature == EventRecord.signature,
      (try? reader.skip(4, "EventRecord.Size")) != nil,
      let identifier = try? reader.read("EventRecord.EventRecordIdentifier", as: UInt64.self), identifier > last,
      let written = try? reader.read("EventRecord.WrittenDateAndTime", as: UInt64.self)
    else { return false }
    // The next record starts where this one ends, so that the size at its end belongs to it.
    records.append(EventRecord(identifier: identifier, written: written, range: range))
    return true
  }

  /// Reads on behind the end that an outdated header names, for as long as ids go up by one.
  private mutating func follow(_ position: inout Int) {
    while let record = try? EventRecord(in: bytes, at: position, chunkOffset: offset), record.isClosed(in: bytes),
      records.last.map({ record.identifier == $0.identifier &+ 1 }) ?? true
    {
      records.append(record)
      position = record.range.upperBound
    }
  }
}
