import Bytes
import EVTX
import Records

/// What the records of one chunk of the log say, read by itself so that chunks can be read side by side.
struct ChunkReading: Sendable {
  /// One record of the log.
  struct Item: Sendable {
    /// Its number in the log.
    let identifier: UInt64
    /// Taken out of its place: a copy costs as much as to make it.
    var mapping: EventMapping
    /// What ended the event early.
    let error: FormatError?
    /// What stood in for a template that is lost.
    let substitute: Damage?
  }

  let bytes: ChunkBytes
  let damages: [Damage]
  private(set) var items: [Item]
  /// Where records are of which no digest could be made.
  private(set) var undigested: [SourceLocation] = []
  /// From the least id of an event to the greatest; nil where none has any.
  private(set) var eventIDs: ClosedRange<UInt64>?
  /// Records inside of others.
  private(set) var hidden: [EventRecord] = []
  let slack: [EventRecord]
  let templates: ChunkTemplates

  init(_ chunk: Chunk, _ bytes: ChunkBytes, isLogOpen: Bool) {
    self.bytes = bytes
    let content = chunk.content(isLogOpen: isLogOpen)
    damages = content.damages
    slack = content.slack
    items = []
    items.reserveCapacity(content.records.count)
    var recent = RecentEvents()
    var event = Event()
    for record in content.records {
      let decoding = chunk.decode(record, into: &event)
      hidden += decoding.hidden
      if let id = event.recordID {
        eventIDs = eventIDs.map { min($0.lowerBound, id)...max($0.upperBound, id) } ?? id...id
      }
      let location = bytes.location(of: record)
      guard let mapping = EventMapping(event, written: record.written, location: location, after: &recent) else {
        undigested.append(location)
        continue
      }
      items.append(
        Item(
          identifier: record.identifier, mapping: mapping, error: decoding.error, substitute: decoding.substitute))
    }
    templates = chunk.templatesFound
  }

  /// Gives the records to `take` one by one, in their places.
  mutating func takeItems(_ take: (inout Item) -> Void) {
    for place in items.indices { take(&items[place]) }
  }

  /// Whether templates of other chunks might tell more.
  var lacksTemplates: Bool { items.contains { $0.error != nil || $0.substitute != nil } }
}

extension ChunkBytes {
  func location(of record: EventRecord) -> SourceLocation {
    SourceLocation(offset: offset + UInt64(record.range.lowerBound), length: UInt64(record.range.count))
  }
}
