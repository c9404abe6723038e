/// Notices where a clock was put back, in logs that are written in the order of time.
struct ClockWatch {
  private var last: [String: Microseconds] = [:]
  private var recent: (server: String, time: Microseconds)?
  private var toldCount = 0

  /// Lines are written when what they tell of is done, by many threads: so far they may stand out of order.
  private static let tolerance: Microseconds = 600_000_000
  private static let serverLimit = 10_000
  private static let toldLimit = 100

  /// What is to be told of the time at `location`; nil where the clock of its server goes on.
  mutating func take(
    _ time: Microseconds, of server: String, field: String, at location: SourceLocation
  ) -> Defect? {
    let before = recent?.server == server ? recent?.time : last[server]
    if recent?.server != server, let recent { keep(recent) }
    recent = (server, time)
    guard let before, time < before - Self.tolerance, toldCount < Self.toldLimit else { return nil }
    toldCount += 1
    let seconds = (before - time) / 1_000_000
    let text = "\(seconds / 86_400) d \(seconds / 3600 % 24) h \(seconds / 60 % 60) min \(seconds % 60) s"
    let name = server.isEmpty ? "the clock" : "the clock of \(server)"
    let end = toldCount == Self.toldLimit ? "; further ones are not told" : ""
    return Defect(
      field: field, problem: (location.line.map { "line \($0): " } ?? "") + "\(name) goes back by \(text)",
      consequence: "times are kept as logged; those before or behind are off by as much" + end, offset: location.offset,
      length: location.length)
  }

  private mutating func keep(_ recent: (server: String, time: Microseconds)) {
    if last.count < Self.serverLimit || last[recent.server] != nil { last[recent.server] = recent.time }
  }
}
