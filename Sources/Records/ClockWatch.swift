/// Notices where a clock was put back or forward, in logs that are written in the order of time.
///
/// A clock that goes back shows in two lines. One that was put forward looks like a time without requests, until it is
/// put right again: where a clock goes back to between the two lines of its last leap forward, that leap is told too. One
/// that stays ahead is told only where its log was never silent for long but there; what it was then stays open.
struct ClockWatch {
  private struct Clock {
    var time: Microseconds
    /// The last leap forward that nothing took back yet.
    var leap: Leap?
    var rhythm = ClockRhythm()
    /// That of the last line.
    var section = 0
  }

  private var clocks: [String: Clock] = [:]
  private var recent: (server: String, clock: Clock)?
  private var toldCount = 0
  private var section = 0

  /// Lines are written when what they tell of is done, by many threads: so far they may stand out of order.
  private static let tolerance: Microseconds = 600_000_000
  private static let serverLimit = 10_000
  private static let toldLimit = 100

  /// Begins a part of the log before which it was not written for a while, as far as it says: how long that was tells
  /// nothing of clocks.
  mutating func beginSection() { section += 1 }

  /// What is to be told of the time at `location`; nothing where the clock of its server goes on.
  mutating func take(
    _ time: Microseconds, of server: String, field: StaticString, at location: SourceLocation
  ) -> [Defect] {
    let before = recent?.server == server ? recent?.clock : clocks[server]
    if recent?.server != server, let recent { keep(recent.clock, of: recent.server) }
    var clock = before ?? Clock(time: time, section: section)
    defer { recent = (server, clock) }
    let last = clock.time
    clock.time = time
    if before != nil, clock.section == section {
      clock.rhythm.take(
        ClockSpan.length(from: last, to: time), Leap(from: last, to: time, field: field, location: location))
    }
    clock.section = section
    if time > last.saturating(plus: Self.tolerance) {
      clock.leap = Leap(from: last, to: time, field: field, location: location)
    }
    guard time.saturating(plus: Self.tolerance) < last else { return [] }
    var told: [Defect] = []
    if let leap = clock.leap, (leap.from..<leap.to).contains(time) {
      clock.leap = nil
      clock.rhythm.leaveOut(leap)
      told += defect(
        "goes forward by \(ClockSpan.text(from: leap.from, to: leap.to)), and was put back behind that",
        "times between are ahead by about as much", of: server, field: field, at: leap.location)
    }
    return told
      + defect(
        "goes back by \(ClockSpan.text(from: time, to: last))", "those before or behind are off by as much",
        of: server, field: field, at: location)
  }

  /// What is to be told at the end of the log: leaps forward that it does not take back.
  mutating func finish() -> [Defect] {
    if let recent { keep(recent.clock, of: recent.server) }
    recent = nil
    return clocks.sorted { $0.key < $1.key }.flatMap { server, clock -> [Defect] in
      guard let (leap, usual) = clock.rhythm.leap else { return [] }
      return defect(
        "leaps forward by \(ClockSpan.text(from: leap.from, to: leap.to)); its \(clock.rhythm.count - 1) other steps from "
          + "record to record are of at most \(ClockSpan.text(from: 0, to: usual))",
        "nothing was logged for so long, or the clock was put forward and those behind are ahead by as much: this log "
          + "does not tell which", of: server, field: leap.field, at: leap.location)
    }
  }

  private mutating func defect(
    _ problem: String, _ consequence: String, of server: String, field: StaticString, at location: SourceLocation
  ) -> [Defect] {
    guard toldCount < Self.toldLimit else { return [] }
    toldCount += 1
    let name = server.isEmpty ? "the clock" : "the clock of \(server)"
    let end = toldCount == Self.toldLimit ? "; further ones are not told" : ""
    return [
      Defect(
        field: field.description, problem: (location.line.map { "line \($0): " } ?? "") + "\(name) \(problem)",
        consequence: "times are kept as logged; \(consequence)" + end, offset: location.offset, length: location.length)
    ]
  }

  private mutating func keep(_ clock: Clock, of server: String) {
    if clocks.count < Self.serverLimit || clocks[server] != nil { clocks[server] = clock }
  }
}

/// A step from one line to the next.
struct Leap {
  let from: Microseconds
  let to: Microseconds
  let field: StaticString
  let location: SourceLocation
}

/// How far the lines of a log stand apart.
struct ClockRhythm {
  /// Steps from one line to the next.
  private(set) var count = 0
  private var longest: Leap?
  private var longestLength: Microseconds = 0
  private var secondLength: Microseconds = 0
  private var countBefore = 0

  /// A shorter silence is nothing to tell; nor is one that is not so many times as long as any other.
  private static let leastLength: Microseconds = 3_600_000_000
  private static let leastRatio: Microseconds = 20
  /// So many steps on both sides, from line to line of a hundred, make a log busy.
  private static let leastCount = 99

  /// Takes the step to the next line; a step back is none.
  mutating func take(_ length: Microseconds, _ step: @autoclosure () -> Leap) {
    if length > longestLength {
      (secondLength, longestLength) = (longestLength, length)
      (longest, countBefore) = (step(), count)
    } else if length > secondLength {
      secondLength = length
    }
    count += 1
  }

  /// A leap that is told otherwise.
  mutating func leaveOut(_ leap: Leap) {
    if longest?.location == leap.location { longest = nil }
  }

  /// The leap beyond anything that is usual, and the longest step besides.
  var leap: (leap: Leap, usual: Microseconds)? {
    guard let longest, longestLength >= Self.leastLength, longestLength / Self.leastRatio >= secondLength,
      countBefore >= Self.leastCount, count - countBefore > Self.leastCount
    else { return nil }
    return (longest, secondLength)
  }
}

/// How far two times of a clock lie apart.
package enum ClockSpan {
  /// In microseconds; the most there are where it does not fit.
  package static func length(from start: Microseconds, to end: Microseconds) -> Microseconds {
    let (difference, overflow) = end.subtractingReportingOverflow(start)
    return overflow ? .max : difference
  }

  /// In days, hours, minutes and seconds.
  package static func text(from start: Microseconds, to end: Microseconds) -> String {
    let seconds = length(from: start, to: end) / 1_000_000
    return "\(seconds / 86_400) d \(seconds / 3600 % 24) h \(seconds / 60 % 60) min \(seconds % 60) s"
  }
}

extension Microseconds {
  fileprivate func saturating(plus other: Microseconds) -> Microseconds {
    let (sum, overflow) = addingReportingOverflow(other)
    return overflow ? .max : sum
  }
}
