package import GRDB

/// What was done to each server of Exchange, in the order of time, with the state of its build then.
package struct ServerTimeline: Encodable {
  package struct Event: Encodable {
    let server: String?
    let time: String?
    let phase: String
    let detail: String
    let recordID: Int64?
    let findingID: Int64?
    let build: String?
    let buildState: String?
  }

  package let events: [Event]
  /// From when on acts are told, and how many are older.
  let since: String
  let olderCount: Int

  /// 1 September 2020: half a year before the break-ins of March 2021 became known, and before the first that any
  /// publication tells of.
  package static let usualSince: Int64 = 1_598_918_400_000_000

  /// `server` in any spelling that a log has; nil for all servers. `since` in microseconds since 1970 UTC.
  package init(_ db: Database, server: String? = nil, since: Int64 = usualSince) throws {
    self.since = Timestamp.text(since)
    let name = try server.map {
      try String.fetchOne(
        db, sql: "SELECT server FROM server_alias WHERE alias_lc = LOWER(?)", arguments: [$0]) ?? $0
    }
    let rows = try Row.fetchCursor(
      db,
      sql: """
        SELECT v.server, v.occurred_at_us, v.phase, v.detail, v.audit_record_id, v.finding_id,
          (SELECT b.build FROM server_build AS b JOIN server_alias AS n ON n.alias_lc = b.server_lc
            WHERE n.server = v.server AND COALESCE(b.from_us, v.occurred_at_us) <= v.occurred_at_us
              AND (b.to_us IS NULL OR b.to_us > v.occurred_at_us)
            ORDER BY b.state = 'unknown', b.server_build_id LIMIT 1) AS build,
          (SELECT b.state FROM server_build AS b JOIN server_alias AS n ON n.alias_lc = b.server_lc
            WHERE n.server = v.server AND COALESCE(b.from_us, v.occurred_at_us) <= v.occurred_at_us
              AND (b.to_us IS NULL OR b.to_us > v.occurred_at_us)
            ORDER BY b.state = 'unknown', b.server_build_id LIMIT 1) AS state
        FROM server_event AS v
        WHERE :server IS NULL OR LOWER(v.server) = LOWER(:server)
        ORDER BY v.server_event_id
        """, arguments: ["server": name])
    var events: [Event] = []
    var times: [Int64] = []
    var older = 0
    while let row = try rows.next() {
      guard row["occurred_at_us"] as Int64 >= since else {
        older += 1
        continue
      }
      times.append(row["occurred_at_us"])
      events.append(
        Event(
          server: row["server"], time: Timestamp.text(row["occurred_at_us"] as Int64?), phase: row["phase"],
          detail: row["detail"], recordID: row["audit_record_id"], findingID: row["finding_id"], build: row["build"],
          buildState: row["state"]))
    }
    self.events = events
    self.times = times
    olderCount = older
  }

  private let times: [Int64]

  private enum CodingKeys: CodingKey {
    case events, since, olderCount
  }

  /// Events that say the same without an hour between them.
  private struct Run {
    let event: Event
    var count = 1
    var last: (time: Int64, text: String?)
  }

  /// By server, each in the order of the first event of a run.
  private var runs: [(server: String, runs: [Run])] {
    var servers: [String: [Run]] = [:]
    var open: [String: Int] = [:]
    for (event, time) in zip(events, times) {
      let server = event.server ?? ""
      let key = [server, event.phase, event.detail, event.buildState ?? ""].joined(separator: "\u{1F}")
      if let place = open[key], let run = servers[server]?[place], time - run.last.time <= 3_600_000_000 {
        servers[server]?[place].count += 1
        servers[server]?[place].last = (time, event.time)
      } else {
        open[key] = servers[server]?.count ?? 0
        servers[server, default: []].append(Run(event: event, last: (time, event.time)))
      }
    }
    return servers.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  package var text: String {
    let older = olderCount == 0 ? "none are older" : "\(counted(olderCount, "act")) older, which --since shows"
    guard !events.isEmpty else {
      return TerminalText.wrapped(
        "Nothing was found to have been done to a server since \(since); \(older).", first: "", hanging: "  ")
    }
    var text = ""
    for (server, runs) in runs {
      text += TerminalText.wrapped("Server \(server.isEmpty ? "not named" : server)", first: "", hanging: "  ")
      var build: String?
      for run in runs {
        text += Self.line(run, unless: build)
        build = run.event.buildText
      }
      text += "\n"
    }
    return text
      + TerminalText.wrapped(
        "Told are acts from \(since) on; \(older). A build says which update was installed, not whether the server could "
          + "be exploited.", first: "", hanging: "")
  }

  /// The build is told where it is another than that of the line before.
  private static func line(_ run: Run, unless told: String?) -> String {
    let event = run.event
    let more = run.count > 1 ? ", \(run.count) records to \(run.last.text ?? "-")" : ""
    let build = event.buildText.flatMap { $0 == told ? nil : " [\($0)]" } ?? ""
    let cited = event.findingID.map { ", finding \($0)" } ?? ""
    return TerminalText.wrapped(
      "\(event.time ?? "-")  \(event.phase): \(event.detail)\(more)\(cited)\(build)", first: "  ", hanging: "      ")
  }
}

extension ServerTimeline.Event {
  fileprivate var buildText: String? {
    buildState.map { $0.replacing("_", with: " ") + (build.map { " \($0)" } ?? "") }
  }
}
