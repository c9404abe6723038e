import GRDB
import Records

/// Finds the act that a record tells of whose time is local without a known offset, or which has none: a transcript, a
/// console's history, an export in the writer's own zone.
///
/// Such a record is joined only where every parameter that it has is the same and one act alone fits: for a local time one
/// that lies a whole number of quarters of an hour away, up to fourteen hours, as the offsets of zones do.
struct UnplacedCmdlets {
  /// The records of the cmdlet whose time is known, in its order.
  private let placed: [(time: Microseconds, call: LoggedCmdlet)]
  private let db: Database

  private static let quarter: Microseconds = 900_000_000
  private static let farthest: Microseconds = 50_400_000_000
  /// Without a time every record is looked at; where there are more, none is.
  private static let limit = 2000

  init(_ placed: [(time: Microseconds, call: LoggedCmdlet)], _ db: Database) {
    self.placed = placed
    self.db = db
  }

  struct Hit {
    let call: LoggedCmdlet
    let match: CmdletComparison
    /// How much later the record is by its own clock; nil where it has no time.
    let apart: Microseconds?
  }

  /// Records that tell of the act of `call`, nearest first.
  func hits(for call: LoggedCmdlet) throws -> [Hit] {
    let parameters = try ComparableParameters(of: call.record, db)
    guard !parameters.values.isEmpty else { return [] }
    return try candidates(call).compactMap { time, other in
      guard other.source != call.source else { return nil }
      let theirs = try ComparableParameters(of: other.record, db)
      guard let match = CmdletComparison(call, parameters, other, theirs, apart: .max),
        match.equalCount == min(parameters.values.count, theirs.values.count)
      else { return nil }
      return Hit(call: other, match: match, apart: call.time.map { $0 - time })
    }
  }

  private func candidates(_ call: LoggedCmdlet) -> [(time: Microseconds, call: LoggedCmdlet)] {
    guard let time = call.time else { return placed.count <= Self.limit ? placed : [] }
    var low = 0
    var high = placed.count
    let from = time - Self.farthest - OpenActs.tolerance
    while low < high {
      let middle = (low + high) / 2
      if placed[middle].time < from { low = middle + 1 } else { high = middle }
    }
    return placed[low...].prefix { $0.time <= time + Self.farthest + OpenActs.tolerance }.filter {
      let rest = abs(time - $0.time) % Self.quarter
      return min(rest, Self.quarter - rest) <= OpenActs.tolerance
    }
  }
}
