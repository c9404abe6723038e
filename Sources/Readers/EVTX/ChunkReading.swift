import Bytes
import EVTX
import Records

/// What the records of one chunk of the log say, read by itself so that chunks can be read side by side.
struct ChunkReading: Sendable {
  /// One record of the log.
  struct Item: Sendable {
    let record: EventRecord
    /// Nil where no digest of the event could be made.
    fileprivate(set) var mapping: EventMapping?
    let eventRecordID: UInt64?
    /// What ended the event early.
    let error: FormatError?
    /// What stood in for a template that is lost.
    let substitute: Damage?
  }

  let bytes: ChunkBytes
  let damages: [Damage]
  private(set) var items: [Item]
  /// Records inside of others.
  let hidden: [EventRecord]
  let slack: [EventRecord]
  let templates: ChunkTemplates

  init(_ chunk: Chunk, _ bytes: ChunkBytes, isLogOpen: Bool) {
    self.bytes = bytes
    let content = chunk.content(isLogOpen: isLogOpen)
    damages = content.damages
    slack = content.slack
    var items: [Item] = []
    items.reserveCapacity(content.records.count)
    var hidden: [EventRecord] = []
    var mapper = EventMapper()
    var decoded = DecodedEvent()
    for record in content.records {
      chunk.decode(record, into: &decoded)
      items.append(
        Item(
          record: record,
          mapping: mapper.map(decoded.event, written: record.written, location: bytes.location(of: record)),
          eventRecordID: decoded.event.recordID, error: decoded.error, substitute: decoded.substitute))
      hidden += decoded.hidden
    }
    self.items = items
    self.hidden = hidden
    templates = chunk.templatesFound
  }

  /// What the record at `place` says, taken out: a copy of it costs as much as to make it.
  mutating func takeMapping(_ place: Int) -> EventMapping? { items[place].mapping.take() }

  /// Whether templates of other chunks might tell more.
  var lacksTemplates: Bool { items.contains { $0.error != nil || $0.substitute != nil } }
}

extension ChunkBytes {
  func location(of record: EventRecord) -> SourceLocation {
    SourceLocation(offset: offset + UInt64(record.range.lowerBound), length: UInt64(record.range.count))
  }
}
