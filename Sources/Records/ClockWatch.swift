/// Notices where a clock was put back or forward, in logs that are written in the order of time.
///
/// A clock that goes back shows in two lines. One that was put forward looks like a time without requests, until it is
/// put right again: where a clock goes back to between the two lines of its last leap forward, that leap is told too.
struct ClockWatch {
  private struct Clock {
    var time: Microseconds
    /// The last leap forward that nothing took back yet.
    var leap: Leap?
  }

  private struct Leap {
    let from: Microseconds
    let to: Microseconds
    let location: SourceLocation
  }

  private var clocks: [String: Clock] = [:]
  private var recent: (server: String, clock: Clock)?
  private var toldCount = 0

  /// Lines are written when what they tell of is done, by many threads: so far they may stand out of order.
  private static let tolerance: Microseconds = 600_000_000
  private static let serverLimit = 10_000
  private static let toldLimit = 100

  /// What is to be told of the time at `location`; nothing where the clock of its server goes on.
  mutating func take(
    _ time: Microseconds, of server: String, field: String, at location: SourceLocation
  ) -> [Defect] {
    let before = recent?.server == server ? recent?.clock : clocks[server]
    if recent?.server != server, let recent { keep(recent.clock, of: recent.server) }
    var clock = before ?? Clock(time: time)
    defer { recent = (server, clock) }
    let last = clock.time
    clock.time = time
    if time > last.saturating(plus: Self.tolerance) {
      clock.leap = Leap(from: last, to: time, location: location)
    }
    guard time.saturating(plus: Self.tolerance) < last else { return [] }
    var told: [Defect] = []
    if let leap = clock.leap, (leap.from..<leap.to).contains(time) {
      clock.leap = nil
      told += defect(
        "goes forward by \(Self.text(from: leap.from, to: leap.to)), and was put back behind that",
        "times between are ahead by about as much", of: server, field: field, at: leap.location)
    }
    return told
      + defect(
        "goes back by \(Self.text(from: time, to: last))", "those before or behind are off by as much", of: server,
        field: field, at: location)
  }

  private mutating func defect(
    _ problem: String, _ consequence: String, of server: String, field: String, at location: SourceLocation
  ) -> [Defect] {
    guard toldCount < Self.toldLimit else { return [] }
    toldCount += 1
    let name = server.isEmpty ? "the clock" : "the clock of \(server)"
    let end = toldCount == Self.toldLimit ? "; further ones are not told" : ""
    return [
      Defect(
        field: field, problem: (location.line.map { "line \($0): " } ?? "") + "\(name) \(problem)",
        consequence: "times are kept as logged; \(consequence)" + end, offset: location.offset, length: location.length)
    ]
  }

  private static func text(from start: Microseconds, to end: Microseconds) -> String {
    let (difference, overflow) = end.subtractingReportingOverflow(start)
    let seconds = (overflow ? Microseconds.max : difference) / 1_000_000
    return "\(seconds / 86_400) d \(seconds / 3600 % 24) h \(seconds / 60 % 60) min \(seconds % 60) s"
  }

  private mutating func keep(_ clock: Clock, of server: String) {
    if clocks.count < Self.serverLimit || clocks[server] != nil { clocks[server] = clock }
  }
}

extension Microseconds {
  fileprivate func saturating(plus other: Microseconds) -> Microseconds {
    let (sum, overflow) = addingReportingOverflow(other)
    return overflow ? .max : sum
  }
}
