import GRDB

/// An Exchange server: its builds, and from when to when an attacker could act on it.
package struct ServerLine: Encodable {
  package struct Build: Encodable {
    let build: String?
    let state: String
    let from: String?
    let to: String?
  }
  package struct Window: Encodable {
    let basis: String
    let from: String
    let to: String?
  }
  let server: String
  let builds: [Build]
  let windows: [Window]
  /// Acts told of it in `server_event`, by phase.
  let events: [String: Int]

  static func fetch(_ db: Database) throws -> [ServerLine] {
    let builds = try grouped(
      db, "SELECT server_lc, build, state, from_us, to_us FROM server_build ORDER BY server_lc, from_us NULLS FIRST")
    let windows = try grouped(
      db,
      """
      SELECT LOWER(server), basis, from_us, to_us FROM compromise_window WHERE server IS NOT NULL
      ORDER BY LOWER(server), from_us, basis
      """)
    let events = try grouped(
      db,
      """
      SELECT LOWER(server), phase, COUNT(*) FROM server_event WHERE server IS NOT NULL
      GROUP BY LOWER(server), phase ORDER BY LOWER(server), phase
      """)
    return Set(builds.keys).union(windows.keys).union(events.keys).sorted().map { server in
      ServerLine(
        server: server,
        builds: (builds[server] ?? []).map {
          Build(
            build: $0[1], state: $0[2], from: Timestamp.text($0[3] as Int64?), to: Timestamp.text($0[4] as Int64?))
        },
        windows: (windows[server] ?? []).map {
          Window(basis: $0[1], from: Timestamp.text($0[2] as Int64), to: Timestamp.text($0[3] as Int64?))
        },
        events: (events[server] ?? []).reduce(into: [:]) { $0[$1[1]] = $1[2] })
    }
  }

  private static func grouped(_ db: Database, _ sql: String) throws -> [String: [Row]] {
    Dictionary(grouping: try Row.fetchAll(db, sql: sql)) { $0[0] as String }
  }
}

/// Sessions that are proposed to be one actor's.
package struct ActorLine: Encodable {
  let title: String
  let first: String?
  let last: String?
  let sessions: Int
  let suspectSessions: Int
  let mailboxes: Int
  let items: Int
  let bytes: Int64?

  static func fetch(_ db: Database) throws -> [ActorLine] {
    try Row.fetchAll(
      db, sql: "SELECT * FROM proposed_actor ORDER BY suspect_count DESC, item_count DESC, proposed_actor_id"
    ).map {
      ActorLine(
        title: $0["title"], first: Timestamp.text($0["first_us"] as Int64?),
        last: Timestamp.text($0["last_us"] as Int64?), sessions: $0["session_count"],
        suspectSessions: $0["suspect_count"], mailboxes: $0["mailbox_count"], items: $0["item_count"],
        bytes: $0["byte_count"])
    }
  }
}

/// An examiner's decision, and what it does now.
package struct JudgementLine: Encodable {
  let judgementID: Int64
  let sessionFingerprint: String
  let decision: String
  let state: String?
  let examiner: String
  let reason: String
  let judgedAt: String
  let mailbox: String?
  let actor: String?

  static func fetch(_ db: Database) throws -> [JudgementLine] {
    try Row.fetchAll(
      db,
      sql: """
        SELECT j.*, x.state FROM judgement AS j LEFT JOIN judgement_state AS x ON x.judgement_id = j.judgement_id
        ORDER BY j.judgement_id
        """
    ).map {
      JudgementLine(
        judgementID: $0["judgement_id"], sessionFingerprint: $0["session_fingerprint"], decision: $0["decision"],
        state: $0["state"], examiner: $0["examiner"], reason: $0["reason"],
        judgedAt: Timestamp.text($0["judged_at_us"] as Int64), mailbox: $0["mailbox"], actor: $0["actor"])
    }
  }
}
