import Bytes
import EVTX

/// Records that are no longer part of the log, gathered while it is read and put out behind it, each event once.
///
/// What they hold may stand in the log as well, in any chunk. Their own chunks alone are read again for that, and those
/// of the log whose ids overlap with theirs.
struct RecoveredRecords {
  struct Item {
    let record: EventRecord
    let decoded: DecodedEvent
    let isHidden: Bool
  }

  private struct Candidate {
    let record: EventRecord
    let isHidden: Bool
  }
  private struct ChunkSlack {
    let offset: UInt64
    let length: Int
    var candidates: [Candidate]
  }
  /// An event is the same where id and time are; both survive a change of chunk.
  private struct EventKey: Hashable {
    let recordID: UInt64
    let microseconds: Int64

    init?(_ event: Event) {
      guard let id = event.recordID else { return nil }
      recordID = id
      microseconds = EventMapping.microseconds(of: event.timeCreated)?.microseconds ?? 0
    }
  }
  private struct LogChunk {
    let offset: UInt64
    let length: Int
    var ids: ClosedRange<UInt64>
  }

  private static let limit = 1 << 20

  /// How many were not looked at, because there were too many.
  private(set) var leftOut = 0
  private var count = 0
  private var slack: [ChunkSlack] = []
  private var logChunks: [LogChunk] = []
  private var wanted: Set<EventKey> = []
  private var nextIndex = 0

  /// Notes that an event of the log stands in this chunk.
  mutating func note(_ event: Event, in chunk: Chunk) {
    guard let id = event.recordID else { return }
    if let last = logChunks.last, last.offset == chunk.offset {
      logChunks[logChunks.count - 1].ids = min(last.ids.lowerBound, id)...max(last.ids.upperBound, id)
    } else {
      logChunks.append(LogChunk(offset: chunk.offset, length: chunk.length, ids: id...id))
    }
  }

  mutating func add(_ record: EventRecord, of chunk: Chunk, isHidden: Bool) {
    guard count < Self.limit else {
      leftOut += 1
      return
    }
    count += 1
    if slack.last?.offset != chunk.offset {
      slack.append(ChunkSlack(offset: chunk.offset, length: chunk.length, candidates: []))
    }
    slack[slack.count - 1].candidates.append(Candidate(record: record, isHidden: isHidden))
  }

  /// Finds which of them stand in the log as well.
  mutating func dropKnown(in log: LogFile) throws {
    for place in slack {
      let chunk = try log.chunk(at: place.offset, length: place.length)
      for candidate in place.candidates {
        if let key = EventKey(chunk.event(of: candidate.record).event) { wanted.insert(key) }
      }
    }
    let ids = wanted.map(\.recordID).sorted()
    for place in logChunks where ids.hasElement(in: place.ids) {
      let chunk = try log.chunk(at: place.offset, length: place.length)
      for record in chunk.content(isLogOpen: log.header.isDirty).records {
        if let key = EventKey(chunk.event(of: record).event) { wanted.remove(key) }
      }
    }
  }

  /// The events of the next chunk that has any of its own; nil behind the last.
  mutating func next(in log: LogFile) throws -> (Chunk, (events: [Item], unreadable: Int))? {
    while nextIndex < slack.count {
      let place = slack[nextIndex]
      nextIndex += 1
      let chunk = try log.chunk(at: place.offset, length: place.length)
      var events: [Item] = []
      var unreadable = 0
      for candidate in place.candidates {
        let decoded = chunk.event(of: candidate.record)
        guard let key = EventKey(decoded.event), decoded.event.eventID != nil else {
          unreadable += 1
          continue
        }
        guard wanted.remove(key) != nil else { continue }
        events.append(Item(record: candidate.record, decoded: decoded, isHidden: candidate.isHidden))
      }
      if !events.isEmpty || unreadable > 0 { return (chunk, (events, unreadable)) }
    }
    return nil
  }
}

extension [UInt64] {
  /// Whether this sorted array has an element in `range`.
  fileprivate func hasElement(in range: ClosedRange<UInt64>) -> Bool {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if self[middle] < range.lowerBound { low = middle + 1 } else { high = middle }
    }
    return low < count && self[low] <= range.upperBound
  }
}
