import Records

/// Which numbers the records of an event log have: each record is numbered as it is written, so that numbers that are
/// not there between others were records once.
struct RecordNumbers {
  private struct Run {
    var numbers: ClosedRange<UInt64>
    /// Where its first record lies.
    let offset: UInt64
  }
  private var runs: [Run] = []
  /// Numbers are what the file says: hostile ones begin a run each.
  private static let runLimit = 100_000

  mutating func note(_ number: UInt64, at offset: UInt64) {
    if let last = runs.last, number == last.numbers.upperBound &+ 1, number > 0 {
      runs[runs.count - 1].numbers = last.numbers.lowerBound...number
    } else if runs.count < Self.runLimit {
      runs.append(Run(numbers: number...number, offset: offset))
    }
  }

  /// What is missing between the least and the greatest; nil where nothing is, or there were too many runs to tell.
  var gap: LogGap? {
    guard runs.count < Self.runLimit else { return nil }
    let sorted = runs.sorted { ($0.numbers.lowerBound, $0.offset) < ($1.numbers.lowerBound, $1.offset) }
    var missing: [(first: UInt64, last: UInt64, offset: UInt64)] = []
    var last = sorted.first?.numbers.lowerBound ?? 0
    for run in sorted {
      let first = run.numbers.lowerBound
      if first > last, first - last > 1 { missing.append((last + 1, first - 1, run.offset)) }
      last = max(last, run.numbers.upperBound)
    }
    guard let offset = missing.first?.offset else { return nil }
    let count = missing.reduce(UInt64(0)) { $0.addingReportingOverflow($1.last - $1.first + 1).partialValue }
    let places = missing.prefix(5).map { $0.first == $0.last ? "\($0.first)" : "\($0.first) to \($0.last)" }
    return LogGap(
      .recordNumber, missingCount: Int64(clamping: count), offset: offset,
      note: "numbers of \(count) records are missing between others: \(places.joined(separator: ", "))"
        + (missing.count > 5 ? "…" : "")
        + "; left out by a filter when the log was saved, taken out of it, or lost in a damaged chunk")
  }
}
