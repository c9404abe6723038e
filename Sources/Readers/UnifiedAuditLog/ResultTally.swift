import Records

/// Whether an export has all results of its searches: Search-UnifiedAuditLog numbers them (ResultIndex) and says with each
/// how many there are (ResultCount).
///
/// Exports are sorted anew and put together, and rows do not name their search: those of one ResultCount are looked at
/// together. Where one place among the results is taken by several events, there were as many searches, and each has to
/// have all of its results; so what is told to be missing is the least that can be.
struct ResultTally {
  fileprivate struct Searches {
    /// How many events have each place.
    var eventCounts: [UInt32]
    var eventCount: Int64 = 0
    /// The most events at one place: so many searches there were at least.
    var searchCount: UInt32 = 0
    let offset: UInt64
  }
  private var searches: [Int64: Searches] = [:]
  /// Hashes of count, place and event; those of no event more than once.
  private var seen: Set<Int> = []
  private var roomLeft: Int64 = 1 << 22
  private var isBeyondRoom = false
  private var failedCount: Int64 = 0
  private var firstFailed: UInt64 = 0

  /// Exchange gives no more results for one search.
  private static let countLimit: Int64 = 1 << 20
  private static let eventLimit = 1 << 21

  /// `event` is the id of the event in the row; nil where it has none that can be read.
  mutating func take(index: Int64, count: Int64, event: String?, at offset: UInt64) {
    if index < 0 {
      if failedCount == 0 { firstFailed = offset }
      failedCount += 1
    }
    guard count > 0, count <= Self.countLimit, (1...count).contains(index) else { return }
    guard seen.count < Self.eventLimit, searches[count] != nil || roomLeft >= count else {
      isBeyondRoom = true
      return
    }
    var hasher = Hasher()
    hasher.combine(count)
    hasher.combine(index)
    hasher.combine(event)
    guard seen.insert(hasher.finalize()).inserted else { return }
    if searches[count] == nil {
      roomLeft -= count
      searches[count] = Searches(eventCounts: Array(repeating: 0, count: Int(count)), offset: offset)
    }
    searches[count]?.add(at: Int(index) - 1)
  }

  /// What is missing, by the number of results. Nothing where there were too many rows to keep an account of.
  var gaps: [LogGap] {
    var gaps = isBeyondRoom ? [] : searches.sorted { $0.key < $1.key }.compactMap { $1.gap(of: $0) }
    if failedCount > 0 {
      gaps.append(
        LogGap(
          .searchFailed, offset: firstFailed,
          note: "\(failedCount) rows have ResultIndex -1: the search ran into an error, what it did not give is missing"
        ))
    }
    return gaps
  }

  /// How many results those searches had that had just so many as one gives at most, whatever else is in the export.
  func searches(of limits: Int64...) -> [Int64] { limits.filter { searches[$0] != nil } }

  /// What is to be said where rows were too many to be counted.
  var note: String? {
    isBeyondRoom ? "ResultCount and ResultIndex were not compared: there are too many rows." : nil
  }
}

extension ResultTally.Searches {
  fileprivate mutating func add(at place: Int) {
    eventCounts[place] += 1
    eventCount += 1
    searchCount = max(searchCount, eventCounts[place])
  }

  fileprivate func gap(of count: Int64) -> LogGap? {
    let missing = count * Int64(searchCount) - eventCount
    guard missing > 0 else { return nil }
    let results =
      searchCount == 1
      ? "of \(count) results of a search (ResultCount) \(eventCount) are here"
      : "of the results of at least \(searchCount) searches with \(count) each (ResultCount) \(eventCount) are here, "
        + "unless one search was run again and its copies taken out"
    return LogGap(
      .resultCount, missingCount: missing, offset: offset, note: "\(results); missing by ResultIndex: \(lackingPlaces)")
  }

  /// Places that fewer events have than there were searches.
  private var lackingPlaces: String {
    var ranges: [String] = []
    var start: Int?
    for place in 1...(eventCounts.count + 1) {
      let isThere = place > eventCounts.count || eventCounts[place - 1] == searchCount
      if !isThere, start == nil { start = place }
      guard isThere, let first = start else { continue }
      if ranges.count == 5 { return ranges.joined(separator: ", ") + "…" }
      ranges.append(first == place - 1 ? "\(first)" : "\(first) to \(place - 1)")
      start = nil
    }
    return ranges.joined(separator: ", ")
  }
}

extension RecordCollector {
  /// Tells where an export ends after just as many rows as its service gives at most.
  func tellRowLimit(_ count: Int64, of limits: [(Int64, String)]) {
    guard let (limit, service) = limits.first(where: { $0.0 == count }) else { return }
    add(
      LogGap(
        .rowLimit,
        note: "exactly \(limit) rows, as many as \(service): more may have been there"))
  }
}
