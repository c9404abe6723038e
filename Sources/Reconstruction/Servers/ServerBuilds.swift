package import GRDB
import Records

/// Whether the build of each server had the fixes of March 2021, at each time: fills `server_build` from the builds that
/// logs show. A server that is named without a build is `unknown` for ever (`no_build_logged`).
package enum ServerBuilds {
  /// Part of the step's fingerprint: to be raised with every change of what it concludes.
  package static let version = 1

  package static func run(in db: Database) throws {
    try db.run("DELETE FROM server_build")
    var id: Int64 = 0
    for (key, shown) in try servers(db) {
      for span in shown.spans {
        id += 1
        try db.run(
          "INSERT INTO server_build VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
          [id, shown.name, key, span.build, span.from, span.to, span.state.rawValue, span.basis, span.record])
      }
    }
  }

  /// What the logs show of one server.
  private struct Shown {
    /// As the earliest record spells it.
    let name: String
    let named: Int64
    var stretches: [BuildTimeline.Stretch] = []

    var spans: [BuildTimeline.Span] {
      guard stretches.isEmpty else { return BuildTimeline.spans(of: stretches) }
      return [
        BuildTimeline.Span(build: nil, from: nil, to: nil, state: .unknown, basis: "no_build_logged", record: named)
      ]
    }
  }

  /// By lower-case name, in its order. Of lines that stand in another exhibit too, that one's record is cited.
  private static func servers(_ db: Database) throws -> [(key: String, Shown)] {
    let rows = try Row.fetchCursor(
      db,
      sql: """
        SELECT b.server, b.build, b.first_us, b.last_us,
          CASE WHEN EXISTS (SELECT 1 FROM stored_web_request AS w WHERE w.audit_record_id = b.first_record_id)
            OR EXISTS (SELECT 1 FROM stored_audit_record AS a WHERE a.audit_record_id = b.first_record_id)
            THEN b.first_record_id
          WHEN EXISTS (SELECT 1 FROM stored_web_request AS w WHERE w.audit_record_id = b.last_record_id)
            OR EXISTS (SELECT 1 FROM stored_audit_record AS a WHERE a.audit_record_id = b.last_record_id)
            THEN b.last_record_id END
        FROM logged_server_build AS b
        ORDER BY b.first_us, b.last_us, b.logged_server_build_id
        """)
    var servers: [String: Shown] = [:]
    while let row = try rows.next() {
      let (name, build): (String, String?) = (row[0], row[1])
      guard let record: Int64 = row[4], !(build.map(FixedBuilds.isOnline) ?? false) else { continue }
      var shown = servers[name.lowercased()] ?? Shown(name: name, named: record)
      if let build {
        shown.stretches.append(BuildTimeline.Stretch(build: build, first: row[2], last: row[3], record: record))
      }
      servers[name.lowercased()] = shown
    }
    return servers.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }.map { ($0.key, $0.value) }
  }
}
