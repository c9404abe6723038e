package import GRDB

/// Who was in which mailbox, and what makes a session suspect.
package struct SessionList: Encodable {
  package struct Session: Encodable {
    package let sessionID: Int64
    /// Stays the same when the case grows; `mailtrail judge` takes it too.
    package let fingerprint: String
    let mailbox: String?
    let actor: String?
    let clientIP: String?
    let appID: String?
    let clientInfo: String?
    let sessionKey: String?
    let first: String?
    let last: String?
    let events: Int
    let items: Int
    let bytes: Int64?
    package let isSuspect: Bool
    let reasons: [String]
    /// Observations that speak for and against its being an attacker's; none of them makes it suspect.
    let speaksFor: [String]
    let speaksAgainst: [String]
    let judgements: [Judgement]

    /// What texts call it, and `mailtrail judge` takes.
    var name: String { String(fingerprint.prefix(8)) }
  }
  package let sessions: [Session]
  /// How many there are; the text shows the busiest of those that are not suspect.
  let mailboxCount: Int

  /// All sessions, or the suspect ones, or those in one mailbox (by any name that it goes by), or those with one of
  /// `ids`; the suspect first, then by mailbox and time.
  package init(
    _ db: Database, suspectOnly: Bool = false, mailbox: String? = nil, ids: [Int64]? = nil
  ) throws {
    let labels = try MailboxLabels(db)
    var conditions: [String] = []
    if suspectOnly { conditions.append("s.session_id IN (SELECT session_id FROM session_suspicion)") }
    if let mailbox { conditions.append("s.mailbox_id IN (\(labels.mailboxes(named: mailbox)))") }
    if let ids { conditions.append("s.session_id IN (\(ids.map(String.init).joined(separator: ", ")))") }
    let chosen = conditions.isEmpty ? "" : "WHERE " + conditions.joined(separator: " AND ")
    let reasons = try Self.reasons(db, of: "SELECT s.session_id FROM stored_session AS s \(chosen)")
    let traits = try Self.traits(db, of: "SELECT s.session_id FROM stored_session AS s \(chosen)")
    let judgements = try Judgement.ofSessions(db)
    let rows = try Row.fetchCursor(
      db,
      sql: """
        SELECT s.session_id, s.fingerprint, s.mailbox_id, actor.value AS actor, client_ip.value AS client_ip,
          client_info.value AS client_info, app_id.value AS app_id, session_key.value AS session_key, s.first_us,
          s.last_us, s.event_count, s.item_count, s.byte_count
        FROM stored_session AS s
        LEFT JOIN text AS actor ON actor.text_id = s.actor_ref
        LEFT JOIN text AS client_ip ON client_ip.text_id = s.client_ip_ref
        LEFT JOIN text AS client_info ON client_info.text_id = s.client_info_ref
        LEFT JOIN text AS app_id ON app_id.text_id = s.app_id_ref
        LEFT JOIN text AS session_key ON session_key.text_id = s.session_key_ref
        \(chosen)
        ORDER BY s.session_id NOT IN (SELECT session_id FROM session_suspicion), s.mailbox_id, s.first_us, s.session_id
        """)
    var texts = SharedTexts()
    var sessions: [Session] = []
    while let row = try rows.next() {
      let id: Int64 = row["session_id"]
      sessions.append(
        Session(
          sessionID: id, fingerprint: row["fingerprint"], mailbox: (row["mailbox_id"] as Int64?).map { labels[$0] },
          actor: texts.one(row["actor"]), clientIP: texts.one(row["client_ip"]), appID: texts.one(row["app_id"]),
          clientInfo: texts.one(row["client_info"]), sessionKey: row["session_key"],
          first: Timestamp.text(row["first_us"] as Int64?),
          last: Timestamp.text(row["last_us"] as Int64?), events: row["event_count"], items: row["item_count"],
          bytes: row["byte_count"], isSuspect: reasons[id] != nil, reasons: reasons[id] ?? [],
          speaksFor: traits[id]?["for"] ?? [], speaksAgainst: traits[id]?["against"] ?? [],
          judgements: judgements[id] ?? []))
    }
    self.sessions = sessions
    mailboxCount = Set(sessions.compactMap(\.mailbox)).count
  }

  /// Sessions by the beginning of a fingerprint, of at least eight digits, which several may have alike; else by number,
  /// as JSON and the tables have it.
  package static func ids(named name: String, _ db: Database) throws -> [Int64] {
    let wanted = name.lowercased()
    if wanted.utf8.count >= 8, wanted.allSatisfy(\.isHexDigit) {
      let found = try Int64.fetchAll(
        db, sql: "SELECT session_id FROM stored_session WHERE fingerprint >= ? AND fingerprint < ? ORDER BY session_id",
        arguments: [wanted, wanted + "g"])
      if !found.isEmpty { return found }
    }
    guard let id = Int64(name) else { return [] }
    return try Int64.fetchAll(db, sql: "SELECT session_id FROM stored_session WHERE session_id = ?", arguments: [id])
  }

  private static func reasons(_ db: Database, of sessions: String) throws -> [Int64: [String]] {
    let rows = try Row.fetchCursor(
      db,
      sql: """
        SELECT DISTINCT session_id, reason FROM session_suspicion
        WHERE session_id IN (\(sessions))
        ORDER BY session_id, reason
        """)
    var texts = SharedTexts()
    var reasons: [Int64: [String]] = [:]
    while let row = try rows.next() { reasons[row[0], default: []].append(texts.one(row[1])) }
    return reasons
  }

  private static func traits(_ db: Database, of sessions: String) throws -> [Int64: [String: [String]]] {
    let rows = try Row.fetchCursor(
      db,
      sql: """
        SELECT session_id, speaks, reason FROM session_trait
        WHERE session_id IN (\(sessions))
        ORDER BY session_id, trait
        """)
    var texts = SharedTexts()
    var traits: [Int64: [String: [String]]] = [:]
    while let row = try rows.next() {
      traits[row[0], default: [:]][texts.one(row[1]), default: []].append(texts.one(row[2]))
    }
    return traits
  }
}

/// Equal texts of many rows as one: half a million sessions have a few thousand reasons.
private struct SharedTexts {
  private var known: Set<String> = []

  mutating func one(_ text: String) -> String { known.insert(text).memberAfterInsert }
  mutating func one(_ text: String?) -> String? { text.map { one($0) } }
}
