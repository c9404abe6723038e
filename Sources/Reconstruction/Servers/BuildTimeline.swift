import Records

/// The builds of one server over time, from stretches that its logs show.
struct BuildTimeline {
  /// From `from` to before `to`; nil for ever.
  struct Span: Equatable {
    var build: String?
    var from: Microseconds?
    var to: Microseconds?
    var state: FixedBuilds.State
    var basis: String
    var record: Int64?
  }

  struct Stretch {
    var build: String
    /// Inclusive.
    var first: Microseconds
    var last: Microseconds
    var record: Int64
  }

  /// Without a gap, in the order of time; `stretches` is not empty.
  ///
  /// Between two records of one build nothing else is shown, so the build is taken to have stayed (`logged`). Where two
  /// builds follow each other, the time between their records belongs to neither (`between_builds`); where logs of one
  /// time name different ones, none is chosen (`logs_disagree`). What both say is still said: both have the fixes, or
  /// both lack them. Before the first and after the last record nothing is known: updates can be taken off as well as
  /// put on.
  static func spans(of stretches: [Stretch]) -> [Span] {
    var spans: [Span] = []
    for piece in pieces(of: stretches) {
      if let last = spans.last, let to = last.to, let from = piece.from, to < from {
        if last.build == piece.build, last.build != nil {
          spans[spans.count - 1].to = from
        } else {
          spans.append(
            Span(
              build: nil, from: to, to: from, state: last.state == piece.state ? last.state : .unknown,
              basis: "between_builds", record: piece.record))
        }
      }
      if let last = spans.last, last.basis == piece.basis, last.build == piece.build, last.state == piece.state {
        spans[spans.count - 1].to = piece.to
      } else {
        spans.append(piece)
      }
    }
    let before = Span(
      build: nil, from: nil, to: spans.first?.from, state: .unknown, basis: "before_first_record",
      record: spans.first?.record)
    let after = Span(
      build: nil, from: spans.last?.to, to: nil, state: .unknown, basis: "after_last_record", record: spans.last?.record
    )
    return [before] + spans + [after]
  }

  /// The times at which records show a build, cut wherever the builds shown change.
  private static func pieces(of stretches: [Stretch]) -> [Span] {
    let ordered = stretches.sorted { ($0.first, $0.last, $0.record) < ($1.first, $1.last, $1.record) }
    var cuts = Set<Microseconds>()
    for stretch in ordered {
      cuts.insert(stretch.first)
      cuts.insert(stretch.last.sum(1))
    }
    var pieces: [Span] = []
    var active: [Stretch] = []
    var next = 0
    let times = cuts.sorted()
    for (place, from) in times.enumerated().dropLast() {
      active.removeAll { $0.last < from }
      while next < ordered.count, ordered[next].first <= from {
        active.append(ordered[next])
        next += 1
      }
      let to = times[place + 1]
      guard let first = active.min(by: { ($0.build, $0.first, $0.record) < ($1.build, $1.first, $1.record) }) else {
        continue
      }
      let states = Set(active.map { FixedBuilds.state(of: $0.build) })
      let isAlone = active.allSatisfy { $0.build == first.build }
      pieces.append(
        Span(
          build: isAlone ? first.build : nil, from: from, to: to,
          state: states.count == 1 ? states.first ?? .unknown : .unknown, basis: isAlone ? "logged" : "logs_disagree",
          record: first.record))
    }
    return pieces
  }
}
