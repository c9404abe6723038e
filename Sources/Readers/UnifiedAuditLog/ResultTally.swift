import Records

/// Whether an export has all results of its searches: Search-UnifiedAuditLog numbers them (ResultIndex) and says with each
/// how many there are (ResultCount).
///
/// Results are told apart by their search's count alone, for exports are sorted anew and put together; where two searches
/// had as many results, one may hide what the other lacks.
struct ResultTally {
  private struct Search {
    var seen: [UInt64]
    var seenCount: Int64 = 0
    let offset: UInt64
  }
  private var searches: [Int64: Search] = [:]
  private var roomLeft = 1 << 27
  private var failedCount: Int64 = 0
  private var firstFailed: UInt64 = 0

  /// Exchange gives no more results for one search.
  private static let countLimit: Int64 = 1 << 20

  mutating func take(index: Int64, count: Int64, at offset: UInt64) {
    if index < 0 {
      if failedCount == 0 { firstFailed = offset }
      failedCount += 1
    }
    guard count > 0, count <= Self.countLimit, (1...count).contains(index) else { return }
    if searches[count] == nil {
      guard roomLeft >= count else { return }
      roomLeft -= Int(count)
      searches[count] = Search(seen: Array(repeating: 0, count: Int(count / 64) + 1), offset: offset)
    }
    let (word, bit) = (Int(index / 64), UInt64(1) << UInt64(index % 64))
    guard (searches[count]?.seen[word] ?? 0) & bit == 0 else { return }
    searches[count]?.seen[word] |= bit
    searches[count]?.seenCount += 1
  }

  /// What is missing, by the number of results.
  var gaps: [LogGap] {
    var gaps = searches.sorted { $0.key < $1.key }.compactMap { count, search -> LogGap? in
      let missing = count - search.seenCount
      guard missing > 0 else { return nil }
      return LogGap(
        .resultCount, missingCount: missing, offset: search.offset,
        note: "of \(count) results of a search (ResultCount) \(search.seenCount) are here; missing by ResultIndex: "
          + Self.ranges(missingIn: search.seen, of: count))
    }
    if failedCount > 0 {
      gaps.append(
        LogGap(
          .searchFailed, offset: firstFailed,
          note: "\(failedCount) rows have ResultIndex -1: the search ran into an error, what it did not give is missing"
        ))
    }
    return gaps
  }

  private static func ranges(missingIn seen: [UInt64], of count: Int64) -> String {
    var ranges: [String] = []
    var start: Int64?
    for index in 1...(count + 1) {
      let isSeen = index > count || seen[Int(index / 64)] >> UInt64(index % 64) & 1 == 1
      if !isSeen, start == nil { start = index }
      guard isSeen, let first = start else { continue }
      if ranges.count == 5 { return ranges.joined(separator: ", ") + "…" }
      ranges.append(first == index - 1 ? "\(first)" : "\(first) to \(index - 1)")
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
