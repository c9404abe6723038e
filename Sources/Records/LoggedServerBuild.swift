/// From when to when a log shows one build of Exchange on one server, in one exhibit.
package struct LoggedServerBuild: Sendable, Equatable {
  /// As logged.
  package var server: String
  /// `15.1.2176.9`; nil where the log names the server and no build of it.
  package var build: String?
  /// The earliest and the latest record that say so.
  package var firstRecord: Ordinal
  package var lastRecord: Ordinal
  package var firstAt: Microseconds
  package var lastAt: Microseconds
  package var recordCount: Int64

  package init(
    server: String, build: String?, firstRecord: Ordinal, lastRecord: Ordinal, firstAt: Microseconds,
    lastAt: Microseconds, recordCount: Int64
  ) {
    self.server = server
    self.build = build
    self.firstRecord = firstRecord
    self.lastRecord = lastRecord
    self.firstAt = firstAt
    self.lastAt = lastAt
    self.recordCount = recordCount
  }
}

/// Gathers which builds a log shows on which servers: one stretch for each server and as long as its build stays the same.
struct ServerBuildLog {
  private(set) var stretches: [LoggedServerBuild] = []
  /// The stretch that goes on, for each server.
  private var current: [String: Int] = [:]
  /// The stretch without a build, for each server.
  private var unnamed: [String: Int] = [:]
  private var last: Int?
  /// Stretches beyond this many are left out and counted: no log has as many, short of a hostile one.
  private static let limit = 10_000
  private(set) var leftOut: Int64 = 0

  /// A record that names no build says nothing about one that goes on.
  mutating func take(_ build: String?, of server: String, record: Ordinal, at time: Microseconds) {
    if let last, stretches[last].server == server, stretches[last].build == build {
      return extend(last, record, time)
    }
    guard let place = (build == nil ? unnamed : current)[server], stretches[place].build == build else {
      return begin(build, server, record, time)
    }
    last = place
    extend(place, record, time)
  }

  private mutating func begin(_ build: String?, _ server: String, _ record: Ordinal, _ time: Microseconds) {
    guard stretches.count < Self.limit else { return leftOut += 1 }
    last = stretches.count
    if build == nil { unnamed[server] = stretches.count } else { current[server] = stretches.count }
    stretches.append(
      LoggedServerBuild(
        server: server, build: build, firstRecord: record, lastRecord: record, firstAt: time, lastAt: time,
        recordCount: 1))
  }

  private mutating func extend(_ place: Int, _ record: Ordinal, _ time: Microseconds) {
    stretches[place].recordCount += 1
    if time < stretches[place].firstAt {
      stretches[place].firstAt = time
      stretches[place].firstRecord = record
    }
    if time >= stretches[place].lastAt {
      stretches[place].lastAt = time
      stretches[place].lastRecord = record
    }
  }
}
