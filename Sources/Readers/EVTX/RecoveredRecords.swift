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
    /// Nil where it cannot be taken apart as far as that.
    var key: EventKey?
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
      microseconds = EventMapping.time(of: event)?.microseconds ?? 0
    }
  }
  private struct LogChunk {
    let offset: UInt64
    let length: Int
    let ids: ClosedRange<UInt64>
  }

  private static let limit = 1 << 20

  /// How many were not looked at, because there were too many.
  private(set) var leftOut = 0
  private var count = 0
  private var slack: [ChunkSlack] = []
  private var logChunks: [LogChunk] = []
  private var wanted: Set<EventKey> = []
  private var nextIndex = 0

  /// Notes that events of the log, of these ids, stand in this chunk.
  mutating func note(_ ids: ClosedRange<UInt64>, in chunk: ChunkBytes) {
    logChunks.append(LogChunk(offset: chunk.offset, length: chunk.length, ids: ids))
  }

  mutating func add(_ record: EventRecord, of chunk: ChunkBytes, isHidden: Bool) {
    guard count < Self.limit else {
      leftOut += 1
      return
    }
    count += 1
    if slack.last?.offset != chunk.offset {
      slack.append(ChunkSlack(offset: chunk.offset, length: chunk.length, candidates: []))
    }
    slack[slack.count - 1].candidates.append(Candidate(record: record, isHidden: isHidden, key: nil))
  }

  /// Finds which of them stand in the log as well.
  mutating func dropKnown(in log: LogFile) throws {
    for index in slack.indices {
      let chunk = try log.chunk(at: slack[index].offset, length: slack[index].length)
      for candidate in slack[index].candidates.indices {
        let event = chunk.systemPart(of: slack[index].candidates[candidate].record)
        guard event.eventID != nil, let key = EventKey(event) else { continue }
        slack[index].candidates[candidate].key = key
        wanted.insert(key)
      }
    }
    let ids = wanted.map(\.recordID).sorted()
    for place in logChunks where ids.hasElement(in: place.ids) {
      let chunk = try log.chunk(at: place.offset, length: place.length)
      for record in chunk.content(isLogOpen: log.isDirty).records {
        if let key = EventKey(chunk.systemPart(of: record)) { wanted.remove(key) }
      }
    }
  }

  /// The events of the next chunk that has any of its own; nil behind the last.
  mutating func next(in log: LogFile) throws -> (Chunk, (events: [Item], unreadable: Int))? {
    while nextIndex < slack.count {
      let place = slack[nextIndex]
      nextIndex += 1
      let unreadable = place.candidates.count { $0.key == nil }
      let unknown = place.candidates.filter { candidate in
        guard let key = candidate.key else { return false }
        return wanted.remove(key) != nil
      }
      guard !unknown.isEmpty || unreadable > 0 else { continue }
      let chunk = try log.chunk(at: place.offset, length: place.length)
      let events = unknown.map {
        Item(record: $0.record, decoded: chunk.event(of: $0.record), isHidden: $0.isHidden)
      }
      return (chunk, (events, unreadable))
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
