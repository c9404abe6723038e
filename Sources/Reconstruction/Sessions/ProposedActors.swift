package import GRDB
import Records

/// Which sessions are proposed to be one actor's: fills `proposed_actor` and `proposed_actor_session`.
///
/// Suspect sessions come together where they share what one actor has and others do not: an address that is no office's
/// and not Microsoft's, an application that was not at work before, a session key at one address, or the account. Each
/// membership says by what, and with which of the others. Sessions that are not suspect are named beside them where they
/// share such an address, or such an application: to be looked at and judged. A proposal makes no session suspect.
package enum ProposedActors {
  /// Part of the step's fingerprint: to be raised with every change of what it concludes.
  package static let version = 1

  package static func run(in db: Database) throws {
    try db.run("DELETE FROM proposed_actor")
    try db.run("DELETE FROM proposed_actor_session")
    let suspects = try sessions(db)
    guard !suspects.isEmpty else { return }
    var groups = Groups(count: suspects.count)
    var reasons: [Set<Reason>] = suspects.map { _ in [] }
    for tie in Tie.allCases {
      let sharing = Dictionary(grouping: suspects.indices) { suspects[$0].values[tie] }
      for (value, members) in sharing {
        guard let value, members.count > 1 else { continue }
        for member in members {
          groups.join(members[0], member)
          reasons[member].insert(Reason(basis: tie.rawValue, text: "\(tie.words) \(value)"))
        }
      }
    }
    let actors = Dictionary(grouping: suspects.indices) { groups.root(of: $0) }.values
      .map { $0.sorted() }.sorted { $0[0] < $1[0] }
    try makeMarks(in: db)
    for (place, members) in actors.enumerated() {
      try write(Int64(place) + 1, members.map { (suspects[$0], reasons[$0]) }, in: db)
    }
    try propose(in: db)
    try writeTotals(in: db)
  }

  private enum Tie: String, CaseIterable {
    case sameAddress = "same_address"
    case sameApplication = "same_application"
    case sameToken = "same_token"
    case sameAccount = "same_account"

    var words: String {
      switch self {
      case .sameAddress: "the same address"
      case .sameApplication: "the same application"
      case .sameToken: "the same session key and address"
      case .sameAccount: "the same account"
      }
    }
  }

  private struct Reason: Hashable, Comparable {
    let basis: String
    let text: String

    static func < (a: Reason, b: Reason) -> Bool { (a.basis, a.text) < (b.basis, b.text) }
  }

  private struct Suspect {
    let session: Int64
    let values: [Tie: String]
  }

  /// Suspect sessions by time, so that an actor is numbered by its first.
  private static func sessions(_ db: Database) throws -> [Suspect] {
    let rows = try Row.fetchAll(
      db,
      sql: """
        SELECT s.session_id, s.actor_lc,
          CASE WHEN NOT EXISTS (
            SELECT 1 FROM session_trait AS t WHERE t.session_id = s.session_id AND t.trait = 'shared_address')
            THEN s.client_ip END AS address,
          CASE WHEN NOT EXISTS (
            SELECT 1 FROM session_trait AS t
            WHERE t.session_id = s.session_id AND t.trait IN ('established_application', 'usual_application'))
            THEN NULLIF(s.app_id, '') END AS application,
          s.session_key || ' at ' || s.client_ip AS token
        FROM access_session AS s
        WHERE s.session_id IN (SELECT session_id FROM session_suspicion)
        ORDER BY s.first_us NULLS LAST, s.fingerprint
        """)
    return rows.map { row in
      var values: [Tie: String] = [:]
      values[.sameAccount] = row["actor_lc"]
      values[.sameAddress] = row["address"]
      if let app = row["application"] as String?, !SharedClients.ids.contains(app.lowercased()) {
        values[.sameApplication] = app.lowercased()
      }
      values[.sameToken] = row["token"]
      return Suspect(session: row["session_id"], values: values)
    }
  }

  private static func write(_ actor: Int64, _ members: [(Suspect, Set<Reason>)], in db: Database) throws {
    try db.run(
      "INSERT INTO proposed_actor VALUES (?, ?, NULL, NULL, 0, 0, 0, 0, NULL)",
      [actor, title(members.map(\.0.values))])
    let insert = try db.cachedStatement(sql: "INSERT OR IGNORE INTO proposed_actor_session VALUES (?, ?, ?, ?, ?)")
    for (suspect, reasons) in members {
      if reasons.isEmpty {
        try insert.execute(arguments: [
          actor, suspect.session, 1, "alone", "shares nothing with another suspect session",
        ])
      }
      for reason in reasons.sorted() {
        try insert.execute(arguments: [actor, suspect.session, 1, reason.basis, reason.text])
      }
    }
    let values = members.map(\.0.values)
    for address in Set(values.compactMap { $0[.sameAddress] }) {
      try mark(actor, ofAddress, "the actor's address \(address)", address, in: db)
    }
    for app in Set(values.compactMap { $0[.sameApplication] }) {
      try mark(actor, ofApplication, "the actor's application \(app)", app, in: db)
    }
  }

  // MARK: Sessions that are not suspect

  private static let ofAddress = "address_of_actor"
  private static let ofApplication = "application_of_actor"

  /// Makes the temporary table `actor_mark`: what actors have that others do not. An actor may have a thousand addresses,
  /// and all sessions are gone through once for all of them.
  private static func makeMarks(in db: Database) throws {
    try db.execute(
      sql: """
        DROP TABLE IF EXISTS temp.actor_mark;
        CREATE TEMP TABLE actor_mark (
          text_id INTEGER NOT NULL, basis TEXT NOT NULL, proposed_actor_id INTEGER NOT NULL, reason TEXT NOT NULL,
          PRIMARY KEY (basis, text_id, proposed_actor_id, reason)
        ) STRICT, WITHOUT ROWID;
        """)
  }

  private static func mark(
    _ actor: Int64, _ basis: String, _ reason: String, _ value: String, in db: Database
  ) throws {
    try db.run(
      "INSERT OR IGNORE INTO actor_mark SELECT text_id, ?, ?, ? FROM text WHERE COALESCE(value_lc, value) = ?",
      [basis, actor, reason, value.lowercased()])
  }

  private static func propose(in db: Database) throws {
    for (basis, column) in [(ofAddress, "client_ip_ref"), (ofApplication, "app_id_ref")] {
      try db.run(
        """
        INSERT OR IGNORE INTO proposed_actor_session
        WITH marked AS MATERIALIZED (
          SELECT m.proposed_actor_id, s.session_id, m.basis, m.reason
          FROM stored_session AS s
          CROSS JOIN actor_mark AS m ON m.basis = ? AND m.text_id = s.\(column)
        )
        SELECT proposed_actor_id, session_id, 0, basis, reason FROM marked
        WHERE session_id NOT IN (SELECT session_id FROM session_suspicion)
        """, [basis])
    }
    try db.execute(sql: "DROP TABLE temp.actor_mark")
  }

  /// What an actor is called by: its application, else its addresses, else its accounts.
  private static func title(_ values: [[Tie: String]]) -> String {
    for (tie, noun) in [(Tie.sameApplication, "application"), (.sameAddress, "from"), (.sameAccount, "account")] {
      let all = Set(values.compactMap { $0[tie] }).sorted()
      guard let first = all.first else { continue }
      let more = all.count > 3 ? " and \(all.count - 3) more" : ""
      return "\(noun) \(all.count > 1 ? all.prefix(3).joined(separator: ", ") + more : first)"
    }
    return "without address and account"
  }

  private static func writeTotals(in db: Database) throws {
    try db.run(
      """
      UPDATE proposed_actor AS a
      SET first_us = t.first_us, last_us = t.last_us, session_count = t.sessions, suspect_count = t.suspects,
        mailbox_count = t.mailboxes, item_count = t.items, byte_count = t.bytes
      FROM (
        SELECT m.proposed_actor_id, MIN(s.first_us) AS first_us, MAX(s.last_us) AS last_us, COUNT(*) AS sessions,
          SUM(m.is_suspect) AS suspects, COUNT(DISTINCT s.mailbox_id) AS mailboxes, SUM(s.item_count) AS items,
          SUM(s.byte_count) AS bytes
        FROM (SELECT DISTINCT proposed_actor_id, session_id, is_suspect FROM proposed_actor_session) AS m
        JOIN stored_session AS s ON s.session_id = m.session_id
        GROUP BY m.proposed_actor_id
      ) AS t
      WHERE t.proposed_actor_id = a.proposed_actor_id
      """)
  }
}

/// Sets that are joined two by two; each is known by its least member.
private struct Groups {
  private var parents: [Int]

  init(count: Int) { parents = Array(0..<count) }

  mutating func root(of member: Int) -> Int {
    var root = member
    while parents[root] != root { root = parents[root] }
    var next = member
    while parents[next] != root { (next, parents[next]) = (parents[next], root) }
    return root
  }

  mutating func join(_ one: Int, _ other: Int) {
    let (a, b) = (root(of: one), root(of: other))
    parents[max(a, b)] = min(a, b)
  }
}

/// Programs that many owners use, and Microsoft's services: that two sessions share one says nothing.
enum SharedClients {
  static let ids: Set<String> = [
    "00000002-0000-0ff1-ce00-000000000000",  // Exchange Online, Outlook on the web
    "d3590ed6-52b3-4102-aeff-aad2292ab01c",  // Microsoft Office, Outlook on the desktop
    "5d661950-3475-41cd-a2c3-d671a3162bc1",  // Microsoft Outlook
    "fe93bfe1-7947-460a-a5e0-7a5906b51360",  // Outlook on the desktop, web services
    "9199bf20-a13f-4107-85dc-02114787ef48",  // One Outlook Web
    "27922004-5251-4030-b22d-91ecd9a37ea4",  // Outlook Mobile
    "1fec8e78-bce4-4aaf-ab1b-5451cc387264",  // Microsoft Teams
    "5e3ce6c0-2b1f-4285-8d4b-75ee78787346",  // Microsoft Teams on the web
    "4765445b-32c6-49b0-83e6-1d93765276ca",  // OfficeHome
    "f8d98a96-0999-43f5-8af3-69971c7bb423",  // Apple Internet Accounts
    "9e5f94bc-e8a4-4e73-b8be-63364c29d753",  // Thunderbird
    "1950a258-227b-4e31-a9cf-717495945fc2",  // Azure and Exchange PowerShell
    "fb78d390-0c51-40cd-8e17-fdbfab77341b",  // Exchange Online PowerShell
    "00000003-0000-0000-c000-000000000000",  // Graph
    "3c8e478f-21ca-493a-b87c-c7366d664d54",
    "f3f64fec-ecee-4e9a-9eed-a36a5e421300",
    "7a5fbd1c-3e6d-461a-9075-83049393b3a7",
  ]
}
